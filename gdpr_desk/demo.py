"""The fictional shop: for trying the program out, and for its pictures."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gdpr_desk import assets
from gdpr_desk.app import Desk, create_desk, discard
from gdpr_desk.clock import Clock
from gdpr_desk.demo_breaches import add_breaches
from gdpr_desk.demo_ledgers import add_ledger_entries
from gdpr_desk.demo_requests import add_requests
from gdpr_desk.demo_sweeps import add_sweeps
from gdpr_desk.demo_tasks import add_tasks
from gdpr_desk.parties.model import Contract
from gdpr_desk.profile import parse_profile
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import ActivityStatus, LawfulBasis, ProcessingActivity, Purpose

DEMO_PASSPHRASE = "une boutique fictive pour essayer"
"""Known to everybody: the demonstration holds nobody's data."""

_SOURCE = "demo/shop.toml"
_VARIATION = "variation"
_CONTRACT = "contract"


def create_demo(folder: Path, clock: Clock) -> tuple[Desk, str]:
    """A vault with the fictional shop, dated relative to `clock`; returns it open, and its passphrase.

    Raises the refusals of `vault.refusals`; an existing vault is never touched.
    """
    text = assets.text(_SOURCE)
    profile = parse_profile(text, beside=(_VARIATION, _CONTRACT))
    was_there = folder.exists()
    desk, _ = create_desk(folder, profile, DEMO_PASSPHRASE, clock, demo=True)
    try:
        raw = tomllib.loads(text)
        for row in raw[_CONTRACT]:
            party = desk.parties.get(row["party"])
            contact = replace(party.contact, breaches=row["breaches"])
            desk.parties.save(replace(party, contract=_contract(row, clock.today()), contact=contact))
        for variation in raw[_VARIATION]:
            place = profile.pack.index(variation["activity"])
            activity = desk.register.register().activities[place]
            desk.register.save(_varied(activity, variation, clock.today()))
        add_requests(desk, clock)
        add_breaches(desk, clock)
        add_ledger_entries(desk, clock)
        add_tasks(desk, clock)
        add_sweeps(desk, clock)
    except BaseException:
        discard(desk.vault, keep_folder=was_there)
        raise
    return desk, DEMO_PASSPHRASE


def _contract(row: dict[str, Any], today: date) -> Contract:
    review = row.get("review_in_days")
    without = row.get("without", ())
    return Contract(
        signed_on=today - timedelta(days=row["signed_days_ago"]),
        checklist={clause: clause not in without for clause in catalogues.contract_clauses()},
        location=row["location"],
        next_review_on=None if review is None else today + timedelta(days=review),
    )


def _varied(activity: ProcessingActivity, variation: dict[str, Any], today: date) -> ProcessingActivity:
    """`activity` as the demonstration shows it; the format stands on top of the file."""
    active = variation["status"] == ActivityStatus.ACTIVE
    reviewed = variation.get("reviewed_days_ago")
    purposes = tuple(_purpose(row) for row in variation.get("purposes", ()))
    return replace(
        activity,
        status=ActivityStatus(variation["status"]),
        created_on=today - timedelta(days=variation["created_days_ago"]),
        reviewed_on=None if reviewed is None else today - timedelta(days=reviewed),
        purposes=purposes or activity.purposes,
        retention=() if variation.get("without_retention") else activity.retention,
        note=variation.get("note", "" if active else activity.note),
    )


def _purpose(row: dict[str, str]) -> Purpose:
    return Purpose(row["name"], LawfulBasis(row["lawful_basis"]), justification=row["justification"])

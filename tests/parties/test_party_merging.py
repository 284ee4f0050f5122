"""Two entries of one body become one, and part again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from strategies import activities, parties_with_key

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound
from gdpr_desk.parties.model import Contract, Party, PartyContact, filled
from gdpr_desk.parties.service import PartySavedElsewhere
from gdpr_desk.register.merging import renamed
from gdpr_desk.register.model import ProcessingActivity, Recipient, Transfer, named_parties
from gdpr_desk.register.writing import SavedElsewhere
from gdpr_desk.vault.vault import Vault

KEPT = Party(
    "host",
    "Nuage Exemple",
    contact=PartyContact(email="aide@nuage.example"),
    contract=Contract(date(2025, 3, 12), {"audit": True, "security": False}),
)
TWIN = Party(
    "nuage",
    "NUAGE EXEMPLE SARL",
    country="BE",
    contact=PartyContact("autre@nuage.example", breaches="01 99 00 12 34"),
    contract=Contract(date(2020, 1, 1), {"security": True, "object": False}, "Classeur 3"),
)
SITE = ProcessingActivity(
    name="Site",
    recipients=(Recipient("nuage"), Recipient(internal="Gérante"), Recipient("host")),
    transfers=(Transfer("US", "nuage"),),
)
CHAT = ProcessingActivity(name="Chat", recipients=(Recipient("nuage"),), joint_controllers=("nuage", "host"))


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.parties.save(KEPT)
    made.parties.save(TWIN)
    made.register.add(SITE)
    made.register.add(CHAT)
    return made


def test_every_record_names_the_one_that_stays(desk: Desk) -> None:
    merged = desk.merging.merge("nuage", "host")
    site, chat = desk.register.register().activities
    assert site.recipients == (Recipient(internal="Gérante"), Recipient("host"))
    assert site.transfers == (Transfer("US", "host"),)
    assert chat.recipients == (Recipient("host"),)
    assert chat.joint_controllers == ("host",)
    assert desk.parties.all() == (merged.kept[1],)
    actions = [entry.action for entry in desk.journal.entries(limit=4, newest_first=False)]
    assert actions
    assert desk.journal.entries(limit=1)[0].action == "party.removed"


def test_nothing_noted_is_lost(desk: Desk) -> None:
    desk.merging.merge("nuage", "host")
    kept = desk.parties.get("host")
    assert kept.contact == PartyContact("aide@nuage.example", breaches="01 99 00 12 34")
    ticks = {"audit": True, "security": True, "object": False}
    assert kept.contract == Contract(date(2025, 3, 12), ticks, "Classeur 3")
    assert kept.country == "FR"


def test_undo_parts_them_exactly_as_they_were(desk: Desk) -> None:
    before = desk.register.register()
    desk.merging.undo(desk.merging.merge("nuage", "host"))
    assert desk.register.register() == before


@pytest.mark.parametrize("touched", ["activity", "party", "key"])
def test_undo_never_overwrites_what_came_after(desk: Desk, touched: str) -> None:
    merged = desk.merging.merge("nuage", "host")
    if touched == "activity":
        desk.register.save(replace(desk.register.activity("T-02"), note="Relu."))
    elif touched == "party":
        desk.parties.save(replace(desk.parties.get("host"), name="Nuage Exemple SAS"))
    else:
        desk.parties.save(Party("nuage", "Un autre"))
    later = desk.register.register()
    with pytest.raises(SavedElsewhere if touched == "activity" else PartySavedElsewhere):
        desk.merging.undo(merged)
    assert desk.register.register() == later


@pytest.mark.parametrize(
    ("gone", "kept", "refusal"),
    [("host", "host", InvalidInput), ("host", "x", NotFound), ("x", "host", NotFound)],
)
def test_a_merge_that_makes_no_sense_changes_nothing(
    desk: Desk, gone: str, kept: str, refusal: type[GdprDeskError]
) -> None:
    before = desk.register.register()
    with pytest.raises(refusal):
        desk.merging.merge(gone, kept)
    assert desk.register.register() == before


@settings(max_examples=40, deadline=None)
@given(activities("T-01", ("a", "b", "c")))
def test_only_the_names_change(activity: ProcessingActivity) -> None:
    after = renamed(activity, "a", "b")
    named = named_parties(activity)
    assert named_parties(after) == ((named - {"a"}) | {"b"} if "a" in named else named)
    parts = ("recipients", "transfers", "joint_controllers", "client_controllers")
    assert replace(after, **{p: getattr(activity, p) for p in parts}) == activity  # type: ignore[arg-type]
    if "a" not in named:
        assert after == activity


@settings(max_examples=40, deadline=None)
@given(parties_with_key("a"), parties_with_key("b"))
def test_filling_keeps_every_tick_and_every_word_of_the_one_that_stays(kept: Party, other: Party) -> None:
    whole = filled(kept, other)
    assert (whole.key, whole.name, whole.kind) == (kept.key, kept.name, kept.kind)
    ticked = {k for party in (kept, other) for k, on in party.contract.checklist.items() if on}
    assert {k for k, on in whole.contract.checklist.items() if on} == ticked
    assert whole.contact.breaches in (kept.contact.breaches, other.contact.breaches)
    assert filled(whole, other) == whole

"""What the sweep takes of incidents: closed ones after five years, with their evidence; never an open one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import NotFound

Opened = Callable[..., str]
FIVE_YEARS = timedelta(days=5 * 365 + 3)


def closed(desk: Desk, reference: str) -> str:
    desk.breach_acts.decide(
        reference, authority=False, subjects=False, reason="Aucun risque : appareil vide."
    )
    desk.breach_acts.close(reference, "Rien à changer.", register_checked=True)
    return reference


def planned(desk: Desk) -> set[str]:
    return {one.id for one in desk.retention.plan().due if one.kind == "breach"}


def test_an_open_incident_is_never_taken_and_a_closed_one_after_its_time(
    desk: Desk, opened: Opened, clock: FixedClock, tmp_path: Path
) -> None:
    still_open, ended = opened(), opened()
    proof = tmp_path / "plainte.txt"
    proof.write_bytes(b"recepisse")
    evidence = desk.breaches.attach(ended, proof)
    sealed = desk.vault.folder / "attachments" / f"{evidence.attachment}.age"
    closed(desk, ended)
    assert planned(desk) == set()
    clock.instant += FIVE_YEARS
    assert planned(desk) == {ended}
    desk.retention.apply(desk.retention.plan())
    with pytest.raises(NotFound):
        desk.breaches.file(ended)
    assert not sealed.exists()
    assert desk.breaches.file(still_open).breach.open
    assert [entry.subject for entry in desk.journal.entries() if entry.action == "breach.destroyed"] == [
        ended
    ]


def test_a_reopened_incident_has_no_time_that_counts(desk: Desk, opened: Opened, clock: FixedClock) -> None:
    reference = closed(desk, opened())
    clock.instant += timedelta(days=1000)
    desk.breach_acts.reopen(reference, "Le voleur a écrit.")
    clock.instant += FIVE_YEARS
    assert planned(desk) == set()


def test_a_hold_keeps_a_closed_incident(desk: Desk, opened: Opened, clock: FixedClock) -> None:
    reference = closed(desk, opened())
    day = clock.today() + timedelta(days=4000)
    desk.retention.hold(f"breach/{reference}", reason="legal_claims", note="Procès", review_on=day)
    clock.instant += FIVE_YEARS
    assert planned(desk) == set()


def test_what_was_swept_stands_in_the_ledger_that_backups_are_compared_with(
    desk: Desk, opened: Opened, clock: FixedClock
) -> None:
    reference = closed(desk, opened())
    clock.instant += FIVE_YEARS
    desk.retention.apply(desk.retention.plan())
    assert reference in (desk.vault.folder / "erasures.log").read_text(encoding="utf-8")


def test_what_is_typed_for_an_open_incident_stays(desk: Desk, opened: Opened, clock: FixedClock) -> None:
    still_open, ended = opened(), closed(desk, opened())
    for form in (f"breach/{still_open}", f"breach/{still_open}/letter", f"breach/{ended}", "breach/new"):
        desk.breaches.drafts.keep(form, {"narrative": "Vitre"})
    clock.instant += timedelta(days=91)
    due = {one.id for one in desk.retention.plan().due if one.kind == "draft"}
    assert due == {f"breach/{ended}", "breach/new"}

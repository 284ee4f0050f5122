"""What the open desk really sweeps: identity copies, the bin, drafts, its own backups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.history import leaves_on
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.retention import reconciling, repository
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.sealed_files import sealed_file
from gdpr_desk.vault.state import read_state

DAY = timedelta(days=1)
REVIEW = date(2027, 6, 1)


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    for name in ("Paie", "Clients"):
        officer_desk.register.add(ProcessingActivity(reference="", name=name))
    return officer_desk


def attached(desk: Desk, tmp_path: Path, kind: AttachmentKind) -> str:
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"a scan")
    return desk.attachments.add(scan, owner="D-2026-001", kind=kind, told=lambda *_: None).id


def test_the_bin_goes_by_the_day_its_page_shows_and_the_ledger_knows(desk: Desk, clock: FixedClock) -> None:
    desk.history.bin(["T-01", "T-02"])
    desk.retention.hold("activity/T-02", reason="legal_claims", note="Affaire", review_on=REVIEW)
    clock.instant += 30 * DAY
    assert [item.key for item in desk.retention.plan().due] == ["activity/T-01"]
    assert desk.retention.sweep().destroyed == 1
    assert [record.activity.reference for record in desk.history.binned()] == ["T-02"]
    assert [(entry.kind, entry.id) for entry in desk.ledger.read().entries] == [("activity", "T-01")]
    assert desk.ledger.verify(desk.vault.store).intact
    assert desk.verify_journal().intact


@pytest.mark.parametrize("month", [3, 10])
def test_the_bin_is_emptied_at_midnight_also_when_the_clock_was_changed_since(
    desk: Desk, clock: FixedClock, month: int
) -> None:
    clock.instant = datetime(2027, month, 10, 15, tzinfo=SHOP_ZONE)
    desk.history.bin(["T-01"])
    (record,) = desk.history.binned()
    midnight = datetime.combine(leaves_on(record), time(), SHOP_ZONE).astimezone(UTC)
    clock.instant = midnight - timedelta(minutes=61)
    assert desk.retention.plan().due == ()
    clock.instant = midnight - timedelta(minutes=60)
    assert [item.key for item in desk.retention.plan().due] == ["activity/T-01"]


def test_nobody_erases_a_held_record_by_hand(desk: Desk) -> None:
    desk.history.bin(["T-01", "T-02"])
    desk.retention.hold("activity/T-02", reason="legal_claims", note="Affaire", review_on=REVIEW)
    with pytest.raises(InvalidInput, match="gelée"):
        desk.history.destroy(["T-01", "T-02"])
    assert len(desk.history.binned()) == 2
    desk.retention.lift("activity/T-02", note="Jugée")
    assert desk.history.destroy(["T-01", "T-02"]) == 2


def test_a_held_draft_keeps_its_record(desk: Desk, clock: FixedClock) -> None:
    desk.history.drafts.keep("register/T-01", {"name": "Pa"})
    desk.history.bin(["T-01", "T-02"])
    desk.history.drafts.keep("register/T-01", {"name": "Pai"})
    desk.retention.hold("draft/register/T-01", reason="legal_claims", note="", review_on=REVIEW)
    clock.instant += 100 * DAY
    assert desk.retention.sweep().destroyed == 1
    assert [record.activity.reference for record in desk.history.binned()] == ["T-01"]
    assert desk.history.drafts.read("register/T-01") is not None
    with pytest.raises(InvalidInput, match="gelée"):
        desk.history.destroy(["T-01"])
    desk.retention.lift("draft/register/T-01", note="Jugée")
    desk.retention.sweep()
    assert desk.history.binned() == ()


def test_a_record_brought_back_after_the_simulation_stays(desk: Desk, clock: FixedClock) -> None:
    desk.history.bin(["T-01"])
    clock.instant += 31 * DAY
    plan = desk.retention.plan()
    desk.history.restore(["T-01"])
    assert desk.retention.apply(plan).destroyed == 0
    assert desk.register.activity("T-01").name == "Paie"


def test_drafts_that_nobody_took_up_go_and_typing_again_begins_anew(desk: Desk, clock: FixedClock) -> None:
    desk.history.drafts.keep("register/T-01", {"name": "Pa"})
    desk.history.drafts.keep("register/T-02", {"name": "Cl"})
    clock.instant += 60 * DAY
    desk.history.drafts.keep("register/T-02", {"name": "Cli"})
    clock.instant += 31 * DAY
    assert desk.retention.sweep().destroyed == 1
    assert desk.history.drafts.read("register/T-01") is None
    assert desk.history.drafts.read("register/T-02") is not None


def test_old_backups_go_but_never_the_only_one(desk: Desk, clock: FixedClock) -> None:
    made = desk.backups.make_daily()
    assert made is not None
    clock.instant += 36 * DAY
    assert desk.retention.sweep().destroyed == 0
    fresh = desk.backups.make_daily()
    assert fresh is not None
    desk.retention.sweep()
    assert [backup.path for backup in desk.backups.listed()] == [fresh.path]
    assert list(desk.backups.folder.glob("*.part")) == []


def test_a_held_backup_stays_however_many_are_made(desk: Desk, clock: FixedClock) -> None:
    held, other = desk.backups.make_daily(), None
    assert held is not None
    desk.retention.hold(f"backup/{held.path.name}", reason="legal_claims", note="", review_on=REVIEW)
    for days in (1, 36, 1):
        clock.instant += days * DAY
        desk.history.drafts.keep("register/T-01", {"name": str(days)})
        other = desk.backups.make_daily()
        desk.retention.sweep()
    assert other is not None
    assert held.path in {backup.path for backup in desk.backups.listed()}
    assert [backup.path for backup in desk.backups.listed() if backup.held] == [held.path]
    assert len(desk.backups.listed()) == 3
    still = desk.backups.still_held(clock.now())
    assert still is not None
    assert "dans 3 sauvegardes de ce coffre, dont au moins une gelée" in still.sentence
    desk.retention.lift(f"backup/{held.path.name}", note="Jugée")
    desk.retention.sweep()
    assert held.path not in {backup.path for backup in desk.backups.listed()}


def test_identity_copies_leave_after_thirty_days_with_key_and_file(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    copy, letter = (
        attached(desk, tmp_path, kind) for kind in (AttachmentKind.IDENTITY, AttachmentKind.LETTER)
    )
    clock.instant += 30 * DAY - timedelta(hours=2)
    assert desk.retention.sweep().destroyed == 0
    clock.instant += timedelta(hours=1)
    assert desk.retention.sweep().destroyed == 1
    assert [attachment.id for attachment in desk.attachments.all()] == [letter]
    assert not sealed_file(desk.vault.folder, copy).exists()
    assert [(entry.kind, entry.id) for entry in desk.ledger.read().entries] == [("attachment", copy)]


def test_a_locked_vault_loses_due_copies_by_its_list_alone_and_the_rest_when_it_is_opened(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    folder = desk.vault.folder
    due, held, fresh = (attached(desk, tmp_path, AttachmentKind.IDENTITY) for _ in range(3))
    letter = attached(desk, tmp_path, AttachmentKind.LETTER)
    desk.retention.hold(f"attachment/{held}", reason="access_request", note="D-2", review_on=REVIEW)
    desk.retention.sweep()
    clock.instant += 25 * DAY
    late = attached(desk, tmp_path, AttachmentKind.IDENTITY)
    clock.instant += 6 * DAY
    at = clock.now()
    done = sweep_locked(folder, clock)
    assert (done.destroyed, done.keys_pending, len(done.held)) == (2, 2, 1)
    there = {name for name in (due, held, fresh, late, letter) if sealed_file(folder, name).exists()}
    assert there == {held, late, letter}
    assert (read_state(folder).sweeps[-1].locked, read_state(folder).sweeps[-1].destroyed) == (True, 2)
    assert sweep_locked(folder, clock).destroyed == 0
    clock.instant += DAY
    assert desk.retention.sweep().errors == ()
    assert {attachment.id for attachment in desk.attachments.all()} == {held, late, letter}
    locked = next(found for found in desk.retention.statements() if found.locked)
    assert (locked.destroyed, locked.started_at) == (2, at)
    assert {entry.id for entry in desk.ledger.read().entries} == {due, fresh}
    assert desk.retention.reconcile() == 0
    assert not (folder / "sweep.spool").exists()


class Died(BaseException):
    """The process is gone: nobody catches it, nobody takes anything back."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Iterator[None]:
    """Within, a run dies once it has done `name`."""
    real = getattr(owner, name)

    def die(*given: object, **named: object) -> None:
        real(*given, **named)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, die)
        patch.setattr(Ledger, "_take_back", lambda *_: None)
        with pytest.raises(Died):
            yield


def test_a_run_that_dies_before_its_commit_took_no_backup_away(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = desk.backups.make_daily()
    clock.instant += 36 * DAY
    fresh = desk.backups.make_daily()
    assert old is not None
    assert fresh is not None
    old.path.write_bytes(fresh.path.read_bytes())  # the daily one thinned it out already
    with dying(monkeypatch, repository, "count_destroyed"):
        desk.retention.sweep()
    assert old.path.exists()
    assert desk.retention.sweep().destroyed == 1
    assert [backup.path for backup in desk.backups.listed()] == [fresh.path]
    assert desk.retention.statements()[0].destroyed == 1


def test_what_a_killed_run_left_of_a_backup_goes_at_the_next_opening(desk: Desk, clock: FixedClock) -> None:
    made = desk.backups.make_daily()
    assert made is not None
    left = made.path.with_suffix(".part")
    left.write_bytes(made.path.read_bytes())
    open_desk(desk.vault, clock)
    assert list(desk.backups.folder.iterdir()) == [made.path]


def test_a_statement_tells_what_a_killed_run_left_to_the_next_opening(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ledger said so already: the opening destroys, the statement counts, and nothing twice."""
    copies = {attached(desk, tmp_path, AttachmentKind.IDENTITY) for _ in range(2)}
    desk.history.bin(["T-01"])
    clock.instant += 31 * DAY
    for _ in range(2):  # first the copies, then the record
        with dying(monkeypatch, repository, "count_destroyed"):
            desk.retention.sweep()
        desk = open_desk(desk.vault, clock)
    assert desk.retention.plan().due == ()
    desk.retention.sweep()
    told = [
        ({count.rule: count.destroyed for count in one.counts if count.destroyed}, one.errors)
        for one in desk.retention.statements()
        if one.destroyed
    ]
    assert told == [({"bin": 1}, ("interrupted",)), ({"identity_copies": 2}, ("interrupted",))]
    erased = [(entry.kind, entry.id) for entry in desk.ledger.read().entries]
    assert sorted(erased) == sorted([("activity", "T-01"), *(("attachment", copy) for copy in copies)])
    assert desk.verify_journal().intact


def test_what_a_locked_run_destroyed_keeps_its_instant_when_its_taking_over_dies(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached(desk, tmp_path, AttachmentKind.IDENTITY)
    clock.instant += 31 * DAY
    at = clock.now()
    assert sweep_locked(desk.vault.folder, clock).destroyed == 1
    clock.instant += DAY
    with dying(monkeypatch, reconciling, "_take_over"):
        desk.retention.sweep()
    desk = open_desk(desk.vault, clock)
    desk.retention.sweep()
    (told,) = (one for one in desk.retention.statements() if one.destroyed)
    assert (told.locked, told.started_at, told.destroyed) == (True, at, 1)
    assert not (desk.vault.folder / "sweep.spool").exists()


def test_an_opening_that_cannot_carry_out_the_ledger_still_keeps_the_due_list(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> int:
        raise DiskFull

    monkeypatch.setattr(Ledger, "replay", full)
    copy = attached(open_desk(desk.vault, clock), tmp_path, AttachmentKind.IDENTITY)
    listed = read_due_list(desk.vault.folder)
    assert listed is not None
    assert [file.id for file in listed.files] == [copy]

"""The sweep of a locked vault: by `due.json` alone, holds obeyed, and nothing it is not sure of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from shelf import Shelf

from gdpr_desk.clock import FixedClock
from gdpr_desk.retention import locked
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.retention.locked import SPOOL, read_spool, sweep_locked
from gdpr_desk.retention.model import GuardReason
from gdpr_desk.retention.service import RetentionService
from gdpr_desk.retention.sweep_lock import sweeping
from gdpr_desk.vault import state
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.vault import Vault

DAY = timedelta(days=1)


@pytest.fixture
def folder(vault: Vault) -> Path:
    return vault.folder


def files(shelf: Shelf) -> set[str]:
    return {path.stem for path in (shelf.vault.folder / "attachments").iterdir()}


def test_the_list_follows_every_commit_without_any_content(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, folder: Path
) -> None:
    first = read_due_list(folder)
    shelf.put("copy", "copies", clock.now())
    shelf.put("call", "calls", clock.now())
    put = read_due_list(folder)
    retention.hold("shelf/copy", reason="legal_claims", note="Affaire Untel", review_on=clock.today() + DAY)
    held = read_due_list(folder)
    assert first is not None
    assert put is not None
    assert held is not None
    assert first.generation < put.generation < held.generation
    (file,) = held.files
    assert (file.id, file.held, file.not_later_than) == ("copy", True, clock.now() + 30 * DAY)
    assert not put.files[0].held
    assert "Untel" not in (folder / "due.json").read_text()
    unchanged = (folder / "due.json").stat().st_mtime_ns
    with shelf.vault.store.begin():
        pass
    assert (folder / "due.json").stat().st_mtime_ns == unchanged


def test_no_hold_without_the_list_that_says_so(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hold that a locked run does not know of would not hold."""

    def full(*_: object) -> None:
        raise DiskFull

    shelf.put("copy", "copies", clock.now())
    monkeypatch.setattr("gdpr_desk.retention.due_list.replace_file", full)
    with pytest.raises(DiskFull):
        retention.hold("shelf/copy", reason="legal_claims", note="", review_on=clock.today() + DAY)
    assert retention.holds() == ()


def edited(folder: Path, change: Callable[[dict[str, Any]], None], *, seal: bool) -> None:
    """Change the list as a person or a disk might; `seal` makes its checksum right again."""
    whole = json.loads((folder / "due.json").read_text())
    change(whole["body"])
    if seal:
        text = json.dumps(whole["body"], sort_keys=True, separators=(",", ":"))
        whole["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    replace_file(folder / "due.json", json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("change", "seal"),
    [
        (lambda body: body["files"][0].update(not_later_than="2001-01-01T00:00:00+00:00"), False),
        (lambda body: body["files"][0].update(file="vault.db"), True),
        (lambda body: body["files"][0].update(file="attachments/../vault.db"), True),
        (lambda body: body.update(vault="another"), True),
        (lambda body: body.update(version=2), True),
        (lambda body: body.pop("mark"), True),
    ],
)
def test_a_list_that_is_not_what_was_written_destroys_nothing(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    change: Callable[[dict[str, Any]], None],
    seal: bool,
) -> None:
    folder = shelf.vault.folder
    shelf.put("copy", "copies", clock.now() - 40 * DAY)
    edited(folder, lambda _body: None, seal=True)
    assert read_due_list(folder) is not None
    edited(folder, change, seal=seal)
    done = sweep_locked(folder, clock)
    assert (done.destroyed, done.errors) == (0, ("due_list",))
    assert files(shelf) == {"copy"}
    (folder / "due.json").unlink()
    assert sweep_locked(folder, clock).errors == ("due_list",)


def test_a_wrong_clock_takes_no_pile_of_files_and_a_steady_week_only_what_is_unattended(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, folder: Path
) -> None:
    shelf.put_all([f"copy{one}" for one in range(25)], "copies", clock.now())
    retention.sweep()
    clock.instant += 400 * DAY
    done = sweep_locked(folder, clock)
    assert (done.destroyed, done.guard, len(done.waiting)) == (0, GuardReason.CLOCK, 25)
    clock.instant += 400 * DAY  # another jump shortens no waiting
    assert sweep_locked(folder, clock).destroyed == 0
    for _ in range(6):
        clock.instant += DAY
        assert sweep_locked(folder, clock).destroyed == 0
    clock.instant += DAY
    assert sweep_locked(folder, clock).destroyed == 25


def test_a_killed_run_has_noted_what_it_took_and_the_next_takes_the_rest(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed between the note and the file, and in the midst of the note."""
    shelf.put_all(["a", "b", "c"], "copies", clock.now() - 31 * DAY)
    taken = []

    def dying(path: Path) -> None:
        if len(taken) == 1:
            raise KeyboardInterrupt
        taken.append(path)
        path.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(locked, "erase", dying)
        with pytest.raises(KeyboardInterrupt):
            sweep_locked(folder, clock)
    assert len(files(shelf)) == 2
    with (folder / SPOOL).open("ab") as spool:
        spool.write(b'{"at": "2026-')
    clock.instant += timedelta(hours=1)
    assert sweep_locked(folder, clock).destroyed == 2
    assert {one.id for one in read_spool(folder)} == {"a", "b", "c"}
    assert retention.reconcile() == 3
    assert shelf.names() == set()
    (statement,) = retention.statements()
    assert (statement.locked, statement.destroyed) == (True, 3)
    assert retention.reconcile() == 0
    assert len(retention.statements()) == 1


def test_it_counts_no_file_that_was_gone_before(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, folder: Path
) -> None:
    """A run that is killed leaves a list that still names what it destroyed."""
    for name in ("gone", "there"):
        shelf.put(name, "copies", clock.now())
    shelf.file("gone").unlink()
    clock.instant += 31 * DAY
    outcome = sweep_locked(folder, clock)
    assert (outcome.due, outcome.destroyed, outcome.keys_pending) == (1, 1, 1)
    assert state.read_state(folder).sweeps[-1].destroyed == 1
    assert files(shelf) == set()


def test_what_a_crash_left_between_rows_and_spool_is_told_once(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf.put("copy", "copies", clock.now() - 31 * DAY)
    sweep_locked(folder, clock)
    with monkeypatch.context() as patch:
        patch.setattr("gdpr_desk.retention.reconciling.forget_spool", lambda _folder: None)
        assert retention.reconcile() == 1
    assert (folder / SPOOL).exists()
    assert retention.reconcile() == 0
    assert not (folder / SPOOL).exists()
    assert sum(statement.destroyed for statement in retention.statements()) == 1


def test_a_full_disk_gives_the_ballast_for_the_note(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retention.sweep()
    shelf.put("copy", "copies", clock.now() - 31 * DAY)
    ballast, real = folder / "ballast", locked._note

    def note(*given: Any) -> None:
        if ballast.exists():
            raise OSError(28, "No space left on device")
        real(*given)

    monkeypatch.setattr(locked, "_note", note)
    assert sweep_locked(folder, clock).destroyed == 1
    assert not ballast.exists()


def test_a_line_that_was_written_although_the_disk_refused_is_not_written_twice(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk was full when the new name was to be flushed; the ballast goes, and it is tried again."""
    retention.sweep()
    shelf.put("copy", "copies", clock.now() - 31 * DAY)
    real = state.write_state

    def refused_late(*given: Any) -> None:
        real(*given)
        if (folder / "ballast").exists():
            raise DiskFull

    monkeypatch.setattr(state, "write_state", refused_late)
    assert sweep_locked(folder, clock).destroyed == 1
    assert not (folder / "ballast").exists()
    assert [line.destroyed for line in state.read_state(folder).sweeps if line.locked] == [1]


def test_it_stands_back_while_another_sweep_runs(
    retention: RetentionService, folder: Path, clock: FixedClock
) -> None:
    with sweeping(folder):
        assert sweep_locked(folder, clock).skipped_because == "running"

"""Watched folders while the vault is locked: only what a plan named, never what is held or changed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from watched import item_of, put, watch

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.folders import hand
from gdpr_desk.retention.folders.model import FolderRule, WatchedFolder
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.vault.state import read_state

DAY = timedelta(days=1)
REVIEW = date(2027, 6, 1)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def seen(officer_desk: Desk, clock: FixedClock, exports: Path) -> WatchedFolder:
    """Four files that were seen and named; one of them is held. Their time is over."""
    for name in ("a.wav", "b.wav", "held.wav", "sub/c.wav"):
        put(exports / name, clock.now())
    made = watch(officer_desk, exports, recursive=True)
    officer_desk.retention.sweep()
    key = item_of(officer_desk, made, "held.wav")
    officer_desk.retention.hold(key, reason="legal_claims", note="", review_on=REVIEW)
    clock.instant += 31 * DAY
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_locked_run_unlinks_what_is_due_and_the_next_opening_tells_it(
    officer_desk: Desk, clock: FixedClock, exports: Path, seen: WatchedFolder
) -> None:
    desk, at = officer_desk, clock.now()
    put(exports / "new.wav", at - 400 * DAY)  # no plan has named it
    (exports / "b.wav").write_bytes(b"changed")
    done = sweep_locked(desk.vault.folder, clock)
    assert (done.due, done.destroyed, len(done.held), done.keys_pending) == (3, 2, 1, 0)
    assert names(exports) == {"b.wav", "held.wav", "new.wav"}
    assert sweep_locked(desk.vault.folder, clock).destroyed == 0
    assert read_state(desk.vault.folder).sweeps[-1].held == 1
    clock.instant += DAY
    desk.retention.sweep()
    told = [one for one in desk.retention.statements() if one.destroyed]
    assert [(one.locked, one.started_at, one.destroyed) for one in told] == [(True, at, 2)]
    assert not (desk.vault.folder / "folders.spool").exists()
    assert desk.retention.reconcile() == 0
    assert {line.path for line in desk.folders.files(seen.id)} == {"b.wav", "held.wav", "new.wav"}
    assert desk.verify_journal().intact


@pytest.mark.parametrize("how", ["removed", "paused", "longer"])
def test_a_rule_that_is_gone_binds_a_locked_run_at_once(
    officer_desk: Desk, clock: FixedClock, exports: Path, seen: WatchedFolder, how: str
) -> None:
    before = names(exports)
    officer_desk.retention.lift(item_of(officer_desk, seen, "held.wav"), note="Jugée")
    if how == "removed":
        officer_desk.folders.remove(seen.id)
    elif how == "paused":
        officer_desk.folders.switch(seen.id, enabled=False)
    else:
        rule = FolderRule(str(exports), "Exports", "P3Y", recursive=True)
        officer_desk.folders.change(seen.id, rule)
    assert sweep_locked(officer_desk.vault.folder, clock).destroyed == 0
    assert names(exports) == before


@pytest.mark.parametrize("how", ["other folder", "list damaged", "list of another vault"])
def test_a_locked_run_that_is_not_sure_does_nothing(
    officer_desk: Desk, clock: FixedClock, exports: Path, seen: WatchedFolder, how: str
) -> None:
    before, listed = names(exports), officer_desk.vault.folder / "folders.due"
    if how == "other folder":
        exports.rename(exports.with_name("away"))
        for name in ("a.wav", "b.wav", "held.wav", "sub/c.wav"):
            put(exports / name, clock.now() - 31 * DAY)
    elif how == "list damaged":
        listed.write_bytes(listed.read_bytes()[:-10])
    else:
        listed.write_bytes(listed.read_bytes().replace(b'"vault": "', b'"vault": "x', 1))
    done = sweep_locked(officer_desk.vault.folder, clock)
    assert done.destroyed == 0
    assert names(exports) == before


def test_a_locked_run_that_dies_leaves_what_it_had_in_hand_to_be_told(
    officer_desk: Desk,
    clock: FixedClock,
    exports: Path,
    seen: WatchedFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Died(BaseException):
        pass

    def die(*_given: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("gdpr_desk.retention.folders.hand.note_gone", die)
        with pytest.raises(Died):
            sweep_locked(officer_desk.vault.folder, clock)
    assert names(exports) == {"held.wav"}
    assert officer_desk.retention.reconcile() == 3
    assert [one.destroyed for one in officer_desk.retention.statements() if one.locked] == [3]


def test_what_a_killed_run_had_in_hand_and_a_locked_one_took_is_told_once(
    officer_desk: Desk, clock: FixedClock, exports: Path, seen: WatchedFolder
) -> None:
    desk = officer_desk
    due = [int(line.key.partition("/")[2]) for line in desk.folders.files(seen.id) if not line.held]
    hand.note(desk.vault.folder, clock.now(), due, locked=False)
    (exports / "a.wav").unlink()  # and there the run was killed
    assert sweep_locked(desk.vault.folder, clock).destroyed == 2
    desk.retention.sweep()
    assert names(exports) == {"held.wav"}
    assert sum(one.destroyed for one in desk.retention.statements()) == 3


def test_what_lies_in_clear_names_the_folder_and_no_file(
    officer_desk: Desk, exports: Path, seen: WatchedFolder
) -> None:
    listed = json.loads((officer_desk.vault.folder / "due.json").read_text())["body"]
    assert [folder["path"] for folder in listed["folders"]] == [str(exports)]
    assert len(listed["held_files"]) == 1
    lines = (officer_desk.vault.folder / "folders.due").read_text().splitlines()
    assert len(lines) == 2 + 4
    assert not any("wav" in line or "sub" in line or "exports" in line for line in lines)

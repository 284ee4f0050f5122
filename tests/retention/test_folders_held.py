"""A watched folder under a legal hold: nothing of it goes, vault open or locked, until it is lifted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from watched import put, watch

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.retention.folders.model import WatchedFolder
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.retention.model import Why
from gdpr_desk.retention.qt.lines import read_room
from gdpr_desk.shell.sweep_names import item_names

DAY = timedelta(days=1)
REVIEW = date(2027, 6, 1)


@pytest.fixture
def held(officer_desk: Desk, clock: FixedClock, tmp_path: Path) -> WatchedFolder:
    """Two folders with a file each whose time is over; the first one is held."""
    for name in ("held", "other"):
        put(tmp_path / name / f"{name}.wav", clock.now())
    folder = watch(officer_desk, tmp_path / "held", label="Appels")
    watch(officer_desk, tmp_path / "other", label="Caméra")
    officer_desk.retention.sweep()
    officer_desk.retention.hold(folder.key, reason="access_request", note="", review_on=REVIEW)
    clock.instant += 31 * DAY
    return folder


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.wav")}


def test_nothing_leaves_a_held_folder_not_even_what_comes_later(
    officer_desk: Desk, clock: FixedClock, tmp_path: Path, held: WatchedFolder
) -> None:
    desk = officer_desk
    put(tmp_path / "held" / "late.wav", clock.now())
    desk.retention.sweep()
    assert left(tmp_path) == {"held.wav", "late.wav"}
    clock.instant += 31 * DAY
    plan = desk.retention.fresh_plan()
    assert [(item.rule, item.why) for item in plan.left] == [(held.key, Why.HOLD)] * 2
    desk.retention.apply(plan)
    desk.retention.lift(held.key, note="Réponse envoyée")
    desk.retention.sweep()
    assert left(tmp_path) == set()


def test_a_locked_run_obeys_the_hold_and_takes_what_it_may(
    officer_desk: Desk, clock: FixedClock, tmp_path: Path, held: WatchedFolder
) -> None:
    done = sweep_locked(officer_desk.vault.folder, clock)
    assert (done.destroyed, [file.rule for file in done.held]) == (1, [held.key])
    assert left(tmp_path) == {"held.wav"}
    officer_desk.retention.lift(held.key, note="Réponse envoyée")
    assert sweep_locked(officer_desk.vault.folder, clock).destroyed == 1
    assert left(tmp_path) == set()


def test_a_held_folder_stays_under_its_rule_and_says_so(officer_desk: Desk, held: WatchedFolder) -> None:
    assert [one.frozen for one in officer_desk.folders.standings()] == [True, False]
    with pytest.raises(InvalidInput) as refused:
        officer_desk.folders.remove(held.id)
    assert refused.value.code == "held"
    officer_desk.folders.remove(held.id + 1)
    with pytest.raises(NotFound):
        officer_desk.retention.hold("folder/99", reason="legal_claims", note="", review_on=REVIEW)


def test_the_room_names_the_folder_and_says_why_its_files_stay(
    officer_desk: Desk, held: WatchedFolder
) -> None:
    desk = officer_desk
    room = read_room(desk.retention, lambda keys: item_names(desk, keys), dict, desk.clock)
    assert [line.name.title for line in room.holds] == ["Dossier « Appels »"]
    kept = [line.held for line in room.lines if line.item.rule == held.key]
    assert kept == ["Demande d’accès en cours"]

"""The runs of an open window: when they come, off its thread, one at a time, stopped between two batches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot
from settling import settle
from shelf import Shelf
from slow_batch import PATIENCE_S, Gate

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.retention.qt import runs as runs_module
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.service import RetentionService

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Ear:
    """What the runs told."""

    def __init__(self, runs: SweepRuns) -> None:
        self.ended: list[tuple[SweepOutcome, bool]] = []
        self.refused: list[GdprDeskError] = []
        self.steps: list[tuple[int, int]] = []
        self.began = 0
        runs.ended.connect(lambda outcome, by_hand: self.ended.append((outcome, by_hand)))
        runs.refused.connect(lambda refusal, _by_hand: self.refused.append(refusal))
        runs.progressed.connect(lambda done, total: self.steps.append((done, total)))
        runs.began.connect(self._count)

    def _count(self) -> None:
        self.began += 1


@pytest.fixture
def runs(retention: RetentionService, clock: FixedClock, qtbot: QtBot) -> Iterator[SweepRuns]:
    made = SweepRuns(retention, clock)
    yield made
    made.stop()
    settle()


@pytest.fixture
def ear(runs: SweepRuns) -> Ear:
    return Ear(runs)


def test_a_run_comes_with_the_start_then_every_hour_and_when_the_clock_was_set_back(
    runs: SweepRuns, ear: Ear, clock: FixedClock
) -> None:
    def looked() -> int:
        runs.look()
        settle()
        return ear.began

    assert looked() == 1
    assert looked() == 1
    clock.instant += timedelta(minutes=59)
    assert looked() == 1
    clock.instant += timedelta(minutes=1)
    assert looked() == 2
    clock.instant -= 3 * DAY
    assert looked() == 3
    assert [by_hand for _outcome, by_hand in ear.ended] == [False] * 3


def test_start_runs_a_moment_later_by_itself_and_waking_runs_at_once(
    runs: SweepRuns, shelf: Shelf, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "FIRST_MS", 5)
    shelf.put("due", "calls", clock.now() - 3 * DAY)
    with qtbot.waitSignal(runs.ended, timeout=PATIENCE_S * 1000):
        runs.start()
        assert shelf.names() == {"due"}, "not before the window stands"
    assert shelf.names() == set()
    shelf.put("due", "calls", clock.now() - 3 * DAY)
    runs.look()
    settle()
    assert shelf.names() == {"due"}, "the hour is not over"
    runs.wake()
    settle()
    assert shelf.names() == set()


def test_it_works_off_the_windows_thread_and_one_at_a_time(
    runs: SweepRuns, ear: Ear, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(shelf, monkeypatch)
    for number in range(3):
        shelf.put(f"c{number}", "calls", clock.now() - 3 * DAY)
    runs.wake()
    assert gate.inside.wait(PATIENCE_S)
    assert runs.running
    runs.wake()
    runs.look()
    assert ear.began == 1
    gate.go_on.set()
    settle()
    assert threading.get_ident() not in gate.threads
    assert ear.steps == [(1, 3), (2, 3), (3, 3)]
    assert [outcome.destroyed for outcome, _ in ear.ended] == [3]
    assert not runs.running


def stopped(gate: Gate, runs: SweepRuns, shelf: Shelf, clock: FixedClock, stop: Callable[[], None]) -> None:
    for number in range(3):
        shelf.put(f"c{number}", "calls", clock.now() - 3 * DAY)
    runs.wake()
    assert gate.inside.wait(PATIENCE_S)
    stop()
    gate.go_on.set()
    settle()
    assert len(shelf.names()) == 2


def test_cancelling_stops_before_the_next_batch_and_the_rest_goes_an_hour_later(
    runs: SweepRuns, ear: Ear, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(Gate(shelf, monkeypatch), runs, shelf, clock, runs.cancel)
    ((outcome, _),) = ear.ended
    assert (outcome.destroyed, outcome.errors) == (1, ("stopped",))
    clock.instant += HOUR
    runs.look()
    settle()
    assert shelf.names() == set()
    assert ear.ended[-1][0].errors == ()


def test_closing_stops_it_too_tells_nobody_and_nothing_runs_afterwards(
    runs: SweepRuns, ear: Ear, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(Gate(shelf, monkeypatch), runs, shelf, clock, runs.stop)
    assert ear.ended == []
    clock.instant += DAY
    runs.look()
    runs.wake()
    settle()
    assert ear.began == 1
    assert len(shelf.names()) == 2


def test_an_answer_to_another_plan_is_refused_and_destroys_nothing(
    runs: SweepRuns, ear: Ear, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    runs.accept("0123456789abcdef")
    settle()
    assert [refusal.code for refusal in ear.refused] == ["other_plan"]
    assert shelf.names() == {"one"}

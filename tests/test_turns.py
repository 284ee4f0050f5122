"""A worker stands back for the window's thread, often enough and no oftener."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from gdpr_desk import turns
from gdpr_desk.turns import PAUSE_SECONDS, WORK_SECONDS, give_way


class _Time:
    """A clock that moves when told to, and remembers who slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> _Time:
    time = _Time()
    monkeypatch.setattr(turns, "time", time)
    return time


def _in_a_worker(work: Callable[[], None]) -> None:
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def test_a_worker_stands_back_after_each_stretch_of_work(at: _Time) -> None:
    def work() -> None:
        for _ in range(1_000):
            at.now += WORK_SECONDS / 100
            give_way()

    _in_a_worker(work)
    assert at.slept == [PAUSE_SECONDS] * len(at.slept)
    assert 9 <= len(at.slept) <= 11


def test_each_worker_counts_its_own_work(at: _Time) -> None:
    _in_a_worker(give_way)
    _in_a_worker(give_way)
    assert at.slept == [PAUSE_SECONDS] * 2


def test_the_main_thread_never_waits_for_itself(at: _Time) -> None:
    for _ in range(10):
        at.now += WORK_SECONDS
        give_way()
    assert at.slept == []

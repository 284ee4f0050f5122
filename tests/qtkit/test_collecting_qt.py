"""With workers about, nothing of the window's is destroyed in another thread."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit.collecting import collect_what_is_due
from gdpr_desk.qtkit.jobs import Jobs


class Circle:
    """Reachable from itself alone once it is let go; notes in which thread it ends."""

    def __init__(self, ends: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


def test_a_worker_that_allocates_much_collects_nothing(qtbot: QtBot) -> None:
    Jobs.instance()
    ends: list[int] = []
    Circle(ends)

    def allocate() -> int:
        kept = [[number] for number in range(50_000)]
        return len(kept)

    done: list[int] = []
    Jobs.run(allocate, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not gc.isenabled()
    due = [[number] for number in range(2 * gc.get_threshold()[0])]  # kept, so that a collection is due
    collect_what_is_due()
    del due
    assert ends == [threading.get_ident()]
    assert QThread.isMainThread()


def test_while_a_worker_is_busy_only_what_is_young_is_walked(qtbot: QtBot) -> None:
    Jobs.instance()
    ends: list[int] = []
    old = Circle(ends)
    gc.collect()  # it lives, and so grows old
    before = gc.get_threshold()
    try:
        gc.set_threshold(before[0], before[1], 0)
        gc.collect(1)
        del old
        collect_what_is_due(young_only=True)
        assert ends == []
        collect_what_is_due()
        assert ends == [threading.get_ident()]
    finally:
        gc.set_threshold(*before)

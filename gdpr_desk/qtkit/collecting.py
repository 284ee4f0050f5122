"""Unreachable circles are collected on the GUI thread only.

Left to itself the interpreter collects in whichever thread happens to allocate. A worker's collection
would then destroy Qt objects of the window's, while the window handles events: Qt allows that in their
own thread only.

A collection of everything walks everything that lives: 80 to 290 ms on the window's thread every other
minute, were what stays for good (modules, the law, the rooms) not set aside, and as much again for a plan
of half a million items while a worker carries it out.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 100
_OTHERS = 10
"""While no worker is busy, every so many times is enough."""


class GuiCollector(QObject):
    """From now on, and as long as the program runs, collects in the thread it was made in; while a worker
    is `busy` nothing but what is young, and often: it makes hundreds of thousands of objects a second."""

    def __init__(self, parent: QObject, busy: Callable[[], bool]) -> None:
        super().__init__(parent)
        gc.disable()
        self._busy = busy
        self._looks = 0
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(_EVERY_MS)

    def _look(self) -> None:
        self._looks += 1
        if self._busy():
            collect_what_is_due(young_only=True)
        elif self._looks % _OTHERS == 0:
            collect_what_is_due()


def collect_what_is_due(*, young_only: bool = False) -> None:
    """The oldest generation that has reached its threshold, the younger ones with it."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age in range(1 if young_only else 3) if counts[age] > thresholds[age]]
    if due:
        gc.collect(due[-1])


def keep_for_good() -> None:
    """What lives now stays until the program ends: no later collection walks it."""
    gc.freeze()


def keep_what_is_left() -> None:
    """As `keep_for_good`, once what is not needed any more is gone."""
    gc.collect()
    keep_for_good()

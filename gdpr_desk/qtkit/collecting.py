"""Unreachable circles are collected on the GUI thread only.

Left to itself the interpreter collects in whichever thread happens to allocate. A worker's collection
would then destroy Qt objects of the window's, while the window handles events: Qt allows that in their
own thread only.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class GuiCollector(QObject):
    """From now on, and as long as the program runs, collects in the thread it was made in."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(collect_what_is_due)
        timer.start(_EVERY_MS)


def collect_what_is_due() -> None:
    """The oldest generation that has reached its threshold, the younger ones with it."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age in range(3) if counts[age] > thresholds[age]]
    if due:
        gc.collect(due[-1])

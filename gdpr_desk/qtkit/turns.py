"""Work for the window in pieces, so that it answers in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

_BREATH_MS = 1
"""Nought would be a posted event: Qt handles those one after another, before timers and painting."""


def in_turns(owner: QObject, steps: Sequence[Callable[[], object]]) -> None:
    """The first step at once, each other in a turn of its own of the event loop, while `owner` lives."""
    if not steps:
        return
    steps[0]()
    if len(steps) > 1:
        QTimer.singleShot(_BREATH_MS, owner, lambda: in_turns(owner, steps[1:]))

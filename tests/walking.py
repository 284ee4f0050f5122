"""Dialogs one after the other, for tests: each is met once it has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

_LOOK_MS = 15
PATIENCE_MS = 8_000


@dataclass(frozen=True)
class Meeting:
    """`act` is done in the next dialog of that `kind` once it is `ready`; what follows it may be met next."""

    kind: type[QDialog]
    act: Callable[[Any], object]
    ready: Callable[[Any], bool] = lambda _dialog: True


def walk(meetings: Sequence[Meeting], begin: Callable[[], object]) -> None:
    """Do `begin`, and meet the dialogs it opens, in their order; afterwards none is left.

    The window that was in front has the keyboard again, where it had it.
    """
    behind = QApplication.activeWindow()
    left, broken, ended = list(meetings), list[BaseException](), list[bool]()
    patience = QTimer(interval=PATIENCE_MS)  # again and again: leaving one dialog may open another

    def look() -> None:
        """A fresh timer each time: what is done in one dialog may open the next, and wait for it."""
        if not ended:
            QTimer.singleShot(_LOOK_MS, look)
            meet()

    def meet() -> None:
        dialog = QApplication.activeModalWidget()
        if not left or not isinstance(dialog, left[0].kind):
            return
        now = left[0]
        dialog.activateWindow()  # no desktop of a test gives the keyboard back by itself
        QApplication.processEvents()  # the next look may come in here, and meet this dialog before
        if now not in left[:1] or QApplication.activeWindow() is not dialog or not now.ready(dialog):
            return
        try:
            left.remove(now)
            now.act(dialog)
        except BaseException as problem:
            broken.append(problem)
            _leave_all()

    patience.timeout.connect(_leave_all)
    patience.start()
    look()
    begin()
    ended.append(True)
    patience.stop()
    if behind is not None:
        behind.activateWindow()
        QApplication.processEvents()
    if broken:
        raise broken[0]
    assert not left, f"never met: {[one.kind.__name__ for one in left]}"


def _leave_all() -> None:
    """Whatever is open goes, however it was asked: a test that failed must not wait for ever."""
    for window in reversed(QApplication.topLevelWidgets()):
        if isinstance(window, QDialog) and window.isVisible():
            window.done(0)

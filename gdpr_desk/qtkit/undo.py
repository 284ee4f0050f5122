"""Named undo of one record's states: « Annuler : durée modifiée »."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication

T = TypeVar("T")

STEP_MS = 2000
"""Keys typed into one control with shorter pauses are one step."""


class EditStack(QUndoStack, Generic[T]):
    """The way back of one record; `show` puts an earlier or a later state on screen."""

    def __init__(self, show: Callable[[T], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._since_edit = QElapsedTimer()

    def typed(self, before: T, after: T, field: str, words: str) -> None:
        """What the person has just done to `field`; quick keys in one control are one step."""
        quick = self._since_edit.isValid() and self._since_edit.elapsed() < STEP_MS
        self._since_edit.start()
        run = f"{field}@{id(QApplication.focusWidget())}"
        self.push(_StateEdit(before, after, run, words, self._restore, continues=quick))

    def done(self, before: T, after: T, words: str) -> None:
        """What the program did for the person: a step of its own."""
        self.push(_StateEdit(before, after, "", words, self._restore))

    def undo_to(self, step: int) -> None:
        """Take back every step from number `step` on."""
        while self.index() >= step and self.canUndo():
            self.undo()

    def _restore(self, state: T) -> None:
        self._since_edit.invalidate()
        self._show(state)


class _StateEdit(QUndoCommand, Generic[T]):
    """From one state of a record to the next; one that `continues` joins the run before it."""

    def __init__(
        self,
        before: T,
        after: T,
        run: str,
        words: str,
        show: Callable[[T], None],
        *,
        continues: bool = False,
    ) -> None:
        super().__init__(words)
        self.before = before
        self.after = after
        self.run = run
        self.continues = continues
        self._show = show
        self._first = True

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _StateEdit) or not other.continues or other.run != self.run:
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        """The first time the widgets already show it: somebody has just typed it."""
        if self._first:
            self._first = False
            return
        self._show(self.after)

    def undo(self) -> None:
        self._show(self.before)

"""Named undo of one record's states: « Annuler : durée modifiée »."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

T = TypeVar("T")


class StateEdit(QUndoCommand, Generic[T]):
    """From one state of a record to the next; keys typed into one field are one step."""

    def __init__(self, before: T, after: T, field: str, words: str, show: Callable[[T], None]) -> None:
        super().__init__(words)
        self.field = field
        self.before = before
        self.after = after
        self._show = show
        self.continues = False
        self._first = True

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, StateEdit) or not other.continues or other.field != self.field:
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

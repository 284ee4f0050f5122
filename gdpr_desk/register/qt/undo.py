"""Named undo for one activity: « Annuler : durée modifiée »."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from gdpr_desk.register.model import ProcessingActivity

Show = Callable[[ProcessingActivity], None]


class ActivityEdit(QUndoCommand):
    """From one state of the activity to the next; keys typed into one field are one step."""

    def __init__(
        self, before: ProcessingActivity, after: ProcessingActivity, field: str, words: str, show: Show
    ) -> None:
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
        if not isinstance(other, ActivityEdit) or not other.continues or other.field != self.field:
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

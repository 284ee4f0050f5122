"""The record being edited: what is typed, the way back, what is saved, and what others saved meanwhile."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import QObject, Signal

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.saving import AutoSave
from gdpr_desk.qtkit.undo import EditStack
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.section_texts import EDIT_WORDS
from gdpr_desk.register.service import RegisterService, Saved, SavedElsewhere


class Draft(QObject):
    """One record at a time, saved as it changes.

    `taken` carries every new state; `shown` a state that the screen does not show yet, after the
    one before it. `saved` carries a Saved, `refused` a GdprDeskError.
    """

    taken = Signal(object)
    shown = Signal(object, object)
    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, register: RegisterService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = EditStack(self._restore, self)
        self.activity: ProcessingActivity | None = None
        self._register = register
        self._base: ProcessingActivity | None = None
        self._elsewhere: ProcessingActivity | None = None
        self._refused = False
        self._saver = AutoSave(register.save, self)
        self._saver.saved.connect(self._was_saved)
        self._saver.refused.connect(self._was_refused)

    @property
    def reference(self) -> str:
        """The record being edited; empty before any."""
        return self.activity.reference if self.activity else ""

    @property
    def waiting(self) -> bool:
        """Whether something typed is not in the vault yet."""
        return self.activity is not None and self._saver.waiting

    @property
    def unsaved(self) -> tuple[ProcessingActivity, ProcessingActivity] | None:
        """The record as typed and as it was opened, where the vault last refused to save it."""
        if not self._refused or self.activity is None or self._base is None:
            return None
        return self.activity, self._base

    def open(self, reference: str) -> ProcessingActivity:
        """Take up the record `reference`; what the one before could not save is let go. Raises NotFound."""
        activity = self._register.activity(reference)
        self._saver.drop()
        self.activity = self._base = activity
        self._elsewhere = None
        self._refused = False
        self.undo_stack.clear()
        return activity

    def edit(self, after: ProcessingActivity, field: str) -> None:
        """Take over what the person has just done to `field`; quick keys in one control are one step."""
        before = self.activity
        if before is None or after == before:
            return
        self.undo_stack.typed(before, after, field, EDIT_WORDS[field])
        self._take(after)

    def apply(self, after: ProcessingActivity, field: str) -> None:
        """Take over a change the program makes for the person, as a step of its own."""
        before = self.activity
        if before is None or after == before:
            return
        self.undo_stack.done(before, after, EDIT_WORDS[field])
        self._take(after)
        self.shown.emit(before, after)

    def review(self) -> Saved | None:
        """Stamp the record as reviewed today; None where the vault refused, which `refused` told."""
        before = self.activity
        if before is None or not self.flush():
            return None
        try:
            saved = self._register.mark_reviewed(before.reference)
        except GdprDeskError as refusal:
            self._was_refused(refusal)
            return None
        after = saved.activity
        if after != before:
            self.undo_stack.done(before, after, EDIT_WORDS["reviewed_on"])
        self.activity = after
        self.shown.emit(after, after)
        self._was_saved(saved)
        return saved

    def flush(self) -> bool:
        """Save now what was typed; False where the vault refused."""
        return self.activity is None or self._saver.flush()

    def rest(self) -> None:
        """Try no more to save what was refused: it is kept as a draft until somebody takes it up."""
        if self._refused:
            self._saver.drop()

    def hurry(self) -> None:
        """Save without waiting for the pause, unless somebody else's state is to be settled first."""
        if self.waiting and self._elsewhere is None:
            self._saver.hurry()

    def keep_mine(self) -> None:
        """Lay the fields changed here over what somebody else saved, or simply try again."""
        current, mine, base = self._elsewhere, self.activity, self._base
        if mine is None:
            return
        if current is not None and base is not None:
            merged = over(current, base, mine)
            self._register.activity(mine.reference)
            self._elsewhere = None
            self._base = current
            self._take(merged)
            self.shown.emit(merged, merged)
        elif self._refused:
            self._saver.offer(mine)
        self.flush()

    def _take(self, activity: ProcessingActivity) -> None:
        self.activity = activity
        self.taken.emit(activity)
        if self._elsewhere is None:
            self._saver.offer(activity)

    def _restore(self, activity: ProcessingActivity) -> None:
        """Show an earlier or later state, on the way back or forth."""
        before = self.activity
        self._take(activity)
        self.shown.emit(before, activity)

    def _was_saved(self, saved: Saved) -> None:
        self._base = saved.activity
        self._elsewhere = None
        self._refused = False
        self.saved.emit(saved)

    def _was_refused(self, refusal: GdprDeskError) -> None:
        self._elsewhere = refusal.current if isinstance(refusal, SavedElsewhere) else None
        self._refused = True
        self.refused.emit(refusal)


def over(
    current: ProcessingActivity, base: ProcessingActivity, mine: ProcessingActivity
) -> ProcessingActivity:
    """`current` with the fields in which `mine` differs from `base`."""
    names = [field.name for field in fields(mine) if getattr(mine, field.name) != getattr(base, field.name)]
    return replace(current, **{name: getattr(mine, name) for name in names})

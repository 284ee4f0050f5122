"""A civil date as an input: half of one is no mistake while it is typed, one that cannot be is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.inputs import Input

UNREADABLE = "Cette date n’existe pas : écrivez jour/mois/année, par exemple 23/11/2026."
_WHOLE = len("23/11/2026")


class DateInput(Input):
    """A civil date, or none; one that cannot be stays on screen with its sentence and is not saved.

    `judge` says what is wrong with a date that can be read; empty when nothing is.
    """

    def __init__(
        self, control: DateField, message: FormField, judge: Callable[[date], str] | None = None
    ) -> None:
        super().__init__(control, message)
        self._control = control
        self._judge_day = judge
        self._valid: date | None = None
        self._before: date | None = None
        control.userDateChanged.connect(self._touched)
        control.textEdited.connect(self._typed)
        control.editingFinished.connect(self._left)

    def value(self) -> date | None:
        """The date to save; what stood there before while the present one cannot be."""
        return self._valid

    def shown(self) -> date | None:
        """The date on screen, good or not."""
        return self._control.date_value()

    @property
    def unsaved(self) -> bool:
        """Half a date is no mistake yet, and cannot be saved either."""
        return bool(self.problem) or not self._control.readable()

    def retype(self, typed: Sequence[str]) -> None:
        super().retype(typed)
        self._touched()

    def show(self, day: date | None) -> None:
        """Put `day` on screen unless it is there already."""
        if day == self._valid and (self.problem or day == self.shown()):
            return
        self._showing = True
        self._control.set_date(day)
        self._showing = False
        self._valid = self._before = day
        self._judge("")

    def refuse(self, problem: str) -> None:
        """This date and another cannot both be: keep the one before until it is repaired."""
        self._judge(problem)
        self._valid = self._before if problem else self.shown()

    def _settle(self) -> None:
        if not self.problem:
            self._before = self._valid

    def _typed(self, text: str) -> None:
        """Half a date is no mistake yet; a whole one that does not exist is."""
        if len(text.strip()) >= _WHOLE and not self._control.readable():
            self._touched()
        elif not self._control.readable():
            self.edited.emit()

    def _left(self) -> None:
        if not self._control.readable() and self.problem != UNREADABLE:
            self._touched()

    def _read(self) -> None:
        day = self.shown()
        if not self._control.readable():
            self.refuse(UNREADABLE)
        elif day is not None and self._judge_day is not None:
            self.refuse(self._judge_day(day))
        else:
            self.refuse("")

"""The record itself: when it was written, when it was last looked at, and a note for oneself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.qtkit.fields import DateField, FormField
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.inputs import Input, TextInput
from gdpr_desk.register.qt.reading import step
from gdpr_desk.register.qt.section import Section, adopt, wrong
from gdpr_desk.register.qt.ui_record_section import Ui_RecordSection

FUTURE = "Cette date est dans le futur : vérifiez le jour, le mois et l’année."
REVERSED = "La fiche ne peut pas avoir été revue avant d’être créée : vérifiez les deux dates."
UNREADABLE = "Cette date n’existe pas : écrivez jour/mois/année, par exemple 23/11/2026."
OLD = "Cette date est trop ancienne : vérifiez l’année."
_WHOLE = len("23/11/2026")
_OLDEST = 1978
"""The year of the French act: no record is older."""


class DateInput(Input):
    """A civil date; one that cannot be stays on screen with its sentence and is not saved."""

    def __init__(self, control: DateField, message: FormField, clock: Clock) -> None:
        super().__init__(control, message)
        self._control = control
        self._clock = clock
        self._valid: date | None = None
        self._before: date | None = None
        control.userDateChanged.connect(self._touched)
        control.textEdited.connect(self._typed)
        control.editingFinished.connect(self._left)

    def value(self) -> date | None:
        """The date to save."""
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

    def refuse(self, problem: str) -> None:
        """This date and another cannot both be: keep the one before until it is repaired."""
        self._judge(problem)
        self._valid = self._before if problem else self.shown()

    def _read(self) -> None:
        day = self.shown()
        problem = ""
        if not self._control.readable():
            problem = UNREADABLE
        elif day is not None and day > self._clock.today():
            problem = FUTURE
        elif day is not None and day.year < _OLDEST:
            problem = OLD
        self._judge(problem)
        self._valid = self._before if problem else day


class RecordSection(Section):
    """Dates and note; not one of the eight questions."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RecordSection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._created = DateInput(ui.created_on, ui.created_on_field, clock)
        self._reviewed = DateInput(ui.reviewed_on, ui.reviewed_on_field, clock)
        self._note = TextInput(ui.note, ui.note_field)
        self._created.edited.connect(lambda: self._date_edited("created_on"))
        self._reviewed.edited.connect(lambda: self._date_edited("reviewed_on"))
        self._note.edited.connect(lambda: self.edited.emit("note"))

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward=forward) or super().focusNextPrevChild(forward)

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._created.show(activity.created_on)
        self._reviewed.show(activity.reviewed_on)
        self._note.show(activity.note)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(
            activity,
            created_on=self._created.value(),
            reviewed_on=self._reviewed.value(),
            note=self._note.value(),
        )

    def problems(self) -> Iterator[Input]:
        yield from wrong((self._created, self._reviewed, self._note))

    def unsaved(self) -> Iterator[Input]:
        yield from (found for found in (self._created, self._reviewed, self._note) if found.unsaved)

    def _date_edited(self, field: str) -> None:
        created, reviewed = self._created.shown(), self._reviewed.shown()
        if created and reviewed and self._reviewed.problem in ("", REVERSED) and not self._created.problem:
            self._reviewed.refuse(REVERSED if reviewed < created else "")
        self.edited.emit(field)

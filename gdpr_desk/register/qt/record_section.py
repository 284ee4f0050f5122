"""The record itself: when it was written, when it was last looked at, and a note for oneself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.qtkit.date_input import DateInput
from gdpr_desk.qtkit.inputs import Input, TextInput, adopt
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.reading import step
from gdpr_desk.register.qt.section import Section, wrong
from gdpr_desk.register.qt.ui_record_section import Ui_RecordSection

FUTURE = "Cette date est dans le futur : vérifiez le jour, le mois et l’année."
REVERSED = "La fiche ne peut pas avoir été revue avant d’être créée : vérifiez les deux dates."
OLD = "Cette date est trop ancienne : vérifiez l’année."
_OLDEST = 1978
"""The year of the French act: no record is older."""


class RecordSection(Section):
    """Dates and note; not one of the eight questions."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RecordSection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._clock = clock
        self._created = DateInput(ui.created_on, ui.created_on_field, self._judge)
        self._reviewed = DateInput(ui.reviewed_on, ui.reviewed_on_field, self._judge)
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

    def _judge(self, day: date) -> str:
        if day > self._clock.today():
            return FUTURE
        return OLD if day.year < _OLDEST else ""

"""Section 3: whose data these are, how they are collected, how people are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import Input, NumberInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import DataSubjects, ProcessingActivity
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section, choose, offer
from gdpr_desk.register.qt.ui_people_section import Ui_PeopleSection
from gdpr_desk.register.qt.ui_subject_row import Ui_SubjectRow


class SubjectRow(Row[DataSubjects]):
    """A category of people and about how many they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_SubjectRow()
        self.ui.setupUi(self)
        self.ui.message.set_tone("urgent")
        self.ui.message.hide()
        self._value = DataSubjects("")
        self._number = NumberInput(self.ui.approximate_number, self.ui.message, "Le nombre de personnes")
        self._number.edited.connect(self.edited)
        self.ui.remove.clicked.connect(self.remove_wanted)

    def show_value(self, value: DataSubjects) -> None:
        self._value = value
        label = catalogues.data_subject_categories().label(value.category)
        self.ui.title.setText(label)
        self.ui.approximate_number.setAccessibleName(f"{label}, nombre approximatif")
        self.ui.remove.setAccessibleName(f"Retirer : {label}")
        self._number.show(value.approximate_number)

    def value(self) -> DataSubjects:
        return replace(self._value, approximate_number=self._number.value())

    def inputs(self) -> Iterator[Input]:
        yield self._number

    def first_control(self) -> QWidget:
        return self.ui.approximate_number


class PeopleSection(Section):
    """Categories of data subjects (Art. 30(1)(c)), collection, information (Art. 13)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PeopleSection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        offer(ui.categories, catalogues.data_subject_categories())
        ui.categories.hide_chips()
        ui.categories.set_verb("Ajouter des personnes")
        offer(ui.collection_channels, catalogues.collection_channels())
        offer(ui.informed_by, catalogues.information_means())
        self._subjects = Rows[DataSubjects](
            ui.data_subjects,
            lambda: SubjectRow(self),
            self._rows_edited,
            lambda: self.removed.emit("Personnes retirées"),
        )
        ui.categories.changed.connect(self._categories_chosen)
        ui.collection_channels.changed.connect(lambda: self.edited.emit("collection_channels"))
        ui.informed_by.changed.connect(lambda: self.edited.emit("informed_by"))

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._subjects.show(activity.data_subjects)
        choose(self.ui.categories, tuple(subject.category for subject in activity.data_subjects))
        choose(self.ui.collection_channels, activity.collection_channels)
        choose(self.ui.informed_by, activity.informed_by)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(
            activity,
            data_subjects=self._subjects.values(),
            collection_channels=self.ui.collection_channels.chosen(),
            informed_by=self.ui.informed_by.chosen(),
        )

    def problems(self) -> Iterator[Input]:
        return self._subjects.problems()

    def rows_of(self, field: str) -> Sequence[QWidget]:
        return self._subjects.rows if field == "data_subjects" else ()

    def _rows_edited(self) -> None:
        choose(self.ui.categories, tuple(s.category for s in self._subjects.values()))
        self.edited.emit("data_subjects")

    def _categories_chosen(self) -> None:
        chosen = self.ui.categories.chosen()
        kept = [subject for subject in self._subjects.values() if subject.category in chosen]
        known = {subject.category for subject in kept}
        fresh = [DataSubjects(key) for key in chosen if key not in known]
        self._subjects.show((*kept, *fresh))
        self.edited.emit("data_subjects")

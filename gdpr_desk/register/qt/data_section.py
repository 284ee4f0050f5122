"""Section 4: what is known about people, and what makes sensitive data permitted (Art. 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import ChoiceInput, FlagInput, Input, TextInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import PersonalData, ProcessingActivity, Purpose
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section, choose, offer
from gdpr_desk.register.qt.ui_condition_row import Ui_ConditionRow
from gdpr_desk.register.qt.ui_data_details import Ui_DataDetails
from gdpr_desk.register.qt.ui_data_row import Ui_DataRow
from gdpr_desk.register.qt.ui_data_section import Ui_DataSection

_MANDATORY: tuple[tuple[str | None, str], ...] = (
    (None, "Pas encore dit"),
    ("yes", "Oui, sinon le service est impossible"),
    ("no", "Non, au choix de la personne"),
)
_FLAGS = {None: None, "yes": True, "no": False}


class DataDetails(QWidget):
    """The folded part of a kind of data; built when somebody opens it."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_DataDetails()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self.detail = TextInput(ui.detail, ui.detail_field)
        self._mandatory = ChoiceInput(ui.mandatory, _MANDATORY, ui.mandatory_field)
        sources = [(key, entry.label) for key, entry in catalogues.data_sources().items()]
        self._source = ChoiceInput(ui.source, sources, ui.source_field)
        for found in (self.detail, self._mandatory, self._source):
            found.edited.connect(self.edited)

    def show_value(self, value: PersonalData) -> None:
        """Put the details of `value` on screen, touching only what differs."""
        self.detail.show(value.detail)
        self._mandatory.show(None if value.mandatory is None else "yes" if value.mandatory else "no")
        self._source.show(value.source)

    def merged(self, value: PersonalData) -> PersonalData:
        """`value` with what is shown here."""
        return replace(
            value,
            detail=self.detail.value(),
            mandatory=_FLAGS[self._mandatory.value()],
            source=self._source.value() or value.source,
        )


class DataRow(Row[PersonalData]):
    """One kind of data; the details open on demand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_DataRow()
        self.ui.setupUi(self)
        self.details: DataDetails | None = None
        self._value = PersonalData("")
        self._special = FlagInput(self.ui.special)
        self._special.edited.connect(self._edited)
        self.ui.more.toggled.connect(self._unfold)
        self.ui.remove.clicked.connect(self.remove_wanted)

    def show_value(self, value: PersonalData) -> None:
        self._value = value
        label = catalogues.data_categories().label(value.category)
        self.ui.title.setText(label)
        self.ui.remove.setAccessibleName(f"Retirer : {label}")
        self.ui.more.setAccessibleName(f"Préciser : {label}")
        self.ui.special.setAccessibleName(f"{label} : donnée sensible")
        self._special.show(value.special)
        if self.details is not None:
            self.details.show_value(value)
        self._sum_up()

    def value(self) -> PersonalData:
        shown = replace(self._value, special=self._special.value())
        return self.details.merged(shown) if self.details is not None else shown

    def inputs(self) -> Iterator[Input]:
        if self.details is not None:
            yield self.details.detail

    def first_control(self) -> QWidget:
        return self.ui.special

    def unfold(self) -> None:
        """Open the details."""
        self.ui.more.setChecked(True)

    def fold(self) -> None:
        self.ui.more.setChecked(False)

    def _edited(self) -> None:
        self._sum_up()
        self.edited.emit()

    def _build_details(self) -> DataDetails:
        details = DataDetails(self)
        details.show_value(self._value)
        details.edited.connect(self._edited)
        self.ui.column5.insertWidget(1, details)
        self.details = details
        return details

    def _unfold(self, on: bool) -> None:
        if on or self.details is not None:
            (self.details or self._build_details()).setVisible(on)
        self.ui.more.setText("Replier" if on else "Préciser")

    def _sum_up(self) -> None:
        value = self.value()
        parts = [value.detail] if value.detail else []
        parts += {None: [], True: ["obligatoire"], False: ["facultative"]}[value.mandatory]
        if value.source != "direct":
            parts.append(catalogues.data_sources().label(value.source).lower())
        self.ui.summary.setText(" · ".join(parts))
        self.ui.summary.setVisible(bool(parts))


class ConditionRow(Row[Purpose]):
    """The Article 9(2) condition of one purpose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ConditionRow()
        self.ui.setupUi(self)
        adopt(self)
        self._value = Purpose("")
        options = [(key, entry.label) for key, entry in catalogues.article_9_conditions().items()]
        self._condition = ChoiceInput(
            self.ui.article_9_condition,
            [(None, "À choisir"), *options],
            self.ui.article_9_condition_field,
        )
        self._condition.edited.connect(self.edited)

    def show_value(self, value: Purpose) -> None:
        self._value = value
        self._condition.show(value.article_9_condition)

    def value(self) -> Purpose:
        return replace(self._value, article_9_condition=self._condition.value())

    def first_control(self) -> QWidget:
        return self.ui.article_9_condition

    def name_purpose(self, named: bool) -> None:
        """With several purposes, say which one the exception is for."""
        label = "Exception pour les données sensibles"
        self.ui.article_9_condition_field.set_label(f"{label} · {self._value.name}" if named else label)


class DataSection(Section):
    """Categories of personal data (Art. 30(1)(c)) and the exception for the sensitive ones."""

    follows = frozenset({"purposes", "lawful_basis"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_DataSection()
        self.ui.setupUi(self)
        offer(self.ui.categories, catalogues.data_categories())
        self.ui.categories.hide_chips()
        self.ui.categories.set_verb("Ajouter des données")
        self._data = Rows[PersonalData](
            self.ui.data,
            lambda: DataRow(self),
            self._data_edited,
            lambda: self.removed.emit("Donnée retirée"),
        )
        self._conditions = Rows[Purpose](
            self.ui.conditions, lambda: ConditionRow(self), lambda: self.edited.emit("purposes"), lambda: None
        )
        self._purposes: tuple[Purpose, ...] = ()
        self.ui.categories.changed.connect(self._categories_chosen)

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._purposes = activity.purposes
        self._data.show(activity.data)
        choose(self.ui.categories, tuple(data.category for data in activity.data))
        self._show_conditions()

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        purposes = self._conditions.values() if self._conditions.rows else activity.purposes
        return replace(activity, data=self._data.values(), purposes=purposes)

    def problems(self) -> Iterator[Input]:
        return self._data.problems()

    def reserve(self) -> None:
        self._data.reserve(4)

    def rows_of(self, field: str) -> Sequence[QWidget]:
        if field == "data":
            return self._data.rows
        return self._conditions.rows if field == "purposes" else ()

    def focus_path(self, path: str) -> None:
        parts = path.split(".")
        if parts[0] == "data" and parts[-1] in ("detail", "mandatory", "source") and parts[1].isdecimal():
            row = self._data.rows[int(parts[1])] if int(parts[1]) < len(self._data.rows) else None
            if isinstance(row, DataRow):
                row.unfold()
        super().focus_path(path)

    def _show_conditions(self) -> None:
        """Asked where something is sensitive; what was once said stays in sight."""
        for data in self._data.rows:
            if isinstance(data, DataRow):
                data.ui.line.setVisible(data is not self._data.rows[-1])
        special = any(data.special for data in self._data.values())
        asked = special or any(purpose.article_9_condition for purpose in self._purposes)
        self._conditions.show(self._purposes if asked else ())
        for row in self._conditions.rows:
            if isinstance(row, ConditionRow):
                row.name_purpose(len(self._purposes) > 1)

    def _data_edited(self) -> None:
        choose(self.ui.categories, tuple(data.category for data in self._data.values()))
        self._show_conditions()
        self.edited.emit("data")

    def _categories_chosen(self) -> None:
        chosen = self.ui.categories.chosen()
        kept = [data for data in self._data.values() if data.category in chosen]
        known = {data.category for data in kept}
        fresh = [_new_data(key) for key in chosen if key not in known]
        self._data.show((*kept, *fresh))
        self._show_conditions()
        self.edited.emit("data")


def _new_data(category: str) -> PersonalData:
    """As that kind of data usually is: sensitive or not, given by the person or seen while they use it."""
    entry = catalogues.data_categories().get(category)
    if entry is None:
        return PersonalData(category)
    return PersonalData(
        category, special=bool(entry.extra.get("special")), source=entry.text("usual_source") or "direct"
    )

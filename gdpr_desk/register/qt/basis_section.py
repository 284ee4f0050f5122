"""Section 2: for each purpose, the one reason that permits it (Art. 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.inputs import Input, TextInput, adopt
from gdpr_desk.register.checks import Finding
from gdpr_desk.register.model import LawfulBasis, ProcessingActivity, Purpose
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.ui_purpose_card import Ui_PurposeCard


class PurposeCard(Row[Purpose]):
    """One purpose: its lawful basis, the interest pursued, why the basis holds."""

    basis_edited = Signal()
    repair = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PurposeCard()
        self.ui.setupUi(self)
        adopt(self)
        self._value = Purpose("")
        self._finding: Finding | None = None
        self._interest = TextInput(self.ui.interest, self.ui.interest_field)
        self._justification = TextInput(self.ui.justification, self.ui.justification_field)
        self.ui.lawful_basis.edited.connect(self._basis_chosen)
        self.ui.lawful_basis.repair.connect(lambda: self.repair.emit(self._finding))
        for found in self.inputs():
            found.edited.connect(self.edited)

    def show_value(self, value: Purpose) -> None:
        self._value = value
        self.ui.purpose.setText(f"But : {value.name or 'à préciser en section 1'}")
        self.ui.lawful_basis.show_value(value.lawful_basis)
        self.ui.lawful_basis.setAccessibleName(f"Raison pour le but : {value.name}")
        self._interest.show(value.interest)
        self._justification.show(value.justification)
        self._show_interest()

    def value(self) -> Purpose:
        return replace(
            self._value,
            lawful_basis=self.ui.lawful_basis.value(),
            interest=self._interest.value(),
            justification=self._justification.value(),
        )

    def inputs(self) -> Iterator[Input]:
        yield from (self._interest, self._justification)

    def set_alone(self, alone: bool) -> None:
        """With one purpose its name stands just above in section 1; with several each is named."""
        self.ui.purpose.setVisible(not alone)
        self.ui.lawful_basis.set_short(not alone)

    def advise(self, finding: Finding | None) -> None:
        """Show the advice about the chosen basis next to it."""
        self._finding = finding
        self.ui.lawful_basis.set_advice(finding.sentence if finding else "", finding.fix if finding else "")

    def _basis_chosen(self) -> None:
        self._show_interest()
        self.basis_edited.emit()

    def _show_interest(self) -> None:
        asked = self.ui.lawful_basis.value() is LawfulBasis.LEGITIMATE_INTERESTS
        self.ui.interest_field.setVisible(asked or bool(self._interest.value()))


class BasisSection(Section):
    """One card for each purpose of section 1."""

    repair = Signal(object)
    follows = frozenset({"purposes", "lawful_basis"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(24)
        self._purposes = Rows[Purpose](
            column,
            self._new_card,
            lambda: self.edited.emit("purposes"),
            lambda: self.removed.emit("But retiré"),
        )

    def show_activity(self, activity: ProcessingActivity) -> None:
        purposes = activity.purposes or (Purpose(""),)
        self._purposes.show(purposes)
        for card in self._cards():
            card.set_alone(len(purposes) == 1)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        purposes = self._purposes.values()
        if not activity.purposes and purposes == (Purpose(""),):
            return activity
        return replace(activity, purposes=purposes)

    def problems(self) -> Iterator[Input]:
        return self._purposes.problems()

    def reserve(self) -> None:
        self._purposes.reserve(3)

    def rows_of(self, field: str) -> Sequence[QWidget]:
        return self._purposes.rows if field == "purposes" else ()

    def focus_path(self, path: str) -> None:
        numbers = [int(part) for part in path.split(".") if part.isdecimal()]
        cards = self._cards()
        if path.endswith("lawful_basis") or not path:
            cards[numbers[0] if numbers and numbers[0] < len(cards) else 0].ui.lawful_basis.focus_choice()
        else:
            super().focus_path(path)

    def advise(self, findings: Sequence[Finding]) -> None:
        """Put each finding about a chosen basis next to that choice."""
        about = {f.field: f for f in reversed(findings) if f.field.endswith(".lawful_basis")}
        for number, card in enumerate(self._cards()):
            chosen = card.ui.lawful_basis.value() is not None
            card.advise(about.get(f"purposes.{number}.lawful_basis") if chosen else None)

    def _cards(self) -> list[PurposeCard]:
        return [row for row in self._purposes.rows if isinstance(row, PurposeCard)]

    def _new_card(self) -> PurposeCard:
        card = PurposeCard(self)
        card.repair.connect(self.repair)
        card.basis_edited.connect(lambda: self.edited.emit("lawful_basis"))
        return card

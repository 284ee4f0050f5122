"""Why one purpose is permitted: six cards to read before choosing, the advice next to the choice."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.cards import OptionCard
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import LawfulBasis
from gdpr_desk.register.qt.section_texts import BASIS_ORDER


class BasisChooser(QWidget):
    """Option cards for the six lawful bases (Art. 6(1)); `repair` when the advice is followed."""

    edited = Signal()
    repair = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._short = False
        bases = catalogues.lawful_bases()
        self._cards = [
            OptionCard(
                self,
                title=bases[key].label,
                consequence=f"{bases[key].plain}. {bases[key].consequence}",
                key=key,
            )
            for key in BASIS_ORDER
        ]
        self._advice = NoticeStrip(self, kind="attention")
        self._advice.hide()
        self._advice.activated.connect(self.repair)
        self._others = Button(self, kind="link", small=True, text="Voir les autres raisons")
        self._others.hide()
        self._others.clicked.connect(self._open)
        for card in self._cards:
            card.toggled.connect(self._toggled)
            self._column.addWidget(card)
        self._column.addWidget(self._others, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self) -> LawfulBasis | None:
        """The basis chosen."""
        return next((LawfulBasis(card.key) for card in self._cards if card.isChecked()), None)

    def show_value(self, basis: LawfulBasis | None) -> None:
        """Choose `basis`; None chooses none."""
        if basis is self.value():
            return
        for card in self._cards:
            with QSignalBlocker(card):
                card.setAutoExclusive(False)
                card.setChecked(basis is not None and card.key == basis.value)
                card.setAutoExclusive(True)
            card.update()
        self._place_advice()
        self._fold()

    def set_short(self, short: bool) -> None:
        """With several purposes, show only the card that is chosen until the others are asked for."""
        if short is not self._short:
            self._short = short
            self._fold()

    def set_advice(self, sentence: str, fix: str) -> None:
        """Say `sentence` under the chosen card, with `fix` as a button; empty takes both away."""
        if sentence == self._advice.get_text() and bool(sentence) is not self._advice.isHidden():
            return
        self._advice.set_text(sentence)
        self._advice.set_action(fix)
        self._place_advice()
        self._advice.setVisible(bool(sentence))

    def focus_choice(self) -> None:
        """Put the focus on the chosen card, or on the first one."""
        chosen = next((card for card in self._cards if card.isChecked()), self._cards[0])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self, on: bool) -> None:
        if on:
            self._place_advice()
            self.edited.emit()

    def _place_advice(self) -> None:
        self._column.removeWidget(self._advice)
        at = next((i for i, card in enumerate(self._cards) if card.isChecked()), len(self._cards) - 1)
        self._column.insertWidget(at + 1, self._advice)

    def _open(self) -> None:
        self._short = False
        self._fold()
        self.focus_choice()

    def _fold(self) -> None:
        folded = self._short and self.value() is not None
        for card in self._cards:
            card.setVisible(not folded or card.isChecked())
        self._others.setVisible(folded)

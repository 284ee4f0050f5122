"""Why one purpose is permitted: six cards to read before choosing, the advice next to the choice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.cards import OptionCard
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.type_ahead import TypeAhead
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
        self._short = True
        self._ahead = TypeAhead()
        self._cards: dict[str, OptionCard] = {}
        self._advice = NoticeStrip(self, kind="attention")
        self._advice.hide()
        self._advice.activated.connect(self.repair)
        self._others = Button(self, kind="link", small=True, text="Voir les autres raisons")
        self._others.hide()
        self._others.clicked.connect(self._open)

    def value(self) -> LawfulBasis | None:
        """The basis chosen."""
        return next((LawfulBasis(key) for key, card in self._cards.items() if card.isChecked()), None)

    def show_value(self, basis: LawfulBasis | None) -> None:
        """Choose `basis`; None chooses none."""
        if self._cards and basis is self.value():
            return
        self._build(basis)
        for key, card in self._cards.items():
            with QSignalBlocker(card):
                card.setAutoExclusive(False)
                card.setChecked(basis is not None and key == basis.value)
                card.setAutoExclusive(True)
            if basis is None:
                # Qt leaves Tab only to the one that was chosen; now all of them can be.
                card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            card.update()
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
        self._arrange()
        self._advice.setVisible(bool(sentence))

    def focus_choice(self) -> None:
        """Put the focus on the chosen card, or on the first one."""
        cards = list(self._cards.values())
        chosen = next((card for card in cards if card.isChecked()), cards[0])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters choose the reason that begins so."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        bases = catalogues.lawful_bases()
        at = self._ahead.find(event, [bases[key].label for key in BASIS_ORDER])
        if at < 0:
            return super().eventFilter(watched, event)
        if BASIS_ORDER[at] not in self._cards or self._cards[BASIS_ORDER[at]].isHidden():
            self._open()
        chosen = self._cards[BASIS_ORDER[at]]
        chosen.setChecked(True)
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _toggled(self, on: bool) -> None:
        if on:
            self._arrange()
            self.edited.emit()

    def _build(self, only: LawfulBasis | None) -> None:
        """The cards that are going to be seen: a folded choice needs no more than the one chosen."""
        bases = catalogues.lawful_bases()
        wanted = (only.value,) if self._short and only is not None else BASIS_ORDER
        for key in wanted:
            if key not in self._cards:
                words = f"{bases[key].plain}. {bases[key].consequence}"
                card = OptionCard(self, title=bases[key].label, consequence=words, key=key)
                card.toggled.connect(self._toggled)
                card.installEventFilter(self)
                self._cards[key] = card
        self._cards = {key: self._cards[key] for key in BASIS_ORDER if key in self._cards}

    def _arrange(self) -> None:
        """The cards in their order, the advice under the chosen one, the link last."""
        place = [widget for card in self._cards.values() for widget in self._with_advice(card)]
        if self._advice not in place:
            place.append(self._advice)
        for at, widget in enumerate((*place, self._others)):
            if self._column.indexOf(widget) != at:
                self._column.removeWidget(widget)
                self._column.insertWidget(at, widget)
        self._column.setAlignment(self._others, Qt.AlignmentFlag.AlignLeft)

    def _with_advice(self, card: OptionCard) -> list[QWidget]:
        return [card, self._advice] if card.isChecked() else [card]

    def _open(self) -> None:
        self._short = False
        self._fold()
        self.focus_choice()

    def _fold(self) -> None:
        folded = self._short and self.value() is not None
        if not folded:
            self._build(None)
        self._arrange()
        for card in self._cards.values():
            card.setVisible(not folded or card.isChecked())
        self._others.setVisible(folded)

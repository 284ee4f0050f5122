"""Controls for answers of several parts: how many, who, which other organisations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import Count, InvolvedParty, NamedPerson
from gdpr_desk.breaches.qt.controls import (
    AnswerControl,
    DayControl,
    InstantControl,
    ManyControl,
    NumberControl,
    OneControl,
    PickControl,
    TypedControl,
    YesNoControl,
    column,
    digits,
    listed,
)
from gdpr_desk.breaches.qt.questions import ASKED, COUNTRIES
from gdpr_desk.breaches.vocabulary import CountKind
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.fields import Check, LineField
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.picker import ChipPicker
from gdpr_desk.qtkit.theme import px
from gdpr_desk.reference import catalogues

_NEVER = "never"
_NO_NUMBER = "Écrivez un nombre en chiffres, par exemple 340."


class CountControl(AnswerControl):
    """How many: a band of numbers at one press, or the number itself."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._chips: dict[str, Chip] = {}
        bands = QWidget()
        flow = FlowLayout(bands)
        words = {key: entry.label for key, entry in choices("band").items()}
        for key, label in (words | {_NEVER: "On ne pourra pas le savoir"}).items():
            chip = Chip(text=label)
            chip.setCheckable(True)
            chip.setObjectName(f"{question}_{key}")
            chip.clicked.connect(lambda _on=False, key=key: self._take(key))
            self._chips[key] = chip
            flow.addWidget(chip)
        self._number = LineField(placeholder="ou le nombre")
        self._number.setObjectName(question)
        self._number.setFixedWidth(px(160))
        self._about = Check(text="environ")
        self._about.setObjectName(f"{question}_about")
        self._about.clicked.connect(lambda _on=False: self.given.emit())
        self._number.textEdited.connect(lambda _typed: self._lift())
        self._number.editingFinished.connect(self._tell)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._number)
        row.addWidget(self._about)
        row.addStretch(1)
        box = column(self)
        box.addWidget(bands)
        box.addLayout(row)
        self._kept: Any = None
        self.setFocusProxy(next(iter(self._chips.values())))

    def show_answer(self, answer: Any) -> None:
        self._kept = answer
        count = answer if isinstance(answer, Count) else None
        band = "" if count is None else _band_of(count)
        for key, chip in self._chips.items():
            chip.setChecked(key == band)
        typed = count is not None and not band and count.number is not None
        self._number.setText(str(count.number) if typed and count else "")
        self._about.setChecked(bool(typed and count and count.kind is CountKind.APPROXIMATE))

    def answer(self) -> Count | None:
        typed = digits(self._number.text())
        if typed.isascii() and typed.isdecimal():
            kind = CountKind.APPROXIMATE if self._about.isChecked() else CountKind.EXACT
            return Count(kind, int(typed))
        chosen = next((key for key, chip in self._chips.items() if chip.isChecked()), "")
        if chosen == _NEVER:
            return Count(CountKind.CANNOT_TELL)
        return Count(CountKind.APPROXIMATE, *_edges(chosen)) if chosen else None

    def problem(self) -> str:
        typed = digits(self._number.text())
        return _NO_NUMBER if typed and not (typed.isascii() and typed.isdecimal()) else ""

    def _take(self, key: str) -> None:
        self._number.clear()
        self._about.setChecked(False)
        for other, chip in self._chips.items():
            chip.setChecked(other == key)
        self.given.emit()

    def _lift(self) -> None:
        for chip in self._chips.values():
            chip.setChecked(False)

    def _tell(self) -> None:
        if self.answer() != self._kept and not self.problem():
            self.given.emit()


def _edges(band: str) -> tuple[int, int | None]:
    entry = choices("band")[band]
    most = entry.extra.get("most")
    return int(str(entry.extra["least"])), most if isinstance(most, int) else None


def _band_of(count: Count) -> str:
    if count.kind is CountKind.CANNOT_TELL:
        return _NEVER
    if count.kind is CountKind.EXACT:
        return ""
    return next((key for key in choices("band") if _edges(key) == (count.number, count.most)), "")


_LEAST_FIELD = 160
"""Below this a field of a person is too narrow for an address (design pixels)."""


class PersonControl(AnswerControl):
    """Who: names, what they are in the shop, how to reach them."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._fields: dict[str, LineField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._cells: list[tuple[Label, LineField]] = []
        for name, word, example in (
            ("first_name", "Prénom", ""),
            ("last_name", "Nom", ""),
            ("role", "Fonction", ""),
            ("civility", "Civilité", "Mme ou M."),
            ("email", "E-mail", ""),
            ("phone", "Téléphone", ""),
        ):
            field = LineField(placeholder=example)
            field.setObjectName(f"{question}_{name}")
            field.setAccessibleName(f"{ASKED[question].label} {word}")
            self._fields[name] = field
            self._cells.append((Label(text=word, role="caption"), field))
        self._abreast = 0
        self._place(3)
        self.setFocusProxy(self._fields["first_name"])

    def minimumSizeHint(self) -> QSize:
        """As narrow as one field: how many stand side by side follows from the width."""
        return QSize(px(_LEAST_FIELD), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(max(1, min(3, self.width() // px(_LEAST_FIELD))))

    def _place(self, abreast: int) -> None:
        """So many fields side by side, each below its name."""
        if abreast == self._abreast:
            return
        self._abreast = abreast
        for place, (name, field) in enumerate(self._cells):
            row, at = 2 * (place // abreast), place % abreast
            self._grid.addWidget(name, row, at)
            self._grid.addWidget(field, row + 1, at)
        for at in range(3):
            self._grid.setColumnStretch(at, 1 if at < abreast else 0)

    def show_answer(self, answer: Any) -> None:
        for name, field in self._fields.items():
            field.setText(getattr(answer, name) if isinstance(answer, NamedPerson) else "")
            field.setCursorPosition(0)  # a long address is read from its beginning

    def answer(self) -> NamedPerson | None:
        typed = {name: field.text().strip() for name, field in self._fields.items()}
        return NamedPerson(**typed) if any(typed.values()) else None


class PartiesControl(AnswerControl):
    """Other organisations: those of the register, or any name."""

    def __init__(self, question: str, parties: Sequence[Party]) -> None:
        super().__init__()
        self._parties = {party.key: party for party in parties}
        self._kept: dict[str, InvolvedParty] = {}
        self._picker = ChipPicker()
        self._picker.setObjectName(question)
        self._picker.set_verb("Ajouter un organisme")
        self._picker.set_options([(key, party.name) for key, party in self._parties.items()])
        self._picker.changed.connect(self.given)
        column(self).addWidget(self._picker)
        self.setFocusProxy(self._picker)

    def show_answer(self, answer: Any) -> None:
        self._kept = {one.party or one.name: one for one in answer or ()}
        self._picker.set_chosen(self._kept)

    def answer(self) -> tuple[InvolvedParty, ...]:
        return tuple(self._kept.get(key) or self._made(key) for key in self._picker.chosen())

    def _made(self, key: str) -> InvolvedParty:
        party = self._parties.get(key)
        if party is None:
            return InvolvedParty(key)
        kinds = catalogues.party_kinds()
        quality = kinds[party.kind].label if party.kind in kinds else ""
        return InvolvedParty(party.name, quality, party.contact.breaches or party.contact.email, party.key)


def control_for(question: str, parties: Sequence[Party]) -> AnswerControl:
    """The control that answers a question."""
    asked = ASKED[question]
    if asked.control == "parties":
        return PartiesControl(question, parties)
    return _MADE[asked.control](question)


def _long_list(question: str) -> list[tuple[str, str]]:
    if question in COUNTRIES:
        return [(key, entry.label) for key, entry in catalogues.countries().items()]
    return [(key, label) for key, (label, _help) in listed(question).items()]


_MADE: Mapping[str, Callable[[str], AnswerControl]] = {
    "line": lambda question: TypedControl(question, several=False),
    "text": lambda question: TypedControl(question, several=True),
    "number": NumberControl,
    "day": DayControl,
    "instant": lambda question: InstantControl(question, ASKED[question].label),
    "yes_no": YesNoControl,
    "one": lambda question: OneControl(question, listed(question)),
    "many": lambda question: ManyControl(question, listed(question)),
    "count": CountControl,
    "person": PersonControl,
    "pick": lambda question: PickControl(question, _long_list(question)),
}

"""The controls that answer a question: each shows an answer, and gives one back in the terms of the model.

`given` says that an answer is whole and can be saved at once; what is typed is saved when it is left.
A control that holds something unreadable says so in `problem()` and keeps it on screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.breaches.choices import choices, key_of
from gdpr_desk.breaches.qt.questions import answer_of
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.words import shop_time
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.fields import Check, LineField, OptionCard, TextField
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.picker import ChipPicker
from gdpr_desk.qtkit.theme import px

_NO_DAY = "Écrivez jour/mois/année, par exemple 23/11/2026."
_NO_HOUR = "Écrivez l’heure comme 8:30 ou 22h."
_NO_NUMBER = "Écrivez un nombre en chiffres, par exemple 12."


class AnswerControl(QWidget):
    """What every control can do."""

    given = Signal()

    def show_answer(self, answer: Any) -> None:
        """Put the answer on screen without `given`; None, « » and () show nothing."""
        raise NotImplementedError

    def answer(self) -> Any:
        """What stands on screen, as the model has it."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is wrong with what stands there, empty for nothing."""
        return ""


def column(owner: QWidget, gap: int = 8) -> QVBoxLayout:
    """An empty column without margins."""
    made = QVBoxLayout(owner)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    return made


class TypedControl(AnswerControl):
    """Words, on one line or several."""

    def __init__(self, question: str, *, several: bool) -> None:
        super().__init__()
        self._field: LineField | TextField = TextField() if several else LineField()
        self._field.setObjectName(question)
        column(self).addWidget(self._field)
        self.setFocusProxy(self._field)

    def show_answer(self, answer: Any) -> None:
        if self._field.text() != (answer or ""):
            self._field.setText(answer or "")

    def answer(self) -> str:
        return self._field.text().strip()


class NumberControl(AnswerControl):
    """A whole number, or nothing."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._field = LineField()
        self._field.setObjectName(question)
        self._field.setMaximumWidth(px(160))
        column(self).addWidget(self._field)
        self.setFocusProxy(self._field)

    def show_answer(self, answer: Any) -> None:
        self._field.setText("" if answer is None else str(answer))

    def answer(self) -> int | None:
        typed = digits(self._field.text())
        return int(typed) if typed.isascii() and typed.isdecimal() else None

    def problem(self) -> str:
        return _NO_NUMBER if digits(self._field.text()) and self.answer() is None else ""


def digits(text: str) -> str:
    """A number as typed, without the spaces between thousands."""
    return "".join(text.split())


class DayControl(AnswerControl):
    """A civil day, or nothing."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._field = DateField()
        self._field.setObjectName(question)
        self._field.setMaximumWidth(px(220))
        self._field.userDateChanged.connect(lambda _day: self.given.emit())
        column(self).addWidget(self._field)
        self.setFocusProxy(self._field)

    def show_answer(self, answer: Any) -> None:
        self._field.set_date(answer if isinstance(answer, date) else None)

    def answer(self) -> date | None:
        return self._field.date_value()

    def problem(self) -> str:
        return "" if self._field.readable() else _NO_DAY


class InstantControl(AnswerControl):
    """A day and an hour of the shop's clock."""

    def __init__(self, question: str, name: str) -> None:
        super().__init__()
        self._day, self._hour = DateField(), LineField(placeholder="hh:mm")
        self._day.setObjectName(question)
        self._hour.setObjectName(f"{question}_hour")
        self._hour.setAccessibleName(f"{name} : l’heure")
        self._kept: datetime | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._day.setFixedWidth(px(168))
        self._hour.setFixedWidth(px(88))
        at = Label(text="à", role="body")
        for part in (self._day, at, self._hour):
            row.addWidget(part)
        row.addStretch(1)
        self._hour.editingFinished.connect(self._tell)
        self._day.userDateChanged.connect(lambda _day: self._tell())
        self.setFocusProxy(self._day)

    def show_answer(self, answer: Any) -> None:
        self._kept = answer if isinstance(answer, datetime) else None
        local = shop_time(self._kept) if self._kept else None
        self._day.set_date(local.date() if local else None)
        self._hour.setText(f"{local:%H:%M}" if local else "")

    def answer(self) -> datetime | None:
        day, hour = self._day.date_value(), read_hour(self._hour.text())
        if day is None or hour is None:
            return None
        typed = datetime.combine(day, hour, SHOP_ZONE)
        kept = self._kept
        if kept is not None and f"{shop_time(kept):%Y-%m-%d %H:%M}" == f"{typed:%Y-%m-%d %H:%M}":
            return kept  # its seconds, and which of two hours of autumn it was
        return typed

    def problem(self) -> str:
        if not self._day.readable() or (self._hour.text().strip() and self._day.date_value() is None):
            return _NO_DAY
        wrong = self._day.date_value() is not None and read_hour(self._hour.text()) is None
        return _NO_HOUR if wrong else ""

    def _tell(self) -> None:
        if self.answer() is not None and self.answer() != self._kept:
            self.given.emit()


def read_hour(text: str) -> time | None:
    """The hour in 8:30, 08h30, 22h or 2230; None for anything else."""
    typed = text.strip().lower().replace("h", ":").replace(".", ":").rstrip(":")
    hour, _, minute = typed.partition(":")
    if not minute and len(hour) == 4:
        hour, minute = hour[:2], hour[2:]
    if not (hour.isascii() and hour.isdecimal()) or not (minute or "0").isascii():
        return None
    if not (minute or "0").isdecimal() or int(hour) > 23 or int(minute or "0") > 59:
        return None
    return time(int(hour), int(minute or "0"))


class OneControl(AnswerControl):
    """One answer of a short list, as cards in two columns."""

    def __init__(self, question: str, options: Mapping[str, tuple[str, str]], columns: int = 2) -> None:
        super().__init__()
        self._question = question
        self._cards: dict[str, OptionCard] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, (key, (label, help_)) in enumerate(options.items()):
            card = OptionCard(self, title=label, consequence=help_, key=key)
            card.setObjectName(f"{question}_{key}")
            card.clicked.connect(lambda _on=False: self.given.emit())
            self._cards[key] = card
            grid.addWidget(card, place // columns, place % columns)
        for place in range(columns):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, 1)
        self.setFocusProxy(next(iter(self._cards.values())))

    def show_answer(self, answer: Any) -> None:
        wanted = "" if answer is None else self._key(answer)
        for key, card in self._cards.items():
            card.setAutoExclusive(False)
            card.setChecked(key == wanted)
            card.setAutoExclusive(True)

    def answer(self) -> Any:
        chosen = next((key for key, card in self._cards.items() if card.isChecked()), None)
        return None if chosen is None else self._meant(chosen)

    def _key(self, answer: Any) -> str:
        return key_of(answer)

    def _meant(self, key: str) -> Any:
        return answer_of(self._question, key)


class YesNoControl(OneControl):
    """Yes or no."""

    def __init__(self, question: str) -> None:
        super().__init__(question, {"yes": ("Oui", ""), "no": ("Non", "")}, columns=3)

    def _key(self, answer: Any) -> str:
        return "yes" if answer else "no"

    def _meant(self, key: str) -> bool:
        return key == "yes"


class ManyControl(AnswerControl):
    """Several answers of a list, to be ticked."""

    def __init__(self, question: str, options: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._question = question
        self._ticks: dict[str, Check] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        half = (len(options) + 1) // 2
        for place, (key, (label, help_)) in enumerate(options.items()):
            tick = Check(text=label)
            tick.setObjectName(f"{question}_{key}")
            tick.setToolTip(help_)
            tick.setAccessibleDescription(help_)
            tick.clicked.connect(lambda _on=False: self.given.emit())
            self._ticks[key] = tick
            grid.addWidget(tick, place % half, place // half)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, 1)
        self.setFocusProxy(next(iter(self._ticks.values())))

    def show_answer(self, answer: Any) -> None:
        chosen = {key_of(one) for one in answer or ()}
        for key, tick in self._ticks.items():
            tick.setChecked(key in chosen)

    def answer(self) -> tuple[Any, ...]:
        chosen = (key for key, tick in self._ticks.items() if tick.isChecked())
        return tuple(answer_of(self._question, key) for key in chosen)


class PickControl(AnswerControl):
    """Several answers of a long list: those chosen as chips, the others behind a search."""

    def __init__(self, question: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._question = question
        self._picker = ChipPicker()
        self._picker.setObjectName(question)
        self._picker.set_free(False)
        self._picker.set_verb("Choisir")
        self._picker.set_options(options)
        self._picker.changed.connect(self.given)
        column(self).addWidget(self._picker)
        self.setFocusProxy(self._picker)

    def show_answer(self, answer: Any) -> None:
        self._picker.set_chosen([key_of(one) for one in answer or ()])

    def answer(self) -> tuple[Any, ...]:
        return tuple(answer_of(self._question, key) for key in self._picker.chosen())


def listed(question: str) -> dict[str, tuple[str, str]]:
    """Label and help of each answer of a list."""
    return {key: (entry.label, entry.help) for key, entry in choices(question).items()}


def first_focus(widget: QWidget) -> None:
    """Put the keyboard there."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)

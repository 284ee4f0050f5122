"""A duration as a number and a unit, kept as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit

from gdpr_desk.periods.words import french_duration
from gdpr_desk.qtkit.fields import FormField
from gdpr_desk.qtkit.inputs import Input, number_problem
from gdpr_desk.qtkit.type_ahead import plain

UNITS = (("H", "heures"), ("D", "jours"), ("W", "semaines"), ("M", "mois"), ("Y", "ans"))
LONGEST = {"H": 9_999, "D": 40_000, "W": 5_200, "M": 1_200, "Y": 100}
"""Beyond a century it is a slip of the finger."""
WHAT = "La durée"

_SIMPLE = re.compile(r"P(T?)(\d+)([HDWMY])")
_SAID = re.compile(r"(\d+)([^\W\d]+)")
_UNIT_WORDS = {"H": "heures", "D": "jours", "W": "semaines", "M": "mois", "Y": "ans"}
_OTHER_WORDS = {"an": "Y", "annee": "Y", "annees": "Y", "a": "Y", "sem": "W"}


class PeriodInput(Input):
    """A number field and a unit; a duration of several units is kept as it is until one is typed."""

    def __init__(self, number: QLineEdit, unit: QComboBox, message: FormField) -> None:
        super().__init__(number, message)
        self._number = number
        self._unit = unit
        self._valid: str | None = None
        self._before: str | None = None
        for key, label in UNITS:
            unit.addItem(label, key)
        unit.setCurrentIndex(3)
        number.textChanged.connect(self._number_typed)
        number.editingFinished.connect(self._tidy)
        unit.currentIndexChanged.connect(self._touched)

    def value(self) -> str | None:
        """The duration to save (`P3Y`); None where none is typed."""
        return self._valid

    def show(self, period: str | None) -> None:
        """Put `period` on screen unless it is there already."""
        if period == self._valid and (self.problem or period == self._read_period()):
            return
        self._showing = True
        self._forget_compound()
        simple = _SIMPLE.fullmatch(period or "")
        if simple and (simple[3] == "H") is bool(simple[1]):
            self._number.setText(str(int(simple[2])))
            self._unit.setCurrentIndex(self._unit.findData(simple[3]))
        else:
            self._number.setText("")
            if period:
                self._unit.addItem(_compound_label(period), period)
                self._unit.setCurrentIndex(self._unit.count() - 1)
        self._showing = False
        self._valid = self._before = period
        self._judge("")

    def typed(self) -> tuple[str, ...]:
        return (self._number.text(), str(self._unit.currentData()))

    def retype(self, typed: Sequence[str]) -> None:
        at = self._unit.findData(typed[1]) if len(typed) > 1 else -1
        if at >= 0:
            self._unit.setCurrentIndex(at)
        super().retype(typed)

    def _settle(self) -> None:
        if not self.problem:
            self._before = self._valid

    def _number_typed(self) -> None:
        """« 3 ans » says the unit too: it is chosen while one types."""
        unit = said_unit(self._bare())
        if unit and not self._showing:
            self._showing = True
            self._unit.setCurrentIndex(self._unit.findData(unit))
            self._showing = False
        self._touched()

    def _tidy(self) -> None:
        """The unit stands beside the number; it need not stand in it too."""
        said = _SAID.fullmatch(self._bare())
        if said and said_unit(self._bare()):
            self._showing = True
            self._number.setText(said[1])
            self._showing = False

    def set_enabled(self, on: bool) -> None:
        """Criteria have no figure."""
        self._number.setEnabled(on)
        self._unit.setEnabled(on)

    def _forget_compound(self) -> None:
        while self._unit.count() > len(UNITS):
            self._unit.removeItem(self._unit.count() - 1)

    def _bare(self) -> str:
        return re.sub(r"[\s\u00a0\u202f]", "", self._number.text())

    def _typed(self) -> str:
        """The number, without a unit that was understood."""
        said = _SAID.fullmatch(self._bare())
        return said[1] if said and said_unit(self._bare()) else self._bare()

    def _read_period(self) -> str | None:
        typed, unit = self._typed(), str(self._unit.currentData())
        if unit not in LONGEST:
            return unit if not typed else None
        if not typed:
            return None
        return f"PT{int(typed)}H" if unit == "H" else f"P{int(typed)}{unit}"

    def _read(self) -> None:
        typed, unit = self._typed(), str(self._unit.currentData())
        problem = period_problem(typed, unit)
        self._judge(problem)
        self._valid = self._before if problem else self._read_period()


def said_unit(typed: str) -> str:
    """The unit at the end of « 3ans », « 48h », « 13 mois », however far it is typed; empty for none."""
    said = _SAID.fullmatch(re.sub(r"\s", "", typed))
    word = said[2].casefold() if said else ""
    if not word:
        return ""
    found = _OTHER_WORDS.get(plain(word))
    return found or next((unit for unit, name in _UNIT_WORDS.items() if name.startswith(plain(word))), "")


def period_problem(typed: str, unit: str) -> str:
    """What is wrong with the number of a duration; empty when nothing is."""
    if typed and unit not in LONGEST:
        return "Choisissez l’unité : heures, jours, semaines, mois ou ans."
    if typed.startswith(("-", "−")):
        return "La durée ne peut pas être négative : écrivez un nombre à partir de 1."
    problem = number_problem(typed, WHAT)
    if problem:
        return "La durée s’écrit en chiffres : 1, 13, 60. L’unité se choisit à côté."
    if typed and int(typed) == 0:
        return "Une durée de 0 ne garde rien : écrivez un nombre à partir de 1."
    if typed and int(typed) > LONGEST[unit]:
        return "Cette durée dépasse un siècle : vérifiez le nombre et l’unité."
    return ""


def _compound_label(period: str) -> str:
    try:
        return french_duration(period)
    except ValueError:
        return period

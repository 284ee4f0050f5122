"""The date a camera or a telephone system writes into the name of what it records; plain Python."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from gdpr_desk.periods.reading import LAST_YEAR

_FIRST_YEAR = 1990
"""Nothing that a folder of this century holds is named by an earlier day; numbers that look so are others."""
_SEPARATOR = r"[-_. ]"
_TIME = r"(?:\d{6}|\d{4})?(?!\d)"
"""Hours, minutes and seconds may follow a date without anything in between."""


class DateForm(StrEnum):
    """How the date is written. The year has four digits, else nobody knows which part it is."""

    YEAR_FIRST = "year_first"
    YEAR_FIRST_TOGETHER = "year_first_together"
    DAY_FIRST = "day_first"
    DAY_FIRST_TOGETHER = "day_first_together"

    @property
    def words(self) -> str:
        """How people know the form, with an example."""
        return _WORDS[self]


_WORDS = {
    DateForm.YEAR_FIRST: "année-mois-jour (2026-11-23)",
    DateForm.YEAR_FIRST_TOGETHER: "année mois jour collés (20261123)",
    DateForm.DAY_FIRST: "jour-mois-année (23-11-2026)",
    DateForm.DAY_FIRST_TOGETHER: "jour mois année collés (23112026)",
}
_YEAR, _PART = r"(?P<year>\d{4})", r"\d{2}"
_FORMS = {
    DateForm.YEAR_FIRST: rf"(?<!\d){_YEAR}{_SEPARATOR}(?P<month>{_PART}){_SEPARATOR}(?P<day>{_PART})(?!\d)",
    DateForm.YEAR_FIRST_TOGETHER: rf"(?<!\d){_YEAR}(?P<month>{_PART})(?P<day>{_PART}){_TIME}",
    DateForm.DAY_FIRST: rf"(?<!\d)(?P<day>{_PART}){_SEPARATOR}(?P<month>{_PART}){_SEPARATOR}{_YEAR}(?!\d)",
    DateForm.DAY_FIRST_TOGETHER: rf"(?<!\d)(?P<day>{_PART})(?P<month>{_PART}){_YEAR}{_TIME}",
}
_EXPRESSIONS = {form: re.compile(expression, re.ASCII) for form, expression in _FORMS.items()}


def date_in(name: str, form: DateForm) -> date | None:
    """The day in `name`; the latest where there are several, None where there is none that exists."""
    found = (_day(match) for match in _EXPRESSIONS[form].finditer(name))
    return max((day for day in found if day), default=None)


def _day(match: re.Match[str]) -> date | None:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= LAST_YEAR else None

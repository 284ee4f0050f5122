"""Public holidays and working days (Regulation (EEC, Euratom) 1182/71, Art. 2).

A working day is any day but a Saturday, a Sunday or a public holiday of the place where one has
to act (Art. 2(2)): the French days of article L3133-1 of the code du travail, and the two more of
article L3134-13 in Moselle, Bas-Rhin and Haut-Rhin. The table is `resources/reference/holidays.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Holiday


class Region(StrEnum):
    """Where the shop stands, as far as public holidays differ."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace-moselle"


def day_of(holiday: Holiday, year: int) -> date:
    """The day a public holiday falls on; ValueError where the table's rule makes no sense."""
    kind, _, argument = holiday.rule.partition(":")
    if kind == "fixed":
        month, _, day = argument.partition("-")
        return date(year, int(month), int(day))
    if kind == "easter":
        return easter(year) + timedelta(days=int(argument))
    raise ValueError(f"{holiday.key}: unknown rule {holiday.rule!r}")


def holds_in(holiday: Holiday, region: Region) -> bool:
    """National days hold everywhere, local ones in their region only."""
    return Region(holiday.region) in (Region.METROPOLE, region)


@cache
def holidays_in(year: int, region: Region = Region.METROPOLE) -> Mapping[date, tuple[Holiday, ...]]:
    """The public holidays of a year by date; two may share one (Ascension on 1 May 2008)."""
    days: dict[date, tuple[Holiday, ...]] = {}
    for holiday in catalogues.holidays().values():
        if holds_in(holiday, region):
            day = day_of(holiday, year)
            days[day] = (*days.get(day, ()), holiday)
    return MappingProxyType(dict(sorted(days.items())))


def holidays_on(day: date, region: Region = Region.METROPOLE) -> tuple[Holiday, ...]:
    """The public holidays that fall on `day`."""
    return holidays_in(day.year, region).get(day, ())


def is_working_day(day: date, region: Region = Region.METROPOLE) -> bool:
    """Neither Saturday nor Sunday nor public holiday (Regulation 1182/71, Art. 2(2))."""
    return day.weekday() < 5 and not holidays_on(day, region)


def next_working_day(day: date, region: Region = Region.METROPOLE) -> date:
    """`day` itself where it is a working day, otherwise the first one after it (Art. 3(4))."""
    while not is_working_day(day, region):
        day += timedelta(days=1)
    return day

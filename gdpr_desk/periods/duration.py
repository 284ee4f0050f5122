"""ISO 8601 durations as the interchange formats write them (`PT48H`, `P60D`, `P13M`, `P3Y`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from gdpr_desk.clock import SHOP_ZONE

_ISO = re.compile(
    r"P(?=[0-9]|T[0-9])"
    r"(?:(?P<years>[0-9]{1,6})Y)?(?:(?P<months>[0-9]{1,6})M)?"
    r"(?:(?P<weeks>[0-9]{1,6})W)?(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,6})M)?(?:(?P<seconds>[0-9]{1,6})S)?)?"
)
_LONGEST_DAYS = 366 * 1000
_MEAN_YEAR_DAYS = 365.2425


@dataclass(frozen=True)
class Duration:
    """A period of calendar parts (years, months) and elapsed parts (weeks to seconds).

    The parts stay as written: twelve months are not rewritten as a year, so that `iso()` gives
    back what was parsed. Raises ValueError for a negative part or more than a thousand years.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    def __post_init__(self) -> None:
        if any(getattr(self, part.name) < 0 for part in fields(self)):
            raise ValueError("a duration has no negative part")
        if self.approximate_days() > _LONGEST_DAYS:
            raise ValueError("a duration of more than a thousand years")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """The duration that `text` writes in ISO 8601, whole numbers only; ValueError otherwise."""
        return _parsed(text)

    def iso(self) -> str:
        """The shortest ISO 8601 text; nothing at all is `P0D`."""
        day = _written((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        time = _written((self.hours, "H"), (self.minutes, "M"), (self.seconds, "S"))
        if not day and not time:
            return "P0D"
        return f"P{day}T{time}" if time else f"P{day}"

    def approximate_days(self) -> float:
        """Length in days with mean months and years: to sort and to compare, never to date."""
        calendar = self.calendar_months * _MEAN_YEAR_DAYS / 12
        return calendar + self.elapsed.days + self.elapsed.seconds / 86_400

    @property
    def calendar_months(self) -> int:
        """Years and months together, in months."""
        return 12 * self.years + self.months

    @cached_property
    def elapsed(self) -> timedelta:
        """The part that, from an instant, does not depend on the calendar: a day is 24 hours here."""
        return timedelta(weeks=self.weeks, days=self.days) + self.hourly

    @property
    def hourly(self) -> timedelta:
        """Hours, minutes and seconds: elapsed time wherever they start."""
        return timedelta(hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    @property
    def counts_hours(self) -> bool:
        """Whether it is expressed in hours or finer, so that Regulation 1182/71 never shifts its end."""
        return bool(self.hours or self.minutes or self.seconds)

    def plus(self, other: Duration) -> Duration:
        """Both together, part by part: one month plus two months is three months."""
        return Duration(
            **{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)}
        )

    def after_day(self, day: date) -> date:
        """The civil date one such period after `day`: months clamp to the month's end, then days.

        `day` itself is not counted (Regulation 1182/71, Art. 3(1)-(2)). Raises ValueError where
        hours are involved: a civil date cannot carry them.
        """
        if self.counts_hours:
            raise ValueError("a period in hours starts at an instant, not on a day")
        return self.days_after_day(day)

    def days_after_day(self, day: date) -> date:
        """The date that everything but the hours reaches from `day`: days of the calendar, however long
        the change of the clock makes one of them."""
        return self.months_after_day(day) + timedelta(weeks=self.weeks, days=self.days)

    def months_after_day(self, day: date) -> date:
        """The date that the years and months alone reach from `day`, clamped to the month's end."""
        return day + relativedelta(months=self.calendar_months)

    def before_day(self, day: date) -> date:
        """The civil date one such period before `day`: what is older is past it, to the day."""
        return day - relativedelta(months=self.calendar_months) - self.elapsed

    def readings_after(self, at: datetime, zone: ZoneInfo = SHOP_ZONE) -> tuple[datetime, datetime]:
        """The earlier and the later reading of "one such period after `at`", both in UTC.

        Years and months keep the local civil time in `zone`, clamped to the month's end; the rest
        is elapsed time. The two differ only where the civil time reached by the months is missing
        (spring) or doubled (autumn). Raises ValueError for a naive instant.
        """
        if at.tzinfo is None:
            raise ValueError("a period starts at an aware instant")
        if not self.calendar_months:
            only = at.astimezone(UTC) + self.elapsed
            return only, only
        civil = at.astimezone(zone).replace(tzinfo=None) + relativedelta(months=self.calendar_months)
        first, second = (civil.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return min(first, second) + self.elapsed, max(first, second) + self.elapsed


def _written(*parts: tuple[int, str]) -> str:
    return "".join(f"{amount}{letter}" for amount, letter in parts if amount)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Duration:
    """A register says the same few durations over and over."""
    found = _ISO.fullmatch(text)
    if found is None:
        raise ValueError(f"not an ISO 8601 duration of whole parts: {text[:40]!r}")
    return Duration(**{name: int(digits) for name, digits in found.groupdict(default="0").items()})

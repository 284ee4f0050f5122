"""What on this computer deletes by itself and may carry out a duty for a person; pure.

Watched folders and ledgers offer themselves as carriers; tasks elsewhere decide what one of them covers.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from gdpr_desk.periods.duration import Duration

_LEAP = 2024
_YEARS = 4
_LAST_WEEK = 28


class CarrierKind(StrEnum):
    """What sort of thing deletes."""

    FOLDER = "folder"
    LEDGER = "ledger"


class Gap(StrEnum):
    """Why a carrier does not carry a duty out. The first four: it deletes nothing now, or other things."""

    GONE = "gone"
    PAUSED = "paused"
    UNREACHED = "unreached"
    STUCK = "stuck"
    CHANGED = "changed"
    LONGER = "longer"
    OTHER_START = "other_start"
    NO_FIGURE = "no_figure"


@dataclass(frozen=True)
class CarriedTerm:
    """One ceiling it keeps: ISO 8601, from that event; `trigger` is empty where the date of a file counts."""

    trigger: str
    period: str


@dataclass(frozen=True)
class Carrier:
    """A folder by its number, a ledger by its key. `stopped` says why nothing of it leaves now; `content`
    changes whenever it takes other things; `words` are what it says of itself, to find what it is about."""

    kind: CarrierKind
    key: str
    label: str
    terms: tuple[CarriedTerm, ...]
    stopped: Gap | None = None
    content: str = ""
    words: str = ""


@lru_cache(maxsize=256)
def never_longer(period: str, limit: str) -> bool:
    """Whether one such period, whenever it begins, is over by the end of the other: thirty days are not
    always over within a month."""
    one, other = Duration.parse(period), Duration.parse(limit)
    return all(_end(one, start) <= _end(other, start) for start in _starts())


def _end(period: Duration, start: datetime) -> datetime:
    return start + relativedelta(months=period.calendar_months) + period.elapsed


@lru_cache(maxsize=1)
def _starts() -> tuple[datetime, ...]:
    """The first day and the last ones of every month of four years: where months differ."""
    months = [(_LEAP + place // 12, place % 12 + 1) for place in range(12 * _YEARS)]
    return tuple(
        datetime(year, month, day)  # noqa: DTZ001 - civil days, compared with each other alone
        for year, month in months
        for day in (1, *range(_LAST_WEEK, monthrange(year, month)[1] + 1))
    )

"""The only place that reads the time, as an object that is handed to whoever needs it.

Instants are aware and in UTC; civil dates are those of the shop's time zone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("Europe/Paris")


def steady_seconds() -> float:
    """Seconds of a counter that nobody can set and that goes on while the machine sleeps.

    Only differences mean something, and only within one run of the program.
    """
    boot: int | None = getattr(time, "CLOCK_BOOTTIME", None)  # elsewhere `monotonic` counts sleep itself
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The civil date in the shop's time zone."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(SHOP_ZONE).date()


@dataclass
class FixedClock:
    """A clock that stands still at `instant` (aware): for the tour, the demo pictures and tests."""

    instant: datetime

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        return self.instant.astimezone(SHOP_ZONE).date()

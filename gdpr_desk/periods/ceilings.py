"""How long something may and must be kept, as instants (Art. 5(1)(e) GDPR).

A ceiling never moves to a working day: that favour is for deadlines to act. A trigger known to
the day only counts from 00:00 local for a maximum and from 24:00 for a minimum, so that neither
is ever broken by the hour nobody wrote down; its days are days of the calendar, as a screen shows
them. From an instant, days are 24 elapsed hours each. Where the local hour reached is missing or doubled,
a maximum takes the earlier reading and a minimum the later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.reading import LAST_YEAR, require_year

_FIRST_YEAR = 1900
_ONE_DAY = timedelta(days=1)

Trigger = date | datetime
"""What starts a period: an aware instant, or a civil date where the hour is not known."""


class Standing(StrEnum):
    """What a sweep may do with an item now."""

    KEEP = "keep"
    DUE = "due"
    MINIMUM = "minimum"


@dataclass(frozen=True)
class RetentionWindow:
    """From when an item may be destroyed and by when it must be (UTC; None: no such limit).

    `contradictory`: the minimum outlasts the maximum, which a person has to resolve.
    `from_creation`: the trigger is missing, so the maximum was counted from creation.
    """

    maximum_at: datetime | None = None
    minimum_at: datetime | None = None
    contradictory: bool = False
    from_creation: bool = False

    def standing(self, now: datetime, next_run_at: datetime) -> Standing:
        """DUE where the ceiling falls at or before the next run, unless a minimum still runs.

        The look-ahead keeps a periodic sweep from overshooting; a minimum forbids destruction and
        never orders it. Raises ValueError for naive instants or a next run in the past.
        """
        if now.tzinfo is None or next_run_at.tzinfo is None:
            raise ValueError("a sweep runs at aware instants")
        if next_run_at < now:
            raise ValueError("the next run lies before this one")
        if self.maximum_at is None or self.maximum_at > next_run_at:
            return Standing.KEEP
        if self.minimum_at is not None and now < self.minimum_at:
            return Standing.MINIMUM
        return Standing.DUE


def maximum_ends_at(trigger: Trigger, period: Duration) -> datetime:
    """The instant (UTC) by which the data must be gone.

    Raises ValueError for a naive instant, InvalidInput for a trigger outside 1900 to 2100.
    """
    _require_trigger(trigger)
    if isinstance(trigger, datetime):
        return period.readings_after(trigger)[0]
    return _midnight(period.days_after_day(trigger)) + period.hourly


def minimum_ends_at(trigger: Trigger, period: Duration) -> datetime:
    """The instant (UTC) before which the data must not be destroyed; raises as `maximum_ends_at`."""
    _require_trigger(trigger)
    if isinstance(trigger, datetime):
        return period.readings_after(trigger)[1]
    # The months run on the date itself and 24:00 comes after: counting them from the next day's
    # midnight would clamp 30 January + 1 month to the start, not the end, of 28 February.
    return _midnight(period.days_after_day(trigger) + _ONE_DAY) + period.hourly


def retention_window(
    trigger: Trigger | None,
    *,
    created: Trigger,
    maximum: Duration | None = None,
    minimum: Duration | None = None,
) -> RetentionWindow:
    """Both limits of one item; without its trigger they count from its creation, and it says so.

    Raises ValueError for a naive instant, InvalidInput for a start outside 1900 to 2100.
    """
    start = created if trigger is None else trigger
    _require_trigger(start)
    return RetentionWindow(
        maximum_at=None if maximum is None else maximum_ends_at(start, maximum),
        minimum_at=None if minimum is None else minimum_ends_at(start, minimum),
        contradictory=_outlasts(minimum, maximum, start),
        from_creation=trigger is None,
    )


def _outlasts(minimum: Duration | None, maximum: Duration | None, start: Trigger) -> bool:
    # Both are read as ceilings: the day between 00:00 and 24:00 of a civil date is no contradiction.
    if minimum is None or maximum is None:
        return False
    return maximum_ends_at(start, minimum) > maximum_ends_at(start, maximum)


def _midnight(day: date) -> datetime:
    """00:00 of the shop's `day`, in UTC."""
    return datetime.combine(day, time.min, tzinfo=SHOP_ZONE).astimezone(UTC)


def _require_trigger(trigger: Trigger) -> None:
    if isinstance(trigger, datetime) and trigger.tzinfo is None:
        raise ValueError("a retention period starts at an aware instant or on a civil date")
    require_year(trigger, first=_FIRST_YEAR, last=LAST_YEAR, field="trigger")

"""When data must be gone and until when it must stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.ceilings import (
    RetentionWindow,
    Standing,
    maximum_ends_at,
    minimum_ends_at,
    retention_window,
)
from gdpr_desk.periods.duration import Duration

PARIS = ZoneInfo("Europe/Paris")
DAYS = st.dates(date(2018, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 240)


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def maximum(start: date | datetime, iso: str) -> datetime:
    return maximum_ends_at(start, Duration.parse(iso))


def minimum(start: date | datetime, iso: str) -> datetime:
    return minimum_ends_at(start, Duration.parse(iso))


def test_instants_of_the_law_file() -> None:
    assert maximum(paris("2026-01-31T10:00"), "P1M") == utc("2026-02-28T09:00")
    assert maximum(paris("2028-02-29T10:00"), "P3Y") == utc("2031-02-28T09:00")
    assert maximum(paris("2026-10-24T12:00"), "PT48H") == utc("2026-10-26T10:00")  # 11:00 in Paris
    assert maximum(utc("2026-03-27T17:00"), "P60D") == utc("2026-05-26T17:00")


def test_a_ceiling_never_waits_for_monday() -> None:
    # 28 Feb 2026 is a Saturday, 1 May 2026 a holiday.
    assert maximum(date(2026, 1, 31), "P1M") == paris("2026-02-28T00:00").astimezone(UTC)
    assert maximum(date(2026, 4, 1), "P1M") == paris("2026-05-01T00:00").astimezone(UTC)


def test_a_month_keeps_the_local_hour_over_a_clock_change() -> None:
    assert maximum(paris("2026-03-15T10:00"), "P1M") == utc("2026-04-15T08:00")


def test_a_day_without_hour_counts_from_its_start_for_a_maximum_and_its_end_for_a_minimum() -> None:
    assert maximum(date(2028, 2, 29), "P3Y") == utc("2031-02-27T23:00")
    assert minimum(date(2028, 2, 29), "P3Y") == utc("2031-02-28T23:00")
    assert maximum(date(2026, 7, 1), "PT48H") == utc("2026-07-02T22:00")
    assert minimum(date(2026, 7, 1), "PT48H") == utc("2026-07-03T22:00")


@pytest.mark.parametrize(
    ("day", "ceiling"),
    [
        (date(2026, 10, 10), "2026-11-08T23:00"),  # the clock goes back on 25 October
        (date(2027, 3, 10), "2027-04-08T22:00"),  # and forward on 28 March
    ],
)
def test_days_from_a_day_are_days_of_the_calendar_over_a_clock_change(day: date, ceiling: str) -> None:
    assert maximum(day, "P30D") == utc(ceiling)
    assert minimum(day, "P30D") == utc(ceiling) + timedelta(days=1)


def test_a_minimum_from_30_january_keeps_the_whole_of_28_february() -> None:
    assert minimum(date(2026, 1, 30), "P1M") == utc("2026-02-28T23:00")
    assert minimum(date(2026, 2, 28), "P1M") == utc("2026-03-28T23:00")


def test_a_missing_local_hour_is_early_for_a_maximum_and_late_for_a_minimum() -> None:
    start = paris("2026-01-29T02:30")  # two months later, 02:30 does not exist
    assert maximum(start, "P2M") == utc("2026-03-29T00:30")
    assert minimum(start, "P2M") == utc("2026-03-29T01:30")


def test_a_doubled_local_hour_is_early_for_a_maximum_and_late_for_a_minimum() -> None:
    start = paris("2026-09-25T02:30")
    assert maximum(start, "P1M") == utc("2026-10-25T00:30")
    assert minimum(start, "P1M") == utc("2026-10-25T01:30")


def test_hours_from_the_doubled_hour_start_at_the_one_that_was_meant() -> None:
    assert maximum(paris("2026-10-25T02:30", fold=0), "PT1H") == utc("2026-10-25T01:30")
    assert maximum(paris("2026-10-25T02:30", fold=1), "PT1H") == utc("2026-10-25T02:30")


def test_a_missing_trigger_counts_from_creation_and_says_so() -> None:
    created = paris("2026-06-01T09:00")
    window = retention_window(None, created=created, maximum=Duration(years=3))
    assert window.from_creation
    assert window.maximum_at == utc("2029-06-01T07:00")
    known = retention_window(date(2027, 1, 1), created=created, maximum=Duration(years=3))
    assert not known.from_creation
    assert known.maximum_at == utc("2029-12-31T23:00")


def test_a_minimum_beyond_the_maximum_is_shown_not_resolved() -> None:
    day = date(2026, 1, 1)
    clash = retention_window(day, created=day, maximum=Duration(years=3), minimum=Duration(years=5))
    assert clash.contradictory
    exact = retention_window(day, created=day, maximum=Duration(years=3), minimum=Duration(months=36))
    assert not exact.contradictory
    assert not retention_window(day, created=day, minimum=Duration(years=5)).contradictory


NIGHTLY = timedelta(days=1)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (RetentionWindow(maximum_at=utc("2026-11-24T03:00")), Standing.DUE),
        (RetentionWindow(maximum_at=utc("2026-11-24T03:01")), Standing.KEEP),
        (RetentionWindow(maximum_at=utc("2020-01-01T00:00")), Standing.DUE),
        (RetentionWindow(minimum_at=utc("2020-01-01T00:00")), Standing.KEEP),
        (RetentionWindow(utc("2020-01-01T00:00"), utc("2026-11-23T03:01")), Standing.MINIMUM),
        (RetentionWindow(utc("2020-01-01T00:00"), utc("2026-11-23T03:00")), Standing.DUE),
        (RetentionWindow(utc("2026-11-23T12:00"), utc("2026-11-23T11:00")), Standing.MINIMUM),
        (RetentionWindow(), Standing.KEEP),
    ],
)
def test_a_nightly_sweep_looks_ahead_but_never_below_a_minimum(
    window: RetentionWindow, expected: Standing
) -> None:
    now = utc("2026-11-23T03:00")
    assert window.standing(now, now + NIGHTLY) is expected


def test_a_48_hour_ceiling_is_kept_by_a_nightly_sweep() -> None:
    settled = paris("2026-11-20T12:00")
    window = retention_window(settled, created=settled, maximum=Duration(hours=48))
    runs = [paris(f"2026-11-{day}T03:00") for day in range(20, 25)]
    swept = next(run for run in runs if window.standing(run, run + NIGHTLY) is Standing.DUE)
    assert window.maximum_at is not None
    assert swept <= window.maximum_at
    assert swept == paris("2026-11-22T03:00")


def test_naive_instants_are_our_own_fault() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the naive one is refused
    aware = utc("2026-01-01T00:00")
    with pytest.raises(ValueError, match="aware"):
        maximum(naive, "P1M")
    with pytest.raises(ValueError, match="aware"):
        RetentionWindow().standing(naive, naive)
    with pytest.raises(ValueError, match="before"):
        RetentionWindow().standing(aware, aware - NIGHTLY)


@pytest.mark.parametrize("day", [date(206, 1, 1), date(2206, 1, 1)])
def test_a_slip_in_the_year_of_a_trigger_is_refused(day: date) -> None:
    with pytest.raises(InvalidInput, match="L’année"):
        retention_window(day, created=date(2026, 1, 1), maximum=Duration(years=1))


@given(DAYS, st.times(), MONTHS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_maximum_never_passes_its_civil_end_and_a_minimum_never_falls_short(
    day: date, hour: time, months: int
) -> None:
    period = Duration(months=months)
    start = datetime.combine(day, hour, tzinfo=PARIS)
    civil = datetime.combine(period.after_day(day), hour)
    # A start inside the spring gap has no civil time of its own: it is an hour later on the clock.
    if start.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) == start.replace(tzinfo=None):
        assert maximum_ends_at(start, period).astimezone(PARIS).replace(tzinfo=None) <= civil
        assert minimum_ends_at(start, period).astimezone(PARIS).replace(tzinfo=None) >= civil


@given(DAYS, st.times(), MONTHS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_knowing_only_the_day_is_never_less_careful(day: date, hour: time, months: int) -> None:
    period = Duration(months=months)
    at = datetime.combine(day, hour, tzinfo=PARIS)
    assert maximum_ends_at(day, period) <= maximum_ends_at(at, period)
    assert minimum_ends_at(day, period) >= minimum_ends_at(at, period)

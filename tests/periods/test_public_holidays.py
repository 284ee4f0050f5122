"""Public holidays against the calendar of the year and against a second source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import holidays as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdpr_desk.periods.holidays import (
    Region,
    day_of,
    holidays_in,
    holidays_on,
    is_working_day,
    next_working_day,
)
from gdpr_desk.reference.catalogues import holidays

DAYS = st.dates(date(2018, 1, 1), date(2100, 12, 31))
REGIONS = st.sampled_from(list(Region))

CALENDAR_2026 = [
    *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25"),
    *("2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"),
]


def test_the_eleven_days_of_2026_and_the_two_more_in_alsace_moselle() -> None:
    assert [day.isoformat() for day in holidays_in(2026)] == CALENDAR_2026
    local = set(holidays_in(2026, Region.ALSACE_MOSELLE)) - set(holidays_in(2026))
    assert local == {date(2026, 4, 3), date(2026, 12, 26)}


@pytest.mark.parametrize("year", range(2018, 2101))
def test_every_year_agrees_with_an_independent_table(year: int) -> None:
    assert set(holidays_in(year)) == set(oracle.country_holidays("FR", years=year))
    # '57' is Moselle; every day the oracle adds there is one of the two local ones.
    local = oracle.country_holidays("FR", subdiv="57", years=year)
    assert set(holidays_in(year, Region.ALSACE_MOSELLE)) == set(local)


def test_two_holidays_can_share_a_day() -> None:
    assert [one.key for one in holidays_on(date(2008, 5, 1))] == ["labour_day", "ascension"]


def test_every_entry_cites_its_law_and_when_it_was_read() -> None:
    table = holidays().values()
    assert len({one.key for one in table}) == len(table) == 13
    for one in table:
        assert one.article.startswith("Code du travail, article L313")
        assert one.label
        assert one.source
        assert one.checked_on.year >= 2026
    assert {one.key for one in table if one.standing != "checked"} == {"good_friday", "second_christmas_day"}


def test_a_rule_that_means_nothing_is_a_broken_table() -> None:
    broken = replace(next(iter(holidays().values())), rule="moon:3")
    with pytest.raises(ValueError, match="new_year: unknown rule"):
        day_of(broken, 2026)


@pytest.mark.parametrize(
    ("day", "region", "working"),
    [
        ("2026-04-05", Region.METROPOLE, "2026-04-07"),
        ("2026-04-03", Region.METROPOLE, "2026-04-03"),
        ("2026-04-03", Region.ALSACE_MOSELLE, "2026-04-07"),
        ("2027-12-25", Region.METROPOLE, "2027-12-27"),
        ("2028-12-25", Region.METROPOLE, "2028-12-26"),
        ("2028-12-25", Region.ALSACE_MOSELLE, "2028-12-27"),
        ("2026-11-23", Region.METROPOLE, "2026-11-23"),
    ],
)
def test_the_next_working_day(day: str, region: Region, working: str) -> None:
    assert next_working_day(date.fromisoformat(day), region) == date.fromisoformat(working)


@given(DAYS, REGIONS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_next_working_day_is_the_first_one_and_near(day: date, region: Region) -> None:
    end = next_working_day(day, region)
    assert is_working_day(end, region)
    assert end.weekday() < 5
    assert timedelta() <= end - day <= timedelta(days=4)
    assert not any(is_working_day(day + timedelta(days=n), region) for n in range((end - day).days))

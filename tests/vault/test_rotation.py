"""Seven daily, four weekly, 35 days at most: which backups stay, and until when they hold what was erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.vault.rotation import LONGEST, kept, leaves_on, still_held

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def days_ago(*days: int) -> list[datetime]:
    return [NOON - timedelta(days=n) for n in days]


def test_a_year_of_daily_use_leaves_seven_days_and_four_weeks() -> None:
    standing: set[datetime] = set()
    for day in range(365, -1, -1):
        now = NOON - timedelta(days=day)
        standing = set(kept({*standing, now}, now))
        assert all(now - at < LONGEST for at in standing)
    ages = sorted((NOON - at).days for at in standing)
    # Monday 23 November: the last seven days, then the Sundays of the four weeks before these.
    assert ages == [0, 1, 2, 3, 4, 5, 6, 8, 15, 22, 29]


def test_two_on_one_day_leave_the_newer_and_the_last_one_is_never_given_up() -> None:
    early, late = NOON - timedelta(hours=3), NOON
    assert kept([early, late], NOON) == {late}
    old = NOON - timedelta(days=90)
    assert kept([old, old - timedelta(days=1)], NOON) == {old}
    assert kept([old, NOON], NOON) == {NOON}
    assert kept([], NOON) == frozenset()


def test_one_dated_far_ahead_goes_once_there_is_another() -> None:
    ahead = NOON + timedelta(days=400)
    assert kept([ahead, NOON], NOON) == {NOON}


@given(st.lists(st.integers(0, 60 * 24 * 60), max_size=40))
def test_never_more_than_eleven_never_older_always_the_newest(minutes: list[int]) -> None:
    made = [NOON - timedelta(minutes=n) for n in minutes]
    stay = kept(made, NOON)
    assert stay <= set(made)
    assert len(stay) <= 11
    assert not made or max(made) in stay
    assert len(stay) == 1 or all(NOON - at < LONGEST for at in stay)
    assert kept(stay, NOON) == stay  # once is enough


def test_what_still_holds_an_erased_thing_and_until_when() -> None:
    made = days_ago(0, 1, 2, 9, 16, 30)
    held = still_held(made, NOON - timedelta(hours=1))
    assert held is not None
    assert (held.backups, held.until) == (5, date(2026, 12, 27))
    assert still_held(made, NOON - timedelta(days=31)) is None
    assert leaves_on(NOON) == date(2026, 12, 28)

"""The 72 hours: elapsed, across clock changes, week-ends and holidays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.notification import NotificationPeriod, notification_deadline

PARIS = ZoneInfo("Europe/Paris")


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(
    ("aware", "fold", "due"),
    [
        ("2026-03-27T18:00", 0, "2026-03-30T19:00:00+02:00"),
        ("2026-10-24T18:00", 0, "2026-10-27T17:00:00+01:00"),
        ("2026-11-20T17:30", 0, "2026-11-23T17:30:00+01:00"),
        ("2026-05-13T09:00", 0, "2026-05-16T09:00:00+02:00"),
        ("2026-12-31T23:30", 0, "2027-01-03T23:30:00+01:00"),
        ("2026-10-25T02:30", 0, "2026-10-28T01:30:00+01:00"),
        ("2026-10-25T02:30", 1, "2026-10-28T02:30:00+01:00"),
        ("2027-03-27T10:00", 0, "2027-03-30T11:00:00+02:00"),
        ("2026-11-22T22:00", 0, "2026-11-25T22:00:00+01:00"),
    ],
)
def test_dates_of_the_law_file(aware: str, fold: int, due: str) -> None:
    assert notification_deadline(paris(aware, fold)).due_at.isoformat() == due


def test_the_zone_the_instant_comes_in_does_not_matter() -> None:
    known = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    deadline = notification_deadline(known)
    assert deadline.aware_at == known
    assert deadline.aware_at.isoformat() == "2026-10-25T02:30:00+01:00"
    assert deadline.due_at == known + timedelta(hours=72)


def test_the_rule_names_the_article_and_the_end() -> None:
    rule = notification_deadline(paris("2026-10-24T18:00")).rule
    assert "art. 33(1) du RGPD" in rule
    assert "72 heures" in rule
    assert "mardi 27 octobre 2026 à 17:00" in rule
    assert "changement d’heure" in rule
    assert "changement d’heure" not in notification_deadline(paris("2026-11-20T17:30")).rule


def test_the_time_left_turns_negative_when_late() -> None:
    deadline = notification_deadline(paris("2026-11-22T22:00"))
    assert deadline.remaining(paris("2026-11-23T08:48")) == timedelta(hours=61, minutes=12)
    assert deadline.remaining(paris("2026-11-25T23:00")) == timedelta(hours=-1)
    with pytest.raises(ValueError, match="aware"):
        deadline.remaining(datetime(2026, 11, 23))  # noqa: DTZ001 - the naive one is refused


def test_a_dated_parameter_replaces_the_72_hours() -> None:
    later = NotificationPeriod(Duration(hours=96), "article 99 du futur")
    deadline = notification_deadline(paris("2026-11-22T22:00"), period=later)
    assert deadline.due_at == paris("2026-11-26T22:00")
    assert "96 heures" in deadline.rule
    assert "article 99 du futur" in deadline.rule


def test_a_naive_instant_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="aware"):
        notification_deadline(datetime(2026, 11, 22, 22))  # noqa: DTZ001 - the naive one is refused


@pytest.mark.parametrize("year", [1, 1000, 2017, 2101, 9999])
def test_an_impossible_year_is_refused_in_french(year: int) -> None:
    with pytest.raises(InvalidInput, match="L’année") as refusal:
        notification_deadline(datetime(year, 12, 31, 23, 59, tzinfo=UTC))
    assert refusal.value.field == "aware_at"


@given(st.datetimes(datetime(2018, 1, 2), datetime(2100, 12, 30), timezones=st.just(PARIS)))  # noqa: DTZ001
@settings(max_examples=300, deadline=None, derandomize=True)
def test_always_exactly_72_elapsed_hours(known: datetime) -> None:
    deadline = notification_deadline(known)
    assert deadline.due_at.astimezone(UTC) - known.astimezone(UTC) == timedelta(seconds=259_200)

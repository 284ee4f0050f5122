"""What people type as a date or an instant, and what they are told when it cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.reading import read_date, read_instant


@pytest.mark.parametrize("text", ["2026-01-31", "31/01/2026", " 31/1/2026 "])
def test_both_ways_of_writing_a_date(text: str) -> None:
    assert read_date(text) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "Le 30 février 2026 n’existe pas."),
        ("29/02/2027", "Le 29 février 2027 n’existe pas."),
        ("2026-13-01", "Le 2026-13-01 n’existe pas."),
        ("00/01/2026", "Le 00/01/2026 n’existe pas."),
    ],
)
def test_a_day_no_calendar_has_is_named(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_date(text, field="received")
    assert refusal.value.message == message
    assert refusal.value.field == "received"
    assert refusal.value.remedy


@pytest.mark.parametrize(
    "text", ["", "demain", "20260131", "2026-W05-6", "31/01/26", "２０２６-01-31", "31/01/2026 x"]
)
def test_other_texts_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_date(text)
    assert refusal.value.message == "Cette date ne se lit pas."


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-24T18:00",
        "2026-10-24 18:00:00",
        "2026-10-24T18:00+02:00",
        "2026-10-24T16:00Z",
        "2026-10-24T16:00:00.000+00:00",
        "2026-10-24T12:00-0400",
        "24/10/2026 18:00",
        "24/10/2026 à 18h00",
    ],
)
def test_ways_of_writing_one_instant(text: str) -> None:
    assert read_instant(text) == datetime(2026, 10, 24, 16, 0, tzinfo=UTC)


def test_an_hour_the_clock_skipped_is_refused() -> None:
    with pytest.raises(InvalidInput, match="02:30 n’a pas existé") as refusal:
        read_instant("29/03/2026 02:30", field="aware_at")
    assert refusal.value.field == "aware_at"


def test_an_hour_shown_twice_is_the_first_the_safer_start() -> None:
    assert read_instant("25/10/2026 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_instant("2026-10-25T02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-10-24", "ne se lisent pas"),
        ("2026-10-24T25:00", "Cette heure n’existe pas"),
        ("2026-10-24T18:61", "Cette heure n’existe pas"),
        ("2026-10-24T18:00+29:00", "Cette heure n’existe pas"),
        ("2026-02-30T18:00", "Le 30 février 2026 n’existe pas"),
        ("1000-01-01T18:00", "L’année 1000"),
        ("0001-01-01T00:00+14:00", "L’année 1"),
    ],
)
def test_impossible_instants_are_refused_in_french(text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_instant(text)

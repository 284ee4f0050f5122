"""Dates and durations as a French reader writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from gdpr_desk.periods.words import (
    french_date,
    french_days,
    french_duration,
    french_instant,
    french_list,
    french_time,
    shop_time,
)


def test_the_first_of_a_month_is_an_ordinal() -> None:
    assert french_date(date(2026, 11, 1)) == "1er novembre 2026"
    assert french_date(date(2026, 11, 21)) == "21 novembre 2026"
    assert french_date(date(2026, 11, 1), weekday=True) == "dimanche 1er novembre 2026"
    assert french_date(date(2026, 8, 31), year=False) == "31 août"


def test_the_months_and_days_have_their_accents_and_no_capital() -> None:
    year = [french_date(date(2026, month, 2), year=False) for month in range(1, 13)]
    assert [words.removeprefix("2 ") for words in year] == [
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ]
    week = [french_date(date(2026, 11, day), weekday=True).split()[0] for day in range(23, 30)]
    assert week == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def test_instants_are_told_in_the_time_of_the_shop() -> None:
    at = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert french_instant(at) == "22 novembre 2026 à 22:00"
    assert french_instant(at, weekday=True) == "dimanche 22 novembre 2026 à 22:00"
    assert french_instant(datetime(2026, 7, 31, 22, 5, tzinfo=UTC)) == "1er août 2026 à 00:05"
    assert french_time(time(8, 5)) == "08:05"


def test_the_doubled_hour_of_autumn_names_its_season() -> None:
    assert (
        french_instant(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "25 octobre 2026 à 02:30 (heure d’été)"
    )
    assert (
        french_instant(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "25 octobre 2026 à 02:30 (heure d’hiver)"
    )
    assert french_instant(datetime(2026, 10, 25, 2, 30, tzinfo=UTC)) == "25 octobre 2026 à 03:30"
    assert french_instant(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == "29 mars 2026 à 03:30"


def test_shop_times_compare_right_in_the_doubled_hour() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert shop_time(at) == at
    assert shop_time(at).isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_naive_instant_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="aware"):
        french_instant(datetime(2026, 11, 22))  # noqa: DTZ001 - the naive one is refused


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("PT48H", "48 heures"),
        ("PT1H", "1 heure"),
        ("P60D", "60 jours"),
        ("P1D", "1 jour"),
        ("P1M", "1 mois"),
        ("P13M", "13 mois"),
        ("P1Y", "1 an"),
        ("P3Y", "3 ans"),
        ("P2W", "2 semaines"),
        ("P1Y6M", "1 an et 6 mois"),
        ("P1Y2M3D", "1 an, 2 mois et 3 jours"),
        ("PT1M", "1 minute"),
        ("P0D", "0 jour"),
    ],
)
def test_durations_in_words(iso: str, words: str) -> None:
    assert french_duration(iso) == words


def test_what_is_no_duration_has_no_words() -> None:
    with pytest.raises(ValueError, match="duration"):
        french_duration("3 ans")


def test_lists_and_counts_of_days() -> None:
    assert french_list([]) == ""
    assert french_list(["a", "b", "c"]) == "a, b et c"
    assert [french_days(count) for count in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]

"""The board: where a card stands, what moves it, and the figures of the year. Without a window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gdpr_desk.app import Desk
from gdpr_desk.documents.charts import Box, Words
from gdpr_desk.requests.board import Lane, Way, lane_of, way, why_not
from gdpr_desk.requests.model import Channel, Outcome, RequestState
from gdpr_desk.requests.months import Month, month_before, month_chart, told

Asked = Callable[..., str]


def test_a_pause_takes_a_card_aside_and_an_end_brings_it_to_the_last_lane() -> None:
    assert lane_of(RequestState.IDENTITY, paused=False) is Lane.IDENTITY
    assert lane_of(RequestState.IDENTITY, paused=True) is Lane.PAUSED
    assert lane_of(RequestState.CLOSED, paused=True) is Lane.CLOSED
    with pytest.raises(ValueError, match="not_a_request"):
        lane_of(RequestState.NOT_A_REQUEST, paused=False)


def test_every_move_is_a_verb_or_says_why_not() -> None:
    moves = {(start, target): way(start, target) for start in Lane for target in Lane if start is not target}
    for (start, target), found in moves.items():
        if found is None:
            assert why_not(start, target).endswith(".")
    assert {found for found in moves.values() if found} == set(Way)
    assert moves[Lane.RECEIVED, Lane.READY] is None, "nobody answers before the question of identity"
    assert moves[Lane.IDENTITY, Lane.IN_PROGRESS] is Way.VERIFY
    assert {moves[start, Lane.CLOSED] for start in Lane if start is not Lane.CLOSED} == {Way.CLOSE}
    assert {start for start in Lane if moves.get((start, Lane.RECEIVED))} == set()


def test_months_count_what_came_and_how_long_half_of_the_answers_took(desk: Desk, asked: Asked) -> None:
    for received, answered in (
        (date(2026, 10, 1), date(2026, 10, 11)),
        (date(2026, 10, 31), date(2026, 11, 4)),
        (date(2026, 10, 2), None),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2025, 11, 30), date(2025, 12, 1)),
    ):
        reference = asked(received_on=received)
        if answered is not None:
            desk.handling.sent(reference, "access", Channel.EMAIL, sent_on=answered, answers=True)
            desk.handling.close(reference, Outcome.GRANTED)
    desk.handling.dismiss(asked(received_on=date(2026, 11, 2)), "Une publicité.")
    months = desk.requests.months()
    assert [one.first for one in months][::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert {one.first.month: one.received for one in months if one.received} == {12: 1, 10: 3}
    october = next(one for one in months if one.first.month == 10)
    assert sorted(october.days) == [4, 10]
    assert october.sentence == "octobre 2026 : 3 demandes, réponse en 7 jours (médiane)."
    alone = Month(date(2026, 9, 1), 1, (20,))
    assert told([alone]) == "Une demande en douze mois. 1 réponse, partie en 20 jours."
    assert alone.sentence == "septembre 2026 : une demande, réponse en 20 jours."
    assert told(months) == "4 demandes en douze mois. Une réponse sur deux est partie en 10 jours au plus."


def test_staff_count_what_they_logged(desk: Desk, colleague: Desk, asked: Asked) -> None:
    asked()
    assert sum(one.received for one in colleague.requests.months()) == 0


def test_the_picture_has_a_bar_for_each_month_that_had_something_and_names_every_third() -> None:
    months = [Month(month_before(date(2026, 11, 1), by), by) for by in range(11, -1, -1)]
    months[3] = Month(months[3].first, 5, (9, 10))
    chart = month_chart(months, 600)
    bars = [one for one in chart.primitives if isinstance(one, Box)]
    assert len(bars) == 11 + 1
    assert all(bar.x >= 0 and bar.x + bar.width <= 600 and bar.y >= 0 for bar in bars)
    assert (
        max(bars, key=lambda bar: bar.height).sentence
        == "décembre 2025 : 11 demandes, pas encore de réponse."
    )
    words = [one.text for one in chart.primitives if isinstance(one, Words)]
    assert [word for word in words if word in ("février", "mai", "août", "novembre")] == [
        "février",
        "mai",
        "août",
        "novembre",
    ]
    assert "9,5" in words
    assert told([Month(date(2026, 11, 1))]) == "Aucune demande ces douze derniers mois."

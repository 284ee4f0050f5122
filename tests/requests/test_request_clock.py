"""The clock of a request: its dates, its pauses, more time, and that no delay is ever hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdpr_desk.periods.holidays import Region
from gdpr_desk.requests.model import PauseReason, RequestPause
from gdpr_desk.requests.timing import Level, RequestClock, Timed, clock_of, region_of
from gdpr_desk.requests.wording import clock_line

DAY = timedelta(days=1)
ARRIVED = date(2026, 11, 14)
END = date(2026, 12, 14)


def seen(today: date, *pauses: RequestPause, received: date = ARRIVED, **more: object) -> RequestClock:
    return clock_of(Timed(received, True, pauses, **more), today)  # type: ignore[arg-type]


def asked(day: date, answered: date | None = None) -> RequestPause:
    return RequestPause(PauseReason.IDENTITY, day, answered)


@pytest.mark.parametrize(
    ("received", "target", "due"),
    [
        (date(2026, 3, 5), date(2026, 4, 5), date(2026, 4, 7)),  # EDPB ex. 32, then Easter
        (date(2026, 8, 31), date(2026, 9, 30), date(2026, 9, 30)),  # EDPB ex. 33
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2)),
        (date(2028, 1, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_the_dates_are_those_of_the_guidelines(received: date, target: date, due: date) -> None:
    clock = seen(received, received=received)
    assert (clock.target, clock.due) == (target, due)


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (8, Level.CALM),
        (7, Level.WEEK),
        (3, Level.WEEK),
        (2, Level.TWO_DAYS),
        (1, Level.TWO_DAYS),
        (0, Level.TODAY),
    ],
)
def test_reminders_come_at_seven_two_and_no_days(left: int, level: Level) -> None:
    clock = seen(END - left * DAY)
    assert (clock.days_left, clock.level) == (left, level)
    assert [END - day for day in clock.reminders] == [7 * DAY, 2 * DAY, 0 * DAY]


def test_past_the_legal_end_it_is_late_and_says_so() -> None:
    assert seen(END + DAY).level is Level.LATE
    assert clock_line(seen(END + DAY)).startswith("En retard")


def test_between_the_target_and_the_legal_end_nothing_is_late_and_everything_presses() -> None:
    sunday = seen(date(2026, 4, 6), received=date(2026, 3, 5))  # target Sunday 5, legal end Tuesday 7
    assert (sunday.level, sunday.days_left) == (Level.TODAY, -1)
    assert clock_line(sunday).startswith("À envoyer sans attendre")


def test_a_pause_moves_the_end_by_the_days_one_waited() -> None:
    clock = seen(date(2026, 11, 23), asked(date(2026, 11, 16), date(2026, 11, 18)))
    assert clock.due == date(2026, 12, 16)
    assert clock.paused_since is None


def test_while_the_answer_is_awaited_the_clock_stands_still() -> None:
    clock = seen(date(2026, 12, 20), asked(date(2026, 11, 16)))
    assert (clock.level, clock.paused_since) == (Level.PAUSED, date(2026, 11, 16))
    assert clock.due >= date(2026, 12, 20)


def test_a_question_put_after_the_end_hides_no_delay() -> None:
    clock = seen(END + 5 * DAY, asked(END + DAY))
    assert (clock.level, clock.paused_since, clock.due) == (Level.LATE, None, END)


def test_more_time_counts_only_once_the_person_was_told() -> None:
    before, after = seen(ARRIVED), seen(ARRIVED, extended=True)
    assert (before.extended_until, before.announce_by) == (None, END)
    assert (after.due, after.extended_until, after.announce_by) == (
        date(2027, 2, 15),
        date(2027, 2, 15),
        None,
    )


def test_a_complaint_has_the_date_of_the_authority_alone() -> None:
    theirs = date(2026, 12, 1)
    clock = seen(ARRIVED, asked(ARRIVED), complaint=True, complaint_only=True, due_authority_on=theirs)
    assert (clock.target, clock.due, clock.announce_by, clock.paused_since) == (theirs, theirs, None, None)
    assert "CNIL" in clock.rule


def test_a_complaint_whose_date_nobody_noted_claims_no_month_and_is_never_late() -> None:
    clock = seen(END + 400 * DAY, complaint=True, complaint_only=True)
    assert (clock.level, clock.dated, clock.announce_by) == (Level.UNDATED, False, None)
    assert "12(3)" not in clock.rule
    assert clock.rule.startswith("La CNIL fixe la date : notez-la.")
    assert clock_line(clock) == "Date de la CNIL à noter"
    ended = clock_of(Timed(ARRIVED, False, complaint=True, complaint_only=True), END)
    assert (ended.level, "9999" in clock_line(ended)) == (Level.ENDED, False)


def test_a_right_beside_the_complaint_keeps_its_month_and_the_date_of_the_authority_is_asked_for() -> None:
    clock = seen(ARRIVED, complaint=True)
    assert (clock.due, clock.dated) == (END, True)
    assert "art. 12(3)" in clock.rule
    assert clock.rule.endswith("Pour la réclamation, la CNIL fixe la date : notez-la.")
    assert "notez-la" not in seen(ARRIVED, complaint=True, due_authority_on=date(2027, 1, 9)).rule


@pytest.mark.parametrize(
    ("theirs", "expected"), [(date(2026, 12, 1), date(2026, 12, 1)), (date(2027, 1, 9), END)]
)
def test_a_complaint_that_carries_a_request_keeps_whichever_date_comes_first(
    theirs: date, expected: date
) -> None:
    assert seen(ARRIVED, due_authority_on=theirs).due == expected


def test_what_has_ended_is_neither_late_nor_paused() -> None:
    clock = clock_of(Timed(ARRIVED, False, (asked(ARRIVED),)), END + 90 * DAY)
    assert (clock.level, clock.paused_since) == (Level.ENDED, None)


def test_the_two_holidays_of_alsace_count_where_the_shop_is() -> None:
    received = date(2026, 11, 26)  # ends on Saturday 26 December, a holiday there; Monday either way
    assert region_of("12 rue des Lanternes, 67000 Strasbourg") is Region.ALSACE_MOSELLE
    assert region_of("6700 rue, 75001 Paris") is Region.METROPOLE
    friday = Timed(date(2026, 3, 3), True)  # ends on Good Friday, 3 April 2026
    assert clock_of(friday, received, Region.ALSACE_MOSELLE).due == date(2026, 4, 7)
    assert clock_of(friday, received).due == date(2026, 4, 3)


@settings(max_examples=40)
@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3))
def test_questions_put_after_the_end_never_hide_a_delay(late: int, questions: list[tuple[int, int]]) -> None:
    now = END + late * DAY
    put = [(END + (1 + start) * DAY, days) for start, days in questions if 1 + start <= late]
    pauses = tuple(asked(day, day + days * DAY if day + days * DAY <= now else None) for day, days in put)
    clock = seen(now, *pauses)
    assert (clock.due, clock.paused_since) == (END, None)
    assert (clock.level is Level.LATE) == (late > 0)

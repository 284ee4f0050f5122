"""One month, two more, pauses: the examples of the EDPB, the vectors of the law file, properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.holidays import Region, is_working_day
from gdpr_desk.periods.requests import Pause, RequestPeriod, request_deadline

DAYS = st.dates(date(2018, 1, 1), date(2100, 12, 31))
REGIONS = st.sampled_from(list(Region))


def on(text: str) -> date:
    return date.fromisoformat(text)


# received, safe, legal, three months from receipt: unshifted, shifted
VECTORS = [
    ("2026-03-05", "2026-04-05", "2026-04-07", "2026-06-05", "2026-06-05"),
    ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30", "2026-11-30"),
    ("2026-01-31", "2026-02-28", "2026-03-02", "2026-04-30", "2026-04-30"),
    ("2028-01-29", "2028-02-29", "2028-02-29", "2028-04-29", "2028-05-02"),
    ("2028-01-31", "2028-02-29", "2028-02-29", "2028-04-30", "2028-05-02"),
    ("2026-02-28", "2026-03-28", "2026-03-30", "2026-05-28", "2026-05-28"),
    ("2026-04-01", "2026-05-01", "2026-05-04", "2026-07-01", "2026-07-01"),
    ("2026-04-14", "2026-05-14", "2026-05-15", "2026-07-14", "2026-07-15"),
    ("2026-06-14", "2026-07-14", "2026-07-15", "2026-09-14", "2026-09-14"),
    ("2026-07-31", "2026-08-31", "2026-08-31", "2026-10-31", "2026-11-02"),
    ("2026-10-11", "2026-11-11", "2026-11-12", "2027-01-11", "2027-01-11"),
    ("2026-11-30", "2026-12-30", "2026-12-30", "2027-02-28", "2027-03-01"),
    ("2026-12-01", "2027-01-01", "2027-01-04", "2027-03-01", "2027-03-01"),
    ("2027-01-30", "2027-02-28", "2027-03-01", "2027-04-30", "2027-04-30"),
    ("2027-01-31", "2027-02-28", "2027-03-01", "2027-04-30", "2027-04-30"),
]
# Where the first month was clamped, two months after its end come earlier than three from receipt.
CHAINED = {
    "2026-01-31": "2026-04-28",
    "2028-01-31": "2028-04-29",
    "2027-01-30": "2027-04-28",
    "2027-01-31": "2027-04-28",
}


@pytest.mark.parametrize(("received", "safe", "legal", "last", "last_legal"), VECTORS)
def test_dates_of_the_law_file(received: str, safe: str, legal: str, last: str, last_legal: str) -> None:
    deadline = request_deadline(on(received))
    assert (deadline.target, deadline.due) == (on(safe), on(legal))
    assert deadline.extended_target == on(CHAINED.get(received, last))
    assert deadline.extended_due == on(last_legal)


@pytest.mark.parametrize(
    ("received", "last_day"),
    [("2027-03-05", "2027-04-05"), ("2027-08-31", "2027-09-30")],
)
def test_examples_32_and_33_of_the_edpb(received: str, last_day: str) -> None:
    assert request_deadline(on(received)).target == on(last_day)


@pytest.mark.parametrize(
    ("received", "chained", "from_receipt"),
    [
        ("2026-01-31", "2026-04-28", "2026-04-30"),
        ("2028-01-31", "2028-04-29", "2028-05-02"),
        ("2027-01-30", "2027-04-28", "2027-04-30"),
        ("2026-02-28", "2026-05-28", "2026-05-28"),
    ],
)
def test_both_readings_of_the_extension_are_kept(received: str, chained: str, from_receipt: str) -> None:
    deadline = request_deadline(on(received), extended=True)
    assert (deadline.extended_target, deadline.extended_due) == (on(chained), on(from_receipt))
    assert (deadline.target_in_force, deadline.due_in_force) == (on(chained), on(from_receipt))


def test_what_is_in_force_without_extension_is_the_first_month() -> None:
    deadline = request_deadline(on("2026-01-31"))
    assert (deadline.target_in_force, deadline.due_in_force) == (on("2026-02-28"), on("2026-03-02"))


def test_alsace_moselle_keeps_good_friday_and_boxing_day() -> None:
    received = on("2026-03-03")
    assert request_deadline(received).due == on("2026-04-03")
    local = request_deadline(received, region=Region.ALSACE_MOSELLE)
    assert local.due == on("2026-04-07")
    assert "temple protestant" in local.rule
    assert request_deadline(on("2028-11-25"), region=Region.ALSACE_MOSELLE).due == on("2028-12-27")


def test_a_pause_adds_the_days_answered_minus_asked() -> None:
    deadline = request_deadline(on("2026-11-14"), pauses=[Pause(on("2026-11-16"), on("2026-11-18"))])
    assert (deadline.target, deadline.due) == (on("2026-12-16"), on("2026-12-16"))
    assert deadline.paused_days == 2
    assert deadline.announce_by == on("2026-12-14")


def test_a_pause_moves_the_unshifted_end_before_the_shift() -> None:
    # 28 Feb is a Saturday; one day more is a Sunday: still the Monday.
    deadline = request_deadline(on("2026-01-31"), pauses=[Pause.parse("2026-02-02:2026-02-03")])
    assert (deadline.target, deadline.due) == (on("2026-03-01"), on("2026-03-02"))
    assert (deadline.extended_target, deadline.extended_due) == (on("2026-04-29"), on("2026-05-04"))


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        Pause(on("2026-06-10"), on("2026-06-20")),
        Pause(on("2026-06-05"), on("2026-06-12")),
        Pause(on("2026-06-20"), on("2026-06-21")),
    ]
    assert request_deadline(on("2026-06-01"), pauses=pauses).paused_days == 16


def test_a_pause_cannot_revive_a_period_that_is_over() -> None:
    late = Pause(on("2026-07-20"), on("2026-07-25"))
    deadline = request_deadline(on("2026-06-01"), pauses=[late])
    assert (deadline.target, deadline.paused_days, deadline.ignored_days) == (on("2026-07-01"), 0, 5)
    assert "ne le rallonge pas" in deadline.rule
    extended = request_deadline(on("2026-06-01"), pauses=[late], extended=True)
    assert (extended.extended_target, extended.paused_days, extended.ignored_days) == (on("2026-09-06"), 5, 0)


def test_a_pause_on_the_last_legal_day_still_counts() -> None:
    # Received 31 Jan 2026: the period runs to Monday 2 March.
    counted = request_deadline(on("2026-01-31"), pauses=[Pause(on("2026-03-02"), on("2026-03-12"))])
    assert counted.target == on("2026-03-10")
    missed = request_deadline(on("2026-01-31"), pauses=[Pause(on("2026-03-03"), on("2026-03-12"))])
    assert missed.target == on("2026-02-28")


def test_a_pause_that_still_runs_counts_up_to_today() -> None:
    running = [Pause.parse("2026-11-16:")]
    deadline = request_deadline(on("2026-11-14"), pauses=running, today=on("2026-11-23"))
    assert deadline.target == on("2026-12-21")
    assert "court encore" in deadline.rule
    ended = [Pause.parse("16/11/2026:18/11/2026")]
    assert request_deadline(on("2026-11-14"), pauses=ended, today=on("2026-11-23")).target == on("2026-12-16")
    with pytest.raises(ValueError, match="today"):
        request_deadline(on("2026-11-14"), pauses=running)


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (
            "2026-01-31",
            ["Février 2026 n’a pas de 31", "un samedi", "lundi 2 mars 2026", "article 3, paragraphe 4"],
        ),
        ("2026-03-05", ["un dimanche, suivi d’un jour férié (Lundi de Pâques)", "mardi 7 avril 2026"]),
        ("2026-04-14", ["un jour férié (Ascension)", "vendredi 15 mai 2026"]),
        ("2026-07-15", ["un samedi et un jour férié (Assomption)", "lundi 17 août 2026"]),
    ],
)
def test_the_rule_says_why(received: str, words: list[str]) -> None:
    rule = request_deadline(on(received)).rule
    assert "art. 12(3) du RGPD" in rule
    for word in words:
        assert word in rule


def test_the_rule_of_a_plain_month_is_one_sentence() -> None:
    assert request_deadline(on("2026-09-15")).rule == (
        "Demande reçue le mardi 15 septembre 2026 : la réponse est attendue sous 1 mois, "
        "donc le jeudi 15 octobre 2026 (art. 12(3) du RGPD)."
    )


def test_the_rule_counts_the_pause_that_moved_the_day() -> None:
    paused = request_deadline(on("2026-11-14"), pauses=[Pause(on("2026-11-18"), on("2026-11-20"))]).rule
    assert "attendue sous 1 mois et 2 jours de pause, donc le mercredi 16 décembre 2026" in paused


def test_the_rule_of_an_extension_names_both_ends_and_the_day_to_announce_it() -> None:
    rule = request_deadline(on("2026-01-31"), extended=True).rule
    assert "visez le mardi 28 avril 2026, la fin légale est le jeudi 30 avril 2026" in rule
    assert "au plus tard le 28 février 2026" in rule


def test_a_dated_parameter_replaces_the_month() -> None:
    period = RequestPeriod(Duration(days=30), Duration(days=60), "article 99 du futur")
    deadline = request_deadline(on("2026-01-31"), period=period)
    assert (deadline.target, deadline.extended_target) == (on("2026-03-02"), on("2026-05-01"))
    assert "30 jours" in deadline.rule
    assert "article 99 du futur" in deadline.rule
    hours = RequestPeriod(Duration(hours=96), Duration(months=2), "article 99")
    with pytest.raises(ValueError, match="instant"):
        request_deadline(on("2026-01-31"), period=hours)


@pytest.mark.parametrize("received", [date(1000, 1, 1), date(2017, 12, 31), date(2101, 1, 1)])
def test_an_impossible_year_is_refused_in_french(received: date) -> None:
    with pytest.raises(InvalidInput, match="L’année") as refusal:
        request_deadline(received)
    assert refusal.value.field == "received"
    assert refusal.value.remedy


def test_an_instant_is_no_date_of_receipt() -> None:
    with pytest.raises(ValueError, match="civil"):
        request_deadline(datetime(2026, 1, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("pause", "message"),
    [
        ("2026-06-10:2026-06-09", "finit avant"),
        ("2026-05-31:2026-06-09", "avant la réception"),
        ("2026-06-31:2026-07-02", "31 juin 2026 n’existe pas"),
        ("1000-06-01:2026-07-02", "année 1000"),
        ("2026-06-10", "début et sa fin"),
        ("demain:2026-06-10", "ne se lit pas"),
    ],
)
def test_a_wrong_pause_is_refused_in_french(pause: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as refusal:
        request_deadline(on("2026-06-01"), pauses=[Pause.parse(pause)])
    assert refusal.value.field == "paused"


@given(DAYS, REGIONS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_four_dates_hold_together(received: date, region: Region) -> None:
    deadline = request_deadline(received, region=region)
    assert timedelta(28) <= deadline.target - received <= timedelta(31)
    assert deadline.target <= deadline.due <= deadline.target + timedelta(4)
    assert deadline.extended_target <= deadline.extended_due
    assert deadline.due < deadline.extended_target
    assert is_working_day(deadline.due, region)
    assert is_working_day(deadline.extended_due, region)
    assert deadline.extended_due - deadline.extended_target <= timedelta(3 + 4)


@given(DAYS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_later_receipt_never_ends_earlier(received: date) -> None:
    today, tomorrow = (
        request_deadline(received),
        request_deadline(min(received + timedelta(1), date(2100, 12, 31))),
    )
    assert today.target <= tomorrow.target
    assert today.due <= tomorrow.due
    assert today.extended_due <= tomorrow.extended_due


@given(DAYS.filter(lambda day: day.year < 2100), st.integers(0, 28), st.integers(0, 400))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_pause_adds_exactly_the_paused_days(received: date, after: int, length: int) -> None:
    asked = received + timedelta(days=after)
    answered = min(asked + timedelta(days=length), date(2100, 12, 31))
    plain = request_deadline(received)
    paused = request_deadline(received, pauses=[Pause(asked, answered)])
    assert paused.target - plain.target == answered - asked
    assert paused.extended_target - plain.extended_target == answered - asked
    assert paused.due >= paused.target
    assert paused.announce_by == plain.announce_by

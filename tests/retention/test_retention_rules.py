"""When something must go and may go: rules combined, triggers missing, the guard and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gdpr_desk.reference import catalogues
from gdpr_desk.register.history import BIN_DAYS
from gdpr_desk.register.model import Combinator, Disposal, RetentionKind, RetentionPhase, RetentionRule
from gdpr_desk.retention.guard import ClockMark, stopped_by, waited_enough
from gdpr_desk.retention.model import GuardReason, Rule
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.vault.rotation import LONGEST

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(*terms: RetentionRule) -> Rule:
    return Rule("r", "R", "", terms)


def term(trigger: str, period: str | None, **rest: object) -> RetentionRule:
    return RetentionRule("x", trigger, period, **rest)  # type: ignore[arg-type]


def test_hours_are_elapsed_hours_over_the_change_of_the_clock() -> None:
    """Vector of law.md 5.5: settled 24 October 2026 at noon, 48 hours later it is 11:00 in Paris."""
    settled = datetime(2026, 10, 24, 12, tzinfo=PARIS)
    found = window(rule(term("settled", "PT48H")), {"settled": settled}, created=settled)
    assert found.maximum_at == datetime(2026, 10, 26, 11, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("from_day", "period", "ceiling"),
    [
        (date(2026, 1, 31), "P1M", datetime(2026, 2, 28, tzinfo=PARIS)),
        (date(2028, 2, 29), "P3Y", datetime(2031, 2, 28, tzinfo=PARIS)),
        (date(2026, 10, 31), "P1M", datetime(2026, 11, 30, tzinfo=PARIS)),
        (date(2026, 11, 7), "P14D", datetime(2026, 11, 21, tzinfo=PARIS)),  # a Saturday
    ],
)
def test_months_clamp_and_a_day_counts_from_its_first_minute(
    from_day: date, period: str, ceiling: datetime
) -> None:
    assert window(rule(term("closed", period)), {"closed": from_day}, created=NOON).maximum_at == ceiling


def test_a_minimum_known_by_the_day_runs_to_the_end_of_its_last() -> None:
    both = rule(term("paid", "P30D"), term("paid", "P30D", kind=RetentionKind.MINIMUM))
    found = window(both, {"paid": date(2026, 11, 1)}, created=NOON)
    assert found.maximum_at == datetime(2026, 12, 1, tzinfo=PARIS)
    assert found.minimum_at == datetime(2026, 12, 2, tzinfo=PARIS)
    assert not found.contradictory


def test_a_minimum_that_outlasts_the_maximum_is_told() -> None:
    both = rule(term("paid", "P1Y"), term("paid", "P5Y", kind=RetentionKind.MINIMUM))
    assert window(both, {"paid": NOON}, created=NOON).contradictory


def test_a_minimum_alone_never_orders_anything() -> None:
    found = window(rule(term("paid", "P3Y", kind=RetentionKind.MINIMUM)), {"paid": NOON}, created=NOON)
    assert found.maximum_at is None


def unpaid(combinator: Combinator) -> Rule:
    together = {"combinator": combinator, "group": "unpaid"}
    return rule(term("settled", "PT48H", **together), term("unpaid_since", "P3Y", **together))


def test_the_first_of_two_waits_for_an_event_that_has_not_come() -> None:
    """Settled debts leave after 48 hours, others after three years: not yet settled is no missing date."""
    found = window(unpaid(Combinator.FIRST_OF), {"unpaid_since": NOON}, created=NOON - DAY)
    assert (found.maximum_at, found.from_creation) == (datetime(2029, 11, 23, 12, tzinfo=UTC), False)
    settled = window(unpaid(Combinator.FIRST_OF), {"unpaid_since": NOON, "settled": NOON + DAY}, created=NOON)
    assert settled.maximum_at == NOON + 3 * DAY


def test_the_first_of_two_without_any_date_counts_from_creation_and_says_so() -> None:
    found = window(unpaid(Combinator.FIRST_OF), {}, created=NOON)
    assert (found.maximum_at, found.from_creation) == (NOON + 2 * DAY, True)


def test_the_last_of_two_is_the_later() -> None:
    found = window(unpaid(Combinator.LAST_OF), {"unpaid_since": NOON, "settled": NOON}, created=NOON)
    assert found.maximum_at == datetime(2029, 11, 23, 12, tzinfo=UTC)


def test_of_several_ceilings_the_earliest_governs() -> None:
    both = rule(term("recorded", "P6M"), term("recorded", "P60D"))
    assert window(both, {"recorded": NOON}, created=NOON).maximum_at == NOON + 60 * DAY


def test_a_duration_that_ends_in_the_archive_orders_no_destruction() -> None:
    phases = rule(
        term("contract_end", "P3Y", disposal=Disposal.ARCHIVE),
        term("contract_end", "P5Y", phase=RetentionPhase.INTERMEDIATE),
    )
    found = window(phases, {"contract_end": NOON}, created=NOON)
    assert found.maximum_at == datetime(2031, 11, 23, 12, tzinfo=UTC)


def test_an_event_without_a_figure_ends_it_when_it_comes() -> None:
    until = rule(term("consent_withdrawn", None, kind=RetentionKind.CRITERIA))
    assert window(until, {}, created=NOON).maximum_at is None
    assert window(until, {"consent_withdrawn": NOON}, created=NOON - DAY).maximum_at == NOON


def test_the_version_of_a_rule_changes_with_its_duration_and_not_with_its_words() -> None:
    one, other = rule(term("recorded", "P60D")), rule(term("recorded", "P61D"))
    assert one.version != other.version
    reworded = RetentionRule("autre", "recorded", "P60D", source="ailleurs")
    assert one.version == Rule("r", "Autre mot", "", (reworded,)).version


def test_the_programs_own_rules_are_what_its_other_screens_promise() -> None:
    periods = {key: entry.period for key, entry in catalogues.sweep_rules().items()}
    assert periods["bin"] == f"P{BIN_DAYS}D"
    assert periods["backups"] == f"P{LONGEST.days}D"
    assert own_rule("bin").wording == "30 jours après la mise à la corbeille"


MARK = ClockMark.starting(NOON)


@pytest.mark.parametrize("jump", [timedelta(days=8), timedelta(days=3650), timedelta(days=-3650)])
def test_a_clock_that_jumped_asks_before_it_takes_much(jump: timedelta) -> None:
    now = NOON + jump
    assert stopped_by(21, 100, MARK, now, largest_recent=10) is GuardReason.CLOCK
    assert stopped_by(20, 30, MARK, now, largest_recent=10) is None  # few
    assert stopped_by(21, 200, MARK, now, largest_recent=10) is None  # few of many
    assert stopped_by(21, 100, MARK, NOON + 7 * DAY, largest_recent=10) is None


def test_a_run_far_larger_than_the_last_ones_asks() -> None:
    assert stopped_by(31, 1000, MARK, NOON, largest_recent=10) is GuardReason.SIZE
    assert stopped_by(30, 1000, MARK, NOON, largest_recent=10) is None


def test_a_doubtful_clock_is_believed_after_a_steady_week_or_a_yes_and_not_while_a_plan_waits() -> None:
    ahead = NOON + 400 * DAY
    mark = MARK.after(ahead, confirmed=False, waiting=True)
    assert mark.doubts(ahead)
    for day in range(1, 20):
        mark = mark.after(ahead + day * DAY, confirmed=False, waiting=True)
    assert mark.doubts(ahead + 20 * DAY)
    assert not mark.after(ahead + 20 * DAY, confirmed=False, waiting=False).doubts(ahead + 20 * DAY)
    assert not MARK.after(ahead, confirmed=True, waiting=False).doubts(ahead)
    fresh = MARK.after(ahead, confirmed=False, waiting=False)
    assert fresh.after(ahead + 6 * DAY, confirmed=False, waiting=False).doubts(ahead + 6 * DAY)


def test_a_clock_put_right_again_is_believed_at_once() -> None:
    wrong = MARK.after(NOON + 3650 * DAY, confirmed=False, waiting=False)
    assert not wrong.doubts(NOON + DAY)


def test_waiting_is_not_shortened_by_another_jump() -> None:
    asked = NOON + 400 * DAY
    mark = MARK.after(asked, confirmed=False, waiting=True)
    assert not waited_enough(asked, mark, asked + 400 * DAY)
    assert not waited_enough(asked, mark, asked + 6 * DAY)
    later = mark.after(asked + 5 * DAY, confirmed=False, waiting=True)
    assert waited_enough(asked, later, asked + 8 * DAY)
    assert waited_enough(NOON, MARK.after(NOON + 5 * DAY, confirmed=False, waiting=True), NOON + 8 * DAY)

"""The clocks of an incident: 72 elapsed hours, thresholds, what stops them, and what a locked vault knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.breaches.model import BreachFacts, PersonalDataBreach
from gdpr_desk.breaches.timing import (
    ClockState,
    Urgency,
    clock_of,
    in_words,
    insurance_of,
    passed,
    told_locked,
    urgency_of,
)
from gdpr_desk.breaches.vocabulary import BreachRole, FilingKind
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.notification import NotificationPeriod
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.vault.vault import Vault

HOUR = timedelta(hours=1)
Opened = Callable[..., str]


def known(at: datetime, **answers: object) -> PersonalDataBreach:
    return PersonalDataBreach("V-2026-001", at, "somebody", BreachFacts(aware_at=at, **answers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-03-27 18:00", "2026-03-30 19:00"),
        ("2026-10-24 18:00", "2026-10-27 17:00"),
        ("2026-11-20 17:30", "2026-11-23 17:30"),
        ("2026-05-13 09:00", "2026-05-16 09:00"),
        ("2026-12-31 23:30", "2027-01-03 23:30"),
    ],
)
def test_seventy_two_elapsed_hours_as_the_shops_clock_shows_them(aware: str, due: str) -> None:
    at = datetime.fromisoformat(aware).replace(tzinfo=SHOP_ZONE)
    clock = clock_of(known(at), at + HOUR)
    assert clock.due_at is not None
    assert f"{clock.due_at:%Y-%m-%d %H:%M}" == due
    assert clock.remaining == 71 * HOUR


def test_the_doubled_hour_of_autumn_is_two_instants() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=SHOP_ZONE)
    ends = [clock_of(known(first.replace(fold=fold)), first).due_at for fold in (0, 1)]
    assert [end.strftime("%d %H:%M") for end in ends if end] == ["28 01:30", "28 02:30"]


@given(st.integers(0, 80 * 365 * 24 * 60), st.integers(-10, 200))
def test_the_end_hangs_on_awareness_and_on_nothing_else(minutes: int, hours: int) -> None:
    """Whatever the computer's clock says when somebody looks, also before awareness."""
    at = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    clock = clock_of(known(at), at + hours * HOUR)
    assert clock.due_at == at + 72 * HOUR
    assert clock.remaining == (72 - hours) * HOUR
    assert clock.state is (ClockState.RUNNING if hours < 72 else ClockState.LATE)


def test_the_number_of_hours_is_a_parameter() -> None:
    at = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    longer = NotificationPeriod(Duration.parse("PT96H"), "proposition")
    assert clock_of(known(at), at, longer).due_at == at + 96 * HOUR


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (24 * HOUR + timedelta(seconds=1), Urgency.CALM),
        (24 * HOUR, Urgency.ATTENTION),
        (6 * HOUR + timedelta(seconds=1), Urgency.ATTENTION),
        (6 * HOUR, Urgency.URGENT),
        (timedelta(seconds=1), Urgency.URGENT),
        (timedelta(), Urgency.LATE),
    ],
)
def test_the_banner_changes_at_its_thresholds(left: timedelta, urgency: Urgency) -> None:
    assert urgency_of(left) is urgency


def test_thresholds_are_announced_once_and_the_nearest_after_a_long_sleep() -> None:
    assert passed(25 * HOUR, 23 * HOUR) == 24 * HOUR
    assert passed(23 * HOUR, 22 * HOUR) is None
    assert passed(30 * HOUR, HOUR / 2) == HOUR
    assert passed(HOUR / 2, -HOUR) == timedelta()
    assert passed(None, HOUR) is None
    assert passed(HOUR, 30 * HOUR) is None


def test_time_left_in_words() -> None:
    assert in_words(61 * HOUR + timedelta(minutes=12, seconds=40)) == "61 h 12 min"
    assert in_words(timedelta(minutes=45)) == "45 min"
    assert in_words(timedelta(seconds=5)) == "moins d’une minute"
    assert told_locked(61 * HOUR) == ("Il reste", "61 h 00 min")
    assert told_locked(-3 * HOUR) == ("Délai dépassé de", "3 h 00 min")


def test_data_of_business_customers_alone_have_no_clock_towards_the_authority() -> None:
    at = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert clock_of(known(at, role=BreachRole.PROCESSOR), at).state is ClockState.CLIENT
    assert clock_of(known(at, role=BreachRole.BOTH), at).state is ClockState.RUNNING


def test_the_insurer_has_a_clock_of_its_own_after_an_attack_only() -> None:
    at = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert insurance_of(known(at), at) is None
    clock = insurance_of(known(at, attack=True), at + 70 * HOUR)
    assert clock is not None
    assert (clock.due_at, clock.remaining, clock.late) == (at + 72 * HOUR, 2 * HOUR, False)
    filed = insurance_of(known(at, attack=True, complaint_at=at + HOUR), at + 100 * HOUR)
    assert filed is not None
    assert not filed.late
    late = insurance_of(known(at, attack=True), at + 73 * HOUR)
    assert late is not None
    assert late.late


def test_restart_and_a_moved_clock_change_no_end(desk: Desk, opened: Opened, clock: FixedClock) -> None:
    reference = opened()
    before = desk.breaches.file(reference).clock.due_at
    for moved in (timedelta(days=-400), timedelta(hours=5), timedelta(days=900)):
        other = FixedClock(clock.now() + moved)
        again = open_desk(Vault.open(desk.vault.folder, bytes(range(32)), clock=other), other)
        assert again.breaches.file(reference).clock.due_at == before
        again.close()


def test_a_locked_vault_knows_the_ends_of_clocks_and_nothing_else(
    desk: Desk, opened: Opened, clock: FixedClock
) -> None:
    folder = desk.vault.folder
    late = opened(hours=60)
    near = opened(hours=1)
    opened(hours=30, drill=True)
    opened(hours=30, role=BreachRole.PROCESSOR)
    ends = [clock.now() + 12 * HOUR, clock.now() + 71 * HOUR]
    assert locked(folder) == ends
    desk.breach_acts.note_filing(late, FilingKind.INITIAL, "2026-1")
    assert locked(folder) == ends[1:]
    facts = desk.breaches.file(near).breach.facts
    desk.breaches.answer(near, facts.giving(aware_at=clock.now() - 3 * HOUR))
    assert locked(folder) == [clock.now() + 69 * HOUR]
    desk.breach_acts.decide(near, authority=False, subjects=False, reason="Retrouvé.")
    assert locked(folder) == []
    text = (folder / "due.json").read_text(encoding="utf-8")
    assert "V-2026" not in text
    assert "Portable" not in text


def test_a_list_of_an_earlier_program_has_no_clocks(desk: Desk, opened: Opened) -> None:
    opened()
    path = desk.vault.folder / "due.json"
    assert "clocks" in json.loads(path.read_text(encoding="utf-8"))["body"]
    found = read_due_list(desk.vault.folder)
    assert found is not None
    assert len(found.clocks) == 1


def locked(folder: Path) -> list[datetime]:
    found = read_due_list(folder)
    assert found is not None
    return list(found.clocks)

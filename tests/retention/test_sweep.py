"""A plan, a run, a proof: what goes, what stays and why, and what is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from shelf import Shelf

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.model import sentence
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.model import GuardReason, Why
from gdpr_desk.retention.service import RetentionService
from gdpr_desk.retention.sweep_lock import sweeping
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import Vault

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVIEW = date(2027, 1, 31)
Start = Callable[[], RetentionService]


def held(retention: RetentionService, name: str) -> None:
    retention.hold(f"shelf/{name}", reason="legal_claims", note="Affaire 12", review_on=REVIEW)


def test_what_passes_its_ceiling_before_the_next_run_goes_and_nothing_else(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    now = clock.now()
    shelf.put("over", "calls", now - 49 * HOUR)
    shelf.put("soon", "calls", now - 47 * HOUR)
    shelf.put("later", "calls", now - 46 * HOUR)
    plan = retention.plan()
    assert [item.id for item in plan.due] == ["over", "soon"]
    done = retention.apply(plan)
    assert (done.destroyed, done.errors, shelf.names()) == (2, (), {"later"})


def test_what_stays_is_listed_with_its_reason(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    now = clock.now()
    shelf.put("held", "calls", now - 60 * DAY)
    shelf.put("minimum", "papers", now - 61 * DAY, published=now - 9 * DAY)
    shelf.put("used", "calls", now - 60 * DAY, in_use=True)
    shelf.put("undated", "papers", None, created=now - 5 * DAY, published=now - 20 * DAY)
    shelf.put("old_undated", "papers", None, created=now - 60 * DAY, published=now - 20 * DAY)
    held(retention, "held")
    plan = retention.plan()
    assert {item.id: item.why for item in plan.left} == {
        "held": Why.HOLD,
        "minimum": Why.MINIMUM,
        "used": Why.IN_USE,
        "undated": Why.MISSING_TRIGGER,
    }
    assert [(item.id, item.from_creation) for item in plan.due] == [("old_undated", True)]
    retention.apply(plan)
    assert shelf.names() == {"held", "minimum", "used", "undated"}


def test_a_hold_set_after_the_plan_was_made_is_obeyed(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    for name in ("one", "other"):
        shelf.put(name, "calls", clock.now() - 3 * DAY)
    plan = retention.plan()
    held(retention, "one")
    assert retention.apply(plan).destroyed == 1
    assert shelf.names() == {"one"}
    retention.lift("shelf/one", note="Jugée")
    assert retention.sweep().destroyed == 1
    (hold,) = retention.holds(lifted=True)
    assert (hold.lifted_by, hold.lifted_note) == ("p1", "Jugée")


def test_an_old_plan_takes_neither_what_came_since_nor_what_was_dated_anew(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    for name in ("one", "other"):
        shelf.put(name, "calls", clock.now() - 3 * DAY)
    plan = retention.plan()
    shelf.put("new", "calls", clock.now() - 3 * DAY)
    with vault.store.begin() as session:
        shelf.destroy(session, ["one"])
    shelf.put("one", "calls", clock.now())
    assert retention.apply(plan).destroyed == 1
    assert shelf.names() == {"one", "new"}


def test_twice_the_same_plan_is_once(retention: RetentionService, shelf: Shelf, clock: FixedClock) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    plan = retention.plan()
    first, again = retention.apply(plan), retention.apply(plan)
    assert (first.destroyed, again.destroyed, again.statement) == (1, 0, None)
    assert retention.plan().due == ()


def test_holds_need_a_known_reason_a_coming_review_and_an_item(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now())
    with pytest.raises(InvalidInput, match="motif"):
        retention.hold("shelf/one", reason="because", note="", review_on=REVIEW)
    with pytest.raises(InvalidInput, match="revue"):
        retention.hold("shelf/one", reason="legal_claims", note="", review_on=clock.today())
    with pytest.raises(NotFound):
        retention.hold("shelf/none", reason="legal_claims", note="", review_on=REVIEW)
    with pytest.raises(NotFound):
        retention.hold("elsewhere/one", reason="legal_claims", note="", review_on=REVIEW)
    with pytest.raises(NotFound):
        retention.lift("shelf/one", note="")
    held(retention, "one")
    with pytest.raises(InvalidInput, match="déjà"):
        held(retention, "one")
    clock.instant += timedelta(days=80)
    assert [hold.item for hold in retention.standing().review] == ["one"]


def test_one_statement_a_day_and_one_for_each_run_that_destroyed(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    numbers = []
    for recorded in (None, None, 49 * HOUR, None):
        if recorded:
            shelf.put("one", "calls", clock.now() - recorded)
        numbers.append(done.number if (done := retention.sweep().statement) else None)
        clock.instant += HOUR
    clock.instant += DAY
    done = retention.sweep().statement
    assert [*numbers, done and done.number] == ["P-2026-001", None, "P-2026-002", None, "P-2026-003"]
    clock.instant += 60 * DAY
    later = retention.sweep().statement
    assert later is not None
    assert later.number == "P-2027-001"
    assert [found.number for found in retention.statements(2)] == ["P-2027-001", "P-2026-003"]


def test_every_run_leaves_a_line_that_a_locked_vault_can_show(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    retention.sweep()
    clock.instant += HOUR
    retention.sweep()
    clock.instant += HOUR
    retention.sweep()
    first, last = read_state(vault.folder).sweeps
    assert (first.destroyed, first.statement, first.locked) == (1, "P-2026-001", False)
    assert (last.at, last.destroyed) == (clock.now(), 0)


def test_the_journal_counts_what_went_and_never_names_it(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("secret-name", "calls", clock.now() - 3 * DAY)
    done = retention.sweep()
    entries = retention._journal.entries()
    assert [(e.action, e.subject, dict(e.detail)) for e in entries] == [
        ("sweep.done", "P-2026-001", {"destroyed": 1})
    ]
    assert done.statement is not None
    assert (done.statement.entries, done.statement.head) == (1, entries[0].digest)


def many(shelf: Shelf, clock: FixedClock, number: int) -> None:
    shelf.put_all([f"item{one:03}" for one in range(number)], "calls", clock.now() - HOUR)


def test_a_clock_far_ahead_destroys_nothing_until_somebody_says_yes(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, start_sweep: Start
) -> None:
    retention.sweep()
    many(shelf, clock, 25)
    clock.instant += timedelta(days=400)
    stopped = retention.sweep()
    assert (stopped.destroyed, stopped.plan.guard) == (0, GuardReason.CLOCK)
    assert len(shelf.names()) == 25
    clock.instant += timedelta(days=30)
    assert start_sweep().sweep().destroyed == 0  # asked once: it goes on waiting
    waiting = retention.standing().waiting
    assert waiting is not None
    shelf.put("since", "calls", clock.now() - 3 * DAY)
    agreed = retention.accept(waiting.id)
    assert retention.apply(agreed).destroyed == 25
    assert shelf.names() == {"since"}  # not on the list that was answered
    assert retention.sweep().destroyed == 1
    assert retention.standing().waiting is None


def test_an_answer_to_another_plan_is_refused(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    retention.sweep()
    many(shelf, clock, 25)
    clock.instant += timedelta(days=400)
    shown = retention.plan()
    with pytest.raises(InvalidInput, match="simulation"):
        retention.accept("0123456789abcdef")
    assert retention.apply(retention.accept(shown.id)).destroyed == 25


def test_a_clock_put_right_again_leaves_everything_and_misses_no_day(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    retention.sweep()
    many(shelf, clock, 25)
    for jump in (3650, -7300):
        clock.instant += timedelta(days=jump)
        assert retention.sweep().destroyed == 0
    clock.instant += timedelta(days=3650) + HOUR
    assert retention.sweep().destroyed == 0
    assert len(shelf.names()) == 25
    assert retention.standing().waiting is None
    clock.instant += 2 * DAY
    assert retention.plan().guard is GuardReason.SIZE  # 25 at once, after runs without any
    assert retention.apply(retention.accept(retention.plan().id)).destroyed == 25


def test_unattended_copies_wait_seven_days_for_an_answer_and_then_go(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    for rule in ("copies", "calls"):
        shelf.put_all([f"{rule}{one}" for one in range(30)], rule, clock.now() - 40 * DAY)
    assert retention.sweep().destroyed == 0
    for _ in range(6):
        clock.instant += DAY
        assert retention.sweep().destroyed == 0
    clock.instant += DAY
    done = retention.sweep()
    assert done.destroyed == 30
    assert {name[:4] for name in shelf.names()} == {"call"}
    assert done.plan.waiting == 30


def test_a_second_sweep_stands_back(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    with sweeping(vault.folder):
        done = retention.sweep()
    assert (done.skipped_because, done.destroyed, shelf.names()) == ("running", 0, {"one"})
    assert retention.sweep().destroyed == 1


def test_progress_is_told_and_a_stop_keeps_what_is_done(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdpr_desk.retention.carrying.Carrying.SIZE", 4, raising=True)
    shelf.put_all([f"item{one}" for one in range(10)], "calls", clock.now() - 3 * DAY)
    told: list[tuple[int, int]] = []
    done = retention.apply(retention.plan(), lambda *n: told.append(n), lambda: len(told) == 2)
    assert (told, done.destroyed, done.errors) == ([(4, 10), (8, 10)], 8, ("stopped",))
    assert retention.sweep().destroyed == 2


def test_a_full_disk_takes_the_ballast_and_the_sweep_goes_on(
    retention: RetentionService,
    shelf: Shelf,
    clock: FixedClock,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk takes no more until the ballast is gone."""
    retention.sweep()
    ballast = vault.folder / "ballast"
    assert ballast.stat().st_size > 0
    shelf.put_all([f"item{one}" for one in range(5)], "calls", clock.now() - 3 * DAY)
    real = shelf.destroy
    monkeypatch.setattr(shelf, "destroy", lambda *given: real(*given) if not ballast.exists() else full())
    monkeypatch.setattr("gdpr_desk.vault.spare_room.SpareRoom.keep", lambda _self: False)
    done = retention.sweep()
    assert (done.destroyed, done.errors, shelf.names()) == (5, (), set())
    assert not ballast.exists()
    monkeypatch.undo()
    retention.sweep()
    assert ballast.exists()


def full() -> int:
    raise DiskFull


def test_a_disk_that_stays_full_is_told_and_tried_again(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    real, shelf.destroy = shelf.destroy, lambda *_given: full()  # type: ignore[method-assign]
    done = retention.sweep()
    assert (done.destroyed, done.errors) == (0, ("disk_full",))
    assert read_state(vault.folder).sweeps[-1].errors == ("disk_full",)
    assert retention.standing().overdue is not None
    shelf.destroy = real  # type: ignore[method-assign]
    assert retention.sweep().destroyed == 1
    assert retention.standing().overdue is None


@pytest.mark.skipif(os.name != "posix", reason="the log stays in place where an open file cannot be unlinked")
def test_after_a_sweep_the_log_holds_nothing_of_what_went(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    shelf.put_all([f"item{one}" for one in range(50)], "calls", clock.now() - HOUR)
    clock.instant += 3 * DAY
    witness = vault.folder.parent / "witness"
    os.link(vault.folder / "vault.db-wal", witness)
    assert any(witness.read_bytes())
    done = retention.apply(retention.accept(retention.plan().id))
    assert (done.destroyed, done.wiped) == (50, True)
    assert not any(witness.read_bytes())
    assert vault.people()  # the vault goes on


def test_while_another_window_has_the_vault_open_the_log_is_left_to_the_last_closer(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, vault: Vault
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    with Vault.open(vault.folder, vault.database_key, clock=clock) as other:
        done = retention.sweep()
        assert (done.destroyed, done.wiped) == (1, False)
        assert other.people() == vault.people()


def test_a_simulation_until_a_day_tells_what_the_runs_until_then_take(
    retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    now = clock.now()
    shelf.put("over", "calls", now - 49 * HOUR)
    shelf.put("tomorrow", "calls", now - 24 * HOUR)
    shelf.put("held", "calls", now - 20 * HOUR)
    shelf.put("floor", "papers", now - 58 * DAY, published=now - 5 * DAY)
    shelf.put("long_floor", "papers", now - 55 * DAY, published=now + 2 * DAY)
    shelf.put("undated", "papers", None, created=now - 55 * DAY, published=now - 20 * DAY)
    shelf.put("far", "papers", now, published=now)
    held(retention, "held")
    plan = retention.plan(now + 7 * DAY)
    assert [item.id for item in plan.due] == ["over"]
    told = {item.id: (item.why, item.due_at) for item in plan.later}
    assert told == {
        "tomorrow": (None, now + 24 * HOUR),
        "floor": (None, now + 5 * DAY),
        "undated": (None, now + 5 * DAY),
        "held": (Why.HOLD, now + 28 * HOUR),
        "long_floor": (Why.MINIMUM, now + 5 * DAY),
    }
    assert plan.id == retention.plan().id
    assert retention.apply(plan).destroyed == 1, "what is foretold is not carried out"
    clock.instant += 7 * DAY
    assert {item.id for item in retention.plan().due} == {"tomorrow", "floor", "undated"}
    with pytest.raises(InvalidInput, match="à venir"):
        retention.plan(clock.now())


def test_a_hold_is_prolonged_for_the_same_reason_and_the_journal_says_until_when(
    retention: RetentionService, shelf: Shelf, clock: FixedClock, journal: JournalService
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    held(retention, "one")
    clock.instant += 80 * DAY
    assert [hold.item for hold in retention.standing().review] == ["one"]
    assert retention.sweep().destroyed == 0, "a hold does not end by itself"
    with pytest.raises(InvalidInput, match="revue"):
        retention.prolong("shelf/one", review_on=clock.today())
    retention.prolong("shelf/one", review_on=date(2027, 8, 1))
    (hold,) = retention.holds()
    assert (hold.review_on, hold.reason, hold.note) == (date(2027, 8, 1), "legal_claims", "Affaire 12")
    assert retention.standing().review == ()
    assert sentence(journal.entries(limit=1)[0]) == "Gel prolongé · shelf/one (à revoir le 1er août 2027)"
    retention.lift("shelf/one", note="Jugée")
    with pytest.raises(NotFound, match="Aucun gel"):
        retention.prolong("shelf/one", review_on=date(2027, 9, 1))

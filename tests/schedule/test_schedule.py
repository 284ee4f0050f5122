"""The schedule of a vault: what is in place, what is out of date, what never gets there."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from memory_scheduler import MemoryScheduler

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.schedule import wording
from gdpr_desk.schedule.model import HOURS, Fault, Health, Task
from gdpr_desk.schedule.program import sweep_words
from gdpr_desk.schedule.refusals import STILL_SWEPT, not_taken
from gdpr_desk.schedule.service import SweepSchedule, next_daily, remove_all
from gdpr_desk.vault.state import STATE, change_state, read_state
from gdpr_desk.vault.vault import Vault


def task(scheduler: MemoryScheduler) -> Task:
    (only,) = scheduler.kept.values()
    return only


def code(refused: pytest.ExceptionInfo[GdprDeskError]) -> str:
    return refused.value.code


def test_it_is_put_in_place_shown_and_taken_away(
    schedule: SweepSchedule, scheduler: MemoryScheduler, vault: Vault
) -> None:
    assert schedule.standing().health is Health.ABSENT
    made = schedule.install()
    assert (made.health, made.at, made.faults) == (Health.INSTALLED, time(3, 10), ())
    assert task(scheduler).program[-3:] == ("sweep", "--locked", "--vault")
    assert task(scheduler).folder == vault.folder
    assert schedule.install(time(19, 10)).at == time(19, 10)
    assert schedule.install().at == time(19, 10), "repairing keeps the hour"
    assert (schedule.remove(), schedule.remove()) == (1, 0)
    assert schedule.standing().health is Health.ABSENT


def test_its_name_says_nothing_and_two_vaults_have_two(
    schedule: SweepSchedule, scheduler: MemoryScheduler, vault: Vault, clock: FixedClock, tmp_path: Path
) -> None:
    schedule.install()
    name = task(scheduler).id
    assert read_state(vault.folder).vault_id not in name
    assert name.isalnum()
    other = tmp_path / "autre"
    Vault.found_for_trial(other, bytes(range(32)), clock=clock, officer_name="Camille Lumen").close()
    SweepSchedule(other, clock, scheduler).install()
    assert len(scheduler.kept) == 2
    assert schedule.remove() == 1
    assert task(scheduler).folder == other


def test_a_vault_or_a_program_that_moved_is_found_and_mended(
    vault: Vault,
    clock: FixedClock,
    scheduler: MemoryScheduler,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    SweepSchedule(vault.folder, clock, scheduler).install(time(12, 10))
    moved = Path(shutil.copytree(vault.folder, tmp_path / "ailleurs"))
    schedule = SweepSchedule(moved, clock, scheduler)
    standing = schedule.standing()
    assert (standing.health, standing.faults, standing.next_at) == (Health.REPAIR, (Fault.VAULT,), None)
    assert schedule.install().health is Health.INSTALLED
    assert (task(scheduler).folder, task(scheduler).at) == (moved, time(12, 10))
    monkeypatch.setattr(sys, "executable", "/opt/neuf/gdpr-desk")
    assert schedule.standing().faults == (Fault.PROGRAM,)
    scheduler.off.add(task(scheduler).id)
    assert schedule.standing().faults == (Fault.PROGRAM, Fault.SWITCHED_OFF)
    with pytest.raises(GdprDeskError) as refused:
        schedule.run()
    assert code(refused) == "not_installed"
    assert schedule.install().health is Health.INSTALLED


def test_the_program_names_itself_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sweep_words() == (sys.executable, "-P", "-m", "gdpr_desk", "sweep", "--locked", "--vault")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert sweep_words() == (sys.executable, "sweep", "--locked", "--vault")


def test_the_fictional_shop_is_never_scheduled_and_no_system_is_asked(
    schedule: SweepSchedule, scheduler: MemoryScheduler, vault: Vault
) -> None:
    change_state(vault.folder, lambda state: replace(state, demo=True))
    assert schedule.standing().health is Health.DEMO
    with pytest.raises(GdprDeskError) as refused:
        schedule.install()
    assert code(refused) == "demo"
    assert (scheduler.kept, scheduler.asked) == ({}, [])


def test_where_no_scheduler_answers_nothing_is_put_there_and_the_rest_is_said(
    schedule: SweepSchedule, scheduler: MemoryScheduler, clock: FixedClock
) -> None:
    scheduler.answers = False
    standing = schedule.standing()
    assert standing.health is Health.UNAVAILABLE
    assert STILL_SWEPT in " ".join(wording.lines(standing, clock))
    for verb in (schedule.install, schedule.run):
        with pytest.raises(GdprDeskError) as refused:
            verb()
        assert code(refused) == "no_scheduler"
        assert STILL_SWEPT in refused.value.safe
    assert scheduler.kept == {}


@pytest.mark.parametrize("at", [time(2, 0), time(2, 59)])
def test_an_hour_that_a_day_in_march_does_not_have_is_refused(
    schedule: SweepSchedule, scheduler: MemoryScheduler, at: time
) -> None:
    with pytest.raises(GdprDeskError) as refused:
        schedule.install(at)
    assert code(refused) == "hour"
    assert scheduler.kept == {}
    assert at.hour not in {hour.hour for hour in HOURS}


def test_a_folder_has_one_task_and_a_vault_that_is_gone_can_lose_its_own(
    schedule: SweepSchedule, scheduler: MemoryScheduler, vault: Vault
) -> None:
    scheduler.kept["older"] = Task("older", ("gdpr-desk",), vault.folder)
    scheduler.kept["elsewhere"] = Task("elsewhere", ("gdpr-desk",), vault.folder / "autre")
    schedule.install()
    assert len(scheduler.kept) == 2
    assert "older" not in scheduler.kept
    vault.close()
    shutil.rmtree(vault.folder)
    with pytest.raises(GdprDeskError):
        schedule.standing()
    assert schedule.remove() == 1
    assert set(scheduler.kept) == {"elsewhere"}
    assert (remove_all(scheduler), scheduler.kept) == (1, {})


def test_a_vault_that_does_not_say_which_it_is_is_refused(
    schedule: SweepSchedule, scheduler: MemoryScheduler, vault: Vault
) -> None:
    (vault.folder / STATE).write_text(json.dumps({}))
    with pytest.raises(GdprDeskError) as refused:
        schedule.install()
    assert code(refused) == "unknown_vault"
    assert schedule.remove() == 0


def test_a_run_is_told_from_what_the_vault_says_of_it(
    schedule: SweepSchedule, scheduler: MemoryScheduler, clock: FixedClock, paris: None
) -> None:
    scheduler.running = lambda asked: sweep_locked(asked.folder, clock)
    assert "aucune pour l’instant" in " ".join(wording.lines(schedule.install(), clock))
    last = schedule.run().last
    assert last is not None
    assert (last.locked, last.at) == (True, clock.now())
    assert wording.last_words(last, clock).startswith("aujourd’hui à 08:48, ")
    clock.instant = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert wording.last_words(last, clock).startswith("hier à 08:48, ")
    clock.instant = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert wording.last_words(last, clock).startswith("le 23 novembre 2026 à 08:48, ")


def test_what_the_scheduler_refuses_reaches_the_person(
    schedule: SweepSchedule, scheduler: MemoryScheduler
) -> None:
    scheduler.refusal = not_taken()
    with pytest.raises(GdprDeskError) as refused:
        schedule.install()
    assert "Rien n’a été modifié" in str(refused.value)
    assert schedule.standing().health is Health.ABSENT


@pytest.mark.parametrize(
    ("at", "now", "then"),
    [
        (time(3, 10), "2026-11-23T07:48", "2026-11-24T02:10"),
        (time(9, 10), "2026-11-23T07:48", "2026-11-23T08:10"),
        (time(3, 10), "2026-03-28T12:00", "2026-03-29T01:10"),  # the night that loses an hour
        (time(3, 10), "2026-10-24T12:00", "2026-10-25T02:10"),  # the night that has one twice
        (time(3, 10), "2026-11-23T02:10", "2026-11-24T02:10"),
    ],
)
def test_the_next_time_is_the_computers_own(at: time, now: str, then: str, paris: None) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_daily(at, instant) == datetime.fromisoformat(then).replace(tzinfo=UTC)

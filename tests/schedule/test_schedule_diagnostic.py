"""What the diagnostic says of the daily sweep: in place, another vault's, broken, not possible here."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_scheduler import MemoryScheduler

from gdpr_desk import settings
from gdpr_desk.clock import SystemClock
from gdpr_desk.diagnostic import ATTENTION, OK, Check, run_checks
from gdpr_desk.schedule import service
from gdpr_desk.schedule.model import Task
from gdpr_desk.schedule.service import SweepSchedule
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def usual(vault: Vault, scheduler: MemoryScheduler, monkeypatch: pytest.MonkeyPatch) -> SweepSchedule:
    """The schedule of the vault that opens when nobody names one."""
    monkeypatch.setattr(settings, "data_folder", lambda: vault.folder.parent)
    monkeypatch.setattr(service, "this_scheduler", lambda: scheduler)
    return SweepSchedule(vault.folder, SystemClock(), scheduler)


def check() -> Check:
    return next(check for check in run_checks() if check.key == "schedule")


def test_without_a_vault_there_is_nothing_to_schedule(
    tmp_path: Path, scheduler: MemoryScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(service, "this_scheduler", lambda: scheduler)
    assert check().state == OK
    assert scheduler.asked == []


def test_in_place_or_missing(usual: SweepSchedule) -> None:
    found = check()
    assert (found.state, found.sentence) == (ATTENTION, "Purge automatique : pas installée.")
    assert "schedule install" in found.remedy
    usual.install()
    found = check()
    assert (found.state, found.remedy) == (OK, "")
    assert found.sentence == "Purge automatique : installée, chaque jour à 03:10."


def test_another_vaults_task_is_not_taken_for_this_ones(
    usual: SweepSchedule, scheduler: MemoryScheduler, tmp_path: Path
) -> None:
    scheduler.install(Task("f" * 12, ("gdpr-desk",), tmp_path / "camille"))
    found = check()
    assert found.state == ATTENTION
    assert "celle d’un autre coffre" in found.sentence
    assert "camille" not in found.line()


def test_broken_says_what_is_wrong(usual: SweepSchedule, scheduler: MemoryScheduler) -> None:
    scheduler.off.add(usual.install().task)
    found = check()
    assert found.state == ATTENTION
    assert "désactivée en dehors du programme" in found.sentence
    assert found.remedy.startswith("Réparez-la")


def test_no_scheduler_here(usual: SweepSchedule, scheduler: MemoryScheduler) -> None:
    scheduler.answers = False
    found = check()
    assert found.state == ATTENTION
    assert "Aucun planificateur ne répond" in found.sentence
    assert found.remedy

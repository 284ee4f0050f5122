"""A run that dies anywhere: nothing undue is gone, the next run takes the rest, the accounts agree."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from forked import Program
from shelf import Shelf

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention import accounts, carrying, due_list, repository
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault

DAY = timedelta(days=1)
RAW_KEY = bytes(range(32))

STEPS: tuple[tuple[Any, str], ...] = (
    (repository, "begin_run"),
    (repository, "held"),
    (repository, "count_destroyed"),
    (repository, "end_run"),
    (Shelf, "destroy"),
    (Vault, "wipe_log"),
    (SpareRoom, "shorten_log"),
    (SpareRoom, "keep"),
    (accounts, "change_state"),
    (due_list, "replace_file"),
)


class Died(BaseException):
    """The process is gone: nobody catches it."""


def die_after(monkeypatch: pytest.MonkeyPatch, step: int) -> Callable[[], int]:
    """Die just after step number `step`; what it returns tells how many were begun."""
    begun = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def act(*given: object, **named: object) -> object:
            nonlocal begun
            begun += 1
            mine = begun == step
            found = real(*given, **named)
            if mine:
                raise Died
            return found

        return act

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, failing(getattr(owner, name)))
    return lambda: begun


def serving(vault: Vault, clock: FixedClock) -> tuple[Shelf, RetentionService]:
    """The sweep of an open vault over its shelf, as a start of the program makes it."""
    shelf = Shelf(vault)
    journal = JournalService(vault.store, clock, "p1")
    room = SpareRoom(vault.folder, 1 << 12)
    made = RetentionService(vault, journal, clock, LegalHolds(journal, clock), [shelf], room=room)
    made.due_list.start()
    return shelf, made


@pytest.fixture
def filled(shelf: Shelf, clock: FixedClock) -> Path:
    """The folder of a closed vault: seven items due, one of the same age held, one fresh."""
    _, retention = serving(shelf.vault, clock)
    shelf.put_all([*(f"due{number}" for number in range(7)), "held"], "calls", clock.now() - 3 * DAY)
    shelf.put("fresh", "calls", clock.now())
    retention.hold("shelf/held", reason="legal_claims", note="", review_on=clock.today() + 30 * DAY)
    shelf.vault.close()
    return shelf.vault.folder


def finished(folder: Path, clock: FixedClock) -> None:
    """After the next run: none due is left, none undue is lost, statements and journal tell all seven."""
    with Vault.open(folder, RAW_KEY, clock=clock) as vault:
        shelf, retention = serving(vault, clock)
        assert {"held", "fresh"} <= shelf.names()
        retention.sweep()
        assert shelf.names() == {"held", "fresh"}
        statements = retention.statements()
        assert sum(statement.destroyed for statement in statements) == 7
        assert all(statement.finished_at is not None for statement in statements)
        journal = JournalService(vault.store, clock, "p1")
        told = [entry.detail["destroyed"] for entry in journal.entries() if entry.action == "sweep.done"]
        assert sum(int(str(number)) for number in told) == 7
        assert journal.verify().intact
        due = read_due_list(folder)
        assert due is not None
        assert due.files == ()


def test_a_crash_after_any_step_loses_nothing_and_the_next_run_finishes(
    filled: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying.Carrying, "SIZE", 4)
    for step in range(1, 60):
        folder = Path(shutil.copytree(filled, tmp_path / f"copy{step}"))
        with Vault.open(folder, RAW_KEY, clock=clock) as vault, monkeypatch.context() as patch:
            _, retention = serving(vault, clock)
            begun = die_after(patch, step)
            try:
                retention.sweep()
            except Died:
                died = True
            else:
                died = False
        finished(folder, clock)
        if not died:
            break
    assert begun() == step - 1
    assert step > 15


CHILD = """
import sys
from pathlib import Path
from datetime import datetime
from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.carrying import Carrying
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault
from shelf import Shelf

clock = FixedClock(datetime.fromisoformat(sys.argv[2]))
vault = Vault.open(Path(sys.argv[1]), bytes(range(32)), clock=clock)
journal = JournalService(vault.store, clock, "p1")
shelf = Shelf(vault)
Carrying.SIZE = 1
room = SpareRoom(vault.folder, 4096)
service = RetentionService(vault, journal, clock, LegalHolds(journal, clock), [shelf], room=room)
print("READY", flush=True)
service.sweep(lambda done, total: print("DONE", done, flush=True))
"""


@pytest.mark.parametrize("batches", [0, 3])
def test_a_killed_process_leaves_what_the_next_run_finishes(
    filled: Path, clock: FixedClock, batches: int
) -> None:
    here = Path(__file__).resolve().parents[1]
    with Program(CHILD, filled, clock.now().isoformat(), cwd=here) as child:
        said = -1
        for line in child.stdout:
            said += line.startswith(("READY", "DONE"))
            if said == batches:
                child.kill()
                break
        assert child.wait(timeout=60) != 0
    finished(filled, clock)

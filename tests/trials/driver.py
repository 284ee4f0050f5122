"""A program without Qt that saves in a loop, made to be killed: `driver.py FOLDER [LIMIT]`.

Opens the vault in FOLDER (founds it at the first run) by a fixed raw key and changes one activity
over and over: change `n` puts `n` into every part of it, so that half a change would show. Lines
on stdout, each written at once: `START n` the change found at opening, `BEGIN n` after the first
write of a change, `WRITE n k` after each further one, `COMMIT n` when it is durable, `ACK n` when
the program has it back. With LIMIT it stops after so many changes and prints no lines between
START and the final `DONE changes seconds`.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event

from gdpr_desk.clock import SystemClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.model import (
    DataSubjects,
    ProcessingActivity,
    Purpose,
    RetentionRule,
)
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.vault import Vault, exists

RAW_KEY = bytes(range(32))
REFERENCE = "T-01"
PARTS = 4


def numbered(activity: ProcessingActivity, n: int) -> ProcessingActivity:
    """The activity with `n` in its own row and in several rows of three other tables."""
    return replace(
        activity,
        name=f"Activité {n}",
        note=f"note {n}",
        purposes=tuple(Purpose(name=f"but {n}") for _ in range(PARTS)),
        data_subjects=tuple(DataSubjects(category="customers", approximate_number=n) for _ in range(PARTS)),
        retention=tuple(
            RetentionRule(applies_to=f"dossier {n}", trigger="last_contact", period="P3Y")
            for _ in range(PARTS)
        ),
    )


def number_of(activity: ProcessingActivity) -> int:
    """The change the activity is at. Raises ValueError when its parts are not of one change."""
    n = int(activity.name.split()[1])
    if activity != numbered(activity, n):
        raise ValueError("half a change")
    return n


def open_register(folder: Path, state: Path) -> tuple[Vault, RegisterService, JournalService]:
    """The vault with its marks, and the services on it; a new vault has the activity at change 0."""
    clock = SystemClock()
    opened = exists(folder)
    make = Vault.open if opened else Vault.found_for_trial
    vault = make(folder, RAW_KEY, clock=clock)
    journal = JournalService(vault.store, clock, vault.person.id)
    vault.keep_high_water(journal.head, state=state)
    register = RegisterService(vault.store, journal, PartyService(vault.store, journal, clock), clock)
    if not opened:
        register.add(numbered(ProcessingActivity(reference="", name=""), 0))
    return vault, register, journal


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Narrator:
    """Tells each write of the change in hand."""

    def __init__(self, vault: Vault) -> None:
        self.change = 0
        self._writes = 0
        event.listen(vault._engine, "after_cursor_execute", self._executed)
        vault.store.observe(lambda _: say("COMMIT", self.change))

    def begin(self, change: int) -> None:
        """The writes from now on belong to this change."""
        self.change, self._writes = change, 0

    def _executed(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("INSERT", "UPDATE", "DELETE")):
            return
        self._writes += 1
        if self._writes == 1:
            say("BEGIN", self.change)
        else:
            say("WRITE", self.change, self._writes)


def main(folder: Path, limit: int | None) -> None:
    """Save until killed, or `limit` times."""
    vault, register, _ = open_register(folder, folder.with_name("state"))
    activity = register.activity(REFERENCE)
    n = number_of(activity)
    say("START", n)
    narrator = Narrator(vault) if limit is None else None
    began, last = time.perf_counter(), None if limit is None else n + limit
    while n != last:
        n += 1
        if narrator:
            narrator.begin(n)
        activity = register.save(numbered(activity, n)).activity
        if narrator:
            say("ACK", n)
    seconds = time.perf_counter() - began
    vault.close()
    say("DONE", limit, f"{seconds:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)

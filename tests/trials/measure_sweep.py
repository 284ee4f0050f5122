"""The sweep of a million dated items, half of them due in no order, against one plain DELETE of the same
rows in the same encrypted file. `python tests/trials/measure_sweep.py [ITEMS] [ROUNDS]`; prints a table.

Both run in turn on copies of one vault, in processes of their own; the sweep's time is the whole of planning,
carrying out, statement and wiping the log; the first run of such a size is stopped by the guard, so the list
was shown before, and the answer is yes. Memory is the largest the process ever held.
"""

from __future__ import annotations

import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.register.model import RetentionRule
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.vault import Vault

NOW = datetime.fromisoformat("2026-11-23T08:48:00+00:00")
KEY = bytes(range(32))
RULE = Rule("items", "Éléments", "60 jours", (RetentionRule("Éléments", "recorded", "P60D"),))


class Many:
    """A large source: each row knows its ceiling, and SQL leaves out what is not due."""

    kind = "item"
    rules: Sequence[Rule] = (RULE,)
    has_files = False

    def watched(self, session: Session) -> dict[str, int]:
        return {RULE.key: int(session.execute(text("SELECT count(*) FROM item")).scalar_one())}

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        due = text("SELECT id, due_at FROM item WHERE due_at <= :until ORDER BY id")
        rows = session.execute(due, {"until": until.isoformat()}, execution_options={"yield_per": 1000})
        return self._made(rows)

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        marks = ",".join(ids)
        found = session.execute(text(f"SELECT id, due_at FROM item WHERE id IN ({marks})"))  # noqa: S608
        return self._made(found.all())

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        marks = ",".join(ids)
        session.execute(text(f"DELETE FROM item WHERE id IN ({marks})"))  # noqa: S608
        return len(ids)

    @staticmethod
    def _made(rows: Iterable[Sequence[object]]) -> Iterator[Item]:
        for number, due_at in rows:
            window = RetentionWindow(maximum_at=datetime.fromisoformat(str(due_at)))
            yield Item("item", str(number), RULE.key, window)


def build(folder: Path, items: int) -> None:
    dice = random.Random(20261123)
    with Vault.found_for_trial(folder, KEY, clock=FixedClock(NOW)) as vault, vault.store.begin() as session:
        session.execute(
            text("CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, due_at TEXT, body TEXT)")
        )
        session.execute(text("CREATE INDEX item_due ON item (due_at)"))
        for start in range(0, items, 10_000):
            rows = [
                {
                    "at": (NOW + timedelta(minutes=dice.randint(-100_000, 100_000))).isoformat(),
                    "body": "x" * 100,
                }
                for _ in range(min(10_000, items - start))
            ]
            session.execute(text("INSERT INTO item (due_at, body) VALUES (:at, :body)"), rows)


def sweep(folder: Path) -> None:
    clock = FixedClock(NOW)
    with Vault.open(folder, KEY, clock=clock) as vault:
        journal = JournalService(vault.store, clock, "p1")
        service = RetentionService(vault, journal, clock, LegalHolds(journal, clock), [Many()])
        shown = service.plan().id
        began = time.perf_counter()
        done = service.apply(service.accept(shown))
        told(began, done.destroyed)


def plain(folder: Path) -> None:
    with Vault.open(folder, KEY, clock=FixedClock(NOW)) as vault:
        began = time.perf_counter()
        until = (NOW + timedelta(hours=1)).isoformat()
        with vault.store.begin() as session:
            gone = session.execute(
                text("DELETE FROM item WHERE due_at <= :until RETURNING 1"), {"until": until}
            )
            number = sum(1 for _ in gone)
        told(began, number)


def told(began: float, number: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - began:.2f} {number} {peak:.0f}", flush=True)


def main(items: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        built = Path(place) / "built"
        build(built, items)
        took: dict[str, list[float]] = {"plain": [], "sweep": []}
        for _ in range(rounds):
            for way, times in took.items():
                copy = Path(shutil.copytree(built, Path(place) / "copy"))
                run = [sys.executable, __file__, "one", way, str(copy)]
                seconds, number, peak = subprocess.check_output(run, text=True).split()
                times.append(float(seconds))
                print(f"{way}: {seconds} s, {number} items, {peak} MB")
                shutil.rmtree(copy)
    medians = {way: statistics.median(times) for way, times in took.items()}
    ratio = medians["sweep"] / medians["plain"]
    print(f"medians: plain {medians['plain']:.2f} s, sweep {medians['sweep']:.2f} s: {ratio:.2f} times")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        {"plain": plain, "sweep": sweep}[sys.argv[2]](Path(sys.argv[3]))
    else:
        numbers = [int(word) for word in sys.argv[1:]]
        main(*(numbers + [1_000_000, 5][len(numbers) :]))

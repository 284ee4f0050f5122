"""A shop's year under a moved clock: `four_hundred_days.py [DAYS [SEED]]`.

Every day has a process of its own, under libfaketime, on the demonstration's vault: work through the
services of the desk, in watched folders and on tasks elsewhere, a run at the start and every hour. Some
days the program stays off, some days the run is the command with its passphrase, some nights `sweep
--locked` comes, and some runs are killed inside `apply`. After each the judge of `due_judge.py` looks at
what there is.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import year_end
from disk import memory
from due_judge import DAY, DAYS, HOUR, SHELF, Broken, Judge
from duty_days import Duties
from moved_clock import MovedClock, missing
from shop_work import Company, Work, between, stood
from watched_days import Watched

START = datetime(2026, 11, 23, 8, 48, tzinfo=UTC)
NOT_OF_THE_COMMAND = SHELF
"""Kinds that only the driver knows: the program's own command leaves them alone."""


@dataclass(frozen=True)
class Calendar:
    """What each day is to be, by its number."""

    days: int
    off: frozenset[int]
    nights: frozenset[int]
    crashes: frozenset[int]
    commands: frozenset[int]

    @classmethod
    def rolled(cls, dice: random.Random, days: int) -> Calendar:
        """As the dice have it: single days and two long absences off, the rest in the shares asked for."""
        every = range(days)
        away = {*range(days // 3, days // 3 + 10), *range(days * 3 // 4, days * 3 // 4 + 17)}
        some = {share: frozenset(dice.sample(every, days * share // 400)) for share in (48, 52, 10, 24)}
        return cls(days, frozenset(away) | some[48], some[52], some[24], some[10])


@dataclass
class Year:
    """The shop, its clock, its dice, its judge."""

    base: Path
    dice: random.Random
    demo: bool = True
    told: Counter[str] = field(default_factory=Counter)
    runs: list[tuple[datetime, bool, int]] = field(default_factory=list)
    """Of every run that came to its end: when it began, whether it was locked, what it destroyed."""
    steps: int = 100
    crash_waits: int = 0
    waiting: bool = False
    outside: Path | None = None
    """Where the watched folders lie; without it there are none, and no tasks elsewhere."""
    swept_at: datetime = START

    def __post_init__(self) -> None:
        self.base.mkdir(exist_ok=True)
        self.folder = self.base / "coffre"
        self.clock = MovedClock(self.base, START)
        self.company = Company(self.clock)
        found = self.company.ask("found", str(self.folder), self.demo)
        self.phrase = self.base / "phrase"
        self.phrase.write_text(found["passphrase"] + "\n", encoding="utf-8")
        self.judge = Judge(self.folder, bytes.fromhex(found["key"]))
        self.judge.meet()
        self.work = Work(self.company, self.judge, self.dice, self.told)
        self.watched: Watched | None = None
        self.duties: Duties | None = None
        if self.outside:
            self._reach_out(self.outside)

    def _reach_out(self, place: Path) -> None:
        """Put folders under rules, and let the register promise what is to be done elsewhere."""
        given = (self.clock, self.company, self.judge, self.dice, self.told)
        self.watched, self.duties = Watched(place, *given), Duties(*given)
        self.judge.watched = self.watched
        self.begin()
        self.watched.begin()
        self.duties.begin()
        self.end()

    def live(self, calendar: Calendar) -> None:
        """Day after day, to the end."""
        for day in range(calendar.days):
            self.crash_waits += day in calendar.crashes
            morning = START + day * DAY + self.dice.uniform(-2, 2) * HOUR
            if day in calendar.commands:
                self.clock.set(morning)
                self.command()
            elif day not in calendar.off:
                self.clock.set(morning)
                self.open_day()
            else:
                self.told["days off"] += 1
            if day in calendar.nights:
                self.clock.set((START + (day + 1) * DAY).replace(hour=3, minute=self.dice.randrange(60)))
                self.locked_night()

    def open_day(self) -> None:
        """A process of some hours: a run when it starts, and one every hour."""
        self.begin()
        alive = self.sweep()
        for _ in range(self.dice.randint(1, 3)):
            if not alive:
                return
            self.work.hour()
            if self.watched and self.duties:
                self.watched.hour()
                self.duties.hour()
            if self.waiting and self.dice.random() < 0.5:
                self.accept()
            self.clock.set(self.clock.at + HOUR)
            alive = self.sweep()
        if alive:
            self.end()

    def begin(self) -> None:
        """A process opens the vault."""
        self.company.expect("begin", str(self.folder), self.judge.key.hex())
        self.told["sessions"] += 1

    def end(self) -> None:
        """It closes it."""
        self.company.expect("end")
        if self.company.answer()["ended"]:
            raise Broken("a day's process did not end well")

    def sweep(self) -> bool:
        """A run; whether the process survived it. Killed only where there is something to destroy."""
        due = self.judge.overdue(self.clock.at)
        crash = bool(self.crash_waits and len(due) > 1 and not self.waiting)
        found = self.company.ask("sweep", self.dice.randint(1, self.steps) if crash else 0)
        if "ended" in found:
            self.crashed(len(due))
            return False
        stood("sweep", found)
        began, ended = between(found)
        self._looked(began, ended)
        self.steps = found["steps"] if due else self.steps
        self._asks(found["waiting"])
        self.swept_at = began
        self.judge.after_run(began, ended, waits=self.waiting)
        self._planned()
        self._note(began, locked=False, destroyed=found["destroyed"])
        return True

    def _looked(self, began: datetime, ended: datetime) -> None:
        if self.watched:
            self.watched.met(began, ended)

    def _planned(self) -> None:
        if self.watched and self.duties:
            self.watched.planned()
            self.duties.after_run()

    def crashed(self, due: int) -> None:
        """The run was killed: what is gone was due, and the rest is whole."""
        self._looked(self.clock.at, self.clock.at + timedelta(minutes=5))
        gone = self.judge.after_crash(self.clock.at + timedelta(minutes=5))
        self._planned()
        self.crash_waits -= 1
        self.told["crashes inside apply"] += 1
        self.told["… after something was destroyed"] += gone > 0
        self.told["… with more still to destroy"] += 0 < gone < due
        if self.dice.random() < 0.5:
            self.clock.set(self.clock.at + timedelta(minutes=self.dice.randint(1, 30)))
            self.begin()
            if self.sweep():
                self.end()

    def accept(self) -> None:
        """Somebody says yes."""
        found = self.company.expect("accept")
        if not found["asked"]:
            raise Broken("what waited no longer waits, and nobody answered")
        began, ended = between(found)
        self.judge.after_run(self.swept_at, ended)
        self._asks(0)
        self._note(began, locked=False, destroyed=found["destroyed"])
        self.told["answers"] += 1

    def locked_night(self) -> None:
        """The real command, as the operating system's timer starts it."""
        done = self.clock.run("sweep", "--locked", "--vault", str(self.folder), "--json")
        found = _result(done)
        if found["errors"] or not found["locked"]:
            raise Broken(f"locked run: {done.stdout} {done.stderr}")
        ended = self.clock.at + timedelta(minutes=5)
        waiting = sum(skipped["why"] == "guard" for skipped in found["skipped"])
        gone = self.judge.after_locked(self.clock.at, ended, waiting)
        if gone != found["destroyed"]:
            raise Broken(f"{gone} files are gone, the locked run says {found['destroyed']}")
        self._note(self.clock.at, locked=True, destroyed=gone)
        self.told["locked nights"] += 1
        self.told["files destroyed by locked nights"] += gone

    def command(self) -> None:
        """A day on which only the command runs, with its passphrase."""
        words = ("sweep", "--vault", str(self.folder), "--passphrase-file", str(self.phrase), "--json")
        done = self.clock.run(*words)
        found = _result(done)
        if found["errors"] or found["locked"]:
            raise Broken(f"run by command: {done.stdout} {done.stderr}")
        self._asks(sum(skipped["why"] == "guard" for skipped in found["skipped"]))
        kinds = [kind for kind in DAYS if kind not in NOT_OF_THE_COMMAND]
        ended = self.clock.at + timedelta(minutes=5)
        self._looked(self.clock.at, ended)
        self.judge.after_run(self.clock.at, ended, waits=self.waiting, kinds=kinds)
        self._planned()
        self._note(self.clock.at, locked=False, destroyed=found["destroyed"])
        self.told["runs by command"] += 1

    def _note(self, began: datetime, *, locked: bool, destroyed: int) -> None:
        year_end.last_line(self.folder, began, locked=locked, destroyed=destroyed)
        self.runs.append((began, locked, destroyed))
        self.told["runs"] += 1

    def _asks(self, waiting: int) -> None:
        self.told["questions of the guard"] += bool(waiting) and not self.waiting
        self.waiting = bool(waiting)


def _result(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise Broken(f"status {done.returncode}: {done.stdout} {done.stderr}") from None
    return dict(found)


def close(year: Year) -> dict[str, Any]:
    """The last day: a run, an answer where one waits, everything that was left behind; the figures."""
    year.crash_waits = 0
    year.clock.set(year.clock.at + DAY)
    year.begin()
    year.sweep()
    if year.waiting:
        year.accept()
    intact = year.company.expect("verify")
    year_end.require(bool(intact["journal"] and intact["ledger"]), "journal and ledger", intact)
    judge = year.judge
    told = year_end.statements(judge, year.runs)
    numbers = [row[0] for row in judge.rows("SELECT number FROM sweep_run ORDER BY id")]
    papers = []
    for number in year.dice.sample(numbers, min(12, len(numbers))):
        papers.append(year.base / f"{number}.pdf")
        year.company.expect("statement", number, str(papers[-1]))
    year.end()
    year_end.nameless(year.folder, papers, judge.rows("SELECT content FROM activity_bin"))
    held = [thing for thing in judge.alive.values() if thing.held]
    overdue = sum(thing.due()[1] <= year.clock.at for thing in held)
    due = judge.swept.total() + overdue
    late = judge.latest / HOUR
    entries = {"journal": intact["entries"], "ledger": year_end.erased(judge), "papers read": len(papers)}
    state = {"fell due": due, "held now": len(held), "of them past their time": overdue}
    return {**state, **year.told, **told, **entries, "longest after its time, hours": round(late, 1)}


def trial(days: int, seed: int, base: Path, outside: Path) -> dict[str, Any]:
    """A year of so many days, with watched folders below `outside`; what it was made of. Raises Broken."""
    dice = random.Random(seed)
    year = Year(base, dice, outside=outside)
    try:
        year.live(Calendar.rolled(dice, days))
        return close(year)
    finally:
        year.company.leave()


def main(days: int, seed: int) -> int:
    """Print the figures, or what was broken."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="gdpr-desk-days-", dir=memory()) as base,
        tempfile.TemporaryDirectory(prefix="gdpr-desk-watched-") as outside,  # no rule stands below /dev
    ):
        try:
            found = trial(days, seed, Path(base) / "shop", Path(outside) / "shop")
        except Broken as broken:
            print(f"BROKEN after {time.monotonic() - began:.0f} s: {broken}")
            return 1
    print(f"{days} days, seed {seed}, {time.monotonic() - began:.0f} s: 0 broken")
    for what, number in found.items():
        print(f"  {what}: {number}")
    return 0


if __name__ == "__main__":
    if missing():
        sys.exit(missing())
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {chosen}", flush=True)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400, chosen))

"""Tasks elsewhere in the shop of `four_hundred_days.py`, and the judge's own account of them.

The account has days as whole numbers: which duties the register holds, when each was last done, how often it
is promised. It never asks the program when something is due.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from due_judge import Judge, Thing
from moved_clock import MovedClock
from shop_days import CANARY
from shop_work import Company, between
from tasks_elsewhere import BY_ITSELF, OFTEN
from year_end import PARIS, require

_ROWS = "SELECT reference, activity, duty, due_on, postponed, state FROM elsewhere_task ORDER BY id"


@dataclass
class _Open:
    """An open task, as the database has it."""

    reference: str
    activity: str
    duty: str
    due_on: date
    postponed: str


@dataclass
class Duties:
    """The eight duties of the invented register; the demonstration's own stand beside them."""

    clock: MovedClock
    company: Company
    judge: Judge
    dice: random.Random
    told: Counter[str]
    numbers: dict[str, str] = field(default_factory=dict)
    """By reference in this register, the number in the invented one."""
    since: dict[str, tuple[date, int]] = field(default_factory=dict)
    """By reference, the day its rhythm counts from and how many days it may take from there."""
    without: set[str] = field(default_factory=set)
    put_off: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """In the shop."""
        return self.clock.at.astimezone(PARIS).date()

    def begin(self) -> None:
        """The register promises them."""
        references = self.company.expect("promise")["references"]
        self.numbers = {reference: number for number, reference in references.items()}
        for reference, number in self.numbers.items():
            self.since[reference] = (self.today, OFTEN[number])
            self.judge.kept.add(("record", reference))
        self.others = {task.duty for task in self._tasks() if task.activity not in self.numbers}

    def hour(self) -> None:
        """Most of what is due is done; some is put off, forgotten, or done early; the register changes."""
        for task in self._tasks():
            if task.activity not in self.numbers:
                continue
            often = (0.004, 0.004) if task.due_on > self.today else (0.3, 0.04)
            if self.dice.random() < often[0]:
                self._end(task)
            elif self.dice.random() < often[1]:
                self.company.expect("postpone", task.reference, self.dice.randint(1, 9))
                self.put_off.add(task.activity)
                self.told["tasks put off"] += 1
        if self.dice.random() < 0.03:
            self._change_register()

    def after_run(self) -> None:
        """Each duty has its one task, none later than its rhythm allows, and what ended is told."""
        tasks = self._tasks()
        mine = [task for task in tasks if task.activity in self.numbers]
        wanted = Counter(self.numbers.keys() - self.without)
        found = Counter(task.activity for task in mine)
        require(found == wanted, "open tasks and duties", self.today, found, wanted)
        rest = Counter(task.duty for task in tasks if task.activity not in self.numbers)
        require(rest == Counter(self.others), "the demonstration's own duties", self.today, rest)
        self.put_off = (self.put_off & self.without) | {task.activity for task in mine if task.postponed}
        for task in mine:
            day, often = self.since[task.activity]
            late = (task.due_on - day).days > often
            require(bool(task.postponed) or not late, "a task later than its rhythm", task, day, often)
        closed = {row[0] for row in self.judge.rows(_ROWS) if row[5] != "open"}
        require(self.ended <= closed, "tasks that ended and are not told", self.ended - closed)

    def _end(self, task: _Open) -> None:
        ending = self.dice.choice((*("done", "nothing") * 4, "automatic"))
        picture = f"{CANARY}-{task.reference}.png" if self.dice.random() < 0.6 else ""
        found = self.company.expect("done", task.reference, ending, picture)
        for proof in found["proofs"]:
            self.judge.put(Thing("task_proof", proof, between(found)))
            self.told["proofs of tasks"] += 1
        often = OFTEN[self.numbers[task.activity]]
        often = max(BY_ITSELF, often) if ending == "automatic" else often
        self.since[task.activity] = (self.today, often)
        self.put_off.discard(task.activity)
        self.ended.add(task.reference)
        self.told["tasks ended"] += 1

    def _change_register(self) -> None:
        """An activity loses its durations, or has them again; nobody gains time by that, but where the task
        was put off before."""
        reference = self.dice.choice(sorted(self.numbers))
        if reference in self.without:
            self.company.expect("remember", reference, self.numbers[reference])
            self.without.discard(reference)
            if reference in self.put_off:
                self.since[reference] = (self.today, OFTEN[self.numbers[reference]])
        else:
            self.company.expect("forget", reference)
            self.without.add(reference)
        self.told["changes of the register"] += 1

    def _tasks(self) -> list[_Open]:
        rows = self.judge.rows(_ROWS)
        return [
            _Open(reference, activity, duty, date.fromisoformat(due_on), postponed)
            for reference, activity, duty, due_on, postponed, state in rows
            if state == "open"
        ]

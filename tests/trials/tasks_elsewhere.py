"""A shop's days with tasks elsewhere: a person does them, forgets, puts off; the register changes meanwhile.

The judge keeps accounts of its own, with days as whole numbers: which duties the register holds, when each
was last done, how often it is promised. It never asks the program when something is due.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from elsewhere_shop import REGISTER

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState

OFTEN = {
    "T-01": 184,
    "T-02": 31,
    "T-03": 7,
    "T-04": 31,
    "T-05": 7,
    "T-06": 366,
    "T-07": 92,
    "T-08": 184,
}
"""By activity, the most days from one time to the next; a tool that deletes by itself is seen as often, but
at most monthly."""
BY_ITSELF = 31


@dataclass
class Days:
    """One shop over many days; on a share `changes` of them the register changes."""

    desk: Desk
    clock: FixedClock
    dice: random.Random
    changes: float = 0.03
    done_on: dict[str, tuple[date, int]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)

    def live(self, days: int, sweeps_every: int = 1) -> Counter[str]:
        """That many days, with a sweep on some; raises AssertionError where a promise is broken."""
        for _ in range(days):
            self.clock.instant += timedelta(days=1)
            if self.dice.random() < self.changes:
                self._change_register()
            if self.clock.today().toordinal() % sweeps_every:
                self.desk.elsewhere.regenerate()
            else:
                self.desk.retention.sweep()
            self._work()
            self._judge()
        self.told["days"] += days
        self.told["tasks"] = len(self.ended) + len(self.desk.elsewhere.standing().open)
        return self.told

    def _work(self) -> None:
        """Most of what is due is done on its day or soon after; now and then before it."""
        today = self.clock.today()
        for task in self.desk.elsewhere.standing().open:
            due = today >= task.due_on
            if due and self.dice.random() < 0.5:
                self._end(task, today)
            elif due and self.dice.random() < 0.1:
                until = max(today, task.due_on) + timedelta(days=self.dice.randint(1, 9))
                self.desk.elsewhere.postpone(task.reference, until, "inventaire")
                self.told["put off"] += 1
            elif not due and self.dice.random() < 0.003:
                self._end(task, today)
                self.told["early"] += 1

    def _end(self, task: ElsewhereTask, today: date) -> None:
        often_said = (TaskState.DONE, TaskState.NOTHING)
        ending = self.dice.choice((*often_said * 4, TaskState.AUTOMATIC))
        count = self.dice.randint(1, 99) if ending is TaskState.DONE else None
        self.desk.elsewhere.done(task.reference, ending, count=count)
        often = OFTEN[task.duty.activity]
        often = max(BY_ITSELF, often) if ending is TaskState.AUTOMATIC else often
        self.done_on[task.duty.activity] = (today, often)
        self.ended.add(task.reference)
        self.told[ending.value] += 1

    def _change_register(self) -> None:
        """An activity loses its durations, or has them again."""
        activity = self.dice.choice(REGISTER.activities[:8])
        kept = self.desk.register.activity(activity.reference)
        gone = bool(kept.retention)
        self.desk.register.save(replace(kept, retention=() if gone else activity.retention))
        (self.without.add if gone else self.without.discard)(activity.reference)
        self.told["register changed"] += 1

    def _judge(self) -> None:
        today = self.clock.today()
        tasks = self.desk.elsewhere.standing()
        duties = Counter(task.duty.activity for task in tasks.open)
        wanted = set(OFTEN) - self.without
        assert duties == Counter(wanted), (today, duties)
        for task in tasks.open:
            seen, often = self.done_on.get(task.duty.activity, (None, 0))
            if seen is not None and not task.postponed:
                assert (task.due_on - seen).days <= often, (today, task.duty.activity, task.due_on, seen)
        late = {task.reference for task in tasks.overdue}
        assert late == {task.reference for task in tasks.open if task.due_on < today}
        assert self.ended <= {task.reference for task in self.desk.elsewhere.history()}
        self.told["days late"] += len(late)

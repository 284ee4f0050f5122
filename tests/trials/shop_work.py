"""What is done in the shop of `four_hundred_days.py`, in the hours when the program is open."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from due_judge import DAY, MINIMUM_DAYS, Broken, Judge, Thing
from moved_clock import HERE, MovedClock


class Company:
    """The process that makes a process of each day, and what it answers."""

    def __init__(self, clock: MovedClock) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "shop_days.py")],
            env=clock.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def ask(self, *order: object) -> dict[str, Any]:
        """Give an order; its answer, or `ended` where the day's process was killed."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Broken("the driver is gone")
        return dict(json.loads(line))

    def expect(self, *order: object) -> dict[str, Any]:
        """Give an order that must be carried out."""
        return stood(order[0], self.ask(*order))

    def leave(self) -> None:
        """No more days."""
        self._process.communicate(timeout=60)


@dataclass
class Work:
    """The hands of the shop: what they put in, hold and take out, the judge is told."""

    company: Company
    judge: Judge
    dice: random.Random
    told: Counter[str]
    number: int = 0

    def hour(self) -> None:
        """What is done in an hour: some of each, as the dice have it."""
        for act, often in (
            (self.copy, 1.0),
            (self.copy, 0.5),
            (self._letter, 0.1),
            (self._record, 0.35),
            (self._draft, 0.25),
            (self._papers, 0.25),
            (self._calls, 0.3),
            (self._backup, 0.35),
            (self._hold, 0.3),
            (self._lift, 0.2),
            (self._by_hand, 0.25),
            (self._back_from_bin, 0.06),
            (self._call_back, 0.25),
            (self._settled, 0.15),
        ):
            if self.dice.random() < often:
                act()

    def _new(self, kind: str, *order: object, **rest: Any) -> None:
        found = self.company.expect(*order)
        self.judge.put(Thing(kind, found["id"], between(found), **rest))

    def copy(self) -> None:
        self.number += 1
        self._new("attachment", "attach", "identity", self.number)

    def _letter(self) -> None:
        self.number += 1
        found = self.company.expect("attach", "letter", self.number)
        self.judge.kept.add(("attachment", found["id"]))

    def _record(self) -> None:
        """A record, thrown away at once in most cases, sometimes with something half typed."""
        self.number += 1
        made = self.company.expect("record", self.number)
        if self.dice.random() < 0.2:
            self._new("draft", "draft", made["form"])
        if self.dice.random() < 0.9:
            self._new("activity", "bin", made["id"], form=made["form"])
        else:
            self.judge.kept.add(("record", made["id"]))

    def _draft(self) -> None:
        self.number += 1
        self._new("draft", "draft", f"register/N-{self.number}")

    def _papers(self) -> None:
        self.number += 1
        ago = self.dice.randint(0, 12)
        found = self.company.expect("put", f"p{self.number}", "papers", ago)
        published = between(found)[1] - ago * DAY
        self.judge.put(Thing("papers", found["id"], between(found), published))

    def _calls(self) -> None:
        self.number += 1
        self._new("calls", "put", f"c{self.number}", "calls", MINIMUM_DAYS + 1)

    def _call_back(self) -> None:
        self.number += 1
        self._new("call_back", "call_back", self.number)

    def _settled(self) -> None:
        """An unpaid account, and its payment."""
        self.number += 1
        self._new("settled", "settled", self.number)

    def _backup(self) -> None:
        found = self.company.expect("backup")
        self.judge.thinned()
        if found["id"]:
            self.judge.put(Thing("backup", found["id"], between(found)))

    def _hold(self) -> None:
        """On anything, rather on what is soon due; and papers may be published anew."""
        free = [t for t in self.judge.alive.values() if not t.held and t.holdable]
        if not free:
            return
        soon = sorted(free, key=lambda t: t.due())[: max(1, len(free) // 4)]
        thing = self.dice.choice(self.dice.choice((free, soon)))
        if thing.kind == "papers" and self.dice.random() < 0.5:
            thing.published = between(self.company.expect("publish", thing.id))[1]
            self.told["minima begun anew"] += 1
            return
        self.company.expect("hold", thing.key)
        thing.held = True
        self.told["holds set"] += 1

    def _lift(self) -> None:
        held = [thing for thing in self.judge.alive.values() if thing.held]
        if held:
            thing = self.dice.choice(held)
            thing.lifted_at = between(self.company.expect("lift", thing.key))[1]
            thing.held = False
            self.told["holds lifted"] += 1

    def _by_hand(self) -> None:
        """Somebody destroys a copy or a record: never a held one."""
        kind = self.dice.choice(("attachment", "attachment", "activity"))
        there = self.judge.things(kind)
        held = [thing for thing in there if thing.held]
        if not there:
            return
        thing = self.dice.choice(held or there)
        found = self.company.ask("destroy", kind, thing.id)
        if thing.held:
            self.told["refused to hands"] += found.get("refused") == "held"
            if found.get("refused") != "held":
                raise Broken(f"the held {thing.key} was destroyed by hand: {found}")
            return
        stood("destroy", found)
        self.judge.taken(kind, thing.id)
        self.told["destroyed by hand"] += 1

    def _back_from_bin(self) -> None:
        there = [thing for thing in self.judge.things("activity") if not thing.held]
        if there:
            thing = self.dice.choice(there)
            self.company.expect("restore", thing.id)
            self.judge.back(thing.id)


def stood(order: object, found: dict[str, Any]) -> dict[str, Any]:
    """The answer to an order, if it was carried out. Raises Broken."""
    if "ended" in found or "refused" in found or found.get("errors"):
        raise Broken(f"{order}: {found}")
    return found


def between(found: dict[str, Any]) -> tuple[datetime, datetime]:
    """The instants between which an order was carried out."""
    return datetime.fromisoformat(found["from"]), datetime.fromisoformat(found["to"])

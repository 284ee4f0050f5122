"""The 72 hours under a computer's clock that is moved: `incident_clocks.py [SEED [AWARE...]]`, Linux.

Six instants of awareness: over both changes of summer time, in the doubled hour, a weekend, a feast, a New
Year. For each, the clock is moved while the program runs, while it is off (once by an end, once by a kill)
and put right again; the computer's zone changes. The end, in the vault and in what a locked vault knows,
stays the instant of `law.md`; what is left follows the clock to the second; a moved clock is told, a right
one is not.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from moved_clock import MovedClock, missing

from gdpr_desk.retention.due_list import read_due_list

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
AWARE = {
    "2026-03-27T18:00+01:00": "2026-03-30T19:00+02:00",
    "2026-10-24T18:00+02:00": "2026-10-27T17:00+01:00",
    "2026-10-25T02:30+02:00": "2026-10-28T01:30+01:00",
    "2026-10-25T02:30+01:00": "2026-10-28T02:30+01:00",
    "2026-11-20T17:30+01:00": "2026-11-23T17:30+01:00",
    "2026-05-13T09:00+02:00": "2026-05-16T09:00+02:00",
    "2026-12-31T23:30+01:00": "2027-01-03T23:30+01:00",
}
"""When the shop knew, and the end, both typed from `law.md` 6.1."""
ZONES = ("Europe/Paris", "UTC", "America/New_York", "Pacific/Kiritimati")
_TOLD = "horloge de l’ordinateur"


class ZonedClock(MovedClock):
    """The same for processes of any zone: the file counts seconds, which no zone reads otherwise."""

    def set(self, at: datetime) -> None:
        self.at = at.astimezone(UTC).replace(microsecond=0)
        fresh = self._file.with_name("clock.part")
        fresh.write_text(f"@{self.at.timestamp():.0f}\n", encoding="ascii")
        fresh.replace(self._file)

    def environment(self) -> dict[str, str]:
        own = {"FAKETIME_FMT": "%s", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "QT_QPA_PLATFORM": "offscreen"}
        return {**super().environment(), **own}


class Program:
    """The processes of one vault, and the computer's clock."""

    def __init__(self, base: Path, at: datetime) -> None:
        self.folder = base / "coffre"
        self.clock = ZonedClock(base, at)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("incident_lives.py"))],
            env=self.clock.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def order(self, *words: str) -> dict[str, Any]:
        """Its answer; an order that kills is answered by the end of the life."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, ("the program died", words)
        found: dict[str, Any] = json.loads(line)
        return found

    def ended(self) -> None:
        """The life is over: its parent says so."""
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline()) == {"ended": True}

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class Trial:
    """One instant of awareness."""

    def __init__(self, program: Program, aware: datetime, due: datetime, tally: Counter[str]) -> None:
        self._program, self._aware, self._due, self._tally = program, aware, due, tally
        self.worst = 0.0

    def judge(self, seen: dict[str, Any], *, told: bool | None) -> None:
        """The end is the same; what is left is right by the clock; a move is told, where `told` says."""
        assert datetime.fromisoformat(seen["due"]) == self._due, ("the end moved", seen)
        listed = read_due_list(self._program.folder)
        assert listed is not None
        assert list(listed.clocks) == [self._due], "what a locked vault knows"
        left = (self._due - datetime.fromisoformat(seen["now"])).total_seconds()
        off = abs(left - seen["left"])
        assert off < 2, ("wrong time left", seen)
        assert seen["shown"], "no banner"
        if told is not None:
            assert (_TOLD in seen["sentence"]) is told, (told, seen)
        self.worst = max(self.worst, off)
        self._tally["looks"] += 1
        self._tally["moves told"] += _TOLD in seen["sentence"]

    def run(self, moves: list[timedelta], dice: random.Random) -> None:
        """Every move while it runs, and while it is off."""
        at = self._aware + HOUR
        for move in moves:
            zone = dice.choice(ZONES)
            self._program.clock.set(at)
            self.judge(self._program.order("begin", str(self._program.folder), zone), told=False)
            self._program.clock.set(at + move)
            self.judge(self._program.order("look"), told=True)
            self._end(dice)
            back = self._program.order("begin", str(self._program.folder), dice.choice(ZONES))
            self.judge(back, told=True if at + move < self._aware - timedelta(minutes=3) else None)
            self._program.clock.set(at)
            self._program.order("look")
            self._end(dice)
            self.judge(self._program.order("begin", str(self._program.folder), zone), told=False)
            self._end(dice)
            self._tally["moves"] += 1

    def _end(self, dice: random.Random) -> None:
        if dice.random() < 0.5:
            self._program.order("end")
            self._program.ended()
            self._tally["ends"] += 1
        else:
            assert self._program.order("kill") == {"ended": True}
            self._tally["kills"] += 1


def main(seed: int, which: list[str]) -> str:
    """All of them, or those; a line of figures. Raises AssertionError where something is broken."""
    dice, tally, began, worst = random.Random(seed), Counter[str](), time.monotonic(), 0.0
    for aware in which or AWARE:
        known, due = datetime.fromisoformat(aware), datetime.fromisoformat(AWARE[aware])
        assert due.astimezone(UTC) - known.astimezone(UTC) == 72 * HOUR
        with tempfile.TemporaryDirectory(prefix="gdpr-desk-clock-") as base:
            program = Program(Path(base), known + HOUR)
            try:
                told = program.order("found", str(program.folder), aware)
                shown = datetime.fromisoformat(told["due"]).astimezone(PARIS)
                assert f"{shown:%d %H:%M}" == f"{due.astimezone(PARIS):%d %H:%M}"
                random_move = timedelta(minutes=dice.randrange(-500_000, 500_000))
                moves = [5 * HOUR, -5 * HOUR, 30 * DAY, -400 * DAY, 900 * DAY, -3 * HOUR, random_move]
                trial = Trial(program, known, due, tally)
                trial.run(moves, dice)
                worst = max(worst, trial.worst)
            finally:
                program.close()
        print(aware, dict(tally), flush=True)
    return (
        f"{len(which or AWARE)} instants, seed {seed}: {dict(tally)}; the end never moved, time left right "
        f"within {worst:.3f} s; load {os.getloadavg()[0]:.1f}; {time.monotonic() - began:.0f} s: 0 broken"
    )


if __name__ == "__main__":
    if missing():
        sys.exit(missing())
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    print(main(chosen, sys.argv[2:]))

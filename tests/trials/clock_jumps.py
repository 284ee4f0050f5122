"""A clock that is wrong for some days: `clock_jumps.py [SEED [NUMBER...]]`, on the shop of
`four_hundred_days.py`; with numbers (from 0) only those of its jumps.

Forty-five days of that shop, then for each jump a copy of it: the clock is wrong, nobody answers, runs come
every hour of the open vault and every night of the locked one; then it is right again and forty days
follow, judged as strictly as ever. Nothing is put in while the clock is wrong.
"""

from __future__ import annotations

import copy
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from disk import memory
from due_judge import ASKS_FROM, DAY, HOUR, Broken
from four_hundred_days import Calendar, Year, close
from moved_clock import MovedClock, missing
from shop_work import Company, Work
from year_end import require

YEAR = 365 * DAY
JUMPS = (DAY, -DAY, 30 * DAY, -30 * DAY, YEAR, -YEAR, 10 * YEAR, -10 * YEAR)
ROUNDING = (datetime(2038, 1, 19, 3, 13, 30, tzinfo=UTC), datetime(2038, 2, 1, 9, tzinfo=UTC))
"""Just before 32 bits of seconds are full, and after."""
SHARE = 5
"""More than a fifth of everything is a pile that nobody may take unasked."""
WAITS = 7 * DAY
"""After so long unattended copies go without an answer."""


def wrong(year: Year, jump: timedelta, days: int) -> int:
    """Live so many days under a wrong clock, without an answer; how many things went all the same."""
    right, before = year.clock.at, year.judge.swept.total()
    for day in range(days):
        year.clock.set(right + day * DAY + jump)
        year.begin()
        for _ in range(3):
            _one_run(year, unattended=day * DAY >= WAITS)
            year.clock.set(year.clock.at + HOUR)
        year.end()
        year.clock.set(year.clock.at + 12 * HOUR)
        files = len(year.judge.things("attachment"))
        gone = year.told["files destroyed by locked nights"]
        year.locked_night()
        gone = year.told["files destroyed by locked nights"] - gone
        if day * DAY < WAITS:
            require(gone <= max(ASKS_FROM, files / SHARE), "a locked night took a pile unasked", gone, files)
    year.clock.set(right + days * DAY)
    return year.judge.swept.total() - before


def right_again(year: Year, days: int) -> None:
    """The clock is right: a run, an answer where one is asked for, then day after day nothing is missed."""
    year.begin()
    year.sweep()
    if year.waiting:
        year.accept()
    year.end()
    for _ in range(days):
        year.clock.set(year.clock.at.replace(hour=9) + DAY)
        year.open_day()


def questions(year: Year) -> int:
    """How often somebody was asked, by the journal."""
    found = year.judge.rows("SELECT count(*) FROM journal_entry WHERE action = 'sweep.waiting'")
    return int(found[0][0])


def copied(year: Year, base: Path) -> Year:
    """The same shop in another folder, with a clock, a company and a judge of its own."""
    shutil.copytree(year.base, base)
    other = copy.copy(year)
    other.base, other.folder, other.phrase = base, base / "coffre", base / "phrase"
    other.clock = MovedClock(base, year.clock.at)
    other.company = Company(other.clock)
    other.judge, other.told = copy.deepcopy(year.judge), copy.deepcopy(year.told)
    other.judge.folder, other.runs, other.dice = other.folder, [*year.runs], random.Random(year.work.number)
    other.work = Work(other.company, other.judge, other.dice, other.told, year.work.number)
    return other


def tried(shop: Year, jump: timedelta, days: int, base: Path, *, after: int = 40) -> str:
    """One jump and what came of it, in a line."""
    year = copied(shop, base)
    try:
        before, there = questions(year), len(year.judge.alive)
        due = len(year.judge.overdue(year.clock.at + jump))
        gone = wrong(year, jump, days)
        asked = questions(year) - before
        right_again(year, after)
        close(year)
        return (
            f"{jump.days:+} days for {days}: {due} of {there} things due by it, {gone} went unasked, "
            f"{asked} questions while it was wrong, {questions(year) - before - asked} in the "
            f"{after} days after"
        )
    finally:
        year.company.leave()
        shutil.rmtree(base)


def _one_run(year: Year, *, unattended: bool) -> None:
    """A run under the wrong clock: a pile stays, and whoever asked goes on asking the same."""
    asked, there, pile = questions(year), len(year.judge.alive), year.judge.swept.copy()
    year.sweep()
    gone = year.judge.swept - pile
    if unattended:
        gone.pop("attachment", None)
    require(gone.total() <= max(ASKS_FROM, there / SHARE), "a pile went unasked", gone, there)
    require(questions(year) - asked <= 1, "asked more than once in a run")


def trial(seed: int, base: Path, which: Sequence[int] = ()) -> list[str]:
    """All the jumps, or those. Raises Broken."""
    dice, none = random.Random(seed), frozenset[int]()
    shop = Year(base / "shop", dice)
    try:
        shop.live(Calendar(45, none, frozenset({10, 20, 30, 40}), none, none))
        shop.clock.set(shop.clock.at + DAY)
    finally:
        shop.company.leave()
    jumps = [(jump, 3) for jump in JUMPS]
    jumps += [(edge - shop.clock.at, 3) for edge in ROUNDING]
    jumps += [(YEAR, 10), (-YEAR, 10)]
    found = []
    for number in which or range(len(jumps)):
        jump, days = jumps[number]
        found.append(tried(shop, jump, days, base / f"jump{number}"))
        print(found[-1], flush=True)
    return found


def main(seed: int, which: Sequence[int]) -> int:
    """Print a line a jump, or what was broken."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gdpr-desk-jumps-", dir=memory()) as base:
        try:
            found = trial(seed, Path(base), which)
        except Broken as broken:
            print(f"BROKEN after {time.monotonic() - began:.0f} s: {broken}")
            return 1
    print(f"{len(found)} jumps, seed {seed}, {time.monotonic() - began:.0f} s: 0 broken")
    return 0


if __name__ == "__main__":
    if missing():
        sys.exit(missing())
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {chosen}", flush=True)
    sys.exit(main(chosen, [int(number) for number in sys.argv[2:]]))

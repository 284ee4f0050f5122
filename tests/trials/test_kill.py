"""Kill the program at any moment: what it acknowledged is there, whole, and nothing else changed.

The same vault goes through all kills, so that each recovery starts from the remains of the last.
`./dev trials` runs the long form; `GDPR_DESK_SEED` repeats a run, the report names its seed.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forked import Program

sys.path.insert(0, str(Path(__file__).parent))
import driver  # the program under trial lies beside this file

from gdpr_desk.vault.engine import connect

DRIVER = Path(__file__).with_name("driver.py")
WRITES = 6
"""Writes of one change, as the driver counts them (more may come, fewer would fail the trial)."""
INSIDE = ("while writing", "while committing", "durable but not yet answered")
AIMS = (
    *[(f"WRITE {{}} {k}", 0.0004) for k in range(2, WRITES + 1)],
    *[("BEGIN {}", 0.0004)],
    *[(f"WRITE {{}} {WRITES}", 0.004)] * 3,
    *[("COMMIT {}", 0.005)] * 3,
)
"""After which line to kill, and up to how many seconds later."""


@dataclass
class Tally:
    """What the kills of one run hit."""

    seed: int
    phases: Counter[str] = field(default_factory=Counter)
    last_lines: Counter[str] = field(default_factory=Counter)
    kept_unacknowledged: int = 0
    acknowledged: int = 0

    @property
    def inside(self) -> int:
        """Kills after the first write of a change and before its acknowledgement."""
        return sum(self.phases[phase] for phase in INSIDE)

    def report(self) -> str:
        """The figures as text."""
        kills = sum(self.phases.values())
        lines = [
            f"kill trial: {kills} kills, seed {self.seed}, {self.acknowledged} acknowledged changes",
            f"  between first write and acknowledgement: {self.inside}",
            f"  of these already durable, and found whole: {self.kept_unacknowledged}",
            "  phases: " + ", ".join(f"{name} {n}" for name, n in sorted(self.phases.items())),
            "  last line before the kill: "
            + ", ".join(f"{name} {n}" for name, n in sorted(self.last_lines.items())),
            "  after every kill: all acknowledged changes there and whole, database and journal intact,",
            "  no false alarm of the high-water mark",
        ]
        return "\n".join(lines) + "\n"


def kill_once(folder: Path, dice: random.Random) -> list[str]:
    """Start the program, kill it at a place the dice choose, return all it said."""
    target, patience = dice.choice(AIMS)
    changes_before, pause = dice.randrange(1, 6), dice.random() * patience
    if dice.random() < 0.06:  # anywhere: also between changes and while opening
        target, pause = "START {}", dice.random() * 0.1
    said: list[str] = []
    with Program(DRIVER, folder) as process:
        wanted = ""
        for raw in process.stdout:
            line = raw.strip()
            said.append(line)
            if line.startswith("START"):
                start = int(line.split()[1])
                wanted = target.format(start if target.startswith("START") else start + changes_before)
            if line == wanted:
                until = time.perf_counter() + pause
                while time.perf_counter() < until:
                    pass
                process.kill()
                said += [rest.strip() for rest in process.stdout]
                break
        assert process.wait() < 0, said[-3:]
    return [line for line in said if line]


def check_remains(folder: Path) -> int:
    """Reopen as the program does and check everything; return the change that is there."""
    vault, register, journal = driver.open_register(folder, folder.with_name("state"))
    with vault:
        assert vault.high_water is not None
        assert vault.high_water.shortfall is None
        change = driver.number_of(register.activity(driver.REFERENCE))
        verdict = journal.verify(vault.high_water.mark)
        assert verdict.intact
        assert verdict.entries == change + 1  # the first one tells of the activity itself
        with closing(connect(folder / "vault.db", driver.RAW_KEY)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return change


def judge(said: list[str], before: int, after: int, tally: Tally) -> None:
    """Compare what the program said with what is there."""
    acknowledged = [int(line.split()[1]) for line in said if line.startswith("ACK")]
    assert said[0] == f"START {before}"
    assert acknowledged == list(range(before + 1, before + 1 + len(acknowledged)))
    safe = before + len(acknowledged)
    last = said[-1].split()
    begun = last[0] in {"BEGIN", "WRITE", "COMMIT"}
    assert after in ({safe, safe + 1} if begun else {safe}), (said[-3:], after)
    if last[0] == "COMMIT":
        assert after == safe + 1
    phase = "between changes"
    if begun:
        written = last[0] == "WRITE" and int(last[2]) >= WRITES
        phase = INSIDE[2] if last[0] == "COMMIT" else INSIDE[1] if written else INSIDE[0]
    tally.phases[phase] += 1
    tally.last_lines[" ".join([last[0], *last[2:]])] += 1
    tally.kept_unacknowledged += begun and after == safe + 1
    tally.acknowledged += len(acknowledged)


def run(folder: Path, kills: int) -> Tally:
    """That many kills of a running program, each followed by a full check."""
    seed = int(os.environ.get("GDPR_DESK_SEED") or random.SystemRandom().randrange(1 << 32))
    dice, tally = random.Random(seed), Tally(seed)
    folder.parent.joinpath("seed.txt").write_text(str(seed))
    change = check_remains(folder)
    for _ in range(kills):
        said = kill_once(folder, dice)
        after = check_remains(folder)
        judge(said, change, after, tally)
        change = after
    sys.stdout.write("\n" + tally.report())
    return tally


def test_six_kills_lose_nothing(tmp_path: Path) -> None:
    tally = run(tmp_path / "coffre", 6)
    assert sum(tally.phases.values()) == 6
    assert tally.inside >= 2


@pytest.mark.trial
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    tally = run(tmp_path / "coffre", 200)
    assert sum(tally.phases.values()) == 200
    assert tally.inside >= 150
    done = subprocess.run(
        [sys.executable, DRIVER, tmp_path / "speed", "300"], capture_output=True, text=True, check=True
    )
    changes, seconds = done.stdout.splitlines()[-1].split()[1:]
    speed = f"saves through the register: {int(changes) / float(seconds):.0f} a second; "
    speed += f"plain commits with one journal entry: {plain_commits(tmp_path / 'plain'):.0f} a second\n"
    sys.stdout.write(speed)
    (tmp_path / "kill-report.txt").write_text(tally.report() + speed)


def plain_commits(folder: Path) -> float:
    """Transactions a second that write one journal entry, marks included."""
    vault, _, journal = driver.open_register(folder, folder.with_name("plain-state"))
    with vault:
        began = time.perf_counter()
        for _ in range(500):
            with vault.store.begin() as session:
                journal.record(session, "activity.changed", driver.REFERENCE)
        return 500 / (time.perf_counter() - began)


def test_the_judge_would_notice_a_lost_change() -> None:
    said = ["START 4", "BEGIN 5", "COMMIT 5", "ACK 5", "BEGIN 6"]
    judge(said, 4, 5, Tally(0))
    judge(said, 4, 6, Tally(0))
    for lost_or_invented in (4, 7):
        with pytest.raises(AssertionError):
            judge(said, 4, lost_or_invented, Tally(0))

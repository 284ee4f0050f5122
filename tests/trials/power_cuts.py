"""The power goes at any call of an operation: disks rebuilt from the log of its calls, then judged.

`power_cuts.py OPERATION|all [DISKS [SEED]] [--control normal|folders] [--again]`: DISKS different disks
of each operation (see `fallen_disk.py`), cut at places the seed rolls. What holds for faults holds here
(see `promises.py`): above all, whatever was acknowledged before the cut is there. `--again` kills the
program at a call of its first start on each disk, before it is judged. The controls must find losses,
else the trial proves nothing: `normal` writes with synchronous=NORMAL, `folders` flushes no folder.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from disk import KILL, NONE, Shim, below_shim
from fallen_disk import Call, Disk, Image, any_of_them, calls_in, everything, nothing
from founding import cheap
from operations import NAMES
from promises import DONE, KILLED, Run, Trial
from sweeping import small_steps, trial_of

from gdpr_desk import files
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import engine

LONGEST_S = 120
BEGINS = "begins"
ROLLED = 8
"""Disks that the dice make of each cut, besides the four plain ones."""


def logged(trial: Trial, shim: Shim) -> tuple[Disk, Disk, list[Call]]:
    """The disk before the operation, twice, and every call of it; the log is checked to be complete."""
    trial.fresh()
    disks, log = [Disk(trial.work) for _ in range(3)], trial.base / "log"
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)

    shim.log(descriptor)
    run = trial.run(lambda: shim.note(BEGINS), shim.calls, lambda told: shim.note(repr(dict(told))))
    shim.log(-1)
    os.close(descriptor)
    assert run.end == DONE, (trial.base / "trace").read_text()
    calls = list(calls_in(log.read_bytes()))
    for call in calls:
        disks[0].see(call)
    seen, there = disks[0].fallen(everything, 1), Disk(trial.work).fallen(everything, 1)
    assert seen.digest() == there.digest(), "the log does not tell all that happened to the disk"
    return disks[1], disks[2], calls


def cuts(disk: Disk, calls: list[Call], seed: int) -> Iterator[tuple[tuple[int, int], Image]]:
    """Every disk there may be at every moment: (after which call, which of the disks), what it holds."""
    plain = ((everything, 1.0), (nothing, 0.0), (everything, 0.0), (nothing, 1.0))
    begins = next(n for n, call in enumerate(calls) if call.data == BEGINS.encode())
    for cut in range(len(calls) + 1):
        for number in range(len(plain) + ROLLED) if cut > begins else ():
            dice = random.Random(f"{seed} {cut} {number}")
            rolled = (any_of_them(dice), dice.random())
            survivors, names = plain[number] if number < len(plain) else rolled
            yield (cut, number), disk.fallen(survivors, names)
        if cut < len(calls):
            disk.see(calls[cut])


def chosen(disk: Disk, calls: list[Call], disks: int, seed: int) -> tuple[set[tuple[int, int]], int]:
    """So many different ones of them, and how many different ones there are.

    Always among them: all that was not flushed is gone just after the last acknowledgement.
    """
    different: dict[tuple[str, int], tuple[int, int]] = {}
    last = max((n for n, call in enumerate(calls, start=1) if call.op == b"n"), default=0)
    sharpest = (last, 1)
    for place, image in cuts(disk, calls, seed):
        first = different.setdefault((image.digest(), len(disk.notes)), place)
        sharpest = first if place == (last, 1) else sharpest
    others = sorted(set(different.values()) - {sharpest})
    rolled = random.Random(seed).sample(others, min(disks - 1, len(others)))
    return {sharpest, *rolled}, len(different)


def recover_and_kill(trial: Trial, shim: Shim, image: Image, dice: random.Random) -> bool:
    """Start the program on the fallen disk, and kill it at a call of that start."""

    def start(call: int, mode: int) -> Run:
        image.write(trial.work)

        def work(_told: object) -> None:
            shim.arm(call, mode, 0)
            trial.hands.opened().close()

        return trial.in_child(work, shim.calls)

    calls = start(0, NONE).calls
    return start(dice.randint(1, max(len(calls), 1)), KILL).end == KILLED


def judged(trial: Trial, notes: list[str]) -> str:
    """Which promise is broken, where that was acknowledged before the cut; empty where none is."""
    try:
        trial.judge(Run(KILLED, [ast.literal_eval(note) for note in notes]))
    except (AssertionError, GdprDeskError) as problem:
        return str(problem) or type(problem).__name__
    return ""


def main(operation: str, wanted: int, seed: int, *, again: bool) -> tuple[int, int]:
    """Try one operation; (disks, broken promises)."""
    base = below_shim() / operation
    base.mkdir()
    trial = trial_of(base, operation)
    trial.found()
    shim = Shim(base.parent, trial.work)
    trial.rehearse()
    first, second, calls = logged(trial, shim)
    places, different = chosen(first, calls, wanted, seed)
    phrases, ids, broken, killed, began = dict(trial.phrases), dict(trial.ids), 0, 0, time.monotonic()
    for place, image in cuts(second, calls, seed):
        if place not in places:
            continue
        trial.phrases, trial.ids = dict(phrases), dict(ids)
        signal.alarm(LONGEST_S)
        if again:
            killed += recover_and_kill(trial, shim, image, random.Random(f"{seed} {place}"))
        else:
            image.write(trial.work)
        problem, cut = judged(trial, second.notes[1:]), calls[place[0] - 1]
        if problem:
            broken += 1
            print("BROKEN", operation, place, cut.op, cut.path, problem, flush=True)
    signal.alarm(0)
    print(
        f"{operation}: {len(calls)} calls, {len(places)} of {different} different disks, seed {seed}: "
        f"{broken} broken; {f'{killed} killed while starting; ' if again else ''}{dict(+trial.noted)}; "
        f"{time.monotonic() - began:.0f} s",
        flush=True,
    )
    return len(places), broken


def careless(patch: pytest.MonkeyPatch, control: str) -> None:
    """The program with a flush too few: what this trial must notice."""
    connect = engine.connect

    def relaxed(path: Path, raw_key: bytes) -> object:
        connection = connect(path, raw_key)
        connection.execute("PRAGMA synchronous=NORMAL").fetchall()
        return connection

    if control == "normal":
        patch.setattr(engine, "connect", relaxed)
    if control == "folders":
        patch.setattr(files, "_flush_folder", lambda _folder: None)


if __name__ == "__main__":
    below_shim()
    told = argparse.ArgumentParser()
    told.add_argument("operation", choices=[*NAMES, "all"])
    told.add_argument("disks", type=int, nargs="?", default=250)
    told.add_argument("seed", type=int, nargs="?", default=5)
    told.add_argument("--control", choices=["normal", "folders"], default="")
    told.add_argument("--again", action="store_true")
    asked = told.parse_args()
    try:
        with pytest.MonkeyPatch.context() as patch:
            cheap(patch)
            small_steps(patch)
            careless(patch, asked.control)
            names = NAMES if asked.operation == "all" else (asked.operation,)
            found = [main(name, asked.disks, asked.seed, again=asked.again) for name in names]
    finally:
        shutil.rmtree(below_shim())
    disks, broken = (sum(some) for some in zip(*found, strict=True))
    print(f"{disks} disks, {broken} broken")
    sys.exit(1 if broken else 0)

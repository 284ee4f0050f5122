"""Every call that changes the disk fails once, in every operation.

`fault_loop.py OPERATION|all [POINTS [SEED [SHARE/SHARES]]]`: each write, flush, unlink, rename, link, new
file and new folder of an operation is met in turn by a kill, an I/O error and a full disk (once, and from
then on), each write also by a short one (and room for none after it), in an order that the seed rolls,
until all, or POINTS of them, are tried (by several processes: 1/3, 2/3, 3/3). After each the vault is
opened again and judged: see `promises.py`, for sweeps `sweeping.py`.
"""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from disk import EIO, ENOSPC, KILL, NONE, SHORT, Shim, below_shim
from founding import cheap
from operations import NAMES
from promises import DONE, KILLED, REFUSED
from sweeping import small_steps, trial_of

from gdpr_desk.errors import GdprDeskError

FAULTS = ((KILL, 0), (EIO, 0), (ENOSPC, 0), (SHORT, 0), (EIO, 1), (ENOSPC, 1), (SHORT, 1))
LONGEST_S = 120


def faults(calls: str, seed: int) -> list[tuple[int, int, int]]:
    """Which call fails, how, and whether for good; a letter of `calls` for each (see `disk.c`)."""
    every = [
        (call, *fault)
        for call, kind in enumerate(calls, start=1)
        for fault in FAULTS
        if kind == "w" or fault[0] != SHORT
    ]
    random.Random(seed).shuffle(every)
    return every


def main(operation: str, points: int, seed: int, share: int = 1, shares: int = 1) -> int:
    """Try one operation; how many promises were broken."""
    base = below_shim() / operation
    base.mkdir()
    trial = trial_of(base, operation)
    trial.found()
    shim = Shim(base.parent, trial.work)
    trial.rehearse()
    trial.fresh()
    calls = trial.run(lambda: shim.arm(0, NONE, 0), shim.calls).calls
    every = faults(calls, seed)
    chosen = every[:points][share - 1 :: shares]
    ends, broken, began = Counter[int](), 0, time.monotonic()
    phrases, ids = dict(trial.phrases), dict(trial.ids)
    for call, mode, sticky in chosen:
        trial.fresh()
        trial.phrases, trial.ids = dict(phrases), dict(ids)
        signal.alarm(LONGEST_S)
        run = trial.run(lambda c=call, m=mode, s=sticky: shim.arm(c, m, s), shim.calls)  # type: ignore[misc]
        shim.arm(0, NONE, 0)
        ends[run.end] += 1
        try:
            trial.judge(run)
        except (AssertionError, GdprDeskError) as problem:
            broken += 1
            print("BROKEN", operation, (call, mode, sticky), run.end, problem, flush=True)
    signal.alarm(0)
    print(
        f"{operation}: {len(calls)} calls, {len(chosen)} of {len(every)} faults, seed {seed}: "
        f"{broken} broken; {ends[KILLED]} killed, {ends[REFUSED]} refused, {ends[DONE]} done all the same; "
        f"{dict(+trial.noted)}; {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return broken


if __name__ == "__main__":
    below_shim()
    names = NAMES if sys.argv[1] == "all" else (sys.argv[1],)
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
    rolled = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    share, shares = map(int, sys.argv[4].split("/")) if len(sys.argv) > 4 else (1, 1)
    try:
        with pytest.MonkeyPatch.context() as patch:
            cheap(patch)
            small_steps(patch)
            found = sum(main(name, limit, rolled, share, shares) for name in names)
    finally:
        shutil.rmtree(below_shim())
    sys.exit(1 if found else 0)

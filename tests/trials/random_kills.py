"""kill -9 at any moment of a mix of operations: `random_kills.py [KILLS [SEED [SECONDS]]]`.

The same vault goes through all kills, each recovery starting from the remains of the last. Before
each, a rehearsal on a copy tells what the steps in hand will show and how long they take; the kill
comes at a moment of that time which the dice choose. Judged as in `promises.py`.
"""

from __future__ import annotations

import math
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from disk import memory
from founding import cheap
from operations import content_of
from promises import DONE, KILLED, Run, Trial, put_in_place

MIX = (
    *("save", "save", "draft", "destroy", "daily", "copy", "attach", "attach"),
    *("destroy-attachment", "destroy-attachment", "remove", "remove", "renew", "passphrase", "new-key"),
)
LONGEST_S = 120
LATE = 1.05
"""The last moment, as a share of the time that the rehearsal took: some runs are over by then."""


def run_for(trial: Trial, moment: float | None) -> tuple[Run, float]:
    """Run the operation, and kill it `moment` seconds after its first step began; how long it lived."""
    heard, says = os.pipe()
    began = 0.0

    def kill(child: int) -> None:
        nonlocal began
        os.close(says)
        os.read(heard, 1)
        began = time.monotonic()
        if moment is not None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)

    run = trial.run(lambda: os.write(says, b"."), str, watch=kill)
    os.close(heard)
    return run, time.monotonic() - began


def prepare(trial: Trial, n: int, operation: str, seconds: dict[str, float]) -> None:
    """Rehearse run number `n` on a copy; `seconds` learns how long an operation takes."""
    trial.n, trial.operation = n, operation
    for document in (n, n + 1):
        (trial.base / f"piece-{document}.txt").write_bytes(content_of(document))
    kept = trial.base / "kept"
    put_in_place(trial.work, kept)
    trial.rehearse()
    put_in_place(kept, trial.work)
    if operation not in seconds:
        run, seconds[operation] = run_for(trial, None)
        assert run.end == DONE, (trial.base / "trace").read_text()
        put_in_place(kept, trial.work)


def main(kills: int, seed: int, longest: float, base: Path) -> float:
    """Kill so often, unless it takes `longest` seconds; which share was inside an operation."""
    dice, trial = random.Random(seed), Trial(base, "save")
    trial.found()
    inside, outside, durable, steps = Counter[str](), 0, 0, 0
    seconds, began, n = dict[str, float](), time.monotonic(), 0
    while inside.total() + outside < kills and time.monotonic() - began < longest:
        signal.alarm(LONGEST_S)
        n += 1
        prepare(trial, n, dice.choice(MIX), seconds)
        run, _ = run_for(trial, dice.random() * LATE * seconds[trial.operation])
        at, done = trial.judge(run), len(run.told)
        steps += done
        if run.end == KILLED and done < len(trial.scenes) - 1:
            inside[trial.operation] += 1
            durable += at > done
        else:
            outside += run.end == KILLED
    signal.alarm(0)
    kills = inside.total() + outside
    print(
        f"{kills} kills, seed {seed}: {inside.total()} inside an operation ({dict(sorted(inside.items()))}), "
        f"{outside} after its last step while closing; {n - kills} more runs were over before the kill; "
        f"{steps} steps acknowledged, all there; {durable} steps in hand found whole; 0 lost, 0 halves; "
        f"{dict(+trial.noted)}; {time.monotonic() - began:.0f} s"
    )
    return inside.total() / kills


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {chosen}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="gdpr-desk-kills-", dir=memory()))
    try:
        with pytest.MonkeyPatch.context() as patch:
            cheap(patch)
            share = main(wanted, chosen, float(sys.argv[3]) if len(sys.argv) > 3 else math.inf, folder)
    finally:
        shutil.rmtree(folder)
    sys.exit(0 if share >= 0.7 or wanted < 100 else 1)  # a share of a few says nothing

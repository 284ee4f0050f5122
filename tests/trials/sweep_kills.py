"""kill -9 inside a run of the sweep: `sweep_kills.py [KILLS [SEED [SECONDS]]]`.

The kill comes at a moment of `apply` that the dice choose; one round in eight kills a locked run, or the
unlock after it. One time in three the next run is killed as well, amid what the first one left. Then one
more run, judged as in `sweeping.py`.
"""

from __future__ import annotations

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
from promises import DONE, KILLED, Run
from sweeping import SweepTrial, small_steps

from gdpr_desk.retention.service import RetentionService

LONGEST_S = 120
BEGINS, ENDS = b"a", b"z"
LATE = 1.05
"""The last moment, as a share of the time that an undisturbed run took."""


class Killing:
    """Runs of one trial that are killed inside; `to` is told where `apply` begins and ends."""

    def __init__(self, base: Path, operation: str) -> None:
        base.mkdir()
        self.trial = SweepTrial(base, operation)
        self.trial.found()
        self.trial.rehearse()
        self.trial.fresh()
        self.inside = operation == "sweep"
        run, self.lasts, _ = self.run_for(None)
        assert run.end == DONE, (base / "trace").read_text()

    def run_for(self, moment: float | None) -> tuple[Run, float, bool]:
        """Run it, and kill it `moment` seconds after it began; how long it lived, whether it was inside."""
        heard, says = os.pipe()
        began, ended = 0.0, 0.0

        def kill(child: int) -> None:
            nonlocal began, ended
            os.close(says)
            os.read(heard, 1)
            began = time.monotonic()
            if moment is None:
                os.read(heard, 1)
                ended = time.monotonic()
            else:
                time.sleep(moment)
                os.kill(child, signal.SIGKILL)

        with pytest.MonkeyPatch.context() as patch:
            if self.inside:
                _announce(patch, says)
            arm = bool if self.inside else lambda: os.write(says, BEGINS)
            run = self.trial.run(arm, str, watch=kill)
        rest = os.read(heard, 1) if moment is not None else ENDS
        os.close(heard)
        within = rest != ENDS if self.inside else len(run.told) < 2
        return run, ended - began, run.end == KILLED and within


def _announce(patch: pytest.MonkeyPatch, says: int) -> None:
    real = RetentionService.apply

    def apply(self: RetentionService, *given: object) -> object:
        os.write(says, BEGINS)
        try:
            return real(self, *given)  # type: ignore[arg-type]
        finally:
            os.write(says, ENDS)

    patch.setattr(RetentionService, "apply", apply)


def main(kills: int, seed: int, longest: float, base: Path) -> bool:
    """Kill so often, unless it takes `longest` seconds; whether seven in ten were inside and all is well."""
    dice, began, broken, again = random.Random(seed), time.monotonic(), 0, 0
    ways, inside, outside = dict[str, Killing](), Counter[str](), 0
    while inside.total() + outside < kills and time.monotonic() - began < longest:
        signal.alarm(LONGEST_S)
        name = "sweep" if dice.randrange(8) else "sweep-locked"
        way = ways[name] if name in ways else ways.setdefault(name, Killing(base / name, name))
        trial = way.trial
        trial.fresh()
        for number in range(1 + (dice.randrange(3) == 0)):
            run, _, hit = way.run_for(dice.random() * LATE * way.lasts)
            inside[trial.operation] += hit
            outside += run.end == KILLED and not hit
            again += number and hit
        try:
            trial.judge(run)
        except AssertionError as problem:
            broken += 1
            print("BROKEN", trial.operation, problem, flush=True)
    signal.alarm(0)
    noted = sum((way.trial.noted for way in ways.values()), Counter[str]())
    kills = inside.total() + outside
    print(
        f"{kills} kills, seed {seed}: {inside['sweep']} inside apply, {inside['sweep-locked']} inside a "
        f"locked run or the unlock after it, {outside} besides; {again} of them in the run after a kill; "
        f"{broken} broken; {dict(+noted)}; {time.monotonic() - began:.0f} s"
    )
    return not broken and inside.total() >= 0.7 * kills


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {chosen}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="gdpr-desk-sweeps-", dir=memory()))
    try:
        with pytest.MonkeyPatch.context() as patch:
            cheap(patch)
            small_steps(patch)
            well = main(wanted, chosen, float(sys.argv[3]) if len(sys.argv) > 3 else 7200.0, folder)
    finally:
        shutil.rmtree(folder)
    sys.exit(0 if well else 1)

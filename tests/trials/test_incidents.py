"""Incidents cut short and under a wrong clock; `./dev trials` runs the long forms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from incident_kills import LOST_AT_MOST_S, Life, typing_gone
from moved_clock import missing

HERE = Path(__file__).parent
SEED = os.environ.get("GDPR_DESK_SEED", "2311")


def run(script: str, *words: str, timeout: int) -> str:
    """What the script printed last; its failure is this test's."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(HERE / script), *words]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_kill_while_typing_loses_at_most_two_seconds_of_it() -> None:
    assert "1 kills, seed 2311" in run("incident_kills.py", "1", "2311", "story", timeout=240)


@pytest.mark.trial
def test_two_hundred_kills_of_an_incident_lose_nothing_acknowledged() -> None:
    told = run("incident_kills.py", "200", SEED, timeout=7200)
    print(told)
    assert int(told.split("seed ")[1].split(": ")[1].split()[0]) >= 150


@pytest.mark.trial
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_moved_clock_moves_no_end() -> None:
    print(run("incident_clocks.py", SEED, timeout=3600))


@pytest.mark.parametrize(("kept", "behind"), [("voiture", 0.0), ("voit", 1.0), ("v", 4.0)])
def test_the_judge_sees_typing_that_is_gone(kept: str, behind: float) -> None:
    signs = [["KEY", "narrative", str(n), str(10 + n), json.dumps("voiture")] for n in range(1, 8)]
    told = Life(signs, killed_at=16.0)
    gone, unsaved = typing_gone(told, [], ["autre", kept])
    assert gone == pytest.approx(behind)
    assert unsaved
    assert (gone > LOST_AT_MOST_S) is (kept == "v")

"""Short forms of the trials on a failing, a falling and a killed machine; `./dev trials` runs the long ones.

Each is a script of its own (`fault_loop.py`, `power_cuts.py`, `random_kills.py`, `sweep_kills.py`): the
shim over the disk has to be there before Python starts. Here one Python starts below it, and forks for
each. `README.md` has the figures of the long runs.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import disk
from fallen_disk import Change, any_of_them, applied, everything, nothing
from pictures import Picture, differences

pytestmark = pytest.mark.skipif(bool(disk.missing()), reason=disk.missing())
HERE = Path(__file__).parent


SCRIPTS = ("fault_loop.py", "power_cuts.py", "random_kills.py", "sweep_kills.py")
Tried = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    """A trial by its script and arguments: how it ended, and what it said."""
    with subprocess.Popen(
        [sys.executable, HERE / "disk.py", *SCRIPTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as below:
        questions, answers = below.stdin, below.stdout
        assert questions is not None
        assert answers is not None

        def asked(*arguments: str) -> tuple[int, str]:
            questions.write(json.dumps(arguments) + "\n")
            questions.flush()
            ended, said = json.loads(answers.readline())
            sys.stdout.write(said)
            return ended, said

        yield asked


def broken(text: str) -> int:
    return sum(int(found) for found in re.findall(r"(\d+) broken;", text))


def test_a_call_that_fails_while_erasing_breaks_no_promise(tried: Tried) -> None:
    ended, said = tried("fault_loop.py", "destroy", "6", "11")
    assert "6 of" in said
    assert (ended, broken(said)) == (0, 0), said


def test_a_power_cut_while_saving_loses_nothing_that_was_acknowledged(tried: Tried) -> None:
    ended, said = tried("power_cuts.py", "save", "8", "11")
    assert said.endswith("8 disks, 0 broken\n"), said
    assert ended == 0


def test_a_program_that_flushes_too_little_is_found_out(tried: Tried) -> None:
    ended, said = tried("power_cuts.py", "save", "3", "11", "--control", "normal")
    assert broken(said) > 0, said
    assert ended == 1


def test_a_kill_while_starting_on_a_fallen_disk_loses_nothing(tried: Tried) -> None:
    ended, said = tried("power_cuts.py", "draft", "4", "11", "--again")
    assert re.search(r"[1-4] killed while starting", said), said
    assert (ended, broken(said)) == (0, 0), said


def test_kills_at_any_moment_of_a_mix_lose_nothing(tried: Tried) -> None:
    ended, said = tried("random_kills.py", "4", "11")
    assert re.search(r"4 kills, seed 11: [1-4] inside", said), said
    assert ended == 0


def test_a_sweep_that_a_failing_disk_cut_short_is_finished_by_the_next(tried: Tried) -> None:
    ended, said = tried("fault_loop.py", "sweep-locked", "4", "11")
    assert "4 of" in said
    assert (ended, broken(said)) == (0, 0), said


def test_a_killed_sweep_is_finished_by_the_next(tried: Tried) -> None:
    ended, said = tried("sweep_kills.py", "4", "11", "120")
    assert re.search(r"[4-6] kills, seed 11: [2-6] inside", said), said
    assert (ended, broken(said)) == (0, 0), said


def test_a_disk_holds_what_was_flushed_and_any_part_of_what_was_written_since() -> None:
    old, new = bytes(2048), b"a" * 1024
    pending = [Change(512, new)]
    assert applied(old, everything(pending)) == bytes(512) + new + bytes(512)
    assert applied(old, nothing(pending)) == old
    seen = {applied(old, any_of_them(random.Random(n))(pending)) for n in range(100)}
    halves = {bytes(512) + b"a" * 512 + bytes(1024), bytes(1024) + b"a" * 512 + bytes(512)}
    assert seen == {old, bytes(512) + new + bytes(512), *halves}
    assert applied(b"ab", [Change(1, None), Change(3, b"c")]) == b"a\0\0c"


def test_the_judge_names_what_is_neither_before_nor_after() -> None:
    before = Picture((), (), (), (), (), (), (), ())
    after = Picture((), (), (), (), (), ("a",), (), ())
    half = Picture(("x",), (), (), (), (), ("a",), (), ())
    assert "[['content', 'journal'], ['content']]" in differences(half, [before, after])


@pytest.mark.trial
def test_every_call_of_every_operation_fails(tried: Tried) -> None:
    ended, said = tried("fault_loop.py", "all")
    assert (ended, broken(said)) == (0, 0), said


@pytest.mark.trial
def test_two_thousand_power_cuts(tried: Tried) -> None:
    ended, said = tried("power_cuts.py", "all", "140")
    assert (ended, broken(said)) == (0, 0), said


@pytest.mark.trial
def test_five_hundred_kills_of_a_mix(tried: Tried) -> None:
    ended, said = tried("random_kills.py", "500")
    assert ended == 0, said


@pytest.mark.trial
def test_a_thousand_kills_inside_a_sweep(tried: Tried) -> None:
    ended, said = tried("sweep_kills.py", "1000")
    assert (ended, broken(said)) == (0, 0), said

"""The properties of any register, by many more examples than the suite draws at each run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from strategies import EXAMPLES, examples

TESTS = Path(__file__).resolve().parents[1]
MANY = 400


def test_the_suite_draws_few_and_this_trial_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EXAMPLES, raising=False)
    assert examples(8) == 8
    monkeypatch.setenv(EXAMPLES, str(MANY))
    assert examples(8) == MANY


def _drawing() -> list[str]:
    """The files whose properties ask `examples`."""
    return [
        str(path)
        for path in sorted((TESTS / "register").glob("test_*.py"))
        if "max_examples=examples(" in path.read_text("utf-8")
    ]


@pytest.mark.trial
def test_any_register_many_times() -> None:
    files = _drawing()
    assert len(files) >= 10
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-m", "hypothesis", *files],
        cwd=TESTS.parent,
        env={**os.environ, EXAMPLES: str(MANY)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout or "[100%]" in done.stdout, done.stdout

"""Waiting after wrong passphrases: 1 s, doubling to 5 min, kept over restarts, never for good.

It slows someone at the desk; who copied the files meets only the cost of the key derivation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from time import sleep

from gdpr_desk.clock import Clock
from gdpr_desk.vault.refusals import TooManyTries
from gdpr_desk.vault.state import State, change_state

LONGEST_WAIT_S = 300
_SAT_OUT_S = 1


def delay(failures: int) -> int:
    """Seconds to wait after that many wrong passphrases in a row."""
    if failures <= 0:
        return 0
    return min(1 << min(failures - 1, 16), LONGEST_WAIT_S)


def remaining(state: State, now: datetime) -> int:
    """Whole seconds until the next try is taken; 0 when it may come now.

    Never longer than the delay itself, so that a clock put back locks nobody out.
    """
    if state.not_before is None or state.not_before <= now:
        return 0
    return min(ceil((state.not_before - now).total_seconds()), delay(state.failures))


def count_try(folder: Path, clock: Clock) -> int:
    """Note a try before it is made, so that killing the program does not save the wait.

    Returns the delay that a failure will cost. Raises TooManyTries while one is running; the first,
    shortest delay is sat out instead: it may be another process just trying the right passphrase.
    """
    try:
        return _counted(folder, clock)
    except TooManyTries as refusal:
        if refusal.wait > _SAT_OUT_S:
            raise
        sleep(refusal.wait)
    return _counted(folder, clock)


def _counted(folder: Path, clock: Clock) -> int:
    def change(state: State) -> State:
        now = clock.now()
        wait = remaining(state, now)
        if wait:
            raise TooManyTries(wait)
        return _failed(state, now)

    return delay(change_state(folder, change).failures)


def restart_delay(folder: Path, clock: Clock) -> None:
    """Let the delay of a failed try run from now: the derivation itself took time."""
    change_state(folder, lambda s: replace(s, not_before=clock.now() + timedelta(seconds=delay(s.failures))))


def forgive(folder: Path) -> None:
    """The passphrase was right: no wait, and counting starts again."""
    change_state(folder, lambda state: replace(state, failures=0, not_before=None))


def _failed(state: State, now: datetime) -> State:
    failures = state.failures + 1
    return replace(state, failures=failures, not_before=now + timedelta(seconds=delay(failures)))

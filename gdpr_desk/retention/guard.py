"""The guard: no wrong clock, and no odd rule, empties a vault without a person having said so.

A plan waits for an answer, once, when the clock moved by more than seven days since it was last believed
and the plan takes more than 20 items and more than a fifth of all; or when it takes more than 20 items
and over three times the most that one of the last 30 recorded runs took. A jump stays in doubt until a
person confirms, or until the clock has gone on for seven days without a plan waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gdpr_desk.retention.model import GuardReason

JUMP = timedelta(days=7)
PATIENCE = timedelta(days=7)
"""How long unattended items wait for an answer before they go without it."""
RECENT_RUNS = 30
_ALWAYS = 20
_SHARE = 5
_TIMES = 3


@dataclass(frozen=True)
class ClockMark:
    """Up to where the clock was believed, when it was seen last, since when it has made no jump."""

    trusted_at: datetime
    seen_at: datetime
    steady_from: datetime

    @classmethod
    def starting(cls, at: datetime) -> ClockMark:
        """The mark of a vault without any run."""
        return cls(at, at, at)

    def doubts(self, now: datetime) -> bool:
        """Whether the clock moved too far, ahead or back, to be believed at once."""
        return abs(now - self.trusted_at) > JUMP

    def steady_at(self, now: datetime) -> datetime:
        """Since when, seen from `now`, the clock has made no jump."""
        return self.steady_from if abs(now - self.seen_at) <= JUMP else now

    def after(self, now: datetime, *, confirmed: bool, waiting: bool) -> ClockMark:
        """The mark after a run at `now`: `confirmed` by a person, or `waiting` for one."""
        since = self.steady_at(now)
        if confirmed:
            return ClockMark(now, now, since)
        if not self.doubts(now):
            return ClockMark(max(self.trusted_at, now), now, since)
        believed = now - since >= PATIENCE and not waiting
        return ClockMark(now if believed else self.trusted_at, now, since)


def stopped_by(
    due: int, watched: int, mark: ClockMark, now: datetime, largest_recent: int
) -> GuardReason | None:
    """Why a plan that takes `due` of `watched` items has to wait; None when it may go on."""
    if due <= _ALWAYS:
        return None
    if mark.doubts(now) and due * _SHARE > watched:
        return GuardReason.CLOCK
    return GuardReason.SIZE if due > _TIMES * largest_recent else None


def waited_enough(asked_at: datetime, mark: ClockMark, now: datetime) -> bool:
    """Whether unattended items have waited long enough, by a clock that did not jump meanwhile."""
    return now - max(asked_at, mark.steady_at(now)) >= PATIENCE

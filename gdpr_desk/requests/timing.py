"""The state of a request's clock on one day; every date comes from `periods.requests`.

A complaint that came through the CNIL and asks for nothing else has the CNIL's date alone: no month, no
pause, no extension; while nobody has noted that date there is none, and noting it is what is to be done.
Where it carries a request too, whichever date comes first is the one to keep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from gdpr_desk.periods.holidays import Region
from gdpr_desk.periods.requests import Pause, RequestDeadline, request_deadline
from gdpr_desk.periods.words import french_date
from gdpr_desk.requests.model import DataSubjectRequest, RequestFacts, RequestPause, RightKind

REMINDERS = (7, 2, 0)
"""Days before the target on which the shop is reminded."""
UNKNOWN_END = date.max
"""The legal end that only the CNIL knows; it sorts behind every other and is never late."""
_ALSACE_MOSELLE = re.compile(r"\b(?:57|67|68)\d{3}\b")


class Level(StrEnum):
    """How near the end is: late is past the legal end, the others count to the day to aim at; undated where
    the CNIL has set a day that nobody has noted."""

    LATE = "late"
    TODAY = "today"
    TWO_DAYS = "two_days"
    WEEK = "week"
    CALM = "calm"
    UNDATED = "undated"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class Timed:
    """What of a request decides its dates."""

    received_on: date
    open: bool
    pauses: Sequence[RequestPause] = ()
    extended: bool = False
    complaint: bool = False
    complaint_only: bool = False
    due_authority_on: date | None = None


@dataclass(frozen=True)
class RequestClock:
    """The dates of one request as they stand today.

    `target` is the day to aim at, `due` the legal end; `days_left` counts to the target and is negative
    past it. `paused_since`: the clock stands still. `announce_by`: until when an extension can still be
    told, None where there can be none. `rule` explains it all in French.
    """

    target: date
    due: date
    days_left: int
    level: Level
    rule: str
    paused_since: date | None = None
    extended_until: date | None = None
    announce_by: date | None = None

    @property
    def dated(self) -> bool:
        """Whether there is an end; else `target` and `due` only say where it stands in a list."""
        return self.due != UNKNOWN_END

    @property
    def reminders(self) -> tuple[date, ...]:
        """The days on which the shop is reminded."""
        return tuple(self.target - timedelta(days=days) for days in REMINDERS)


def timed(request: DataSubjectRequest) -> Timed:
    """What of `request` decides its dates."""
    return timed_by(
        request.received_on,
        request.rights,
        request.due_authority_on,
        open_=request.open,
        pauses=request.pauses,
        extended=request.extension is not None,
    )


def timed_by(
    received_on: date,
    rights: Sequence[RightKind],
    due_authority_on: date | None,
    *,
    open_: bool,
    pauses: Sequence[RequestPause],
    extended: bool,
) -> Timed:
    """The same from its parts."""
    complaint = RightKind.COMPLAINT in rights
    alone = complaint and len(rights) == 1
    return Timed(received_on, open_, pauses, extended, complaint, alone, due_authority_on)


def awaits_authority_date(facts: DataSubjectRequest | RequestFacts) -> bool:
    """Whether only the CNIL knows until when it wants an answer, and nobody has noted it."""
    return facts.rights == (RightKind.COMPLAINT,) and facts.due_authority_on is None


def clock_of(what: Timed, today: date, region: Region = Region.METROPOLE) -> RequestClock:
    """The clock on the day `today`. Raises InvalidInput as `request_deadline`."""
    if what.complaint_only:
        return _authority_clock(what, today)
    deadline = _deadline(what, what.pauses, today, region)
    since = _paused_since(what, today, region) if what.open else None
    target, due, rule = deadline.target_in_force, deadline.due_in_force, deadline.rule
    if what.due_authority_on is not None and what.due_authority_on < target:
        target = due = what.due_authority_on
        rule, since = f"{_authority_rule(target)} {rule}", None
    elif what.complaint and what.due_authority_on is None:
        rule = f"{rule} {_ALSO_ITS_DATE}"
    left = (target - today).days
    return RequestClock(
        target=target,
        due=due,
        days_left=left,
        level=_level(what, left, today > due, since),
        rule=rule,
        paused_since=since,
        extended_until=deadline.extended_due if what.extended else None,
        announce_by=None if what.extended else deadline.announce_by,
    )


def region_of(address: str) -> Region:
    """Where the shop is, by its postal code: Alsace and Moselle have two holidays more."""
    return Region.ALSACE_MOSELLE if _ALSACE_MOSELLE.search(address) else Region.METROPOLE


def _authority_clock(what: Timed, today: date) -> RequestClock:
    due = what.due_authority_on
    if due is None:
        level = Level.UNDATED if what.open else Level.ENDED
        return RequestClock(what.received_on, UNKNOWN_END, 0, level, _NO_DATE_YET)
    left = (due - today).days
    return RequestClock(due, due, left, _level(what, left, today > due, None), _authority_rule(due))


_NO_DATE_YET = (
    "La CNIL fixe la date : notez-la. "
    "Elle est dans son courrier ; si vous ne l’y trouvez pas, demandez-la-lui."
)
_ALSO_ITS_DATE = "Pour la réclamation, la CNIL fixe la date : notez-la."


def _authority_rule(due: date) -> str:
    return (
        f"La CNIL attend votre réponse pour le {french_date(due, weekday=True)} : "
        "c’est sa date qui compte, sans pause ni prolongation."
    )


def _deadline(what: Timed, pauses: Sequence[RequestPause], today: date, region: Region) -> RequestDeadline:
    running = any(pause.running for pause in pauses)
    spans = tuple(pause.span for pause in pauses)
    return _worked_out(what.received_on, region, spans, what.extended, today if running else None)


@lru_cache(maxsize=4096)
def _worked_out(
    received: date, region: Region, pauses: tuple[Pause, ...], extended: bool, today: date | None
) -> RequestDeadline:
    """A list, or letters that come in, ask for the same days again and again."""
    return request_deadline(received, region=region, pauses=pauses, extended=extended, today=today)


def _paused_since(what: Timed, today: date, region: Region) -> date | None:
    """Since when the clock stands still; a question put after the end stops nothing."""
    running = [pause.asked_on for pause in what.pauses if pause.running]
    if not running:
        return None
    before = _deadline(what, [pause for pause in what.pauses if not pause.running], today, region)
    first = min(running)
    return first if first <= before.due_in_force else None


def _level(what: Timed, left: int, late: bool, since: date | None) -> Level:
    if not what.open:
        return Level.ENDED
    if since is not None:
        return Level.PAUSED
    if late:
        return Level.LATE
    for days, level in zip(sorted(REMINDERS), (Level.TODAY, Level.TWO_DAYS, Level.WEEK), strict=True):
        if left <= days:
            return level
    return Level.CALM

"""A duty to delete elsewhere, and its tasks, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.periods.duration import Duration
from gdpr_desk.retention.carriers import CarrierKind, Gap

KIND = "task"
PROOF_KIND = "task_proof"


class TaskState(StrEnum):
    """Where a task stands. `WITHDRAWN`: the register no longer asks for it."""

    OPEN = "open"
    DONE = "done"
    NOTHING = "nothing"
    AUTOMATIC = "automatic"
    WITHDRAWN = "withdrawn"


ENDINGS = (TaskState.DONE, TaskState.NOTHING, TaskState.AUTOMATIC)
"""What a person may say: it is deleted, there was nothing, the tool does it by a setting that was checked."""


@dataclass(frozen=True)
class Term:
    """One duration that a duty rests on: the event it runs from, and how long (ISO 8601)."""

    trigger: str
    period: str

    def before(self, due_on: date) -> date:
        """The last day whose data are past it on `due_on`: from that day or earlier, they must be gone."""
        return Duration.parse(self.period).before_day(due_on)


@dataclass(frozen=True)
class Duty:
    """One thing the register promises to delete outside the program.

    `key` stays while the register speaks of the same thing, whatever its duration. `what` is the data,
    `places` are the officer's own words, `kinds` their keys in `reference.places_elsewhere`; `parties` are
    who processes it for the shop. `sentence` is the register's own, `terms` its ceilings, the shortest
    first (none where an event decides), `events` what ends it before that (keys of
    `reference.retention_triggers`); `verb` is a disposal, `cadence` a key of `reference.task_cadences`.
    """

    key: str
    activity: str
    name: str
    what: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    parties: tuple[str, ...]
    sentence: str
    terms: tuple[Term, ...]
    verb: str
    cadence: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaidLink:
    """What somebody said: that folder or ledger carries a duty out. `content` is what both were about."""

    kind: CarrierKind
    key: str
    content: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Link:
    """The same as it stands now: `gap` says why it does not hold; `label` is empty where it is gone."""

    said: SaidLink
    label: str
    gap: Gap | None = None


@dataclass(frozen=True)
class Offer:
    """A folder or ledger of this computer beside a duty: whether it could carry it out, and looks like it."""

    kind: CarrierKind
    key: str
    label: str
    gap: Gap | None
    suggested: bool


@dataclass(frozen=True)
class ElsewhereTask:
    """One dated task: `duty` as the register said it while the task was open.

    `due_on` is the day by which it is to be done, `planned_on` the day first planned; they differ where it
    was postponed, `postponed` then says why. `count` is how many went, None where nobody counted; `proofs`
    counts sealed pictures that still are there. `link` is what is said to carry it out on this computer.
    `checked`: the tool erases by itself, as somebody saw last time; what is to be done is to look again.
    All days are the shop's.
    """

    reference: str
    duty: Duty
    due_on: date
    planned_on: date
    created_at: datetime
    state: TaskState = TaskState.OPEN
    postponed: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    count: int | None = None
    note: str = ""
    proofs: int = 0
    link: Link | None = None
    checked: bool = False

    @property
    def open(self) -> bool:
        """Whether nobody ended it yet."""
        return self.state is TaskState.OPEN

    @property
    def carried(self) -> bool:
        """Whether a folder or ledger of this computer does it, so that nobody has to."""
        return self.open and self.link is not None and self.link.gap is None

    def overdue(self, today: date) -> bool:
        """Whether its day has passed without anybody doing it."""
        return self.open and not self.carried and today > self.due_on


@dataclass(frozen=True)
class Regenerated:
    """What reading the register anew changed: tasks made, withdrawn, and reworded."""

    created: int = 0
    withdrawn: int = 0
    changed: int = 0


def owner_of(reference: str) -> str:
    """To what the proofs of a task belong, among attachments."""
    return f"{KIND}/{reference}"

"""Rules, plans, holds and statements of the sweep as plain values (Art. 5(1)(e)).

Instants are aware, in UTC. An item is named by its kind and an id that means nothing outside the vault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.register.model import RetentionRule

LOOK_AHEAD = timedelta(hours=1)
"""While the program is open a run comes every hour: what would go past its ceiling before that goes now."""
BATCH = 1_000
"""Items of one rule that one transaction destroys at most."""


class Why(StrEnum):
    """Why an item that a plan names is not destroyed by it."""

    HOLD = "hold"
    MINIMUM = "minimum"
    MISSING_TRIGGER = "missing_trigger"
    IN_USE = "in_use"
    GUARD = "guard"


class GuardReason(StrEnum):
    """Why a plan waits for somebody's answer before it is carried out."""

    CLOCK = "clock"
    SIZE = "size"


@dataclass(frozen=True)
class Rule:
    """One promise of how long items stay. `terms` are durations as the register writes them.

    `wording` says it in French, for screens and statements. `unattended` items (copies of identity
    papers) no longer wait for an answer to the guard once they waited for seven days.
    `caution` says where an item may stay longer than that, or is empty.
    """

    key: str
    label: str
    wording: str
    terms: tuple[RetentionRule, ...]
    unattended: bool = False
    caution: str = ""

    @property
    def version(self) -> str:
        """Changes whenever the promise does, not with its words: eight digits of a digest."""
        promise = [
            (t.trigger, t.period, t.kind, t.phase, t.combinator, t.group, t.disposal) for t in self.terms
        ]
        return hashlib.sha256(f"{self.key}\n{promise!r}".encode()).hexdigest()[:8]


class Item(NamedTuple):
    """One thing that a source keeps, as it stands now. A run makes each of them twice: a tuple costs least,
    and where there are a hundred thousand `tuple.__new__` makes it at a third of its own constructor's cost.

    `rule` is the key of the rule `window` was computed from; `in_use` while it must not go yet
    although its time is over; `file` (relative to the vault's folder) is what can be destroyed of it
    without any key, while the vault is locked.
    """

    kind: str
    id: str
    rule: str
    window: RetentionWindow
    in_use: bool = False
    file: str | None = None


class PlannedItem(NamedTuple):
    """An item in a plan: due since `due_at`, or not destroyed for the reason `why`.

    `from_creation`: its trigger is missing and its time was counted from its creation.
    """

    kind: str
    id: str
    rule: str
    due_at: datetime | None
    why: Why | None = None
    from_creation: bool = False

    @property
    def key(self) -> str:
        """How people and scripts name it: `activity/T-05`."""
        return f"{self.kind}/{self.id}"

    def because(self, why: Why | None) -> PlannedItem:
        """The same item, staying for that reason, or due. A plan may hold half a million."""
        return PlannedItem(self.kind, self.id, self.rule, self.due_at, why, self.from_creation)


@dataclass(frozen=True)
class SweepPlan:
    """What a run at `made_at` would destroy (`due`) and what it would leave although it is listed.

    `until` is the instant of the next run it looked ahead to. `id` names the content: the same items
    under the same rules give the same id. `guard` is set while it waits for an answer, its items then
    stand in `left`; `accepted` once somebody gave it. `watched` counts all items of each rule.

    A plan that was asked to look further, to `horizon`, also foretells in `later` what becomes of other
    items by then: those without a `why` go at their `due_at`. No run carries that out.
    """

    id: str
    made_at: datetime
    until: datetime
    due: tuple[PlannedItem, ...]
    left: tuple[PlannedItem, ...]
    rules: tuple[Rule, ...]
    watched: Mapping[str, int]
    guard: GuardReason | None = None
    accepted: bool = False
    horizon: datetime | None = None
    later: tuple[PlannedItem, ...] = ()

    def rule(self, key: str) -> Rule:
        """The rule of that key. Raises KeyError."""
        return {rule.key: rule for rule in self.rules}[key]

    @property
    def waiting(self) -> int:
        """How many items wait for an answer."""
        return sum(item.why is Why.GUARD for item in self.left)


@dataclass(frozen=True)
class LegalHold:
    """An item kept although its time may be over (Art. 17(3)), until somebody lifts it.

    `reason` is a key of `reference.catalogues.hold_reasons`; on `review_on` (in the shop's zone)
    somebody asks whether it still stands. `note` is free text: it never reaches a statement.
    """

    kind: str
    item: str
    reason: str
    note: str
    set_at: datetime
    set_by: str
    review_on: date
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_note: str = ""

    @property
    def key(self) -> str:
        """How people and scripts name what it is on."""
        return f"{self.kind}/{self.item}"


@dataclass(frozen=True)
class RuleCount:
    """What one run did under one rule, as the statement shows it."""

    rule: str
    version: str
    label: str
    wording: str
    watched: int = 0
    due: int = 0
    destroyed: int = 0
    hold: int = 0
    minimum: int = 0
    missing_trigger: int = 0
    in_use: int = 0
    guard: int = 0


@dataclass(frozen=True)
class SweepStatement:
    """The account of one run (*relevé de purge*): counts, rule versions, no name and no content.

    `finished_at` is None for a run that was cut short and not yet closed by the next one. `errors`
    are keys of `wording.ERRORS`; `holds` counts those in force by reason; `entries` and `head` are the
    journal's length and newest digest when the run ended.
    """

    number: str
    plan: str
    started_at: datetime
    finished_at: datetime | None
    actor: str
    locked: bool
    accepted: bool
    guard: GuardReason | None
    errors: tuple[str, ...]
    holds: Mapping[str, int]
    entries: int
    head: str
    counts: tuple[RuleCount, ...] = ()

    @property
    def destroyed(self) -> int:
        """How many items the run destroyed."""
        return sum(count.destroyed for count in self.counts)

    @property
    def due(self) -> int:
        """How many items its plan named to go."""
        return sum(count.due for count in self.counts)

    @property
    def left(self) -> int:
        """How many items stayed although they are listed."""
        return sum(c.hold + c.minimum + c.missing_trigger + c.in_use + c.guard for c in self.counts)


@dataclass(frozen=True)
class SweepOutcome:
    """What a call of `Retention.apply` did.

    `statement` is None where the run left none (nothing to do, and the day has its statement).
    `wiped` tells whether the write-ahead log was overwritten at once; else the last closer does it.
    `skipped_because` is `running` where another sweep holds the lock: nothing was done then.
    `tasks_created` counts what is newly to be deleted elsewhere, by hand.
    """

    at: datetime
    plan: SweepPlan
    destroyed: int = 0
    errors: tuple[str, ...] = ()
    statement: SweepStatement | None = None
    wiped: bool = False
    skipped_because: str | None = None
    tasks_created: int = 0


@dataclass(frozen=True)
class WaitingPlan:
    """A plan the guard stopped: its items go only when somebody accepts it."""

    id: str
    asked_at: datetime
    made_at: datetime
    reason: GuardReason
    items: frozenset[tuple[str, str]] = field(default_factory=frozenset)

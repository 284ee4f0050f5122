"""What the room says of plans, holds and runs: one value for each row, without Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from itertools import chain

from gdpr_desk.clock import Clock
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_date, french_days, french_instant, shop_time
from gdpr_desk.retention.ledgers.model import ITEM_KIND as LINE_KIND
from gdpr_desk.retention.model import LegalHold, PlannedItem, Rule, SweepPlan, SweepStatement, Why
from gdpr_desk.retention.service import RetentionService

_DAY = timedelta(days=1)
MOST = 500
"""Rows of a plan that are listed; nobody reads more, and the rest is counted."""


@dataclass(frozen=True)
class ItemName:
    """What people call an item: its `title`, what `sort` of thing it is, a Lucide picture; what is `undone`
    about it, where nobody should let it go before."""

    title: str
    sort: str = ""
    icon: str = "file-text"
    undone: str = ""


Key = tuple[str, str]
"""Kind and id of an item."""
Names = Callable[[Iterable[Key]], Mapping[Key, ItemName]]
"""Names items by asking the slices that own them; what it does not know is left out."""
People = Callable[[], Mapping[str, str]]
"""A person's id to their name."""


@dataclass(frozen=True)
class PlanLine:
    """One item of a plan as the simulation lists it; `held` is the label of its hold's reason.

    `later`: it is foretold, no run takes it now.
    """

    item: PlannedItem
    name: ItemName
    rule: Rule
    now: datetime
    held: str = ""
    later: bool = False

    @property
    def goes(self) -> bool | None:
        """Ticked, not ticked, or None where nobody can change it by a tick."""
        return {None: True, Why.GUARD: True, Why.HOLD: False}.get(self.item.why)

    @property
    def completable(self) -> bool:
        """Whether somebody can write the missing date down: in the line of a ledger."""
        return self.item.why is Why.MISSING_TRIGGER and self.item.kind == LINE_KIND

    @property
    def since(self) -> str:
        """« depuis 2 jours », « dans 35 minutes »."""
        if self.item.due_at is None:
            return "sans date"
        gap = self.now - self.item.due_at
        if gap >= timedelta(0):
            return f"depuis {_span(gap)}"
        days = (shop_time(self.item.due_at).date() - shop_time(self.now).date()).days
        return f"dans {french_days(days) if -gap >= _DAY else _span(-gap)}"

    @property
    def limit(self) -> str:
        """When its time is over: to the minute, unless it is only counted from its creation."""
        if self.item.due_at is None:
            return ""
        if self.item.from_creation:
            return french_date(shop_time(self.item.due_at).date())
        return french_instant(self.item.due_at)


@dataclass(frozen=True)
class HoldLine:
    """One hold in force; `by` is who set it."""

    hold: LegalHold
    name: ItemName
    reason: str
    by: str
    today: date

    @property
    def days(self) -> int:
        """To the day of its review; 0 and less when that has come."""
        return (self.hold.review_on - self.today).days


@dataclass(frozen=True)
class RoomContent:
    """Everything the room shows, read and counted in the worker: a plan can hold half a million items.

    `asked` counts, by rule, what waits for an answer; `missing` what has no date to count from; `coming`
    what goes later, until the plan's horizon; `listed` how many items there would be rows for.
    """

    plan: SweepPlan
    lines: tuple[PlanLine, ...]
    holds: tuple[HoldLine, ...]
    runs: tuple[SweepStatement, ...]
    asked: Mapping[str, int]
    missing: int
    coming: int
    listed: int

    @property
    def waiting(self) -> int:
        """How many items wait for an answer."""
        return sum(self.asked.values())

    @property
    def unlisted(self) -> int:
        """How many items of the plan have no row."""
        return self.listed - len(self.lines)

    @property
    def believed(self) -> SweepStatement | None:
        """The newest run that had nothing to ask, or got its answer."""
        return next((run for run in self.runs if run.guard is None or run.accepted), None)


def read_room(
    retention: RetentionService,
    names: Names,
    people: People,
    clock: Clock,
    ahead: Duration | None = None,
) -> RoomContent:
    """Read it all, also what goes within the time `ahead`; in the worker. Raises what the store refuses."""
    plan = retention.fresh_plan(ahead.readings_after(clock.now())[0] if ahead else None)
    holds = retention.holds()
    shown, listed = _rows(plan)
    keys = {(item.kind, item.id) for item, _later in shown} | {(hold.kind, hold.item) for hold in holds}
    known, reasons, persons = names(keys), retention.reasons(), people()
    held = {hold.key: reasons.label(hold.reason) for hold in holds}
    rules = {rule.key: rule for rule in plan.rules}

    def named(key: Key) -> ItemName:
        return known.get(key) or ItemName("/".join(key))

    def planned(item: PlannedItem, *, later: bool) -> PlanLine:
        key = item.kind, item.id
        reason = held.get(item.key) or held.get(item.rule, "")  # a whole folder is called as its rule
        return PlanLine(item, named(key), rules[item.rule], plan.made_at, reason, later)

    def kept(hold: LegalHold) -> HoldLine:
        name, by = named((hold.kind, hold.item)), persons.get(hold.set_by, "")
        return HoldLine(hold, name, reasons.label(hold.reason), by, clock.today())

    return RoomContent(
        plan,
        tuple(planned(item, later=later) for item, later in shown),
        tuple(map(kept, holds)),
        retention.statements(),
        Counter(item.rule for item in plan.left if item.why is Why.GUARD),
        sum(item.why is Why.MISSING_TRIGGER for item in plan.left),
        sum(item.why is None for item in plan.later),
        listed,
    )


def _rows(plan: SweepPlan) -> tuple[list[tuple[PlannedItem, bool]], int]:
    """The first items to be listed, each with whether it is foretold, and how many there are.

    What stays now and goes by the horizon has one row: of what becomes of it.
    """
    foretold = {(item.kind, item.id) for item in plan.later}
    stays = [item for item in plan.left if (item.kind, item.id) not in foretold]
    now = ((item, False) for item in chain(plan.due, stays))
    rows = chain(now, ((item, True) for item in plan.later))
    return nsmallest(MOST, rows, key=_order), len(plan.due) + len(stays) + len(plan.later)


def elements(number: int) -> str:
    """« 1 élément », « 12 000 éléments »."""
    return f"{grouped(number)} élément{'s' if number > 1 else ''}"


def grouped(number: int) -> str:
    """« 12 000 »."""
    return f"{number:,}".replace(",", " ")


def _order(row: tuple[PlannedItem, bool]) -> tuple[int, float, str]:
    """What would go, then what waits, what goes later, what stays; within, the longest overdue first."""
    item, later = row
    at = item.due_at.timestamp() if item.due_at else float("inf")
    place = {None: 2 if later else 0, Why.GUARD: 1}.get(item.why, 3)
    return (place, at, item.key)


def _span(gap: timedelta) -> str:
    if gap.days:
        return french_days(gap.days)
    hours, minutes = divmod(gap.seconds // 60, 60)
    if hours:
        return f"{hours} heure{'s' if hours > 1 else ''}"
    return f"{minutes} minute{'s' if minutes > 1 else ''}" if minutes else "moins d’une minute"

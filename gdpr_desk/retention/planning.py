"""Making a plan: what is due, what is not and why, and what waits for an answer. Pure rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gdpr_desk.periods.ceilings import RetentionWindow, Standing
from gdpr_desk.retention.guard import ClockMark, stopped_by, waited_enough
from gdpr_desk.retention.model import Item, PlannedItem, Rule, RuleCount, SweepPlan, WaitingPlan, Why

Held = Collection[tuple[str, str]]
"""Kind and id of every item on which a legal hold stands; `folder` and its number hold a whole folder, whose
rule is called the same."""


@dataclass(frozen=True)
class Past:
    """What a plan needs to know of earlier runs: the clock's mark, the most that a recent run
    destroyed, the plan that waits for an answer."""

    mark: ClockMark
    largest: int
    waiting: WaitingPlan | None = None


class Judge:
    """The one rule of what goes: what a plan at `now`, looking ahead to `until`, makes of an item."""

    def __init__(self, held: Held, now: datetime, until: datetime) -> None:
        self._held = held
        self._held_rules = frozenset(f"{kind}/{item}" for kind, item in held)
        self._now = now
        self._until = until
        self._window: RetentionWindow | None = None
        self._standing = Standing.KEEP

    def is_due(self, item: Item) -> bool:
        """Whether the plan takes the item."""
        if item.window is not self._window:  # what came together shares its window, by the thousand
            self._window = item.window
            self._standing = item.window.standing(self._now, self._until)
        return self._standing is Standing.DUE and not (self._held and self._is_held(item)) and not item.in_use

    def _is_held(self, item: Item) -> bool:
        return (item.kind, item.id) in self._held or item.rule in self._held_rules

    def judged(self, item: Item) -> PlannedItem | None:
        """The item as the plan lists it; None where nothing is to be said of it."""
        kind, name, rule, window, *_ = item
        why = None if self.is_due(item) else self._why(item)
        if why is None and self._standing is not Standing.DUE:
            return None
        made = kind, name, rule, window.maximum_at, why, window.from_creation
        return tuple.__new__(PlannedItem, made)  # see `Item`

    def _why(self, item: Item) -> Why | None:
        """Why an item that is not due is to be listed all the same."""
        if self._standing is Standing.KEEP:
            return Why.MISSING_TRIGGER if item.window.from_creation else None
        if self._is_held(item):
            return Why.HOLD
        return Why.MINIMUM if self._standing is Standing.MINIMUM else Why.IN_USE


def foretold(item: Item, then: Judge) -> PlannedItem | None:
    """The item as a plan at the horizon would list it, were nothing changed until then; `due_at` is from
    when a run takes it. What is in use now has no date: nobody knows how long it will be."""
    found, minimum = None if item.in_use else then.judged(item), item.window.minimum_at
    if found is None or found.why is not None or found.due_at is None or minimum is None:
        return found
    return found._replace(due_at=max(found.due_at, minimum))


def make_plan(
    items: Iterable[Item],
    rules: Sequence[Rule],
    watched: Counter[str],
    held: Held,
    past: Past,
    *,
    now: datetime,
    until: datetime,
    horizon: datetime | None = None,
) -> SweepPlan:
    """The plan of a run at `now`. Items keep their order: that of their source."""
    due, left, later = _sorted_out(
        items, Judge(held, now, until), None if horizon is None else Judge(held, horizon, horizon)
    )
    identity = plan_id(due, rules)
    reason = stopped_by(len(due), watched.total(), past.mark, now, past.largest)
    if reason is not None:
        urgent = _urgent(rules, past, now)
        left += [item.because(Why.GUARD) for item in due if item.rule not in urgent]
        due = [item for item in due if item.rule in urgent]
    return SweepPlan(
        identity,
        now,
        until,
        tuple(due),
        tuple(left),
        tuple(rules),
        dict(watched),
        reason,
        horizon=horizon,
        later=tuple(later),
    )


def _sorted_out(
    items: Iterable[Item], judge: Judge, at_horizon: Judge | None
) -> tuple[list[PlannedItem], list[PlannedItem], list[PlannedItem]]:
    """What goes, what is listed but stays, and what is foretold."""
    due: list[PlannedItem] = []
    left: list[PlannedItem] = []
    later: list[PlannedItem] = []
    for item in items:
        found = judge.judged(item)
        if found is not None:
            (due if found.why is None else left).append(found)
        if at_horizon is not None and (found is None or found.why is not None):
            then = foretold(item, at_horizon)
            if then is not None and (found is None or then.why is not found.why):
                later.append(then)
    return due, left, later


def accepted(plan: SweepPlan, items: Held | None = None) -> SweepPlan:
    """The plan once somebody said yes to those `items`, or to all; others go on waiting."""
    due, left = list(plan.due), []
    for item in plan.left:
        if item.why is Why.GUARD and (items is None or (item.kind, item.id) in items):
            due.append(item.because(None))
        else:
            left.append(item)
    return replace(plan, due=tuple(due), left=tuple(left), accepted=True)


def plan_id(due: Iterable[PlannedItem], rules: Iterable[Rule]) -> str:
    """Sixteen digits that stand for these items under these rules, in whatever order.

    One digest over the sorted ids of each kind: one for each of half a million items costs ten times more.
    """
    ids: dict[str, list[str]] = {}
    for item in due:
        ids.setdefault(item.kind, []).append(item.id)
    whole = hashlib.sha256("\n".join(sorted(f"{rule.key} {rule.version}" for rule in rules)).encode())
    for kind, some in sorted(ids.items()):
        some.sort()
        whole.update(f"\0{kind}\n".encode() + "\n".join(some).encode())
    return whole.hexdigest()[:16]


def first_counts(plan: SweepPlan) -> dict[str, RuleCount]:
    """By rule what the plan is about to do; nothing is destroyed yet."""
    due = Counter(item.rule for item in plan.due)
    left = Counter((item.rule, item.why) for item in plan.left)
    return {
        rule.key: RuleCount(
            rule=rule.key,
            version=rule.version,
            label=rule.label,
            wording=rule.wording,
            watched=plan.watched.get(rule.key, 0),
            due=due[rule.key],
            hold=left[rule.key, Why.HOLD],
            minimum=left[rule.key, Why.MINIMUM],
            missing_trigger=left[rule.key, Why.MISSING_TRIGGER],
            in_use=left[rule.key, Why.IN_USE],
            guard=left[rule.key, Why.GUARD],
        )
        for rule in plan.rules
    }


def _urgent(rules: Sequence[Rule], past: Past, now: datetime) -> frozenset[str]:
    """Rules whose items have waited long enough for an answer that nobody gave."""
    if past.waiting is None or not waited_enough(past.waiting.asked_at, past.mark, now):
        return frozenset()
    return frozenset(rule.key for rule in rules if rule.unattended)

"""Making a plan: what is due, what is not and why, and what waits for an answer. Pure rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from gdpr_desk.periods.ceilings import Standing
from gdpr_desk.retention.guard import ClockMark, stopped_by, waited_enough
from gdpr_desk.retention.model import Item, PlannedItem, Rule, RuleCount, SweepPlan, WaitingPlan, Why

Held = Collection[tuple[str, str]]
"""Kind and id of every item on which a legal hold stands."""


@dataclass(frozen=True)
class Past:
    """What a plan needs to know of earlier runs: the clock's mark, the most that a recent run
    destroyed, the plan that waits for an answer."""

    mark: ClockMark
    largest: int
    waiting: WaitingPlan | None = None


def is_due(item: Item, held: Held, now: datetime, until: datetime) -> bool:
    """Whether a plan at `now`, looking ahead to `until`, takes the item: the one rule of what goes."""
    return (
        item.window.standing(now, until) is Standing.DUE
        and not (held and (item.kind, item.id) in held)
        and not item.in_use
    )


def judged(item: Item, held: Held, now: datetime, until: datetime) -> PlannedItem | None:
    """The item as a plan lists it; None where nothing is to be said of it."""
    window, why = item.window, None
    if not is_due(item, held, now, until):
        why = _why(item, held, now, until)
        if why is None:
            return None
    return PlannedItem(item.kind, item.id, item.rule, window.maximum_at, why, window.from_creation)


def foretold(item: Item, held: Held, horizon: datetime) -> PlannedItem | None:
    """The item as a plan at `horizon` would list it, were nothing changed until then; `due_at` is from
    when a run takes it."""
    found, minimum = judged(item, held, horizon, horizon), item.window.minimum_at
    if found is None or found.why is not None or found.due_at is None or minimum is None:
        return found
    return found._replace(due_at=max(found.due_at, minimum))


def _why(item: Item, held: Held, now: datetime, until: datetime) -> Why | None:
    """Why an item that is not due is to be listed all the same."""
    standing = item.window.standing(now, until)
    if standing is Standing.KEEP:
        return Why.MISSING_TRIGGER if item.window.from_creation else None
    if (item.kind, item.id) in held:
        return Why.HOLD
    return Why.MINIMUM if standing is Standing.MINIMUM else Why.IN_USE


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
    due: list[PlannedItem] = []
    left: list[PlannedItem] = []
    later: list[PlannedItem] = []
    for item in items:
        found = judged(item, held, now, until)
        if found is not None:
            (due if found.why is None else left).append(found)
        if horizon is not None and (found is None or found.why is not None):
            then = foretold(item, held, horizon)
            if then is not None and (found is None or then.why is not found.why):
                later.append(then)
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

    The sum of a digest of each: half a million names need not be sorted side by side for it.
    """
    names = chain((f"{item.kind}/{item.id}" for item in due), (f"{r.key} {r.version}" for r in rules))
    total = sum(int.from_bytes(hashlib.sha256(name.encode()).digest()) for name in names)
    return hashlib.sha256(str(total).encode()).hexdigest()[:16]


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

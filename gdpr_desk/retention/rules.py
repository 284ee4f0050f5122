"""From rules and triggers to the window in which an item must go; and the program's own rules.

Durations of one group are combined as its combinator says; every ceiling and every floor left then
holds, so the earliest ceiling and the latest floor decide. A duration that ends in an archive orders no
destruction: the one of the archive does. A missing trigger counts from creation, which the window says;
but where the first of several events decides, one that has not come yet is simply waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby

from gdpr_desk.periods.ceilings import RetentionWindow, Trigger, maximum_ends_at, minimum_ends_at
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_duration
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import RetentionEntry
from gdpr_desk.register.model import Combinator, Disposal, RetentionKind, RetentionPhase, RetentionRule
from gdpr_desk.retention.model import Rule

_NOTHING = Duration()
_Reading = Callable[[Trigger, Duration], datetime]


@cache
def own_rule(key: str) -> Rule:
    """A rule of `resources/reference/sweep_rules.toml`. Raises KeyError."""
    entry = catalogues.sweep_rules()[key]
    wording = f"{french_duration(entry.period or '')} {entry.text('phrase')}"
    unattended = bool(entry.extra.get("unattended", False))
    return Rule(entry.key, entry.label, wording, (term_of(entry),), unattended)


def window(rule: Rule, triggers: Mapping[str, Trigger], *, created: Trigger) -> RetentionWindow:
    """When an item under `rule` may and must go, from the events that are known of it.

    `triggers` and `created` are civil dates where the hour is not known. Raises as `periods.ceilings`.
    """
    known = _Known(triggers, created)
    ceilings = [term for term in rule.terms if _orders(term)]
    floors = [term for term in rule.terms if term.kind is RetentionKind.MINIMUM and term.period]
    maximum = min(known.ends(ceilings, maximum_ends_at), default=None)
    return RetentionWindow(
        maximum_at=maximum,
        minimum_at=max(known.ends(floors, minimum_ends_at), default=None),
        contradictory=maximum is not None
        and max(known.ends(floors, maximum_ends_at), default=maximum) > maximum,
        from_creation=known.fell_back(ceilings),
    )


@dataclass(frozen=True)
class _Known:
    """What is known of one item."""

    triggers: Mapping[str, Trigger]
    created: Trigger

    def ends(self, terms: Sequence[RetentionRule], read: _Reading) -> list[datetime]:
        """One instant for each group of these terms, those without a group being their own."""
        found = []
        for group in _groups(terms):
            ends = [read(start, _period(term)) for term in group for start in self._starts(term, group)]
            if ends:
                found.append(max(ends) if group[0].combinator is Combinator.LAST_OF else min(ends))
        return found

    def fell_back(self, terms: Sequence[RetentionRule]) -> bool:
        """Whether any of them is counted from creation for want of its trigger."""
        return any(
            term.trigger not in self.triggers and bool(self._starts(term, group))
            for group in _groups(terms)
            for term in group
        )

    def _starts(self, term: RetentionRule, group: Sequence[RetentionRule]) -> tuple[Trigger, ...]:
        start = self.triggers.get(term.trigger)
        if start is not None:
            return (start,)
        waited_for = group[0].combinator is Combinator.FIRST_OF and any(
            other.trigger in self.triggers for other in group
        )
        criterion = term.kind is RetentionKind.CRITERIA  # without a figure: its event may still come
        return () if waited_for or criterion else (self.created,)


def _orders(term: RetentionRule) -> bool:
    """Whether the end of this duration, or its event, orders destruction."""
    ceiling = term.kind is RetentionKind.CRITERIA or (
        term.kind is RetentionKind.MAXIMUM and term.period is not None
    )
    return ceiling and term.disposal is not Disposal.ARCHIVE


def _groups(terms: Iterable[RetentionRule]) -> list[list[RetentionRule]]:
    combined = [term for term in terms if term.group and term.combinator]
    alone = [[term] for term in terms if not (term.group and term.combinator)]
    combined.sort(key=lambda term: term.group or "")
    return [*alone, *(list(some) for _, some in groupby(combined, key=lambda term: term.group))]


def _period(term: RetentionRule) -> Duration:
    return Duration.parse(term.period) if term.period else _NOTHING


def term_of(entry: RetentionEntry) -> RetentionRule:
    """The duration that an entry of a catalogue says, as the register writes durations."""
    return RetentionRule(
        applies_to=entry.label,
        trigger=entry.trigger,
        period=entry.period,
        phase=RetentionPhase(entry.phase),
        kind=RetentionKind(entry.kind),
        disposal=Disposal(entry.disposal),
        source=entry.source,
    )

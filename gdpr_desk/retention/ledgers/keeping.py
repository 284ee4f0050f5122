"""Under which rule an entry is, and when it must go; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.ceilings import RetentionWindow, Trigger
from gdpr_desk.periods.words import french_duration
from gdpr_desk.reference import catalogues
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerEntry, LedgerKind
from gdpr_desk.retention.model import Rule
from gdpr_desk.retention.rules import term_of, window


@cache
def ledger_rule(key: str) -> Rule:
    """A rule of `ledgers.toml`, with the terms that hold beside its own. Raises KeyError."""
    known = catalogues.ledgers()
    entry = known[key]
    beside = entry.extra.get("with", ())
    terms = [entry, *(known[str(other)] for other in (beside if isinstance(beside, list) else ()))]
    phrase = entry.text("phrase")
    wording = f"{french_duration(entry.period)} {phrase}" if entry.period else phrase
    return Rule(entry.key, entry.label, wording, tuple(map(term_of, terms)))


@cache
def all_rules() -> Sequence[Rule]:
    """Every rule that an entry of any ledger may be under, each once."""
    keys = dict.fromkeys(case.rule for kind in KINDS.values() for case in kind.cases)
    return tuple(map(ledger_rule, keys))


def rule_of(kind: LedgerKind, entry: LedgerEntry) -> Rule:
    """The rule of the first case whose steps the entry has."""
    case = next(case for case in kind.cases if all(step in entry.steps for step in case.steps))
    return ledger_rule(case.rule)


def window_of(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> RetentionWindow:
    """When the entry may and must go; one that is not kept yet is taken as made at `now`.

    While what it is about goes on, its event has not come: that is no forgotten date.
    """
    known: dict[str, Trigger] = {}
    for trigger, places in kind.triggers.items():
        at = next((at for place in places if (at := entry.when(place)) is not None), None)
        if at is not None:
            known[trigger] = at
    found = window(rule_of(kind, entry), known, created=entry.created_at or now)
    return replace(found, from_creation=False) if is_busy(kind, entry) else found


def is_busy(kind: LedgerKind, entry: LedgerEntry) -> bool:
    """Whether the entry stays although its time may be over: what it is about is not finished."""
    return bool(kind.busy_until) and kind.busy_until not in entry.steps


def leaves_at(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> datetime | None:
    """The instant at which a sweep takes it, in the shop's zone; None while it is still in use."""
    found = window_of(kind, entry, now)
    if found.maximum_at is None or is_busy(kind, entry):
        return None
    return max(found.maximum_at, found.minimum_at or datetime.min.replace(tzinfo=UTC)).astimezone(SHOP_ZONE)

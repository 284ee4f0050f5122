"""Where a ledger would keep a thing longer than the register promises of the same; pure.

Both are durations of one shop: what differs is told, never settled silently (a ceiling is the shorter).
"""

from __future__ import annotations

from collections.abc import Iterable

from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import RetentionKind
from gdpr_desk.retention.carriers import never_longer
from gdpr_desk.retention.elsewhere.links import roots
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.retention.model import Rule


def shorter_promise(rule: Rule, tasks: Iterable[ElsewhereTask]) -> tuple[str, str] | None:
    """The activity (`T-06`) and the shorter period that the register has for what `rule` is about, from the
    same event; None where there is none, for what is no ledger's, and for what is longer with a reason."""
    entry = catalogues.ledgers().get(rule.key)
    if entry is None or entry.extra.get("exceptional") is True:
        return None
    words = entry.extra.get("words")
    about = roots(" ".join([rule.label, *map(str, words if isinstance(words, list) else ())]))
    found = [
        (task.duty.activity, promised.period)
        for task in tasks
        if about & roots(f"{task.duty.what} {task.duty.name}")
        for promised in task.duty.terms
        if _keeps_longer(rule, promised.trigger, promised.period)
    ]
    return found[0] if found else None


def _keeps_longer(rule: Rule, trigger: str, period: str) -> bool:
    own = [term for term in rule.terms if term.kind is RetentionKind.MAXIMUM and term.period]
    if any(never_longer(term.period or "", period) for term in own):  # the earliest ceiling decides
        return False
    return any(term.trigger == trigger for term in own)

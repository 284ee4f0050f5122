"""Ledgers as what deletes by itself, so that nobody is asked to do it by hand as well; pure."""

from __future__ import annotations

from functools import cache

from gdpr_desk.register.model import RetentionKind
from gdpr_desk.retention.carriers import CarriedTerm, Carrier, CarrierKind
from gdpr_desk.retention.ledgers.keeping import ledger_rule
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerKind


@cache
def ledger_carriers() -> tuple[Carrier, ...]:
    """Every ledger, in the order in which screens list them."""
    return tuple(map(_carrier, KINDS.values()))


def _carrier(kind: LedgerKind) -> Carrier:
    rules = [ledger_rule(case.rule) for case in kind.cases]
    terms = {
        CarriedTerm(term.trigger, term.period): None
        for rule in rules
        for term in rule.terms
        if term.period and term.kind is RetentionKind.MAXIMUM
    }
    words = " ".join([kind.label, kind.one, *(rule.label for rule in rules)])
    return Carrier(CarrierKind.LEDGER, kind.key, kind.label, tuple(terms), words=words)

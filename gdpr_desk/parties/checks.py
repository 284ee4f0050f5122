"""What is still missing about a party, and when to look at it again: pure rules (Art. 26, 28, 33(2)).

Whether a country outside the EEA has its safeguard is the register's question: it depends on the
activity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.reference import catalogues

SOON = timedelta(days=30)
"""How long before its day a review is announced."""
UNDER_CONTRACT = frozenset({PartyKind.PROCESSOR, PartyKind.CLIENT_CONTROLLER})
"""Parties with whom Article 28(3) asks for a contract and says what stands in it."""
IN_WRITING = UNDER_CONTRACT | {PartyKind.JOINT_CONTROLLER}
"""Those, and the ones with whom Article 26(1) asks for an arrangement."""


class PartyState(StrEnum):
    """What a list says of a party in one word."""

    OK = "ok"
    TO_COMPLETE = "to_complete"
    TO_REVIEW = "to_review"


@dataclass(frozen=True)
class Point:
    """One thing to do: `field` is the model's path, `state` which of the two kinds it is."""

    key: str
    field: str
    sentence: str
    article: str
    state: PartyState = PartyState.TO_COMPLETE


def points(party: Party, today: date) -> tuple[Point, ...]:
    """What is missing first, then the review, in the order of the form."""
    return (*_missing(party), *_review(party, today))


def state_of(party: Party, today: date) -> PartyState:
    """Missing things count more than a review that is due."""
    found = points(party, today)
    return found[0].state if found else PartyState.OK


def clauses_left(party: Party) -> tuple[str, ...]:
    """The keys of the clauses nobody has ticked, where the kind of party asks for them."""
    if party.kind not in UNDER_CONTRACT:
        return ()
    held = party.contract.checklist
    return tuple(key for key in catalogues.contract_clauses() if not held.get(key))


def outside_eea(party: Party) -> bool:
    """Whether sending data there is a transfer (Art. 44)."""
    country = catalogues.countries().get(party.country)
    return country is not None and not country.eea


def adequate(party: Party, today: date) -> bool:
    """Whether a decision on the whole of its country is in force (Art. 45)."""
    country = catalogues.countries().get(party.country)
    decision = country.adequacy if country is not None else None
    return decision is not None and not decision.partial and decision.holds_on(today)


def _missing(party: Party) -> Iterator[Point]:
    if not party.name.strip():
        yield Point("name", "name", "Donnez son nom.", "art. 30(1)(d)")
    if not party.country:
        yield Point("country", "country", "Indiquez son pays.", "art. 30(1)(e)")
    yield from _contract(party)
    if party.kind in UNDER_CONTRACT and not party.contact.breaches.strip():
        yield Point("breaches", "contact.breaches", _BREACHES[party.kind], "art. 33(2)")


_BREACHES = {
    PartyKind.PROCESSOR: "Notez qui joindre chez lui en cas d’incident.",
    PartyKind.CLIENT_CONTROLLER: "Notez qui prévenir chez ce client en cas d’incident.",
}
_UNSIGNED = {
    PartyKind.PROCESSOR: "Aucun contrat signé n’est noté.",
    PartyKind.CLIENT_CONTROLLER: "Aucun contrat signé avec ce client n’est noté.",
    PartyKind.JOINT_CONTROLLER: "Aucun accord écrit sur qui fait quoi n’est noté.",
}


def _contract(party: Party) -> Iterator[Point]:
    if party.kind not in IN_WRITING:
        return
    joint = party.kind is PartyKind.JOINT_CONTROLLER
    if party.contract.signed_on is None:
        article = "art. 26(1)" if joint else "art. 28(3)"
        yield Point("contract", "contract.signed_on", _UNSIGNED[party.kind], article)
    left, all_of_them = clauses_left(party), len(catalogues.contract_clauses())
    if not left:
        return
    if len(left) == all_of_them:
        sentence = "Cochez les clauses que le contrat contient."
    elif len(left) == 1:
        sentence = f"Il manque une clause : « {catalogues.contract_clauses().label(left[0])} »."
    else:
        sentence = f"{len(left)} clauses sur {all_of_them} ne sont pas cochées."
    yield Point("clauses", f"contract.checklist.{left[0]}", sentence, "art. 28(3)")


def _review(party: Party, today: date) -> Iterator[Point]:
    due = party.contract.next_review_on
    if due is None or due > today + SOON:
        return
    if due > today:
        days = (due - today).days
        sentence = f"À revoir dans {days} jours." if days > 1 else "À revoir demain."
    else:
        sentence = "À revoir aujourd’hui." if due == today else "La date de revue est passée."
    yield Point("review", "contract.next_review_on", sentence, "art. 24(1)", PartyState.TO_REVIEW)

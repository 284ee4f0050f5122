"""How an entry stands, in words that agree with what the ledger lists, and since when; pure.

The date said is that of the event that brought the entry there: never the day on which somebody typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gdpr_desk.retention.ledgers.answers import day_of, shown_moment
from gdpr_desk.retention.ledgers.checks import never_published
from gdpr_desk.retention.ledgers.model import LedgerEntry, LedgerKind, StepSpec


@dataclass(frozen=True)
class StateSpec:
    """A state: of the entries that have all these steps and of which `only` is true.

    `since` is the field or step that says when, `said` the words before its day; `then` is the step that
    comes next in the ordinary way, `told` what is to be known until it does.
    """

    label: str
    since: str
    said: str = "le"
    steps: tuple[str, ...] = ()
    only: Callable[[LedgerEntry], bool] = lambda _entry: True
    then: str = ""
    told: str = ""


STATES: Mapping[str, tuple[StateSpec, ...]] = {
    "unpaid": (
        StateSpec("Gardé à titre exceptionnel", "settled", "réglé le", ("kept",)),
        StateSpec("Réglé", "settled", steps=("settled",)),
        StateSpec("Inscrit au fichier", "registered", steps=("registered",)),
        StateSpec("Non réglé", "unpaid_since", "depuis le"),
    ),
    "call_backs": (
        StateSpec("Rappel fait", "called", steps=("called",)),
        StateSpec("À rappeler", "requested", "demandé le"),
    ),
    "reviews": (
        StateSpec("Retiré", "unpublished", steps=("unpublished",)),
        StateSpec("Refusé", "refused", steps=("refused",)),
        StateSpec("Publié", "published", steps=("published",)),
        StateSpec("Jamais publié", "received", "reçu le", only=never_published),
        StateSpec("À publier ou à refuser", "received", "reçu le"),
    ),
    "consents": (
        StateSpec("Retiré", "withdrawn", steps=("withdrawn",)),
        StateSpec("En vigueur", "given", "depuis le"),
    ),
    "sponsored": (
        StateSpec("Message envoyé", "sent", steps=("sent",)),
        StateSpec("Refusé", "refused", steps=("refused",)),
        StateSpec("Message à envoyer", "received", "confié le"),
    ),
    "disclosures": (
        StateSpec("Données communiquées", "given", steps=("given",)),
        StateSpec("Refusée", "refused", steps=("refused",)),
        StateSpec("Sans réponse", "received", "reçue le"),
    ),
    "filming": (
        StateSpec("Images détruites", "destroyed", steps=("destroyed",)),
        StateSpec("Images à détruire", "filmed", "filmé le", ("filmed",)),
        StateSpec("Retiré", "withdrawn", steps=("withdrawn",)),
        StateSpec("En vigueur", "agreed", "depuis le"),
    ),
    "extractions": (
        StateSpec("Copies détruites", "destroyed", steps=("destroyed",)),
        StateSpec(
            "Remise, copie gardée",
            "given",
            "remise le",
            ("given",),
            then="destroyed",
            told="Détruisez les copies que vous gardez dès que l’affaire est close.",
        ),
        StateSpec(
            "À remettre",
            "extracted",
            "extraite le",
            then="given",
            told="Gardez les copies jusqu’à leur remise.",
        ),
    ),
}
"""Of each ledger, tried in order: the last one fits every entry."""

_POINTLESS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "unpaid": {
        "settled": frozenset({"contract_told", "incident_told", "registered", "registered_told"}),
    },
}
"""Steps nobody should be led to any more once that other one is noted: who has paid is not registered."""


def state_of(kind: LedgerKind, entry: LedgerEntry) -> StateSpec:
    """The first state of its ledger that the entry is in."""
    return next(
        state
        for state in STATES[kind.key]
        if all(step in entry.steps for step in state.steps) and state.only(entry)
    )


def since_words(kind: LedgerKind, entry: LedgerEntry) -> str:
    """« depuis le 26 juillet 2026 », for the second line of a state; empty while that day is not known."""
    state = state_of(kind, entry)
    at = entry.when(state.since)
    return f"{state.said} {shown_moment(day_of(at))}" if at is not None else ""


def first_day(kind: LedgerKind) -> str:
    """The field whose day the state of a fresh entry says."""
    return STATES[kind.key][-1].since


def is_pointless(entry: LedgerEntry, step: StepSpec) -> bool:
    """Whether what is noted already leaves no reason to note that step."""
    found = _POINTLESS.get(entry.kind, {})
    return any(noted in entry.steps and step.key in steps for noted, steps in found.items())

"""« Quel cas ressemble au mien ? »: the cases of EDPB Guidelines 01/2021, with what the board concludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.snapshot import load_facts
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry

_WEIGHTS = {
    "kind": 3,
    "cause": 2,
    "protection": 2,
    "availability_loss": 2,
    "reach": 2,
    "disclosure": 1,
    "integrity_loss": 1,
}
"""How much an equal answer counts."""
_LISTS = {"origins": 2, "lost": 2, "data": 2, "data_subjects": 1}
"""How much lists that overlap count at most."""
_LEAST = 5
"""Less in common than this is no resemblance."""


@dataclass(frozen=True)
class Case:
    """A case: what happened in a word, and whether the authority and the persons are to be told.

    `facts` as answers, as far as they are known; `read`: from the text of the case, not from a summary;
    `enough`: whether more is known of it than its title.
    """

    number: int
    title: str
    summary: str
    authority: bool
    subjects: bool
    facts: BreachFacts
    read: bool
    enough: bool


@cache
def cases() -> tuple[Case, ...]:
    """All eighteen, in their order."""
    return tuple(_case(entry) for entry in catalogues.breach_cases().values())


def like(facts: BreachFacts, most: int = 3) -> tuple[Case, ...]:
    """The cases nearest to these answers, the nearest first; none where nothing resembles."""
    weighed = sorted(((_resemblance(facts, case.facts), case) for case in cases()), key=lambda one: -one[0])
    return tuple(case for weight, case in weighed[:most] if weight >= _LEAST)


def _case(entry: Entry) -> Case:
    given = entry.extra.get("facts")
    kept = given if isinstance(given, Mapping) else {"kind": entry.text("kind")}
    return Case(
        number=int(entry.text("number")),
        title=entry.label,
        summary=entry.help,
        authority=bool(entry.extra["authority"]),
        subjects=bool(entry.extra["subjects"]),
        facts=load_facts(kept),
        read=entry.text("facts_standing") == "checked",
        enough=given is not None,
    )


def _resemblance(mine: BreachFacts, other: BreachFacts) -> float:
    same = sum(
        weight
        for name, weight in _WEIGHTS.items()
        if getattr(mine, name) is not None and getattr(mine, name) is getattr(other, name)
    )
    return same + sum(weight * _overlap(mine, other, name) for name, weight in _LISTS.items())


def _overlap(mine: BreachFacts, other: BreachFacts, name: str) -> float:
    """The share of what either names that both name."""
    one, two = set(getattr(mine, name)), set(getattr(other, name))
    return len(one & two) / len(one | two) if one and two else 0.0

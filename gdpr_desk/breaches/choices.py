"""The answers to choose from, in French, by the name of the question; the law behind them is data.

A list is named like the field of `BreachFacts` that it answers; further lists are `count`, `band`, `means`,
`risk`, `exemptions`, `communication`, `evidence`, `yes_no`. Numbers of levels go by the name of their level.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum
from functools import cache
from types import MappingProxyType

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry

_UNKNOWN = "unknown"
_SAME_LISTS = {"persons": "count", "records": "count", "police": "yes_no", "other_bodies": "yes_no"}


def key_of(answer: Enum | str) -> str:
    """How an answer is called in its list."""
    if isinstance(answer, IntEnum):
        return answer.name.lower()
    return str(answer.value) if isinstance(answer, Enum) else answer


@cache
def choices(question: str) -> Mapping[str, Entry]:
    """What can be answered, by key, in its order; without « je ne sais pas encore ».

    Empty where the question has no list.
    """
    return MappingProxyType({key: one for key, one in _listed(question).items() if key != _UNKNOWN})


def label(question: str, answer: Enum | str) -> str:
    """The answer as the window says it, or its key where nobody listed it."""
    found = _listed(question).get(key_of(answer))
    return found.label if found else key_of(answer)


def edpb(question: str, answer: Enum | str | None) -> tuple[str, str]:
    """The letter and the words of the EDPB's template; None asks for « à déterminer ». Empty where it has
    no such row."""
    found = _listed(question).get(_UNKNOWN if answer is None else key_of(answer))
    if found is None or not found.text("edpb"):
        return "", ""
    return found.text("edpb"), found.text("edpb_label") or found.label


def cnil(question: str, answer: Enum | str | None, *, sensitive: bool = False) -> str:
    """What the answer becomes in the authority's service, or an empty text; None is « pas connu »."""
    found = _listed(question).get(_UNKNOWN if answer is None else key_of(answer))
    if found is None:
        return ""
    key = found.text("cnil_sensitive" if sensitive else "cnil")
    there = catalogues.breach_cnil().get(f"{'sensitive' if sensitive else question}.{key}")
    return there.label if there else ""


def by_letter(question: str, letter: str) -> str | None:
    """The key of the first answer under that letter of the template; `unknown` is such a key too."""
    wanted = letter.strip().casefold()
    return next((key for key, one in _listed(question).items() if one.text("edpb") == wanted), None)


def standing_for(question: str, register_key: str) -> str:
    """Which answer of `data` or `data_subjects` a category of the register belongs to: `other` by default."""
    for key, one in _listed(question).items():
        listed = one.extra.get("register", ())
        if isinstance(listed, list) and register_key in listed:
            return key
    return "other"


@cache
def _listed(question: str) -> Mapping[str, Entry]:
    name = _SAME_LISTS.get(question, question)
    found = {}
    for key, entry in catalogues.breach_choices().items():
        of, _, answer = key.partition(".")
        if of == name:
            found[answer] = entry
    return found

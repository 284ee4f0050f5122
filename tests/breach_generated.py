"""Incidents with every question answered by something awkward, from a number: the same number, the same one.

The generator walks over the fields of the model, not over the papers: a forgotten answer is noticed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from breach_stories import KNOWN, REGISTER, SHOP

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import (
    BreachFacts,
    Count,
    Decision,
    Evidence,
    InvolvedParty,
    NamedPerson,
    Notification,
    PersonalDataBreach,
    SubjectCommunication,
)
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.vocabulary import CountKind, Exemption, FilingKind, Means
from gdpr_desk.register.model import Controller

WORDS = (
    *(
        "<b>R&D</b>",
        "</para>",
        "l'été",
        "d’Élodie",
        '"citation"',
        "œuvre",
        "12,50 €",
        "&amp;",
        "a<b>c",
        "100 %",
    ),
    *("Ελληνικά", "русский", "Łódź", "Hôtel-Dieu", "«", "»", "e\u0301te\u0301", "ﬁn", "n°", "…", "1er", "?"),
    *("paire", "de", "clés", "perdue", "dans", "le", "train", "donnees@atelier-lumen.example", "x" * 70),
)
RIGHT_TO_LEFT = ("שלום", "לקוח", "مرحبا", "بكم")
KEYED = ("data_subjects", "data", "origins", "harms", "measures_before", "prevention")
KEYED_EFFECTS = ("confidentiality_effects", "integrity_effects", "availability_effects")
COUNTRIES = ("establishment_countries", "subject_countries")
UNPRINTED = frozenset(
    {
        "activities",
        "civility",
        "party",
        "kind",
        "attachment",
        "key",
        "role",
        "opened_by",
        "decided_by",
        "proof",
        "who",
    }
)
"""What the dossier names otherwise or not: references of the register, keys of lists, who had which key."""


def incident(number: int) -> PersonalDataBreach:
    """Incident `number`: some answers missing, some unknown, the rest hostile to a page."""
    dice = random.Random(number)
    right_to_left = number % 5 == 0
    facts = BreachFacts(**{part: _answer(dice, part, right_to_left) for part in _questions(dice)})
    facts = replace(facts, aware_at=facts.aware_at or KNOWN)
    unknown = frozenset(dice.sample(_NAMES, dice.randrange(6)))
    breach = PersonalDataBreach(f"V-2026-{number:03d}", KNOWN, "c0ffee00", replace(facts, unknown=unknown))
    return replace(breach, **_around(dice, breach, right_to_left))


def case(number: int) -> BreachCase:
    """The incident in a shop whose name is awkward too."""
    dice = random.Random(-number)
    name = f"Atelier {_text(dice, False)}"[:120].strip()
    shop: Controller = replace(SHOP, name=name)
    return BreachCase(incident(number), replace(REGISTER, controller=shop))


def typed(value: object) -> Iterator[str]:
    """Every text that somebody typed about an incident, found by walking over the model."""
    if isinstance(value, tuple):
        for item in value:
            yield from typed(item)
    elif type(value) is str:
        if value.strip():
            yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.name not in UNPRINTED | {*KEYED, *KEYED_EFFECTS, *COUNTRIES}:
                yield from typed(getattr(value, part.name))


def _around(dice: random.Random, breach: PersonalDataBreach, rtl: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "evidence": tuple(
            Evidence(f"{n:016x}", dice.choice([*choices.choices("evidence")]), _text(dice, rtl), KNOWN)
            for n in range(dice.randrange(3))
        )
    }
    if dice.random() < 0.7:
        found["decisions"] = (_decision(dice, rtl),)
    if dice.random() < 0.4:
        then = replace(breach.facts, narrative=_text(dice, rtl), unknown=frozenset())
        found["filings"] = (
            Notification(
                FilingKind.INITIAL, KNOWN + timedelta(hours=dice.randrange(1, 90)), "FR-1", KNOWN, "x", then
            ),
        )
    if dice.random() < 0.5:
        found["communications"] = (
            SubjectCommunication(
                "c1", "liste", dice.randrange(1, 400), dice.choice(list(Means)), date(2026, 11, 25)
            ),
        )
    return found


def _decision(dice: random.Random, rtl: bool) -> Decision:
    authority, subjects = dice.choice((True, False)), dice.choice((True, False))
    quarters = dice.randrange(1, 25)
    at = KNOWN + timedelta(hours=3)
    made = Decision(authority, subjects, _text(dice, rtl), at, "c0ffee00", score_quarters=quarters)
    if subjects or dice.random() < 0.5:
        return made
    return replace(made, exemptions=(dice.choice(list(Exemption)),), exemptions_detail=_text(dice, rtl))


_HINTS = get_type_hints(BreachFacts)
_NAMES = [name for name in _HINTS if name != "unknown"]


def _questions(dice: random.Random) -> list[str]:
    return [name for name in _NAMES if dice.random() < 0.8]


def _answer(dice: random.Random, name: str, rtl: bool) -> Any:
    if name in (*KEYED, *KEYED_EFFECTS):
        keys = list(choices.choices(name))
        return tuple(dice.sample(keys, dice.randrange(1, min(5, len(keys)) + 1)))
    if name in COUNTRIES:
        return tuple(dice.sample(("FR", "BE", "DE", "IT"), 2))
    return _of(dice, _HINTS[name], rtl)


def _of(dice: random.Random, hint: Any, rtl: bool) -> Any:
    origin = get_origin(hint)
    if origin is UnionType:
        return _of(dice, next(one for one in get_args(hint) if one is not type(None)), rtl)
    if origin is tuple:
        inner = get_args(hint)[0]
        if isinstance(inner, type) and issubclass(inner, Enum):
            members = list(inner)
            return tuple(dice.sample(members, dice.randrange(1, len(members) + 1)))
        return tuple(_of(dice, inner, rtl) for _ in range(dice.randrange(1, 3)))
    made = {
        str: lambda: _text(dice, rtl),
        bool: lambda: dice.random() < 0.5,
        int: lambda: dice.randrange(1, 300),
        datetime: lambda: KNOWN - timedelta(minutes=dice.randrange(-3_000, 9_000)),
        date: lambda: date(2026, 11, 1) + timedelta(days=dice.randrange(50)),
        Count: lambda: _count(dice),
        NamedPerson: lambda: NamedPerson(
            _text(dice, False), _text(dice, rtl), "Mme", "Gérante", "a@b.example", "01"
        ),
        InvolvedParty: lambda: InvolvedParty(_text(dice, rtl), _text(dice, False), "x@y.example"),
    }
    return made[hint]() if hint in made else dice.choice(list(hint))


def _count(dice: random.Random) -> Count:
    kind = dice.choice(list(CountKind))
    if kind is CountKind.CANNOT_TELL:
        return Count(kind)
    number = dice.randrange(1, 200_000)
    return Count(kind, number, number + 50 if kind is CountKind.APPROXIMATE and dice.random() < 0.5 else None)


def _text(dice: random.Random, rtl: bool) -> str:
    pool = (*WORDS, *RIGHT_TO_LEFT) if rtl else WORDS
    found = " ".join(dice.choice(pool) for _ in range(dice.randrange(1, 14)))
    return found if dice.random() < 0.85 else f"{found}\n{dice.choice(pool)}"

"""What a check says, and how it looks into a record: words to compare, texts to search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from gdpr_desk.register.model import ActivityRole

SECTION_OF_FIELD = {
    "purposes": 2,
    "lawful_basis": 2,
    "data_subjects": 3,
    "collection_channels": 3,
    "informed_by": 3,
    "data": 4,
    "article_9_condition": 4,
    "systems": 5,
    "recipients": 5,
    "transfers": 6,
    "retention": 7,
    "security_measures": 8,
    "automated_decisions": 8,
    "dpia": 8,
}
# Words are compared without accents and in lower case.
SURVEILLANCE = re.compile(r"video ?-?(surveill|protec)|\bcameras?\b|\bfilm(er|ons|e)\b|\bsurveill")
LEGAL_DUTY = re.compile(
    r"\bcompta|\bfactur|\bpaies?\b|\bfiscal|\bregistre du personnel|obligations? legales?"
)
CONTRACT = re.compile(
    r"\bcontrats?\b|\bcommandes?\b|\blivrai?s|\blivrer\b|\breparations?\b|\bgaranties?\b|\bdevis\b"
)
# A duty or a contract may be named where something else is wanted that does rest on consent.
SOLICITED = re.compile(
    r"\boffres?\b|\bpromo|\bpropos|\bpubli(er|ons|e|cation)\b|\bprospect|\bpublicit|\bnewsletter|\brelanc|\brecommand|\bavis\b"
    r"|\benquete|\bsatisfaction|\bcookies?\b|\btraceurs?\b|\bprochain|\bfutur|\bulterieur|\bsuivante?s\b"
    r"|\bcartes? bancaires?\b|\bpartenaires?\b"
)
EXCLUSION = re.compile(r"liste noire|\bexclusions?\b|\bexclure\b")
FRAUD = re.compile(r"\bfraud|\bscor(e|ing)\b")
_ENDLESS = re.compile(
    r"aussi longtemps que|tant que (c.est |ce sera )?necessaire|\billimite|\bindefini|sans limite"
)
_AS_NEEDED = re.compile(r"(duree|temps) (strictement )?necessaire")
# A formality of before May 2018 and its number; the prefect still authorises cameras, and what the
# CNIL has deliberated since stays quotable.
_FORMALITY = re.compile(
    r"\b(autorisations?|declarations?|declare|recepisses?|enregistre|dispense|accord de la)\b"
)
_OLD_NORM = re.compile(
    r"\b(norme simplifiee|autorisation unique|dispense n ?[°o]).{0,20}[0-9]"
    r"|\b(ns|au|ru)-0?[0-9]{2}\b"
)
_NUMBERED = re.compile(r"(\bn ?[°o]|\bnumero) ?:? ?[0-9]{2,}")
_QUOTABLE = re.compile(r"\bdeliberations? (de la )?(cnil )?(n ?[°o] ?)?[0-9]{4}-[0-9]+")


class Severity(StrEnum):
    """How much a finding weighs; a hint weighs nothing in the completeness."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True)
class Finding:
    """One point to look at, in one French sentence.

    `activity` is the reference, empty for the register itself; `field` the dotted path of the
    model (`purposes.0.lawful_basis`); `section` 1 to 8, 0 for the register; `fix` the words of a
    correction that `checks.apply_fix` can carry out, empty where only a person can.
    """

    key: str
    severity: Severity
    activity: str
    field: str
    section: int
    sentence: str
    article: str
    fix: str = ""


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: to compare, never to show."""
    bare = text.casefold().replace("’", "'")
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return " ".join(bare.split())


def transfers_article(role: ActivityRole) -> str:
    """Where the register has to name transfers: a processor's own list is in Article 30(2)."""
    return "art. 30(2)(c)" if role is ActivityRole.PROCESSOR else "art. 30(1)(e)"


def vague(text: str, *, quoting: bool = False) -> bool:
    """Whether the words promise no end; `quoting` lets pass the Regulation's « durée nécessaire »."""
    words = plain(text)
    return bool(_ENDLESS.search(words)) or (not quoting and bool(_AS_NEEDED.search(words)))


def old_formality(clause: str) -> bool:
    """Whether the words rest on a CNIL formality of before May 2018 and its number."""
    words = _QUOTABLE.sub("", plain(clause))
    if _OLD_NORM.search(words):
        return True
    named = "cnil" in words or "commission nationale de l'informatique" in words
    return named and bool(_FORMALITY.search(words)) and bool(_NUMBERED.search(words))


def free_texts(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a record with the steps to it, kept keys of a newer version included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from free_texts(inner, (*path, str(number)))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from free_texts(inner, (*path, str(key)))
    elif is_dataclass(value):
        for name in _names(type(value)):
            inner = getattr(value, name)
            if inner and not isinstance(inner, StrEnum):
                yield from free_texts(inner, (*path, name))


def section_of(path: str) -> int:
    """The section of the form that shows the field at `path`; 1 where none other does."""
    parts = path.split(".")
    if parts[0] == "purposes" and parts[-1] == "name":
        return 1
    return SECTION_OF_FIELD.get(parts[-1]) or SECTION_OF_FIELD.get(parts[0], 1)


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    """A record's fields; kept, because a list of a hundred records asks thousands of times."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(part.name for part in fields(kind))
    return _NAMES[kind]

"""What a check says, and how it looks into a record: words to compare, texts to search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from gdpr_desk.parties.model import Party
from gdpr_desk.register.model import ActivityRole, LawfulBasis, ProcessingActivity

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
UNPAID = re.compile(r"\bimpayes?\b|mauvais payeurs?")
_SILENCE = re.compile(
    r"\bs'oppos|\boppose(nt)? pas|\bpre-? ?coch|\bcoche(e|es)? (d'avance|par defaut)"
    r"|\bsauf (refus|opposition|avis contraire)"
    r"|\b(accord|consentement) (tacite|implicite|presume)|\bvaut (accord|consentement)|qui ne dit mot"
    r"|\bpoursui(te|vre|vant) (de )?(la|sa|votre) navigation"
)
_NOT_SILENCE = re.compile(
    r"\b(jamais|non|pas|ni|aucune|sans)( une)?( cases?)? ?(pre-? ?)?coche(e|es)?\b( d'avance| par defaut)?"
)
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
    r"|\b(ns|au|ru)-0?[0-9]{2}\b|\bns ?0?[0-9]{2}\b"
)
_NUMBERED = re.compile(r"(\bn ?[°o]|\bnumero) ?:? ?[0-9]{2,}")
_QUOTABLE = re.compile(r"\bdeliberations? (de la )?(cnil )?(n ?[°o] ?)?[0-9]{4}-[0-9]+")


OVERSEAS = frozenset({"BL", "NC", "PF", "PM", "TF", "WF"})
"""French territories outside the Union: the French act applies there, the Regulation not as such."""
VAGUE = "Indiquez une durée chiffrée ou un événement (ex. 3 ans après le dernier achat)."


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


FIX_INTEREST = "Choisir « Intérêt légitime »"
FIX_CONTRACT = "Choisir « Contrat »"
FIX_LEGAL = "Choisir « Obligation légale »"
FIX_CONSENT = "Choisir « Consentement »"
FIXES = {
    FIX_INTEREST: LawfulBasis.LEGITIMATE_INTERESTS,
    FIX_CONTRACT: LawfulBasis.CONTRACT,
    FIX_LEGAL: LawfulBasis.LEGAL_OBLIGATION,
    FIX_CONSENT: LawfulBasis.CONSENT,
}


class Point(NamedTuple):
    """What a rule found, before it is told which record and section it is about."""

    key: str
    severity: Severity
    field: str
    sentence: str
    article: str
    fix: str = ""


@dataclass(frozen=True)
class Look:
    """A record as the rules look at it. Without `today`, what depends on the date is left out."""

    activity: ProcessingActivity
    parties: Mapping[str, Party]
    today: date | None = None

    @cached_property
    def words(self) -> str:
        """The record's name and purposes, to compare."""
        return plain(" ".join([self.activity.name, *(p.name for p in self.activity.purposes)]))

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every text with its dotted path; several rules read them all."""
        return tuple((".".join(steps), text) for steps, text in free_texts(self.activity))

    @cached_property
    def categories(self) -> frozenset[str]:
        """The keys of the data."""
        return frozenset(data.category for data in self.activity.data)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The keys of the people."""
        return frozenset(subject.category for subject in self.activity.data_subjects)

    @cached_property
    def decides(self) -> bool:
        """Whether the shop decides itself: what it owes people, a processor only helps with."""
        return self.activity.role is not ActivityRole.PROCESSOR

    @cached_property
    def filmed(self) -> bool:
        """Whether cameras watch; a film made at a customer's, by agreement, is another matter."""
        channels = self.activity.collection_channels
        if "video_images" not in self.categories:
            return False
        return "camera" in channels or ("on_site" not in channels and bool(SURVEILLANCE.search(self.words)))


Rule = Callable[[Look], Iterator[Point]]


def findings_of(look: Look, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What the rules say about one record, each with its section."""
    points = (point for rule in rules for point in rule(look))
    reference = look.activity.reference
    return tuple(
        Finding(p.key, p.severity, reference, p.field, section_of(p.field), p.sentence, p.article, p.fix)
        for p in points
    )


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: to compare, never to show."""
    bare = text.casefold().replace("’", "'")
    if not bare.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare))
    return " ".join(bare.split())


def transfers_article(role: ActivityRole) -> str:
    """Where the register has to name transfers: a processor's own list is in Article 30(2)."""
    return "art. 30(2)(c)" if role is ActivityRole.PROCESSOR else "art. 30(1)(e)"


def vague(text: str, *, quoting: bool = False) -> bool:
    """Whether the words promise no end; `quoting` lets pass the Regulation's « durée nécessaire »."""
    words = plain(text)
    return bool(_ENDLESS.search(words)) or (not quoting and bool(_AS_NEEDED.search(words)))


def by_silence(text: str) -> bool:
    """Whether the words take silence, a pre-ticked box or a missing objection for an agreement."""
    return bool(_SILENCE.search(_NOT_SILENCE.sub("", plain(text))))


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


_MARKS = re.compile("[\u0300-\u036f]+")
_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    """A record's fields; kept, because a list of a hundred records asks thousands of times."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(part.name for part in fields(kind))
    return _NAMES[kind]

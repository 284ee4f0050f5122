"""What a cell says, as a value of the model: dates, yes and no, durations, keys of the catalogues."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from gdpr_desk import assets
from gdpr_desk.accents import without_accents
from gdpr_desk.documents.sheet_reading import CellValue
from gdpr_desk.periods.duration import Duration
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import LawfulBasis, RetentionKind, RetentionRule

_ISO_DAY = re.compile(
    r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?![0-9]).*", re.S
)
_FRENCH_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})(?![0-9]).*", re.S
)
_PART = re.compile(
    r"(?P<amount>[0-9]{1,5})\s*"
    r"(?P<unit>ann[ée]es?|ans?|years?|mois|months?|semaines?|weeks?|jours?|days?|heures?|hours?|h"
    r"|minutes?|secondes?)\b",
    re.I,
)
_UNITS: tuple[tuple[str, str], ...] = (
    *(("an", "years"), ("year", "years"), ("mois", "months"), ("month", "months"), ("sem", "weeks")),
    *(("week", "weeks"), ("jour", "days"), ("day", "days"), ("minute", "minutes"), ("sec", "seconds")),
    ("h", "hours"),
)
_AND = re.compile(r"(?:\s|,|\bet\b|\band\b)*", re.I)
_FROM = re.compile(r"à compter d[eu]s?|à partir d[eu]s?|après|suivant|dès|depuis|after|from", re.I)
_ARTICLES = re.compile(r"^(?:(?:de|la|le|les|du|des|the)\s+|l['’]\s*|d['’]\s*)+", re.I)


def text_of(cell: CellValue) -> str:
    """The cell as text, a typed date as people write it."""
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell


def plain(text: str) -> str:
    """The text without what labels differ in: case, accents, kinds of blanks and apostrophes, ` :`."""
    spelled = text.casefold()
    if not spelled.isascii():
        spelled = without_accents(spelled.replace("’", "'").replace("œ", "oe").replace("æ", "ae"))
    return " ".join(spelled.split()).strip(" :*")


def day_of(cell: CellValue) -> date | None:
    """The civil date in a cell, typed or written, a time behind it ignored; None where it is empty.

    Raises ValueError where something stands there that is no date.
    """
    if isinstance(cell, date):
        return cell
    typed = cell.strip()
    if not typed:
        return None
    found = _ISO_DAY.fullmatch(typed) or _FRENCH_DAY.fullmatch(typed)
    if found is None:
        raise ValueError("no date")
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def yes_of(text: str) -> bool | None:
    """Yes, no, or None where it says neither."""
    return {"yes": True, "no": False}.get(_words("yes_no").get(plain(text), ""))


def is_unknown(text: str) -> bool:
    """« inconnu », « ? », « n/a » and an empty cell say nothing."""
    return plain(text) in {"", "?", "inconnu", "unknown", "n/a", "na", "-", "non renseigne", "a preciser"}


def basis_of(text: str) -> LawfulBasis | None:
    """The lawful basis that the text names in French or English, by article or by key."""
    said = plain(text)
    exact = _words("lawful_basis").get(said) or _catalogue_words("bases").get(said)
    if exact is None:
        inside = [key for word, key in _words("lawful_basis").items() if len(word) > 7 and word in said]
        exact = inside[0] if len(set(inside)) == 1 else None
    return LawfulBasis(exact) if exact else None


def key_of(catalogue: str, text: str) -> str:
    """The key behind a label of the catalogue or a word for it; else the text itself."""
    exact = _exact_labels(catalogue).get(text)
    if exact is not None:
        return exact
    said = plain(text)
    return _catalogue_words(catalogue).get(said) or _words(catalogue).get(said) or text


def label_key(catalogue: str, text: str) -> str:
    """The key behind exactly this label; else the text itself."""
    return _exact_labels(catalogue).get(text, text)


def duration_of(text: str) -> str | None:
    """The ISO period that the whole text says: « 1 an et 6 mois », `P18M`; None for anything else."""
    typed = text.strip()
    try:
        return Duration.parse(typed).iso()
    except ValueError:
        pass
    parts = list(_PART.finditer(typed))
    if not parts or _AND.fullmatch(_PART.sub(" ", typed)) is None:
        return "P0D" if typed == "0 jour" else None
    return _period(parts)


def rule_of(text: str, applies_to: str) -> RetentionRule:
    """A free text on how long: its first period and event where it has them, else a criterion in words."""
    said = " ".join(text.split())
    if (whole := duration_of(said)) is not None:
        return RetentionRule(applies_to, trigger="", period=whole)
    parts = list(_PART.finditer(said))
    period = _period(parts[:1]) if parts else None
    if period is None or len(parts) > 1:
        return RetentionRule(applies_to, trigger=said, kind=RetentionKind.CRITERIA)
    before = said[: parts[0].start()].strip(" .;,:–-")
    event = said[parts[0].end() :].strip(" .;,")
    start = _FROM.search(event)
    named = _ARTICLES.sub("", event[start.end() :].strip()) if start else event
    found = key_of("triggers", named)
    return RetentionRule(before or applies_to, trigger=found, period=period)


def slug(name: str) -> str:
    """A party's key from its name, as the register writes keys."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:56].strip("-") or "prestataire"


def _period(parts: list[re.Match[str]]) -> str | None:
    amounts: dict[str, int] = {}
    for part in parts:
        unit = plain(part["unit"])
        name = next(name for start, name in _UNITS if unit.startswith(start))
        if name in amounts:
            return None
        amounts[name] = int(part["amount"])
    try:
        return Duration(**amounts).iso()
    except ValueError:
        return None


_CATALOGUES: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "bases": catalogues.lawful_bases,
    "people": catalogues.data_subject_categories,
    "data": catalogues.data_categories,
    "sources": catalogues.data_sources,
    "conditions": catalogues.article_9_conditions,
    "measures": catalogues.security_measures,
    "channels": catalogues.collection_channels,
    "means": catalogues.information_means,
    "triggers": catalogues.retention_triggers,
    "kinds": catalogues.retention_kinds,
    "phases": catalogues.retention_phases,
    "source_kinds": catalogues.source_kinds,
    "disposals": catalogues.disposals,
    "combinators": catalogues.combinators,
    "countries": catalogues.countries,
    "criteria": catalogues.dpia_criteria,
    "roles": catalogues.activity_roles,
    "statuses": catalogues.activity_statuses,
    "parties": catalogues.party_kinds,
    "safeguards": catalogues.safeguards,
}


@cache
def _exact_labels(name: str) -> Mapping[str, str]:
    return {str(getattr(entry, "label", "")): key for key, entry in _CATALOGUES[name]().items()}


@cache
def _catalogue_words(name: str) -> Mapping[str, str]:
    labels = {plain(label): key for label, key in _exact_labels(name).items()}
    return labels | {plain(key): key for key in _CATALOGUES[name]()}


@cache
def _words(name: str) -> Mapping[str, str]:
    """Words for one vocabulary, from the table of synonyms; none where it has no such section."""
    table = synonyms().get(name, {})
    return {plain(word): key for key, words in table.items() for word in words}


@cache
def synonyms() -> Mapping[str, Mapping[str, list[str]]]:
    """French and English words by vocabulary and key."""
    return tomllib.loads(assets.text("import/synonyms.toml"))

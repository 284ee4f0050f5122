"""What an interchange file may hold, and the French sentence naming where it does not.

The shape is the JSON Schema in `resources/schemas`; dates, periods and references between the
parts of a file are beyond a schema and are checked here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gdpr_desk import assets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import LONGEST_TEXT, UNUSABLE
from gdpr_desk.periods.duration import Duration
from gdpr_desk.register.schema_gate import fits

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

SCHEMA = "schemas/register-v1.schema.json"
_MAX_DEPTH = 32
_LONGEST_KEY = 200

_SINGLE = frozenset({str, int, float, bool, type(None)})

Path = tuple[str | int, ...]

_PLACES = {
    "controller": "boutique",
    "dpo": "délégué à la protection des données",
    "officer": "personne en charge",
    "parties": "prestataire",
    "contact": "contact",
    "contract": "contrat",
    "checklist": "clauses",
    "activities": "activité",
    "purposes": "but",
    "data_subjects": "personnes",
    "data": "données",
    "recipients": "destinataire",
    "transfers": "transfert",
    "retention": "durée",
    "dpia": "analyse d’impact",
}
_IN_LISTS = frozenset(
    {"parties", "activities", "purposes", "data_subjects", "data", "recipients", "transfers"}
) | {"retention"}
_KINDS = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true ou false",
    "object": "un objet",
    "array": "une liste",
    "null": "null",
}
_HARMLESS_VALUE = re.compile(r"[a-zA-Z0-9_.\-]{1,40}")


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be taken: its place and what is wrong, in French, without content."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where} : {self.message}" if self.where else self.message


class InterchangeRefused(InvalidInput):
    """The register has problems; the first is told, all are in `problems`."""

    code = "invalid_register"

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, others = problems[0], len(problems) - 1
        more = (
            f" (et {others} autre{'s' if others > 1 else ''} point{'s' if others > 1 else ''})"
            if others
            else ""
        )
        told = str(first)
        super().__init__(
            f"{told[:1].upper()}{told[1:]}{more}.",
            safe="Rien n’a été enregistré, votre registre n’a pas changé.",
            remedy="Corrigez ce point, puis recommencez.",
        )
        self.problems = tuple(problems)


def problems_in(raw: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Everything wrong with a register in its file form, in the order of the file."""
    if not _readable(raw) and (unusable := tuple(_texts(raw, raw))):
        return unusable
    if not _gate()(raw):
        errors = sorted(_validator().iter_errors(raw), key=lambda error: _place(error.absolute_path))
        if errors:
            return tuple(Problem(where(tuple(e.absolute_path), raw), _sentence(e)) for e in errors)
    return (*_values(raw), *_links(raw))


def _place(path: Iterable[str | int]) -> list[tuple[int, str]]:
    """What sorts places in lists by number: the tenth after the ninth."""
    return [(part, "") if isinstance(part, int) else (-1, part) for part in path]


def where(path: Path, raw: Any) -> str:
    """A path in words: « activité 3 (T-03), durée 1, period »."""
    words: list[str] = []
    value, parts = raw, list(path)
    while parts:
        name = parts.pop(0)
        value = _inside(value, name)
        word = _PLACES.get(str(name), f"« {name} »" if isinstance(name, str) else f"élément {name + 1}")
        if name in _IN_LISTS and not parts:
            word = f"« {name} »"
        elif name in _IN_LISTS and isinstance(parts[0], int):
            number = parts.pop(0)
            value = _inside(value, number)
            word = f"{word} {int(number) + 1}{_known_as(value)}"
        words.append(word)
    return ", ".join(words)


def _inside(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _known_as(value: Any) -> str:
    """The reference or key, in brackets, where it has the shape of one."""
    if not isinstance(value, Mapping):
        return ""
    name = value.get("reference") or value.get("key")
    return f" ({name})" if isinstance(name, str) and _HARMLESS_VALUE.fullmatch(name) else ""


@lru_cache(maxsize=1)
def _schema() -> Mapping[str, Any]:
    schema: dict[str, Any] = json.loads(assets.text(SCHEMA))
    return schema


@lru_cache(maxsize=1)
def _gate() -> Callable[[Any], bool]:
    return fits(_schema())


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # late: slow to import, and what the gate lets in needs none

    return Draft202012Validator(_schema())


def _sentence(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            told = f"il manque « {next(key for key in wanted if key not in instance)} »"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else list(wanted)
            told = f"il faut {' ou '.join(_KINDS[kind] for kind in kinds)}"
        case "enum":
            allowed = ", ".join("null" if value is None else str(value) for value in wanted)
            told = f"{_quoted(instance)} n’est pas reconnu ; valeurs possibles : {allowed}"
        case "maxItems":
            told = f"il y a {len(instance)} éléments, plus que les {wanted} permis"
        case "minimum" | "maximum":
            told = "ce nombre est impossible"
        case "maxLength":
            told = f"ce texte dépasse {wanted} caractères"
        case "not":
            told = "indiquez soit « party », soit « internal »"
        case _:
            hint = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
            told = f"{_quoted(instance)} n’a pas la forme attendue{f' ({hint})' if hint else ''}"
    return told


def _quoted(value: Any) -> str:
    """A short key is shown; free text might be personal and is not."""
    harmless = isinstance(value, str) and _HARMLESS_VALUE.fullmatch(value)
    return f"« {value} »" if harmless else "cette valeur"


def _readable(raw: Mapping[str, Any]) -> bool:
    """Whether `_texts` will surely find nothing; most registers are fine, and large ones need it quick.

    Level by level: what a thousand records hold in the same depth is looked at together.
    """
    level: list[Any] = [raw]
    for _ in range(_MAX_DEPTH):
        names: set[str] = set()
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                names.update(value)
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
            elif isinstance(value, str | Mapping):  # of a kind that no file gives: each for itself
                return False
        texts = [one for one in inner if type(one) is str]
        if not (_all_usable(names, _LONGEST_KEY) and _all_usable(texts, LONGEST_TEXT)):
            return False
        level = [one for one in inner if type(one) not in _SINGLE]
    return not any(level)


def _all_usable(texts: Collection[str], longest: int) -> bool:
    """Searched as one text: that is much quicker than each for itself."""
    return not texts or (max(map(len, texts)) <= longest and UNUSABLE.search("".join(texts)) is None)


def _texts(value: Any, raw: Any, path: Path = ()) -> Iterator[Problem]:
    """Texts too long or with characters nothing can carry, keys of a newer version included."""
    if len(path) > _MAX_DEPTH:
        yield Problem(where(path[:4], raw), "trop de niveaux imbriqués")
    elif isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            told = f"{len(value)} caractères, plus que les {LONGEST_TEXT} permis ; rien n’a été coupé"
            yield Problem(where(path, raw), told)
        if UNUSABLE.search(value):
            yield Problem(where(path, raw), "ce texte contient un caractère illisible")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if len(key) > _LONGEST_KEY or UNUSABLE.search(key):
                yield Problem(where(path, raw), "un nom de champ est trop long ou illisible")
            else:
                yield from _texts(inner, raw, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, raw, (*path, number))


def _values(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Dates that do not exist and durations that are none."""
    for place, key, text in _dated(raw):
        try:
            date.fromisoformat(text)
        except ValueError:
            yield Problem(where((*place, key), raw), "cette date n’existe pas")
    for number, activity in enumerate(raw["activities"]):
        for index, rule in enumerate(activity.get("retention", [])):
            period = rule.get("period")
            if period is None:
                continue
            try:
                Duration.parse(period)
            except ValueError:
                told = f"durée {_quoted(period)} non reconnue ; exemples : PT48H, P60D, P1M, P3Y"
                yield Problem(where(("activities", number, "retention", index), raw), told)


def _dated(raw: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    for number, activity in enumerate(raw["activities"]):
        for key in ("created_on", "reviewed_on"):
            if activity.get(key):
                yield ("activities", number), key, activity[key]
    for number, party in enumerate(raw.get("parties", [])):
        contract = party.get("contract", {})
        for key in ("signed_on", "next_review_on"):
            if contract.get(key):
                yield ("parties", number, "contract"), key, contract[key]


def _links(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """References given twice, and parties that are named but not described."""
    yield from _twins(raw, "activities", "reference", "cette référence est déjà prise par une autre activité")
    yield from _twins(raw, "parties", "key", "cette clé est déjà prise par un autre prestataire")
    known = {party["key"] for party in raw.get("parties", [])}
    for number, activity in enumerate(raw["activities"]):
        for path, named in _named_parties(activity):
            if named is not None and named not in known:
                place = where(("activities", number, *path), raw)
                yield Problem(place, f"le prestataire {_quoted(named)} n’est pas décrit dans « parties »")


def _twins(raw: Mapping[str, Any], part: str, name: str, told: str) -> Iterator[Problem]:
    rows = raw.get(part, [])
    counted = Counter(row.get(name) for row in rows)
    seen: set[str] = set()
    for number, row in enumerate(rows):
        value = row.get(name)
        if value and counted[value] > 1 and value in seen:
            yield Problem(where((part, number), raw), told)
        seen.add(value)


def _named_parties(activity: Mapping[str, Any]) -> Iterator[tuple[Path, str | None]]:
    for part in ("recipients", "transfers"):
        for index, row in enumerate(activity.get(part, [])):
            yield (part, index), row.get("party")
    for part in ("joint_controllers", "client_controllers"):
        for index, key in enumerate(activity.get(part, [])):
            yield (part, index), key

"""An incident described by the rows of the EDPB's template (`field_48`), as another program or the shop's own
export gives it: read into answers. Pure.

Choices are the template's letters, or the keys of `choices`. What the register of the shop says of itself
(rows 3 to 19, 29 to 33) and what only acts can say (97, 98, 104, 125) is not read but named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gdpr_desk.breaches.choices import by_letter, choices
from gdpr_desk.breaches.model import BreachFacts, Count, InvolvedParty, NamedPerson
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    Cause,
    CountKind,
    Disclosure,
    Discovery,
    IntegrityLoss,
    Level,
    LostProperty,
    PeriodKind,
    Protection,
    ReporterCapacity,
)
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.reading import read_date, read_instant

_ROWS = frozenset(
    {
        *range(3, 8), *range(10, 20), *range(21, 27), *range(29, 32), *range(33, 37), *range(38, 42),
        *range(44, 54), *range(55, 64), *range(65, 69), *range(70, 74), 75, 76, *range(79, 88), 89, 90, 92,
        94, 95, *range(97, 107), *range(109, 112), *range(113, 119), *range(120, 124), 125, 126,
    }
)  # fmt: skip
"""The rows of the template that hold an answer."""

_TEXTS = {
    49: "late_reason", 51: "discovery_detail", 53: "timeline_note", 62: "narrative", 63: "systems",
    66: "data_subjects_detail", 71: "data_detail", 76: "measures_before_detail",
    80: "confidentiality_effects_detail", 82: "integrity_effects_detail", 84: "availability_effects_detail",
    86: "harms_detail", 92: "measures_after", 95: "prevention_detail", 103: "told_not_all_reason",
    105: "means_detail", 106: "told_content", 111: "other_bodies_detail", 114: "lead_authority",
    117: "subjects_by_country",
}  # fmt: skip
_INSTANTS = {46: "began_at", 47: "ended_at", 48: "aware_at"}
_DAYS = {52: "informed_on", 99: "tell_on"}
_ONE: Mapping[int, tuple[str, Callable[[str], Any]]] = {
    23: ("reporter_capacity", ReporterCapacity),
    44: ("period", PeriodKind),
    50: ("discovery", Discovery),
    56: ("disclosure", Disclosure),
    57: ("protection", Protection),
    58: ("integrity_loss", IntegrityLoss),
    59: ("availability_loss", AvailabilityLoss),
    61: ("cause", Cause),
    87: ("severity", lambda key: Level[key.upper()]),
}
_SEVERAL: Mapping[int, tuple[str, Callable[[str], Any]]] = {
    55: ("lost", LostProperty),
    60: ("origins", str),
    65: ("data_subjects", str),
    70: ("data", str),
    75: ("measures_before", str),
    79: ("confidentiality_effects", str),
    81: ("integrity_effects", str),
    83: ("availability_effects", str),
    85: ("harms", str),
    94: ("prevention", str),
}
_YES_NO = {
    45: "period_estimated",
    38: "others_involved",
    109: "police",
    110: "other_bodies",
    113: "cross_border",
}
_LISTS = {115: "establishment_countries", 116: "subject_countries", 118: "other_authorities"}
_COUNTS = {67: (68, "persons"), 72: (73, "records")}
_CAUTIOUS = {("availability_loss", "a"): "temporary"}
"""Where one letter stands for two of our answers: the graver one."""
_UNKNOWN = "unknown"
_DECIDED, _WAIT_FOR_DECISION = 97, frozenset({99, 103})
"""Nobody said « not known yet » to these: they follow from the row that says what is decided."""


def read_template(content: object) -> tuple[BreachFacts, tuple[str, ...]]:
    """The answers in `content`, and the rows that were not read. Raises InvalidInput, naming the row."""
    rows, unknown = _rows_of(content)
    values: dict[str, Any] = {}
    waiting = _WAIT_FOR_DECISION if _DECIDED in unknown else frozenset()
    marks = {name for name in map(_name_of, unknown - waiting) if name}
    used: set[int] = set()
    for number, value in rows.items():
        name = _name_of(number)
        if name is None or value is None:
            continue
        used.add(number)
        answer = _answer(number, value)
        if answer is None:
            marks.add(name)
        elif name in ("persons", "records"):
            values[name] = _count(answer, rows.get(_COUNTS[number][0]), number)
        else:
            values[name] = answer
    values |= _people(rows)
    read = {*used, 22, 24, 34, 35, 36, 39, 40, 41, 68, 73}
    left = tuple(
        f"field_{number}" for number, value in rows.items() if number not in read and value is not None
    )
    facts = BreachFacts(**values, unknown=frozenset(marks))
    return facts, left


def _rows_of(content: object) -> tuple[dict[int, Any], set[int]]:
    if not isinstance(content, Mapping):
        raise _refused("Ce fichier ne décrit pas un incident.", "")
    inner = content.get("fields", content)
    unknown = content.get("unknown", [])
    if not isinstance(inner, Mapping) or not isinstance(unknown, list):
        raise _refused("Ce fichier ne décrit pas un incident.", "")
    rows = {_number(key): value for key, value in inner.items() if inner is not content or _is_row(key)}
    if not rows:
        raise _refused("Ce fichier ne contient aucun champ du modèle européen.", "")
    return rows, {_number(key) for key in unknown}


def _is_row(key: object) -> bool:
    return not (isinstance(key, str) and key in ("template", "unknown", "drill"))


def _number(key: object) -> int:
    digits = key.removeprefix("field_") if isinstance(key, str) else ""
    number = int(digits) if digits.isdecimal() and len(digits) <= 3 else 0
    if number not in _ROWS:
        raise _refused("Un champ n’existe pas dans le modèle européen.", str(key)[:40])
    return number


def _name_of(number: int) -> str | None:
    plain: tuple[Mapping[int, str], ...] = (_TEXTS, _INSTANTS, _DAYS, _YES_NO, _LISTS)
    for listed in plain:
        if number in listed:
            return listed[number]
    for chosen in (_ONE, _SEVERAL):
        if number in chosen:
            return chosen[number][0]
    return _COUNTS[number][1] if number in _COUNTS else None


def _answer(number: int, value: Any) -> Any:
    """The answer of one row; None where it is not known yet."""
    where = f"field_{number}"
    if number in _ONE:
        name, made = _ONE[number]
        key = _key(name, value, where)
        return None if key == _UNKNOWN else made(key)
    if number in _SEVERAL:
        name, made = _SEVERAL[number]
        keys = [_key(name, one, where) for one in _many(value)]
        return tuple(made(key) for key in dict.fromkeys(keys) if key != _UNKNOWN) or None
    if number in _COUNTS:
        key = _key("count", value, where)
        return None if key == _UNKNOWN else CountKind(key)
    return _plain(number, value, where)


def _plain(number: int, value: Any, where: str) -> Any:
    """The answer of a row without a list of its own."""
    if number in _INSTANTS:
        return read_instant(_text(value, where), field=where)
    if number in _DAYS:
        return read_date(_text(value, where), field=where)
    if number in _YES_NO:
        return _yes_no(value, where)
    if number in _LISTS:
        return tuple(_text(one, where) for one in _many(value))
    return _text(value, where)


def _key(question: str, value: object, where: str) -> str:
    """An answer by its letter or its key."""
    typed = _text(value, where).strip()
    if typed in choices(question):
        return typed
    found = _CAUTIOUS.get((question, typed.casefold())) or by_letter(question, typed)
    if found is None:
        raise _refused(f"« {typed[:40]} » n’est pas une réponse possible.", where)
    return found


def _yes_no(value: object, where: str) -> bool | None:
    if isinstance(value, bool):
        return value
    key = _key("yes_no", value, where)
    return None if key == _UNKNOWN else key == "yes"


def _count(kind: CountKind, value: object, number: int) -> Count:
    if kind is CountKind.CANNOT_TELL:
        return Count(kind)
    if value is None or isinstance(value, bool) or not isinstance(value, int):
        raise _refused("Un nombre entier est attendu.", f"field_{_COUNTS[number][0]}")
    return Count(kind, value)


def _people(rows: Mapping[int, Any]) -> dict[str, Any]:
    """Who files, whom to ask, who else has a part in it."""
    found: dict[str, Any] = {}
    for name, (who, role, where) in {"reporter": (21, 24, 22), "contact": (34, 35, 36)}.items():
        named = _optional(rows, who)
        if named:
            email, phone = _reached(_optional(rows, where))
            found[name] = NamedPerson(named, role=_optional(rows, role), email=email, phone=phone)
    names, qualities, contacts = (
        [_text(one, f"field_{number}") for one in _many(rows.get(number) or [])] for number in (40, 39, 41)
    )
    if names:
        found["others"] = tuple(
            InvolvedParty(name, _at(qualities, place), _at(contacts, place))
            for place, name in enumerate(names)
        )
    return found


def _reached(contact: str) -> tuple[str, str]:
    """An e-mail address and a telephone number from one line."""
    parts = [part.strip() for part in contact.split("·") if part.strip()]
    email = next((part for part in parts if "@" in part), "")
    return email, " · ".join(part for part in parts if part != email)


def _optional(rows: Mapping[int, Any], number: int) -> str:
    value = rows.get(number)
    return "" if value is None else _text(value, f"field_{number}")


def _at(listed: list[str], place: int) -> str:
    return listed[place] if place < len(listed) else ""


def _many(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _refused("Un texte est attendu.", where)
    return value


def _refused(what: str, where: str) -> InvalidInput:
    named = f"Le champ en cause : {where}. " if where else ""
    return InvalidInput(
        what,
        safe="Rien n’a été créé.",
        remedy=f"{named}Corrigez le fichier, puis recommencez.",
        field=where,
    )

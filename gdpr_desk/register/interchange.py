"""The register as a file: interchange format `gdpr-desk-register`, version 1 (JSON).

Keys come out in the contract's order, keys of a newer version at every level are kept in `extra`
and written back after the known ones, so that an export that is imported exports the same bytes
but for `exported_at`. Nothing is cut or repaired in silence: what cannot be taken is refused,
naming where.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import Contract, Party
from gdpr_desk.register.exchange_rules import InterchangeRefused, Problem, problems_in, where
from gdpr_desk.register.model import (
    ContactPerson,
    Controller,
    ProcessingActivity,
    Recipient,
    Register,
    RetentionRule,
)

__all__ = [
    "FORMAT",
    "MAX_BYTES",
    "VERSION",
    "InterchangeRefused",
    "Problem",
    "activity_from_json",
    "activity_to_json",
    "controller_from_json",
    "controller_to_json",
    "dump",
    "exportable_records",
    "kept_unknown",
    "load",
    "party_from_json",
    "party_to_json",
    "read_file",
    "refuse_unexportable",
]

FORMAT = "gdpr-desk-register"
VERSION = 1
MAX_BYTES = 20 * 1024 * 1024
_HEAD = ("format", "version", "exported_at")

# Where the contract's order of keys is not the model's.
_ORDER: dict[type[Any], tuple[str, ...]] = {
    RetentionRule: (
        *("applies_to", "phase", "trigger", "period", "kind", "combinator", "group", "disposal", "source"),
        *("exception", "source_kind"),
    )
}
# Optional keys: those that came after the format was fixed stay out of a file that does not use them.
_LEFT_OUT_WHEN_ABSENT: dict[type[Any], tuple[str, ...]] = {
    Recipient: ("party", "internal"),
    RetentionRule: ("source_kind",),
    Contract: ("location", "next_review_on"),
}
# The DPO and the officer share a type; each has keys of its own, the others only where they say something.
_OWN_KEYS = {"dpo": ("name", "company", "email", "phone"), "officer": ("name", "role", "email")}


def dump(register: Register, exported_at: datetime) -> str:
    """The register as a file's text; `exported_at` is aware and written in UTC."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": exported_at.astimezone(UTC).isoformat()}
    return json.dumps({**head, **_encode(register)}, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def activity_to_json(activity: ProcessingActivity) -> dict[str, Any]:
    """One record as the file holds it."""
    return _encode_record(activity)


def activity_from_json(raw: Mapping[str, Any]) -> ProcessingActivity:
    """The record that `activity_to_json` wrote; content from elsewhere goes through `load`."""
    activity: ProcessingActivity = _decode(ProcessingActivity, raw)
    return activity


def party_to_json(party: Party) -> dict[str, Any]:
    """One party as the file holds it."""
    return _encode_record(party)


def party_from_json(raw: Mapping[str, Any]) -> Party:
    """The party that `party_to_json` wrote."""
    party: Party = _decode(Party, raw)
    return party


def controller_to_json(shop: Controller) -> dict[str, Any]:
    """The shop as the file holds it."""
    return _encode_record(shop)


def controller_from_json(raw: Mapping[str, Any]) -> Controller:
    """The shop that `controller_to_json` wrote."""
    shop: Controller = _decode(Controller, raw)
    return shop


def read_file(path: Path) -> Register:
    """The register in a file. Raises InvalidInput for one that is missing, too large or refused."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(size)
        content = path.read_bytes()
    except OSError as problem:
        raise InvalidInput(
            "Ce fichier ne peut pas être lu.",
            safe=_SAFE,
            remedy="Vérifiez qu’il existe et qu’un autre programme ne le bloque pas.",
            code="unreadable",
        ) from problem
    return load(content)


def load(content: str | bytes) -> Register:
    """The register that a file's content holds.

    Raises InterchangeRefused with every problem and its place; then nothing is taken.
    """
    raw = _parsed(content)
    _refuse_other_formats(raw)
    problems = problems_in(raw)
    if problems:
        raise InterchangeRefused(problems)
    register: Register = _decode(Register, {key: value for key, value in raw.items() if key not in _HEAD})
    return register


def refuse_unexportable(register: Register) -> None:
    """Raise InterchangeRefused where the register could be exported but not imported again."""
    exportable_records(register)


def exportable_records(register: Register) -> tuple[dict[str, Any], ...]:
    """Its records as the file holds them, in their order; refused as in `refuse_unexportable`."""
    raw = {"format": FORMAT, "version": VERSION, **_encode(register)}
    problems = problems_in(raw)
    if problems:
        raise InterchangeRefused(problems)
    return tuple(raw["activities"])


def kept_unknown(register: Register) -> tuple[str, ...]:
    """Where keys of a newer version are kept, in French, each place once."""
    kept = tuple(_extras(register, ()))
    if not kept:
        return ()
    raw = _encode(register)
    return tuple(dict.fromkeys(where(path, raw) for path in kept))


_SAFE = "Rien n’a été importé, votre registre n’a pas changé."


def _parsed(content: str | bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InvalidInput(
            "Ce fichier n’est pas un texte en UTF-8.",
            safe=_SAFE,
            remedy="Exportez-le de nouveau depuis le programme d’origine.",
            code="not_utf8",
        ) from problem
    try:
        raw = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_no_twins,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as problem:
        line = f" (ligne {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise InvalidInput(
            f"Ce fichier n’est pas un fichier JSON lisible{line}.",
            safe=_SAFE,
            remedy="Choisissez un registre exporté par ce programme (fichier .json).",
            code="not_json",
        ) from problem
    if not isinstance(raw, dict):
        raise _other_format()
    return raw


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal keys JSON keeps the last: a value would vanish in silence."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number beyond what can be written back")
    return number


def _refuse_other_formats(raw: Mapping[str, Any]) -> None:
    if raw.get("format") != FORMAT:
        raise _other_format()
    version = raw.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InvalidInput(
            "Ce fichier ne dit pas sa version.",
            safe=_SAFE,
            remedy="Exportez-le de nouveau depuis le programme d’origine.",
            code="no_version",
        )
    if version > VERSION:
        raise InvalidInput(
            f"Ce registre vient d’une version plus récente (format {version}, ici {VERSION}).",
            safe=_SAFE,
            remedy="Installez la dernière version du programme, puis recommencez.",
            code="newer_version",
        )


def _other_format() -> InvalidInput:
    return InvalidInput(
        "Ce fichier n’est pas un registre exporté par ce programme.",
        safe=_SAFE,
        remedy="Choisissez un registre exporté par ce programme (fichier .json).",
        code="other_format",
    )


def _too_large(size: int) -> InvalidInput:
    return InvalidInput(
        f"Ce fichier est trop gros ({size // 1024**2} Mo, limite {MAX_BYTES // 1024**2} Mo).",
        safe=_SAFE,
        remedy="Vérifiez que vous avez choisi le bon fichier.",
        code="too_large",
    )


def _encode(value: Any, name: str = "") -> Any:
    if type(value) is tuple:  # lists and records first: they are most of what is not as it is
        return [inner if type(inner) in _AS_IT_IS else _encode(inner) for inner in value]
    if type(value) in _KEYS:
        return _encode_record(value, name)
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value):
        return _encode_record(value, name)
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _encode_record(record: Any, name: str = "") -> dict[str, Any]:
    kind = type(record)
    keys, values, to_encode = _READERS.get(kind) or _reader(kind)
    found = dict(zip(keys, values(record), strict=True))
    for key in to_encode:
        value = found[key]
        if type(value) not in _AS_IT_IS:
            found[key] = _encode(value, key)
    if kind is ContactPerson:
        own = _OWN_KEYS.get(name, ())
        blank = {key: getattr(_NOBODY, key) for key in found}
        rest = {key: value for key, value in found.items() if key not in own and value != blank[key]}
        found = {**{key: found[key] for key in own}, **rest}
    for key in _LEFT_OUT_WHEN_ABSENT.get(kind, ()):
        if found[key] is None:
            del found[key]
    if not record.extra:
        return found
    kept = {key: value for key, value in record.extra.items() if key not in _keys(kind)}
    if kind is Register:
        kept = {key: value for key, value in kept.items() if key not in _HEAD}
    return {**found, **kept}


def _reader(kind: type[Any]) -> _Reader:
    """How the values of that kind of record are fetched, all at once, and which may need encoding."""
    keys, hints = _keys(kind), _hints(kind)
    reader = (keys, attrgetter(*keys), tuple(key for key in keys if not _as_it_is(hints[key])))
    _READERS[kind] = reader
    return reader


def _as_it_is(hint: Any) -> bool:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return _AS_IT_IS.issuperset(options)


_AS_IT_IS = frozenset({str, bool, int, type(None)})
"""Most values, asked first: a register of a thousand records has hundreds of thousands."""
_NOBODY = ContactPerson()
_Reader = tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[str, ...]]
_READERS: dict[type[Any], _Reader] = {}
_KEYS: dict[type[Any], tuple[str, ...]] = {}
_HINTS: dict[type[Any], dict[str, Any]] = {}
_HOLDING: dict[type[Any], tuple[str, ...]] = {}


def _keys(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _KEYS:
        names = tuple(part.name for part in fields(kind) if part.name != "extra")
        _KEYS[kind] = _ORDER.get(kind, names)
    return _KEYS[kind]


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _decode(kind: type[Any], raw: Mapping[str, Any]) -> Any:
    known = {key: _decoded(_hints(kind)[key], raw[key]) for key in _keys(kind) if key in raw}
    extra = {key: value for key, value in raw.items() if key not in _keys(kind)}
    return kind(**known, extra=extra)


def _decoded(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_decoded(get_args(hint)[0], inner) for inner in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _decode(hint, value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return date.fromisoformat(value) if hint is date else value


def _extras(record: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if record.extra:
        yield path
    for name in _holding_records(type(record)):
        value = getattr(record, name)
        if type(value) is tuple:
            for number, inner in enumerate(value):
                yield from _extras(inner, (*path, name, number))
        elif value is not None:
            yield from _extras(value, (*path, name))


def _holding_records(kind: type[Any]) -> tuple[str, ...]:
    """The fields that are a record, or a list of records, by their annotations."""
    if kind not in _HOLDING:
        hints = _hints(kind)
        _HOLDING[kind] = tuple(name for name in _keys(kind) if any(map(is_dataclass, _named_in(hints[name]))))
    return _HOLDING[kind]


def _named_in(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in get_args(hint):
        yield from _named_in(inner)

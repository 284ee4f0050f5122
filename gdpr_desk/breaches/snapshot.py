"""The answers as JSON, as the vault keeps them and as a filing kept them, without what nobody answered."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from gdpr_desk.breaches.model import BreachFacts

_EMPTY: tuple[object, ...] = (None, "", (), frozenset())


def dump_facts(facts: BreachFacts) -> dict[str, Any]:
    """The answers by the name of their question."""
    return _dump(facts)


def load_facts(kept: Mapping[str, Any]) -> BreachFacts:
    """The answers that `dump_facts` wrote. Raises ValueError, TypeError for anything else."""
    facts: BreachFacts = _load(BreachFacts, kept)
    return facts


def _dump(record: Any) -> dict[str, Any]:
    values = {part.name: getattr(record, part.name) for part in fields(record)}
    return {name: _plain(value) for name, value in values.items() if value not in _EMPTY}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _dump(value) if is_dataclass(value) else value


def _load(kind: Any, kept: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    strange = sorted(set(kept) - set(hints))
    if strange:
        raise ValueError(f"no such answer: {', '.join(strange)}")
    return kind(**{name: _typed(hints[name], value) for name, value in kept.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return {name: _inner(hint) for name, hint in get_type_hints(kind).items()}


def _inner(hint: Any) -> Any:
    """A type without its « or None »."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _typed(kind: Any, value: Any) -> Any:
    shape = get_origin(kind)
    if shape in (tuple, frozenset):
        if not isinstance(value, list):
            raise ValueError("a list is expected")
        return shape(_typed(get_args(kind)[0], one) for one in value)
    if kind is datetime:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return at.astimezone(UTC)
    if kind is date:
        return date.fromisoformat(value)
    if is_dataclass(kind):
        return _load(kind, value)
    if issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise ValueError(f"{kind.__name__} is expected")
    return value

"""One mapper between rows and frozen records, so that no entity has code of its own.

A record's field `f` and a row's column of the same name belong together. Three shapes go beyond
a plain column: a nested record `contact` lies in columns `contact_email`, `contact_rights` …; an
optional nested record is absent where all its columns are NULL; a tuple of records is a child
table, reached through the relationship of the same name and ordered by `position`. Texts of a
list and free mappings are JSON. Columns that no field names (`id`, `position`) are the table's own.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import inspect

from gdpr_desk.vault.schema import Base

Record = TypeVar("Record")


class _Shape(Enum):
    PLAIN = "plain"
    ENUM = "enum"
    TEXTS = "texts"
    MAPPING = "mapping"
    NESTED = "nested"
    CHILDREN = "children"


@dataclass(frozen=True)
class _Field:
    name: str
    shape: _Shape
    kind: Any
    optional: bool


def to_record(row: Base, kind: type[Record], prefix: str = "") -> Record:
    """The frozen record of type `kind` that `row` and its children hold."""
    return kind(**{part.name: _read(row, part, prefix) for part in _plan(kind)})


def fill(row: Base, record: object) -> None:
    """Write every field of `record` into `row`; children are replaced where they differ."""
    _write(row, record, "")


def changed_fields(before: object, after: object) -> tuple[str, ...]:
    """Names, never contents, of the fields in which two records of one type differ."""
    if type(before) is not type(after):
        raise TypeError("two records of different types have no fields in common")
    names = [part.name for part in _plan(type(after))]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


_PLANS: dict[type[Any], tuple[_Field, ...]] = {}


def _plan(kind: type[Any]) -> tuple[_Field, ...]:
    """The fields of a record type; type hints are slow to resolve and never change."""
    if kind not in _PLANS:
        hints = get_type_hints(kind)
        _PLANS[kind] = tuple(_field(part.name, hints[part.name]) for part in fields(kind))
    return _PLANS[kind]


def _field(name: str, hint: Any) -> _Field:
    options = [hint]
    if get_origin(hint) in (Union, types.UnionType):
        options = [arg for arg in get_args(hint) if arg is not type(None)]
        if len(options) != 1:
            raise TypeError(f"{name}: a field is one type, or that type and None")
    inner, optional = options[0], options[0] is not hint
    if get_origin(inner) is tuple:
        element = get_args(inner)[0]
        return _Field(name, _Shape.CHILDREN if is_dataclass(element) else _Shape.TEXTS, element, optional)
    if isinstance(get_origin(inner), type) and issubclass(get_origin(inner), Mapping):
        return _Field(name, _Shape.MAPPING, dict, optional)
    if is_dataclass(inner):
        return _Field(name, _Shape.NESTED, inner, optional)
    if isinstance(inner, type) and issubclass(inner, Enum):
        return _Field(name, _Shape.ENUM, inner, optional)
    return _Field(name, _Shape.PLAIN, inner, optional)


def _read(row: Base, part: _Field, prefix: str) -> Any:
    column = prefix + part.name
    if part.shape is _Shape.NESTED:
        if part.optional and all(getattr(row, name) is None for name in _columns(part.kind, f"{column}_")):
            return None
        return to_record(row, part.kind, f"{column}_")
    value = getattr(row, column)
    if part.shape is _Shape.PLAIN or value is None:
        return value
    if part.shape is _Shape.CHILDREN:
        return tuple(to_record(child, part.kind) for child in value)
    return tuple(value) if part.shape is _Shape.TEXTS else part.kind(value)


def _write(row: Base, record: object, prefix: str) -> None:
    for part in _plan(type(record)):
        value, column = getattr(record, part.name), f"{prefix}{part.name}"
        if part.shape is _Shape.NESTED:
            _write_nested(row, part, value, f"{column}_")
        elif part.shape is _Shape.CHILDREN:
            _write_children(row, column, part, value)
        elif value is None:
            setattr(row, column, None)
        elif part.shape is _Shape.TEXTS:
            setattr(row, column, list(value))
        elif part.shape is _Shape.MAPPING:
            setattr(row, column, dict(value))
        else:
            setattr(row, column, value.value if part.shape is _Shape.ENUM else value)


def _write_nested(row: Base, part: _Field, value: object | None, prefix: str) -> None:
    if value is not None:
        _write(row, value, prefix)
        return
    for name in _columns(part.kind, prefix):
        setattr(row, name, None)


def _write_children(row: Base, name: str, part: _Field, records: tuple[object, ...]) -> None:
    """Rows whose record is the same stay as they are: an id outlives an edit elsewhere."""
    existing = list(getattr(row, name))
    child = inspect(type(row)).relationships[name].mapper.class_
    rows = []
    for position, record in enumerate(records):
        kept = existing[position] if position < len(existing) else child()
        if position >= len(existing) or to_record(kept, part.kind) != record:
            fill(kept, record)
        kept.position = position
        rows.append(kept)
    setattr(row, name, rows)


def _columns(kind: type[Any], prefix: str) -> list[str]:
    found: list[str] = []
    for part in _plan(kind):
        if part.shape is _Shape.NESTED:
            found.extend(_columns(part.kind, f"{prefix}{part.name}_"))
        else:
            found.append(f"{prefix}{part.name}")
    return found

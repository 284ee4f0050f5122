"""One mapper between rows and frozen records, so that no entity has code of its own.

A record's field `f` and a row's column of the same name belong together. Three shapes go beyond
a plain column: a nested record `contact` lies in columns `contact_email`, `contact_rights` …; an
optional nested record is absent where all its columns are NULL; a tuple of records is a child
table, reached through the relationship of the same name and ordered by `position`. Texts and
choices of a list and free mappings are JSON. Columns that no field names (`id`, `position`) are the
table's own.

`to_record` and `fill` go one record at a time and keep the ids of rows; `all_records`,
`insert_records`, `insert_record` and `insert_parts` go past the rows, with one statement for each table
concerned.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Insert, SQLColumnExpression, Table, insert, inspect, select
from sqlalchemy.orm import Session

from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.store import insert_later

Record = TypeVar("Record")
_ID, _POSITION = "id", "position"
"""A row's own number, and a child's place in the list of its record."""


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
    return _made(kind, partial(getattr, row), prefix)


def all_records(
    session: Session, row: type[Base], kind: type[Record], *order: SQLColumnExpression[Any]
) -> tuple[Record, ...]:
    """What `to_record` gives for every row of the table, in that order."""
    children = {
        part.name: _children_by_owner(session, _child_table(row, part.name), part.kind)
        for part in _listed(kind)
    }
    table = _table(row)
    found = []
    for cells in session.execute(select(table).order_by(*order)).mappings():
        owned = {name: by_owner.get(cells[_ID], ()) for name, by_owner in children.items()}
        found.append(_made(kind, {**cells, **owned}.__getitem__))
    return tuple(found)


def fill(row: Base, record: object) -> None:
    """Write every field of `record` into `row`; children are replaced where they differ."""
    for column, value in _own_columns(record).items():
        setattr(row, column, value)
    for part in _listed(type(record)):
        _write_children(row, part.name, part, getattr(record, part.name))


def insert_records(session: Session, row: type[Base], records: Sequence[object]) -> None:
    """A new row for each record, with its children: what `fill` and adding the rows would do."""
    if not records:
        return
    table = _table(row)
    statement = insert(table).returning(table.c[_ID], sort_by_parameter_order=True)
    ids = list(session.scalars(statement, [_own_columns(record) for record in records]))
    _insert_children(session, row, dict(zip(ids, records, strict=True)))


def insert_record(session: Session, row: type[Base], record: object, **own: object) -> int:
    """A new row for `record`, with its children; `own` are columns that no field names. The row's id.

    Beside the session's unit of work: what it waits to write is not written first.
    """
    values = {**_own_columns(record), **own}
    (number,) = session.connection().execute(_insert(row), values).inserted_primary_key or (0,)
    _insert_children(session, row, {number: record})
    return int(number)


def insert_parts(session: Session, row: type[Base], records: Iterable[object], **own: object) -> None:
    """A new row for each record of a type without children, in their order, all with the columns `own`.

    They are written together with others, see `insert_later`.
    """
    insert_later(session, row, ({**_own_columns(record), **own} for record in records))


def _insert_children(session: Session, row: type[Base], owners: Mapping[int, object]) -> None:
    for part in _listed(type(next(iter(owners.values())))):
        child = _child_table(row, part.name)
        listed = [
            {**_own_columns(entry), child.owner: owner, _POSITION: position}
            for owner, record in owners.items()
            for position, entry in enumerate(getattr(record, part.name))
        ]
        if listed:
            session.connection().execute(insert(child.table), listed)


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


def _made(kind: type[Record], cell: Callable[[str], Any], prefix: str = "") -> Record:
    return kind(**{part.name: _read(cell, part, prefix) for part in _plan(kind)})


def _read(cell: Callable[[str], Any], part: _Field, prefix: str) -> Any:
    column = prefix + part.name
    if part.shape is _Shape.NESTED:
        if part.optional and all(cell(name) is None for name in _columns(part.kind, f"{column}_")):
            return None
        return _made(part.kind, cell, f"{column}_")
    value = cell(column)
    if part.shape is _Shape.PLAIN or value is None:
        return value
    if part.shape is _Shape.CHILDREN:
        return tuple(to_record(child, part.kind) if isinstance(child, Base) else child for child in value)
    if part.shape is _Shape.TEXTS:
        return tuple(value) if part.kind is str else tuple(map(part.kind, value))
    return part.kind(value)


def _own_columns(record: object, prefix: str = "") -> dict[str, Any]:
    """What the record's own row holds; what lies in child tables is left out."""
    found: dict[str, Any] = {}
    for part in _plan(type(record)):
        value, column, shape = getattr(record, part.name), prefix + part.name, part.shape
        if shape is _Shape.PLAIN or (value is None and shape is not _Shape.NESTED):
            found[column] = value
        elif shape is _Shape.ENUM:
            found[column] = value.value
        elif shape is _Shape.TEXTS:
            found[column] = list(value)
        elif shape is _Shape.MAPPING:
            found[column] = dict(value)
        elif shape is _Shape.NESTED and value is None:
            found.update(dict.fromkeys(_columns(part.kind, f"{column}_")))
        elif shape is _Shape.NESTED:
            found.update(_own_columns(value, f"{column}_"))
    return found


def _listed(kind: type[Any]) -> list[_Field]:
    """The fields that lie in child tables."""
    return [part for part in _plan(kind) if part.shape is _Shape.CHILDREN]


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


@dataclass(frozen=True)
class _Child:
    table: Table
    owner: str
    """The column that names the row it belongs to."""


@cache
def _insert(row: type[Base]) -> Insert:
    """Made once: SQLAlchemy then finds the compiled statement again without looking at its parts."""
    return insert(_table(row))


def _table(row: type[Base]) -> Table:
    table = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} is no plain table")
    return table


def _child_table(row: type[Base], name: str) -> _Child:
    relationship = inspect(row).relationships[name]
    ((_, owner),) = relationship.local_remote_pairs
    return _Child(_table(relationship.mapper.class_), owner.name)


def _children_by_owner(
    session: Session, child: _Child, kind: type[Record]
) -> dict[object, tuple[Record, ...]]:
    order = (child.table.c[child.owner], child.table.c[_POSITION])
    rows = session.execute(select(child.table).order_by(*order)).mappings()
    return {
        owner: tuple(_made(kind, cells.__getitem__) for cells in listed)
        for owner, listed in groupby(rows, key=itemgetter(child.owner))
    }

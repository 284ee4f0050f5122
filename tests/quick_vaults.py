"""Vaults without what each would do anew: compile its statements, and run every migration when founded.

Both are what the program does, done once in a process: a statement compiled for one vault serves the next,
and a new database is given the schema that the real migrations gave the first one.
"""

from __future__ import annotations

from functools import cache

import pytest
import sqlalchemy
from sqlalchemy import Connection, Dialect, Engine

from gdpr_desk.vault import engine as engines
from gdpr_desk.vault import migration
from gdpr_desk.vault.engine import IMMEDIATE

_COMPILED: sqlalchemy.util.LRUCache[object, object] = sqlalchemy.util.LRUCache(5000)
_SCHEMA: list[str] = []
_TABLES = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
_create_engine, _upgrade = sqlalchemy.create_engine, migration.upgrade


def quick_vaults(patch: pytest.MonkeyPatch) -> None:
    """From now on, as long as `patch` lasts."""
    patch.setattr(engines, "create_engine", _sharing_engine)
    patch.setattr(migration, "upgrade", _upgraded)


@cache
def _dialect() -> Dialect:
    made = _create_engine("sqlite://", module=engines.sqlcipher)
    with made.connect():  # a dialect learns at its first connection what it talks to
        return made.dialect


def _sharing_engine(*words: object, **options: object) -> Engine:
    made: Engine = _create_engine(*words, **options, execution_options={"compiled_cache": _COMPILED})  # type: ignore[call-overload]
    made.dialect = _dialect()
    return made


def _upgraded(engine: Engine, revision: str = "head") -> None:
    """A new database as the real migrations left the first; everything else by them."""
    with engine.connect() as connection:
        new = not _rows(connection, _TABLES)
    if not (new and revision == "head"):
        _upgrade(engine, revision)
    elif _SCHEMA:
        with engine.connect().execution_options(**{IMMEDIATE: True}) as connection, connection.begin():
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement)
    else:
        _upgrade(engine, revision)
        with engine.connect() as connection:
            _SCHEMA.extend(_written(connection))


def _written(connection: Connection) -> list[str]:
    """What makes the schema: SQLite itself makes its own tables and those of a search."""
    found = _rows(connection, _TABLES)
    searches = [name for name, sql in found if sql.startswith("CREATE VIRTUAL")]
    own = ("sqlite_", *(f"{name}_" for name in searches))
    filled = [name for name, sql in found if sql.startswith("CREATE TABLE") and not name.startswith(own)]
    rows = {name: _rows(connection, f'SELECT * FROM "{name}"') for name in filled}  # noqa: S608 - our names
    assert rows.pop("alembic_version") == [(migration.head(),)]
    assert not any(rows.values()), "a migration fills a table"
    version = f"INSERT INTO alembic_version VALUES ('{migration.head()}')"  # noqa: S608 - our name
    return [*(sql for name, sql in found if not name.startswith(own)), version]


def _rows(connection: Connection, sql: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(sql)]

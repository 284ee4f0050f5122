"""Connections to the encrypted database, and the SQLAlchemy engine over them.

Measured reasons for the settings: WAL with synchronous=FULL lost no acknowledged work in any
simulated power cut (NORMAL did); the driver's own transaction control does not roll DDL back, so
it is switched off and every BEGIN is ours; SQLCipher's HMAC messages would go to stderr.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from gdpr_desk.turns import give_way

if TYPE_CHECKING:
    import sqlite3

KEY_BYTES = 32
BUSY_TIMEOUT_MS = 5000
IMMEDIATE = "gdpr_desk_immediate"
"""Execution option of a connection whose transactions write."""


def connect(path: Path, raw_key: bytes) -> sqlite3.Connection:
    """A connection to the database at `path` under the 32-byte `raw_key`, no transaction open.

    The file must exist: SQLite would silently create an empty database for a mistyped path.
    """
    connection = _keyed(f"{path.absolute().as_uri()}?mode=rw", raw_key)
    try:
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def connect_copy(path: Path, raw_key: bytes) -> sqlite3.Connection:
    """A connection that changes a copy nobody else has open: no file beside it, what is deleted is zeroed."""
    connection = _keyed(f"{path.absolute().as_uri()}?mode=rw", raw_key)
    for pragma in ("journal_mode=MEMORY", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def connect_untouched(path: Path, raw_key: bytes, *, alone: bool) -> sqlite3.Connection:
    """A connection that changes no byte of the data: to look before deciding to open.

    `alone`: nobody else has the vault open. Unless a log then waits to be replayed, SQLite need not
    even lock and makes no file.
    """
    waiting = path.with_name(f"{path.name}-wal").exists()
    mode = "mode=ro&immutable=1" if alone and not waiting else "mode=ro"
    return _keyed(f"{path.absolute().as_uri()}?{mode}", raw_key)


def _keyed(uri: str, raw_key: bytes) -> sqlite3.Connection:
    if len(raw_key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    connection = sqlcipher.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
    connection.execute(f"PRAGMA key=\"x'{raw_key.hex()}'\"").fetchall()
    return connection


def make_engine(path: Path, raw_key: Callable[[], bytes]) -> Engine:
    """An engine whose pooled connections any thread may use, one thread at a time.

    The key is asked for at each connection: once `dispose` has closed them all, the database may have got
    another. The engine stays, and with it every statement it has compiled.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, raw_key()),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _give_way)
    return engine


def make_looking_engine(path: Path, raw_key: bytes) -> Engine:
    """An engine over a database that nobody has open and nothing may change: a copy."""
    creator = lambda: connect_untouched(path, raw_key, alone=True)  # noqa: E731
    return create_engine("sqlite://", creator=creator, module=sqlcipher, poolclass=QueuePool)


def _begin(connection: Connection) -> None:
    """Open the transaction ourselves: writers at once and alone, readers unable to write."""
    writes = bool(connection.get_execution_options().get(IMMEDIATE, False))
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _give_way(*_statement: object) -> None:
    give_way()

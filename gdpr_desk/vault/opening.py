"""Looking at a database before opening it, and bringing it up to date: all that precedes use."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from gdpr_desk.vault import migration
from gdpr_desk.vault.engine import connect, connect_untouched, make_engine
from gdpr_desk.vault.files import clear_unfinished, create_private
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.locks import MaintenanceLock
from gdpr_desk.vault.refusals import VaultDamaged, VaultNewer, refusal_for
from gdpr_desk.vault.sealed_files import clear_parts
from gdpr_desk.vault.state import FORMAT
from gdpr_desk.vault.wal import SpentLog, erase, erase_spent

_COPY = f"{DATABASE}.before"
"""The verified copy made before a migration; wiped when the next opening finds all well."""


@dataclass(frozen=True)
class Look:
    """What was seen without changing a byte: the key that fits, and the schema's revision."""

    key: bytes
    revision: str


def prepare(folder: Path, keys: Sequence[bytes], lock: MaintenanceLock, written_by: str) -> bytes:
    """Check, and if needed migrate, the database in `folder`; leave `lock` shared.

    Returns the one of `keys` that opens it. Raises VaultNewer, VaultDamaged, VaultBusy,
    VaultReadOnly, DiskFull; the data is then as it was.
    """
    database = folder / DATABASE
    alone = lock.try_alone()
    if not alone:
        lock.share()
    try:
        seen = look(database, keys, written_by, alone=alone)
        if seen.revision != migration.head():
            if not alone:
                lock.release()
                lock.alone()
                seen = look(database, keys, written_by, alone=True)
            _migrate(database, seen)
        elif alone:
            erase_spent(database)
            _erase_copy(database)
            clear_parts(folder)
            clear_unfinished(folder)
    finally:
        lock.release()
    lock.share()
    return seen.key


def look(database: Path, keys: Sequence[bytes], written_by: str, *, alone: bool) -> Look:
    """Find the key, the revision and any damage, without changing a byte of the data.

    `alone`: nobody else has the vault open; every page's seal is then checked too.
    """
    if not database.is_file():
        raise VaultDamaged
    try:
        key = _fitting(database, keys, alone=alone)
        with closing(connect_untouched(database, key, alone=alone)) as connection:
            revision = migration.revision_of(connection)
            if revision is None:
                raise VaultDamaged
            if not migration.known(revision) or _format(connection) > FORMAT:
                raise VaultNewer(written_by)
            if not _sound(connection, database, alone=alone):
                raise VaultDamaged
            return Look(key, revision)
    except sqlcipher.Error as error:
        raise refusal_for(error) or VaultDamaged() from error


def _fitting(database: Path, keys: Sequence[bytes], *, alone: bool) -> bytes:
    for key in keys:
        with closing(connect_untouched(database, key, alone=alone)) as connection:
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlcipher.DatabaseError as error:
                if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
                    raise
            else:
                return key
    raise VaultDamaged


def _format(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT format FROM vault_meta").fetchone()
    if row is None:
        raise VaultDamaged
    return int(row[0])


def _sound(connection: sqlite3.Connection, database: Path, *, alone: bool) -> bool:
    """Structure and seals. The seal check reads the main file only: a log would heal some pages."""
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        return False
    if not alone or database.with_name(f"{database.name}-wal").exists():
        return True
    return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None


def _migrate(database: Path, seen: Look) -> None:
    """Run the missing migrations after a copy that was read back; the lock is held alone."""
    if seen.revision == migration.head():
        return  # another window was faster
    copy = database.with_name(_COPY)
    _erase_copy(database)
    create_private(copy)
    try:
        with closing(connect(database, seen.key)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        look(copy, [seen.key], "", alone=True)
    except sqlcipher.Error as error:
        raise refusal_for(error) or VaultDamaged() from error
    engine = make_engine(database, lambda: seen.key)
    try:
        migration.upgrade(engine)
    finally:
        spent = SpentLog(database)
        engine.dispose()
        spent.wipe()


def _erase_copy(database: Path) -> None:
    erase(database.with_name(_COPY))

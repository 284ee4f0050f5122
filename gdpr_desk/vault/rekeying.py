"""Another key for the database: every page encrypted anew, in one transaction of SQLite's own.

Grants hold both keys until the new one has proved itself: whatever happens in between, one of the
two opens the vault, and the next opening tries both.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from gdpr_desk.vault.engine import connect, connect_untouched
from gdpr_desk.vault.refusals import DiskFull, VaultDamaged, refusal_for
from gdpr_desk.vault.wal import SpentLog


def rekey(database: Path, old_key: bytes, new_key: bytes) -> None:
    """Put the database under `new_key`. The maintenance lock is held alone and nothing else is open.

    Raises VaultBusy, DiskFull, VaultReadOnly, VaultDamaged; the old key then still fits.
    """
    try:
        connection = connect(database, old_key)
        try:
            connection.execute(f"PRAGMA rekey=\"x'{new_key.hex()}'\"").fetchall()
        finally:
            spent = SpentLog(database)
            connection.close()
            spent.wipe()
        if not _fits(database, new_key):
            # SQLCipher answers "ok" even where the disk took too little: all is then under the old key.
            raise DiskFull if _fits(database, old_key) else VaultDamaged
    except sqlcipher.Error as error:
        raise refusal_for(error) or VaultDamaged() from error


def _fits(database: Path, key: bytes) -> bool:
    try:
        with closing(connect_untouched(database, key, alone=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        return False
    return True

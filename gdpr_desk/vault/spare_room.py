"""Room on the disk for destroying: emptying needs some, and a full disk has none.

A file of 32 MB lies in the vault's folder and is given back to the disk when a sweep cannot write, or the
vault cannot be opened for one; it is made again once there is room. Together with a short write-ahead log
that is enough for any sweep that goes in small steps (measured: 8 MB were not).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from gdpr_desk.vault.engine import connect
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.refusals import DiskFull, refusal_for

BALLAST = "ballast"
BALLAST_SIZE = 32 << 20
LOG_LIMIT = 8 << 20
"""Bytes from which the log is brought into the database in the midst of a sweep."""
_BLOCK = 1 << 20
_LEAVE = 3
"""Ballast is only made where that many times its size stays free."""


T = TypeVar("T")


def with_room(folder: Path, act: Callable[[], T]) -> T:
    """What `act` gives; where the disk of the vault in `folder` is full, tried again without the ballast."""
    try:
        return act()
    except DiskFull:
        if not SpareRoom(folder).release():
            raise
        return act()


class SpareRoom:
    """The ballast of the vault in `folder`, `size` bytes, and the length of its log."""

    def __init__(self, folder: Path, size: int = BALLAST_SIZE) -> None:
        self._path = folder / BALLAST
        self._database = folder / DATABASE
        self._size = size

    def keep(self) -> bool:
        """Make the ballast where it is missing and there is room; whether it is there now."""
        with suppress(OSError):
            if self._path.is_file() and self._path.stat().st_size == self._size:
                return True
            if shutil.disk_usage(self._path.parent).free >= _LEAVE * self._size:
                self._make()
                return True
        with suppress(OSError):  # half a ballast only takes room away
            self._path.unlink(missing_ok=True)
        return False

    def release(self) -> bool:
        """Give the ballast back to the disk; whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def shorten_log(self, database_key: bytes, *, always: bool = False) -> None:
        """Bring the log into the database once it is longer than 8 MB, or `always`.

        What is left of it stays in place to be overwritten: it is not cut here, that would free its
        blocks. Raises the refusals of the store.
        """
        log = self._database.with_name(f"{DATABASE}-wal")
        with suppress(OSError):
            if not always and log.stat().st_size <= LOG_LIMIT:
                return
        try:
            with closing(connect(self._database, database_key)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlcipher.Error as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
            raise refusal from error

    def _make(self) -> None:
        descriptor = os.open(
            self._path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self._size)
            else:  # random bytes: a disk that compresses would make nothing of zeros
                for _ in range(0, self._size, _BLOCK):
                    file.write(os.urandom(min(_BLOCK, self._size)))
            file.flush()
            os.fsync(file.fileno())

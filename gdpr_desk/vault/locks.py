"""`maintenance.lock`: shared by everyone who has the vault open, held alone for maintenance.

Migrations, re-keying, restoring and wiping the log need to be alone. filelock's `FileLock` only
knows "alone"; its `ReadWriteLock` takes SQLite's own shared and exclusive locks on a small file,
which the system drops when a process dies, on Windows, macOS and Linux alike, and never leaves a
stale owner behind. The file must not be opened by anything else in the same process: on POSIX,
closing any handle to it would drop the lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import ReadWriteLock, Timeout

from gdpr_desk.vault.files import create_private
from gdpr_desk.vault.refusals import VaultBusy, refusal_for

MAINTENANCE = "maintenance.lock"
_SHARED_WAIT_S = 10.0
_ALONE_WAIT_S = 10.0
_BRIEFLY_S = 0.2


class MaintenanceLock:
    """This opener's hold on the vault in `folder`; not held when made."""

    def __init__(self, folder: Path) -> None:
        create_private(folder / MAINTENANCE)
        # One object per opener: two vault objects in one process must not share a hold.
        self._lock = ReadWriteLock(folder / MAINTENANCE, is_singleton=False)
        self._held = False

    def share(self) -> None:
        """Hold it as one of many. Raises VaultBusy while somebody maintains the vault."""
        with _refusing():
            self._lock.acquire_read(timeout=_SHARED_WAIT_S)
        self._held = True

    def alone(self) -> None:
        """Hold it alone, from not holding it. Raises VaultBusy while anybody has the vault open."""
        with _refusing():
            self._lock.acquire_write(timeout=_ALONE_WAIT_S)
        self._held = True

    def try_alone(self) -> bool:
        """Hold it alone if nobody has the vault open just now."""
        try:
            with _refusing():
                self._lock.acquire_write(timeout=_BRIEFLY_S)
        except VaultBusy:
            return False
        self._held = True
        return True

    def release(self) -> None:
        """Hold it no longer."""
        if self._held:
            self._held = False
            self._lock.release()

    def close(self) -> None:
        """Release it for good."""
        self.release()
        self._lock.close()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise VaultBusy from error
    except sqlite3.Error as error:
        raise refusal_for(error) or error from error

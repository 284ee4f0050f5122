"""Wiping the write-ahead log when the last opener leaves.

Deleting a row is not enough: pages freed with the log stay readable on the disk for whoever has
the key. SQLite unlinks the log when its last connection closes, so a second link to it is made
before; once nobody has the vault open, what the link still holds is overwritten and unlinked.
Without hard links (some memory sticks) the log is held open instead and overwritten through that
handle. Truncating the log first would free the very blocks that are to be overwritten.
"""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20
_SPENT = ".spent-"
_HEADER = 32
"""Bytes before the first page in a log."""


class SpentLog:
    """The log of `database`, remembered before its last connection closes.

    Use it as: make one while connections are open, close them, then `wipe` if, and only if,
    the maintenance lock is held alone; else `leave`.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._held: BinaryIO | None = None
        log = _log_of(database)
        if not log.exists() or any(_same_file(link, log) for link in _links(database)):
            return
        try:
            os.link(log, _free_name(database))
        except OSError:
            with suppress(OSError):
                self._held = log.open("r+b")

    def leave(self) -> None:
        """Others still use the vault: links stay for the last of them."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def wipe(self) -> None:
        """Overwrite what the log held and remove it. Nobody may have the vault open."""
        if self._held is not None:
            # A log that is still in place may hold commits that never reached the database.
            with suppress(OSError), self._held as held:
                if not _same_file(held.fileno(), _log_of(self._database)):
                    _overwrite_log(held)
            self._held = None
        erase_spent(self._database)


def erase_spent(database: Path) -> None:
    """Overwrite and remove every link to a log that is no longer in use.

    To be called with the maintenance lock held alone: also catches what a killed process left. A
    log that is still in place belongs to commits not yet in the database and is left alone.
    """
    log = _log_of(database)
    for link in _links(database):
        # A file that cannot be opened now (a virus scanner has it) is met again at the next close.
        with suppress(OSError):
            if not _same_file(link, log):
                with link.open("r+b") as file:
                    _overwrite_log(file)
            link.unlink()


def _overwrite_log(file: BinaryIO) -> None:
    """Its header first, flushed by itself: SQLite then takes no page from what is left.

    That the log lost its name may not have reached the disk yet. Found again after a power cut with
    its beginning whole and its end overwritten, it would put older pages over newer ones.
    """
    if file.seek(0, os.SEEK_END):
        file.seek(0)
        file.write(bytes(_HEADER))
        file.flush()
        os.fsync(file.fileno())
    overwrite(file)


def overwrite(file: BinaryIO) -> None:
    """Put zeros over the whole length of `file` and flush them to the disk."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    while length > 0:
        length -= file.write(bytes(min(length, _BLOCK)))
    file.flush()
    os.fsync(file.fileno())


def erase(path: Path) -> None:
    """Overwrite a file that nobody has open and remove it; nothing where there is none. Raises OSError."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            overwrite(file)
        path.unlink()


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _links(database: Path) -> list[Path]:
    return sorted(database.parent.glob(f"{database.name}-wal{_SPENT}*"))


def _free_name(database: Path) -> Path:
    names = (database.with_name(f"{database.name}-wal{_SPENT}{n}") for n in itertools.count(1))
    return next(name for name in names if not name.exists())


def _same_file(one: Path | int, other: Path) -> bool:
    """Whether both, a path or an open descriptor, are links to one file."""
    try:
        seen = os.fstat(one) if isinstance(one, int) else one.stat()
        return os.path.samestat(seen, other.stat())
    except OSError:
        return False

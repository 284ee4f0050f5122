"""Files of the vault: private to this user, replaced in one step, refusals in French."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path

from gdpr_desk.errors import StorageFailed
from gdpr_desk.files import storage_failed, write_atomically
from gdpr_desk.vault.refusals import DiskFull, VaultReadOnly

_ABANDONED_S = 3600
"""Nobody takes that long to replace a file."""


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents, each closed to other users where the system has modes."""
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        for place in reversed(missing):  # `parents=True` would leave the parents open
            place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise os_refusal(error) from error


def create_private(path: Path) -> None:
    """Create `path` empty with owner-only rights unless it exists."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise os_refusal(error) from error


def replace_file(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: written beside, flushed, renamed.

    Raises DiskFull or VaultReadOnly; the old file then stands.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise os_refusal(error) from error


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed program left beside the files of a vault that it was about to replace.

    Other windows replace such files at any time: what is younger than an hour stays.
    """
    with suppress(OSError):
        for left in folder.glob("**/.*.????????.part"):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink(missing_ok=True)


def os_refusal(error: OSError) -> StorageFailed:
    """The refusal for a file of the vault that could not be written."""
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return VaultReadOnly()
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull()
    return storage_failed(error)


def flush_rename(folder: Path) -> None:
    """Make a rename in `folder` durable; Windows does it by itself and refuses to open folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""A folder of files for the user, written whole or not at all, and only where nothing was before."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import storage_failed, write_atomically

_NAME_KEPT = 40


@contextlib.contextmanager
def writing_folder(target: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Write `files` by their names into the new or empty folder `target`.

    The block runs once they are safe on the disk; the folder takes its name only when it succeeds.
    Raises InvalidInput where something is there already, StorageFailed where the disk refuses; then
    nothing has changed.
    """
    real = check_folder(target)
    beside = real.with_name(f".{real.name[:_NAME_KEPT]}.{secrets.token_hex(4)}.part")
    try:
        beside.mkdir(mode=0o700)
        for name, content in files.items():
            write_atomically(beside / name, content)
        yield
        _rename(beside, real)
    except OSError as problem:
        raise storage_failed(problem) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_folder(target: Path) -> Path:
    """Where the folder will be, links followed. Raises InvalidInput where something is there already."""
    try:
        real = target.resolve()
        taken = real.exists() and (not real.is_dir() or any(real.iterdir()))
        if not taken and not real.parent.is_dir():
            raise storage_failed(FileNotFoundError())
    except OSError as problem:
        raise storage_failed(problem) from problem
    if taken:
        raise InvalidInput(
            "Ce dossier contient déjà quelque chose.",
            safe="Rien n’y a été touché.",
            remedy="Choisissez un dossier vide, ou le nom d’un nouveau dossier.",
            code="folder_not_empty",
        )
    return real


def free_name(parent: Path, wanted: str) -> Path:
    """`wanted` in `parent`, or « wanted (2) » and so on where that name is taken."""
    target, number = parent / wanted, 2
    while target.exists():
        target = parent / f"{wanted} ({number})"
        number += 1
    return target


def _rename(beside: Path, real: Path) -> None:
    was_there = real.exists()
    if was_there:
        real.rmdir()  # an empty one; no system renames over a folder everywhere
    try:
        beside.rename(real)
    except OSError:
        if was_there:
            real.mkdir(exist_ok=True)
        raise
    if sys.platform != "win32":  # the name itself must survive a power cut
        with contextlib.suppress(OSError):
            handle = os.open(real.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

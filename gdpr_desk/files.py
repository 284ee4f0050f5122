"""Writing a file so that a crash leaves the old one or the new one, never a mix."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import time
from pathlib import Path

from gdpr_desk.errors import InvalidInput, StorageFailed

_REPLACE_PATIENCE_S = 2.0
"""Windows refuses to replace a file that a scanner or an indexer holds open for a moment."""


def write_atomically(target: Path, content: bytes) -> None:
    """Write `content` beside `target`, flush it to the disk, rename it over `target`.

    Raises OSError; then `target` is untouched and nothing is left beside it.
    """
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        # For this user only, from the first byte on.
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(target.parent)


def write_for_user(target: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file the user asked for.

    Raises InvalidInput where the file is there already and `force` is not given, StorageFailed
    where the disk refuses; in both cases nothing has changed.
    """
    if target.exists() and not force:
        raise InvalidInput(
            "Un fichier porte déjà ce nom.",
            safe="Il n’a pas été modifié.",
            remedy="Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
            code="file_exists",
        )
    try:
        write_atomically(target, content)
    except OSError as problem:
        raise storage_failed(problem) from problem


def storage_failed(problem: OSError) -> StorageFailed:
    """The French sentence for what the disk refused."""
    if problem.errno == errno.ENOSPC:
        return StorageFailed(
            "Le disque est plein : le fichier n’a pas été écrit.",
            safe="Rien n’a été modifié.",
            remedy="Libérez de la place, puis recommencez.",
            code="disk_full",
        )
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return StorageFailed(
            "Ce dossier n’existe pas.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez le chemin, ou créez d’abord le dossier.",
            code="no_folder",
        )
    return StorageFailed(
        "Le fichier n’a pas pu être écrit : l’accès est refusé ou le dossier est en lecture seule.",
        safe="Rien n’a été modifié.",
        remedy="Choisissez un autre dossier, par exemple Documents.",
        code="not_writable",
    )


def _replace(source: Path, target: Path) -> None:
    give_up = time.monotonic() + _REPLACE_PATIENCE_S
    while True:
        try:
            source.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > give_up:
                raise
            time.sleep(0.05)


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":  # the file system journals renames; a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files the user names: written so that a crash leaves the old one or the new one, never a mix."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gdpr_desk.errors import InvalidInput, StorageFailed

_REPLACE_PATIENCE_S = 2.0
"""Windows refuses to replace a file that a scanner or an indexer holds open for a moment."""


_NAME_KEPT = 40
"""Characters of the name that the file beside shares, so that the longest name still has room."""

_KILO = 1000

_PASSPHRASE_BYTES = 10_000
"""A longer first line is some other file; a device would never end."""

_NO_FOLDER_FLUSH = {errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP}
"""Answers of systems that write files but flush no folder; the file itself is there and whole."""


def write_atomically(target: Path, content: bytes) -> None:
    """Write `content` beside `target`, flush it to the disk, rename it over `target`.

    Raises OSError; then `target` is untouched and nothing is left beside it, unless its folder alone could
    not be flushed: it is the new one then, and may be the old one again after a power cut.
    """
    with _prepared(target, content):
        pass


def write_for_user(target: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file the user asked for; refusals as in `check_target`, StorageFailed where the disk refuses.

    In both cases nothing has changed.
    """
    with writing_for_user(target, content, force=force):
        pass


@contextlib.contextmanager
def writing_for_user(target: Path, content: bytes, *, force: bool = False) -> Iterator[None]:
    """As `write_for_user`, the block in between: it runs once the content is safe on the disk.

    The file takes its name only when the block succeeds; what the block raises leaves no file.
    """
    real = check_target(target, force=force)
    try:
        with _prepared(real, content):
            yield
    except OSError as problem:
        raise storage_failed(problem) from problem


def check_target(target: Path, *, force: bool = False) -> Path:
    """The place a file for the user will have, links followed.

    Raises InvalidInput where the name is a folder or a device, or where a file is there already
    and `force` is not given; StorageFailed where the folder is missing. Nothing is written.
    """
    try:
        real = target.resolve()
        if real.exists() and not real.is_file():
            raise InvalidInput(
                "Ce nom est celui d’un dossier ou d’un périphérique, pas d’un fichier.",
                safe="Rien n’a été modifié.",
                remedy="Ajoutez un nom de fichier à la fin du chemin.",
                code="not_a_file",
            )
        if not force and (real.exists() or target.is_symlink()):
            raise InvalidInput(
                "Un fichier porte déjà ce nom.",
                safe="Il n’a pas été modifié.",
                remedy="Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
                code="file_exists",
            )
        if not real.parent.is_dir():
            raise storage_failed(FileNotFoundError())
    except (OSError, RuntimeError) as problem:  # RuntimeError: links in a circle
        failed = problem if isinstance(problem, OSError) else OSError(errno.ELOOP, "")
        raise storage_failed(failed) from problem
    return real


def first_line(path: Path) -> str:
    """The passphrase in a file or a pipe: its first line, which only a line end closes.

    Raises InvalidInput for what cannot be read, is no UTF-8 text, or is blank.
    """
    try:
        with path.open("rb") as file:
            line = file.readline(_PASSPHRASE_BYTES)
        text = line.decode("utf-8-sig")
    except OSError as problem:
        raise InvalidInput(
            "Le fichier de la phrase de passe ne peut pas être lu.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin et vos droits.",
        ) from problem
    except UnicodeDecodeError as problem:
        raise _not_a_passphrase() from problem
    if "\0" in text or len(line) == _PASSPHRASE_BYTES:
        raise _not_a_passphrase()
    passphrase = text.rstrip("\r\n")
    if not passphrase.strip():
        raise InvalidInput(
            "Le fichier de la phrase de passe est vide.",
            safe="Rien n’a été modifié.",
            remedy="Écrivez la phrase de passe sur sa première ligne.",
        )
    return passphrase


def read_for_user(path: Path, most: int = 64 * 1024 * 1024) -> bytes:
    """A file somebody names, at most one byte more than `most` of it. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as problem:
        raise InvalidInput(
            "Ce fichier ne peut pas être lu.",
            safe="Rien n’a été produit.",
            remedy="Vérifiez qu’il existe et qu’un autre programme ne le bloque pas.",
            code="unreadable",
        ) from problem


def size_words(size: int) -> str:
    """« 340 ko », « 12,4 Mo »."""
    if size < _KILO**2:
        return f"{max(1, round(size / _KILO))} ko"
    return f"{size / _KILO**2:.1f} Mo".replace(".", ",")


def storage_failed(problem: OSError) -> StorageFailed:
    """The French sentence for what the disk refused."""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return StorageFailed(
            "Le disque est plein : le fichier n’a pas été écrit.",
            safe="Rien n’a été modifié.",
            remedy="Libérez de la place, puis recommencez.",
            code="disk_full",
        )
    if problem.errno == errno.ENAMETOOLONG:
        return StorageFailed(
            "Ce nom de fichier est trop long.",
            safe="Rien n’a été modifié.",
            remedy="Choisissez un nom plus court.",
            code="name_too_long",
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


def _not_a_passphrase() -> InvalidInput:
    return InvalidInput(
        "Le fichier de la phrase de passe n’est pas un texte en UTF-8.",
        safe="Rien n’a été modifié.",
        remedy="Enregistrez-le en UTF-8, la phrase de passe sur la première ligne.",
    )


@contextlib.contextmanager
def _prepared(target: Path, content: bytes) -> Iterator[None]:
    beside = target.with_name(f".{target.name[:_NAME_KEPT]}.{secrets.token_hex(4)}.part")
    try:
        # For this user only, from the first byte on.
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        yield
        _replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(target.parent)


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
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        if problem.errno not in _NO_FOLDER_FLUSH:
            raise

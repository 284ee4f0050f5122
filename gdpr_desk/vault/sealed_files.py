"""`attachments/`: the sealed files of a vault, each with a random name and a key of its own.

A file is written whole beside (`.part`) before it takes its name; which names count is decided by
the rows of the database alone. What no row names is what a crash left, and is taken away.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gdpr_desk.errors import InvalidInput
from gdpr_desk.vault import keys
from gdpr_desk.vault.files import create_private, flush_rename, make_folder, os_refusal
from gdpr_desk.vault.sealing import Readable, seal
from gdpr_desk.vault.wal import erase

ATTACHMENTS = "attachments"
LARGEST = 50_000_000
"""Bytes an attachment may have: a scan or a message, not an archive."""
_CHUNK = 1 << 18
_NAME = re.compile(r"([0-9a-f]{32})\.age")


@dataclass(frozen=True)
class StagedFile:
    """A file that is sealed and safe on the disk, and that no row names yet.

    `size` counts the bytes before sealing, `sha256` is that of the sealed file, `identity` opens it.
    """

    id: str
    part: Path
    identity: str
    size: int
    sha256: str


def sealed_file(folder: Path, attachment: str) -> Path:
    """Where the sealed file of that attachment lies."""
    return folder / ATTACHMENTS / f"{attachment}.age"


def stage(folder: Path, source: Readable) -> StagedFile:
    """Seal what `source` gives under a key of its own, piece by piece.

    Raises InvalidInput where it is empty, too large or cannot be read; DiskFull, VaultReadOnly.
    Nothing is then left behind.
    """
    attachment, identity = secrets.token_hex(16), keys.new_identity()
    part = sealed_file(folder, attachment).with_suffix(".part")
    counted = _Counted(source)
    try:
        if not part.parent.is_dir():
            make_folder(part.parent)
            flush_rename(folder)  # the name of the first file's folder, too, survives a power cut
        create_private(part)
        with part.open("r+b") as out:
            _, digest = seal(counted.pieces(), out, [keys.public_key(identity)])
            out.flush()
            os.fsync(out.fileno())
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise os_refusal(error) from error
        raise
    return StagedFile(attachment, part, str(identity), counted.size, digest)


def give_name(staged: StagedFile) -> None:
    """Give a staged file the name under which a row is about to point to it; `flush_names` afterwards.

    Raises the disk's refusals.
    """
    try:
        staged.part.replace(staged.part.with_suffix(".age"))
    except OSError as error:
        raise os_refusal(error) from error


def flush_names(folder: Path) -> None:
    """Make the names given so far safe, before rows point to them for good. Raises the disk's refusals."""
    try:
        flush_rename(folder / ATTACHMENTS)
    except OSError as error:
        raise os_refusal(error) from error


def give_up(staged: StagedFile) -> None:
    """Take away a staged file that is not wanted after all."""
    with suppress(OSError):
        staged.part.unlink(missing_ok=True)


def present(folder: Path) -> frozenset[str]:
    """The ids of all sealed files that are there."""
    try:
        names = [path.name for path in (folder / ATTACHMENTS).iterdir()]
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise os_refusal(error) from error
    return frozenset(match[1] for name in names if (match := _NAME.fullmatch(name)))


def remove_files(folder: Path, attachments: Collection[str]) -> None:
    """Overwrite and unlink sealed files; one that is held open just now is met again at the next opening."""
    for attachment in attachments:
        with suppress(OSError):
            erase(sealed_file(folder, attachment))
    with suppress(OSError):
        flush_rename(folder / ATTACHMENTS)


def clear_parts(folder: Path) -> None:
    """Take away what a killed run left half written. Nobody else may have the vault open."""
    with suppress(OSError):
        for part in (folder / ATTACHMENTS).glob("*.part"):
            part.unlink()


class _Counted:
    """Reads a source in pieces, and refuses what is not to be kept."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.size = 0

    def pieces(self) -> Iterator[bytes]:
        while piece := self._read():
            self.size += len(piece)
            if self.size > LARGEST:
                raise too_large()
            yield piece
        if not self.size:
            raise InvalidInput(
                "Ce fichier est vide.",
                safe="Rien n’a été joint.",
                remedy="Vérifiez-le dans son programme d’origine, puis joignez-le de nouveau.",
                code="empty_file",
            )

    def _read(self) -> bytes:
        try:
            return self._source.read(_CHUNK)
        except OSError as error:
            raise unreadable() from error


def opened_source(path: Path) -> BinaryIO:
    """A file the user chose, open to be read. Raises InvalidInput where it is too large or unreadable."""
    try:
        if not path.is_file():  # a folder or a device: the latter may never end
            raise unreadable()
        if path.stat().st_size > LARGEST:
            raise too_large()
        return path.open("rb")
    except OSError as error:
        raise unreadable() from error


def too_large() -> InvalidInput:
    """More than the vault is made for."""
    return InvalidInput(
        f"Ce fichier dépasse {LARGEST // 1_000_000} Mo : le coffre ne garde pas de pièce aussi grande.",
        safe="Rien n’a été joint ; votre fichier n’a pas changé.",
        remedy="Joignez-en une version plus légère, par exemple un PDF au lieu d’une photo.",
        code="file_too_large",
    )


def unreadable() -> InvalidInput:
    """The source, not the vault, is at fault."""
    return InvalidInput(
        "Ce fichier ne peut pas être lu.",
        safe="Rien n’a été joint.",
        remedy="Vérifiez qu’il existe encore et qu’il n’est pas ouvert ailleurs, puis recommencez.",
        code="unreadable_file",
    )

"""A `.gdprdesk` file: one tar, openable with the public `age` and `tar` tools alone.

- `content.age`: sealed to the officers' and the recovery sheet's public keys, an inner tar of the
  vault (`manifest.json` names every file of it with its SHA-256);
- `keys/<id>.age`: those people's own identities, each under its passphrase, so that a lost disk
  can be restored with nothing but this file and a passphrase or the recovery sheet;
- `gdpr-desk-backup.json`: what may be known without a key. No personal data.

Everything is read from outside: any deviation is refused before it is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pyrage import x25519

from gdpr_desk.errors import InvalidInput
from gdpr_desk.vault import sealing
from gdpr_desk.vault.backup_content import (
    BLOCK,
    CHUNK,
    BackupDamaged,
    padding,
    small_member,
    tar_head,
)
from gdpr_desk.vault.files import os_refusal
from gdpr_desk.vault.refusals import VaultNewer
from gdpr_desk.vault.sealing import SealBroken, seal
from gdpr_desk.vault.state import Slot

SUFFIX = ".gdprdesk"
HEADER = "gdpr-desk-backup.json"
CONTENT = "content.age"
VERSION = 1
_KEY = re.compile(r"keys/([0-9a-z]+)\.age")


@dataclass(frozen=True)
class BackupHeader:
    """What a backup says of itself without a key. `sha256` and `size` are those of `content.age`."""

    vault_id: str
    label: str
    made_at: datetime
    written_by: str
    slots: tuple[Slot, ...]
    sha256: str
    size: int


@dataclass(frozen=True)
class Outer:
    """The outside of a backup: its header, and where its parts lie in the file."""

    path: Path
    header: BackupHeader
    keys: Mapping[str, bytes]
    """The key files by person."""
    offset: int

    def intact(self) -> bool:
        """Whether the sealed content and all keys are byte for byte what was written."""
        right = all(sha256_of(self.keys[slot.person]) == slot.digest for slot in self.header.slots)
        return right and self.content_digest() == self.header.sha256

    def content_digest(self) -> str:
        digest = hashlib.sha256()
        with self.content() as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def content(self) -> Window:
        """The sealed content, to be read once and closed."""
        return Window(self.path, self.offset, self.header.size)


class Window(io.RawIOBase):
    """A part of a file, read from its beginning."""

    def __init__(self, path: Path, offset: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._file.seek(offset)
        self._left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._file.read(wanted)
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
        super().close()


def write_outer(
    out: BinaryIO,
    header: BackupHeader,
    keys: Mapping[str, bytes],
    recipients: Sequence[str],
    inside: Iterator[bytes],
) -> None:
    """Write a backup into `out`, an empty seekable file, with the inner tar that `inside` yields.

    `sha256` and `size` of `header` are found here. Raises OSError.
    """
    out.write(bytes(BLOCK))  # the size is known afterwards
    size, digest = seal(inside, out, recipients)
    out.write(padding(size))
    out.seek(0)
    out.write(tar_head(CONTENT, size, header.made_at))
    out.seek(0, io.SEEK_END)
    outside = _header_json(header, digest, size)
    for name, content in (*((f"keys/{person}.age", key) for person, key in keys.items()), (HEADER, outside)):
        out.write(tar_head(name, len(content), header.made_at) + content + padding(len(content)))
    out.write(bytes(2 * BLOCK))


def read_outer(path: Path) -> Outer:
    """The outside of the backup at `path`. Raises BackupDamaged, VaultNewer, InvalidInput."""
    try:
        with tarfile.open(path, "r:") as tar:
            members = {member.name: member for member in tar.getmembers() if member.isfile()}
            if len(members) != len(tar.getmembers()) or not {HEADER, CONTENT} <= members.keys():
                raise BackupDamaged
            header = _parse_header(small_member(tar, members[HEADER]))
            found = ((_KEY.fullmatch(name), member) for name, member in members.items())
            keys = {match[1]: small_member(tar, member) for match, member in found if match}
            content = members[CONTENT]
    except (tarfile.TarError, EOFError, UnicodeError, ValueError) as error:
        raise BackupDamaged from error
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InvalidInput(
            "Ce fichier de sauvegarde n’existe pas.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin.",
            code="no_file",
        ) from error
    except OSError as error:
        raise BackupDamaged("reading") from error
    if content.size != header.size or {slot.person for slot in header.slots} - keys.keys():
        raise BackupDamaged("parts")
    return Outer(path, header, keys, content.offset_data)


def unseal(outer: Outer, identity: x25519.Identity, target: Path) -> None:
    """Write the inner tar to `target`. Raises BackupDamaged, DiskFull, VaultReadOnly."""
    try:
        with target.open("wb") as out, outer.content() as content:
            sealing.unseal(content, out, identity)
    except SealBroken as error:
        raise BackupDamaged("content") from error
    except OSError as error:
        raise os_refusal(error) from error


def _header_json(header: BackupHeader, sha256: str, size: int) -> bytes:
    values: dict[str, object] = {
        "format": "gdpr-desk-backup",
        "version": VERSION,
        "vault_id": header.vault_id,
        "label": header.label,
        "made_at": header.made_at.isoformat(),
        "written_by": header.written_by,
        "slots": [vars(slot) for slot in header.slots],
        "sha256": sha256,
        "size": size,
    }
    values["digest"] = sha256_of(json.dumps(values, sort_keys=True).encode())
    return json.dumps(values, indent=1, ensure_ascii=False).encode()


def _parse_header(content: bytes) -> BackupHeader:
    try:
        values = json.loads(content)
        version, digest = values["version"], values.pop("digest")
        if values["format"] != "gdpr-desk-backup":
            raise BackupDamaged(HEADER)
        if version > VERSION:
            raise VaultNewer(str(values["written_by"]))
        if digest != sha256_of(json.dumps(values, sort_keys=True).encode()):
            raise BackupDamaged(HEADER)
        slots = tuple(
            Slot(*(_text(s[name]) for name in ("person", "role", "digest"))) for s in values["slots"]
        )
        return BackupHeader(
            vault_id=_text(values["vault_id"]),
            label=_text(values["label"]),
            made_at=instant(values["made_at"]),
            written_by=_text(values["written_by"]),
            slots=slots,
            sha256=_text(values["sha256"]),
            size=values["size"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupDamaged(HEADER) from error


def instant(text: str) -> datetime:
    """An instant as backups tell it. Raises ValueError for one without a zone, TypeError for no text."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

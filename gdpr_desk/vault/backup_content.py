"""The inside of a backup: a tar of the vault's files, each named in a manifest with its SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from gdpr_desk.errors import StorageFailed
from gdpr_desk.vault.files import create_private, make_folder, os_refusal

MANIFEST = "manifest.json"
PLACES = re.compile(
    r"vault\.db|state\.json|erasures\.log|(keys/[0-9a-z]+(\.grant)?|attachments/[0-9a-f]{32})\.age"
)
"""What a backup may hold: nothing of it is ever written to another place."""
BLOCK = 512
CHUNK = 1 << 18
_SMALL = 1 << 20
"""No header and no key file is that large."""


class BackupDamaged(StorageFailed):
    """The file is no backup, or not what was written; `part` names which part, for the log."""

    code = "backup_damaged"

    def __init__(self, part: str = "file") -> None:
        super().__init__(
            "Cette sauvegarde est abîmée, incomplète, ou n’en est pas une.",
            safe="Rien n’a été modifié.",
            remedy="Essayez une autre sauvegarde ; gardez celle-ci de côté.",
        )
        self.part = part


@dataclass(frozen=True)
class Member:
    """One file of the vault in a backup: its name there, and where its content is now."""

    name: str
    source: Path | bytes

    def size(self) -> int:
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size

    def chunks(self) -> Iterator[bytes]:
        if isinstance(self.source, bytes):
            yield self.source
            return
        with self.source.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


@dataclass(frozen=True)
class Inner:
    """The inside of a backup, unsealed into the tar at `path`; `facts` is what the manifest says of it."""

    path: Path
    files: Mapping[str, tuple[int, str]]
    """(size, SHA-256) by name."""
    facts: Mapping[str, Any]

    def read(self, name: str) -> bytes:
        """One small file. Raises BackupDamaged when it is not what was written."""
        sink = BytesIO()
        with tarfile.open(self.path, "r:") as tar:
            self._copy(tar, name, sink)
        return sink.getvalue()

    def extract(self, folder: Path, names: Iterable[str]) -> None:
        """Write these files below `folder`. Raises BackupDamaged, DiskFull, VaultReadOnly."""
        with tarfile.open(self.path, "r:") as tar:
            for name in names:
                target = folder / name
                try:
                    make_folder(target.parent)
                    create_private(target)
                    with target.open("wb") as out:
                        self._copy(tar, name, out)
                        out.flush()
                        os.fsync(out.fileno())
                except OSError as error:
                    raise os_refusal(error) from error

    def check(self) -> None:
        """Read everything. Raises BackupDamaged where anything is not what was written."""
        with tarfile.open(self.path, "r:") as tar:
            for name in self.files:
                self._copy(tar, name, None)

    def _copy(self, tar: tarfile.TarFile, name: str, out: BytesIO | BinaryIO | None) -> None:
        if name not in self.files:
            raise BackupDamaged(name)
        digest = hashlib.sha256()
        source = tar.extractfile(name)
        while source is not None and (chunk := source.read(CHUNK)):
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
        if digest.hexdigest() != self.files[name][1]:
            raise BackupDamaged(name)


def read_inner(path: Path) -> Inner:
    """The inside in the tar at `path`, its names and sizes checked. Raises BackupDamaged."""
    try:
        with tarfile.open(path, "r:") as tar:
            members = {member.name: member for member in tar.getmembers() if member.isfile()}
            manifest = json.loads(small_member(tar, members[MANIFEST]))
            files = {f["path"]: (int(f["bytes"]), str(f["sha256"])) for f in manifest["files"]}
            facts = dict(manifest["facts"])
            complete = len(members) == len(tar.getmembers())
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupDamaged(MANIFEST) from error
    sizes = {name: member.size for name, member in members.items() if name != MANIFEST}
    right = sizes == {name: size for name, (size, _) in files.items()}
    if not (complete and right and all(PLACES.fullmatch(name) for name in files)):
        raise BackupDamaged("files")
    return Inner(path, files, facts)


def inner_pieces(members: Sequence[Member], facts: Mapping[str, object], at: datetime) -> Iterator[bytes]:
    """The inner tar, piece by piece; the manifest comes last, when all digests are known."""
    listed = []
    for member in members:
        size, digest, sent = member.size(), hashlib.sha256(), 0
        yield tar_head(member.name, size, at)
        for chunk in member.chunks():
            digest.update(chunk)
            sent += len(chunk)
            yield chunk
        if sent != size:
            raise OSError(f"{member.name} changed while it was copied")
        yield padding(size)
        listed.append({"path": member.name, "bytes": size, "sha256": digest.hexdigest()})
    manifest = json.dumps({"files": listed, "facts": facts}, indent=1, ensure_ascii=False).encode()
    yield tar_head(MANIFEST, len(manifest), at) + manifest + padding(len(manifest)) + bytes(2 * BLOCK)


def tar_head(name: str, size: int, at: datetime) -> bytes:
    """The 512 bytes before a file of that size."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(at.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> bytes:
    """What fills the last block of a file of that size."""
    return bytes(-size % BLOCK)


def small_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Its content. Raises BackupDamaged where it is larger than any header or key."""
    source = tar.extractfile(member) if member.size <= _SMALL else None
    if source is None:
        raise BackupDamaged(member.name)
    return source.read()

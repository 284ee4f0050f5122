"""`folders.due`: which files a run of the locked vault may unlink, without a name.

A file stands there as a keyed hash of its path, number, size and date, with the row that knows it and the
second it leaves; the key is a salt of that writing, in clear beside it. Whoever reads the list without the
folder learns how many files leave when; whoever has the folder reads the names there anyway. Only what a plan
has named is in it. Like `due.json`, it is no secret and no proof.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gdpr_desk.retention.folders.model import WatchedFolder
from gdpr_desk.retention.folders.repository import KnownFile
from gdpr_desk.vault.files import replace_file

DUE_FILES = "folders.due"
_FORMAT = "gdpr-desk-folders-due"
_VERSION = 1

Leaving = tuple[WatchedFolder, Iterable[tuple[KnownFile, datetime]]]
"""A folder, and what leaves it with when."""


@dataclass(frozen=True)
class Section:
    """What the list says of one folder, under the rule of that `version`."""

    version: str
    device: str
    salt: bytes
    lines: tuple[str, ...]

    def due(self, second: float) -> dict[str, int]:
        """By their hash, the rows of what leaves at or before that second since 1970."""
        found = {}
        for line in self.lines:
            digest, file, leaves = line.split(" ")
            if int(leaves) <= second:
                found[digest] = int(file)
        return found


def digest_of(salt: bytes, path: str, identity: str) -> str:
    """The hash a file stands for in the list."""
    told = os.fsencode(path) + b"\0" + identity.encode("ascii")
    return hashlib.blake2b(told, key=salt, digest_size=12).hexdigest()


def write_due_files(place: Path, vault_id: str, sections: Iterable[Leaving]) -> None:
    """Write the list of a vault. Raises DiskFull, VaultReadOnly; the old one then stands."""
    salt = secrets.token_bytes(16)
    lines = "".join(line for folder, files in sections for line in _lines(folder, files, salt))
    head = {
        "format": _FORMAT,
        "version": _VERSION,
        "vault": vault_id,
        "salt": salt.hex(),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }
    replace_file(place / DUE_FILES, (json.dumps(head, sort_keys=True) + "\n" + lines).encode())


def read_due_files(place: Path, vault_id: str) -> dict[int, Section]:
    """By the folder's number what may go; nothing where the list is missing, of another vault, or not what
    was written."""
    try:
        first, _, rest = (place / DUE_FILES).read_text(encoding="ascii").partition("\n")
        head = json.loads(first)
        right = (head["format"], head["version"], head["vault"]) == (_FORMAT, _VERSION, vault_id)
        if not right or head["sha256"] != hashlib.sha256(rest.encode()).hexdigest():
            return {}
        salt = bytes.fromhex(head["salt"])
        return dict(_sections(rest.splitlines(), salt))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _lines(folder: WatchedFolder, files: Iterable[tuple[KnownFile, datetime]], salt: bytes) -> Iterator[str]:
    yield f"# {folder.id} {folder.version} {folder.device or '-'}\n"
    for known, leaves_at in files:
        second = -int(-leaves_at.timestamp() // 1)  # rounded up
        yield f"{digest_of(salt, known.path, known.identity)} {known.id} {second}\n"


def _sections(lines: list[str], salt: bytes) -> Iterator[tuple[int, Section]]:
    starts = [n for n, line in enumerate(lines) if line.startswith("# ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        _mark, number, version, device = lines[start].split(" ")
        yield int(number), Section(version, device, salt, tuple(lines[start + 1 : end]))

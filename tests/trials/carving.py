"""What somebody with the keys of an officer carves from a disk: sealed keys, sealed files and backups.

Keys of attachments stand in database pages, sealed to the officers: whoever reads the pages (`pages.py`)
and has the identity opens them, and with them every sealed file that still lies anywhere. A backup is
sealed as a whole to each officer's own key. An age file tells where its header ends; how long it is, the
searcher of these trials knows.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pages
import pyrage
from pyrage import x25519

_MAGIC = b"age-encryption.org/v1\n"
_HEADER = re.compile(
    re.escape(_MAGIC) + rb"(?:->[^\n]{1,200}\n(?:[A-Za-z0-9+/]{0,64}\n)+){1,12}--- [A-Za-z0-9+/]{43}\n"
)
_LONGEST_HEADER = 4096
_IDENTITY = len("AGE-SECRET-KEY-1") + 58
_NONCE, _TAG = 16, 16


def sealed_keys(text: bytes, officer: str) -> set[str]:
    """The identities of attachments that stand, sealed to `officer`, in the plain text of pages."""
    found = opened(text, officer, (_IDENTITY,))
    return {identity.decode() for identity in found if identity.startswith(b"AGE-SECRET")}


def opened(disk: bytes, identity: str, lengths: Iterable[int]) -> Iterator[bytes]:
    """Every age file of one of these plain lengths, up to 64 KB, that lies anywhere and opens."""
    known = x25519.Identity.from_str(identity)
    for header in headers(disk):
        for length in lengths:
            end = header.end() + _NONCE + length + _TAG
            try:
                yield pyrage.decrypt(disk[header.start() : end], [known])
            except (pyrage.DecryptError, ValueError):
                continue


def headers(disk: bytes) -> Iterator[re.Match[bytes]]:
    """Where age files begin; a header that was overwritten is none."""
    at = disk.find(_MAGIC)
    while at >= 0:
        found = _HEADER.match(disk, at, at + _LONGEST_HEADER)
        if found:
            yield found
        at = disk.find(_MAGIC, at + 1)


def backup_contents(disk: bytes, person: str, sizes: Iterable[int]) -> Iterator[bytes]:
    """The files of every backup of one of these sizes, as it lies in one piece, that opens."""
    known = x25519.Identity.from_str(person)
    for header in headers(disk):
        for size in sizes:
            try:
                tar = pyrage.decrypt(disk[header.start() : header.start() + size], [known])
            except (pyrage.DecryptError, ValueError):
                continue
            yield from _files(tar)


def _files(tar: bytes) -> Iterator[bytes]:
    """None where it is no tar: grants are sealed to the same person."""
    with suppress(tarfile.ReadError), tarfile.open(fileobj=io.BytesIO(tar)) as content:
        for member in content:
            part = content.extractfile(member)
            if part is not None:
                yield part.read()


@dataclass(frozen=True)
class Knowledge:
    """What the searcher has: all keys, how long a sealed paper is, and how long sealed backups are."""

    key: bytes
    officer: str
    person: str
    length: int
    sizes: frozenset[int]


def readable(disk: bytes, known: Knowledge, wanted: Iterable[bytes]) -> set[bytes]:
    """Which markers can be read at all: in clear, in pages, in sealed files, in backups."""
    markers, identities = set(wanted), set[str]()
    seen = _plain(disk, markers)
    for text in pages.opened_under(known.key, disk):
        seen |= pages.found_in(text, markers)
        identities |= sealed_keys(text, known.officer)
    for identity in identities:
        for content in opened(disk, identity, (known.length,)):
            seen |= _plain(content, markers)
    for part in backup_contents(disk, known.person, known.sizes):
        padded = part + bytes(-len(part) % pages.BLOCK)
        seen |= _plain(part, markers) | pages.found_under((known.key,), padded, markers)
    return seen


def _plain(content: bytes, markers: set[bytes]) -> set[bytes]:
    return {marker for marker in markers if marker in content}

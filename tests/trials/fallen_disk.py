"""What a disk may hold when the power goes: rebuilt from the log of every call that changed it.

What was flushed is there. Of what was written since, each write may have reached the disk, or not, or
some of its sectors of 512 bytes (any, the first, or the last ones); a file cut shorter may still be
long. New, moved and removed names are there once their folder was flushed; of those after that, the
disk holds the first few, in the order in which they were made. Shared memory (-shm) is no disk.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath

SECTOR = 512
_HEAD = struct.Struct("<cIQqI")
_NOTE = b"n"


@dataclass(frozen=True)
class Call:
    """One call: what it did (see `disk.c`), where, to which file, with what."""

    op: bytes
    path: str
    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True)
class Change:
    """A write at an offset; or, with `data` None, a file cut or stretched to that length."""

    offset: int
    data: bytes | None


@dataclass(eq=False)
class File:
    """What of it is surely on the disk, and what was done to it since."""

    durable: bytes = b""
    pending: list[Change] = field(default_factory=list)

    def flush(self) -> None:
        self.durable = applied(self.durable, self.pending)
        self.pending = []


@dataclass(eq=False)
class Folder:
    """Names as the program sees them, and as they surely are on the disk."""

    live: dict[str, Node] = field(default_factory=dict)
    durable: dict[str, Node] = field(default_factory=dict)


Node = File | Folder
Naming = tuple[tuple[Folder, str, Node | None], ...]
"""Names that change in one step."""
Survivors = Callable[[list[Change]], list[Change]]


def calls_in(log: bytes) -> Iterator[Call]:
    """The calls of a log, in order."""
    at = 0
    while at < len(log):
        op, length, inode, offset, size = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        path, data = log[at : at + length].decode(), log[at + length : at + length + size]
        at += length + size
        yield Call(op, path, inode, offset, data)


class Disk:
    """The folder `root` on a disk, call by call. Made while nothing on it changes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[int, File] = {}
        self._names: list[Naming] = []
        self.notes: list[str] = []
        self._top = self._read(root)

    def _read(self, folder: Path) -> Folder:
        found = Folder()
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                node: Node = self._read(path)
            else:
                node = self._files.setdefault(path.stat().st_ino, File(path.read_bytes()))
            found.live[path.name] = found.durable[path.name] = node
        return found

    def see(self, call: Call) -> None:
        """One more call was made."""
        if call.op == _NOTE:
            self.notes.append(call.data.decode())
        elif call.op == b"w":
            self._files[call.inode].pending.append(Change(call.offset, call.data))
        elif call.op == b"t":
            self._files[call.inode].pending.append(Change(call.offset, None))
        elif call.op == b"s":
            self._flush(call)
        else:
            self._name(self._naming(call))

    def _flush(self, call: Call) -> None:
        folder = self._find(call.path)
        if not isinstance(folder, Folder):
            self._files[call.inode].flush()
            return
        for change in [c for c in self._names if any(where is folder for where, _, _ in c)]:
            _rename([(where, where.durable) for where, _, _ in change], change)
            self._names.remove(change)

    def _naming(self, call: Call) -> Naming:
        folder, name = self._place(call.path)
        if call.op == b"c":
            self._files[call.inode] = File()
            return ((folder, name, self._files[call.inode]),)
        if call.op == b"m":
            return ((folder, name, Folder()),)
        if call.op in b"ux":
            return ((folder, name, None),)
        there, target = self._place(call.data.decode())
        arriving = (there, target, folder.live[name])
        return (arriving,) if call.op == b"l" else ((folder, name, None), arriving)

    def _name(self, change: Naming) -> None:
        _rename([(where, where.live) for where, _, _ in change], change)
        self._names.append(change)

    def _place(self, path: str) -> tuple[Folder, str]:
        above, _, name = path.rpartition("/")
        folder = self._find(above)
        if not isinstance(folder, Folder):
            raise FileNotFoundError(path)
        return folder, name

    def _find(self, path: str) -> Node | None:
        node: Node | None = self._top
        for part in PurePosixPath(path).relative_to(self._root).parts:
            node = node.live.get(part) if isinstance(node, Folder) else None
        return node

    def fallen(self, survivors: Survivors, names: float) -> Image:
        """What is on it when the power goes now: `names` tells which share of the unflushed names is."""
        entries: dict[int, dict[str, Node]] = {}

        def of(folder: Folder) -> dict[str, Node]:
            return entries.setdefault(id(folder), dict(folder.durable))

        for change in self._names[: round(names * len(self._names))]:
            _rename([(where, of(where)) for where, _, _ in change], change)
        contents: dict[int, bytes] = {}

        def walk(folder: Folder) -> dict[str, object]:
            tree: dict[str, object] = {}
            for name, node in sorted(of(folder).items()):
                if isinstance(node, Folder):
                    tree[name] = walk(node)
                elif not name.endswith("-shm"):
                    if id(node) not in contents:
                        contents[id(node)] = applied(node.durable, survivors(node.pending))
                    tree[name] = id(node)
            return tree

        return Image(walk(self._top), contents)


@dataclass(frozen=True)
class Image:
    """Folders by name, files by a number under which `contents` has them (links share one)."""

    tree: Mapping[str, object]
    contents: Mapping[int, bytes]

    def digest(self) -> str:
        """The same for two disks that hold the same."""
        known: dict[int, int] = {}

        def told(tree: Mapping[str, object]) -> list[object]:
            return [
                (name, told(node))
                if isinstance(node, Mapping)
                else (
                    name,
                    known.setdefault(int(str(node)), len(known)),
                    _sha256(self.contents[int(str(node))]),
                )
                for name, node in tree.items()
            ]

        return hashlib.sha256(repr(told(self.tree)).encode()).hexdigest()

    def write(self, root: Path) -> None:
        """Put it in the place of `root`."""
        shutil.rmtree(root, ignore_errors=True)
        first: dict[int, Path] = {}

        def put(folder: Path, tree: Mapping[str, object]) -> None:
            folder.mkdir(mode=0o700)
            for name, node in tree.items():
                if isinstance(node, Mapping):
                    put(folder / name, node)
                elif int(str(node)) in first:
                    os.link(first[int(str(node))], folder / name)
                else:
                    first[int(str(node))] = folder / name
                    (folder / name).write_bytes(self.contents[int(str(node))])

        put(root, self.tree)


@lru_cache(maxsize=512)
def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def applied(content: bytes, changes: list[Change]) -> bytes:
    """`content` after these changes; what nobody wrote is zeros."""
    if not changes:
        return content
    result = bytearray(content)
    for change in changes:
        end = change.offset + len(change.data or b"")
        if change.data is None:
            del result[change.offset :]
        result.extend(bytes(max(0, end - len(result))))
        result[change.offset : end] = change.data or b""
    return bytes(result)


def everything(pending: list[Change]) -> list[Change]:
    """All writes reached the disk."""
    return pending


def nothing(_pending: list[Change]) -> list[Change]:
    """No write since the last flush did."""
    return []


def any_of_them(dice: random.Random) -> Survivors:
    """Each write did, did not, or some of its sectors: the first, the last, or here and there."""

    def survivors(pending: list[Change]) -> list[Change]:
        return [part for change in pending for part in _fate(change, dice)]

    return survivors


def _fate(change: Change, dice: random.Random) -> list[Change]:
    fate = dice.randrange(5)
    if fate == 0:
        return []
    if fate == 1 or change.data is None or len(change.data) <= SECTOR:
        return [change]
    starts = range(0, len(change.data), SECTOR)
    torn = starts[dice.randrange(len(starts))]
    reached = {
        2: lambda _start: dice.random() < 0.5,
        3: lambda start: start < torn,
        4: lambda start: start >= torn,
    }[fate]
    data, at = change.data, change.offset
    return [Change(at + start, data[start : start + SECTOR]) for start in starts if reached(start)]


def _rename(tables: list[tuple[Folder, dict[str, Node]]], change: Naming) -> None:
    for (_, table), (_, name, node) in zip(tables, change, strict=True):
        if node is None:
            table.pop(name, None)
        else:
            table[name] = node

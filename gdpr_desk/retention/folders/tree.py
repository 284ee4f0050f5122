"""Walking a watched folder and unlinking below it, without ever leaving it.

Only regular files of the folder's own device and mount are met: no link is followed, no other mount entered,
be it a bind mount of the same device.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from gdpr_desk.retention.folders.model import FolderTrouble
from gdpr_desk.retention.folders.places import Place, is_link, is_reparse_point, open_place
from gdpr_desk.vault.folder import file_system, linux_mounts

_DEEPEST = 64
"""Folders below one another; each stays open while what is below it is read."""
_UNSTABLE = frozenset({"vfat", "msdos", "exfat", "fuseblk"})
"""File systems that give a file another number each time they are mounted."""
_IDENTITY = "%x.%x.%x"
"""Number, size and date; written so it costs half of what an f-string does."""
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})
_SHARED_ON_WINDOWS = frozenset({32, 33})
_NOT_THERE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
_NO_FOLDER = frozenset({errno.ELOOP, errno.ENOTDIR})


class FolderUnavailable(Exception):
    """The folder cannot be looked at now; `trouble` says why."""

    def __init__(self, trouble: FolderTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Removal(StrEnum):
    """What became of one file that was to go."""

    GONE = "gone"
    ABSENT = "absent"
    CHANGED = "changed"
    IN_USE = "in_use"
    DENIED = "denied"


Seen = tuple[str, str]
"""A regular file: its path below the folder, with slashes, and the identity that tells it from any other."""
Takes = Callable[[str], bool]
"""Whether a file of that name is wanted."""


class Tree:
    """An open watched folder; close it. `whole` is False once a part of it could not be read, `aside` counts
    links, other mounts and what is no file, `touched` are the folders below it that files went from."""

    def __init__(self, path: str, *, anchor: str | None = None, recursive: bool = False) -> None:
        """Raises FolderUnavailable: it is not there, or its number is no longer `anchor`."""
        self._recursive = recursive
        try:
            self._root = open_place(path)
        except OSError as problem:
            raise FolderUnavailable(_trouble(problem)) from problem
        own = self._root.own()
        self._lasting = numbers_last(path)
        self._device, self._mount = own.st_dev, self._root.mount()
        self.anchor = f"{own.st_ino:x}" if self._lasting else ""
        self.device = f"{own.st_dev:x}"
        self.whole = True
        self.aside = 0
        self.touched: set[str] = set()
        if anchor and anchor != self.anchor:
            self.close()
            raise FolderUnavailable(FolderTrouble.REPLACED)

    def files(self, takes: Takes = bool) -> Iterator[Seen]:
        """Every regular file whose name is wanted, in no order; what appears or vanishes meanwhile may be met
        or not."""
        return self._below(self._root, "", 0, takes)

    def holds(self, path: str, identity: str) -> bool:
        """Whether the file of that path still is the one it was."""
        place, names = self._parent(path)
        if place is None:
            return False
        try:
            return self._identity(place.look(names[-1])) == identity
        except (OSError, ValueError):  # a name that no disk can have
            return False
        finally:
            self._done(place)

    def remove(self, files: Mapping[str, str]) -> dict[str, Removal]:
        """Unlink files, given by their path, each only if it still is the one of that identity; what became
        of each. `flush` makes it durable."""
        together: dict[str, dict[str, str]] = {}
        for path, identity in files.items():
            together.setdefault(path.rpartition("/")[0], {})[path] = identity
        done: dict[str, Removal] = {}
        for folder in sorted(together):
            done.update(self._remove_in(folder, together[folder]))
        return done

    def flush(self, folders: Iterable[str]) -> None:
        """Make what went from these folders below it durable: all at once, which costs little more than one.
        Raises OSError."""
        for folder in folders:
            place, _names = self._parent(f"{folder}/." if folder else ".")
            if place is not None:
                try:
                    place.flush()
                finally:
                    self._done(place)

    def close(self) -> None:
        """Done with it."""
        self._root.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _below(self, place: Place, prefix: str, depth: int, takes: Takes) -> Iterator[Seen]:
        folders = []
        try:
            for name, found in place.entries():
                identity = self._identity(found)
                if identity is not None:
                    if takes(name):
                        yield prefix + name, identity
                elif self._recursive and stat.S_ISDIR(found.st_mode) and not is_link(found):
                    folders.append(name)
                else:
                    self.aside += 1
        except OSError:
            self.whole = False
        for name in folders:
            child = self._entered(place, name, depth)
            if child is not None:
                try:
                    yield from self._below(child, f"{prefix}{name}/", depth + 1, takes)
                finally:
                    child.close()

    def _entered(self, place: Place, name: str, depth: int) -> Place | None:
        if depth >= _DEEPEST:
            self.whole = False
            return None
        try:
            child = place.below(name)
        except FileNotFoundError:
            return None
        except OSError:
            self.whole = False
            return None
        if child.own().st_dev == self._device and child.mount() == self._mount:
            return child
        child.close()
        self.aside += 1
        return None

    def _parent(self, path: str) -> tuple[Place | None, list[str]]:
        """The folder that holds a path below the root, reached without a link; None where it is not there."""
        names, place = path.split("/"), self._root
        for depth, name in enumerate(names[:-1]):
            child = self._entered(place, name, depth)
            self._done(place)
            if child is None:
                return None, names
            place = child
        return place, names

    def _remove_in(self, folder: str, files: Mapping[str, str]) -> dict[str, Removal]:
        """What became of these files of one folder."""
        place, _names = self._parent(f"{folder}/." if folder else ".")
        if place is None:
            return dict.fromkeys(files, Removal.ABSENT)
        try:
            done = {path: self._removed(place, name_of(path), identity) for path, identity in files.items()}
            if Removal.GONE in done.values():
                self.touched.add(folder)
            return done
        finally:
            self._done(place)

    def _done(self, place: Place) -> None:
        if place is not self._root:
            place.close()

    def _identity(self, found: os.stat_result) -> str | None:
        """What tells a regular file of this device from any other; None for everything else."""
        if not stat.S_ISREG(found.st_mode) or found.st_dev != self._device or is_reparse_point(found):
            return None
        number = found.st_ino if self._lasting else 0
        return _IDENTITY % (number, found.st_size, found.st_mtime_ns)

    def _removed(self, place: Place, name: str, identity: str) -> Removal:
        try:
            if self._identity(place.look(name)) != identity:
                return Removal.CHANGED
            place.unlink(name)
        except FileNotFoundError:
            return Removal.ABSENT
        except OSError as problem:
            busy = problem.errno in _BUSY or getattr(problem, "winerror", 0) in _SHARED_ON_WINDOWS
            return Removal.IN_USE if busy else Removal.DENIED
        return Removal.GONE


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def size_of(identity: str) -> int:
    """The size of a file in its identity, in bytes."""
    return int(identity.split(".")[1], 16)


def modified_of(identity: str) -> int:
    """The date of a file in its identity, in nanoseconds since 1970."""
    return int(identity.rpartition(".")[2], 16)


def same_number(one: str, other: str) -> bool:
    """Whether two identities are of one file, changed in place, as far as its disk numbers files."""
    return one.partition(".")[0] == other.partition(".")[0]


def numbers_last(path: str) -> bool:
    """Whether the disk of that path gives a file the same number each time it is there."""
    if sys.platform != "linux":
        return True
    try:
        text = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return True
    return file_system(Path(path), linux_mounts(text)) not in _UNSTABLE


def _trouble(problem: OSError) -> FolderTrouble:
    gone = problem.errno in _NOT_THERE
    if problem.errno in _NO_FOLDER:
        return FolderTrouble.REPLACED
    return FolderTrouble.MISSING if gone else FolderTrouble.UNREADABLE

"""One folder that is open: what lies in it, without following any link.

Where the system has descriptors of folders, everything is asked of a descriptor, which stays the same folder
whatever becomes of its path. Windows has none for this: there each path is looked at again before it is used,
and links, junctions and other reparse points are none of the folder's.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

_Folder = tuple[Path, int, int]
"""A path with the device and the number of the folder that lies there."""
_REPARSE_POINT = 0x400
_ATTRIBUTES = hasattr(os.stat_result, "st_file_attributes")
_NO_FLUSH = {errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.EROFS, errno.EBADF}
"""Answers of systems that unlink files but flush no folder."""


class Place(Protocol):
    """An open folder. Everything raises OSError as the system does; `errno.ELOOP` where there is a link."""

    def own(self) -> os.stat_result:
        """The folder itself."""
        ...

    def mount(self) -> str:
        """Which mount it lies on, as far as the system tells: differs for a bind mount."""
        ...

    def below(self, name: str) -> Place:
        """Open a folder in it; to be closed."""
        ...

    def entries(self) -> Iterator[tuple[str, os.stat_result]]:
        """What lies in it, links as links; what vanishes meanwhile is left out."""
        ...

    def look(self, name: str) -> os.stat_result:
        """One thing in it, a link as a link."""
        ...

    def unlink(self, name: str) -> None:
        """Remove the name of a file in it."""
        ...

    def flush(self) -> None:
        """Make what was removed from it durable."""
        ...

    def close(self) -> None:
        """Done with it."""
        ...


def open_place(path: str) -> Place:
    """The folder of that absolute path, no component of which may be a link. Raises OSError."""
    return ByPath.root(path) if sys.platform == "win32" else ByDescriptor.root(path)


def is_link(found: os.stat_result) -> bool:
    """Whether it is a link, a junction or another reparse point."""
    return stat.S_ISLNK(found.st_mode) or is_reparse_point(found)


def is_reparse_point(found: os.stat_result) -> bool:
    """Whether Windows leads elsewhere from it: no other system knows such things."""
    return _ATTRIBUTES and bool(_attributes(found) & _REPARSE_POINT)


class ByDescriptor:
    """A folder by its descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def root(cls, path: str) -> Self:
        """From the root of the disk, one component after the other."""
        passing = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        parts = [part for part in path.split("/") if part]
        at = os.open("/", passing)
        try:
            for part in parts[:-1]:
                following = os.open(part, passing, dir_fd=at)
                os.close(at)
                at = following
            return cls(_opened(parts[-1] if parts else ".", at))
        finally:
            os.close(at)

    def own(self) -> os.stat_result:
        return os.fstat(self._descriptor)

    def mount(self) -> str:
        try:
            with Path(f"/proc/self/fdinfo/{self._descriptor}").open(encoding="ascii") as told:
                return next((line for line in told if line.startswith("mnt_id:")), "")
        except OSError:
            return ""

    def below(self, name: str) -> Place:
        return ByDescriptor(_opened(name, self._descriptor))

    def entries(self) -> Iterator[tuple[str, os.stat_result]]:
        with os.scandir(self._descriptor) as found:
            for entry in found:
                try:
                    seen = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                yield entry.name, seen

    def look(self, name: str) -> os.stat_result:
        return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)

    def unlink(self, name: str) -> None:
        os.unlink(name, dir_fd=self._descriptor)

    def flush(self) -> None:
        try:
            os.fsync(self._descriptor)
        except OSError as problem:
            if problem.errno not in _NO_FLUSH:
                raise

    def close(self) -> None:
        os.close(self._descriptor)


class ByPath:
    """A folder by its path, of which each component is looked at again before it is used."""

    def __init__(self, path: Path, known: tuple[_Folder, ...]) -> None:
        self._path = path
        self._known = known

    @classmethod
    def root(cls, path: str) -> Self:
        """The path as it stands, if none of its parts is a link."""
        whole = Path(path)
        return cls(whole, tuple(map(_folder, (*reversed(whole.parents), whole))))

    def own(self) -> os.stat_result:
        return self._path.lstat()

    def mount(self) -> str:
        return ""

    def below(self, name: str) -> Place:
        self._still()
        path = self._path / name
        return ByPath(path, (*self._known, _folder(path)))

    def entries(self) -> Iterator[tuple[str, os.stat_result]]:
        self._still()
        with os.scandir(self._path) as found:
            for entry in found:
                with suppress(FileNotFoundError):  # a Windows entry knows neither device nor number
                    yield entry.name, os.lstat(entry)

    def look(self, name: str) -> os.stat_result:
        self._still()
        return (self._path / name).lstat()

    def unlink(self, name: str) -> None:
        self._still()
        (self._path / name).unlink()

    def flush(self) -> None:
        """Windows keeps a journal of names and flushes no folder."""

    def close(self) -> None:
        """Nothing is held."""

    def _still(self) -> None:
        """Raise OSError where a part of the path is another folder than when it was opened, or a link."""
        for known in self._known:
            if _folder(known[0]) != known:
                raise OSError(errno.ELOOP, "another folder than before")


def _attributes(found: os.stat_result) -> int:
    return int(getattr(found, "st_file_attributes", 0))


def _opened(name: str, above: int) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)


def _folder(path: Path) -> _Folder:
    found = path.lstat()
    if is_link(found) or not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.ELOOP, "a link, or no folder")
    return path, found.st_dev, found.st_ino

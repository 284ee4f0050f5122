"""Disks of our own for trials: a small one that fills up, and one whose every block can be looked at.

Mounting needs root on Linux; where that is not so, the trials that ask for it are skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

needs_root = pytest.mark.skipif(
    not (sys.platform.startswith("linux") and hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="mounting a disk needs root",
)


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """An empty file system of `size` bytes at `place`."""
    place.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", place)
    try:
        yield place
    finally:
        _run("umount", place)


class Image:
    """A file that holds an ext4 file system; what was ever written to it can be read block by block."""

    def __init__(self, path: Path, megabytes: int) -> None:
        self.path = path
        with path.open("wb") as file:
            file.truncate(megabytes << 20)
        _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", path)

    @contextmanager
    def mounted(self, place: Path) -> Iterator[Path]:
        """The file system at `place`; afterwards all of it is in the file."""
        place.mkdir(parents=True, exist_ok=True)
        _run("mount", "-o", "loop", self.path, place)
        try:
            yield place
        finally:
            _run("umount", place)
            os.sync()

    def content(self) -> bytes:
        """Every block, those in use and those that were freed."""
        return self.path.read_bytes()


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)

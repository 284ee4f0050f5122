"""Real processes under a moved clock: libfaketime lies below them and reads a file that says the time.

Everybody who started with `MovedClock.environment` sees the clock move as soon as `set` was called, as a
computer does that somebody wakes. Linux only: there is no libfaketime for Windows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

NAME = "faketime/libfaketime.so.1"
HERE = Path(__file__).parent


def library() -> Path | None:
    """Where Debian, Fedora or a hand put it."""
    for place in ("/usr/lib", "/usr/lib64", "/usr/local/lib"):
        for found in (Path(place) / NAME, *sorted(Path(place).glob(f"*/{NAME}"))):
            if found.is_file():
                return found
    return None


def missing() -> str:
    """Why nothing can run under a moved clock; empty where it can."""
    return "" if library() else "libfaketime is not installed"


class MovedClock:
    """The clock and the user's folders, both below `base`, of processes that live somewhere in time."""

    def __init__(self, base: Path, at: datetime) -> None:
        self._file = base / "clock"
        self._home = base / "user"
        self.at = at
        self.set(at)

    def set(self, at: datetime) -> None:
        """It is `at` now; from there the clock goes on."""
        self.at = at.astimezone(UTC).replace(microsecond=0)
        fresh = self._file.with_name("clock.part")
        fresh.write_text(f"@{self.at:%Y-%m-%d %H:%M:%S}\n", encoding="ascii")
        fresh.replace(self._file)

    def environment(self) -> dict[str, str]:
        """For a process that is to see this clock."""
        folders = {
            f"XDG_{kind}_HOME": str(self._home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")
        }
        path = os.pathsep.join([str(HERE), str(HERE.parent), str(HERE.parents[1])])
        return {
            **os.environ,
            **folders,
            "TZ": "UTC",
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "PYTHONPATH": path,
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The program's own command line, to its end."""
        command = [sys.executable, "-m", "gdpr_desk", *words]
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=300, check=False
        )

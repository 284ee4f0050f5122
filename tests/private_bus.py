"""A message bus of one's own with a login manager on it, for tests of what the session tells."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fake_logind
import pytest

needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")


@dataclass
class Desktop:
    """The login manager and the screen savers of this bus."""

    address: str
    process: subprocess.Popen[str]

    def tell(self, *orders: str) -> None:
        """Let them say so, in this order."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{order}\n" for order in orders))
        self.process.stdin.flush()

    def until(self, word: str) -> str:
        """Read what they note until a line begins with `word`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(word):
                return line
        raise AssertionError(f"never said: {word}")


@contextmanager
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """The one bus of this process and its children, as session and as system bus."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, address)
        monkeypatch.delenv("XDG_SESSION_ID", raising=False)
        command = [sys.executable, str(Path(fake_logind.__file__))]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as logind:
            try:
                made = Desktop(address, logind)
                made.until("ready")
                yield made
            finally:
                logind.kill()
    finally:
        bus.kill()
        bus.wait()

"""Kill the real window with -9: what it leaves behind must not keep the next start out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.settings import default_vault, log_folder, state_folder
from gdpr_desk.shell.single_instance import SingleInstance
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
PATIENCE_MS = 30_000
LOCK, STDERR = "window.lock", "stderr.txt"
NO_RAISING = "This plugin does not support raise()"
"""What the offscreen screen says when a window is to be raised."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")


@contextmanager
def program() -> Iterator[subprocess.Popen[bytes]]:
    """The program as a person starts it, on the vault in this test's own folders."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "gdpr_desk"]
    state_folder().mkdir(parents=True, exist_ok=True)
    with (
        (state_folder() / STDERR).open("ab") as errors,
        subprocess.Popen(command, env=environment, stderr=errors) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def said() -> list[str]:
    """Every warning of the programs so far: logged, or on their stderr."""
    places = [state_folder() / STDERR, *log_folder().glob("*.log")]
    return [line for place in places for line in place.read_text("utf-8").splitlines()]


def answers() -> bool:
    """Whether a window of this user is there to be raised."""
    socket = QLocalSocket()
    socket.connectToServer(SingleInstance(state_folder())._name)
    return socket.waitForConnected(50)


def runs(process: subprocess.Popen[bytes], qtbot: QtBot) -> None:
    """Wait until the window's process holds the lock and answers."""
    qtbot.waitUntil(lambda: process.poll() is not None or answers(), timeout=PATIENCE_MS)
    assert process.poll() is None, said()
    assert (state_folder() / LOCK).read_text("utf-8").splitlines()[0] == str(process.pid)


def test_a_killed_window_does_not_keep_the_next_one_out(clock: FixedClock, qtbot: QtBot) -> None:
    with Vault.found_for_trial(default_vault(), RAW_KEY, clock=clock) as vault:
        open_desk(vault, clock).register.add_from_starter(("newsletter",))
    with program() as first:
        runs(first, qtbot)
        first.send_signal(signal.SIGKILL)
        assert first.wait() == -signal.SIGKILL
    assert (state_folder() / LOCK).exists(), "nothing was left to be in the way"
    assert not answers()
    with program() as again:
        runs(again, qtbot)
        before = len(said())
        with program() as another:  # raises the one that is there, and leaves
            assert another.wait(timeout=PATIENCE_MS / 1000) == 0
        # Its screen says that it cannot raise: there is a window, and its event loop is alive.
        qtbot.waitUntil(lambda: len(said()) > before, timeout=PATIENCE_MS)
        assert again.poll() is None
    assert [line for line in said() if NO_RAISING not in line] == []
    with Vault.open(default_vault(), RAW_KEY, clock=clock) as vault:
        assert open_desk(vault, clock).verify_journal().intact

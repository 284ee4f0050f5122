"""The session is locked, or the computer goes to sleep: the vault closes, the process with the keys ends.

On a message bus of the test's own, with a login manager that speaks it through another library.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from private_bus import Desktop, desktop, needs_bus
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.dialogs import ask
from gdpr_desk.settings import default_vault, state_folder
from gdpr_desk.shell import session_bus
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.session_bus import BusSession
from gdpr_desk.shell.session_watch import SessionWatch
from gdpr_desk.shell.session_windows import WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, WindowsSession, meaning
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
PATIENCE_S = 30.0
CHILD = Path(__file__).parent / "session_child.py"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """Each test's own bus: Qt keeps the first it finds, so each gets a name of its own."""
    with desktop(monkeypatch) as made:
        names = iter(("system", "session"))

        class Buses:
            @staticmethod
            def connected() -> QDBusConnection:
                return QDBusConnection.connectToBus(made.address, f"{made.address}-{next(names)}")

        system, session = Buses.connected(), Buses.connected()

        class Connection(QDBusConnection):
            @staticmethod
            def systemBus() -> QDBusConnection:
                return system

            @staticmethod
            def sessionBus() -> QDBusConnection:
                return session

        monkeypatch.setattr(session_bus, "QDBusConnection", Connection)
        yield made


@pytest.fixture
def heard(bus: Desktop, qapp: QCoreApplication) -> Iterator[tuple[BusSession, list[str]]]:
    watch = BusSession()
    told: list[str] = []
    watch.away.connect(lambda: told.append("away"))
    watch.back.connect(lambda: told.append("back"))
    yield watch, told
    watch.stop()


@needs_bus
@pytest.mark.parametrize("order", ["lock", "sleep", "hint", "gnome", "kde"])
def test_each_way_a_session_ends_is_heard(
    order: str, bus: Desktop, heard: tuple[BusSession, list[str]], qtbot: QtBot
) -> None:
    _watch, told = heard
    bus.until("inhibited sleep gdpr-desk")
    bus.tell(order)
    qtbot.waitUntil(lambda: told == ["away"], timeout=5000)


@needs_bus
def test_what_concerns_another_session_or_nothing_is_not(
    bus: Desktop, heard: tuple[BusSession, list[str]], qtbot: QtBot
) -> None:
    watch, told = heard
    qtbot.waitUntil(lambda: watch._own != "", timeout=5000)
    bus.tell("lock-other", "hint-off", "gnome-off", "wake")
    qtbot.waitUntil(lambda: told == ["back"], timeout=5000)
    bus.tell("lock")
    qtbot.waitUntil(lambda: told == ["back", "away"], timeout=5000)


@needs_bus
def test_sleep_is_put_off_until_the_watch_stops(
    bus: Desktop, heard: tuple[BusSession, list[str]], qtbot: QtBot
) -> None:
    watch, _told = heard
    qtbot.waitUntil(lambda: watch._delay is not None, timeout=5000)
    assert "delay" in bus.until("inhibited")
    qtbot.wait(20)  # the answer itself holds it too, for a moment
    watch.stop()
    bus.until("released")


def test_without_a_bus_nothing_is_told_and_nothing_waits(
    monkeypatch: pytest.MonkeyPatch, qapp: QCoreApplication
) -> None:
    class Nothing(QDBusConnection):
        @staticmethod
        def systemBus() -> QDBusConnection:
            return QDBusConnection.connectToBus("unix:path=/nonexistent", "none")

        @staticmethod
        def sessionBus() -> QDBusConnection:
            return Nothing.systemBus()

    monkeypatch.setattr(session_bus, "QDBusConnection", Nothing)
    began = time.monotonic()
    BusSession().stop()
    assert time.monotonic() - began < 2


@needs_bus
@pytest.mark.parametrize("order", ["lock", "sleep"])
def test_the_window_closes_its_vault_and_leaves_the_screen(
    order: str, bus: Desktop, officer_desk: Desk, qtbot: QtBot, light_look: None
) -> None:
    shown = DeskWindow(officer_desk)
    qtbot.addWidget(shown.window)
    shown.show()
    locked: list[bool] = []
    shown.lock_requested.connect(lambda: locked.append(shown.window.isVisible()))
    bus.until("inhibited")
    bus.tell(order)
    qtbot.waitUntil(lambda: locked == [False], timeout=10_000)
    assert officer_desk.vault._closed


def test_a_lock_asks_nothing_and_keeps_what_is_being_typed(
    officer_desk: Desk, clock: FixedClock, qtbot: QtBot, light_look: None
) -> None:
    (added,) = officer_desk.register.add_from_starter(("newsletter",))[:1]
    shown = DeskWindow(officer_desk)
    qtbot.addWidget(shown.window)
    shown.show()
    shown.go_to(added.reference)
    shown.register.ui.editor.sections.focus("name")
    line = shown.register.ui.editor.findChildren(QLineEdit, "name")[0]
    line.selectAll()
    QTest.keyClicks(line, "Lettre de la lampisterie")
    answers: list[bool] = []
    QTimer.singleShot(50, shown.session.away.emit)
    answers.append(ask(shown.window, "Une question ouverte ?", "Elle attend une réponse.", "Oui"))
    assert answers == [False], "an open question is left, not answered"
    assert officer_desk.vault._closed
    with Vault.open(officer_desk.vault.folder, RAW_KEY, clock=clock) as again:
        assert open_desk(again, clock).register.activity(added.reference).name == "Lettre de la lampisterie"


def test_waking_looks_at_the_clock(
    officer_desk: Desk, clock: FixedClock, qtbot: QtBot, light_look: None
) -> None:
    shown = DeskWindow(officer_desk)
    qtbot.addWidget(shown.window)
    shown.show()
    assert isinstance(shown.session, SessionWatch)
    clock.instant += timedelta(hours=9)
    with qtbot.waitSignal(shown.lock_requested, timeout=5000):
        shown.session.back.emit()


def test_the_fictional_shop_watches_nothing(officer_desk: Desk, qtbot: QtBot, light_look: None) -> None:
    officer_desk.vault.is_demo = True
    shown = DeskWindow(officer_desk)
    qtbot.addWidget(shown.window)
    assert type(shown.session) is SessionWatch
    shown.close_desk()


@pytest.mark.parametrize(
    ("message", "parameter", "told"),
    [
        (WM_WTSSESSION_CHANGE, 0x7, "away"),
        (WM_WTSSESSION_CHANGE, 0x8, ""),  # unlocked
        (WM_WTSSESSION_CHANGE, 0x2, "away"),
        (WM_WTSSESSION_CHANGE, 0x1, ""),
        (WM_POWERBROADCAST, 0x4, "away"),
        (WM_POWERBROADCAST, 0x12, "back"),
        (WM_POWERBROADCAST, 0xA, ""),  # on battery now
        (0x200, 0x7, ""),
    ],
)
def test_what_windows_says(message: int, parameter: int, told: str, qtbot: QtBot) -> None:
    assert meaning(message, parameter) == told
    watch = WindowsSession()
    heard: list[str] = []
    watch.away.connect(lambda: heard.append("away"))
    watch.back.connect(lambda: heard.append("back"))
    watch.hear(told)
    qtbot.wait(5)
    assert heard == ([told] if told else [])
    watch.stop()


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)


def _holder() -> int:
    """The process that has the window, 0 for none."""
    with suppress(OSError, ValueError, IndexError):
        return int((state_folder() / "window.lock").read_text("utf-8").splitlines()[0])
    return 0


@pytest.fixture
def planted_module(tmp_path: Path) -> Path:
    """A file named like a module of the program, where it is started from: a plain start would load it."""
    planted = tmp_path / "platformdirs.py"
    planted.write_text("open(__file__[:-3] + '.loaded', 'w').close()\n", "utf-8")
    subprocess.run([sys.executable, "-m", "gdpr_desk", "status"], cwd=tmp_path, capture_output=True)
    planted.with_suffix(".loaded").unlink()
    return planted


@needs_bus
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_the_process_that_held_the_keys_ends_and_its_heir_knows_nothing(
    monkeypatch: pytest.MonkeyPatch, clock: FixedClock, planted_module: Path
) -> None:
    with Vault.found_for_trial(default_vault(), RAW_KEY, clock=clock, officer_name="Camille Lumen") as vault:
        open_desk(vault, clock).register.add_from_starter(("newsletter",))
    with desktop(monkeypatch) as bus:
        planted = {"LD_BIND_NOW": "1", "PYTHONDONTWRITEBYTECODE": "1", "GDPR_DESK_PASSPHRASE_FILE": "/x"}
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **planted}
        command = [sys.executable, str(CHILD), str(default_vault()), RAW_KEY.hex()]
        old = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True, cwd=planted_module.parent
        )
        try:
            assert old.stdout is not None
            assert old.stdout.readline() == "open\n"
            bus.until("inhibited sleep")
            bus.tell("sleep")
            bus.until("released")  # the computer may sleep now: whoever held the keys is gone
            assert old.wait(PATIENCE_S) == 0
            _until(lambda: _holder() not in {0, old.pid})
            heir = _holder()
            given = Path(f"/proc/{heir}/environ").read_bytes().split(b"\0")
            names = {entry.partition(b"=")[0].decode() for entry in given}
            assert not names & set(planted)
            assert "DBUS_SESSION_BUS_ADDRESS" in names, "the rest of the environment goes on"
            line = Path(f"/proc/{heir}/cmdline").read_bytes()
            assert RAW_KEY.hex().encode() not in line + b"\0".join(given)
            assert b"gdpr_desk" in line
            assert not planted_module.with_suffix(".loaded").exists()
        finally:
            old.kill()
            old.wait()
            if _holder() not in {0, old.pid}:
                os.kill(_holder(), signal.SIGKILL)

"""The shop's computer, for tests that start, lock, close and start the program again.

The detached process that follows a lock is stood in for: `started_anew` takes note of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fingers import CTRL, press
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.settings import state_folder
from gdpr_desk.shell.application import Session, vault_folder
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.shell.single_instance import SingleInstance

PATIENCE_MS = 60_000


class Process(QObject):
    """Stands for the QApplication that `Session` ends when it starts anew."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = False

    def quit(self) -> None:
        self.ended = True


@dataclass
class Computer:
    """What outlives the program: folders, clock, and the titles that were ever on the screen."""

    qtbot: QtBot
    clock: FixedClock
    home: Path
    started_anew: list[object] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    session: Session | None = None
    instance: SingleInstance | None = None
    process: Process | None = None

    def start(self) -> Entrance:
        """Start the program: the entrance is on the screen and has the keyboard."""
        self.process = Process()
        self.instance = SingleInstance(state_folder(), self.process)
        assert self.instance.take()
        self.session = Session(vault_folder(), self.clock, self.instance, self.process)  # type: ignore[arg-type]
        self.session.begin()
        entrance = self.session.entrance
        assert entrance is not None
        self.on_screen(entrance)
        return entrance

    def on_screen(self, window: QWidget) -> None:
        window.activateWindow()
        self.qtbot.waitUntil(lambda: window.isActiveWindow() and window.isVisible(), timeout=PATIENCE_MS)
        self.look()

    def look(self) -> None:
        """Remember every window title."""
        self.titles |= {window.windowTitle() for window in QApplication.topLevelWidgets()}

    def desk_window(self) -> DeskWindow:
        """The main window, once the vault is open."""
        session = self.session
        assert session is not None
        self.qtbot.waitUntil(lambda: session.desk_window is not None, timeout=PATIENCE_MS)
        assert session.desk_window is not None
        self.on_screen(session.desk_window.window)
        assert session.entrance is None
        return session.desk_window

    def lock(self) -> None:
        """Ctrl+L: the vault closes and a fresh process is asked for."""
        before = len(self.started_anew)
        process = self.process
        assert process is not None
        press(Qt.Key.Key_L, CTRL)
        self.qtbot.waitUntil(lambda: process.ended, timeout=PATIENCE_MS)
        assert len(self.started_anew) == before + 1
        self.gone()

    def close(self) -> None:
        """The window's own cross."""
        assert self.session is not None
        assert self.session.desk_window is not None
        self.session.desk_window.window.close()
        self.gone()

    def gone(self) -> None:
        """The process is over: nothing of it stays on the screen."""
        assert self.session is not None
        if self.session.desk_window is not None:
            self.session.desk_window.close_desk()
            self.session.desk_window.window.deleteLater()
        if self.session.entrance is not None:
            self.session.entrance.close()
            self.session.entrance.deleteLater()
        if self.instance is not None:
            self.instance.release()
        self.session = None

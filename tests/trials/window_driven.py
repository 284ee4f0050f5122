"""The real window with somebody at its keyboard: unlocks, looks into the rooms, locks.

`window_driven.py` reads the passphrase from its first line of input, writes `OPEN` with the titles of
all windows when everything was looked at, waits for a further line, then presses Ctrl+L.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fingers import CTRL, press, typed
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gdpr_desk.register.history import form_of
from gdpr_desk.shell import application

ROOMS = ("register", "parties", "journal", "settings", "print", "today")


class Hands(QObject):
    """Goes on whenever the window is ready for the next step."""

    def __init__(self, session: application.Session, passphrase: str) -> None:
        super().__init__(session)
        self._session = session
        self._steps = self._day(passphrase)
        self._titles: set[str] = set()
        self._timer = QTimer(self, interval=100)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
        self._titles |= {window.windowTitle() for window in QApplication.topLevelWidgets()}
        if next(self._steps, None) is None:
            self._timer.stop()

    def _day(self, passphrase: str) -> Iterator[str]:
        entrance = self._session.entrance
        assert entrance is not None
        while not entrance.isActiveWindow():
            entrance.activateWindow()
            yield "wait"
        typed(passphrase)
        press(Qt.Key.Key_Return)
        while self._session.desk_window is None:
            yield "wait"
        desk = self._session.desk_window
        while not desk.window.isActiveWindow():
            desk.window.activateWindow()
            yield "wait"
        for room in ROOMS:
            desk.go_to(room)
            yield room
        for activity in desk.desk.register.register().activities:
            # What was typed before would be offered again first, in a dialog.
            if desk.desk.history.drafts.read(form_of(activity.reference)) is None:
                desk.go_to(activity.reference)
                yield activity.reference
        sys.stdout.write(f"OPEN {json.dumps(sorted(self._titles))}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        press(Qt.Key.Key_L, CTRL)


def main() -> int:
    """The program's own start, its own end."""
    passphrase, begin = sys.stdin.readline().rstrip("\n"), application.Session.begin

    def begin_driven(session: application.Session) -> None:
        begin(session)
        Hands(session, passphrase)

    application.Session.begin = begin_driven  # type: ignore[method-assign]
    return application.run_window(["gdpr-desk"])


if __name__ == "__main__":
    sys.exit(main())

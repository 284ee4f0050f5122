"""The real window with an officer at its keyboard who looks at the copy of an identity paper.

`identity_driven.py` reads the passphrase and the reference of a request from its first two lines of input.
It unlocks and goes to the copy, writes `VEILED`; after a further line it shows the copy and writes `SHOWN`;
after another it turns, greys and enlarges it where the line says `play`, shows it again, says « Identité
vérifiée », confirms, and writes `VERIFIED` once the copy is gone. It stays open until its input ends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fingers import CTRL, focused, press, reach, reading, typed
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from request_pages import compare_all

from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.shell import application
from gdpr_desk.shell.desk_window import DeskWindow


class Hands(QObject):
    """Goes on whenever the window is ready for the next step."""

    def __init__(self, session: application.Session, passphrase: str, reference: str) -> None:
        super().__init__(session)
        self._session, self._reference = session, reference
        self._steps = self._day(passphrase)
        self._timer = QTimer(self, interval=50)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
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
        desk.window.resize(1366, 768)
        desk.go_to(f"request:{self._reference}")
        yield "request"
        press(Qt.Key.Key_PageDown, CTRL)
        viewer = desk.requests.page.ui.detail.identity_tab.copies.viewer
        while not viewer.view.filled:
            yield "wait"
        said("VEILED")
        yield from self._shown(desk)
        if said("SHOWN") == "play":
            yield from self._played(desk)
            yield from self._shown(desk)
        else:
            yield from self._shown(desk)
        yield from self._verified(desk)
        said("VERIFIED")
        QApplication.exit(0)

    def _shown(self, desk: DeskWindow) -> Iterator[str]:
        viewer = desk.requests.page.ui.detail.identity_tab.copies.viewer
        while viewer.open or not viewer.reveal.isVisible():
            if viewer.open:
                viewer.conceal()
            yield "wait"
        reach(reading("Afficher 30 s"))
        press(Qt.Key.Key_Space)
        while not (viewer.open and viewer.view.filled):
            yield "wait"
        yield "painted"

    def _played(self, desk: DeskWindow) -> Iterator[str]:
        """Everything one can do while it is shown, each after the other has been painted."""
        detail = desk.requests.page.ui.detail
        viewer = detail.identity_tab.copies.viewer
        for words in ("Tourner", "Agrandir", "Agrandir", "Réduire", "En gris", "Filigrane"):
            reach(reading(words))
            press(Qt.Key.Key_Space)
            for _ in range(12):
                yield words
        for size in ((1100, 700), (1500, 900), (1366, 768)):
            desk.window.resize(*size)
            for _ in range(6):
                yield "resized"
        viewer.conceal()
        for tab in ("request", "identity"):
            detail.show_tab(tab)
            for _ in range(10):
                yield tab

    def _verified(self, desk: DeskWindow) -> Iterator[str]:
        """The form waits in a loop of its own, so its key is pressed from there."""
        reach(reading("Identité vérifiée…"))
        button = focused()
        QTimer.singleShot(0, button, lambda: press(Qt.Key.Key_Space))
        while not isinstance(QApplication.activeModalWidget(), ActForm):
            yield "wait"
        form = QApplication.activeModalWidget()
        while form is not None and not form.isActiveWindow():
            form.activateWindow()
            yield "wait"
        if isinstance(form, ActForm):
            compare_all(form)
        QTimer.singleShot(0, form, lambda: press(Qt.Key.Key_Return))
        requests = desk.desk.requests
        while requests.file(self._reference).identity_copies or QApplication.activeModalWidget():
            yield "wait"
        for _ in range(10):
            yield "settled"


def said(word: str) -> str:
    """Tell where we are, and wait for the next line; what it says."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def main() -> int:
    """The program's own start, its own end."""
    passphrase, reference = sys.stdin.readline().rstrip("\n"), sys.stdin.readline().strip()
    begin = application.Session.begin

    def begin_driven(session: application.Session) -> None:
        begin(session)
        Hands(session, passphrase, reference)

    application.Session.begin = begin_driven  # type: ignore[method-assign]
    return application.run_window(["gdpr-desk"])


if __name__ == "__main__":
    sys.exit(main())

"""Shows scene after scene offscreen, waits until it is at rest, and writes its picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog

from gdpr_desk.app import Desk, unlock_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.demo import DEMO_PASSPHRASE, create_demo
from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf
from gdpr_desk.faults import redact
from gdpr_desk.files import write_atomically
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.application import make_application
from gdpr_desk.shell.crash import log_qt
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.tour_scenes import (
    GROUPS,
    Scene,
    desk_pdfs,
    desk_scenes,
    entrance_scenes,
    few_scenes,
    painted,
    scroll_to,
)
from gdpr_desk.vault.vault import exists

_REST_MS = 30
_ROUNDS = 3


class TourPainter:
    """Paints one demonstration vault into one folder."""

    def __init__(self, out: Path, instant: datetime, folder: Path) -> None:
        self._out = out
        self._folder = folder
        self._clock = FixedClock(instant)
        self._number = 0
        self._failed = 0
        qInstallMessageHandler(log_qt)
        running = QApplication.instance()
        self._app = running if isinstance(running, QApplication) else make_application(["gdpr-desk"])

    def paint_all(self, size: tuple[int, int], smallest: tuple[int, int]) -> int:
        """Every page in both schemes, a few in the smallest window, every paper; how many failed."""
        desk = self._open()
        shown = DeskWindow(desk)
        folder, clock = self._folder, self._clock
        for scheme in ("light", "dark"):
            theme.theme().set_scheme(scheme)
            self._number = 0
            self._paint(entrance_scenes(folder, clock), size, scheme)
            self._paint(desk_scenes(shown), size, scheme)
        theme.theme().set_scheme("light")
        self._paint(few_scenes(shown, folder, clock), smallest, f"{smallest[0]}-{smallest[1]}-light")
        for page, make in desk_pdfs(desk):
            self._paper(page, make)
        self._paper("recovery-sheet", lambda: self._recovery_sheet(desk))
        shown.close_desk()
        return self._failed

    def paint_few(self, size: tuple[int, int], mark: str) -> int:
        """A few pages in light, their names marked with `mark`; how many failed."""
        theme.theme().set_scheme("light")
        shown = DeskWindow(self._open())
        self._number = int(mark.split("-", maxsplit=1)[0])
        self._paint(few_scenes(shown, self._folder, self._clock), size, f"{mark}-light")
        shown.close_desk()
        return self._failed

    def _open(self) -> Desk:
        if exists(self._folder):
            return unlock_desk(self._folder, DEMO_PASSPHRASE, self._clock)
        return create_demo(self._folder, self._clock)[0]

    def _paint(self, scenes: Iterable[Scene], size: tuple[int, int], mark: str) -> None:
        for scene in scenes:
            self._number += 1
            stem = f"{self._number:02d}-{scene.page}-{mark}"
            self._try(scene.page, partial(self._scene, scene, size, stem))

    def _scene(self, scene: Scene, size: tuple[int, int], stem: str) -> None:
        widget = scene.prepare()
        widget.setMinimumSize(0, 0)
        widget.resize(*size)
        widget.show()
        widget.activateWindow()
        self._rest()
        if scene.scroll is not None:
            scroll_to(widget, scene.scroll)
            self._rest()
        if not painted(widget).save(str(self._out / f"{stem}.png")):
            raise OSError(f"{stem}.png")
        for dialog in widget.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        if scene.passing:
            widget.deleteLater()
        else:
            widget.hide()

    def _paper(self, page: str, make: Callable[[], bytes]) -> None:
        self._number += 1
        target = self._out / f"{self._number:02d}-{page}.pdf"
        self._try(page, lambda: write_atomically(target, make()))

    def _recovery_sheet(self, desk: Desk) -> bytes:
        return recovery_sheet_pdf(desk.vault.label, GROUPS, "-".join(GROUPS), self._clock.today())

    def _try(self, page: str, work: Callable[[], None]) -> None:
        """A page that fails is counted and named; the tour goes on."""
        try:
            work()
        except Exception as fault:
            self._failed += 1
            sys.stderr.write(f"{page} : {type(fault).__name__} {redact(str(fault))}\n")

    def _rest(self) -> None:
        """Let layouts, timers and background work come to an end."""
        for _ in range(_ROUNDS):
            Jobs.wait()
            loop = QEventLoop()
            QTimer.singleShot(_REST_MS, loop.quit)
            loop.exec()

"""Shows scene after scene offscreen, waits until it is at rest, and writes its picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QDialog

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.demo import create_demo
from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf
from gdpr_desk.faults import redact
from gdpr_desk.files import write_atomically
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.application import make_application
from gdpr_desk.shell.crash import log_qt
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.tour_quiet import quiet_shop
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

_ROUNDS = 4
_QUICK = 85
"""PNG: a third larger than the smallest file, in a quarter of the time."""

Size = tuple[int, int]


class TourPainter:
    """Paints one demonstration vault into one folder."""

    def __init__(self, out: Path, instant: datetime, folder: Path) -> None:
        self._out = out
        self._folder = folder
        self._clock = FixedClock(instant)
        self._number = 0
        self._failed = 0
        self._page = ""
        self._quiet: DeskWindow | None = None
        running = QApplication.instance()
        self._app = running if isinstance(running, QApplication) else make_application(["gdpr-desk"])

    def paint_all(self, size: Size, smallest: Size, scaled: Sequence[tuple[float, Size]]) -> int:
        """Every page in both schemes, a few in the smallest window and scaled, every paper; how
        many failed. All light ones come first: changing the scheme restyles every widget alive."""
        with self._watched():
            theme.theme().set_scheme("light")
            desk = create_demo(self._folder, self._clock)[0]
            shown = DeskWindow(desk)
            self._paint_scheme(shown, size, "light")
            self._paint(self._few(shown), smallest, f"{smallest[0]}-{smallest[1]}-light")
            self._papers(desk)
            for ratio, logical in scaled:
                percent = round(ratio * 100)
                self._number = percent
                self._paint(self._few(shown), logical, f"{percent}-percent-light", ratio)
            theme.theme().set_scheme("dark")
            self._paint_scheme(shown, size, "dark")
            for window in (shown, self._quiet):
                if window is not None:
                    self._try("fermeture", window.close_desk)
        return self._failed

    def _paint_scheme(self, shown: DeskWindow, size: Size, scheme: str) -> None:
        self._number = 0
        self._paint(entrance_scenes(self._folder, self._clock), size, scheme)
        self._paint(desk_scenes(shown, partial(self._quiet_window, shown.desk)), size, scheme)

    def _few(self, shown: DeskWindow) -> Iterator[Scene]:
        quiet = partial(self._quiet_window, shown.desk)
        return few_scenes(shown, quiet, self._folder, self._clock)

    def _quiet_window(self, demo: Desk) -> DeskWindow:
        """The window of a shop of its own, made when it is first asked for."""
        if self._quiet is None:
            folder = self._folder.with_name(f"{self._folder.name}-calme")
            self._quiet = DeskWindow(quiet_shop(demo, folder, self._clock))
        return self._quiet

    def _paint(self, scenes: Iterable[Scene], size: Size, mark: str, ratio: float = 1.0) -> None:
        for scene in scenes:
            self._number += 1
            stem = f"{self._number:02d}-{scene.page}-{mark}"
            self._try(scene.page, partial(self._scene, scene, size, stem, ratio))

    def _scene(self, scene: Scene, size: Size, stem: str, ratio: float) -> None:
        widget = scene.prepare()
        widget.setMinimumSize(0, 0)
        widget.resize(*size)
        widget.show()
        widget.activateWindow()
        self._rest()
        if scene.scroll is not None:
            scroll_to(widget, scene.scroll)
            self._rest()
        if not painted(widget, ratio).save(str(self._out / f"{stem}.png"), "PNG", _QUICK):
            raise OSError(f"{stem}.png")
        for dialog in widget.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        if scene.passing:
            widget.deleteLater()
        else:
            widget.hide()

    def _papers(self, desk: Desk) -> None:
        for page, make in desk_pdfs(desk):
            self._paper(page, make)
        self._paper("recovery-sheet", lambda: self._recovery_sheet(desk))

    def _paper(self, page: str, make: Callable[[], bytes]) -> None:
        self._number += 1
        target = self._out / f"{self._number:02d}-{page}.pdf"
        self._try(page, lambda: write_atomically(target, make()))

    def _recovery_sheet(self, desk: Desk) -> bytes:
        return recovery_sheet_pdf(desk.vault.label, GROUPS, "-".join(GROUPS), self._clock.today())

    def _try(self, page: str, work: Callable[[], None]) -> None:
        """A page that fails is counted and named; the tour goes on."""
        self._page = page
        try:
            work()
        except Exception as fault:
            self._count(fault)

    def _count(self, fault: BaseException) -> None:
        self._failed += 1
        sys.stderr.write(f"{self._page} : {type(fault).__name__} {redact(str(fault))}\n")

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """What goes wrong in a slot or while painting counts too: Qt hands it to the hook only."""

        def caught(_kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
            self._count(fault)

        before, sys.excepthook = sys.excepthook, caught
        handler = qInstallMessageHandler(_log_but_offscreen)
        try:
            yield
        finally:
            sys.excepthook = before
            qInstallMessageHandler(handler)

    def _rest(self) -> None:
        """Let layouts and background work come to an end; nothing on screen waits for a clock."""
        for _ in range(_ROUNDS):
            Jobs.wait()
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _log_but_offscreen(level: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """As in the program, without what the offscreen platform says of every window."""
    if "propagateSizeHints" not in text:
        log_qt(level, context, text)

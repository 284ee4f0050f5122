"""One dialog for our own mistakes, installed before anything can go wrong.

The program goes on; the same fault is shown once. The report is local: the dialog shows its exact
content, and only the user's click writes it where they choose.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.faults import describe, write_report

if TYPE_CHECKING:
    from gdpr_desk.shell.crash_dialog import CrashDialog

_LOG = logging.getLogger("gdpr_desk.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultDesk(QObject):
    """Receives what escapes anywhere and shows it on the window's thread, each fault once."""

    _caught = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen: set[str] = set()
        self._open: CrashDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> Callable[[], None]:
        """Take over the interpreter's and Qt's hooks; returns what gives them back."""
        before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._python
        threading.excepthook = self._thread
        qt = qInstallMessageHandler(log_qt)

        def give_back() -> None:
            sys.excepthook, threading.excepthook = before
            qInstallMessageHandler(qt)

        return give_back

    def caught(self, fault: BaseException) -> None:
        """Take a fault from any thread."""
        self._caught.emit(fault)

    def _python(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if isinstance(fault, KeyboardInterrupt):
            QApplication.quit()
            return
        self.caught(fault.with_traceback(trace))

    def _thread(self, raised: threading.ExceptHookArgs) -> None:
        if raised.exc_value is not None:
            self.caught(raised.exc_value)

    def _show(self, fault: BaseException) -> None:
        # Late: most days nothing goes wrong.
        from gdpr_desk.qtkit.dialogs import tell_refusal
        from gdpr_desk.shell.crash_dialog import CrashDialog

        if isinstance(fault, GdprDeskError):
            tell_refusal(QApplication.activeWindow(), fault)
            return
        report = describe(fault)
        if self._open is not None or report.text in self._seen:
            return
        self._seen.add(report.text)
        write_report(fault, self._clock)
        self._open = CrashDialog(report, QApplication.activeWindow())
        self._open.finished.connect(self._closed)
        self._open.open()

    def _closed(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None


def log_qt(level: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to the redacted log, never to the user's terminal."""
    _LOG.log(_LEVELS.get(level, logging.WARNING), text)

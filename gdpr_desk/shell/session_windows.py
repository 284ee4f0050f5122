"""Session lock and sleep on Windows, from the messages windows get. Written for Windows, not run there."""

from __future__ import annotations

import sys

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer
from PySide6.QtGui import QWindow

from gdpr_desk.shell.session_watch import SessionWatch

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_SUSPEND, _RESUMED = 0x0004, frozenset({0x0007, 0x0012})
_GONE = frozenset({0x2, 0x4, 0x6, 0x7})
"""Console or remote disconnected, logged off, locked."""
AWAY, BACK = "away", "back"


def meaning(message: int, parameter: int) -> str:
    """`AWAY`, `BACK`, or nothing, of a window's message and its first parameter."""
    if message == WM_WTSSESSION_CHANGE and parameter in _GONE:
        return AWAY
    if message == WM_POWERBROADCAST and parameter == _SUSPEND:
        return AWAY
    if message == WM_POWERBROADCAST and parameter in _RESUMED:
        return BACK
    return ""


class _Filter(QAbstractNativeEventFilter):
    """Reads each native message before Qt does, and takes none away."""

    def __init__(self, session: WindowsSession) -> None:
        super().__init__()
        self._session = session

    def nativeEventFilter(
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if sys.platform == "win32":
            from ctypes import wintypes

            seen = wintypes.MSG.from_address(int(message))
            self._session.hear(meaning(seen.message, int(seen.wParam)))
        return False, 0


class WindowsSession(SessionWatch):
    """Tells once the event loop is free: a vault is not closed inside a native message."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        # A window of its own, never shown: the main window's handle can change.
        self._window = QWindow()
        self._window.create()
        self._filter = _Filter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        self._register(True)

    def stop(self) -> None:
        if self._stopped:
            return
        self._stopped = True
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)
        self._register(False)
        self._window.destroy()

    def hear(self, said: str) -> None:
        """Pass on what a message meant."""
        signal = {AWAY: self.away, BACK: self.back}.get(said)
        if signal is not None and not self._stopped:
            QTimer.singleShot(0, self, signal.emit)

    def _register(self, on: bool) -> None:
        """Ask for the messages of the session; those of the power come to every window."""
        if sys.platform == "win32":
            import ctypes

            wts, handle = ctypes.windll.wtsapi32, int(self._window.winId())
            if on:
                wts.WTSRegisterSessionNotification(handle, 0)
            else:
                wts.WTSUnRegisterSessionNotification(handle)

"""One window per user: the second start raises the first one and leaves.

The lock is QLockFile, which reads the process number in a left-over file: a lock left behind by a
killed process is taken over without a word.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QThread, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_RAISE = b"raise\n"
_PATIENCE_MS = 1000
_TRIES = 5


class SingleInstance(QObject):
    """The right to be the one window over `folder` (the user's state folder)."""

    raised = Signal()
    """Another start asked for this window."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder.mkdir(parents=True, exist_ok=True)
        self._name = "gdpr-desk-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # hours of idling must not make the lock look old
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Become the one window. False: another one runs, and it has been asked to show itself."""
        if self._lock.tryLock(100):
            QTimer.singleShot(0, self, self._listen)  # once the window is up: it need not wait for sockets
            return True
        return not self._ask_the_other()

    @property
    def listening(self) -> bool:
        """Whether another start can already reach this one."""
        return self._server is not None

    def release(self) -> None:
        """Let the next start in, before this process ends."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        if server.listen(self._name):
            self._server = server

    def _ask_the_other(self) -> bool:
        """True where the other window answered. A lock without a listener must never block.

        A window that is just starting listens a moment after it took the lock: it is asked again.
        """
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        for _ in range(_TRIES):
            socket.connectToServer(self._name)
            if socket.waitForConnected(_PATIENCE_MS):
                break
            QThread.msleep(_PATIENCE_MS // _TRIES)
        else:
            return False
        socket.write(_RAISE)
        socket.waitForBytesWritten(_PATIENCE_MS)
        socket.disconnectFromServer()
        return True

    def _answer(self) -> None:
        if self._server is None:
            return
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            self.raised.emit()

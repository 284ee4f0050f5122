"""Locks the vault after some minutes without a key or a mouse, sleep of the computer included.

Two measures, and the longer counts: the clock on the wall goes on while the computer sleeps, the
stopwatch goes on when somebody sets the clock back.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gdpr_desk.clock import Clock

WARNING_S = 30
"""So long before it happens the person is told; a move of the mouse then keeps the vault open."""
_TICK_MS = 1000
_WARNED_AT = (30, 20, 10)
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)


class IdleLock(QObject):
    """`due` once, when the time is up; `soon` with the seconds that are left."""

    due = Signal()
    soon = Signal(int)

    def __init__(self, clock: Clock, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._limit_s = minutes * 60
        self._since = clock.now()
        self._watch = QElapsedTimer()
        self._watch.start()
        self._left = self._limit_s
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.look)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._tick.start()

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes from now on."""
        self._limit_s = minutes * 60
        self._alive()

    def stop(self) -> None:
        """The vault closes by other means."""
        self._tick.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def look(self) -> None:
        """Compare the time that went by with the limit; after `stop` and `due` there is none."""
        if not self._tick.isActive():
            return
        before, self._left = self._left, self._limit_s - self._idle_s(self._clock.now())
        if self._left <= 0:
            self.stop()
            self.due.emit()
            return
        mark = next((mark for mark in reversed(_WARNED_AT) if self._left <= mark), None)
        if mark is not None and before > mark:
            self.soon.emit(self._left)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        # Only what a person does counts: a mouse event that a test or a drag makes up does too.
        if event.type() in _SIGNS_OF_LIFE:
            self._alive()
        return False

    def _alive(self) -> None:
        if self._idle_s(self._clock.now()) >= self._limit_s:
            self.look()  # a key that wakes the computer comes too late
            return
        self._since = self._clock.now()
        self._watch.restart()
        self._left = self._limit_s

    def _idle_s(self, now: datetime) -> int:
        return max(int((now - self._since).total_seconds()), self._watch.elapsed() // 1000)

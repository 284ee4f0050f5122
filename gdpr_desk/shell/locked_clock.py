"""The one line of the unlock screen that counts: how much time is left, and nothing of what for.

Whoever passes by the shop's screen reads a duration; what happened lies in the vault. The end comes from
`due.json`, which is read without a key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.breaches.timing import passed, told_locked, urgency_of
from gdpr_desk.clock import Clock
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import line_width, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.retention.due_file import read_due_list
from gdpr_desk.shell.clock_colours import GROUNDS, clock_icon

HIGH = 40
_EVERY_MS = 20_000
"""Shown in minutes: a look three times a minute is never more than that behind."""


class LockedClock(QWidget):
    """Hidden where no clock counts; of several the nearest end is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock: Clock | None = None
        self._due: datetime | None = None
        self.remaining: timedelta | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        theme().changed.connect(self.updateGeometry)
        self.hide()

    def show_vault(self, folder: Path, clock: Clock) -> None:
        """Read whether a clock of the vault in `folder` counts."""
        listed = read_due_list(folder)
        self._clock = clock
        self._due = min(listed.clocks, default=None) if listed is not None else None
        self.remaining = None
        self.setVisible(self._due is not None)
        self.look()

    def look(self) -> None:
        """What the clock says now; a threshold that was crossed is said aloud."""
        if self._due is None or self._clock is None:
            return
        before, self.remaining = self.remaining, self._due - self._clock.now()
        self.setAccessibleName(display(self.sentence()))
        self.update()
        if passed(before, self.remaining) is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, display(self.sentence())))

    def sentence(self) -> str:
        """All of it in words."""
        return " ".join(told_locked(self.remaining)) if self.remaining is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HIGH))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.remaining is None:
            return
        painter, colours, urgency = QPainter(self), tokens(), urgency_of(self.remaining)
        ground, ink_name = GROUNDS[urgency]
        ink = colours.color(ink_name)
        paint_panel(painter, self.rect(), 8, colours.color(ground), None)
        paint_icon(painter, QRect(px(14), 0, px(20), self.height()), clock_icon(urgency), ink)
        words, left = map(display, told_locked(self.remaining))
        start = px(42)
        paint_line(painter, self.rect().adjusted(start, 0, -px(14), 0), words, font("body"), ink)
        start += line_width(words, font("body")) + px(6)
        paint_line(painter, self.rect().adjusted(start, 0, -px(14), 0), left, font("strong"), ink)

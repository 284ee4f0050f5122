"""A line that fills with the share that is done; empty while nobody knows the whole."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.theme import px, theme, tokens


class ProgressLine(QWidget):
    """`set_share` from 0 to 1. What it means is said in words beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share = 0.0
        theme().changed.connect(self.updateGeometry)

    def set_share(self, done: int, total: int) -> None:
        """So many of so many; 0 in all is unknown."""
        self._share = min(1.0, done / total) if total else 0.0
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        paint_panel(painter, self.rect(), px(3), t.hair, None)
        if self._share:
            done = QRect(0, 0, max(px(6), round(self.width() * self._share)), self.height())
            paint_panel(painter, done, px(3), t.accent, None)

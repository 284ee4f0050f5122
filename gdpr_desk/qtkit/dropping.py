"""Where files can be let fall."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.painting import MIDDLE, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, tokens


def names_files(data: QMimeData) -> bool:
    """Whether what is dragged is files, or claims to be."""
    return data.hasUrls() or data.hasFormat("FileGroupDescriptorW")


class DropVeil(QWidget):
    """Lies over a page while a file is dragged across it, and says what letting go would do."""

    def __init__(self, parent: QWidget, words: str) -> None:
        super().__init__(parent)
        self._words = display(words)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect().adjusted(px(16), px(12), -px(16), -px(12)))
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        ground = t.soft
        ground.setAlpha(235)
        paint_panel(painter, self.rect(), 12, ground, None)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.accent, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(6, 6, -6, -6), px(10), px(10))
        paint_line(painter, self.rect(), self._words, font("card_title"), t.accent, flags=MIDDLE)

"""The first page of a paper, as large as there is room for it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.painting import paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_EDGE, _CAPTION = 16, 28


class PagePreview(QWidget):
    """Empty before `show_page`; below the page stands which of how many it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = QImage()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.tell("")
        theme().changed.connect(self.update)

    def show_page(self, page: QImage, pages: int) -> None:
        """Show the first of `pages`."""
        self._page = page
        self.tell(f"page 1 sur {pages}")

    def tell(self, words: str) -> None:
        """What stands below."""
        self._words = display(words)
        self.setAccessibleName(display(f"Première page du dossier de notification, {words}"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(264), px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(120))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tokens()
        paint_panel(painter, self.rect(), 12, colours.raised, colours.hair)
        edge, caption = px(_EDGE), px(_CAPTION)
        room = self.rect().adjusted(edge, edge, -edge, -edge - caption)
        if not self._page.isNull():
            size = self._page.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            sheet = QRect(room.center().x() - size.width() // 2, room.y(), size.width(), size.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, self._shrunk(size))
            painter.setPen(colours.hair)
            painter.drawRect(sheet.adjusted(0, 0, -1, -1))
            room.setBottom(sheet.bottom())
        below = QRect(edge, room.bottom() + px(4), self.width() - 2 * edge, caption)
        centre = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
        paint_line(painter, below, self._words, font("second"), colours.text2, flags=centre)

    def _shrunk(self, size: QSize) -> QImage:
        """Small letters stay grey lines: the painter's own scaling would leave holes in them."""
        ratio = self.devicePixelRatioF()
        return self._page.scaled(
            round(size.width() * ratio),
            round(size.height() * ratio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )

"""One page of a paper as pixels, with words across it; nothing of it goes anywhere else.

The pixels are painted as they are, from where they lie, and wiped there. They come turned and scaled: what
scales here would leave rows of them behind. No pixmap and no cache holds them.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.intake.model import Pixels
from gdpr_desk.qtkit.theme import font, px, theme

_PAN = 48
_SLANT = -24
_SETTLE_MS = 120
_KEYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PageView(QWidget):
    """Shows one page; arrows and the mouse move it where it is larger than the view.

    `resized` when there is another `room` for it, `zoomed` carries a step wanted by key or wheel.
    """

    resized = Signal()
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: Pixels | None = None
        self._image = QImage()
        self._overlay = ""
        self._offset = QPoint()
        self._pressed: QPoint | None = None
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(self.resized)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    @property
    def filled(self) -> bool:
        """Whether a page is shown."""
        return self._pixels is not None

    def room(self) -> tuple[int, int]:
        """Width and height of the view in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        return max(16, round(self.width() * ratio)), max(16, round(self.height() * ratio))

    def show_page(self, pixels: Pixels, overlay: str = "") -> None:
        """Show this page, which is wiped when another takes its place; `overlay` is written across it."""
        self._let_go()
        self._pixels, self._overlay = pixels, display(overlay)
        self._image = QImage(
            memoryview(pixels.rows),
            pixels.width,
            pixels.height,
            pixels.width * 4,
            QImage.Format.Format_RGB32,
        )
        self._image.setDevicePixelRatio(self.devicePixelRatioF())
        self._move(QPoint())

    def wipe(self) -> None:
        """Overwrite the pixels, and what of them is on screen."""
        if self._let_go() and self.isVisible():
            self.repaint()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        place = self._place()
        painter.drawImage(place.topLeft(), self._image)
        if self._overlay:
            seen = place.intersected(self.rect())
            painter.setClipRect(seen)
            _write_across(painter, seen, self._overlay)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._move(QPoint())
        if self.filled:
            self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _KEYS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self.filled:
            self.zoomed.emit(1 if event.key() == Qt.Key.Key_Plus else -1)
        elif way is not None and not self.rect().contains(self._place()):
            self._move(QPoint(*way) * px(_PAN))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.filled:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            at = event.position().toPoint()
            self._move(at - self._pressed)
            self._pressed = at

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed = None

    def _let_go(self) -> bool:
        self._image = QImage()
        pixels, self._pixels = self._pixels, None
        if pixels is not None:
            pixels.wipe()
        return pixels is not None

    def _move(self, by: QPoint) -> None:
        """No further than the page's own edge."""
        size = self._image.deviceIndependentSize()
        most_x, most_y = (
            max(0, round(whole - seen)) // 2
            for whole, seen in ((size.width(), self.width()), (size.height(), self.height()))
        )
        at = self._offset + by
        self._offset = QPoint(min(most_x, max(-most_x, at.x())), min(most_y, max(-most_y, at.y())))
        self.update()

    def _place(self) -> QRect:
        size = self._image.deviceIndependentSize()
        centre = self.rect().center() + self._offset
        left, top = round(centre.x() - size.width() / 2), round(centre.y() - size.height() / 2)
        return QRect(left, top, round(size.width()), round(size.height()))


def _write_across(painter: QPainter, place: QRect, words: str) -> None:
    """The words slantwise again and again, readable on light and on dark ground."""
    shape = font("strong")
    painter.setFont(shape)
    wide, high = QFontMetricsF(shape).horizontalAdvance(words) + px(28), px(58)
    reach = (place.width() + place.height()) / 2 + wide
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.center())
    painter.rotate(_SLANT)
    rows = int(reach / high) + 1
    for row in range(-rows, rows + 1):
        x = -reach - (row % 2) * wide / 2
        while x < reach:
            for ink, shift in ((QColor(255, 255, 255, 110), 1.0), (QColor(20, 24, 30, 105), 0.0)):
                painter.setPen(ink)
                painter.drawText(QPointF(x + shift, row * high + shift), words)
            x += wide

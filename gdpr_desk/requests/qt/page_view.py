"""One page of a paper as pixels: turned, enlarged, words across it; nothing of it goes anywhere else.

The pixels are painted from where they lie and wiped there; no pixmap and no cache holds them.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.intake.model import Pixels
from gdpr_desk.qtkit.theme import font, px, theme

_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0)
_LARGEST = 2.0
"""So many times its own size a small picture is shown at most."""
_PAN = 48
_SLANT = -24
_KEYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PageView(QWidget):
    """Shows one page as large as there is room; arrows move it where it is larger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: Pixels | None = None
        self._image = QImage()
        self._overlay = ""
        self._turn, self._step = 0, 0
        self._offset = QPointF()
        self._pressed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    @property
    def filled(self) -> bool:
        """Whether a page is shown."""
        return self._pixels is not None

    @property
    def magnified(self) -> float:
        """How many times as large as the whole page is shown."""
        return _STEPS[self._step]

    def show_page(self, pixels: Pixels, overlay: str = "") -> None:
        """Show this page, which is wiped when another takes its place; `overlay` is written across it."""
        self.wipe()
        self._pixels, self._overlay = pixels, display(overlay)
        self._image = QImage(
            memoryview(pixels.rows),
            pixels.width,
            pixels.height,
            pixels.width * 4,
            QImage.Format.Format_RGB32,
        )
        self._keep_inside()
        self.update()

    def wipe(self) -> None:
        """Overwrite the pixels, and what of them is on screen."""
        self._image = QImage()
        pixels, self._pixels = self._pixels, None
        if pixels is not None:
            pixels.wipe()
        if self.isVisible():
            self.repaint()

    def rest(self) -> None:
        """As it came: not turned, as large as there is room."""
        self._turn, self._step, self._offset = 0, 0, QPointF()
        self.update()

    def turn(self) -> None:
        """A quarter clockwise."""
        self._turn = (self._turn + 90) % 360
        self._keep_inside()
        self.update()

    def zoom(self, by: int) -> None:
        """A step larger (1) or smaller (-1)."""
        before = self.magnified
        self._step = min(len(_STEPS) - 1, max(0, self._step + by))
        self._offset *= self.magnified / before
        self._keep_inside()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self._place()
        clip = QPainterPath()
        clip.addRoundedRect(place, px(6), px(6))
        painter.setClipPath(clip)
        painter.save()
        painter.setTransform(self._transform(), combine=True)
        painter.drawImage(QPointF(-self._image.width() / 2, -self._image.height() / 2), self._image)
        painter.restore()
        if self._overlay:
            _write_across(painter, place.intersected(QRectF(self.rect())), self._overlay)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_inside()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _KEYS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self.filled:
            self.zoom(1 if event.key() == Qt.Key.Key_Plus else -1)
        elif way is not None and self._step:
            self._move(QPointF(*way) * px(_PAN))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.filled:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._move(event.position() - self._pressed)
            self._pressed = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed = None

    def _move(self, by: QPointF) -> None:
        self._offset += by
        self._keep_inside()
        self.update()

    def _scale(self) -> float:
        wide, high = self._shape()
        return min(self.width() / wide, self.height() / high, _LARGEST) * self.magnified

    def _shape(self) -> tuple[int, int]:
        wide, high = max(1, self._image.width()), max(1, self._image.height())
        return (high, wide) if self._turn % 180 else (wide, high)

    def _place(self) -> QRectF:
        wide, high = (side * self._scale() for side in self._shape())
        centre = QRectF(self.rect()).center() + self._offset
        return QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)

    def _transform(self) -> QTransform:
        centre, scale = self._place().center(), self._scale()
        return QTransform().translate(centre.x(), centre.y()).rotate(self._turn).scale(scale, scale)

    def _keep_inside(self) -> None:
        """No further than the page's own edge."""
        wide, high = (side * self._scale() for side in self._shape())
        most_x, most_y = max(0.0, wide - self.width()) / 2, max(0.0, high - self.height()) / 2
        self._offset = QPointF(
            min(most_x, max(-most_x, self._offset.x())), min(most_y, max(-most_y, self._offset.y()))
        )


def _write_across(painter: QPainter, place: QRectF, words: str) -> None:
    """The words slantwise again and again, readable on light and on dark ground."""
    painter.save()
    shape = font("strong")
    painter.setFont(shape)
    metrics = QFontMetricsF(shape)
    wide, high = metrics.horizontalAdvance(words) + px(28), px(58)
    reach = (place.width() + place.height()) / 2 + wide
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
    painter.restore()

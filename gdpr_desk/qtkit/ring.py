"""The completeness ring; the figure always stands beside it or in it."""

from __future__ import annotations

from PySide6.QtCore import Property, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.painting import MIDDLE, paint_line, paint_tick
from gdpr_desk.qtkit.theme import font, px, theme, tokens

GOOD = 0.8
"""From this share on the ring is accent; below it is amber."""
_LARGE = 40
_TURN = 360 * 16


def ring_color(share: float) -> QColor:
    """Green when complete, accent from 80 %, amber below."""
    t = tokens()
    if share >= 1:
        return t.ok
    return t.accent if share >= GOOD else t.attention


def percent_text(share: float) -> str:
    """`72 %`; never 100 before everything is there."""
    return display(f"{100 if share >= 1 else min(99, round(share * 100))} %")


def paint_ring(painter: QPainter, rect: QRect, share: float) -> None:
    """A ring filling the shorter side of `rect`, from noon clockwise; a check when complete."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    width = 5 if side >= px(_LARGE) else 3
    box = QRectF(0, 0, side - width, side - width)
    box.moveCenter(QRectF(rect).center())
    t = tokens()
    painter.setPen(QPen(t.hair, width))
    painter.drawEllipse(box)
    pen = QPen(ring_color(share), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(box, 90 * 16, -round(_TURN * max(0.0, min(1.0, share))))
    if share >= 1:
        paint_tick(painter, _centred(rect, round(side * 0.8)), t.ok, max(1.5, side / 16))
    painter.restore()


def _centred(rect: QRect, side: int) -> QRect:
    return QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)


class Ring(QWidget):
    """The ring as a widget, `side` design pixels wide; from 40 up the figure stands inside."""

    def __init__(self, parent: QWidget | None = None, *, side: int = 24, share: float = 0.0) -> None:
        super().__init__(parent)
        self._side = side
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_share(share)
        theme().changed.connect(self._restyle)

    def get_share(self) -> float:
        return self._share

    def set_share(self, share: float) -> None:
        """Show `share`, 0 to 1."""
        self._share = share
        said = "Complète" if share >= 1 else f"Complète à {percent_text(share)}"
        self.setAccessibleName(said)
        self.update()

    def get_side(self) -> int:
        return self._side

    def set_side(self, side: int) -> None:
        self._side = side
        self._restyle()

    share = Property(float, get_share, set_share)
    side = Property(int, get_side, set_side)

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ring(painter, self.rect(), self._share)
        if self._side >= _LARGE and self._share < 1:
            paint_line(
                painter, self.rect(), percent_text(self._share), font("strong"), tokens().text, flags=MIDDLE
            )

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

"""Shapes every painted part shares: panels with crisp edges, hairlines, a wrapped block of text."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen

from gdpr_desk.qtkit.theme import suited, tokens

WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)
LINE = int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
MIDDLE = int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignCenter)
_UNBOUND = 100_000


def paint_panel(
    painter: QPainter,
    rect: QRect,
    radius: float,
    fill: QColor | None,
    edge: QColor | None,
    *,
    width: int = 1,
) -> None:
    """A rounded box inside `rect`; an edge of `width` pixels lies wholly within it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if edge is not None else 0.0
    box = QRectF(rect).adjusted(half, half, -half, -half)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inner = max(0.0, radius - half)
    painter.drawRoundedRect(box, inner, inner)
    painter.restore()


def paint_hairline(painter: QPainter, left: int, right: int, y: int, tint: QColor) -> None:
    """One device-independent pixel row from `left` to `right` inclusive."""
    painter.fillRect(QRect(left, y, right - left + 1, 1), tint)


def paint_line(
    painter: QPainter, rect: QRect, text: str, font: QFont, tint: QColor, *, flags: int = LINE
) -> None:
    """One line of text, cut with an ellipsis where `rect` is too narrow."""
    shape = suited(font, text)
    painter.setFont(shape)
    painter.setPen(tint)
    shown = QFontMetrics(shape).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, flags, shown)


def paint_block(painter: QPainter, rect: QRect, text: str, font: QFont, tint: QColor) -> None:
    """Text wrapped to the width of `rect`."""
    painter.setFont(suited(font, text))
    painter.setPen(tint)
    painter.drawText(rect, WRAP, text)


def block_height(text: str, font: QFont, width: int) -> int:
    """How high `text` becomes in `font` when wrapped to `width`."""
    if not text:
        return 0
    box = QRect(0, 0, max(1, width), _UNBOUND)
    return QFontMetrics(suited(font, text)).boundingRect(box, WRAP, text).height()


def line_width(text: str, font: QFont) -> int:
    """The width `text` needs in `font`, never a fraction short of it."""
    return ceil(QFontMetricsF(suited(font, text)).horizontalAdvance(text)) + 1


def paint_tick(painter: QPainter, box: QRect, tint: QColor, width: float) -> None:
    """A check mark with round ends in the middle of `box`: a picture would be too thin at this size."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(tint, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    side, middle = box.width(), QRectF(box).center()
    points = ((-0.22, 0.02), (-0.06, 0.18), (0.24, -0.16))
    painter.drawPolyline([QPointF(middle.x() + x * side, middle.y() + y * side) for x, y in points])
    painter.restore()


def paint_check_box(painter: QPainter, box: QRect, *, on: bool) -> None:
    """The square mark of a choice of its own."""
    t = tokens()
    paint_panel(painter, box, 4, t.accent if on else t.sheet, None if on else t.field)
    if on:
        paint_tick(painter, box, t.on_accent, box.width() / 9)

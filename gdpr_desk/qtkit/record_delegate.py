"""Rows and heads of the record table, painted: no grid, no zebra, a soft selection with its bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gdpr_desk.qtkit.badge import BadgeSpec, paint_badge
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import (
    block_height,
    line_width,
    paint_block,
    paint_hairline,
    paint_line,
    paint_panel,
)
from gdpr_desk.qtkit.record_model import BADGE, ICON, SECOND, SHARE, TITLE, WRAPS
from gdpr_desk.qtkit.ring import paint_ring
from gdpr_desk.qtkit.theme import color, font, px, theme, tokens

INSET = 18
"""From the edge of the list to the first picture or word (design pixels)."""
_SIDE = 6
_BAR = 3
_ICON = 20
_GAP = 12
_RING = 24
_PAIR = 52
"""A row of two lines (design pixels)."""
_ABOVE, _END = 8, 14
"""Free above and below, and behind, the words of a row that grows with them (design pixels)."""


class RowDelegate(QStyledItemDelegate):
    """Paints a cell; the ground of a row is one shape across its cells."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hover_row = -1

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(80), px(_PAIR if index.data(SECOND) else 48))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        cell = option.rect
        painter.setClipRect(cell)
        selected = self._view.selectionModel().isRowSelected(index.row(), QModelIndex())
        self._paint_ground(painter, cell, index.row(), selected=selected)
        self._paint_content(painter, cell, index, selected=selected)
        painter.restore()

    def _paint_ground(self, painter: QPainter, cell: QRect, row: int, *, selected: bool) -> None:
        t = tokens()
        wide = self._view.viewport().width()
        band = QRect(px(_SIDE), cell.y() + 2, wide - 2 * px(_SIDE), cell.height() - 4)
        if selected:
            paint_panel(painter, band, 8, t.soft, None)
            bar = QRect(band.x() - 1, band.y() + px(10), _BAR, band.height() - 2 * px(10))
            paint_panel(painter, bar, 1.5, t.accent, None)
        elif row == self.hover_row:
            paint_panel(painter, band, 8, t.raised, None)
        self._paint_rule(painter, cell, row, wide)
        if self._view.hasFocus() and self._view.currentIndex().row() == row:
            paint_panel(painter, band.adjusted(-2, -1, 2, 1), 9, None, t.accent, width=2)

    def _paint_rule(self, painter: QPainter, cell: QRect, row: int, wide: int) -> None:
        last = row == self._view.model().rowCount() - 1
        chosen = self._view.selectionModel()
        beside = any(chosen.isRowSelected(near, QModelIndex()) for near in (row, row + 1))
        if last or beside or self.hover_row in (row, row + 1):
            return
        first = self._view.model().index(row, 0)
        left = px(INSET) + (px(_ICON) + px(_GAP) if first.data(ICON) else 0)
        paint_hairline(painter, left, wide - px(INSET), cell.bottom(), tokens().hair)

    def _paint_content(
        self, painter: QPainter, cell: QRect, index: QModelIndex | QPersistentModelIndex, *, selected: bool
    ) -> None:
        t = tokens()
        first = self._view.horizontalHeader().visualIndex(index.column()) == 0
        left = cell.x() + (px(INSET) if first else px(4))
        name = index.data(ICON)
        if isinstance(name, str) and name:
            side = px(_ICON)
            box = QRect(left, cell.y() + (cell.height() - side) // 2, side, side)
            paint_icon(painter, box, name, t.accent if selected else t.text2)
            left += side + px(_GAP)
        end = px(_END if index.data(WRAPS) else 8)
        room = QRect(left, cell.y(), cell.right() - end - left, cell.height())
        badge, share = index.data(BADGE), index.data(SHARE)
        if isinstance(badge, BadgeSpec):
            paint_badge(painter, room, badge)
            return
        if isinstance(share, float | int):
            side = px(_RING)
            paint_ring(painter, QRect(left, cell.y() + (cell.height() - side) // 2, side, side), float(share))
            room.setLeft(left + side + px(10))
        self._paint_words(painter, room, index, selected=selected)

    def _paint_words(
        self,
        painter: QPainter,
        room: QRect,
        index: QModelIndex | QPersistentModelIndex,
        *,
        selected: bool,
    ) -> None:
        t = tokens()
        text, second = str(index.data() or ""), str(index.data(SECOND) or "")
        figure = isinstance(index.data(SHARE), float | int)
        role = "second_bold" if figure else "second"
        if index.data(TITLE):
            role = "strong" if selected else "row_title"
        if index.data(WRAPS):
            _paint_block(painter, room, text, second, role)
            return
        if not second:
            paint_line(painter, room, text, font(role), t.text)
            return
        pair = min(room.height(), px(_PAIR))  # close together in the middle, however high the row has grown
        top, half = room.y() + (room.height() - pair) // 2, pair // 2
        upper = QRect(room.x(), top + px(6), room.width(), half - px(6))
        lower = QRect(room.x(), top + half, room.width(), half - px(6))
        paint_line(painter, upper, text, font(role), t.text)
        paint_line(painter, lower, second, font("second"), t.text2)


def row_height(index: QModelIndex, width: int, *, first: bool) -> int:
    """What a row needs whose text wraps in a cell of `width` pixels, the `first` of its row or another."""
    text, second = str(index.data() or ""), str(index.data(SECOND) or "")
    room = width - 1 - px(INSET if first else 4) - px(_END)
    role = "strong" if index.data(TITLE) else "second"
    words = block_height(text, font(role), room) + block_height(second, font("second"), room)
    return max(px(_PAIR if second else 48), words + 2 * px(_ABOVE))


def _paint_block(painter: QPainter, room: QRect, text: str, second: str, role: str) -> None:
    """The title on as many lines as it needs, the second line below."""
    t = tokens()
    # A title is as high as in bold: choosing a row must not move its words.
    high = block_height(text, font("second" if role == "second" else "strong"), room.width())
    under = block_height(second, font("second"), room.width())
    top = room.y() + (room.height() - high - under) // 2
    paint_block(painter, QRect(room.x(), top, room.width(), high), text, font(role), t.text)
    paint_block(painter, QRect(room.x(), top + high, room.width(), under), second, font("second"), t.text2)


class RecordHeader(QHeaderView):
    """Heads 12/600 in `text2` on a hairline, the arrow of the sort beside the word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(False)
        self.viewport().setAutoFillBackground(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Past the last head the style would draw an edge of its own: there is only the hairline."""
        super().paintEvent(event)
        rest = self.viewport().rect()
        rest.setLeft(self.length() - self.offset())
        if rest.isEmpty():
            return
        painter = QPainter(self.viewport())
        painter.fillRect(rest, color("sheet"))
        paint_hairline(painter, rest.x(), rest.right(), rest.bottom(), color("hair"))
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        title = str(model.headerData(section, Qt.Orientation.Horizontal) or "") if model is not None else ""
        painter.save()
        painter.setClipRect(rect)
        first = self.visualIndex(section) == 0
        left = rect.x() + (px(INSET) if first else px(4))
        sorted_by = self.sortIndicatorSection() == section
        ink = color("text") if sorted_by else color("text2")
        room = QRect(left, rect.y(), rect.right() - left - px(20), rect.height())
        paint_line(painter, room, title, font("head"), ink)
        if sorted_by:
            after = left + min(room.width(), line_width(title, font("head"))) + px(6)
            side = px(14)
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            box = QRect(QPoint(after, rect.y() + (rect.height() - side) // 2), QSize(side, side))
            paint_icon(painter, box, "arrow-up" if up else "arrow-down", ink)
        paint_hairline(painter, rect.x(), rect.right(), rect.bottom(), color("hair"))
        painter.restore()

"""The column of page pictures: soft when chosen, the number under each page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from gdpr_desk.qtkit.painting import MIDDLE, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, tokens

PAGE = QSize(105, 148)
_PAD = 10
_WORD = 22


class PageDelegate(QStyledItemDelegate):
    """Paints one thumbnail."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(PAGE.width() + 2 * _PAD), px(PAGE.height() + 2 * _PAD + _WORD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        cell: QRect = option.rect
        chosen = self._view.currentIndex().row() == index.row()
        if chosen:
            focused = self._view.hasFocus()
            paint_panel(
                painter, cell.adjusted(2, 2, -2, -2), 8, t.soft, t.accent if focused else None, width=2
            )
        page = QRect(0, 0, px(PAGE.width()), px(PAGE.height()))
        page.moveCenter(cell.center())
        page.moveTop(cell.y() + px(_PAD))
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            painter.drawPixmap(page, picture.pixmap(picture.availableSizes()[0]))
        paint_panel(painter, page, 0, None, t.accent if chosen else t.hair2)
        word = QRect(cell.x(), page.bottom() + 2, cell.width(), px(_WORD))
        tint = t.text if chosen else t.text2
        paint_line(painter, word, str(index.data() or ""), font("head"), tint, flags=MIDDLE)

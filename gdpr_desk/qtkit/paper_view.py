"""A paper on screen: its pages as a column of small pictures, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.painting import MIDDLE, paint_line, paint_panel
from gdpr_desk.qtkit.printing import PagePicture, render_pages
from gdpr_desk.qtkit.theme import font, px, theme, tokens

THUMBNAIL_DOTS = 13
"""Dots per inch of the small pictures, before the screen's own scale."""
_PAGE = QSize(105, 148)
_PAD = 10
_WORD = 22
_WIDEST = 1000
"""A page that fits the view is shown no wider (design pixels)."""
_NARROWEST = 320
_EDGES = 24
"""What is left to the ground beside a page, so that it is seen as a sheet."""
_INCHES_WIDE = 210 / 25.4
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Steps of the magnifier; 1 is the page as wide as the view."""
_SETTLE_MS = 60
"""A window that is being pulled is waited for before a page is drawn again."""


class PageDelegate(QStyledItemDelegate):
    """Paints one small picture: soft when chosen, the number under the page."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(_PAGE.width() + 2 * _PAD), px(_PAGE.height() + 2 * _PAD + _WORD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        cell: QRect = option.rect
        chosen = self._view.currentIndex().row() == index.row()
        if chosen:
            edge = t.accent if self._view.hasFocus() else None
            paint_panel(painter, cell.adjusted(2, 2, -2, -2), 8, t.soft, edge, width=2)
        page = QRect(0, 0, px(_PAGE.width()), px(_PAGE.height()))
        page.moveCenter(cell.center())
        page.moveTop(cell.y() + px(_PAD))
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            painter.drawPixmap(page, picture.pixmap(picture.availableSizes()[0]))
        paint_panel(painter, page, 0, None, t.accent if chosen else t.hair2)
        word = QRect(cell.x(), page.bottom() + 2, cell.width(), px(_WORD))
        tint = t.text if chosen else t.text2
        paint_line(painter, word, str(index.data() or ""), font("head"), tint, flags=MIDDLE)


class PaperView(QWidget):
    """Shows a PDF of ours, a page as wide as there is room, larger or smaller where that is wanted.

    `refused` carries the GdprDeskError of a page that could not be drawn, `page_changed` the page
    from 1 and how many there are, `zoomed` the magnification.
    """

    refused = Signal(object)
    page_changed = Signal(int, int)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = b""
        self._zoom = 1.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self._redraw)
        self._model = QStandardItemModel(self)
        self._page = QLabel()
        self._page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._page.setAccessibleName("Aperçu de la page")
        self._thumbnails = self._column()
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.viewport().installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._thumbnails)
        row.addWidget(self._scroll, 1)
        self.setFocusProxy(self._thumbnails)
        self._sizes()
        theme().changed.connect(self._sizes)

    def show_paper(self, content: bytes, thumbnails: Sequence[PagePicture], name: str) -> None:
        """Show the PDF `content`, whose small pictures are drawn already; `name` tells it to a reader."""
        self._content = content
        self._model.clear()
        self._thumbnails.setAccessibleName(f"Pages : {name}")
        for picture in thumbnails:
            item = QStandardItem(QIcon(QPixmap.fromImage(picture.image)), str(picture.number + 1))
            item.setEditable(False)
            item.setAccessibleText(f"Page {picture.number + 1} sur {len(thumbnails)}")
            self._model.appendRow(item)
        self._thumbnails.setCurrentIndex(self._model.index(0, 0))

    def page_shown(self) -> int:
        """The page on screen, from 1; 0 before any."""
        return self._thumbnails.currentIndex().row() + 1

    def page_picture(self) -> QPixmap:
        """The page on screen."""
        return self._page.pixmap()

    def pages(self) -> int:
        """How many pages there are."""
        return self._model.rowCount()

    def zoom(self) -> float:
        """The magnification; 1 is a page as wide as the view."""
        return self._zoom

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by so many of `ZOOMS`."""
        at = ZOOMS.index(self._zoom) + steps
        self._set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, at))])

    def fit(self) -> None:
        """The page as wide as the view."""
        self._set_zoom(1.0)

    def _set_zoom(self, zoom: float) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self._redraw()
            self.zoomed.emit(zoom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._later.start()
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            self.zoom_by((turned > 0) - (turned < 0))
            return True
        return super().eventFilter(watched, event)

    def _column(self) -> QListView:
        view = QListView(self)
        view.setModel(self._model)
        view.setItemDelegate(PageDelegate(view))
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFlow(QListView.Flow.TopToBottom)
        view.setWrapping(False)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)
        view.setSpacing(4)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.selectionModel().currentChanged.connect(self._chosen)
        return view

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.page_changed.emit(current.row() + 1, self.pages())
            self._scroll.verticalScrollBar().setValue(0)
            self._draw(current.row())

    def _redraw(self) -> None:
        if self.page_shown():
            self._draw(self.page_shown() - 1)

    def _draw(self, number: int) -> None:
        """Render one page for the room there is, in the background; a late one is dropped."""
        content, ratio, width = self._content, self.devicePixelRatioF(), self._page_width()
        dots = width * ratio / _INCHES_WIDE

        def shown(pages: list[PagePicture]) -> None:
            wanted = self._content is content and width == self._page_width()
            if wanted and self.page_shown() == number + 1:
                pixmap = QPixmap.fromImage(pages[0].image)
                pixmap.setDevicePixelRatio(ratio)
                self._page.setPixmap(pixmap)
                self._page.setAccessibleDescription(f"Page {number + 1} sur {self.pages()}")

        Jobs.run(lambda: render_pages(content, dots, number, 1), shown, self.refused.emit, self, lane="pool")

    def _page_width(self) -> int:
        """In device-independent pixels; the white below must not make a page narrower by turns."""
        whole = self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width() - _EDGES
        return round(max(_NARROWEST, min(whole, px(_WIDEST))) * self._zoom)

    def _sizes(self) -> None:
        self._thumbnails.setFixedWidth(px(_PAGE.width() + 44))

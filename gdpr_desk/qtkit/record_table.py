"""The list of records every slice shows: sorted, filtered, chosen, opened."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_delegate import INSET, RecordHeader, RowDelegate
from gdpr_desk.qtkit.record_model import RECORD, Column, RecordProxy, RecordTableModel
from gdpr_desk.qtkit.scroll import CARD_CORNER, Fade
from gdpr_desk.qtkit.theme import font, px, theme

__all__ = ["BadgeSpec", "Column", "RecordTable", "RecordTableModel"]

R = TypeVar("R")
Columns = tuple[Column[object], ...]
_LEAST, _MOST = 180, 400
"""What a sharing column asks for at least and at most before a secondary one hides (design pixels)."""
_LOOKED_AT = 300


class RecordTable(QTableView):
    """A table of records without grid.

    `current_changed(record | None)` follows the selection; `opened(record)` is a double click,
    Enter or F2. Columns of low priority hide before a text is cut.
    """

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: RecordTableModel[object] = RecordTableModel((), parent=self)
        self._proxy: RecordProxy[object] = RecordProxy(self)
        self._proxy.setSourceModel(self._model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        _make_quiet(self)
        self.setModel(self._proxy)
        self.selectionModel().currentRowChanged.connect(self._told)
        self._proxy.modelReset.connect(self._restyle)
        self._proxy.dataChanged.connect(self._restyle)
        self._fade = Fade(self, corner=CARD_CORNER)
        self.doubleClicked.connect(self._open_index)
        theme().changed.connect(self._restyle)

    def set_columns(
        self, columns: Sequence[Column[R]], key: Callable[[R], Hashable] | None = None, *, sort: int = -1
    ) -> None:
        """Say what a row shows; `key` names a record, `sort` is the column sorted by at first."""
        self.set_model(RecordTableModel(columns, key, self))
        self.sortByColumn(sort, Qt.SortOrder.AscendingOrder)

    def set_model(self, model: RecordTableModel[R]) -> None:
        """Show `model`, whose columns decide; for a page that keeps its own."""
        self._model = model  # type: ignore[assignment]
        self._proxy.setSourceModel(model)
        self._restyle()

    def set_records(self, records: Sequence[object]) -> None:
        """Show these records; the chosen one stays chosen where it is still there."""
        kept = self.current_record()
        self._model.set_records(records)
        self._restyle()
        if kept is not None and not self.select_key(self._model.key_of(kept)):
            self.current_changed.emit(self.current_record())

    def set_filter(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only what `wanted` accepts."""
        self._proxy.set_wanted(wanted)  # type: ignore[arg-type]

    def shown(self) -> tuple[object, ...]:
        """The records as they stand, sorted and filtered."""
        return tuple(self._proxy.index(row, 0).data(RECORD) for row in range(self._proxy.rowCount()))

    def current_record(self) -> object | None:
        """The chosen record."""
        index = self.currentIndex()
        found: object | None = index.data(RECORD) if index.isValid() else None
        return found

    def select_key(self, key: Hashable) -> bool:
        """Choose the record named `key`; False where it is not shown."""
        source = self._model.index(self._model.row_of(key), 0)
        index = self._proxy.mapFromSource(source) if source.isValid() else QModelIndex()
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
            and self.currentIndex().isValid()
        ):
            self._open_index(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        _share_width(self, self._model)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hover_row:
            self._delegate.hover_row = row
            self.viewport().update()

    def _open_index(self, index: QModelIndex) -> None:
        record = index.data(RECORD)
        if record is not None:
            self.opened.emit(record)

    def _told(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(current.data(RECORD) if current.isValid() else None)

    def _restyle(self) -> None:
        _fix_heights(self, self._model.columns)
        _share_width(self, self._model)
        self.viewport().update()


def _make_quiet(view: QTableView) -> None:
    """No grid, no frame, whole rows, one at a time, sorted by its heads."""
    view.setHorizontalHeader(RecordHeader(view))
    view.verticalHeader().hide()
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.viewport().setAutoFillBackground(False)
    view.setSortingEnabled(True)


def _fix_heights(view: QTableView, columns: Columns) -> None:
    high = px(52 if any(c.second is not None for c in columns) else 48)
    head = view.verticalHeader()
    head.setMinimumSectionSize(high)
    head.setDefaultSectionSize(high)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def _share_width(view: QTableView, model: RecordTableModel[object]) -> None:
    """Hide what cannot be shown whole, lowest priority first; the columns without width share the rest."""
    columns = model.columns
    room = view.viewport().width()
    needs = [px(c.width) if c.width else _widest(model, c) for c in columns]
    shown = list(range(len(columns)))
    for at in sorted(shown, key=lambda i: -columns[i].priority):
        if columns[at].priority == 0 or sum(needs[i] for i in shown) <= room:
            break
        shown.remove(at)
    sharing = [i for i in shown if columns[i].width == 0]
    rest = room - sum(needs[i] for i in shown if columns[i].width)
    for at, need in enumerate(needs):
        view.setColumnHidden(at, at not in shown)
        wide = need if columns[at].width else max(px(_LEAST), rest // max(1, len(sharing)))
        view.horizontalHeader().resizeSection(at, wide)


def _widest(model: RecordTableModel[object], column: Column[object]) -> int:
    """What the longest text of a sharing column needs, within reason."""
    words = [display(column.shown(record)) for record in model.records()[:_LOOKED_AT]]
    metrics = QFontMetrics(font("strong"))
    text = max((metrics.horizontalAdvance(word) for word in words), default=0)
    picture = px(32) if column.icon is not None else 0
    return max(px(_LEAST), min(px(_MOST), text + picture + px(INSET) + px(16)))

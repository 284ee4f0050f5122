"""The list of records every slice shows: sorted, filtered, chosen, opened."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QMenu, QTableView, QWidget

from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.clipboard import copy_for_a_while
from gdpr_desk.qtkit.column_layout import ColumnLayout
from gdpr_desk.qtkit.record_copy import as_lines
from gdpr_desk.qtkit.record_delegate import RecordHeader, RowDelegate, row_height
from gdpr_desk.qtkit.record_model import RECORD, Column, RecordProxy, RecordTableModel
from gdpr_desk.qtkit.scroll import CARD_CORNER, FADE, Fade
from gdpr_desk.qtkit.theme import px, theme

__all__ = ["BadgeSpec", "Column", "RecordTable", "RecordTableModel", "copy_rows", "offer_sorting"]

R = TypeVar("R")
Columns = tuple[Column[object], ...]


class RecordTable(QTableView):
    """A table of records without grid.

    `current_changed(record | None)` follows the row with the focus, `selection_changed()` the chosen
    rows, several where the selection mode allows it; `opened(record)` is a double click, Enter or
    F2. Ctrl+C copies the chosen rows. Columns of low priority hide before a text is cut;
    `arrangement` keeps how somebody drew and sorted them.
    """

    current_changed = Signal(object)
    selection_changed = Signal()
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: RecordTableModel[object] = RecordTableModel((), parent=self)
        self._proxy: RecordProxy[object] = RecordProxy(self)
        self._proxy.show_model(self._model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        _make_quiet(self)
        self.arrangement = ColumnLayout(self)
        self.setModel(self._proxy)
        self.selectionModel().currentRowChanged.connect(self._told)
        self._proxy.modelReset.connect(self._restyle)
        self._proxy.dataChanged.connect(self._restyle)
        self._fade = Fade(self, corner=CARD_CORNER)
        Fade(self, head=True)
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
        model.sort(*self._model.sorted_by)
        self._model = model  # type: ignore[assignment]
        self.arrangement.set_model(self._model)
        self._proxy.show_model(self._model)
        self._restyle()

    def set_records(self, records: Sequence[object]) -> None:
        """Show these records; the chosen ones stay chosen where they are still there."""
        kept, chosen = self.current_record(), self.selected_records()
        self._model.set_records(records)
        self._restyle()
        if kept is not None and not self.select_key(self._model.key_of(kept)):
            self.current_changed.emit(self.current_record())
        if len(chosen) > 1:
            self.select_keys([self._model.key_of(record) for record in chosen])

    def set_filter(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only what `wanted` accepts."""
        self._proxy.set_wanted(wanted)  # type: ignore[arg-type]

    def shown(self) -> tuple[object, ...]:
        """The records as they stand, sorted and filtered."""
        return self._proxy.shown()

    def current_record(self) -> object | None:
        """The chosen record."""
        index = self.currentIndex()
        found: object | None = index.data(RECORD) if index.isValid() else None
        return found

    def selected_records(self) -> tuple[object, ...]:
        """The chosen records, as they stand on screen."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(place) for place in range(chosen.count())]
        rows = {row for part in ranges for row in range(part.top(), part.bottom() + 1)}
        shown = self.shown()
        # While a filter takes rows away, Qt still counts some of them as chosen.
        return tuple(shown[row] for row in sorted(rows) if row < len(shown))

    def select_keys(self, keys: Sequence[Hashable]) -> None:
        """Choose the records named `keys` that are shown; the row with the focus stays where it is."""
        chosen = QItemSelection()
        for key in keys:
            source = self._model.index(self._model.row_of(key), 0)
            index = self._proxy.mapFromSource(source)
            if index.isValid():
                chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)

    def select_key(self, key: Hashable) -> bool:
        """Choose the record named `key`; False where it is not shown."""
        source = self._model.index(self._model.row_of(key), 0)
        index = self._proxy.mapFromSource(source) if source.isValid() else QModelIndex()
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        _clear_of_fade(self, index)
        return True

    def select_first(self) -> None:
        """Choose the first row where none is chosen, so that its verbs are not grey."""
        shown = self.shown()
        if shown and self.current_record() is None:
            self.select_key(self._model.key_of(shown[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
            and self.currentIndex().isValid()
        ):
            self._open_index(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            copy_rows(self)
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
        self.arrangement.share()
        _let_rows_grow(self, self._model.columns)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.selection_changed.emit()

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
        _clear_of_fade(self, current)
        self.current_changed.emit(current.data(RECORD) if current.isValid() else None)

    def _restyle(self) -> None:
        _fix_heights(self, self._model.columns)
        self.arrangement.share()
        _let_rows_grow(self, self._model.columns)
        self.viewport().update()


def copy_rows(table: RecordTable) -> None:
    """Put the chosen rows on the clipboard, as a spreadsheet takes them."""
    copy_for_a_while(as_lines(table._model.columns, table.selected_records()))


def offer_sorting(table: RecordTable) -> None:
    """Let the heads' own menu sort by every column, also by one that has no room on screen."""
    head = table.horizontalHeader()
    head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    head.customContextMenuRequested.connect(partial(_show_sort_menu, table))


def _show_sort_menu(table: RecordTable, at: QPoint) -> None:
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for number, column in enumerate(table._model.columns):
        menu.addAction(
            f"Trier par : {column.title}", partial(table.sortByColumn, number, Qt.SortOrder.AscendingOrder)
        )
    menu.popup(table.horizontalHeader().mapToGlobal(at))


def _make_quiet(view: QTableView) -> None:
    """No grid, no frame, whole rows, one at a time unless told otherwise, sorted by its heads."""
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
    view.verticalScrollBar().setSingleStep(2 * high // max(1, QApplication.wheelScrollLines()))


def _clear_of_fade(view: QTableView, index: QModelIndex) -> None:
    """Bring the row out from under the veil at the foot; never under a pressed mouse, whose second
    click would meet another row."""
    if not index.isValid() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return
    over = view.visualRect(index).bottom() + FADE - view.viewport().height()
    if over > 0:
        bar, row = view.verticalScrollBar(), view.rowHeight(index.row())
        bar.setValue(-(-(bar.value() + over) // row) * row)  # whole rows: none is cut below the heads


def _let_rows_grow(view: QTableView, columns: Columns) -> None:
    """Where a column wraps, each row is as high as its words; every other table has rows of one height."""
    at = next((place for place, column in enumerate(columns) if column.wraps), -1)
    if at < 0:
        return
    head, model, width = view.verticalHeader(), view.model(), view.columnWidth(at)
    low, first = head.defaultSectionSize(), view.horizontalHeader().visualIndex(at) == 0
    for row in range(model.rowCount()):
        high = low if view.isColumnHidden(at) else row_height(model.index(row, at), width, first=first)
        if head.sectionSize(row) != high:
            head.resizeSection(row, high)

"""One model for every list of records: columns tell, the delegate paints."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import compress
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.ring import percent_text
from gdpr_desk.qtkit.type_ahead import plain

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
SortKey = str | int | float | bool | date | datetime | None

RECORD = int(Qt.ItemDataRole.UserRole) + 1
SECOND = RECORD + 1
ICON = RECORD + 2
BADGE = RECORD + 3
SHARE = RECORD + 4
TITLE = RECORD + 5
WRAPS = RECORD + 6
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: a title and functions from the record to what is shown.

    `width` is in design pixels, 0 shares what is left; `priority` 0 always stays, the highest hides first
    where the window is narrow. A text that `wraps` takes the lines it needs, and its row grows with it;
    `whole` counts the second line too before a secondary column hides. `share` paints a ring beside the
    text, which defaults to the figure or « Complète ». `sort` defaults to the text, compared without
    accents. The first column is written as the row's title, unless another one is `strong`.
    `before` is what a painter of its own takes before the picture.
    """

    key: str
    title: str
    text: Callable[[R], str] | None = None
    second: Callable[[R], str] | None = None
    icon: Callable[[R], str] | None = None
    badge: Callable[[R], BadgeSpec | None] | None = None
    share: Callable[[R], float | None] | None = None
    sort: Callable[[R], SortKey] | None = None
    width: int = 0
    priority: int = 0
    strong: bool = False
    wraps: bool = False
    whole: bool = False
    before: int = 0

    def shown(self, record: R) -> str:
        """The text of the cell."""
        if self.text is not None:
            return self.text(record)
        share = self.share(record) if self.share is not None else None
        if share is None:
            return ""
        return "Complète" if share >= 1 else percent_text(share)

    def spoken(self, record: R) -> str:
        """What a screen reader says for the cell."""
        badge = self.badge(record) if self.badge is not None else None
        second = self.second(record) if self.second is not None else ""
        return ", ".join(part for part in (self.shown(record), second, badge.text if badge else "") if part)

    def order(self, record: R) -> tuple[bool, SortKey]:
        """What the column sorts by; nothing comes last."""
        value = self.sort(record) if self.sort is not None else self.spoken(record)
        return (value is None, plain(value) if isinstance(value, str) else value)


class RecordTableModel(QAbstractTableModel, Generic[R]):
    """Records in rows, sorted here and not by the proxy: Qt would ask Python for every comparison.

    `key` names a record so that a refresh keeps the selection.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._title = next((place for place, column in enumerate(self.columns) if column.strong), 0)
        self._key = key or id
        self._given: tuple[R, ...] = ()
        self._records: tuple[R, ...] = ()
        self._cells: dict[tuple[int, int, int], object] = {}
        self._rows: dict[Hashable, int] = {}
        self.sorted_by = (-1, Qt.SortOrder.AscendingOrder)

    def set_records(self, records: Sequence[R]) -> None:
        """Show these; where the keys are the same, cells change and rows move in place."""
        self._given = tuple(records)
        new = self._in_order()
        keys, before = [[self.key_of(r) for r in rows] for rows in (new, self._records)]
        if set(keys) != set(before) or len(keys) != len(before):
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        if keys != before:
            self._move(new)
        self._take(new)
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.columns) - 1))

    def append_records(self, records: Sequence[R]) -> None:
        """Show these below the others, which stay as they stand; for a list that is read as one goes down."""
        if not records:
            return
        first = len(self._records)
        self.beginInsertRows(QModelIndex(), first, first + len(records) - 1)
        self._given, self._records = (*self._given, *records), (*self._records, *records)
        self._rows = {}
        self.endInsertRows()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the column's own order; ties, and everything at -1, stand as they were given."""
        self.sorted_by = (column, order)
        self._move(self._in_order())

    def _in_order(self) -> tuple[R, ...]:
        column, order = self.sorted_by
        if not 0 <= column < len(self.columns):
            return self._given
        downwards = order == Qt.SortOrder.DescendingOrder
        return tuple(sorted(self._given, key=self.columns[column].order, reverse=downwards))

    def _take(self, new: tuple[R, ...]) -> None:
        self._records = new
        self._cells.clear()
        self._rows = {}

    def _rows_by_key(self) -> dict[Hashable, int]:
        if not self._rows:
            self._rows = {self.key_of(record): row for row, record in enumerate(self._records)}
        return self._rows

    def _move(self, new: tuple[R, ...]) -> None:
        """The same keys in another order; what points at a record goes along with it."""
        kept = self.persistentIndexList()
        self.layoutAboutToBeChanged.emit()
        names = [self.key_of(self._records[index.row()]) for index in kept]
        self._take(new)
        moved = [self.index(self.row_of(n), i.column()) for n, i in zip(names, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def records(self) -> tuple[R, ...]:
        return self._records

    def record(self, row: int) -> R:
        return self._records[row]

    def key_of(self, record: R) -> Hashable:
        return self._key(record)

    def row_of(self, key: Hashable) -> int:
        """The row of the record named `key`, -1 where there is none."""
        return self._rows_by_key().get(key, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        cell = row, column, role
        if cell not in self._cells:  # what stands in a row is worked out once, not at every repaint
            self._cells[cell] = self._part(self._records[row], column, role)
        return self._cells[cell]

    def _part(self, record: R, place: int, role: int) -> object:
        column = self.columns[place]
        if role == _DISPLAY:
            return display(column.shown(record))
        if role == RECORD:
            return record
        if role == TITLE:
            return place == self._title
        if role == WRAPS:
            return column.wraps
        if role == _ACCESSIBLE:
            return display(column.spoken(record))
        parts = {SECOND: column.second, ICON: column.icon, BADGE: column.badge, SHARE: column.share}
        source = parts.get(role)
        return source(record) if source is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if (
            orientation != Qt.Orientation.Horizontal
            or role != _DISPLAY
            or not 0 <= section < len(self.columns)
        ):
            return None
        return display(self.columns[section].title)


class RecordProxy(QSortFilterProxyModel, Generic[R]):
    """Keeps what `wanted` accepts, in the order of the model, which does the sorting."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model: RecordTableModel[R] = RecordTableModel((), parent=self)
        self._wanted: Callable[[R], bool] | None = None
        self._judged: tuple[R, ...] | None = None
        self._verdicts: list[bool] = []

    def show_model(self, model: RecordTableModel[R]) -> None:
        """Show the records of `model`."""
        self._model = model
        self.setSourceModel(model)

    def set_wanted(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only records for which `wanted` is true; None shows all."""
        self.beginFilterChange()
        self._wanted, self._judged = wanted, None
        self.endFilterChange()

    def shown(self) -> tuple[R, ...]:
        """The records as they stand."""
        return tuple(compress(self._model.records(), self._accepted()))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._model.sort(column, order)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        # Asked for every row at every key: what is known is answered at once.
        known = self._judged is self._model.records()
        return (self._verdicts if known else self._accepted())[source_row]

    def _accepted(self) -> list[bool]:
        """Each record is judged once, however often Qt and the page ask."""
        records = self._model.records()
        if self._judged is not records:
            wanted = self._wanted
            self._verdicts = [True] * len(records) if wanted is None else [wanted(r) for r in records]
            self._judged = records
        return self._verdicts

"""One model for every list of records: columns tell, the delegate paints."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from gdpr_desk.qtkit.picker import plain
from gdpr_desk.qtkit.ring import percent_text

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
SortKey = str | int | float | bool | date | datetime | None

RECORD = int(Qt.ItemDataRole.UserRole) + 1
SORT = RECORD + 1
SECOND = RECORD + 2
ICON = RECORD + 3
BADGE = RECORD + 4
SHARE = RECORD + 5
TITLE = RECORD + 6
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: a title and functions from the record to what is shown.

    `width` is in design pixels, 0 shares what is left; `priority` 0 always stays, the highest hides
    first where the window is narrow. `share` paints a ring beside the text, which defaults to the
    figure or « Complète ». `sort` defaults to the text, compared without accents. The first
    column is written as the row's title, unless another one is `strong`.
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
    """Records in rows. `key` names a record so that a refresh keeps the selection."""

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
        self._records: list[R] = []

    def set_records(self, records: Sequence[R]) -> None:
        """Show these; where the keys are the same in the same order, cells change in place."""
        new = list(records)
        if [self.key_of(r) for r in new] == [self.key_of(r) for r in self._records]:
            self._records = new
            if new:
                last = self.index(len(new) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._records = new
        self.endResetModel()

    def records(self) -> tuple[R, ...]:
        return tuple(self._records)

    def record(self, row: int) -> R:
        return self._records[row]

    def key_of(self, record: R) -> Hashable:
        return self._key(record)

    def row_of(self, key: Hashable) -> int:
        """The row of the record named `key`, -1 where there is none."""
        return next((row for row, r in enumerate(self._records) if self.key_of(r) == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        record, column = self._records[index.row()], self.columns[index.column()]
        if role == _DISPLAY:
            return display(column.shown(record))
        if role == RECORD:
            return record
        if role == SORT:
            return column.order(record)
        if role == TITLE:
            return index.column() == self._title
        return self._part(column, role, record)

    @staticmethod
    def _part(column: Column[R], role: int, record: R) -> object:
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
    """Sorts by the column's own order and keeps what `wanted` accepts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: Callable[[R], bool] | None = None
        self.setSortRole(SORT)

    def set_wanted(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only records for which `wanted` is true; None shows all."""
        self.beginFilterChange()
        self._wanted = wanted
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        if self._wanted is None or not isinstance(model, RecordTableModel):
            return True
        return self._wanted(model.record(source_row))

    def lessThan(self, left: Index, right: Index) -> bool:
        one, two = left.data(SORT), right.data(SORT)
        if not isinstance(one, tuple) or not isinstance(two, tuple) or one[0] != two[0]:
            return bool(one < two)
        return False if one[0] else bool(one[1] < two[1])

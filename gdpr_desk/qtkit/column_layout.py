"""How the columns of a record table share its width, and how somebody arranged them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.record_delegate import INSET
from gdpr_desk.qtkit.record_model import Column, RecordTableModel
from gdpr_desk.qtkit.theme import font, px

_LEAST, _MOST = 180, 400
"""What a sharing column asks for at least and at most before a secondary one hides (design pixels)."""
_NARROWEST, _WIDEST = 48, 600
"""Within these a column may be drawn (design pixels)."""
_LOOKED_AT = 300


class ColumnLayout(QObject):
    """Hides what cannot be shown whole, lowest priority first; the columns without width share the rest.

    Columns may be drawn wider or narrower and moved. `changed` when a person did either or sorted.
    """

    changed = Signal()

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._model: RecordTableModel[object] = RecordTableModel((), parent=self)
        self._drawn: dict[str, int] = {}
        self._before: list[int] = []
        head = view.horizontalHeader()
        head.setSectionsMovable(True)
        head.setMinimumSectionSize(px(_NARROWEST))
        head.viewport().installEventFilter(self)
        head.sectionMoved.connect(lambda *_places: self.changed.emit())
        head.sortIndicatorChanged.connect(lambda *_sort: self.changed.emit())

    def set_model(self, model: RecordTableModel[object]) -> None:
        """Arrange the columns of `model`."""
        self._model = model
        self._drawn = {}

    def share(self) -> None:
        """Give each column its width for the room there is now."""
        columns, view = self._model.columns, self._view
        room = view.viewport().width()
        needs = [self._need(column) for column in columns]
        shown = list(range(len(columns)))
        for at in sorted(shown, key=lambda i: -columns[i].priority):
            if columns[at].priority == 0 or sum(needs[i] for i in shown) <= room:
                break
            shown.remove(at)
        sharing = [i for i in shown if columns[i].width == 0]
        rest = room - sum(needs[i] for i in shown if columns[i].width)
        for at, need in enumerate(needs):
            view.setColumnHidden(at, at not in shown)
            least = self._drawn_width(columns[at]) or px(_LEAST)
            wide = need if columns[at].width else max(least, rest // max(1, len(sharing)))
            view.horizontalHeader().resizeSection(at, wide)

    def state(self) -> dict[str, Any]:
        """Sort, widths and order as JSON, columns by their keys and widths in design pixels."""
        head, columns = self._view.horizontalHeader(), self._model.columns
        sorted_by = head.sortIndicatorSection()
        return {
            "sort": columns[sorted_by].key if 0 <= sorted_by < len(columns) else "",
            "down": head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            "widths": dict(self._drawn),
            "order": [columns[head.logicalIndex(place)].key for place in range(len(columns))],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Arrange the columns as `state` says; what is unknown or impossible in it is left out."""
        places = {column.key: at for at, column in enumerate(self._model.columns)}
        widths, order = state.get("widths"), state.get("order")
        if isinstance(widths, dict):
            self._drawn = {
                key: min(max(wide, _NARROWEST), _WIDEST)
                for key, wide in widths.items()
                if key in places and type(wide) is int
            }
        if isinstance(order, list):
            self._move(places[key] for key in order if isinstance(key, str) and key in places)
        sort = state.get("sort")
        if isinstance(sort, str) and sort in places:
            down = state.get("down") is True
            direction = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self._view.sortByColumn(places[sort], direction)
        self.share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._before = self._widths()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._before:
            self._note_drawn()
        return super().eventFilter(watched, event)

    def _note_drawn(self) -> None:
        """Somebody has let go of a column's edge: what differs now was meant."""
        before, self._before = self._before, []
        drawn = {
            column.key: round(new * 100 / px(100))
            for column, old, new in zip(self._model.columns, before, self._widths(), strict=True)
            if old != new and new
        }
        if drawn:
            self._drawn |= drawn
            self.share()
            self.changed.emit()

    def _move(self, logical: Iterable[int]) -> None:
        head = self._view.horizontalHeader()
        for place, column in enumerate(dict.fromkeys(logical)):
            head.moveSection(head.visualIndex(column), place)

    def _widths(self) -> list[int]:
        head = self._view.horizontalHeader()
        return [head.sectionSize(at) for at in range(len(self._model.columns))]

    def _drawn_width(self, column: Column[object]) -> int:
        return px(self._drawn[column.key]) if column.key in self._drawn else 0

    def _need(self, column: Column[object]) -> int:
        return self._drawn_width(column) or (px(column.width) if column.width else self._widest(column))

    def _widest(self, column: Column[object]) -> int:
        """What the longest text of a sharing column needs, within reason."""
        records = self._model.records()[:_LOOKED_AT]
        words = [(column.shown(record), "strong") for record in records]
        if column.whole and column.second is not None:
            words += [(column.second(record), "second") for record in records]
        wide = [QFontMetrics(font(role)).horizontalAdvance(display(word)) for word, role in words]
        text = max(wide, default=0)
        picture = px(column.before) + (px(32) if column.icon is not None else 0)
        return max(px(_LEAST), min(px(_MOST), text + picture + px(INSET) + px(16)))

"""The list of requests: what each column shows, by what it sorts, and that it is read as one goes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTableModel
from gdpr_desk.requests.listing import Order, RequestOverview
from gdpr_desk.requests.qt.words import BY, ICONS, line_badge, rights_words, short_date, stage_words

_TOP = QModelIndex()
_ORDERS = {
    "what": Order.REFERENCE,
    "who": Order.REQUESTER,
    "received": Order.RECEIVED,
    "state": Order.STAGE,
    "due": Order.URGENCY,
}
Index = QModelIndex | QPersistentModelIndex


class RequestTableModel(RecordTableModel[RequestOverview]):
    """Requests in rows, named by their reference, as of `today()`; secondary columns hide first.

    There may be a hundred thousand: only the first are here until one scrolls down, `more(rows)` gives those
    that follow so many. So the service sorts, not the model: `order_wanted` when it is to.
    """

    order_wanted = Signal()

    def __init__(self, today: Callable[[], date], more: Callable[[int], Sequence[RequestOverview]]) -> None:
        super().__init__(_columns(today), lambda line: line.reference)
        self._more = more
        self.whole = True

    @property
    def order(self) -> tuple[Order, bool]:
        """By what the list is to be sorted, and whether downwards."""
        column, direction = self.sorted_by
        if not 0 <= column < len(self.columns):
            return Order.URGENCY, False
        return _ORDERS[self.columns[column].key], direction == Qt.SortOrder.DescendingOrder

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if (column, order) != self.sorted_by:
            self.sorted_by = (column, order)
            self.order_wanted.emit()

    def canFetchMore(self, parent: Index = _TOP) -> bool:
        return not parent.isValid() and not self.whole

    def fetchMore(self, parent: Index = _TOP) -> None:
        if self.canFetchMore(parent):
            self.append_records(self._more(len(self.records())))

    def _in_order(self) -> tuple[RequestOverview, ...]:
        return self._given


def _columns(today: Callable[[], date]) -> tuple[Column[RequestOverview], ...]:
    def badge(line: RequestOverview) -> BadgeSpec:
        return line_badge(line, today())

    return (
        Column(
            "what",
            "Demande",
            lambda line: rights_words(line.rights),
            second=lambda line: f"{line.reference} · {BY[line.channel]}",
            icon=lambda line: ICONS[line.rights[0]],
        ),
        Column("who", "Personne", lambda line: line.requester, width=176, priority=1),
        Column(
            "received",
            "Reçue le",
            lambda line: short_date(line.received_on, today()),
            width=88,
            priority=3,
        ),
        Column("state", "Étape", stage_words, width=136, priority=2),
        Column("due", "À répondre", badge=badge, width=252),
    )

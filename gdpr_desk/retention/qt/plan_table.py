"""The table of the simulation: what is ticked goes; a press or the space bar asks to change that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.periods.words import french_date, shop_time
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.painting import paint_check_box
from gdpr_desk.qtkit.record_delegate import INSET, RowDelegate
from gdpr_desk.qtkit.record_model import RECORD, Column, Index, RecordTableModel
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.theme import px
from gdpr_desk.retention.model import Why
from gdpr_desk.retention.qt.lines import PlanLine

_BOX, _GAP = 18, 14
_DUE = 1
"""The place of the column that hides last."""
_TICK = int(Qt.ItemDataRole.CheckStateRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_COMPLETABLE = "completable"
_FATES: dict[Why | str, tuple[str, str, str]] = {
    Why.HOLD: ("neutral", "Gelé", "snowflake"),
    Why.GUARD: ("attention", "Attend votre accord", "circle-help"),
    Why.MINIMUM: ("neutral", "Durée minimale en cours", "clock"),
    Why.MISSING_TRIGGER: ("attention", "Sans date de départ", "calendar"),
    _COMPLETABLE: ("attention", "Date à compléter", "calendar"),
    Why.IN_USE: ("neutral", "Encore utilisé", "lock"),
}
"""State, words and picture of what is left, by why."""


class PlanTable(RecordTable):
    """`toggle_wanted` carries the line whose tick somebody wants to change, `completing` the reference of the
    ledger's line that lacks the date it is counted from."""

    toggle_wanted = Signal(object)
    completing = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = _TickDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Simulation : ce qui partirait, ce qui reste")
        self.setAccessibleDescription("La barre d’espace décoche une ligne pour la garder.")
        self.opened.connect(self._want)
        self._hidden = False
        self.set_model(PlanModel(self._columns(), self))
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_hidden()

    def set_records(self, records: Sequence[object]) -> None:
        """Show these lines."""
        super().set_records(records)
        self._tell_hidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_record() is not None:
            self._want(self.current_record())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.column() == 0 and event.position().x() < px(INSET + _BOX + _GAP):
            self._want(index.data(RECORD))

    def _want(self, line: object) -> None:
        if not isinstance(line, PlanLine):
            return
        if line.completable:
            self.completing.emit(line.item.id)
        elif line.goes is not None:
            self.toggle_wanted.emit(line)

    def _columns(self) -> tuple[Column[PlanLine], ...]:
        return (
            Column(
                "name",
                "Élément",
                text=_title,
                second=self._second,
                icon=lambda x: x.name.icon,
                sort=_title,
                whole=True,
                before=_BOX + _GAP,
            ),
            Column(
                "due",
                "Limite",
                text=lambda x: x.since,
                second=lambda x: x.limit,
                sort=lambda x: x.item.due_at,
                width=200,
                priority=1,
            ),
            Column(
                "promise",
                "Durée promise",
                text=lambda x: x.rule.label,
                second=lambda x: x.rule.wording,
                width=272,
                priority=2,
            ),
            Column("fate", "Ce qui se passe", text=_fate_words, badge=_fate, sort=_fate_words, width=216),
        )

    def _second(self, line: PlanLine) -> str:
        """Who or what it is; and since when, where there is no room for that column."""
        return ", ".join(part for part in (line.name.sort, line.since if self._hidden else "") if part)

    def _tell_hidden(self) -> None:
        """What a column that has no room any more said is told below the name."""
        hidden = self.isColumnHidden(_DUE)
        if hidden != self._hidden:
            self._hidden = hidden
            super().set_records(self.shown())


class PlanModel(RecordTableModel[PlanLine]):
    """Tells of its ticks, so that a screen reader does too."""

    def __init__(self, columns: tuple[Column[PlanLine], ...], parent: QObject | None = None) -> None:
        super().__init__(columns, key=lambda line: line.item.key, parent=parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        ticks = index.isValid() and index.column() == 0 and self.record(index.row()).goes is not None
        return found | Qt.ItemFlag.ItemIsUserCheckable if ticks else found

    def _part(self, record: PlanLine, place: int, role: int) -> object:
        if role == _TIP:  # where the column of the rules hides
            return display(f"{record.rule.label} : {record.rule.wording}")
        if role != _TICK:
            return super()._part(record, place, role)
        if place or record.goes is None:
            return None
        return Qt.CheckState.Checked if record.goes else Qt.CheckState.Unchecked


class _TickDelegate(RowDelegate):
    """A box before the picture of the first column."""

    def _paint_content(
        self, painter: QPainter, cell: QRect, index: QModelIndex | QPersistentModelIndex, *, selected: bool
    ) -> None:
        if index.column() != 0:
            super()._paint_content(painter, cell, index, selected=selected)
            return
        tick = index.data(_TICK)
        if tick is not None:
            side = px(_BOX)
            box = QRect(cell.x() + px(INSET), cell.y() + (cell.height() - side) // 2, side, side)
            paint_check_box(painter, box, on=Qt.CheckState(tick) == Qt.CheckState.Checked)
        words = cell.adjusted(px(_BOX + _GAP), 0, 0, 0)
        super()._paint_content(painter, words, index, selected=selected)


def _title(line: PlanLine) -> str:
    return line.name.title


def _fate(line: PlanLine) -> BadgeSpec | None:
    if line.later and line.item.why is None and line.item.due_at is not None:
        day = shop_time(line.item.due_at).date()
        told = french_date(day, year=day.year != shop_time(line.now).year)
        return BadgeSpec("accent", f"Part le {told}", "calendar")
    if line.item.why is None:
        return BadgeSpec("attention", line.name.undone, "clock") if line.name.undone else None
    state, words, picture = _FATES[_COMPLETABLE if line.completable else line.item.why]
    return BadgeSpec(state, f"{words} : {line.held}" if line.held else words, picture)


def _fate_words(line: PlanLine) -> str:
    return "" if line.later or line.item.why is not None else "détruit pour toujours"

"""Rows that come and go: several purposes, data, recipients, transfers, durations.

A row keeps the value it was given and changes only what its controls show, so that keys of a
newer version and values no control can show survive every edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from gdpr_desk.qtkit.inputs import Input

T = TypeVar("T")


class Row(QWidget, Generic[T]):
    """One value of a tuple, with a link that takes it out."""

    edited = Signal()
    remove_wanted = Signal()
    next_wanted = Signal()

    def show_value(self, value: T) -> None:
        """Put `value` on screen, touching only what differs."""
        raise NotImplementedError

    def value(self) -> T:
        """The value with what the controls show."""
        raise NotImplementedError

    def inputs(self) -> Iterator[Input]:
        """The row's inputs that can have a problem."""
        return iter(())

    def first_control(self) -> QWidget:
        """Where the focus goes when the row appears."""
        return self

    def blank(self) -> bool:
        """Whether nothing was written here yet."""
        return False

    def fold(self) -> None:
        """Close what opens on demand: the row is to show another value."""


class _Leaving(QObject):
    """Tells once, as soon as the focus has gone elsewhere in the window."""

    def __init__(self, row: QWidget, left: Callable[[], None]) -> None:
        super().__init__(row)
        self._left = left

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        elsewhere = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if (
            event.type() == QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason() not in elsewhere
        ):
            watched.removeEventFilter(self)
            # The row may not go while Qt is still moving the focus out of it.
            QTimer.singleShot(0, self, self._left)
        return False


class Rows(Generic[T]):
    """A column of rows, one for each value of a tuple; a row that is dropped waits for the next."""

    def __init__(
        self,
        column: QBoxLayout,
        make: Callable[[], Row[T]],
        changed: Callable[[], None],
        removed: Callable[[], None],
    ) -> None:
        self._column = column
        self._make = make
        self._changed = changed
        self._removed = removed
        self._fresh: Callable[[], T] | None = None
        self.rows: list[Row[T]] = []
        self._spare: list[Row[T]] = []

    def values(self) -> tuple[T, ...]:
        """The values on screen, in order."""
        return tuple(row.value() for row in self.rows)

    def show(self, values: Sequence[T]) -> None:
        """Make the rows show `values`, touching only those that differ."""
        while len(self.rows) > len(values):
            self._drop(self.rows[-1])
        while len(self.rows) < len(values):
            self._new(values[len(self.rows)])
        for row, value in zip(self.rows, values, strict=True):
            row.show_value(value)

    def reserve(self, count: int) -> None:
        """Make rows ahead, so that the first `count` values appear at once."""
        while len(self.rows) + len(self._spare) < count:
            row = self._made()
            row.hide()
            self._spare.append(row)

    def add(self, value: T) -> Row[T]:
        """A new row for `value` at the end, announced as an edit; its first control takes the focus."""
        row = self._new(value)
        self._changed()
        row.first_control().setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def problems(self) -> Iterator[Input]:
        """The inputs whose content cannot be saved."""
        for row in self.rows:
            yield from (found for found in row.inputs() if found.problem)

    def _new(self, value: T) -> Row[T]:
        row = self._spare.pop(0) if self._spare else self._made()
        row.show_value(value)
        self._column.addWidget(row)
        self.rows.append(row)
        row.show()
        return row

    def go_on_from(self, line: QLineEdit, fresh: Callable[[], T]) -> None:
        """Enter in a filled `line` above the rows begins the next row."""
        line.returnPressed.connect(lambda: self._go_on(fresh) if line.text().strip() else None)

    def let_enter_add(self, fresh: Callable[[], T]) -> None:
        """Enter in a row begins the next; one left blank goes away again without a word."""
        self._fresh = fresh

    def _go_on(self, fresh: Callable[[], T]) -> None:
        """To the row that is still blank, or to a new one."""
        last = self.rows[-1] if self.rows else None
        if last is None or not last.blank():
            last = self.add(fresh())
            watch = _Leaving(last, lambda: self._left(last))
            last.first_control().installEventFilter(watch)
        last.first_control().setFocus(Qt.FocusReason.OtherFocusReason)

    def _left(self, row: Row[T]) -> None:
        if row in self.rows and row.blank():
            self._drop(row)
            self._changed()

    def _made(self) -> Row[T]:
        row = self._make()
        row.edited.connect(self._changed)
        row.next_wanted.connect(lambda: self._go_on(self._fresh) if self._fresh and not row.blank() else None)
        row.remove_wanted.connect(lambda: self._remove(row))
        return row

    def _remove(self, row: Row[T]) -> None:
        at = self.rows.index(row)
        self._drop(row)
        self._changed()
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].first_control().setFocus(Qt.FocusReason.OtherFocusReason)
        self._removed()

    def _drop(self, row: Row[T]) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        if any(found.problem for found in row.inputs()):
            row.deleteLater()  # it shows more than its value
            return
        row.fold()
        self._spare.append(row)

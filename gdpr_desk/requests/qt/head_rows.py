"""The head of the room in a narrow window: what does not fit beside the title goes onto a line of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdpr_desk.requests.qt.ui_requests_page import Ui_RequestsPageForm


class HeadRows(QObject):
    """Moves `movable` between the title's line and the one below it, as the room's width allows; the search
    field goes with them, so that the list keeps its height."""

    def __init__(self, ui: Ui_RequestsPageForm, movable: Sequence[QWidget]) -> None:
        super().__init__(ui.listRoom)
        self._ui, self._movable = ui, tuple(movable)
        self._below = QWidget(ui.listRoom)
        self._line = QHBoxLayout(self._below)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(ui.head.spacing())
        self._line.addStretch(1)
        self._below.hide()
        ui.listColumn.insertWidget(1, self._below)
        self._two = False
        ui.listRoom.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place(two=self._needed() > self._room())
        return False

    def _needed(self) -> int:
        ui = self._ui
        words = max(ui.title.sizeHint().width(), ui.counts.sizeHint().width())
        parts = [words, ui.add.sizeHint().width(), *(one.sizeHint().width() for one in self._movable)]
        return sum(parts) + ui.head.spacing() * len(parts)

    def _room(self) -> int:
        margins = self._ui.listColumn.contentsMargins()
        return self._ui.listRoom.width() - margins.left() - margins.right()

    def _place(self, *, two: bool) -> None:
        if two == self._two:
            return
        self._two = two
        for place, one in enumerate(self._movable):
            if two:
                self._line.insertWidget(place, one)
            else:
                self._ui.head.insertWidget(self._ui.head.indexOf(self._ui.add), one)
        field, line = self._ui.filter, self._line if two else self._ui.tools
        line.addWidget(field, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._below.setVisible(two)

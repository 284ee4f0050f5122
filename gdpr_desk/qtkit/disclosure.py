"""One line that opens: what few people need is there, and in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button


class _Line(Button):
    """Space and Enter press it; the arrows open and close, as in a tree."""

    asked = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.asked.emit(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)


class Disclosure(QWidget):
    """A line named `title`; what is put into `body` shows while it is open, which it is not at first.

    `toggled` when it was opened or closed.
    """

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, title: str = "") -> None:
        super().__init__(parent)
        self.line = _Line(self, text=title, kind="link")
        self.line.clicked.connect(lambda: self.set_open(not self.is_open()))
        self.line.asked.connect(self.set_open)
        self._inside = QWidget(self)
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.line, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
        self._inside.hide()
        self._tell()

    def is_open(self) -> bool:
        """Whether what it holds is shown."""
        return not self._inside.isHidden()

    def set_open(self, on: bool) -> None:
        """Show or hide what it holds."""
        if on == self.is_open():
            return
        self._inside.setVisible(on)
        self._tell()
        self.toggled.emit(on)

    def _tell(self) -> None:
        self.line.set_icon_name("chevron-down" if self.is_open() else "chevron-right")
        self.line.setAccessibleDescription("Ouvert" if self.is_open() else "Replié")

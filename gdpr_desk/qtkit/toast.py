"""A short confirmation above the status line, with a way back for ten seconds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.surfaces import Picture
from gdpr_desk.qtkit.theme import color, px, theme

SECONDS = 10
_ABOVE = 44


class _UndoLink(Button):
    """« Annuler » on ink."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, text="Annuler", kind="link", small=True)
        self.set_ink("toast_action")


class Toast(QWidget):
    """An ink bar with one line; a new one takes the place of the old."""

    def __init__(self, window: QWidget, text: str, undo: Callable[[], object] | None, icon: str) -> None:
        super().__init__(window)
        self._undo = undo
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(10)
        row.addWidget(Picture(self, icon=icon, token="toast_text", side=16))
        self._label = Label(self, role="second_strong", text=text)
        self._label.set_tone("toast_text")
        row.addWidget(self._label, 1)
        if undo is not None:
            link = _UndoLink(self)
            link.clicked.connect(self._take_back)
            row.addSpacing(24)
            row.addWidget(link)
        window.installEventFilter(self)
        theme().changed.connect(self._place)
        QTimer.singleShot(SECONDS * 1000, self, self.deleteLater)

    @staticmethod
    def show_in(
        window: QWidget, text: str, undo: Callable[[], object] | None = None, *, icon: str = "check"
    ) -> Toast:
        """Show `text` at the foot of `window` for ten seconds; `undo` adds « Annuler »."""
        ground = window.window()
        for old in ground.findChildren(Toast):
            old.hide()
            old.deleteLater()
        made = Toast(ground, text, undo, icon)
        made._place()
        made.show()
        made.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(made, made._label.text()))
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_panel(QPainter(self), self.rect(), 8, color("toast_bg"), None)

    def _take_back(self) -> None:
        self.hide()
        self.deleteLater()
        if self._undo is not None:
            self._undo()

    def _place(self) -> None:
        ground = self.parentWidget()
        if ground is None:
            return
        width = min(max(self.sizeHint().width(), px(320)), ground.width() - 32)
        height = max(px(40), self.sizeHint().height())
        self.setGeometry((ground.width() - width) // 2, ground.height() - height - px(_ABOVE), width, height)

"""Short ways to say which label or button is meant."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.theme import px, tokens

GUTTER = 20
"""Free at the right of a scrolling page, for its scroll bar (part of the sheet's inner margin)."""


def label(role: str, text: str = "", *, wrap: bool = False) -> Label:
    """A typographed label of one of the theme's roles."""
    made = Label(text=text, role=role)
    made.setWordWrap(wrap)
    return made


def button(
    kind: str, text: str, *, icon: str = "", after: bool = False, small: bool = False, name: str = ""
) -> Button:
    """A button; `name` is its accessible name where the word alone would not do."""
    made = Button(text=text, kind=kind, icon=icon, icon_after=after, small=small)
    made.setAccessibleName(name or text)
    return made


def pressed_by_return(window: QWidget, event: QKeyEvent) -> bool:
    """Entrée presses the button that has the focus; Qt does so in dialogs only."""
    focused = window.focusWidget()
    if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or not isinstance(focused, QAbstractButton):
        return False
    focused.click()
    return True


class SheetDialog(QDialog):
    """A dialog on the colour of the sheet."""

    def size_to(self, width: int, height: int) -> None:
        """As large as the design says at this text size, and no larger than the window behind."""
        behind = self.parentWidget()
        room = behind.window().size() if behind is not None else self.screen().availableSize()
        self.resize(min(px(width), room.width() - 64), min(px(height), room.height() - 64))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().sheet)

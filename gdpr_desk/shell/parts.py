"""Short ways to say which label or button is meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import FadeScroll
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

    def arrange(
        self, title: str, sentence: str, parts: Sequence[QWidget], ways: Sequence[QWidget], *, gap: int = 20
    ) -> None:
        """Title and sentence, what is filled in (scrolling, `gap` apart), then the ways out at the right."""
        content = QWidget()
        self._within = within = QVBoxLayout(content)
        within.setContentsMargins(4, 4, 4, 16)
        within.setSpacing(gap)
        for part in parts:
            within.addWidget(part)
        within.addStretch(1)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4 + GUTTER, 0)
        foot.setSpacing(12)
        foot.addStretch(1)
        for way in ways:
            foot.addWidget(way)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(8)
        lines = [label("detail_title", title), *([label("second", sentence, wrap=True)] if sentence else [])]
        for line in lines:
            line.setContentsMargins(4, 0, 4 + GUTTER, 0)
            column.addWidget(line)
        column.addSpacing(8)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def put_above(self, part: QWidget) -> None:
        """One more part before all that `arrange` was given."""
        self._within.insertWidget(0, part)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().sheet)

"""The keyboard, for tests that walk through the window as a person does: keys, never method calls."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Strokes:
    """How many keys went down; Ctrl, Alt and Shift are part of the key they are held with."""

    def __init__(self) -> None:
        self.count = 0

    def taken(self) -> int:
        """Those since this was last asked."""
        count, self.count = self.count, 0
        return count


strokes = Strokes()


def focused() -> QWidget:
    """Where the keyboard is: an open menu or list has it first."""
    popup = QApplication.activePopupWidget()
    found = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
    assert found is not None, "the keyboard leads nowhere"
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key, wherever the focus is."""
    strokes.count += 1
    QTest.keyClick(focused(), key, modifier)
    QApplication.processEvents()


def typed(text: str) -> None:
    """Sign by sign into whatever has the focus; QTest.keyClicks knows ASCII only."""
    for sign in text:
        strokes.count += 1
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))
    QApplication.processEvents()


def retyped(text: str) -> None:
    """Over all that stands in the field."""
    press(Qt.Key.Key_A, CTRL)
    typed(text)


def reach(there: Callable[[QWidget], bool], key: Qt.Key = Qt.Key.Key_Tab, limit: int = 120) -> QWidget:
    """Press `key` until the focus is `there`."""
    for _ in range(limit):
        if there(focused()):
            return focused()
        press(key)
    raise AssertionError(f"the keyboard never arrives; last: {focused().objectName()} {focused()}")


def named(name: str) -> Callable[[QWidget], bool]:
    """The widget of that object name."""
    return lambda widget: widget.objectName() == name


def reading(text: str) -> Callable[[QWidget], bool]:
    """The button with these words on it."""
    return lambda widget: isinstance(widget, QAbstractButton) and plain(widget.text()) == text


def plain(text: str) -> str:
    """`text` with ordinary spaces and hyphens, as one would type it."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("\u2011", "-")).strip()

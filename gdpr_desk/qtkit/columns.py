"""Columns of widgets that are filled again when what they show has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QWidget


def empty_column(column: QBoxLayout) -> None:
    """Take out everything, at once for the eye; Qt deletes the widgets when it comes to it."""
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


@contextmanager
def refilled(column: QBoxLayout) -> Iterator[None]:
    """Empty a column that is to be filled inside; a keyboard that stood in it stands in it again.

    At the button in the same place, or at the last one; where none is left, at what follows.
    """
    box = column.parentWidget()
    focused = box.window().focusWidget()
    inside = focused is not None and box.isAncestorOf(focused)
    place = _buttons(column).index(focused) if inside and focused in _buttons(column) else 0
    empty_column(column)
    yield
    if inside:
        left = _buttons(column)
        target = left[min(place, len(left) - 1)] if left else _after(box)
        QTimer.singleShot(0, target, target.setFocus)  # made just now: Qt shows it by its next turn


def _buttons(column: QBoxLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for at in range(column.count()):
        item = column.itemAt(at)
        row = item.widget() if item is not None else None
        if row is None:
            continue
        found += [row] if isinstance(row, QAbstractButton) else row.findChildren(QAbstractButton)
    return [one for one in found if not one.isHidden() and one.isEnabled()]


def _after(box: QWidget) -> QWidget:
    follows = box.nextInFocusChain()
    while follows is not box and (box.isAncestorOf(follows) or not follows.isVisible()):
        follows = follows.nextInFocusChain()
    return follows

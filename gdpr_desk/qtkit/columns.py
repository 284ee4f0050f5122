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
    focused = box.window().focusWidget() if box is not None else None
    inside = box is not None and focused is not None and box.isAncestorOf(focused)
    before = _buttons(column)
    place = before.index(focused) if focused in before else 0
    empty_column(column)
    yield
    if inside:
        left = _buttons(column)
        target = left[min(place, len(left) - 1)] if left else _after(box)
        if target is not None:
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


def _after(box: QWidget | None) -> QWidget | None:
    follows = box.nextInFocusChain() if box is not None else None
    while box is not None and follows is not None and follows is not box:
        if follows.isVisible() and not box.isAncestorOf(follows):
            return follows
        follows = follows.nextInFocusChain()
    return None

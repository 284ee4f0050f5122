"""The order in which one reads is the order of Tab, also for rows that came later.

Qt puts a new widget at the end of its window's focus chain; a row added to section 2 would be
reached after section 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from gdpr_desk.register.qt.rows import Row

_LAST = "remove"
"""Taking a row out comes after everything one can fill in, wherever the link stands."""


def reading_order(place: QWidget) -> Iterator[QWidget]:
    """What takes the focus in `place`, as its layouts arrange it."""
    if isinstance(place, QScrollArea):
        inner = place.widget()
        if inner is not None:
            yield from reading_order(inner)
        return
    if isinstance(place, Row):
        found = list(_inside(place))
        yield from (w for w in found if w.objectName() != _LAST)
        yield from (w for w in found if w.objectName() == _LAST)
        return
    yield from _inside(place)


def chain(place: QWidget) -> None:
    """Make Tab follow the reading order within `place`."""
    for one, other in pairwise(reading_order(place)):
        QWidget.setTabOrder(one, other)


def first_control(place: QWidget) -> QWidget | None:
    """The first thing in `place` that Tab would reach now."""
    return next(
        (
            w
            for w in reading_order(place)
            if w.isEnabled() and w.isVisibleTo(place) and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ),
        None,
    )


def _inside(place: QWidget) -> Iterator[QWidget]:
    layout = place.layout()
    if place.focusPolicy() != Qt.FocusPolicy.NoFocus and place.focusProxy() is None:
        yield place
    elif layout is not None:
        yield from _arranged(layout)


def _arranged(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from reading_order(widget)
        elif inner is not None:
            yield from _arranged(inner)

"""The order in which one reads is the order of Tab, also for rows that came a moment ago.

Qt puts a new widget at the end of its window's focus chain; a row added to section 2 would be
reached after section 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget

from gdpr_desk.register.qt.rows import Row

_LAST = "remove"
"""Taking a row out comes after everything one can fill in, wherever the link stands."""


def reading_order(place: QWidget, *, shown_only: bool = False) -> Iterator[QWidget]:
    """What takes the focus in `place`, as its layouts arrange it."""
    if isinstance(place, QScrollArea):
        inner = place.widget()
        if inner is not None:
            yield from reading_order(inner, shown_only=shown_only)
        return
    if isinstance(place, Row):
        found = list(_inside(place, shown_only))
        yield from (w for w in found if w.objectName() != _LAST)
        yield from (w for w in found if w.objectName() == _LAST)
        return
    yield from _inside(place, shown_only)


def chain(place: QWidget) -> None:
    """Make Tab follow the reading order within `place`."""
    for one, other in pairwise(reading_order(place)):
        QWidget.setTabOrder(one, other)


def first_control(place: QWidget) -> QWidget | None:
    """The first thing in `place` that Tab would reach now."""
    return next(_reachable(place), None)


def step(block: QWidget, *, forward: bool) -> bool:
    """Move the focus as Tab does from within `block`, then on to the blocks beside it on the page.

    False where Tab leaves the page. It goes by what is on the page now: a row that has just
    appeared is next already.
    """
    found = _beside(list(_reachable(block)), QApplication.focusWidget(), forward=forward)
    page = block.parentWidget()
    layout = page.layout() if page is not None else None
    at = layout.indexOf(block) if layout is not None else -1
    while found is None and layout is not None and at >= 0:
        at += 1 if forward else -1
        item = layout.itemAt(at) if 0 <= at < layout.count() else None
        if item is None:
            return False
        other = item.widget()
        reached = list(_reachable(other)) if other is not None and not other.isHidden() else []
        found = next(iter(reached if forward else reached[::-1]), None)
    if found is None:
        return False
    found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def _beside(reached: list[QWidget], here: QWidget | None, *, forward: bool) -> QWidget | None:
    if here not in reached:
        return None
    at = reached.index(here) + (1 if forward else -1)
    return reached[at] if 0 <= at < len(reached) else None


def _reachable(place: QWidget) -> Iterator[QWidget]:
    """What Tab reaches in `place`, in order; what is hidden there is not looked into."""
    return (
        w
        for w in reading_order(place, shown_only=True)
        if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    )


def _inside(place: QWidget, shown_only: bool) -> Iterator[QWidget]:
    layout = place.layout()
    if place.focusPolicy() != Qt.FocusPolicy.NoFocus and place.focusProxy() is None:
        yield place
    elif layout is not None:
        yield from _arranged(layout, shown_only)


def _arranged(layout: QLayout, shown_only: bool) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            if not (shown_only and widget.isHidden()):
                yield from reading_order(widget, shown_only=shown_only)
        elif inner is not None:
            yield from _arranged(inner, shown_only)

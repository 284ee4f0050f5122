"""Where a dialog stands over its window: centred, never over the banner that counts the time left."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QDialog, QWidget

TOP_BANNER = "top_banner"
"""The object name of what a window shows above everything."""
_EDGE, _GAP = 24, 8


def below_banner(window: QWidget) -> int:
    """The first row of pixels of `window` that a dialog may cover."""
    banner = window.findChild(QWidget, TOP_BANNER)
    if banner is None or not banner.isVisible():
        return 0
    return banner.mapTo(window, QPoint(0, banner.height())).y() + _GAP


def place_over(window: QWidget, size: QSize) -> QPoint:
    """The upper left corner of a dialog of that size: centred, or as low as the banner asks."""
    left, middle = (window.width() - size.width()) // 2, (window.height() - size.height()) // 2
    lowest = max(middle, window.height() - size.height() - _GAP)
    return QPoint(left, min(max(middle, below_banner(window)), lowest))


def fit_over(dialog: QDialog, width: int, height: int) -> None:
    """Give the dialog that size, or what its window has room for; its content scrolls then."""
    parent = dialog.parentWidget()
    if parent is None:
        dialog.resize(width, height)
        return
    window = parent.window()
    room = window.height() - max(_EDGE, below_banner(window)) - _EDGE
    dialog.resize(min(width, window.width() - 2 * _EDGE), min(height, room))
    dialog.move(window.mapToGlobal(place_over(window, dialog.size())))

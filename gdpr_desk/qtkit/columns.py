"""Columns of widgets that are filled again when what they show has changed."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout


def empty_column(column: QBoxLayout) -> None:
    """Take out everything, at once for the eye; Qt deletes the widgets when it comes to it."""
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()

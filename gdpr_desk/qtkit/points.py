"""What is left to do about a record: a line in the card beside it, or a menu where the card has no room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Picture, Separator
from gdpr_desk.qtkit.theme import px, theme

_SIDE, _GAP = 18, 10
"""The picture of a point (design pixels) and the gap behind it."""


class PointLine(QWidget):
    """A picture and a sentence, with the link to its place below."""

    def __init__(
        self, parent: QWidget, icon: str, token: str, sentence: str, link: Button | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(Picture(self, icon=icon, token=token, side=_SIDE), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(self, role="second", text=sentence)
        label.set_tone("text")
        label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label)
        if link is not None:
            words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)


class PointRule(QWidget):
    """The hairline between two points: it starts at the words, not at the picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Separator(self))
        self._resize()
        theme().changed.connect(self._resize)

    def _resize(self) -> None:
        self._row.setContentsMargins(px(_SIDE) + _GAP, 0, 0, 0)


def show_points_menu(
    button: Button, points: Iterable[tuple[str, Callable[[], object]]], nothing: str
) -> None:
    """The sentences and the ways to their places as a menu under `button`; `nothing` where there are none."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for sentence, go in points:
        menu.addAction(display(sentence).replace("&", "&&"), go)
    if menu.isEmpty():
        menu.addAction(display(nothing)).setEnabled(False)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

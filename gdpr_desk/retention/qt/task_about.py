"""What is said of the chosen task below its row: what goes, how, how often, each beside its word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.parts import label
from gdpr_desk.qtkit.surfaces import Card
from gdpr_desk.qtkit.theme import px

_NAMES = 92
"""Design pixels of the words at the left."""

Said = tuple[str, str]
"""A word, empty where the line goes on what is above it, and what it is about."""


class TaskAbout(Card):
    """A card of a few lines; what stands in it also as one text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Said, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 12, 18, 12)
        self._column.setSpacing(4)

    def set_lines(self, lines: Sequence[Said]) -> None:
        """Say these; the same again costs nothing."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        empty_column(self._column)
        for name, words in self._lines:
            self._column.addWidget(_line(name, words))

    def plain(self) -> str:
        """All of it, a line each."""
        return "\n".join(f"{name} : {words}" if name else words for name, words in self._lines)


def _line(name: str, words: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    head = label("head", name)
    head.setFixedWidth(px(_NAMES))
    for part, stretch in ((head, 0), (label("second", words, tone="text"), 1)):
        row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
    return made

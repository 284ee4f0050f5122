"""What differs between two versions, on screen: the field, what it was, what it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.scroll import CARD_CORNER
from gdpr_desk.qtkit.surfaces import FadeScroll, Picture, Separator
from gdpr_desk.register.comparison import Change, Difference

_MARGIN, EDGE = 20, 4
"""On both sides of the text; the scroll bar stands in the right one, clear of the card's edge (pixels)."""
SAME = "Rien ne diffère : les deux versions disent la même chose."


class Words(NamedTuple):
    """What the two sides are called, and what was added or taken out between them."""

    before: str
    after: str
    added: str
    removed: str


STEPWISE = Words("Avant", "Après", "Ajouté", "Retiré")
SINCE = Words("Cette version", "Aujourd’hui", "Ajouté depuis", "Retiré depuis")


class DifferenceList(FadeScroll):
    """The differences one below the other; Tab reaches it, arrows scroll it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, corner=CARD_CORNER)
        self._page: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Ce qui a changé")
        self.set_gutter(_MARGIN - EDGE)

    def show_differences(
        self, differences: Sequence[Difference], words: Words = STEPWISE, same: str = SAME
    ) -> None:
        """Show these; `same` is said where there are none."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(_MARGIN, 8, 0, 24)
        column.setSpacing(14)
        if not differences:
            column.addWidget(_wrapped(page, same, "body", "text2"))
        for number, difference in enumerate(differences):
            if number:
                column.addWidget(Separator(page))
            column.addWidget(_block(page, difference, words))
        column.addStretch(1)
        self._page = page
        self.setWidget(page)

    def lines(self) -> list[str]:
        """Everything that can be read, in order and plain characters."""
        return [label.plain() for label in self._page.findChildren(Label)] if self._page else []


def _block(parent: QWidget, difference: Difference, words: Words) -> QWidget:
    block = QWidget(parent)
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(Label(block, role="small_title", text=difference.label))
    for change in difference.changes:
        column.addWidget(_change(block, change, words))
    return block


def _change(parent: QWidget, change: Change, words: Words) -> QWidget:
    """A thing added or taken out is one line; a thing changed is what it was, then what it is."""
    made = QWidget(parent)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    if change.what:
        column.addWidget(_wrapped(made, change.what, "second", "text2"))
    if change.before and change.after:
        column.addLayout(_sides(made, change, words))
    elif change.after:
        column.addLayout(_line(made, "plus", "ok", words.added, change.after))
    else:
        column.addLayout(_line(made, "minus", "urgent", words.removed, change.before))
    return made


def _sides(parent: QWidget, change: Change, words: Words) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for row, (word, text, tone) in enumerate(
        ((words.before, change.before, "text2"), (words.after, change.after, "text"))
    ):
        head = Label(parent, role="second", text=word)
        grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_wrapped(parent, text, "row_title" if row else "body", tone), row, 1)
    return grid


def _line(parent: QWidget, icon: str, token: str, word: str, text: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(Picture(parent, icon=icon, token=token, side=16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(parent, role="second", text=word), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(_wrapped(parent, text, "row_title", "text"), 1)
    return line


def _wrapped(parent: QWidget, text: str, role: str, tone: str) -> Label:
    label = Label(parent, role=role, text=text)
    label.set_tone(tone)
    label.setWordWrap(True)
    return label

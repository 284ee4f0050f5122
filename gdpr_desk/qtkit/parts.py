"""Short ways to say which label, button or row is meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import FadeScroll, Picture, Separator

GUTTER = 20
"""Free at the right of what scrolls, for its bar."""


def label(role: str, text: str, *, tone: str = "") -> Label:
    """Words that wrap."""
    made = Label(text=text, role=role)
    made.setWordWrap(True)
    if tone:
        made.set_tone(tone)
    return made


def button(kind: str, text: str, act: Callable[[], object], *, icon: str = "", small: bool = False) -> Button:
    """A button that does `act`."""
    made = Button(text=text, kind=kind, icon=icon, small=small)
    made.clicked.connect(lambda _checked=False: act())
    return made


def bar(*widgets: QWidget, stretch_first: bool = False, gap: int = 12) -> QWidget:
    """Widgets side by side, left edges winning; `stretch_first` pushes the others to the right."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for place, widget in enumerate(widgets):
        box.addWidget(widget, 1 if stretch_first and place == 0 else 0, Qt.AlignmentFlag.AlignVCenter)
    if not stretch_first:
        box.addStretch(1)
    return row


def fact(name: str, words: str) -> QWidget:
    """A quiet name above what it says."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    box.addWidget(label("caption", name))
    said = label("body", words)
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.addWidget(said)
    return made


class Line(QWidget):
    """A picture, a title with a quiet line below, and what can be done at the right."""

    def __init__(self, icon: str, title: str, second: str, *ends: QWidget, token: str = "text2") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        row.addWidget(Picture(icon=icon, token=token, side=20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(label("row_title", title))
        if second:
            words.addWidget(label("second", second))
        row.addLayout(words, 1)
        for end in ends:
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignVCenter)


class TabColumn(FadeScroll):
    """The scrolling content of one tab, filled anew each time it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.set_gutter(GUTTER)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(4, 4, 4, 24)
        self.column.setSpacing(12)
        self.setWidget(content)

    def begin(self) -> None:
        """Empty it."""
        empty_column(self.column)

    def put(self, *widgets: QWidget) -> None:
        """One below the other."""
        for widget in widgets:
            self.column.addWidget(widget)

    def part(self, title: str) -> None:
        """A hairline and the title of what follows."""
        self.put(Separator(), label("small_title", title))

    def end(self) -> None:
        """Nothing follows."""
        self.column.addStretch(1)


def scrolled_rows(rows: QVBoxLayout, *, spacing: int) -> FadeScroll:
    """An area that shows what `rows` holds and is going to hold."""
    content = QWidget()
    content.setLayout(rows)
    rows.setContentsMargins(4, 4, 4, 4)
    rows.setSpacing(spacing)
    area = FadeScroll()
    area.setWidget(content)
    area.set_gutter(GUTTER)
    return area

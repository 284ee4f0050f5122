"""The strip that offers an unsaved draft: take it up again, or give it up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.surfaces import Picture
from gdpr_desk.qtkit.theme import theme, tokens


class RecallStrip(QWidget):
    """One sentence and two verbs."""

    taken = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(self, role="second")
        self._label.set_tone("text")
        self._label.setWordWrap(True)
        self.take = Button(self, text="Reprendre", small=True)
        self.give_up = Button(self, text="Abandonner", kind="link", small=True)
        self.take.clicked.connect(self.taken)
        self.give_up.clicked.connect(self.given_up)
        verbs = QHBoxLayout()
        verbs.setSpacing(16)
        verbs.addWidget(self.take)
        verbs.addWidget(self.give_up)
        verbs.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(0, 2, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._label)
        words.addLayout(verbs)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 12, 13, 12)
        row.setSpacing(8)
        row.addWidget(Picture(self, icon="history", token="accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme().changed.connect(self.update)

    def set_text(self, text: str, *, recall: bool = True) -> None:
        """Say what there is; without `recall` it can only be given up."""
        self._label.setText(text)
        self.take.setVisible(recall)
        self.setAccessibleName(self._label.text())

    def text(self) -> str:
        """The sentence, in plain characters."""
        return self._label.plain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_panel(QPainter(self), self.rect(), 8, tokens().soft, tokens().soft2)

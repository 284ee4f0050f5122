"""What stands above a page: its title, a sentence, the way back, its actions."""

from __future__ import annotations

from PySide6.QtCore import Property, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label


class PageHeader(QWidget):
    """Title, one plain sentence, actions right. `back` shows a link above the title."""

    back = Signal()

    def __init__(self, parent: QWidget | None = None, *, title: str = "", sentence: str = "") -> None:
        super().__init__(parent)
        self._back = Button(self, kind="link", icon="arrow-left", small=True)
        self._back.hide()
        self._back.clicked.connect(self.back)
        self._title = Label(self, role="page_title", text=title)
        self._title.setWordWrap(True)
        self._sentence = Label(self, role="body", text=sentence)
        self._sentence.set_tone("text2")
        self._sentence.setWordWrap(True)
        self.actions_row = QHBoxLayout()
        self.actions_row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addLayout(self.actions_row)
        row.setAlignment(self.actions_row, Qt.AlignmentFlag.AlignVCenter)
        self.set_sentence(sentence)

    def get_title(self) -> str:
        return self._title.plain()

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def get_sentence(self) -> str:
        return self._sentence.plain()

    def set_sentence(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def set_title_shown(self, on: bool) -> None:
        """Without its title where the page below names itself and needs the room."""
        self._title.setVisible(on)

    def set_back(self, word: str) -> None:
        """Show the way back, named by where it leads; empty hides it."""
        self._back.setText(word)
        self._back.setVisible(bool(word))

    def add_action(self, button: QWidget) -> None:
        self.actions_row.addWidget(button)

    title = Property(str, get_title, set_title)
    sentence = Property(str, get_sentence, set_sentence)

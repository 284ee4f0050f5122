"""Text on the screen: plain, French spaces, one of the type roles."""

from __future__ import annotations

from PySide6.QtCore import Property, Qt
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.theme import suited, theme

_QUIET = frozenset({"second", "caption", "head", "lead"})


class Label(QLabel):
    """A QLabel that shows plain text in a type `role` and the colour token `tone`.

    Without a `tone`, quiet roles (second, caption, head, lead) are `text2`, all others `text`.
    `plain()` is what was given; `text()` is what is seen.
    """

    def __init__(self, parent: QWidget | None = None, *, text: str = "", role: str = "body") -> None:
        super().__init__(parent)
        self._role = role
        self._tone = ""
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._restyle()
        theme().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        self._plain = text
        super().setText(display(text))
        self.setFont(suited(theme().font(self._role), text))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the font again: a style sheet polishing a page in a stack forgets it."""
        self._restyle()
        super().showEvent(event)

    def plain(self) -> str:
        """The text as given, without no-break spaces: for copying and comparing."""
        return self._plain

    def get_role(self) -> str:
        return self._role

    def set_role(self, role: str) -> None:
        """Choose the type role; KeyError where it does not exist."""
        self._role = role
        self._restyle()

    def get_tone(self) -> str:
        return self._tone

    def set_tone(self, token: str) -> None:
        """Choose the colour token; empty for the role's own."""
        self._tone = token
        self._restyle()

    role = Property(str, get_role, set_role)
    tone = Property(str, get_tone, set_tone)

    def _restyle(self) -> None:
        self.setFont(suited(theme().font(self._role), self._plain))
        token = self._tone or ("text2" if self._role in _QUIET else "text")
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme().tokens.color(token))
        self.setPalette(palette)

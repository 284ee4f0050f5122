"""The passphrase: hidden until asked for, with a word about Caps Lock and about its strength."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.theme import px, theme, tokens

SHOW, HIDE = "Afficher", "Masquer"


class PassphraseField(QLineEdit):
    """A line that hides what is typed, with « Afficher » in it.

    `caps_lock(bool)` follows what the keys betray: Qt cannot ask the keyboard on every system.
    """

    caps_lock = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._toggle = Button(self, text=SHOW, kind="link", small=True)
        self._toggle.clicked.connect(self._flip)
        theme().changed.connect(self._place)
        self._place()

    def hide_text(self) -> None:
        """Hide what is typed again."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._toggle.setText(SHOW)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        if typed.isalpha() and typed.upper() != typed.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(typed.isupper() != shifted)

    def _flip(self) -> None:
        shown = self.echoMode() == QLineEdit.EchoMode.Normal
        self.setEchoMode(QLineEdit.EchoMode.Password if shown else QLineEdit.EchoMode.Normal)
        self._toggle.setText(SHOW if shown else HIDE)
        self._place()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        size = self._toggle.sizeHint()
        self._toggle.resize(size)
        self._toggle.move(self.width() - size.width() - px(10), (self.height() - size.height()) // 2)
        self.setTextMargins(0, 0, size.width() + px(4), 0)


class StrengthBar(QWidget):
    """Four segments; the sentence beside it says what they mean, never the colour alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_strength(0, "")
        theme().changed.connect(self.update)

    def set_strength(self, score: int, sentence: str) -> None:
        """Show `score` from 0 (trivial) to 4 (very good); `sentence` is what is read out."""
        self._score = max(0, min(4, score))
        self.setAccessibleName(sentence or "Solidité de la phrase de passe")
        self.update()

    @property
    def score(self) -> int:
        return self._score

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        tint = {0: t.hair2, 1: t.attention, 2: t.attention, 3: t.ok, 4: t.ok}[self._score]
        gap, high = px(4), self.height()
        wide = (self.width() - 3 * gap) / 4
        for part in range(4):
            left = round(part * (wide + gap))
            box = self.rect().adjusted(0, 0, 0, 0)
            box.setX(left)
            box.setWidth(round(wide))
            paint_panel(painter, box, high / 2, tint if part < self._score else t.hair, None)

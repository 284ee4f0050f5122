"""The line above the sheet: the way into the palette, help and lock; and the status line below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from gdpr_desk.qtkit.buttons import IconButton
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.shell.parts import label
from gdpr_desk.shell.shortcuts import keys_of, spoken

_STATE = "Coffre chiffré"
_PROMPT = "Rechercher ou lancer une action…"


class SearchButton(QAbstractButton):
    """Looks like a field, opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Rechercher ou lancer une action")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(px(440))

    def sizeHint(self) -> QSize:
        return QSize(px(440), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        painter.setPen(QPen(colours.field, 1))
        painter.setBrush(colours.sheet)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        paint_icon(painter, QRect(px(12), 0, px(18), self.height()), "search", colours.text2)
        painter.setFont(font("body"))
        painter.setPen(colours.text2)
        words = QRectF(px(40), 0, self.width() - px(110), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, _PROMPT)
        paint_key(painter, spoken(keys_of("palette")), self.width() - px(8), self.height() / 2)


def paint_key(painter: QPainter, keys: str, right: float, middle: float) -> None:
    """A small plate with the name of a key, its right edge at `right`."""
    colours = tokens()
    painter.setFont(font("head"))
    width = painter.fontMetrics().horizontalAdvance(keys) + px(18)
    plate = QRectF(right - width, middle - px(10), width, px(20))
    painter.setPen(QPen(colours.hair, 1))
    painter.setBrush(colours.raised)
    painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(colours.text2)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, keys)


class SearchLine(QWidget):
    """52 px: search left, help and lock right."""

    search = Signal()
    help = Signal()
    lock = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 8, 8)
        row.setSpacing(4)
        self._search = SearchButton(self)
        help_button = IconButton(icon="circle-help", name=f"Aide et raccourcis ({spoken(keys_of('help'))})")
        lock_button = IconButton(icon="lock", name=f"Verrouiller le coffre ({spoken(keys_of('lock'))})")
        self._search.clicked.connect(self.search)
        help_button.clicked.connect(self.help)
        lock_button.clicked.connect(self.lock)
        row.addWidget(self._search, 3)
        row.addStretch(1)
        row.addWidget(help_button)
        row.addWidget(lock_button)

    def focus_current(self) -> None:
        """Put the focus on the search."""
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)


class StatusLine(QWidget):
    """28 px: what is true of the vault, and when something was last written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(6)
        self._words = label("caption", _STATE)
        self._backup = label("caption")
        row.addWidget(_Mark("lock", self))
        words = QHBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._words)
        words.addWidget(self._backup)
        self._clock = QWidget()
        told = QHBoxLayout(self._clock)
        told.setContentsMargins(12, 0, 0, 0)
        told.setSpacing(6)
        self._clock_words = label("caption")
        self._clock_words.set_tone("attention")
        told.addWidget(_Mark("triangle-alert", self, "attention"))
        told.addWidget(self._clock_words)
        self._clock.hide()
        row.addLayout(words)
        row.addWidget(self._clock)
        row.addStretch(1)
        row.addWidget(label("caption", "F1 Aide et raccourcis"))
        self._restyle()
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFixedHeight(px(28))

    def tell(self, sentence: str) -> None:
        """What was last done: « Coffre chiffré · enregistré à 14:32 »."""
        self._words.setText(f"{_STATE} · {sentence}" if sentence else _STATE)

    def tell_backup(self, sentence: str) -> None:
        """When the last copy in another place was made."""
        self._backup.setText(f"· {sentence}" if sentence else "")

    def tell_clock(self, sentence: str) -> None:
        """What is to be said of the computer's clock; empty: nothing."""
        self._clock_words.setText(sentence[:1].upper() + sentence[1:])
        self._clock.setVisible(bool(sentence))

    def told(self) -> str:
        """What is said now, in plain characters."""
        return self._words.plain()


class _Mark(QWidget):
    """A small decorative picture."""

    def __init__(self, icon: str, parent: QWidget | None = None, token: str = "text2") -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self._restyle()
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFixedSize(px(14), px(14))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._icon, tokens().color(self._token))

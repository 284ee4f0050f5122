"""The badge: icon, word, when. Painted by one function for labels and delegates alike."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import MIDDLE, line_width, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens

STATES = ("ok", "attention", "urgent", "late", "neutral", "accent")
ICONS = {
    "ok": "check",
    "attention": "clock",
    "urgent": "clock-alert",
    "late": "circle-alert",
    "neutral": "minus",
    "accent": "info",
}
_HEIGHT, _PAD, _ICON, _GAP = 24, 8, 14, 4


@dataclass(frozen=True)
class BadgeSpec:
    """What a badge says; `icon` empty for the state's own picture, `-` for none."""

    state: str
    text: str
    icon: str = ""

    def picture(self) -> str:
        return "" if self.icon == "-" else self.icon or ICONS[self.state]


def badge_colors(state: str) -> tuple[QColor, QColor]:
    """Ground and ink of a state; KeyError for a word that is none of `STATES`."""
    t = tokens()
    if state == "late":
        return t.late_bg, t.late_text
    if state == "accent":
        return t.soft, t.accent
    return t.color(f"badge_{state}_bg"), t.color(f"badge_{state}_text")


def badge_size(spec: BadgeSpec) -> QSize:
    """The natural size at the current text size."""
    icon = px(_ICON) + px(_GAP) if spec.picture() else 0
    return QSize(2 * px(_PAD) + icon + line_width(display(spec.text), font("head")), px(_HEIGHT))


def paint_badge(painter: QPainter, rect: QRect, spec: BadgeSpec) -> None:
    """Paint the badge at the left of `rect`, centred in its height, never wider than it."""
    natural = badge_size(spec)
    width = min(natural.width(), rect.width())
    top = rect.y() + (rect.height() - natural.height()) // 2
    box = QRect(rect.x(), top, width, natural.height())
    ground, ink = badge_colors(spec.state)
    paint_panel(painter, box, 6, ground, None)
    left = box.x() + px(_PAD)
    if spec.picture():
        side = px(_ICON)
        paint_icon(painter, QRect(left, box.center().y() - side // 2 + 1, side, side), spec.picture(), ink)
        left += side + px(_GAP)
    room = QRect(left, box.y(), box.right() + 1 - px(_PAD) - left, box.height())
    paint_line(painter, room, display(spec.text), font("head"), ink)


class Badge(QLabel):
    """A badge as a widget; its text is what a screen reader says."""

    def __init__(self, parent: QWidget | None = None, *, state: str = "neutral", text: str = "") -> None:
        super().__init__(parent)
        self._spec = BadgeSpec(state, text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, text)
        theme().changed.connect(self._restyle)

    def set_state(self, state: str, text: str, icon: str = "") -> None:
        """Show `text` in one of `STATES`; ValueError for another word."""
        if state not in STATES:
            raise ValueError(state)
        self._spec = BadgeSpec(state, text, icon)
        self.setText(display(text))
        self._restyle()

    @property
    def state(self) -> str:
        return self._spec.state

    def sizeHint(self) -> QSize:
        return badge_size(self._spec)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_badge(QPainter(self), self.rect(), self._spec)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Counter(QLabel):
    """The small pill with a number; hidden at zero."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(0)
        theme().changed.connect(self._restyle)

    def set_count(self, count: int) -> None:
        self.setText(str(count))
        self.setVisible(count > 0)
        self._restyle()

    def sizeHint(self) -> QSize:
        height = px(20)
        return QSize(max(px(24), line_width(self.text(), font("head")) + px(14)), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_counter(QPainter(self), self.rect(), self.text())

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def paint_counter(painter: QPainter, rect: QRect, text: str) -> None:
    """The pill of `Counter`, for whoever paints a whole row."""
    t = tokens()
    paint_panel(painter, rect, rect.height() / 2, t.badge_neutral_bg, None)
    paint_line(painter, rect, text, font("head"), t.badge_neutral_text, flags=MIDDLE)

"""What things lie on: the sheet, cards, notice strips, empty states."""

from __future__ import annotations

from PySide6.QtCore import Property, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.painting import line_width, paint_panel
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.qtkit.theme import color, px, theme, tokens

__all__ = [
    "Card",
    "EmptyState",
    "FadeScroll",
    "Ground",
    "IconTile",
    "NoticeStrip",
    "Picture",
    "Separator",
    "Sheet",
    "SoftBox",
]

_EDGE, _BETWEEN = 13, 24
"""Pixels at either side of a notice; design pixels kept free between its icon, sentence and link."""
NOTICES = {
    "ok": ("circle-check", "ok_soft", "badge_ok_bg", "ok"),
    "attention": ("triangle-alert", "att_soft", "badge_attention_bg", "attention"),
    "urgent": ("circle-alert", "urg_soft", "badge_urgent_bg", "urgent"),
    "info": ("info", "soft", "soft2", "accent"),
}
"""Kind to icon, fill, edge and the tint of the icon; the words stay `text`."""


class _Panel(QFrame):
    """A rounded box in tokens; `fill` and `edge` are token names."""

    def __init__(self, parent: QWidget | None, fill: str, edge: str, radius: int) -> None:
        super().__init__(parent)
        self._fill = fill
        self._edge = edge
        self._radius = radius
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        edge = color(self._edge) if self._edge else None
        paint_panel(QPainter(self), self.rect(), self._radius, color(self._fill), edge)


class Sheet(_Panel):
    """The one white sheet of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "sheet", "hair", 12)


class Card(_Panel):
    """A card on the sheet; its layout's own margins are the padding (20 x 16)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "sheet", "hair", 12)


class Ground(_Panel):
    """What a picture or a paper lies on to be looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised", "hair", 12)


class Separator(QWidget):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().hair)


class IconTile(QWidget):
    """A picture on a soft square of `side` design pixels; `state` ok, attention, urgent or accent."""

    def __init__(
        self, parent: QWidget | None = None, *, icon: str = "info", side: int = 36, state: str = "soft"
    ) -> None:
        super().__init__(parent)
        self._icon, self._side, self._state = icon, side, state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_icon(self, name: str, state: str = "soft") -> None:
        """Show picture `name`; `state` is soft, solid, ok, attention, urgent or neutral."""
        self._icon, self._state = name, state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tile(QPainter(self), self.rect(), self._icon, self._state)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def paint_tile(painter: QPainter, rect: QRect, name: str, state: str = "soft") -> None:
    """A rounded square with its picture: soft, solid, raised or one of the badge states."""
    t = tokens()
    plain = {"soft": (t.soft, t.accent), "solid": (t.accent, t.on_accent), "raised": (t.raised, t.text2)}
    ground, ink = plain.get(state) or (t.color(f"badge_{state}_bg"), t.color(f"badge_{state}_text"))
    paint_panel(painter, rect, 8, ground, None)
    side = round(rect.width() * 0.52)
    paint_icon(painter, _centre(rect, side), name, ink)


def _centre(rect: QRect, side: int) -> QRect:
    return QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)


class _Picture(QWidget):
    """One icon in one token, as a widget."""

    def __init__(self, parent: QWidget | None, name: str, token: str, side: int) -> None:
        super().__init__(parent)
        self._name, self._token, self._side = name, token, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, color(self._token))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Picture(_Picture):
    """One tinted icon, `side` design pixels wide."""

    def __init__(
        self, parent: QWidget | None = None, *, icon: str = "info", token: str = "text2", side: int = 20
    ) -> None:
        super().__init__(parent, icon, token, side)


class NoticeStrip(_Panel):
    """One or two sentences with an icon, tinted by `kind`: ok, attention, urgent or info.

    `set_action(verb)` adds a button under the sentence, or a link, which stands beside a short one;
    `activated` is emitted when it is pressed.
    """

    activated = Signal()

    def __init__(self, parent: QWidget | None = None, *, kind: str = "info", text: str = "") -> None:
        super().__init__(parent, "soft", "soft2", 8)
        self._kind = kind
        self._picture = _Picture(self, "info", "accent", 20)
        self._label = Label(self, role="second", text=text)
        self._label.set_tone("text")
        self._label.setWordWrap(True)
        self._button = Button(self, small=True)
        self._button.hide()
        self._button.clicked.connect(self.activated)
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 12, _EDGE, 12)
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        words.setContentsMargins(0, 2, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._label, 1)
        words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        self.set_kind(kind)
        self.set_text(text)

    def get_kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Choose one of `NOTICES`; KeyError for another word."""
        icon, self._fill, self._edge, tint = NOTICES[kind]
        self._kind = kind
        self._picture.show_icon(icon, tint)
        self.update()

    def set_icon(self, name: str) -> None:
        """Another picture than the kind's own."""
        self._picture.show_icon(name, NOTICES[self._kind][3])

    def get_text(self) -> str:
        return self._label.plain()

    def set_text(self, text: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(self._label.text())
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """A link beside its sentence where both fit on one line."""
        needed = line_width(self._label.text(), self._label.font()) + self._button.sizeHint().width()
        room = self.width() - 2 * _EDGE - self._picture.sizeHint().width() - px(_BETWEEN)
        beside = self._button.get_kind() == "link" and needed <= room
        direction = QBoxLayout.Direction
        self._words.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def set_action(self, verb: str, *, link: bool = False) -> None:
        """Offer the repair as a button or a link; empty to take it away."""
        self._button.setText(verb)
        self._button.set_kind("link" if link else "secondary")
        self._button.setVisible(bool(verb))
        self._place()

    kind = Property(str, get_kind, set_kind)
    text = Property(str, get_text, set_text)


class SoftBox(_Panel):
    """The soft box « Exemple pour une boutique »: a bold word and a text."""

    def __init__(self, parent: QWidget | None = None, *, title: str = "", text: str = "") -> None:
        super().__init__(parent, "soft", "", 8)
        self._title = Label(self, role="second_bold", text=title)
        self._text = Label(self, role="second", text=text)
        self._text.set_tone("text")
        self._text.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_Picture(self, "lightbulb", "accent", 16))
        head.addWidget(self._title, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self._text)

    def set_text(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)


class EmptyState(_Panel):
    """A disc with a picture, a sentence, one button; centred. `activated` when it is pressed."""

    activated = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        icon: str = "inbox",
        title: str = "",
        text: str = "",
        verb: str = "",
        verb_icon: str = "",
        kind: str = "filled",
        mark: str = "check",
    ) -> None:
        super().__init__(parent, "sheet", "hair", 12)
        self.disc = _Disc(self, icon, mark)
        self._title = Label(self, role="card_title", text=title)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text = Label(self, role="second", text=text)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(self, text=verb, kind=kind, icon=verb_icon)
        self.button.setVisible(bool(verb))
        self.button.clicked.connect(self.activated)
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(4)
        box.addStretch(1)
        box.addWidget(self.disc, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(12)
        box.addWidget(self._title)
        box.addWidget(self._text)
        box.addSpacing(8)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)

    def set_content(
        self, icon: str, title: str, text: str, verb: str = "", verb_icon: str = "", *, mark: str = "check"
    ) -> None:
        """Say something else; no verb, no button. The `mark` at the disc's corner may be empty."""
        self.disc.show_icon(icon, mark)
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(verb)
        self.button.set_icon_name(verb_icon)
        self.button.setVisible(bool(verb))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Without the picture, which goes first."""
        least = super().minimumSizeHint()
        picture = 0 if self.disc.isHidden() else self.disc.sizeHint().height() + self._box.spacing()
        return least - QSize(0, picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The words and the button come first: where all does not fit, the picture goes."""
        needed = self._box.totalHeightForWidth(self.width())
        if self.disc.isHidden():
            needed += self.disc.sizeHint().height() + self._box.spacing()
        self.disc.setHidden(needed > self.height())


class _Disc(QWidget):
    """A soft disc of 88 px with a thin picture and a small mark at its corner."""

    def __init__(self, parent: QWidget, icon: str, mark: str) -> None:
        super().__init__(parent)
        self._icon, self._mark = icon, mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_icon(self, name: str, mark: str = "check") -> None:
        self._icon, self._mark = name, mark
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(92), px(88))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        disc = QRect(px(2), 0, px(88), px(88))
        paint_panel(painter, disc, px(44), t.soft, None)
        paint_icon(painter, _centre(disc, px(48)), self._icon, t.accent)
        if self._mark:
            outer = QRect(px(60), px(56), px(32), px(32))
            paint_panel(painter, outer, px(16), t.sheet, None)
            inner = _centre(outer, px(26))
            paint_panel(painter, inner, px(13), t.badge_ok_bg, None)
            paint_icon(painter, _centre(inner, px(16)), self._mark, t.badge_ok_text)

"""Buttons: five kinds, one height, a verb, perhaps a picture 8 px from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.theme import suited, theme
from gdpr_desk.qtkit.tokens import Tokens, mix

KINDS = ("filled", "tonal", "secondary", "link", "danger")
_PAD, _GAP, _ICON = 15, 8, 16
_TEXT = (
    int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextHideMnemonic) | int(Qt.TextFlag.TextSingleLine)
)
_LINK_TEXT = _TEXT & ~int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True)
class _Paint:
    fill: QColor | None
    edge: QColor | None
    ink: QColor


class Button(QPushButton):
    """A push button of a `kind`: filled, tonal, secondary, link or danger.

    `iconName` is a Lucide name, `iconAfter` puts it behind the word, `small` is the 28 px height
    inside rows. A filled button is the one next step of a screen.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        text: str = "",
        kind: str = "secondary",
        icon: str = "",
        icon_after: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._icon_name = icon
        self._icon_after = icon_after
        self._small = small
        self._ink = ""
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        theme().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        super().setText(display(text))
        self._restyle()

    def get_kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Choose one of `KINDS`; ValueError for any other word."""
        if kind not in KINDS:
            raise ValueError(kind)
        self._kind = kind
        self._restyle()

    def get_icon_name(self) -> str:
        return self._icon_name

    def set_icon_name(self, name: str) -> None:
        self._icon_name = name
        self._restyle()

    def get_icon_after(self) -> bool:
        return self._icon_after

    def set_icon_after(self, after: bool) -> None:
        self._icon_after = after
        self.update()

    def get_small(self) -> bool:
        return self._small

    def set_small(self, small: bool) -> None:
        self._small = small
        self._restyle()

    def set_ink(self, token: str) -> None:
        """Write in another token, for a link on coloured ground; empty for the kind's own."""
        self._ink = token
        self.update()

    kind = Property(str, get_kind, set_kind)
    iconName = Property(str, get_icon_name, set_icon_name)  # noqa: N815 - a Qt property
    iconAfter = Property(bool, get_icon_after, set_icon_after)  # noqa: N815 - a Qt property
    small = Property(bool, get_small, set_small)

    def sizeHint(self) -> QSize:
        px = theme().px
        pad = 0 if self._kind == "link" else px(_PAD if not self._small else 12)
        height = (
            QFontMetrics(self.font()).height() + 4 if self._kind == "link" else px(28 if self._small else 36)
        )
        return QSize(self._content_width() + 2 * pad, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._paint()
        if look.fill is not None or look.edge is not None:
            paint_panel(painter, self.rect(), 8, look.fill, look.edge)
        painter.setFont(self.font())
        painter.setPen(look.ink)
        left, icon_at, text_at = self._places()
        if self._icon_name:
            side = theme().px(_ICON)
            box = QRect(left + icon_at, (self.height() - side) // 2, side, side)
            paint_icon(painter, box, self._icon_name, look.ink)
        width = self._text_width()
        flags = _LINK_TEXT if self._kind == "link" else _TEXT
        painter.drawText(QRect(left + text_at, 0, width, self.height()), flags, self.text())

    def _restyle(self) -> None:
        role = "second_strong" if self._small else "row_title"
        if self._kind in ("filled", "tonal", "danger"):
            role = "second_bold" if self._small else "strong"
        self.setFont(suited(theme().font(role), self.text()))
        horizontal = QSizePolicy.Policy.Maximum if self._kind == "link" else QSizePolicy.Policy.Minimum
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        self.updateGeometry()
        self.update()

    def _paint(self) -> _Paint:
        t = theme().tokens
        if not self.isEnabled():
            return _disabled(t, self._kind)
        ink = {"filled": t.on_accent, "secondary": t.text, "danger": t.urgent}.get(self._kind, t.accent)
        ink = t.color(self._ink) if self._ink else ink
        fill = {"filled": t.accent, "tonal": t.soft, "link": None}.get(self._kind, t.sheet)
        edge = {"secondary": t.field, "danger": t.urgent}.get(self._kind)
        if fill is not None and (self.underMouse() or self.isDown()):
            fill = mix(
                fill,
                t.text if t.dark else ink if self._kind != "filled" else t.text,
                0.16 if self.isDown() else 0.06,
            )
        if self._kind == "link" and (self.underMouse() or self.isDown()):
            ink = mix(ink, t.text, 0.35)
        return _Paint(fill, edge, ink)

    def _text_width(self) -> int:
        flags = int(Qt.TextFlag.TextHideMnemonic) | int(Qt.TextFlag.TextSingleLine)
        return QFontMetrics(self.font()).size(flags, self.text()).width() + 1

    def _content_width(self) -> int:
        if not self._icon_name:
            return self._text_width()
        gap = theme().px(_GAP) if self.text() else 0
        return self._text_width() + theme().px(_ICON) + gap

    def _places(self) -> tuple[int, int, int]:
        """Left edge of the content, then the offsets of picture and word."""
        left = (self.width() - self._content_width()) // 2
        if self._kind == "link":
            left = 0
        if not self._icon_name:
            return left, 0, 0
        px = theme().px
        if self._icon_after:
            return left, self._text_width() + px(_GAP), 0
        return left, 0, px(_ICON) + px(_GAP)


class IconButton(QPushButton):
    """A picture that can be pressed; it has no word, so it must be given a `name` to be read out."""

    def __init__(
        self, parent: QWidget | None = None, *, icon: str = "x", name: str = "", side: int = 36
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._side = side
        self.set_name(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_name(self, name: str) -> None:
        """What it does, for the tooltip and the screen reader."""
        self.setAccessibleName(display(name))
        self.setToolTip(display(name))

    def get_icon_name(self) -> str:
        return self._icon_name

    def set_icon_name(self, name: str) -> None:
        self._icon_name = name
        self.update()

    iconName = Property(str, get_icon_name, set_icon_name)  # noqa: N815 - a Qt property

    def sizeHint(self) -> QSize:
        side = theme().px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = theme().tokens
        if self.underMouse() or self.isDown():
            paint_panel(painter, self.rect(), 8, mix(t.frame, t.text, 0.08), None)
        side = theme().px(20 if self._side >= 28 else 14)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, box, self._icon_name, t.text2 if self.isEnabled() else t.hair2)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _disabled(t: Tokens, kind: str) -> _Paint:
    ink = mix(t.sheet, t.text2, 0.6)
    if kind == "link":
        return _Paint(None, None, ink)
    return _Paint(t.sheet, t.hair2 if t.dark else t.hair, ink)

"""A large picture to choose: the thing, and what went wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from gdpr_desk.breaches.vocabulary import IncidentKind
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import block_height, paint_panel
from gdpr_desk.qtkit.theme import font, px, suited, theme, tokens

PICTURES = {
    IncidentKind.LOST_DEVICE: ("laptop", "search-x"),
    IncidentKind.WRONG_RECIPIENT: ("mail", "users"),
    IncidentKind.HACKING: ("server", "bug"),
    IncidentKind.LOST_PAPER: ("file-text", "circle-help"),
    IncidentKind.UNDUE_ACCESS: ("id-card", "eye"),
    IncidentKind.DELETED_FILE: ("folder", "trash-2"),
    IncidentKind.WEBSITE: ("globe", "lock-open"),
    IncidentKind.PROVIDER: ("handshake", "message-square-warning"),
}
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_DISC, _LEAST_DISC = 112, 32
_AIR, _GAP, _EDGE = 8, 10, 10
"""Above and below, between disc and words, at the left and right of the words."""


class Shape(Enum):
    """What a tile has room for: the disc above its words, or the words alone, which tell one from another."""

    WHOLE = "whole"
    WORDED = "worded"


class KindTile(QRadioButton):
    """A disc with a thin picture and a red mark at its corner, a title, a few words."""

    def __init__(self, parent: QWidget, kind: IncidentKind, title: str, second: str, told: str) -> None:
        super().__init__(parent)
        self._icon, self._mark = PICTURES[kind]
        self.beside: Sequence[KindTile] = (self,)
        """All the tiles of the page, so that discs and titles stand in one line whatever is written below."""
        self._title, self._second = display(title), display(second)
        self.setObjectName(f"kind_{kind.value}")
        self.setText(self._title)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(display(told))
        self.setToolTip(display(told))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)  # so that the first layout knows it: a hint does not know the width
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(186), px(236))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(112), px(56))

    def heightForWidth(self, width: int) -> int:
        """The least it needs so wide."""
        return self._words(width - 2 * px(_EDGE)) + 2 * px(_AIR)

    def shape(self) -> Shape:
        """Alike for all the tiles, which are equally large."""
        disc = px(_LEAST_DISC) + px(_GAP)
        needed = self.heightForWidth(self.width()) + disc
        return Shape.WHOLE if self.height() >= needed else Shape.WORDED

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focus_ring_radius(self) -> float:
        return 12.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        on = self.isChecked()
        fill = t.soft if on else t.raised if self.underMouse() else t.sheet
        paint_panel(painter, self.rect(), 12, fill, t.accent if on else t.field, width=2 if on else 1)
        left, room = px(_EDGE), self.width() - 2 * px(_EDGE)
        words, side = self._words(room), 0
        if self.shape() is Shape.WHOLE:
            side = max(px(_LEAST_DISC), min(px(_DISC), self.height() - words - px(_GAP + 2 * _AIR)))
        disc = side + px(_GAP) if side else 0
        top = max(px(_AIR), (self.height() - disc - words) // 2)
        if side:
            self._paint_disc(painter, QRect((self.width() - side) // 2, top, side, side), on)
        title = QRect(left, top + disc, room, self.title_height(room))
        _written(painter, title, self._title, "strong", _CENTRE)
        below = QRect(left, title.bottom() + px(4), room, self.height())
        _written(painter, below, self._second, "second", _CENTRE)

    def _words(self, room: int) -> int:
        """The height of title and examples, as high as the highest of all the tiles."""
        titles = max(tile.title_height(room) for tile in self.beside)
        return titles + px(4) + max(tile.second_height(room) for tile in self.beside)

    def _paint_disc(self, painter: QPainter, disc: QRect, on: bool) -> None:
        t = tokens()
        paint_panel(painter, disc, disc.width() / 2, t.soft2 if on else t.soft, None)
        picture = QRect(0, 0, disc.width() // 2, disc.width() // 2)
        picture.moveCenter(disc.center())
        paint_icon(painter, picture, self._icon, t.accent)
        mark_side = max(px(18), round(disc.width() * 0.32))
        outer = QRect(0, 0, mark_side, mark_side)
        outer.moveCenter(disc.center() + QPoint(round(disc.width() * 0.36), round(disc.width() * 0.32)))
        paint_panel(painter, outer, outer.width() / 2, t.soft if on else t.sheet, None)
        inner = outer.adjusted(2, 2, -2, -2)
        paint_panel(painter, inner, inner.width() / 2, t.badge_urgent_bg, None)
        mark = QRect(0, 0, mark_side // 2, mark_side // 2)
        mark.moveCenter(outer.center())
        paint_icon(painter, mark, self._mark, t.badge_urgent_text)

    def title_height(self, room: int) -> int:
        """Of the title where it is `room` wide."""
        return block_height(self._title, font("strong"), room)

    def second_height(self, room: int) -> int:
        """Of the examples below it."""
        return block_height(self._second, font("second"), room)


def _written(
    painter: QPainter, box: QRect, text: str, role: str, flags: Qt.AlignmentFlag | Qt.TextFlag
) -> None:
    painter.setFont(suited(font(role), text))
    painter.setPen(tokens().text2 if role == "second" else tokens().text)
    painter.drawText(box, int(flags), text)

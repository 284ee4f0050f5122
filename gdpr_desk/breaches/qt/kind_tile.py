"""A large picture to choose: the thing, and what went wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

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
_DISC, _SMALL_DISC = 112, 64


class KindTile(QRadioButton):
    """A disc with a thin picture and a red mark at its corner, a title, a few words."""

    def __init__(self, parent: QWidget, kind: IncidentKind, title: str, second: str) -> None:
        super().__init__(parent)
        self._icon, self._mark = PICTURES[kind]
        self.beside: Sequence[KindTile] = (self,)
        """All the tiles of the page, so that discs and titles stand in one line whatever is written below."""
        self._title, self._second = display(title), display(second.rstrip("."))
        self.setObjectName(f"kind_{kind.value}")
        self.setText(self._title)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._second)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(186), px(236))

    def minimumSizeHint(self) -> QSize:
        wide = px(112)
        words = max(tile.words_height(max(wide, self.width())) for tile in self.beside)
        return QSize(wide, px(_SMALL_DISC) + words + px(30))

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
        room = self._room(self.width())
        words = max(tile.words_height(self.width()) for tile in self.beside)
        side = max(px(_SMALL_DISC), min(px(_DISC), self.height() - words - px(14) - px(32)))
        top = max(px(8), (self.height() - side - px(14) - words) // 2)
        self._paint_disc(painter, QRect((self.width() - side) // 2, top, side, side), on)
        left = (self.width() - room) // 2
        title = QRect(left, top + side + px(14), room, block_height(self._title, font("strong"), room))
        _centred(painter, title, self._title, "strong", "text")
        below = QRect(left, title.bottom() + px(4), room, self.height())
        _centred(painter, below, self._second, "second", "text2")

    def _paint_disc(self, painter: QPainter, disc: QRect, on: bool) -> None:
        t = tokens()
        paint_panel(painter, disc, disc.width() / 2, t.soft2 if on else t.soft, None)
        picture = QRect(0, 0, disc.width() // 2, disc.width() // 2)
        picture.moveCenter(disc.center())
        paint_icon(painter, picture, self._icon, t.accent)
        outer = QRect(0, 0, px(36), px(36))
        outer.moveCenter(disc.center() + QPoint(round(disc.width() * 0.36), round(disc.width() * 0.32)))
        paint_panel(painter, outer, outer.width() / 2, t.soft if on else t.sheet, None)
        inner = outer.adjusted(2, 2, -2, -2)
        paint_panel(painter, inner, inner.width() / 2, t.badge_urgent_bg, None)
        mark = QRect(0, 0, px(18), px(18))
        mark.moveCenter(outer.center())
        paint_icon(painter, mark, self._mark, t.badge_urgent_text)

    def _room(self, width: int) -> int:
        return width - 2 * px(10)

    def words_height(self, width: int) -> int:
        """Of the title and what is written below it, in a tile so wide."""
        room = self._room(width)
        title = block_height(self._title, font("strong"), room)
        return title + px(4) + block_height(self._second, font("second"), room)


def _centred(painter: QPainter, box: QRect, text: str, role: str, token: str) -> None:
    painter.setFont(suited(font(role), text))
    painter.setPen(tokens().color(token))
    painter.drawText(box, int(_CENTRE), text)

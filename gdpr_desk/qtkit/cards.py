"""Choices one can read before choosing: a radio with its consequence, a tile with its picture."""

from __future__ import annotations

from PySide6.QtCore import Property, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.painting import block_height, line_width, paint_block, paint_panel, paint_tick
from gdpr_desk.qtkit.surfaces import paint_tile
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_DOT = 18


class OptionCard(QRadioButton):
    """A choice that needs a decision: a title and what follows from it.

    Cards with the same parent exclude each other; arrow keys move between them.
    """

    def __init__(
        self, parent: QWidget | None = None, *, title: str = "", consequence: str = "", key: str = ""
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._consequence = ""
        self._heights: dict[int, int] = {}
        self.set_title(title)
        self.set_consequence(consequence)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._restyle)

    def get_title(self) -> str:
        return self.text()

    def set_title(self, title: str) -> None:
        self.setText(display(title).replace("&", "&&"))
        self._retell()

    def get_consequence(self) -> str:
        return self._consequence

    def set_consequence(self, consequence: str) -> None:
        self._consequence = display(consequence)
        self._retell()

    title = Property(str, get_title, set_title)
    consequence = Property(str, get_consequence, set_consequence)

    def sizeHint(self) -> QSize:
        return QSize(px(320), self.heightForWidth(px(320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(48))

    def heightForWidth(self, width: int) -> int:
        """Measured once for each width: a layout asks dozens of times."""
        if width not in self._heights:
            room = width - self._indent() - px(14)
            title = block_height(self._words(), font("strong"), room)
            self._heights[width] = title + self._under(room) + 2 * px(10)
        return self._heights[width]

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focus_ring_radius(self) -> float:
        return 8.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        on = self.isChecked()
        fill = t.soft if on else t.raised if self.underMouse() else t.sheet
        paint_panel(painter, self.rect(), 8, fill, t.accent if on else t.field, width=2 if on else 1)
        dot = QRect(px(16), (self.height() - px(_DOT)) // 2, px(_DOT), px(_DOT))
        paint_radio(painter, dot, on)
        room = self.width() - self._indent() - px(14)
        high = block_height(self._words(), font("strong"), room)
        top = (self.height() - high - self._under(room)) // 2
        box = QRect(self._indent(), top, room, high)
        paint_block(painter, box, self._words(), font("strong" if on else "row_title"), t.text)
        below = QRect(self._indent(), top + high + px(3), room, self.height())
        paint_block(painter, below, self._consequence, font("second"), t.text2)

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _under(self, room: int) -> int:
        if not self._consequence:
            return 0
        return px(3) + block_height(self._consequence, font("second"), room)

    def _indent(self) -> int:
        return px(46)

    def _retell(self) -> None:
        self.setAccessibleName(self._words())
        self.setAccessibleDescription(self._consequence)
        self._restyle()

    def _restyle(self) -> None:
        self._heights.clear()
        self.updateGeometry()
        self.update()


class PictureTile(QCheckBox):
    """A tile that can be chosen: picture, title, a few words, a tick in its corner."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        icon: str = "circle",
        title: str = "",
        second: str = "",
        key: str = "",
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._icon_name = icon
        self._second = ""
        self.set_title(title)
        self.set_second(second)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._restyle)

    def get_title(self) -> str:
        return self.text()

    def set_title(self, title: str) -> None:
        self.setText(display(title).replace("&", "&&"))
        self._retell()

    def get_second(self) -> str:
        return self._second

    def set_second(self, second: str) -> None:
        self._second = display(second)
        self._retell()

    def get_icon_name(self) -> str:
        return self._icon_name

    def set_icon_name(self, name: str) -> None:
        self._icon_name = name
        self.update()

    title = Property(str, get_title, set_title)
    second = Property(str, get_second, set_second)
    iconName = Property(str, get_icon_name, set_icon_name)  # noqa: N815 - a Qt property

    def sizeHint(self) -> QSize:
        return QSize(px(222), px(106))

    def minimumSizeHint(self) -> QSize:
        words = f"{self._words()} {self._second}".split()
        room = max((line_width(word, font("strong")) for word in words), default=0)
        wide = px(14) + px(44) + px(12) + room + px(12)
        return QSize(wide, self.least_height(wide))

    def least_height(self, width: int) -> int:
        """What title and words need in a tile of `width` pixels, the mark in its corner left free."""
        room = width - px(14) - px(44) - px(12) - px(12)
        needed = self._title_height(room) + px(4) + block_height(self._second, font("caption"), room)
        return max(px(72), needed + 2 * px(24))

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
        side = px(44)
        tile = QRect(px(14), (self.height() - side) // 2, side, side)
        paint_tile(painter, tile, self._icon_name, "solid" if on else "raised")
        mark = QRect(self.width() - px(9) - px(_DOT), px(8), px(_DOT), px(_DOT))
        _paint_mark(painter, mark, on)
        left = tile.right() + px(12)
        room = self.width() - left - px(10)
        high = self._title_height(room)
        under = block_height(self._second, font("caption"), room)
        # Titles side by side stand on one line, as with one line below each; more words go down.
        one_line = QFontMetrics(font("strong")).height() + px(4) + QFontMetrics(font("caption")).height()
        lowest = self.height() - high - px(4) - under - px(8)
        top = max(mark.bottom() - px(4), min((self.height() - one_line) // 2, lowest))
        box = QRect(left, top, room, high)
        paint_block(painter, box, self._words(), font("strong" if on else "row_title"), t.text)
        below = QRect(left, top + high + px(4), room, under)
        paint_block(painter, below, self._second, font("caption"), t.text2)

    def _title_height(self, room: int) -> int:
        return block_height(self._words(), font("strong"), room)

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _retell(self) -> None:
        self.setAccessibleName(self._words())
        self.setAccessibleDescription(self._second)
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def paint_radio(painter: QPainter, box: QRect, on: bool) -> None:
    """The round mark of one choice among several."""
    t = tokens()
    radius = box.width() / 2
    if not on:
        paint_panel(painter, box, radius, t.sheet, t.field, width=2)
        return
    paint_panel(painter, box, radius, t.accent, None)
    inner = round(box.width() * 0.39)
    hole = QRect(0, 0, inner, inner)
    hole.moveCenter(box.center())
    paint_panel(painter, hole, inner / 2, t.on_accent, None)


def _paint_mark(painter: QPainter, box: QRect, on: bool) -> None:
    t = tokens()
    paint_panel(painter, box, 4, t.accent if on else t.sheet, None if on else t.field, width=2)
    if on:
        paint_tick(painter, box, t.on_accent, box.width() / 9)

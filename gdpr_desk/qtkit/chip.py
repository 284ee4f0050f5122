"""One chip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import line_width, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_PAD, _ICON, _GAP = 12, 16, 6


class Chip(QPushButton):
    """A round-ended word: a filter (checkable, with a count) or a chosen thing (removable).

    A removable chip emits `removed` on its cross, on Delete and on Backspace.
    """

    removed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        text: str = "",
        count: int | None = None,
        icon: str = "",
        removable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._count = count
        self._icon_name = icon
        self._removable = removable
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_content(text, count, icon)
        theme().changed.connect(self._restyle)

    def set_content(self, text: str, count: int | None = None, icon: str = "") -> None:
        """Show `text`, perhaps a number after it and a picture before."""
        self._count, self._icon_name = count, icon
        self.setText(display(text).replace("&", "&&"))
        said = self._words() if count is None else f"{self._words()}, {count}"
        self.setAccessibleName(f"{said}, retirer" if self._removable else said)
        self._restyle()

    def shown(self) -> str:
        """« À compléter  3 », for a menu; an ampersand in it is doubled."""
        return self.text() if self._count is None else f"{self.text()}  {self._count}"

    def sizeHint(self) -> QSize:
        width = 2 * px(_PAD) + line_width(self._words(), font("second_strong"))
        width += px(_ICON) + px(_GAP) if self._icon_name else 0
        width += px(5) + line_width(str(self._count), font("second_strong")) if self._count is not None else 0
        width += px(_ICON) + px(_GAP) - px(4) if self._removable else 0
        return QSize(width, px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), px(120)), px(32))

    def focus_ring_radius(self) -> float:
        return self.height() / 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        on = self.isChecked()
        fill: QColor = t.soft if on or self._removable else t.raised if self.underMouse() else t.sheet
        edge = t.accent if on else t.soft2 if self._removable else t.field
        ink = t.accent if on else t.text
        paint_panel(painter, self.rect(), self.height() / 2, fill, edge)
        left = px(_PAD)
        if self._icon_name:
            tint = ink if on else t.text2
            paint_icon(painter, self._square(left), self._icon_name, tint)
            left += px(_ICON) + px(_GAP)
        right = self.width() - px(_PAD)
        if self._removable:
            paint_icon(painter, self._cross(), "x", t.text2)
            right = self._cross().x() - px(_GAP)
        if self._count is not None:
            wide = line_width(str(self._count), font("second_strong"))
            box = QRect(right - wide, 0, wide + 1, self.height())
            paint_line(painter, box, str(self._count), font("second_strong"), ink)
            right -= wide + px(5)
        room = QRect(left, 0, right - left + 1, self.height())
        paint_line(painter, room, self._words(), font("second_strong"), ink)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_cross = self._removable and self._over_cross(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if on_cross:
            self.removed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if self._removable and event.key() in keys:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _square(self, left: int) -> QRect:
        return QRect(left, (self.height() - px(_ICON)) // 2, px(_ICON), px(_ICON))

    def _cross(self) -> QRect:
        return self._square(self.width() - px(_PAD) - px(_ICON) + px(4))

    def _over_cross(self, at: QPoint) -> bool:
        return at.x() >= self._cross().x() - px(_GAP)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

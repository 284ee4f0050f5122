"""The sidebar: brand, rooms, and what they count; a 64 px rail where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.shell.parts import label
from gdpr_desk.shell.room import Room
from gdpr_desk.shell.shortcuts import keys_of, spoken

WIDE = 224
RAIL = 64
ALARM = "Signaler un incident"
NARROW_BELOW = 1180
"""Logical window width under which the sidebar becomes a rail (1366 px at 125 %)."""


class NavButton(QAbstractButton):
    """One room: icon, word, accent bar when it is the one on screen."""

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = room.icon
        self._word = display(room.title.replace("&", ""))
        self.compact = False
        self._count = 0
        self.setText(room.title)
        self.setCheckable(True)
        self.setAccessibleName(self._word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_compact(self, compact: bool) -> None:
        """Icon only, with the word as a tooltip."""
        self.compact = compact
        self.setToolTip(self._word if compact else "")
        self.updateGeometry()
        self.update()

    def set_count(self, count: int) -> None:
        """The counter pill; hidden at 0."""
        self._count = count
        self.setAccessibleName(f"{self._word}, {count} à compléter" if count else self._word)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(40) if self.compact else px(200), px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(40), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        on = self.isChecked()
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if on:
            painter.setPen(QPen(colours.hair, 1))
            painter.setBrush(colours.sheet)
            painter.drawRoundedRect(pill, 8, 8)
            bar = QRectF(0, (self.height() - px(20)) / 2, 3, px(20))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent)
            painter.drawRoundedRect(bar, 1.5, 1.5)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hair)
            painter.drawRoundedRect(pill, 8, 8)
        side = px(20)
        left = (self.width() - side) // 2 if self.compact else px(12)
        icon = QRect(left, (self.height() - side) // 2, side, side)
        paint_icon(painter, icon, self._icon, colours.accent if on else colours.text2)
        if not self.compact:
            self._paint_words(painter, on)
        elif self._count:
            self._paint_corner(painter)

    def _paint_words(self, painter: QPainter, on: bool) -> None:
        colours = tokens()
        painter.setFont(font("strong" if on else "row_title"))
        painter.setPen(colours.text if on else colours.text2)
        words = QRectF(px(44), 0, self.width() - px(52), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
        if not self._count:
            return
        painter.setFont(font("head"))
        text = str(self._count)
        height = px(20)
        width = max(px(24), painter.fontMetrics().horizontalAdvance(text) + px(14))
        pill = QRectF(self.width() - width - px(12), (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.badge_neutral_bg)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(colours.badge_neutral_text)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_corner(self, painter: QPainter) -> None:
        """The counter at the icon's corner."""
        colours = tokens()
        painter.setFont(font("head"))
        text = str(self._count)
        height = px(16)
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + px(8))
        pill = QRectF(self.width() / 2 + px(3), 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(colours.on_accent)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)


class Sidebar(QWidget):
    """Brand and rooms. `chosen` carries the key of the room."""

    chosen = Signal(str)
    alarm_pressed = Signal()

    def __init__(self, rooms: Sequence[Room], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Navigation")
        self._groups: list[QWidget] = []
        self._buttons: dict[str, NavButton] = {}
        self._exclusive = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 8)
        self._column.setSpacing(2)
        self.brand = Brand(self)
        self._column.addWidget(self.brand)
        self._column.addSpacing(12)
        for room in rooms:
            self._add(room)
        self._column.addStretch(1)
        self._alarm: Button | None = None
        self._compact = False
        self.set_compact(False)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.set_compact(self._compact)

    def _add(self, room: Room) -> None:
        if room.group:
            heading = label("head", room.group)
            heading.setContentsMargins(12, 12, 0, 4)
            self._groups.append(heading)
            self._column.addWidget(heading)
        button = NavButton(room, self)
        button.clicked.connect(lambda _checked=False, key=room.key: self.chosen.emit(key))
        self._exclusive.addButton(button)
        self._buttons[room.key] = button
        self._column.addWidget(button)

    def offer_alarm(self) -> None:
        """« Signaler un incident », one press away from everywhere: the only red that always stands."""
        self._alarm = Button(self, kind="danger", icon="siren", text=ALARM)
        self._alarm.setObjectName("alarm")
        self._alarm.clicked.connect(self.alarm_pressed)
        self._column.addWidget(self._alarm)
        self.set_compact(self._compact)

    def show_room(self, key: str) -> None:
        """Mark the room on screen."""
        self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """The number beside a room."""
        self._buttons[key].set_count(count)

    def set_compact(self, compact: bool) -> None:
        """Between 224 px with words and a 64 px rail."""
        self._compact = compact
        self.setFixedWidth(px(RAIL if compact else WIDE))
        for heading in self._groups:
            heading.setVisible(not compact)
        for button in self._buttons.values():
            button.set_compact(compact)
        self.brand.set_compact(compact)
        if self._alarm is not None:
            self._alarm.setText("" if compact else ALARM)
            self._alarm.setAccessibleName(ALARM)
            self._alarm.setToolTip(f"{ALARM} ({spoken(keys_of('incident'))})")

    def focus_current(self) -> None:
        """Put the focus on the room on screen."""
        button = self._exclusive.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


class Brand(QWidget):
    """The shop's tile and name, and that the vault is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self._name = ""
        self._demo = False
        self.setFixedHeight(px(44))

    def set_shop(self, name: str, *, demo: bool) -> None:
        """The shop's name; only ever called with an open vault."""
        self._name = display(name)
        self._demo = demo
        self.setAccessibleName(f"{self._name}, coffre ouvert")
        self.update()

    def set_compact(self, compact: bool) -> None:
        """The tile alone, the name as a tooltip."""
        self._compact = compact
        self.setFixedHeight(px(44))
        self.setToolTip(self._name if compact else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        side = px(36)
        left = (self.width() - side) // 2 if self._compact else px(12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        painter.drawRoundedRect(QRectF(left, px(4), side, side), 8, 8)
        inset = (side - px(20)) // 2
        icon = QRect(left + inset, px(4) + inset, px(20), px(20))
        paint_icon(painter, icon, "store", colours.on_accent)
        if self._compact:
            return
        room = self.width() - px(60)
        painter.setFont(font("strong"))
        painter.setPen(colours.text)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(px(60), px(3), room, px(20)), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(font("caption"))
        painter.setPen(colours.text2)
        state = "Démonstration" if self._demo else "Coffre ouvert"
        painter.drawText(QRectF(px(60), px(22), room, px(18)), Qt.AlignmentFlag.AlignVCenter, state)

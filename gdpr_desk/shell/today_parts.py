"""The pieces of the today page: a row of the list, a line of a card, a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import paint_line, paint_panel
from gdpr_desk.qtkit.surfaces import Card, IconTile, Separator
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.shell.parts import button, label
from gdpr_desk.shell.today import TodayRow

ROW_BUTTON = 104


class RowsCard(Card):
    """The list of things to do; arrow keys move between the buttons, Entrée presses."""

    chosen = Signal(str)
    more = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 3, 16, 3)
        self._column.setSpacing(0)
        self._buttons: list[Button] = []
        self._badges: dict[str, Badge] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_rows(self, rows: Sequence[TodayRow], total: int) -> None:
        """Show `rows`; `total` says how many there are in all."""
        empty_column(self._column)
        self._buttons = []
        self._badges = {}
        for place, row in enumerate(rows):
            if place:
                self._column.addWidget(_inset_separator())
            self._column.addWidget(self._row(row, first=place == 0))
        if total > len(rows):
            self._column.addWidget(_inset_separator())
            more = button("link", f"Voir tout ({total})", small=True)
            more.clicked.connect(self.more)
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(px(48), 10, 0, 6)
            line.addWidget(more)
            line.addStretch(1)
            self._column.addWidget(holder)

    def retell(self, rows: Sequence[TodayRow]) -> None:
        """Time went by: what the badges of `rows` say now, where they are shown."""
        for row in rows:
            if row.reference in self._badges:
                _say(self._badges[row.reference], row)

    def focus_first(self) -> None:
        """The first row's button holds the next step."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if by is None or watched not in self._buttons:
            return False
        place = self._buttons.index(watched) + by if isinstance(watched, Button) else 0
        if 0 <= place < len(self._buttons):
            self._buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _row(self, row: TodayRow, *, first: bool) -> QWidget:
        holder = QWidget()
        holder.setMinimumHeight(px(52))
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(12)
        line.addWidget(IconTile(icon=row.icon, side=36))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label("strong", row.title, wrap=True))
        words.addWidget(label("second", row.second, wrap=True))
        line.addLayout(words, 1)
        badge = Badge()
        _say(badge, row)
        self._badges[row.reference] = badge
        line.addWidget(badge)
        press = button("filled" if first else "secondary", row.verb, small=True, name=row.title)
        press.setFixedWidth(px(ROW_BUTTON))
        press.clicked.connect(lambda _checked=False, key=row.reference: self.chosen.emit(key))
        press.installEventFilter(self)
        self._buttons.append(press)
        line.addSpacing(4)
        line.addWidget(press)
        return holder


def _say(badge: Badge, row: TodayRow) -> None:
    badge.set_state(row.state, row.badge, row.mark or ("circle-alert" if row.state == "attention" else ""))


def _inset_separator() -> QWidget:
    """A hairline that starts at the text, not at the icon."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(px(48), 0, 0, 0)
    line.addWidget(Separator())
    return holder


class ShareBar(QWidget):
    """How much is done, as a bar; the figure stands beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_share(self, share: float, words: str) -> None:
        """Show `share` (0 to 1); `words` is what is read out."""
        self._share = share
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(120), 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour in ((1.0, tokens().hair), (self._share, tokens().accent)):
            painter.setBrush(colour)
            if share > 0:
                painter.drawRoundedRect(QRectF(0, 0, max(6.0, self.width() * share), 6), 3, 3)


class LinkLine(QAbstractButton):
    """A line of a card that leads somewhere: words left, chevron right; done ones carry a check."""

    def __init__(self, text: str, *, done: bool | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = display(text)
        self._done = done
        state = {True: "fait : ", False: "à faire : ", None: ""}[done]
        self.setAccessibleName(display(f"{state}{text}"))
        self.setEnabled(done is not True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(48 if self._done is None else 40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        if self.underMouse() and self.isEnabled():
            paint_panel(painter, self.rect().adjusted(0, 2, 0, -2), 6, colours.raised, None)
        left, high = 0, self.height()
        if self._done is not None:
            mark = QRect(0, (high - px(18)) // 2, px(18), px(18))
            name, tint = ("circle-check", colours.ok) if self._done else ("circle", colours.field)
            paint_icon(painter, mark, name, tint)
            left = px(28)
        room = QRect(left, 0, self.width() - left - px(24), high)
        face, tint = font("second"), colours.text2 if self._done else colours.text
        paint_line(painter, room, self._words, face, tint)
        if self.isEnabled():
            chevron = QRect(self.width() - px(16), (high - px(16)) // 2, px(16), px(16))
            paint_icon(painter, chevron, "chevron-right", colours.text2)

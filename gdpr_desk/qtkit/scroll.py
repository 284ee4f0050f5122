"""A scroll area without frame whose cut edges fade, so that nobody takes the cut for the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QWidget

from gdpr_desk.qtkit.theme import color, theme

FADE = 40
_VEIL = 12
_COVERED = 0.7
"""From here on the foot's veil hides everything: no sliver of a row is left standing at the edge."""
_BEYOND = 1
"""Pixels painted past the foot: at a broken ratio the last row of the screen is covered in part only."""
CARD_CORNER = 11
_BAR = 8
"""Width of the scroll bar in the style sheet."""


class Fade(QWidget):
    """The 40 px veil at the foot of a scrolling `area`, over ground token `ground`; at the `head`
    a thin one, for what has been scrolled away. `corner` is the radius at the foot, where the area
    fills a card whose edge keeps its corners."""

    def __init__(
        self, area: QAbstractScrollArea, ground: str = "sheet", *, head: bool = False, corner: int = 0
    ) -> None:
        super().__init__(area)
        self._area = area
        self._ground = ground
        self._head = head
        self._corner = corner
        self.wanted = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        area.installEventFilter(self)
        area.viewport().installEventFilter(self)
        area.verticalScrollBar().valueChanged.connect(self._place)
        area.verticalScrollBar().rangeChanged.connect(self._place)
        theme().changed.connect(self.update)
        self._place()

    def set_ground(self, token: str) -> None:
        self._ground = token
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, whole = color(self._ground), self.rect().adjusted(0, 0, 0, 0 if self._head else _BEYOND)
        clear = QColor(ground)
        clear.setAlpha(0)
        shade = QLinearGradient(0, 0, 0, self.height())
        shade.setColorAt(1 - _COVERED if self._head else 0, ground if self._head else clear)
        shade.setColorAt(1 if self._head else _COVERED, clear if self._head else ground)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._head or not self._corner:
            painter.fillRect(whole, shade)
            return
        painter.setBrush(shade)
        painter.drawRoundedRect(whole.adjusted(0, -2 * self._corner, 0, 0), self._corner, self._corner)

    def _place(self) -> None:
        bar = self._area.verticalScrollBar()
        rest = bar.value() - bar.minimum() if self._head else bar.maximum() - bar.value()
        view = self._area.viewport()
        corner = view.mapTo(self._area, QPoint(0, 0))
        height = min(_VEIL if self._head else FADE, view.height())
        top = corner.y() if self._head else corner.y() + view.height() - height
        broken = not self._head and not self.devicePixelRatioF().is_integer()
        self.setGeometry(corner.x(), top, view.width(), height + broken)  # no row of pixels stays bare
        self.setVisible(self.wanted and rest > 0)
        self.raise_()


class FadeScroll(QScrollArea):
    """A vertical page: its widget takes the width, wraps, and fades where it goes on.

    Where the widget cannot become narrow enough it scrolls sideways too, rather than being cut.
    Not `faded` where the edges fall between rows anyway; `corner` as for `Fade`.
    """

    def __init__(
        self, parent: QWidget | None = None, *, ground: str = "sheet", faded: bool = True, corner: int = 0
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._gutter = 0
        self._fade = Fade(self, ground, corner=corner)
        self._fades = (self._fade, Fade(self, ground, head=True))
        for fade in self._fades:
            fade.wanted = faded
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def set_gutter(self, width: int) -> None:
        """Keep `width` pixels free at the right, where the scroll bar stands when there is one: the
        page does not shift when it appears, and its right edge stays that of the header."""
        self._gutter = width
        self._make_room()

    def _make_room(self) -> None:
        if self._gutter:
            taken = _BAR if self.verticalScrollBar().maximum() > 0 else 0
            self.setViewportMargins(0, 0, self._gutter - taken, 0)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)

    def set_ground(self, token: str) -> None:
        """The colour the page fades into: the token of what lies behind."""
        for fade in self._fades:
            fade.set_ground(token)

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that `widget` is seen with some room around it, clear of the fade at the foot."""
        page = self.widget()
        if page is None:
            return
        corner = widget.mapTo(page, QPoint(0, 0))
        self.ensureVisible(corner.x(), corner.y() + widget.height(), 0, FADE + 8)
        self.ensureVisible(corner.x(), corner.y(), 0, _VEIL)

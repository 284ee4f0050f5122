"""A scroll area without frame whose end fades, so that nobody takes the cut for the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QWidget

from gdpr_desk.qtkit.theme import color, theme

FADE = 40
_CORNER = 11


class Fade(QWidget):
    """The 40 px veil at the foot of a scrolling `area`, over ground token `ground`."""

    def __init__(self, area: QAbstractScrollArea, ground: str = "sheet") -> None:
        super().__init__(area)
        self._area = area
        self._ground = ground
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
        ground = color(self._ground)
        clear = QColor(ground)
        clear.setAlpha(0)
        shade = QLinearGradient(0, 0, 0, self.height())
        shade.setColorAt(0, clear)
        shade.setColorAt(1, ground)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        # Round at the foot, so that the edge of the card behind keeps its corners.
        painter.drawRoundedRect(self.rect().adjusted(0, -2 * _CORNER, 0, 0), _CORNER, _CORNER)

    def _place(self) -> None:
        bar = self._area.verticalScrollBar()
        rest = bar.maximum() - bar.value()
        view = self._area.viewport()
        corner = view.mapTo(self._area, QPoint(0, 0))
        height = min(FADE, view.height())
        self.setGeometry(corner.x(), corner.y() + view.height() - height, view.width(), height)
        self.setVisible(rest > 0)
        self.raise_()


class FadeScroll(QScrollArea):
    """A vertical page: its widget takes the width, wraps, and fades where it goes on.

    Where the widget cannot become narrow enough it scrolls sideways too, rather than being cut.
    """

    def __init__(self, parent: QWidget | None = None, *, ground: str = "sheet") -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._fade = Fade(self, ground)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)

    def set_ground(self, token: str) -> None:
        """The colour the page fades into: the token of what lies behind."""
        self._fade.set_ground(token)

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that `widget` is seen with some room around it."""
        self.ensureWidgetVisible(widget, 0, FADE + 8)

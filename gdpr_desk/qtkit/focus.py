"""The focus ring: 2 px accent, 2 px outside the control, which a style sheet cannot draw.

One transparent widget per application follows the focus. A control may tell its shape with
`focus_ring_rect()` and `focus_ring_radius()`; one that paints its own mark sets the dynamic
property `focusRing` to False.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

GAP = 2
WIDTH = 2
_OUT = GAP + WIDTH
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class FocusRing(QObject):
    """Follows the application's focus and keeps one ring around it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: _Frame | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None or not _wants_ring(new):
            return
        self._watch(new)
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton or not isinstance(new, QAbstractButton):
            self._show()

    def _watch(self, widget: QWidget) -> None:
        ground = _ground_of(widget)
        step: QWidget | None = widget
        while step is not None and step is not ground:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()

    def _leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        if self._frame is not None and isValid(self._frame):
            self._frame.hide()
            self._frame.setParent(None)
            self._frame.deleteLater()
        self._frame = None

    def _show(self) -> None:
        target = self._watched[0] if self._watched else None
        if target is None or not isValid(target):
            return
        if self._frame is None or not isValid(self._frame):
            self._frame = _Frame(_ground_of(target))
        self._frame.surround(target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            if self._frame is not None:
                self._show()
        elif event.type() == QEvent.Type.KeyPress and self._frame is None:
            self._show()
        return False


class _Frame(QWidget):
    """The ring itself; never in the way of the mouse, unknown to screen readers."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._radius = 8.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def surround(self, target: QWidget) -> None:
        ground = self.parentWidget()
        if ground is None:
            return
        inner = _ring_rect(target)
        corner = target.mapTo(ground, QPoint(0, 0)) + inner.topLeft()
        self._radius = _ring_radius(target)
        self.setGeometry(QRect(corner, inner.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT))
        self.setVisible(target.isVisibleTo(ground) and not inner.isEmpty())
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().accent().color(), WIDTH))
        half = WIDTH / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        radius = self._radius + GAP + half
        painter.drawRoundedRect(box, radius, radius)


def _wants_ring(widget: QWidget) -> bool:
    if widget.property("focusRing") is False or widget.isWindow():
        return False
    if isinstance(widget, QAbstractItemView):
        return False
    return not isinstance(widget, QAbstractScrollArea) or isinstance(widget, QPlainTextEdit)


def _ground_of(widget: QWidget) -> QWidget:
    """Where the ring lives: what scrolls with the control, or its window."""
    step = widget.parentWidget()
    if step is None:
        return widget
    while not step.isWindow():
        outer = step.parentWidget()
        if outer is None:
            return step
        area = outer.parentWidget()
        if isinstance(area, QScrollArea) and area.viewport() is outer:
            return step
        step = outer
    return step


def _ring_rect(widget: QWidget) -> QRect:
    own = getattr(widget, "focus_ring_rect", None)
    rect = own() if callable(own) else widget.rect()
    return rect if isinstance(rect, QRect) else widget.rect()


def _ring_radius(widget: QWidget) -> float:
    own = getattr(widget, "focus_ring_radius", None)
    if callable(own):
        return float(own())
    return 8.0 if isinstance(widget, QLineEdit | QPlainTextEdit | QAbstractSpinBox | QAbstractButton) else 6.0

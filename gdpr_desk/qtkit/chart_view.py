"""Charts on the screen: QPainter draws the primitives; every box that means something is a button.

The buttons are invisible children over the painted boxes: they bring focus, keys, tooltips and the
names a screen reader reads. One of them is in the tab order, the arrow keys reach the others.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from gdpr_desk.documents import fonts
from gdpr_desk.documents.charts import (
    DASHES,
    ROLES,
    Box,
    Chart,
    Dot,
    Hatching,
    Picture,
    Plate,
    Primitive,
    Ribbon,
    Rule,
    Words,
    ink_middle,
)
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.qtkit.tokens import Tokens

PIXELS = 96 / 72
"""Design pixels in a point."""
_FAMILIES = {
    fonts.REGULAR: ("Inter", QFont.Weight.Normal),
    fonts.MEDIUM: ("Inter", QFont.Weight.Medium),
    fonts.SEMIBOLD: ("Inter", QFont.Weight.DemiBold),
    fonts.BOLD: ("Inter", QFont.Weight.Bold),
}
_REACH = 8.0
"""Pixels around a thin ribbon that still belong to it."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def paint_chart(painter: QPainter, chart: Chart, colours: Tokens, scale: float) -> None:
    """Paint `chart` from the painter's origin, `scale` pixels a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush = _Brush(painter, colours, scale)
    for primitive in chart.primitives:
        brush.draw(primitive)
    painter.restore()


class _Brush:
    """Paints primitives at a scale; edges of boxes and straight lines lie on whole pixels."""

    def __init__(self, painter: QPainter, colours: Tokens, scale: float) -> None:
        self._painter = painter
        self._colours = colours
        self._scale = scale
        self._dots = painter.device().logicalDpiY() or 96

    def draw(self, primitive: Primitive) -> None:
        match primitive:
            case Box():
                self._box(primitive)
            case Ribbon():
                self._ribbon(primitive)
            case Rule():
                self._rule(primitive)
            case Words():
                self._words(primitive)
            case Plate():
                self._plate(primitive)
            case Hatching():
                self._hatching(primitive)
            case Dot():
                self._dot(primitive)
            case Picture():
                side = round(primitive.side * self._scale)
                box = QRect(round(primitive.x * self._scale), round(primitive.y * self._scale), side, side)
                paint_icon(self._painter, box, primitive.name, self._colours.color(primitive.colour))

    def _pen(self, colour: str, width: float, *, dashed: bool = False) -> QPen:
        pen = QPen(self._colours.color(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setDashPattern([length * self._scale / width for length in DASHES])
        return pen

    def _box(self, box: Box) -> None:
        rect = QRectF(_whole(box, self._scale))
        edge = max(1.0, float(round(box.thickness * self._scale))) if box.edge else 0.0
        rect.adjust(edge / 2, edge / 2, -edge / 2, -edge / 2)
        self._painter.setPen(self._pen(box.edge, edge) if box.edge else Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colours.color(box.fill) if box.fill else Qt.BrushStyle.NoBrush)
        radius = min(box.radius * self._scale, rect.height() / 2, rect.width() / 2)
        self._painter.drawRoundedRect(rect, radius, radius)

    def _ribbon(self, ribbon: Ribbon) -> None:
        self._painter.setOpacity(ribbon.opacity)
        pen = self._pen(ribbon.colour, ribbon.width * self._scale, dashed=ribbon.dashed)
        self._painter.strokePath(ribbon_path(ribbon, self._scale), pen)
        self._painter.setOpacity(1.0)

    def _rule(self, rule: Rule) -> None:
        width = max(1.0, float(round(rule.thickness * self._scale)))
        self._painter.setPen(self._pen(rule.colour, width, dashed=rule.dashed))
        half = 0.5 if round(width) % 2 else 0.0
        x1, y1, x2, y2 = (value * self._scale for value in (rule.x1, rule.y1, rule.x2, rule.y2))
        if rule.x1 == rule.x2:
            x1 = x2 = round(x1) + half
        if rule.y1 == rule.y2:
            y1 = y2 = round(y1) + half
        self._painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def _words(self, words: Words) -> None:
        style = ROLES[words.role]
        family, weight = _FAMILIES[style.face]
        font = QFont(family)
        font.setWeight(weight)
        font.setPointSizeF(style.size * self._scale * 72 / self._dots)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        shown = display(words.text)
        metrics = QFontMetricsF(font)
        if words.room and metrics.horizontalAdvance(shown) > words.room * self._scale + 1:
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, words.room * self._scale)
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
        left = words.x * self._scale - metrics.horizontalAdvance(shown) * share
        self._painter.setFont(font)
        self._painter.setPen(self._colours.color(words.colour))
        self._painter.drawText(QPointF(left, words.y * self._scale), shown)

    def _plate(self, plate: Plate) -> None:
        self._box(Box(plate.x, plate.y, plate.width, plate.height, plate.fill, radius=3))
        middle = plate.y + plate.height / 2 + ink_middle("plate")
        self._words(Words(plate.x + plate.width / 2, middle, plate.text, "plate", plate.ink, "middle"))

    def _hatching(self, hatching: Hatching) -> None:
        rect = QRectF(hatching.x, hatching.y, hatching.width, hatching.height)
        scaled = QRectF(rect.topLeft() * self._scale, rect.size() * self._scale)
        self._painter.fillRect(scaled, self._colours.color(hatching.ground))
        self._painter.setPen(self._pen(hatching.colour, max(1.0, 0.75 * self._scale)))
        for x1, y1, x2, y2 in hatching.lines():
            self._painter.drawLine(QPointF(x1, y1) * self._scale, QPointF(x2, y2) * self._scale)

    def _dot(self, dot: Dot) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colours.color(dot.fill))
        radius = dot.radius * self._scale
        self._painter.drawEllipse(QPointF(dot.x, dot.y) * self._scale, radius, radius)


def ribbon_path(ribbon: Ribbon, scale: float) -> QPainterPath:
    """The middle line of a ribbon in pixels."""
    start, first, second, end = (QPointF(x, y) * scale for x, y in ribbon.curve())
    path = QPainterPath(start)
    path.cubicTo(first, second, end)
    return path


def _whole(box: Box, scale: float) -> QRect:
    """The box on whole pixels."""
    left, top = round(box.x * scale), round(box.y * scale)
    return QRect(
        left, top, round((box.x + box.width) * scale) - left, round((box.y + box.height) * scale) - top
    )


class _Spot(QAbstractButton):
    """What lies invisibly over one box: its name, its tooltip, its keys."""

    def __init__(self, parent: ChartView) -> None:
        super().__init__(parent)
        self._view = parent
        self._box = Box(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_box(self, box: Box, scale: float) -> None:
        self._box = box
        self.setGeometry(_whole(box, scale))
        self.setText(box.sentence)
        self.setAccessibleName(display(box.sentence))
        # Names come from outside: a tooltip must not take them for markup.
        self.setToolTip(_tip(box.sentence))

    def focus_ring_radius(self) -> float:
        return self._box.radius * self._view.scale()

    def paintEvent(self, _event: QPaintEvent) -> None:
        return

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.reached.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._view.step(self, *_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.size()


Maker = Callable[[float, float, str], Chart]
"""From width and height in points, and the key chosen, to the chart."""


class ChartView(QWidget):
    """A chart that follows size, theme and text size.

    `chosen(key)` after a box or ribbon was pressed, empty where it was the chosen one; `reached`
    with what took the focus, so that it can be scrolled into view.
    """

    chosen = Signal(str)
    reached = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make: Maker | None = None
        self._chart: Chart | None = None
        self._chosen = ""
        self._height = 0.0
        self._spots: dict[str, _Spot] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.rebuild)

    def set_maker(self, make: Maker) -> None:
        """Say how the chart is made; it is made again for every size and choice."""
        self._make = make
        self.rebuild()

    def set_room(self, height: int) -> None:
        """How many pixels there are before one has to scroll; the chart may need more, or less."""
        self._height = float(height)
        self.rebuild()

    def choose(self, key: str) -> None:
        """Accent the path through `key`; empty for none."""
        self._chosen = key
        self.rebuild()

    def current(self) -> str:
        """What is chosen."""
        return self._chosen

    def focus_current(self) -> None:
        """Put the focus on what is chosen, or on the first box."""
        spot = self._spots.get(self._chosen) or next(iter(self._spots.values()), None)
        if spot is not None:
            spot.setFocus(Qt.FocusReason.OtherFocusReason)

    def chart(self) -> Chart | None:
        """What is painted now."""
        return self._chart

    def scale(self) -> float:
        """Pixels a point, at the current text size."""
        return PIXELS * theme().text_percent / 100

    def rebuild(self) -> None:
        """Make the chart again."""
        if self._make is None or self.width() < 1:
            return
        scale = self.scale()
        self._chart = self._make(self.width() / scale, self._height / scale, self._chosen)
        self.setFixedHeight(round(self._chart.height * scale))
        self.setAccessibleName(display(self._chart.sentence))
        self._place_spots(self._chart)
        self.update()

    def step(self, spot: QWidget, right: int, down: int) -> None:
        """Move the focus from `spot` to its next neighbour in that direction."""
        here = spot.geometry().center()
        best: tuple[float, _Spot] | None = None
        for other in self._spots.values():
            way = other.geometry().center() - here
            along, across = way.x() * right + way.y() * down, abs(way.x() * down) + abs(way.y() * right)
            # Up and down stay in the column; left and right take the nearest box of the next one.
            if other is spot or along <= 0 or (down and across > spot.width() / 2):
                continue
            cost = along * (1000 if right else 1) + across
            if best is None or cost < best[0]:
                best = (cost, other)
        if best is not None:
            best[1].setFocus(Qt.FocusReason.TabFocusReason)
            self._only_stop(best[1])

    def _place_spots(self, chart: Chart) -> None:
        boxes = {box.key: box for box in chart.spots()}
        for key in [key for key in self._spots if key not in boxes]:
            gone = self._spots.pop(key)
            gone.hide()
            gone.deleteLater()
        for key, box in boxes.items():
            if key not in self._spots:
                spot = _Spot(self)
                spot.clicked.connect(lambda _on=False, key=key: self._press(key))
                spot.show()
                self._spots[key] = spot
            self._spots[key].show_box(box, self.scale())
        stop = self._spots.get(self._chosen) or next(iter(self._spots.values()), None)
        if stop is not None:
            self._only_stop(stop)

    def _only_stop(self, stop: _Spot) -> None:
        for spot in self._spots.values():
            policy = Qt.FocusPolicy.StrongFocus if spot is stop else Qt.FocusPolicy.ClickFocus
            spot.setFocusPolicy(policy)

    def _press(self, key: str) -> None:
        self.choose("" if key == self._chosen else key)
        self.chosen.emit(self._chosen)

    def _ribbon_at(self, at: QPointF) -> Ribbon | None:
        """The uppermost ribbon under the mouse."""
        for primitive in reversed(self._chart.primitives if self._chart else ()):
            if isinstance(primitive, Ribbon) and primitive.key:
                stroker = QPainterPathStroker()
                stroker.setWidth(max(_REACH, primitive.width * self.scale()))
                if stroker.createStroke(ribbon_path(primitive, self.scale())).contains(at):
                    return primitive
        return None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            ribbon = self._ribbon_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), _tip(ribbon.sentence) if ribbon else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        ribbon = self._ribbon_at(event.position())
        if ribbon is not None:
            self._press(ribbon.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._chart is not None:
            paint_chart(QPainter(self), self._chart, theme().tokens, self.scale())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.rebuild()


def _tip(sentence: str) -> str:
    return f"<p>{escape(display(sentence))}</p>"

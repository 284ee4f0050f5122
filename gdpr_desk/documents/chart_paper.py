"""Charts on paper: ReportLab draws the primitives, the tag tree gets one described Figure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import SVGPath
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk import assets
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
from gdpr_desk.documents.paper import LEFT, Paper, draw_text
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import ACCENT, HAIR, HAIR_STRONG, INK, QUIET, break_lines

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "text": INK,
        "text2": QUIET,
        "accent": ACCENT,
        "on_accent": "#FFFFFF",
        "ok": "#1E7A3C",
        "attention": "#8A5A00",
        "urgent": "#B3261E",
        "urg_soft": "#FEF4F3",
        "late_bg": "#B3261E",
        "late_text": "#FFFFFF",
        "sheet": "#FFFFFF",
        "raised": "#F6F7F9",
        "hair": HAIR,
        "hair2": HAIR_STRONG,
        "field": "#868D98",
        "soft": "#E8F0FA",
        "soft2": "#D3E3F6",
        "badge_attention_bg": "#FFF0CC",
        "badge_attention_text": "#6B4500",
        "badge_neutral_bg": "#E6E9EE",
        "badge_neutral_text": "#3C434C",
        "chart1": "#1F5FA8",
        "chart2": "#5B90CF",
        "chart3": "#868D98",
    }
)
"""The light tokens as paper knows them; a test compares them with those of the screen."""

_ICON_UNITS, _ICON_STROKE = 24.0, 1.75
_ANYWHERE = 1e6


def put_chart(paper: Paper, element: Element, chart: Chart, scale: float) -> None:
    """Put `chart` below the cursor, `scale` times its size, as a Figure that its sentence describes."""
    top, height, width = paper.y, chart.height * scale, chart.width * scale
    figure = element.add("Figure", alt=chart.sentence)
    figure.box = (LEFT, top - height, LEFT + width, top)
    paper.figure(lambda canvas: draw_chart(canvas, chart, LEFT, top, scale), figure)
    paper.y = top - height


def draw_chart(canvas: Canvas, chart: Chart, x: float, top: float, scale: float) -> None:
    """Draw `chart` with its upper left corner at (`x`, `top`) of `canvas`, whose y grows upwards."""
    canvas.saveState()
    canvas.translate(x, top)
    canvas.scale(scale, scale)
    for primitive in chart.primitives:
        _draw(canvas, primitive)
    canvas.restoreState()


def _draw(canvas: Canvas, primitive: Primitive) -> None:
    match primitive:
        case Box():
            _box(canvas, primitive)
        case Ribbon():
            _ribbon(canvas, primitive)
        case Rule():
            _stroke(canvas, primitive.colour, primitive.thickness, dashed=primitive.dashed)
            canvas.line(primitive.x1, -primitive.y1, primitive.x2, -primitive.y2)
        case Words():
            _words(canvas, primitive)
        case Plate():
            _plate(canvas, primitive)
        case Hatching():
            _hatching(canvas, primitive)
        case Dot():
            canvas.setFillColor(HexColor(COLOURS[primitive.fill]))
            canvas.circle(primitive.x, -primitive.y, primitive.radius, stroke=0, fill=1)
        case Picture():
            _picture(canvas, primitive)


def _stroke(canvas: Canvas, colour: str, width: float, *, dashed: bool = False) -> None:
    canvas.setStrokeColor(HexColor(COLOURS[colour]))
    canvas.setLineWidth(width)
    canvas.setDash(*([list(DASHES)] if dashed else []))


def _box(canvas: Canvas, box: Box) -> None:
    if box.fill:
        canvas.setFillColor(HexColor(COLOURS[box.fill]))
    if box.edge:
        _stroke(canvas, box.edge, box.thickness)
    canvas.roundRect(
        box.x,
        -box.y - box.height,
        box.width,
        box.height,
        min(box.radius, box.height / 2, box.width / 2),
        stroke=int(bool(box.edge)),
        fill=int(bool(box.fill)),
    )


def _ribbon(canvas: Canvas, ribbon: Ribbon) -> None:
    canvas.saveState()
    _stroke(canvas, ribbon.colour, ribbon.width, dashed=ribbon.dashed)
    canvas.setStrokeAlpha(ribbon.opacity)
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = ribbon.curve()
    canvas.bezier(x1, -y1, x2, -y2, x3, -y3, x4, -y4)
    canvas.restoreState()


def _words(canvas: Canvas, words: Words) -> None:
    style = ROLES[words.role].in_colour(COLOURS[words.colour])
    line = break_lines(words.text, style, _ANYWHERE)[0]
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
    draw_text(canvas, words.x - line.width * share, -words.y, line.text, style)


def _plate(canvas: Canvas, plate: Plate) -> None:
    _box(canvas, Box(plate.x, plate.y, plate.width, plate.height, plate.fill, radius=3))
    middle = plate.y + plate.height / 2 + ink_middle("plate")
    _words(canvas, Words(plate.x + plate.width / 2, middle, plate.text, "plate", plate.ink, "middle"))


def _hatching(canvas: Canvas, hatching: Hatching) -> None:
    canvas.setFillColor(HexColor(COLOURS[hatching.ground]))
    canvas.rect(hatching.x, -hatching.y - hatching.height, hatching.width, hatching.height, stroke=0, fill=1)
    _stroke(canvas, hatching.colour, 0.75)
    canvas.lines([(x1, -y1, x2, -y2) for x1, y1, x2, y2 in hatching.lines()])


def _picture(canvas: Canvas, picture: Picture) -> None:
    canvas.saveState()
    canvas.translate(picture.x, -picture.y)
    canvas.scale(picture.side / _ICON_UNITS, -picture.side / _ICON_UNITS)
    _stroke(canvas, picture.colour, _ICON_STROKE)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    for verb, points in _icon(picture.name):
        getattr(path, verb)(*(coordinate for point in points for coordinate in point))
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


@cache
def _icon(name: str) -> tuple[tuple[str, tuple[tuple[float, float], ...]], ...]:
    """The strokes of a picture in its own 24 units, y downwards."""
    pen = _StrokePen(None)
    SVGPath.fromstring(assets.text(f"icons/{name}.svg").encode()).draw(pen)
    return tuple(pen.drawn)


class _StrokePen(BasePen):  # type: ignore[misc]  # fontTools carries no types
    """Notes strokes; a path that is left open stays open."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.drawn: list[tuple[str, tuple[tuple[float, float], ...]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.drawn.append(("moveTo", (pt,)))

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.drawn.append(("lineTo", (pt,)))

    def _curveToOne(
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self.drawn.append(("curveTo", (pt1, pt2, pt3)))

    def _closePath(self) -> None:
        self.drawn.append(("close", ()))

    def _endPath(self) -> None:
        return

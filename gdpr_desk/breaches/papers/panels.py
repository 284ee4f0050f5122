"""Small parts of the breach papers: what is still unknown, the place for the receipt number, the source."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.breaches.papers import form
from gdpr_desk.documents import fonts, sheet
from gdpr_desk.documents.chart_paper import draw_chart
from gdpr_desk.documents.charts import Chart, Picture
from gdpr_desk.documents.paper import BODY, LEFT, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import HAIR_STRONG, Line, Style, break_lines
from gdpr_desk.periods.words import french_date
from gdpr_desk.reference.model import Standing

_NOTE = Style(fonts.SEMIBOLD, 9.5, 13, "#6B4600")
_NOTE_GROUND = "#FFF4DC"
_NOTE_INK_X, _NOTE_EDGE = LEFT + 36, 12.0
_BOX_HEIGHT = 34.0


def awaited_note(paper: Paper, element: Element, text: str) -> None:
    """What is still unknown, in a soft panel with a pencil; it stays in one piece."""
    lines = break_lines(text, _NOTE, BODY - 36 - _NOTE_EDGE)
    height = len(lines) * _NOTE.leading + 18
    if paper.room() < height:
        paper.new_page()
    top = paper.y
    pencil = Chart(16, 16, (Picture(x=0, y=0, side=16, name="pencil", colour="attention"),), "")
    paper.shape(lambda canvas: _panel(canvas, top - height, height))
    paper.shape(lambda canvas: draw_chart(canvas, pencil, LEFT + 12, top - (height - 16) / 2, 1))
    paper.y = top - 8
    paper.flow(lines, _NOTE, element.add("P"), x=_NOTE_INK_X)
    paper.y = top - height


def places_to_fill(paper: Paper, element: Element, title: str, labels: Sequence[str]) -> None:
    """Empty boxes side by side, for a pen: the number that the authority gives, and when."""
    if paper.room() < _BOX_HEIGHT + 30:
        paper.new_page()
    paper.paragraph(title, sheet.LABEL, element.add("P"))
    top, gap = paper.y - 2, 12.0
    width = (BODY - gap * (len(labels) - 1)) / len(labels)
    for number, label in enumerate(labels):
        x = LEFT + number * (width + gap)
        _place(paper, x, top, width)
        shown = fonts.typeset(label)
        line = Line(shown, sheet.SMALL.width(shown))
        paper.words(x + 8, top - 12.5, line, sheet.SMALL, element.add("P"))
    paper.y = top - _BOX_HEIGHT


def put_origin(paper: Paper, element: Element, fields: str, more: str) -> None:
    """Where a list of fields comes from: nobody publishes the online service's own."""
    source = form.source(fields)
    checked = french_date(source.checked_on)
    opening = "Champs d’après" if source.standing is Standing.CHECKED else "Champs reconstitués d’après"
    text = f"{opening} : {source.text} ; vérifié le {checked}. {more}"
    if paper.room() < 3 * sheet.SMALL.leading:
        paper.new_page()
    paper.paragraph(text, sheet.SMALL, element.add("P"))


def _place(paper: Paper, x: float, top: float, width: float) -> None:
    paper.shape(lambda canvas: _frame(canvas, x, top - _BOX_HEIGHT, width))


def _frame(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.setStrokeColor(HexColor(HAIR_STRONG))
    canvas.setLineWidth(0.75)
    canvas.roundRect(x, y, width, _BOX_HEIGHT, 5, stroke=1, fill=0)


def _panel(canvas: Canvas, bottom: float, height: float) -> None:
    canvas.setFillColor(HexColor(_NOTE_GROUND))
    canvas.roundRect(LEFT, bottom, BODY, height, 6, stroke=0, fill=1)

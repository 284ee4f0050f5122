"""The band of the clock at the head of the dossier: known, to be filed before, where this paper stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.breaches.papers.spans import elapsed, short_instant
from gdpr_desk.documents import fonts
from gdpr_desk.documents.chart_paper import put_chart
from gdpr_desk.documents.charts import Box, Chart, Primitive, Words
from gdpr_desk.documents.paper import BODY, LEFT, RIGHT, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import INK, QUIET, SOFT, Line, Style

_LABEL = Style(fonts.SEMIBOLD, 8.5, 11, QUIET)
_INSTANT = Style(fonts.SEMIBOLD, 11.5, 15, INK, 0.2)
_INNER = 16.0
_BAR = 5.0
_HEIGHT = 88.0
_CHART_HEIGHT = 40.0
_HALF = 0.55
"""Beyond this share of the bar the words of the mark stand at its left."""


@dataclass(frozen=True)
class Band:
    """The clock as the paper shows it. `mark_at` is the first filing where there is one, else this paper."""

    aware_at: datetime
    due_at: datetime
    mark_at: datetime
    filed: bool = False
    settled: bool = False
    """Nobody will file: it was decided so."""

    @property
    def late(self) -> bool:
        """Whether the mark stands past the end."""
        return self.mark_at > self.due_at

    @property
    def length(self) -> timedelta:
        """All the time there is."""
        return self.due_at - self.aware_at

    @property
    def share(self) -> float:
        """How much of the bar is used up at the mark, at most all of it."""
        return max(0.0, min(1.0, (self.mark_at - self.aware_at) / self.length))

    @property
    def sentence(self) -> str:
        """« ce dossier, 10 h 48 min après »."""
        who = "déposée" if self.filed else "ce dossier"
        if self.mark_at < self.aware_at:
            return who
        said = f"{who}, {elapsed(self.mark_at - self.aware_at)} après"
        return f"{said} · délai dépassé de {elapsed(self.mark_at - self.due_at)}" if self.late else said


def put_band(paper: Paper, element: Element, band: Band) -> None:
    """Put the panel at the cursor."""
    top = paper.y
    paper.shape(lambda canvas: _panel(canvas, top - _HEIGHT))
    left, right = LEFT + _INNER, RIGHT - _INNER
    due = "Fin du délai" if band.filed or band.settled else "À déposer avant"
    for label, at, at_right in (("Connu le", band.aware_at, False), (due, band.due_at, True)):
        told = element.add("P")
        for text, style, down in ((label, _LABEL, 20.0), (short_instant(at), _INSTANT, 34.5)):
            shown = fonts.typeset(text)
            line = Line(shown, style.width(shown), joined=style is _LABEL)
            paper.words(right - line.width if at_right else left, top - down, line, style, told)
    paper.y = top - _HEIGHT + _CHART_HEIGHT + 4
    put_chart(paper, element, bar(band, BODY), 1.0)
    paper.y = top - _HEIGHT


def bar(band: Band, width: float) -> Chart:
    """The bar with its hours and the mark."""
    left, room, y = _INNER, width - 2 * _INNER, 15.0
    x = left + room * band.share
    colour = "urgent" if band.late else "accent"
    ahead = band.share <= _HALF
    made: list[Primitive] = [
        Box(x=left, y=y, width=room, height=_BAR, fill="soft2", radius=_BAR / 2),
        Box(x=left, y=y, width=max(room * band.share, _BAR), height=_BAR, fill=colour, radius=_BAR / 2),
        Box(x=x - 0.5, y=y - 9, width=1, height=9 + _BAR, fill=colour),
        Words(
            x=x + 5 if ahead else x - 5,
            y=y - 4,
            text=band.sentence,
            role="head",
            colour=colour,
            anchor="start" if ahead else "end",
        ),
        *_hours(band, left, room, y + _BAR + 13),
    ]
    sentence = (
        f"Le délai court du {short_instant(band.aware_at)} au {short_instant(band.due_at)} ; {band.sentence}."
    )
    return Chart(width, _CHART_HEIGHT, tuple(made), sentence)


def _hours(band: Band, left: float, room: float, y: float) -> list[Primitive]:
    hours = round(band.length / timedelta(hours=1))
    made: list[Primitive] = []
    for hour in sorted({*range(0, hours, 24), hours}):
        anchor: Literal["start", "middle", "end"] = "middle"
        if hour in (0, hours):
            anchor = "end" if hour else "start"
        x = left + room * hour / hours
        made.append(Words(x=x, y=y, text=f"{hour} h", role="caption", colour="text2", anchor=anchor))
    return made


def _panel(canvas: Canvas, bottom: float) -> None:
    canvas.setFillColor(HexColor(SOFT))
    canvas.roundRect(LEFT, bottom, BODY, _HEIGHT, 8, stroke=0, fill=1)

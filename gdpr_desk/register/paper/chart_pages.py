"""The pictures of the printed register: flow map and retention timeline, over as many pages as needed."""

from __future__ import annotations

from datetime import datetime

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts
from gdpr_desk.documents.chart_paper import put_chart
from gdpr_desk.documents.charts import ELLIPSIS, Chart, Words
from gdpr_desk.documents.paper import A3_LANDSCAPE, BODY, BOTTOM, TOP, Furniture, Paper
from gdpr_desk.documents.sheet import SMALL, SUBTITLE
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import INK, Style
from gdpr_desk.errors import NotFound
from gdpr_desk.periods.words import french_date
from gdpr_desk.register import flow_map, timeline
from gdpr_desk.register.flows import Flows, flows, summary
from gdpr_desk.register.model import Register

SCALE = 0.8
"""Charts are laid out as for a screen and printed a fifth smaller: their text is 7.2 points or more."""
_WIDTH = BODY / SCALE
_AIR = 10.0
_SENTENCE = 40.0
"""Points kept for what stands below the map."""
_NEXT_HEAD = 24.0
_NEXT_PAGE = TOP - BOTTOM - _NEXT_HEAD
"""Points on a page that goes on, below what it repeats at its top."""
POSTER = "Où vont les données, en un coup d’œil"
_POSTER_TITLE = Style(fonts.DISPLAY, 34, 40, INK, -0.5)
_POSTER_SCALES = (1.6, 1.45, 1.3, 1.15, 1.0, 0.9, SCALE)
"""A poster is read from some steps away: the largest that fits."""
_POSTER_LEGEND = 1.3
_POSTER_FOOT = 15.0
"""With what `BOTTOM` leaves: 8 mm between the map and the line of the foot."""


def put_flow_map(paper: Paper, element: Element, register: Register) -> None:
    """Who, for what, to whom, as one picture a page, and in a sentence."""
    found = flows(register)
    put_chart(paper, element, flow_map.legend(_WIDTH), SCALE)
    paper.y -= _AIR
    room = (min(paper.room(), _NEXT_PAGE) - _SENTENCE) / SCALE
    for number, part in enumerate(flow_map.pages(found, room)):
        if number:
            paper.new_page()
        put_chart(paper, element, flow_map.flow_map(part, _WIDTH, room), SCALE)
    paper.y -= _AIR
    paper.paragraph(summary(found), SMALL, element.add("P"))


def put_timeline(paper: Paper, element: Element, register: Register) -> None:
    """How long what is kept, the shortest first."""
    found = timeline.timeline(register)
    if found.empty:
        paper.paragraph("Aucune durée n’est encore définie.", SMALL, element.add("P"))
        return
    put_chart(paper, element, timeline.legend(_WIDTH), SCALE)
    paper.y -= _AIR
    room = min(paper.room(), _NEXT_PAGE) / SCALE
    for number, part in enumerate(timeline.pages(found, room)):
        if number:
            paper.new_page()
        put_chart(paper, element, timeline.timeline_chart(part, _WIDTH), SCALE)


def poster_pdf(register: Register, *, produced_at: datetime, version: str, demo: bool = False) -> bytes:
    """The flow map on A3 for the staff, as large as it fits; `produced_at` is an aware instant.

    More activities than one sheet can hold go on another. Raises NotFound where nothing is in use.
    """
    found = flows(register)
    if not found.stages:
        raise NotFound(
            "La carte est encore vide : il n’y a rien à afficher.",
            safe="Rien n’a été produit.",
            remedy="Ajoutez d’abord une activité au registre.",
        )
    day = french_date(produced_at.astimezone(SHOP_ZONE).date())
    foot = f"Version {version} du {day} · affiche pour l’équipe, à garder dans la boutique"
    paper = Paper(Furniture(register.controller.name, "Carte des flux", foot, demo), A3_LANDSCAPE)
    element = paper.root.add("Sect")
    paper.begin(element, POSTER, running=POSTER)
    paper.paragraph(POSTER, _POSTER_TITLE, element.add("H1"), room=paper.size.body)
    paper.y -= 4
    paper.paragraph(summary(found), SUBTITLE, element.add("P"), room=paper.size.body)
    paper.y -= _AIR
    _put_poster_maps(paper, element, found)
    name = fonts.visible(register.controller.name)
    return paper.finish(fonts.visible(f"{POSTER} · {register.controller.name}"), produced_at, name)


def _put_poster_maps(paper: Paper, element: Element, found: Flows) -> None:
    """The whole map on one sheet, as large as it fits and no name is cut; else over several."""
    put_chart(paper, element, flow_map.legend(paper.size.body / _POSTER_LEGEND), _POSTER_LEGEND)
    paper.y -= _AIR
    width, room = paper.size.body, paper.room() - _POSTER_FOOT
    maps = _maps(found, width, room)
    whole = next((made for made in maps if not _cut(made[0])), None)
    parts = [whole] if whole else [_largest(part, width, room) for part in flow_map.pages(found, room)]
    for number, (chart, scale) in enumerate(parts):
        if number:
            paper.new_page()
        put_chart(paper, element, chart, scale)


def _maps(found: Flows, width: float, room: float) -> list[tuple[Chart, float]]:
    """The map at every scale at which it fits, the largest first."""
    fitting = [scale for scale in _POSTER_SCALES if flow_map.least_height(found) * scale <= room]
    return [(flow_map.flow_map(found, width / scale, room / scale), scale) for scale in fitting]


def _largest(part: Flows, width: float, room: float) -> tuple[Chart, float]:
    """The part as large as it fits without a cut name; a name that no sheet can hold is cut."""
    maps = _maps(part, width, room - _NEXT_HEAD)
    uncut = next((made for made in maps if not _cut(made[0])), None)
    return uncut or (flow_map.flow_map(part, width, room - _NEXT_HEAD), 1.0)


def _cut(chart: Chart) -> bool:
    """Whether a name on the map had to be shortened."""
    return any(isinstance(p, Words) and p.text.endswith(ELLIPSIS) for p in chart.primitives)

"""The pictures of the printed register: flow map and retention timeline, over as many pages as needed."""

from __future__ import annotations

from gdpr_desk.documents.chart_paper import put_chart
from gdpr_desk.documents.paper import BODY, BOTTOM, TOP, Paper
from gdpr_desk.documents.sheet import SMALL
from gdpr_desk.documents.structure import Element
from gdpr_desk.register import flow_map, timeline
from gdpr_desk.register.flows import flows, summary
from gdpr_desk.register.model import Register

SCALE = 0.8
"""Charts are laid out as for a screen and printed a fifth smaller: their text is 7.2 points or more."""
_WIDTH = BODY / SCALE
_AIR = 10.0
_SENTENCE = 40.0
"""Points kept for what stands below the map."""
_NEXT_PAGE = TOP - BOTTOM - 24
"""Points on a page that goes on, below what it repeats at its top."""


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

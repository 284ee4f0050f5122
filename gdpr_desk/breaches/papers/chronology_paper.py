"""The story of an incident on one page: the picture, and the dated list beside which it stands."""

from __future__ import annotations

from datetime import datetime

from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.chronology import moments, put_chronology
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.periods.words import french_instant

TITLE = "Chronologie de l’incident"


def chronology_pdf(case: BreachCase, *, produced_at: datetime) -> BreachPaper:
    """The picture as a paper of its own; same incident and instant, same bytes. Raises `PaperDiffers`."""
    breach = case.breach
    foot = f"Édité le {french_instant(produced_at)} · art. 33, § 5 du RGPD"
    paper = Paper(Furniture(case.controller.name, TITLE, foot, case.demo, breach.drill))
    element = paper.root.add("Sect")
    paper.begin(element, TITLE, running=f"{TITLE} · {breach.reference}")
    sheet.head(
        paper,
        element,
        kicker="EXERCICE · " * breach.drill + f"Incident {breach.reference}",
        title=TITLE,
        subtitle=breach.facts.title,
        facts=(),
        level=1,
    )
    put_chronology(paper, element, case)
    content = paper.finish(f"{TITLE} · {breach.reference}", produced_at, fonts.visible(case.controller.name))
    values = [breach.facts.title, *(moment.when for moment in moments(case))]
    readback.require_values(content, [value for value in values if value.strip()])
    name = f"chronologie-{breach.reference}.pdf"
    return BreachPaper(content, paper.pages, name, fonts.replaced("".join(values)))

"""The common template of the European board on paper: beneath a dossier, or a paper of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gdpr_desk.breaches.papers import form
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.edpb import TemplateAnswer, template_answers
from gdpr_desk.breaches.papers.form import Reply
from gdpr_desk.breaches.papers.made import FILE_WORDS, BreachPaper
from gdpr_desk.breaches.papers.panels import awaited_note, put_origin
from gdpr_desk.breaches.papers.view import filing_label
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.documents.text import INK, Style
from gdpr_desk.periods.words import french_date, french_time

TEMPLATE = "Modèle commun européen"
BENEATH = (
    "Les 100 champs du modèle du Comité européen (version 1.0, projet de juin 2026), dans son ordre. "
    "La CNIL ne les demande pas encore. Les rangs qui manquent sont des titres."
)
"""What stands below its title."""
_FACE = "Fiche préparatoire : pour déposer, c’est notifications.cnil.fr"
_FACE_STYLE = Style(fonts.SEMIBOLD, 14, 18, INK)
_COLUMNS = (Column("Rang", 6), Column("Champ du modèle", 42), Column("Réponse", 52))


def template_pdf(case: BreachCase, kind: FilingKind, *, produced_at: datetime) -> BreachPaper:
    """All rows in the template's order; same incident, same instant, same bytes.

    Raises `PaperDiffers` where a value cannot be read back from it.
    """
    answers = template_answers(case, kind, at=produced_at)
    reference = case.breach.reference
    paper = Paper(_furniture(case, produced_at))
    element = paper.root.add("Sect")
    paper.begin(element, TEMPLATE, running=f"{TEMPLATE} · {reference}")
    paper.paragraph(_kicker(case, kind), sheet.KICKER, element.add("P"))
    paper.y -= 3
    paper.paragraph(TEMPLATE, sheet.TITLE, element.add("H1"))
    paper.y -= 3
    paper.paragraph(_FACE, _FACE_STYLE, element.add("P"))
    paper.y -= 6
    paper.paragraph(BENEATH, sheet.NOTE, element.add("P"))
    paper.y -= 12
    for note in _notes(answers):
        awaited_note(paper, element, note)
        paper.y -= 8
    put_template(paper, element, answers, level=2)
    content = paper.finish(f"{TEMPLATE} · {reference}", produced_at, fonts.visible(case.controller.name))
    values = template_values(answers)
    readback.require_values(content, values)
    name = template_name(reference, kind, "pdf")
    return BreachPaper(content, paper.pages, name, fonts.replaced("".join(values)))


def template_name(reference: str, kind: FilingKind, ending: str) -> str:
    """What the file is called; the same for both forms but its ending."""
    return f"modele-europeen-{FILE_WORDS[kind]}-{reference}.{ending}"


def put_template(paper: Paper, element: Element, answers: Sequence[TemplateAnswer], *, level: int) -> None:
    """The rows under the heads of the template's sections, headings of `level`; every row is there."""
    found = {answer.field.number: answer for answer in answers}
    credit = "Traduction abrégée de Nicola Franchetto et Martim Taborda Barata, licence CC BY 4.0."
    put_origin(paper, element, "edpb_fields", credit)
    for part in form.template():
        paper.y -= 8
        if paper.room() < 90:
            paper.new_page()
        paper.paragraph(f"{part.number}  {part.title}", sheet.SECTION, element.add(f"H{level}"))
        paper.y -= 4
        rows = [_row(found[field.number]) for field in part.fields]
        table(paper, element, _COLUMNS, rows)
        paper.y -= 6


def template_values(answers: Sequence[TemplateAnswer]) -> list[str]:
    """What must be found in the paper read again."""
    return [text for a in answers for text in (a.field.label, *a.said.words) if text.strip()]


def _furniture(case: BreachCase, produced_at: datetime) -> Furniture:
    at = produced_at.astimezone(SHOP_ZONE)
    foot = (
        f"Préparé le {french_date(at.date())}, {french_time(at.time())} · fiche préparatoire, non déposée · "
        "art. 33 du RGPD"
    )
    title = f"{TEMPLATE} · fiche préparatoire"
    return Furniture(case.controller.name, title, foot, case.demo, case.breach.drill)


def _kicker(case: BreachCase, kind: FilingKind) -> str:
    name = f"Incident {case.breach.reference}"
    return " · ".join(part for part in ("EXERCICE" * case.breach.drill, name, filing_label(kind)) if part)


def _notes(answers: Sequence[TemplateAnswer]) -> Iterator[str]:
    for reply, said in ((Reply.UNKNOWN, "Encore inconnu"), (Reply.EMPTY, "Sans réponse")):
        found = {
            answer.field.number
            for answer in answers
            if answer.said.reply is reply and (reply is Reply.UNKNOWN or answer.said.waited_for)
        }
        parts = [
            (part.number, part.title, [(str(f.number), f.label) for f in part.fields if f.number in found])
            for part in form.template()
        ]
        if found:
            yield f"{said} : {form.by_name([part for part in parts if part[2]])}."


def _row(answer: TemplateAnswer) -> TableRow:
    return TableRow((str(answer.field.number), answer.field.label, "\n".join(answer.said.words)))

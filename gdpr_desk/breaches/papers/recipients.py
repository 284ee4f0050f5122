"""Who was told of an incident, when, how, whom it did not reach, what proves it (Art. 5(2), 33, 34)."""

from __future__ import annotations

from datetime import datetime

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import ClientNotice, SubjectCommunication
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.breaches.papers.spans import number, short_date, short_instant
from gdpr_desk.breaches.papers.view import filing_label
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.periods.words import french_instant

TITLE = "Qui a été prévenu"
_PEOPLE = (
    Column("Qui", 30),
    Column("Combien", 12),
    Column("Comment", 17),
    Column("Le", 20),
    Column("Non joints", 11),
    Column("Preuve", 30),
)
_CLIENTS = (Column("Client", 34), Column("Le", 24), Column("Comment", 18), Column("Preuve", 30))
_FILINGS = (Column("Notification", 34), Column("Déposée le", 34), Column("Numéro reçu", 34))


def recipients_pdf(case: BreachCase, *, produced_at: datetime) -> BreachPaper:
    """The list as one tagged PDF; same incident and instant, same bytes. Raises `PaperDiffers`."""
    breach = case.breach
    foot = f"Édité le {french_instant(produced_at)} · art. 33 et 34 du RGPD"
    paper = Paper(Furniture(case.controller.name, TITLE, foot, case.demo, breach.drill))
    element = paper.root.add("Sect")
    paper.begin(element, TITLE, running=f"{TITLE} · {breach.reference}")
    told = sum(one.number for one in breach.communications)
    lost = sum(one.bounced for one in breach.communications)
    sheet.head(
        paper,
        element,
        kicker="EXERCICE · " * breach.drill + f"Incident {breach.reference}",
        title=TITLE,
        subtitle=breach.facts.title,
        facts=(
            ("Personnes prévenues", number(told)),
            ("Non jointes", number(lost)),
            ("Notifications à la CNIL", str(len(breach.filings))),
        ),
        level=1,
    )
    values: list[str] = []
    for title, columns, rows, none in _tables(case):
        _part(paper, element, title)
        if rows:
            table(paper, element, columns, [TableRow(row) for row in rows])
            values += [cell for row in rows for cell in row]
        else:
            paper.paragraph(none, sheet.NOTE, element.add("P"))
    content = paper.finish(f"{TITLE} · {breach.reference}", produced_at, fonts.visible(case.controller.name))
    values = [value for value in values if value.strip()]
    readback.require_values(content, values)
    name = f"personnes-prevenues-{breach.reference}.pdf"
    return BreachPaper(content, paper.pages, name, fonts.replaced("".join(values)))


_Cells = tuple[str, ...]
_Part = tuple[str, tuple[Column, ...], list[_Cells], str]


def _tables(case: BreachCase) -> tuple[_Part, ...]:
    breach = case.breach
    by_day = sorted(breach.communications, key=lambda one: (one.sent_on, one.key))
    clients = [_client(case, notice) for notice in breach.clients]
    filings: list[_Cells] = [
        (filing_label(one.kind), short_instant(one.filed_at), one.receipt) for one in breach.filings
    ]
    return (
        (
            "Les personnes concernées",
            _PEOPLE,
            [_told(one) for one in by_day],
            "Personne n’est encore prévenu.",
        ),
        ("Les clients dont nous traitons les données", _CLIENTS, clients, "Aucun client n’est concerné."),
        ("La CNIL", _FILINGS, filings, "Aucune notification n’a été déposée."),
    )


def _told(one: SubjectCommunication) -> _Cells:
    lost = number(one.bounced) if one.bounced else "aucun"
    how = choices.label("means", one.means)
    return (one.who, number(one.number), how, short_date(one.sent_on), lost, one.proof)


def _client(case: BreachCase, notice: ClientNotice) -> _Cells:
    party = case.party(notice.party)
    on = short_date(notice.told_on) if notice.told_on else "pas encore"
    how = choices.label("means", notice.means) if notice.means else ""
    return (party.name if party else notice.party, on, how, notice.proof)


def _part(paper: Paper, element: Element, title: str) -> None:
    paper.y -= 14
    if paper.room() < 80:
        paper.new_page()
    paper.paragraph(title, sheet.SECTION, element.add("H2"))
    paper.y -= 4

"""The register of incidents (Art. 33(5)) as a tagged PDF and as a sheet; drills are not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.form import EMPTY
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.breaches.papers.register_rows import RegisterPart, entry, summary
from gdpr_desk.breaches.wording import kind_label
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.spreadsheets import Cell, Look, Sheet, ods
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.periods.words import french_instant
from gdpr_desk.register.model import Controller

TITLE = "Registre des incidents"
_COLUMNS = (
    Column("Référence", 22, "link"),
    Column("Connu le", 23),
    Column("Incident", 34),
    Column("Gravité", 21),
    Column("CNIL", 20),
    Column("Personnes", 24),
    Column("Page", 8, "page"),
)
_WIDTHS = (2.6, 6.0)


@dataclass(frozen=True)
class IncidentRegister:
    """All incidents of the shop, in the order of their references; those that are drills are left out."""

    controller: Controller
    cases: tuple[BreachCase, ...]
    demo: bool = False

    @property
    def real(self) -> tuple[BreachCase, ...]:
        """What the authority may ask to see."""
        found = (case for case in self.cases if not case.breach.drill)
        return tuple(sorted(found, key=lambda case: case.breach.reference))


def register_pdf(register: IncidentRegister, *, produced_at: datetime) -> BreachPaper:
    """The list, then each incident on its sheet; same incidents and instant, same bytes.

    Raises `PaperDiffers` where a value cannot be read back.
    """
    foot = f"Édité le {french_instant(produced_at)} · tenu au titre de l’art. 33, § 5 du RGPD"
    paper = Paper(Furniture(register.controller.name, TITLE, foot, register.demo))
    cases = register.real
    sheets = [Element("Sect") for _ in cases]
    values = _list(paper, cases, sheets, produced_at)
    for case, element in zip(cases, sheets, strict=True):
        values += _sheet(paper, case, element, produced_at)
    name = fonts.visible(register.controller.name)
    content = paper.finish(f"{TITLE} · {name}", produced_at, name)
    readback.require_values(content, values)
    return BreachPaper(content, paper.pages, "registre-des-incidents.pdf", fonts.replaced("".join(values)))


def register_ods(register: IncidentRegister, *, produced_at: datetime) -> bytes:
    """One row an incident, the rows of its sheet as columns; same incidents and instant, same bytes."""
    entries = [(case, entry(case, at=produced_at)) for case in register.real]
    named = (_label(part, row.label) for _, parts in entries for part in parts for row in part.rows)
    labels = list(dict.fromkeys(named))
    head = tuple(Cell(text, Look.HEAD) for text in ("Référence", "Incident", *labels))
    rows = [head]
    for case, parts in entries:
        told = {_label(part, row.label): "\n".join(row.texts) for part in parts for row in part.rows}
        title = case.breach.facts.title or EMPTY
        rows.append(
            (
                Cell(case.breach.reference, Look.LABEL),
                Cell(title),
                *(Cell(told.get(label, "")) for label in labels),
            )
        )
    widths = (*_WIDTHS, *(5.5 for _ in labels))
    page = Sheet("Incidents", tuple(rows), widths, frozen_rows=1)
    return ods([page], title=TITLE, made_at=produced_at)


def _label(part: RegisterPart, label: str) -> str:
    """« Les mesures : avant »: labels of several parts may be alike."""
    return f"{part.title} : {label if label.isupper() else label[:1].lower() + label[1:]}"


def _list(
    paper: Paper, cases: Sequence[BreachCase], sheets: Sequence[Element], produced_at: datetime
) -> list[str]:
    element = paper.root.add("Sect")
    paper.begin(element, TITLE, running=TITLE)
    filed = sum(bool(case.breach.filings) for case in cases)
    refrained = sum(map(_refrained, cases))
    sheet.head(
        paper,
        element,
        kicker="Violations de données · art. 33, § 5 du RGPD",
        title=TITLE,
        subtitle="Tous les incidents, notifiés ou non, avec ce qui a été décidé et pourquoi.",
        facts=(
            ("Incidents", str(len(cases))),
            ("Notifiés à la CNIL", str(filed)),
            ("Non notifiés, avec motif", str(refrained)),
            ("À décider ou à déposer", str(len(cases) - filed - refrained)),
        ),
        level=1,
    )
    if not cases:
        none = "Aucun incident n’a été noté. Même non notifié, un incident se note ici."
        paper.paragraph(none, sheet.NOTE, element.add("P"))
        return [none]
    lines = [summary(case, at=produced_at) for case in cases]
    rows = [TableRow((*line, ""), target) for line, target in zip(lines, sheets, strict=True)]
    table(paper, element, _COLUMNS, rows)
    return [cell for line in lines for cell in line]


def _refrained(case: BreachCase) -> bool:
    """Whether somebody decided that the authority need not be told, or it is a client's matter to tell it."""
    breach = case.breach
    role, decision = breach.facts.role, breach.decision
    if breach.filings:
        return False
    return bool((role and not role.controller) or (decision and decision.authority is False))


def _sheet(paper: Paper, case: BreachCase, element: Element, produced_at: datetime) -> list[str]:
    """An incident on a page of its own."""
    breach = case.breach
    kind = breach.facts.kind
    title = breach.facts.title or (kind_label(kind) if kind else "Incident sans titre")
    paper.root.children.append(element)
    paper.begin(element, f"{breach.reference} · {title[:80]}", running=breach.reference)
    kicker = f"Incident {breach.reference}"
    sheet.head(paper, element, kicker=kicker, title=title, subtitle="", facts=(), level=2)
    parts = entry(case, at=produced_at)
    sheet.sections(paper, element, tuple(map(_section, parts)), level=3)
    return [title, *(text for part in parts for row in part.rows for text in row.texts if text.strip())]


def _section(part: RegisterPart) -> sheet.Section:
    rows = tuple(sheet.Row(row.label, tuple(_toned(text) for text in row.texts)) for row in part.rows)
    return sheet.Section(part.number, part.title, part.legal, rows)


def _toned(text: str) -> str:
    return sheet.Unsaid(text) if text == EMPTY else text

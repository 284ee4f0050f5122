"""The statement of a run on paper (*relevé de purge*, Art. 5(1)(e) and 5(2)): no name, no content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.periods.words import french_instant
from gdpr_desk.reference import catalogues
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import RuleCount, SweepStatement, Why

TITLE = "Relevé de purge"


@dataclass(frozen=True)
class StatementPaper:
    """The PDF, its page count, and the name it is to be saved under."""

    content: bytes
    pages: int
    name: str


def statement_paper(statement: SweepStatement, shop: str, *, demo: bool = False) -> StatementPaper:
    """The statement as one tagged PDF (PDF/UA-1, PDF/A-2a); same statement, same bytes.

    Raises `PaperDiffers` where a value cannot be read back from it.
    """
    foot = f"{TITLE} {statement.number} · simulation {statement.plan}"
    paper = Paper(Furniture(shop, TITLE, foot, demo))
    element = paper.root.add("Sect")
    paper.begin(element, f"{TITLE} {statement.number}")
    sheet.head(
        paper,
        element,
        kicker="Limitation de la conservation · art. 5, § 1, e du RGPD",
        title=f"{TITLE} {statement.number}",
        subtitle=wording.result_sentence(statement),
        facts=_facts(statement),
        level=1,
    )
    sheet.sections(paper, element, _sections(statement), level=2)
    _counts(paper, element, statement)
    sheet.visa(paper, element, "Visa du responsable de traitement", _NOTE)
    ended = statement.finished_at or statement.started_at
    name = fonts.visible(shop)
    content = paper.finish(f"{TITLE} {statement.number} · {name}", ended, name)
    readback.require_values(content, _values(statement))
    return StatementPaper(content, paper.pages, f"releve-de-purge-{statement.number}.pdf")


_NOTE = (
    "Ce relevé ne nomme personne et ne décrit aucun contenu. Il ne parle que de ce que le programme garde "
    "lui-même ; ce qui est ailleurs (caisse, messagerie, téléphone) se purge ailleurs."
)


def _facts(statement: SweepStatement) -> tuple[tuple[str, str], ...]:
    return (
        ("Effacés", str(statement.destroyed)),
        ("Non effacés, et listés", str(statement.left)),
        ("Erreurs", str(len(statement.errors))),
    )


def _sections(statement: SweepStatement) -> tuple[sheet.Section, ...]:
    reasons = catalogues.hold_reasons()
    held = [f"{reasons.label(reason)} : {number}" for reason, number in sorted(statement.holds.items())]
    wrong = [wording.error_sentence(error) for error in statement.errors]
    run = sheet.rows(
        ("Début", [french_instant(statement.started_at)]),
        ("Fin", [french_instant(statement.finished_at) if statement.finished_at else "non terminée"]),
        ("Coffre", ["verrouillé : fichiers échus seulement" if statement.locked else "ouvert"]),
        ("Simulation", [statement.plan]),
        ("Accord demandé", list(_asked(statement))),
    )
    journal = sheet.rows(
        ("Entrées", [str(statement.entries)]),
        ("Dernière empreinte", [statement.head or "aucune"]),
    )
    return (
        sheet.Section("1", "Cette purge", "", run),
        sheet.Section("2", "Gels en cours", "art. 17, § 3", sheet.rows(("Par motif", held or ["aucun"]))),
        sheet.Section("3", "Erreurs", "", sheet.rows(("Relevées", wrong or ["aucune"]))),
        sheet.Section("4", "Journal", "art. 5, § 2", journal),
    )


def _asked(statement: SweepStatement) -> Iterator[str]:
    if statement.guard is not None:
        yield wording.GUARD[statement.guard]
        yield (
            "Accord donné." if statement.accepted else "Sans réponse à ce moment : rien de cela n’est parti."
        )


def _counts(paper: Paper, element: Element, statement: SweepStatement) -> None:
    paper.y -= 10
    paper.paragraph("Par règle", sheet.SECTION, element.add("H2"))
    paper.y -= 2
    columns = (
        Column("Règle", 29),
        Column("Durée", 29),
        Column("Version", 14),
        Column("Échus", 8),
        Column("Effacés", 9),
        Column("Non effacés", 20),
    )
    rows = [
        TableRow(
            (count.label, count.wording, count.version, str(_due(count)), str(count.destroyed), _left(count))
        )
        for count in statement.counts
    ]
    table(paper, element, columns, rows)
    paper.y -= 4


def _due(count: RuleCount) -> int:
    """What had come to its end, whether it went or waits for an answer."""
    return count.due + count.guard


def _left(count: RuleCount) -> str:
    """How many stayed, for each reason on a line of its own."""
    found = [f"{wording.WHY[why]} : {getattr(count, why.value)}" for why in Why if getattr(count, why.value)]
    return "\n".join(found) or "aucun"


def _values(statement: SweepStatement) -> list[str]:
    counts = [text for c in statement.counts for text in (c.label, c.wording, c.version, _left(c))]
    return [statement.number, statement.plan, statement.head or "aucune", *counts]

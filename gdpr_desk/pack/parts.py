"""The parts of the control pack that exist today, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import sheet
from gdpr_desk.documents.paper import Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.journal.wording import verdict_sentence
from gdpr_desk.pack.model import Material, PackFile, PackPart
from gdpr_desk.pack.party_pages import party_values, put_parties
from gdpr_desk.periods.words import french_instant
from gdpr_desk.register.quality.findings import Finding, Severity
from gdpr_desk.register.report import RegisterPages, chapter, fingerprint, ordered, typed_values
from gdpr_desk.register.tabular import parties_sheet, register_sheets

_FOUND = (
    (Severity.ERROR, "À corriger"),
    (Severity.WARNING, "À vérifier"),
    (Severity.HINT, "Bon à savoir"),
)


def _pages(paper: Paper, material: Material) -> RegisterPages:
    register = ordered(material.register)
    return RegisterPages(paper, register, fingerprint(material.register))


def _put_register(paper: Paper, element: Element, material: Material) -> None:
    pages = _pages(paper, material)
    pages.summary("Registre des activités de traitement", element)
    paper.depth = 1
    pages.sheets(level=3)
    pages.level = 3
    pages.annex_measures("Mesures de sécurité")


def _register_table(material: Material) -> tuple[PackFile, ...]:
    made = register_sheets(material.register, "ods", produced_at=material.at)
    return (PackFile("registre.ods", made.content),)


def _put_map(paper: Paper, element: Element, material: Material) -> None:
    _pages(paper, material).flow_map(element)


def _put_timeline(paper: Paper, element: Element, material: Material) -> None:
    _pages(paper, material).timeline(element)


def _parties_table(material: Material) -> tuple[PackFile, ...]:
    made = parties_sheet(material.register, produced_at=material.at)
    return (PackFile("prestataires.ods", made),)


def _put_findings(paper: Paper, element: Element, material: Material) -> None:
    """What the checks find, the gravest first."""
    place = chapter(paper, "Points à traiter", "Ce que la boutique a encore à faire, et où.", element)
    if not material.findings:
        paper.paragraph("Rien à signaler à ce jour.", sheet.VALUE, place.add("P"))
    for severity, title in _FOUND:
        found = [finding for finding in material.findings if finding.severity is severity]
        if found:
            _findings(paper, place, f"{title} ({len(found)})", found)


def _findings(paper: Paper, place: Element, title: str, found: Iterable[Finding]) -> None:
    if paper.room() < 120:
        paper.new_page()
    paper.y -= 12
    paper.paragraph(title, sheet.SECTION, place.add("H3"))
    paper.y -= 4
    rows = [TableRow((f.activity or "Registre", f.sentence, f.article or "—")) for f in found]
    columns = (Column("Fiche", 12), Column("Point", 66), Column("Texte", 22))
    table(paper, place, columns, rows)


def _put_journal(paper: Paper, element: Element, material: Material) -> None:
    """That the account of what was done is whole; what was done stays in the vault."""
    state, told = material.journal, "Chaque action laisse une ligne liée à la précédente."
    place = chapter(paper, "Journal : vérification", told, element)
    rows = sheet.rows(
        ("Résultat", [verdict_sentence(state.verdict, state.first_at)]),
        ("Vérifié le", [f"{_instant(material.at)}."]),
        ("Première entrée", [_instant(state.first_at)]),
        ("Dernière entrée", [_instant(state.last_at)]),
        ("Empreinte de la dernière entrée", [state.head]),
    )
    about = sheet.rows(
        (
            "Portée",
            [
                "Le journal dit qui a fait quoi et quand. Il reste dans le coffre chiffré de la boutique.",
                "Avec l’empreinte ci-dessus, on peut contrôler plus tard que rien n’a été réécrit depuis.",
            ],
        ),
    )
    parts = (
        sheet.Section("", "Vérification", "art. 5, § 2 du RGPD", rows),
        sheet.Section("", "Ce que cela prouve", "", about),
    )
    sheet.sections(paper, place, parts, level=3)


def _instant(at: datetime | None) -> str:
    return french_instant(at.astimezone(SHOP_ZONE)) if at else ""


def _register_values(material: Material) -> list[str]:
    return typed_values(material.register, whole=False)


PARTS = (
    PackPart(
        "register",
        "Registre des activités de traitement",
        "Toutes les fiches, et un tableau au modèle de la CNIL.",
        _put_register,
        _register_table,
        _register_values,
    ),
    PackPart(
        "timeline",
        "Frise de conservation",
        "Combien de temps chaque donnée est gardée, en une image.",
        _put_timeline,
    ),
    PackPart(
        "map",
        "Carte des flux",
        "De qui viennent les données et chez qui elles vont, en une image.",
        _put_map,
    ),
    PackPart(
        "parties",
        "Prestataires et contrats",
        "Qui travaille pour la boutique, avec quel contrat, et un tableau.",
        put_parties,
        _parties_table,
        party_values,
    ),
    PackPart(
        "findings",
        "Points à traiter",
        "Ce qui reste à faire : plutôt pour vous et votre conseil.",
        _put_findings,
        wanted=False,
    ),
    PackPart(
        "journal",
        "Journal : vérification",
        "Que le journal est entier, sans son contenu.",
        _put_journal,
    ),
)
"""In the order of the paper. A slice that has something to show adds its part here."""

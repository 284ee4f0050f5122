"""Processors with their contracts clause by clause (Art. 28(3)), then everybody else who is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gdpr_desk.documents import sheet
from gdpr_desk.documents.paper import Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import table
from gdpr_desk.pack.model import Material
from gdpr_desk.parties.model import Contract, Party, PartyKind
from gdpr_desk.periods.words import french_date
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import Register, named_parties
from gdpr_desk.register.paper.party_annex import party_table
from gdpr_desk.register.report import chapter, typed_texts
from gdpr_desk.register.wording import country_label


def put_parties(paper: Paper, element: Element, material: Material) -> None:
    """One part a processor, and a table of the others."""
    told = "Qui travaille pour la boutique ou reçoit des données, et ce qui est signé."
    place = chapter(paper, "Prestataires et contrats", told, element)
    parties = material.register.parties
    processors = [party for party in parties if party.kind is PartyKind.PROCESSOR]
    others = [party for party in parties if party.kind is not PartyKind.PROCESSOR]
    if not parties:
        paper.paragraph("Aucun organisme n’est encore noté.", sheet.VALUE, place.add("P"))
    if processors:
        used = _used(material.register)
        sheet.sections(paper, place, [_processor(p, used) for p in processors], level=3)
    if others:
        _others(paper, place, others)


def _others(paper: Paper, place: Element, others: list[Party]) -> None:
    paper.y -= 22
    if paper.room() < 120:
        paper.new_page()
    paper.paragraph("Autres organismes", sheet.SECTION, place.add("H3"))
    paper.y -= 4
    columns, rows = party_table(others)
    table(paper, place, columns, rows)


def _used(register: Register) -> dict[str, list[str]]:
    used: dict[str, list[str]] = {}
    for activity in register.activities:
        for key in sorted(named_parties(activity)):
            used.setdefault(key, []).append(activity.reference)
    return used


def _processor(party: Party, used: Mapping[str, list[str]]) -> sheet.Section:
    contact, contract = party.contact, party.contract
    where = country_label(party.country)
    rows = sheet.rows(
        ("Fiches", [", ".join(used.get(party.key, [])) or "Aucune pour l’instant."]),
        ("Contrat", [_signed(contract), f"Rangé : {contract.location}" if contract.location else ""]),
        ("Clauses", _clauses(contract)),
        ("À revoir", [french_date(contract.next_review_on)] if contract.next_review_on else []),
        ("Contact", [contact.email]),
        ("Pour les droits", [contact.rights]),
        ("Pour les incidents", [contact.breaches]),
    )
    return sheet.Section("", party.name, f"sous-traitant, {where}" if where else "sous-traitant", rows)


def _signed(contract: Contract) -> str:
    if contract.signed_on is None:
        return "À demander : la date du contrat n’est pas notée (art. 28, § 3)."
    return f"Signé le {french_date(contract.signed_on)}."


def _clauses(contract: Contract) -> list[str]:
    """What somebody found in the contract, and what is not ticked (Art. 28(3))."""
    known = catalogues.contract_clauses()
    held = [known.label(key) for key, there in contract.checklist.items() if there]
    absent = [known.label(key) for key in known if not contract.checklist.get(key)]
    if not contract.checklist:
        return ["Pas encore vérifiées (art. 28, § 3)."]
    return [
        f"Présentes : {_listed(held)}." if held else "",
        f"À vérifier ou à obtenir : {_listed(absent)}." if absent else "Toutes sont cochées.",
    ]


def _listed(labels: Sequence[str]) -> str:
    """« instructions écrites ; personnel tenu au secret »."""
    return " ; ".join(label[:1].lower() + label[1:] for label in labels)


def party_values(material: Material) -> list[str]:
    """Every text typed about a party."""
    return typed_texts(material.register.parties, {})

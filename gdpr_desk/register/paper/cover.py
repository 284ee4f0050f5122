"""What the cover of a paper says of the shop and of its register (Art. 30(1)(a))."""

from __future__ import annotations

from gdpr_desk.documents import sheet
from gdpr_desk.register import sheets
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    ContactPerson,
    Controller,
    Register,
)
from gdpr_desk.register.paper.party_annex import parties_used


def cover_sections(register: Register) -> tuple[sheet.Section, ...]:
    """Who is responsible, whom to ask, what the register holds."""
    shop = register.controller
    return (
        sheet.Section("", "La boutique", "responsable de traitement", _shop_rows(shop)),
        sheet.Section("", "Qui contacter", "délégué ou personne chargée des données", _contact_rows(shop)),
        sheet.Section("", "Ce registre", "art. 30 du RGPD", _content_rows(register)),
    )


def _shop_rows(shop: Controller) -> tuple[sheet.Row, ...]:
    return sheet.rows(
        ("Nom", [shop.name]),
        ("SIRET", [format_siret(shop.siret)] if shop.siret else []),
        ("Activité", [f"Code APE {shop.ape}"] if shop.ape else []),
        ("Adresse", [shop.address]),
        ("E-mail", [shop.email]),
        ("Téléphone", [shop.phone]),
        ("Représentant", [shop.representative or ""]),
    )


def _contact_rows(shop: Controller) -> tuple[sheet.Row, ...]:
    rows = sheet.rows(
        ("Délégué à la protection des données", _person(shop.dpo)),
        ("Personne chargée des données", _person(shop.officer)),
    )
    return rows or (sheet.Row("Contact", (sheets.UNSAID,)),)


def _person(person: ContactPerson | None) -> list[str]:
    if person is None:
        return []
    return [person.name, person.role, person.company or "", person.email, person.phone]


def _content_rows(register: Register) -> tuple[sheet.Row, ...]:
    activities = register.activities
    for_clients = sum(a.role is ActivityRole.PROCESSOR for a in activities)
    shared = sum(a.role is ActivityRole.JOINT_CONTROLLER for a in activities)
    own = len(activities) - for_clients - shared
    drafts = sum(a.status is ActivityStatus.DRAFT for a in activities)
    archived = sum(a.status is ActivityStatus.ARCHIVED for a in activities)
    roles = []
    if own or not activities:
        roles.append(f"La boutique décide seule : {counted(own, 'fiche')} (art. 30, § 1).")
    if shared:
        roles.append(f"Avec un autre responsable : {counted(shared, 'fiche')} (art. 26).")
    if for_clients:
        roles.append(f"Pour le compte d’un client : {counted(for_clients, 'fiche')} (art. 30, § 2).")
    states = [counted(drafts, "brouillon")] * bool(drafts) + [counted(archived, "archivée")] * bool(archived)
    cited = counted(len(parties_used(register)), "organisme cité")
    contents = f"{counted(len(activities), 'fiche')}, {cited}."
    return sheet.rows(
        ("Rôle", roles),
        ("Contenu", [contents, f"Dont {' et '.join(states)}." if states else ""]),
    )


def counted(number: int, noun: str) -> str:
    """« 2 fiches »: every word of `noun` takes the plural."""
    plural = " ".join(f"{word}s" for word in noun.split())
    return f"{number} {noun if number < 2 else plural}"

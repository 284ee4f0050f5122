"""The CSV of Madis, by the labels and the fault of its generator (no real export was available)."""

from __future__ import annotations

import pytest
from sheets_in import book_of

from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.model import (
    ActivityRole,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
)
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.madis_csv import is_madis, read_madis

PEOPLE = (
    "Particuliers",
    "Internautes",
    "Salariés",
    "Élus",
    "Professionnels",
    "Partenaires",
    "Usagers",
    "Autres",
)
PERSON = "Détails - Personnes concernées - "
HEADERS = (
    *("Nom", "Structure - Nom", "En tant que", "Finalités", "État", "Base légale"),
    *("Justification de la base légale", "Observations", "Est exempté d'AIPD", "Catégorie de données"),
    *("Destination - Sous-traitants", "Historique - Date de création"),
    *(header for name in PEOPLE for header in (PERSON + name, f"{PERSON}{name} - Commentaire")),
    *("Détails - Logiciels et supports", "Détails - Traitement papier"),
    *(f"Détails - Délai de conservation - {part}" for part in ("Durée", "Nom", "Sort final")),
    "Détails - Moyens de la collecte",
    *("Mesures de sécurité et confidentialité - Sauvegarde",),
    *("Mesures de sécurité et confidentialité - Sauvegarde - Commentaire",),
    "Traitement spécifique - Croisement de données",
)


def _csv(**cells: str) -> bytes:
    named = {
        "Nom": "Ventes",
        "En tant que": "Sous-traitant",
        "Finalités": "- Vendre",
        "Base légale": "Obligation légale",
        "Observations": "Rien",
        "Est exempté d'AIPD": "Oui",
        "Catégorie de données": "Identité - Santé",
        "Destination - Sous-traitants": "Hébergeur Exemple - Caisse Exemple",
        "Historique - Date de création": "31/01/2026 à 10:22",
        "Détails - Traitement papier": "Actif",
        "Détails - Délai de conservation - Durée": "1: 3 Ans\r\n2: 6 Mois",
        "Détails - Délai de conservation - Nom": "1: Factures\r\n2: Devis",
        "Détails - Délai de conservation - Sort final": "1: Tri\r\n2: Destruction",
        "Détails - Moyens de la collecte": "Formulaire papier, Contrat",
        "Mesures de sécurité et confidentialité - Sauvegarde": "Oui",
        "Traitement spécifique - Croisement de données": "Oui",
        **cells,
    }
    values = (f'"{named.get(header, "")}"' for header in HEADERS)
    return f"\ufeff{';'.join(HEADERS)}\r\n{';'.join(values)}\r\n".encode()


def _read(content: bytes, shift: bool | None = None) -> Incoming:
    book = book_of(content)
    assert is_madis(book)
    return read_madis(book, shift)


def _activity(incoming: Incoming) -> ProcessingActivity:
    (activity,) = incoming.register.activities
    return activity


def test_every_column_lands_in_its_field() -> None:
    incoming = _read(_csv())
    activity = _activity(incoming)
    keys = [party.key for party in incoming.register.parties]
    assert incoming.format == "madis-csv"
    assert activity.name == "Ventes"
    assert activity.role is ActivityRole.PROCESSOR
    assert activity.purposes == (Purpose("- Vendre", LawfulBasis.LEGAL_OBLIGATION),)
    assert activity.created_on is not None
    assert activity.created_on.isoformat() == "2026-01-31"
    assert activity.data == (PersonalData("identity"), PersonalData("health"))
    assert activity.recipients == tuple(Recipient(party=key) for key in keys)
    assert activity.paper
    assert activity.retention == (
        RetentionRule("Factures", "", "P3Y", exception="Sort final dans Madis : Tri"),
        RetentionRule("Devis", "", "P6M"),
    )
    assert activity.collection_channels == ("paper_form", "contract")
    assert activity.security_measures == ("backup",)
    assert activity.dpia.criteria == ("data_matching",)
    assert activity.dpia.required is False


def test_the_shift_is_offered_with_an_example() -> None:
    with pytest.raises(InvalidInput) as asked:
        _read(_csv(**{f"{PERSON}Salariés": "Oui"}))
    assert asked.value.code == "madis_shift"
    assert "le fichier dit : Salariés ; corrigé, ce serait : Usagers" in asked.value.message


def test_the_shift_is_undone_or_kept_as_decided() -> None:
    written = _csv(**{f"{PERSON}Élus": "Oui", f"{PERSON}Particuliers": "Oui"})
    corrected = _activity(_read(written, shift=True))
    assert corrected.data_subjects == (DataSubjects("customers"), DataSubjects("employees"))
    kept = _activity(_read(written, shift=False))
    assert kept.data_subjects == (DataSubjects("customers"), DataSubjects("Élus"))


def test_columns_that_are_right_raise_no_question() -> None:
    activity = _activity(_read(_csv(**{f"{PERSON}Internautes": "Oui"})))
    assert activity.data_subjects == (DataSubjects("website_visitors"),)


def test_a_line_without_a_name_is_a_fault() -> None:
    assert [fault.where for fault in _read(_csv(Nom="")).faults] == ["ligne 2"]


def test_another_csv_is_not_madis() -> None:
    assert not is_madis(book_of(b"Nom;En tant que\r\nA;B\r\n"))

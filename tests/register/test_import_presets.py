"""Registers as real tools and people write them, by the headers they publish."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sheets_in import book_of

from gdpr_desk.documents.spreadsheets import Sheet, row, xlsx
from gdpr_desk.register.model import (
    ActivityRole,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    Purpose,
    Recipient,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.qt.import_words import FIELD_LABELS
from gdpr_desk.register.reading.column_mapper import read_mapped, read_table
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.presets import presets
from gdpr_desk.register.reading.record import FIELDS
from gdpr_desk.register.reading.table import find_table

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)


def _book(*sheets: tuple[str, tuple[tuple[str, ...], ...]]) -> Incoming:
    made = [Sheet(name, tuple(row(*cells) for cells in rows)) for name, rows in sheets]
    return read_mapped(book_of(xlsx(made, title="x", made_at=AT)))


def test_a_small_association() -> None:
    incoming = read_mapped(
        book_of(
            "Réf.;Nom du traitement;Date de mise à jour;Responsable du traitement;Hébergeur (sous-traitant);"
            "Finalité principale;Sous-finalités;Base légale;Catégories de personnes concernées;"
            "Catégories de données;Données sensibles;Durées de conservation;Destinataires;"
            "Transferts hors UE;Mesures de sécurité\r\n"
            "1;Adhésions;31/01/2026;Bureau;Hôte Exemple;Inscrire;Relancer;Contrat;Clients;Identité;Non;"
            "3 ans;Bureau;Non;Sauvegarde\r\n".encode()
        )
    )
    (activity,) = incoming.register.activities
    assert [p.name for p in activity.purposes] == ["Inscrire", "Relancer"]
    assert activity.recipients == (Recipient(internal="Bureau"), Recipient(party="hote-exemple"))
    assert activity.transfers == ()
    assert activity.security_measures == ("backup",)


def test_an_online_tool() -> None:
    incoming = read_mapped(
        book_of(
            "Nom du traitement,Finalité,Base légale,Catégories de données,Destinataires,"
            "Durée de conservation,Mesures de sécurité,Transferts hors UE,Type de responsabilité,"
            "AIPD requise,Date de création\n"
            "Paie,Payer,Obligation légale,NIR,Comptable,5 ans,Sauvegarde,États-Unis,Sous-traitant,Oui,"
            "2026-01-31\n".encode()
        )
    )
    (activity,) = incoming.register.activities
    assert activity.role is ActivityRole.PROCESSOR
    assert activity.dpia.required is True
    assert activity.data == (PersonalData("nir"),)
    assert activity.transfers == (Transfer("US"),)


def test_a_consultants_workbook_with_its_header_on_the_sixth_row() -> None:
    blank: tuple[tuple[str, ...], ...] = (("Registre",), ("",), ("",), ("",), ("",))
    heads = (
        *("", "ID", "Etablissement(s)", "Données concernées", "Nom du traitement", "Finalité principale"),
        *("Catégories de personnes concernées par le traitement", "Données d'identification"),
        *("Données de connexion", "Etude d'impact (PIA)", "Licéité du traitement", "Durée de conservation"),
        *("Transferts hors UE (Oui / Non)", "Pays destinataires"),
    )
    line = (
        *("", "1", "Siège", "", "Paie", "Payer", "Salariés", "Nom et prénom", "Logs", "Non"),
        *("Obligation légale", "5 ans", "Oui", "États-Unis"),
    )
    (activity,) = _book(("Registre de traitement", (*blank, heads, line))).register.activities
    assert activity.name == "Paie"
    assert activity.data == (
        PersonalData("identity", "Nom et prénom"),
        PersonalData("connection_logs", "Logs"),
    )
    assert activity.transfers == (Transfer("US"),)  # and not once more for « Oui »
    assert activity.dpia.required is False


def test_a_table_without_names_is_named_by_its_purposes() -> None:
    incoming = read_mapped(
        book_of(
            "Finalité;Catégories de personnes concernées;Catégories de données traitées;"
            "Catégories de destinataires;Transferts vers des pays tiers;"
            "Délais prévus pour l'effacement des données;Mesures de sécurité\r\n"
            "Vendre;Clients;Identité;Atelier;Aucun;3 ans;Sauvegarde\r\n;Clients;;;;;\r\n".encode()
        )
    )
    first, second = incoming.register.activities
    assert (first.name, first.purposes) == ("Vendre", (Purpose("Vendre"),))
    assert second.name == ""
    assert [fault.where for fault in incoming.faults] == ["ligne 3"]


def test_the_audit_pack_of_article30() -> None:
    incoming = read_mapped(
        book_of(
            "Réf,Nom,Finalité,Base légale,Statut,Créé par,Créé le,Validé par,Validé le,Dernière revue\n"
            "A1,Ventes,Vendre,Contrat,Validé,X,31/01/2026,Y,01/02/2026,02/02/2026\n".encode()
        )
    )
    assert incoming.format == "mapped:article30"
    assert incoming.register.activities[0].purposes == (Purpose("Vendre", LawfulBasis.CONTRACT),)
    assert incoming.cautions == ()


PROCESSING = ("", "ref_id", "name", "description", "status", "processing_nature", "folder")
PURPOSES = (
    ("name", "description", "legal_basis"),
    ("Vendre", "", "privacy_contract"),
    ("Relancer", "x", "?"),
)
MORE = (
    ("Purposes", PURPOSES),
    (
        "Personal data",
        (("name", "retention", "is_sensitive"), ("Identité", "3 ans", "non"), ("Allergies", "", "oui")),
    ),
    ("Data subjects", (("name", "category"), ("Clients", ""))),
    ("Data recipients", (("name",), ("Atelier",))),
    ("Contractors", (("name", "entity", "country"), ("Hébergement", "Hôte Exemple", "France"))),
    ("Transfers", (("name", "entity", "country", "transfer_mechanism"), ("t", "Cloud Exemple", "US", "scc"))),
)


def test_the_workbook_of_ciso_assistant_with_one_processing() -> None:
    incoming = _book(("Processing", (PROCESSING, ("", "P1", "CRM", "Suivi", "", "", ""))), *MORE)
    (activity,) = incoming.register.activities
    keys = {party.name: party.key for party in incoming.register.parties}
    assert activity.purposes == (
        Purpose("Vendre", LawfulBasis.CONTRACT),
        Purpose("Relancer", None, justification="x"),
    )
    assert activity.data == (PersonalData("identity"), PersonalData("other", "Allergies", special=True))
    assert activity.data_subjects == (DataSubjects("customers"),)
    assert activity.retention == (RetentionRule("Identité", "", "P3Y"),)
    assert activity.recipients == (Recipient(internal="Atelier"), Recipient(party=keys["Hôte Exemple"]))
    assert activity.transfers == (Transfer("US", keys["Cloud Exemple"], Safeguard.SCC),)
    assert {"purposes", "transfers", "note"} <= incoming.fields


def test_with_several_processings_nothing_is_guessed() -> None:
    rows = (PROCESSING, ("", "P1", "CRM", "", "", "", ""), ("", "P2", "Paie", "", "", "", ""))
    incoming = _book(("Processing", rows), *MORE)
    assert [a.purposes for a in incoming.register.activities] == [(), ()]
    assert any("autres que « Processing »" in caution.message for caution in incoming.cautions)


@pytest.mark.parametrize("said", ["Foi", "6.1.z"])
def test_a_basis_of_ciso_assistant_that_nobody_knows_keeps_its_words(said: str) -> None:
    purposes = (("name", "legal_basis"), ("Vendre", said))
    incoming = _book(("Processing", (PROCESSING, ("", "1", "CRM", "", "", "", ""))), ("Purposes", purposes))
    assert said in incoming.register.activities[0].purposes[0].justification
    assert any(caution.where == "ligne 2" for caution in incoming.cautions)


def test_every_field_has_a_french_word_and_every_tool_a_name() -> None:
    assert set(FIELD_LABELS) == set(FIELDS)
    assert len(set(FIELD_LABELS.values())) == len(FIELD_LABELS)
    assert all(preset.title for preset in presets())


def test_a_preset_is_only_a_proposal() -> None:
    """What the person says of the columns goes before what the tool's preset says."""
    book = book_of(b"title\trole\tpurpose\nA\tcontroller\tB\n")
    table = find_table(book)
    assert table is not None
    assert table.mapping is not None
    assert table.mapping.name == "rgpdesk"
    (activity,) = read_table(table.with_fields(("name", "ignore", "note")), book).register.activities
    assert (activity.name, activity.note, activity.purposes) == ("A", "B", ())

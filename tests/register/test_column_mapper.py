"""Tables of other tools and of nobody in particular: every column lands where it belongs, or is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sheets_in import book_of

from gdpr_desk.clock import FixedClock
from gdpr_desk.documents.spreadsheets import Sheet, row, xlsx
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Controller,
    DataSubjects,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionKind,
    RetentionRule,
)
from gdpr_desk.register.reading.column_mapper import read_mapped, read_mapping
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.intake import read_incoming
from gdpr_desk.register.reading.values import duration_of, rule_of
from gdpr_desk.register.service import RegisterService

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)


def _read(text: str) -> Incoming:
    return read_mapped(book_of(text.encode()))


def _one(text: str) -> ProcessingActivity:
    (activity,) = _read(text).register.activities
    return activity


def test_french_headers_below_title_rows() -> None:
    activity = _one(
        "Registre de l’atelier;;;;;\r\n;;;;;\r\n"
        "Réf.;NOM DU TRAITEMENT ;Finalité principale;Base légale;Durées de conservation;"
        "Date de mise à jour\r\n"
        "A-1;Newsletter;Informer les abonnés;Consentement;3 ans après le dernier contact;31/01/2026\r\n"
    )
    assert activity.name == "Newsletter"
    assert activity.purposes == (Purpose("Informer les abonnés", LawfulBasis.CONSENT),)
    assert activity.retention == (RetentionRule("", "last_contact", "P3Y"),)
    assert activity.reviewed_on == date(2026, 1, 31)
    assert activity.note == "Référence d’origine : A-1"


def test_english_headers() -> None:
    activity = _one(
        "name,purpose,legal basis,data subjects,personal data,security measures\n"
        'Shop,"Sell goods",performance of a contract,"customers, prospects",identity,backup\n'
    )
    assert activity.purposes == (Purpose("Sell goods", LawfulBasis.CONTRACT),)
    assert activity.data_subjects == (DataSubjects("customers"), DataSubjects("prospects"))
    assert activity.data == (PersonalData("identity"),)
    assert activity.security_measures == ("backup",)


def test_no_basis_is_dropped() -> None:
    incoming = _read(
        "Nom;Finalité;Base légale\r\nVentes;Vendre;Contrat; \r\nA;B;Contrat | Consentement\r\nC;D;Foi\r\n"
    )
    _, several, unknown = incoming.register.activities
    assert [p.lawful_basis for p in several.purposes] == [LawfulBasis.CONTRACT, LawfulBasis.CONSENT]
    assert unknown.purposes[0].lawful_basis is None
    assert "Foi" in unknown.purposes[0].justification
    assert {c.where for c in incoming.cautions} == {"ligne 3", "ligne 4"}


def test_a_column_nobody_knows_is_told() -> None:
    incoming = _read(
        "Activité;Rôle;Finalité;Données;Personnes;Durée;Colonne ignorée\r\n"
        "A;sous-traitant;B;?;n/a;inconnu;x\r\n"
    )
    assert incoming.register.activities[0].role is ActivityRole.PROCESSOR
    assert incoming.register.activities[0].data == ()
    assert incoming.register.activities[0].retention == ()
    assert any("« Colonne ignorée »" in caution.message for caution in incoming.cautions)


def test_a_line_without_a_name_refuses_the_file(tmp_path: Path) -> None:
    source = tmp_path / "registre.csv"
    source.write_text("Nom;Finalité\r\nA;B\r\n;C\r\n", "utf-8")
    with pytest.raises(InterchangeRefused) as refused:
        read_incoming(source)
    assert refused.value.problems[0].where == "ligne 3"


def test_a_table_without_a_column_of_names_is_refused() -> None:
    with pytest.raises(InvalidInput, match="« Prénom »") as refused:
        _read("Prénom;Ville\r\nA;B\r\n")
    assert refused.value.code == "unknown_columns"


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('between = "#"\n[columns]\n"Truc" = "name"\n"Chose" = "systems"\n', "utf-8")
    incoming = read_mapped(book_of(b"Truc;Chose\r\nA;x#y\r\n"), read_mapping(mapping))
    assert incoming.register.activities[0].systems == ("x", "y")
    mapping.write_text('[columns]\n"Truc" = "nothing"\n', "utf-8")
    with pytest.raises(InvalidInput):
        read_mapping(mapping)


def test_ciso_assistant() -> None:
    rows = (row("", "ref_id", "name", "description", "status", "processing_nature", "folder"),)
    rows += (row("", "P1", "CRM", "Suivi", "privacy_draft", "collecte", "Global"),)
    content = xlsx([Sheet("Processing", rows), Sheet("Purposes", (row("name"),))], title="x", made_at=AT)
    incoming = read_mapped(book_of(content))
    assert incoming.format == "mapped:ciso-assistant"
    assert incoming.register.activities[0].name == "CRM"
    assert incoming.register.activities[0].status is ActivityStatus.DRAFT


def test_openrgpd() -> None:
    incoming = _read(
        "ID,Traitement,Finalité du traitement,Catégorie de personnes concernées,"
        "Durée d'utilité administrative,Licéité du traitement,Sous-traitant,Pôle\n"
        "1,L&#039;accueil,Recevoir,Clients/ Prospects,1 an,Contrat,H&amp;bergeur,Siège\n"
    )
    activity = incoming.register.activities[0]
    assert incoming.format == "mapped:openrgpd"
    assert activity.name == "L'accueil"
    assert activity.data_subjects == (DataSubjects("customers"), DataSubjects("prospects"))
    assert activity.recipients == (Recipient(party=incoming.register.parties[0].key),)
    assert incoming.register.parties[0].name == "H&bergeur"
    assert incoming.register.parties[0].kind is PartyKind.PROCESSOR


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("article30", "name,purpose,legalBasis\nA,B,LEGAL_OBLIGATION\n"),
        ("article30", "Name,Purpose,Legal Basis,Person Categories\nA,B,LEGAL_OBLIGATION,Clients\n"),
        ("rgpdesk", "title\trole\tpurpose\tlegalBasis\nA\tcontroller\tB\tobligation légale\n"),
        (
            "rgpd-manager",
            (
                "Nom;Finalité;Base légale;Catégories de données;Durée de conservation;Date de création\r\n"
                "A;B;Obligation légale;Identité;1 an;2026-01-31\r\n"
            ),
        ),
    ],
)
def test_presets_know_their_tool(format_: str, text: str) -> None:
    incoming = _read(text)
    assert incoming.format == f"mapped:{format_}"
    assert incoming.register.activities[0].purposes == (Purpose("B", LawfulBasis.LEGAL_OBLIGATION),)


def test_dastra() -> None:
    incoming = _read(
        '"Label";"Ref";"ProcessingState";"DateDeployment";"Purposes"\r\n"A";"1";"InProduction";"31-01-2026";"B"\r\n'
    )
    activity = incoming.register.activities[0]
    assert incoming.format == "mapped:dastra"
    assert (activity.status, activity.created_on) == (ActivityStatus.ACTIVE, date(2026, 1, 31))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("5 ans à compter du versement de la paie", RetentionRule("x", "paid", "P5Y")),
        ("Factures : 10 ans", RetentionRule("Factures", "", "P10Y")),
        ("13 mois", RetentionRule("x", "", "P13M")),
        ("durée légale", RetentionRule("x", "durée légale", kind=RetentionKind.CRITERIA)),
        ("2 ans puis 5 ans", RetentionRule("x", "2 ans puis 5 ans", kind=RetentionKind.CRITERIA)),
        ("1 an sauf litige", RetentionRule("x", "sauf litige", "P1Y")),
    ],
)
def test_durations_lose_no_word(text: str, rule: RetentionRule) -> None:
    assert rule_of(text, "x") == rule


def test_durations_to_the_letter() -> None:
    assert [duration_of(t) for t in ("48 heures", "1 an et 6 mois", "P13M", "2 ans environ")] == [
        "PT48H",
        "P1Y6M",
        "P13M",
        None,
    ]


CSV = "Nom;Finalité;Sous-traitants\r\nVentes;Vendre;Hébergeur Exemple\r\nPaie;Payer;Hébergeur Exemple\r\n"


def test_the_same_file_twice_updates_and_does_not_duplicate(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    source = tmp_path / "registre.csv"
    source.write_text(CSV, "utf-8")
    preview = exchange.preview_incoming(read_incoming(source))
    first = exchange.import_incoming(read_incoming(source))
    assert preview.created == first.created == ("T-01", "T-02")
    before = register.register()
    again = exchange.import_incoming(read_incoming(source))
    assert (again.created, again.updated) == ((), ())
    assert register.register() == before
    source.write_text(CSV.replace("Vendre", "Vendre et livrer").replace("Paie", "PAIE"), "utf-8")
    third = exchange.import_incoming(read_incoming(source))
    assert (third.created, third.updated) == ((), ("T-01",))
    assert [party.name for party in register.register().parties] == ["Hébergeur Exemple"]


def test_an_update_keeps_what_the_file_does_not_speak_of(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    criteria = DpiaScreening(("large_scale",), True)
    mine = register.add(ProcessingActivity(name="Ventes", dpia=criteria, systems=("Caisse",), paper=True))
    source = tmp_path / "registre.csv"
    source.write_text("Nom;Finalité;AIPD requise\r\nVENTES;Vendre;\r\n", "utf-8")
    assert exchange.import_incoming(read_incoming(source)).updated == ("T-01",)
    assert register.activity("T-01") == replace(mine, purposes=(Purpose("Vendre"),))


def test_an_import_leaves_the_shop_alone(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    register.set_controller(Controller("Atelier Lumen"))
    register.add(ProcessingActivity(name="Caméras"))
    source = tmp_path / "registre.csv"
    source.write_text(CSV, "utf-8")
    exchange.import_incoming(read_incoming(source))
    assert register.controller().name == "Atelier Lumen"
    assert [a.name for a in register.register().activities] == ["Caméras", "Ventes", "Paie"]


def test_own_json_is_told_by_its_content(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    register.set_controller(Controller("Atelier Lumen"))
    register.add(ProcessingActivity(name="Caméras"))
    source = tmp_path / "registre.csv"
    source.write_text(exchange.json(), "utf-8")
    incoming = read_incoming(source)
    assert incoming.format == "gdpr-desk-json"
    assert exchange.import_incoming(incoming).updated == ()


def test_a_thousand_lines_in_time(register: RegisterService, tmp_path: Path, clock: FixedClock) -> None:
    source = tmp_path / "registre.csv"
    lines = "".join(f"Activité {n};But {n};Contrat;3 ans\r\n" for n in range(1000))
    source.write_text(f"Nom;Finalité;Base légale;Durée\r\n{lines}", "utf-8")
    incoming = read_incoming(source)
    assert len(incoming.register.activities) == 1000
    assert (
        replace(incoming.register.activities[999], name="").purposes[0].lawful_basis is LawfulBasis.CONTRACT
    )

"""The CNIL's simplified register: empty as published, as a shop fills it in, as this program writes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import odfdo
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sheets_in import book_of
from strategies import examples, registers

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import (
    ActivityRole,
    ContactPerson,
    Controller,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.reading.cnil_ods import is_cnil, read_cnil
from gdpr_desk.register.reading.incoming import reconcile
from gdpr_desk.register.starter import starter_activities, starter_parties, starter_tiles
from gdpr_desk.register.tabular import register_sheets

SAMPLE = Path(__file__).resolve().parents[2].parent / "shared/samples/cnil/registre-traitement-simplifie.ods"
AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
NAMELESS = Controller("")


def held(value: Any) -> Any:
    """What a spreadsheet can hold: no keys of a newer format, one kind of line end, blank is nothing."""
    if isinstance(value, str) and type(value) is str:
        text = re.sub(r"[\ufffe\uffff]", "\ufffd", value)
        return re.sub(r"\r\n|\r", "\n", text)
    if isinstance(value, tuple):
        return tuple(map(held, value))
    if isinstance(value, ContactPerson) and value == replace(ContactPerson(), extra=value.extra):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        kept = {part.name: held(getattr(value, part.name)) for part in fields(value) if part.name != "extra"}
        optional = {p.name for p in fields(value) if "None" in str(p.type) and p.name != "internal"}
        kept = {key: None if key in optional and found == "" else found for key, found in kept.items()}
        return replace(value, **kept, extra={})
    return value


@pytest.fixture(scope="module")
def shop_register() -> Register:
    """Every starter activity, numbered."""
    keys = [tile.key for tile in starter_tiles()]
    numbered = (replace(a, reference=f"T-{n:02d}") for n, a in enumerate(starter_activities(keys), 1))
    dpo = ContactPerson("Dominique Lumen", company="Conseil Lumen", email="dpo@atelier-lumen.example")
    shop = Controller("Atelier Lumen", siret="00000001800002", address="1 rue des Essais", dpo=dpo)
    return Register(shop, starter_parties(keys), tuple(numbered))


def test_the_complete_version_comes_back_as_the_same_register(shop_register: Register) -> None:
    content = register_sheets(shop_register, "ods", produced_at=AT).content
    incoming = read_cnil(book_of(content))
    assert incoming.own
    assert not incoming.cautions
    assert incoming.register == shop_register
    assert reconcile(incoming, shop_register) == shop_register


@settings(
    max_examples=examples(10),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(registers())
def test_any_register_comes_back_from_the_complete_version(register: Register) -> None:
    content = register_sheets(register, "ods", produced_at=AT).content
    incoming = read_cnil(book_of(content))
    assert incoming.register == held(register)


def test_keys_of_a_newer_format_stay_in_the_vault(shop_register: Register) -> None:
    first = replace(shop_register.activities[0], extra={"x_new": 1})
    stored = replace(shop_register, activities=(first, *shop_register.activities[1:]))
    incoming = read_cnil(book_of(register_sheets(stored, "ods", produced_at=AT).content))
    assert reconcile(incoming, stored) == stored


def test_the_strict_version_says_what_it_leaves_out(shop_register: Register) -> None:
    document = register_sheets(shop_register, "ods", produced_at=AT, strict=True)
    book = book_of(document.content)
    written = "\n".join(str(cell) for grid in book.sheets for row in grid.rows for cell in row)
    assert "bases légales" in document.left_out
    assert document.left_out in written
    assert "Obligation légale" not in written
    assert "Base légale" not in written


def test_the_strict_version_keeps_the_bases_that_the_vault_has(shop_register: Register) -> None:
    document = register_sheets(shop_register, "ods", produced_at=AT, strict=True)
    incoming = read_cnil(book_of(document.content))
    merged = reconcile(incoming, shop_register)
    assert not incoming.own
    for before, after in zip(shop_register.activities, merged.activities, strict=True):
        assert after.reference == before.reference
        assert after.purposes == before.purposes
        assert after.status == before.status


def test_the_strict_version_holds_what_a_processor_owes() -> None:
    client = Party("garage", "Garage Exemple", PartyKind.CLIENT_CONTROLLER)
    activity = ProcessingActivity(
        "T-01",
        "Maintenance",
        ActivityRole.PROCESSOR,
        client_controllers=("garage",),
        operations=("diagnostic", "sauvegarde"),
        retention=(RetentionRule("copies", "service_end", "P30D"),),
    )
    register = Register(Controller("Atelier Lumen"), (client,), (activity,))
    book = book_of(register_sheets(register, "ods", produced_at=AT, strict=True).content)
    written = [str(cell) for grid in book.sheets for row in grid.rows for cell in row]
    assert {"Garage Exemple", "diagnostic", "sauvegarde", "30 jours"} <= set(written)


def test_equal_registers_are_equal_bytes(shop_register: Register) -> None:
    for kind in ("ods", "xlsx", "csv"):
        first, second = (register_sheets(shop_register, kind, produced_at=AT) for _ in range(2))
        assert first == second


@pytest.mark.skipif(not SAMPLE.exists(), reason="the CNIL's file is not beside this checkout")
class TestTheCnilsOwnFile:
    def test_as_published_it_holds_no_activity(self) -> None:
        book = book_of(SAMPLE.read_bytes())
        assert is_cnil(book)
        incoming = read_cnil(book)
        assert incoming.register.activities == ()
        assert incoming.cautions == ()

    def test_filled_in_it_holds_what_was_filled_in(self, tmp_path: Path) -> None:
        incoming = read_cnil(book_of(_filled(tmp_path)))
        repairs, fidelity, cameras = incoming.register.activities
        assert incoming.register.controller.name == "Atelier Lumen"
        assert incoming.register.controller.address == "1 rue des Essais, 75000, Paris, France"
        assert repairs.name == "Réparations"
        assert repairs.created_on == date(2026, 1, 31)
        assert repairs.reviewed_on == date(2026, 2, 1)
        assert repairs.purposes == (Purpose("Réparer les appareils"), Purpose("Facturer"))
        assert repairs.data == (
            PersonalData("identity", "Nom et téléphone"),
            PersonalData("location", "Adresse de retrait"),
            PersonalData("health", "Appareil médical", special=True),
        )
        assert repairs.data_subjects == (DataSubjects("customers"), DataSubjects("Bénévoles"))
        assert repairs.retention == (RetentionRule("Nom et téléphone", "contract_end", "P5Y"),)
        assert repairs.security_measures == ("backup", "Alarme")
        keys = {party.name: party.key for party in incoming.register.parties}
        assert repairs.recipients == (
            Recipient(internal="Atelier"),
            Recipient(party=keys["Hébergeur Exemple"]),
        )
        (transfer,) = repairs.transfers
        assert transfer == Transfer("US", keys["Cloud Exemple"], None, "contrat du 2 mars")
        assert any("Privacy Shield" in caution.message for caution in incoming.cautions)
        assert fidelity.name == "Carte de fidélité"
        assert fidelity.note == "Référence d’origine : ref-002"
        assert (cameras.name, cameras.created_on) == ("Caméras", date(2026, 3, 1))
        assert cameras.purposes == (Purpose("Protéger la boutique"),)

    def test_the_same_file_twice_changes_nothing_more(self, tmp_path: Path) -> None:
        incoming = read_cnil(book_of(_filled(tmp_path)))
        once = reconcile(incoming, Register(NAMELESS))
        numbered = tuple(replace(a, reference=f"T-{n:02d}") for n, a in enumerate(once.activities, 1))
        stored = replace(once, activities=numbered)
        again = reconcile(incoming, stored)
        assert again.activities == stored.activities
        assert again.parties == ()

    def test_what_was_added_here_survives_a_second_import(self, tmp_path: Path) -> None:
        incoming = read_cnil(book_of(_filled(tmp_path)))
        once = reconcile(incoming, Register(NAMELESS))
        first = replace(
            once.activities[0],
            reference="T-07",
            systems=("Caisse",),
            purposes=(
                Purpose("Réparer les appareils", LawfulBasis.CONTRACT),
                *once.activities[0].purposes[1:],
            ),
        )
        again = reconcile(incoming, replace(once, activities=(first,)))
        assert again.activities[0] == first
        assert [activity.reference for activity in again.activities] == ["T-07", "", ""]


def test_payroll_that_a_shop_filled_in_is_a_record() -> None:
    register = Register(Controller("Atelier Lumen"), (), (ProcessingActivity("P-9", "Gestion de la paie"),))
    book = book_of(register_sheets(register, "ods", produced_at=AT, strict=True).content)
    assert [activity.name for activity in read_cnil(book).register.activities] == ["Gestion de la paie"]


def test_a_transfer_keeps_its_safeguard() -> None:
    party = Party("cloud", "Cloud Exemple", PartyKind.PROCESSOR, "JP")
    for safeguard in (None, *Safeguard):
        activity = ProcessingActivity("T-01", "x", transfers=(Transfer("JP", "cloud", safeguard, "acte"),))
        register = Register(Controller("Atelier Lumen"), (party,), (activity,))
        for strict in (False, True):
            book = book_of(register_sheets(register, "ods", produced_at=AT, strict=strict).content)
            assert read_cnil(book).register.activities[0].transfers[0].safeguard == safeguard


def test_libreoffice_opens_the_export_and_what_it_saves_comes_back(
    shop_register: Register, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("GDPR_DESK_REQUIRE_TOOLS") == "1":
            pytest.fail("LibreOffice is missing")
        pytest.skip("LibreOffice is not installed")
    few = replace(shop_register, activities=shop_register.activities[:4])
    dated = replace(few.activities[0], created_on=date(2026, 1, 31))
    few = replace(few, activities=(dated, *few.activities[1:]))
    source = tmp_path / "registre.ods"
    source.write_bytes(register_sheets(few, "ods", produced_at=AT).content)
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    for kind in ("ods", "xlsx"):
        out = tmp_path / kind
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        incoming = read_cnil(book_of((out / f"registre.{kind}").read_bytes()))
        assert incoming.register == few


def _filled(tmp_path: Path) -> bytes:
    """The CNIL's file as a shop would leave it: two records, one line of the list without a record."""
    document = odfdo.Document(str(SAMPLE))
    template = next(t for t in document.body.tables if t.name.startswith("3_-"))
    second = template.clone
    second.name = "5_-_Fidélité"
    _fill_first(template)
    put = _putter(second)
    put("Nom du traitement", 1, "Carte de fidélité")
    put("N° / RÉF", 1, "ref-002")
    put("Finalité principale", 1, "Récompenser les clients")
    document.body.append(second)
    listed = next(t for t in document.body.tables if t.name.startswith("2_-"))
    for column, value in enumerate(("Caméras", "ref-003", date(2026, 3, 1))):
        listed.set_value((column, 9), value)
    listed.set_value((4, 9), "Protéger la boutique")
    listed.set_value((0, 10), "Réparations")
    listed.set_value((1, 10), "ref-001")
    target = tmp_path / "rempli.ods"
    document.save(str(target))
    return target.read_bytes()


def _fill_first(table: odfdo.Table) -> None:
    put = _putter(table)
    put("Nom du traitement", 1, "Réparations")
    put("Date de création du traitement", 1, date(2026, 1, 31))
    put("Mise à jour du traitement", 1, "01/02/2026")
    for column, value in enumerate(("Atelier Lumen", "1 rue des Essais", 75000, "Paris", "France"), 1):
        put("Responsable du traitement", column, value)
    put("Finalité principale", 1, "Réparer les appareils")
    put("Sous-finalité 1", 1, "Facturer")
    put("État civil", 1, "Nom et téléphone")
    put("État civil", 4, "5 ans après la fin du contrat")
    put("Données de localisation", 1, "Adresse de retrait")
    put("Données concernant la santé", 1, "Appareil médical")
    put("Catégorie de personnes 1", 1, "Clients")
    put("Catégorie de personnes 2", 1, "Autres (préciser)")
    put("Catégorie de personnes 2", 4, "Bénévoles")
    put("Destinataire 1", 1, "Service interne qui traite les données")
    put("Destinataire 1", 4, "Atelier")
    put("Destinataire 2", 1, "Sous-traitants")
    put("Destinataire 2", 4, "Hébergeur Exemple")
    put("Mesure de sécurité 1", 1, "Sauvegarde des données")
    put("Mesure de sécurité 2", 1, "Autres mesures (à préciser)")
    put("Mesure de sécurité 2", 4, "Alarme")
    put("Organisme destinataire 1", 1, "Cloud Exemple")
    put("Organisme destinataire 1", 2, "Etats-Unis")
    put("Organisme destinataire 1", 3, "Privacy shield")
    put("Organisme destinataire 1", 5, "contrat du 2 mars")


def _putter(table: odfdo.Table) -> Callable[[str, int, Any], None]:
    labels = [str(row[0] or "") for row in table.get_values("A1:A70")]

    def put(label: str, column: int, value: Any) -> None:
        line = next(number for number, text in enumerate(labels) if text.startswith(label))
        table.set_value((column, line), value)

    return put

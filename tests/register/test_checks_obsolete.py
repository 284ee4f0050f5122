"""Words that rest on something that has ended, and the same words where they are right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from checked_records import FULL, found

from gdpr_desk.register.checks import Severity
from gdpr_desk.register.model import ProcessingActivity, RetentionRule, Safeguard, Transfer

OLD = "Autorisation CNIL n° 1234567 v0"


@pytest.mark.parametrize(
    "source",
    [
        OLD,
        "Accord de la Commission nationale de l’informatique et des libertés, sous le numéro 1234567 v 0.",
        "Déclaration à la CNIL numéro 1234567",
        "Norme simplifiée n° 48",
        "AU-046",
        "NS 48",
    ],
)
def test_an_old_authorisation_number_belongs_in_the_note(source: str) -> None:
    rule = RetentionRule("Images", "recorded", "P1M", source=source)
    assert found(replace(FULL, retention=(rule,)))["old_authorisation"].sentence.startswith(
        "Les autorisations CNIL d’avant mai 2018 n’ont plus cours"
    )
    assert found(replace(FULL, note=source)) == {}


@pytest.mark.parametrize(
    "source",
    [
        "Autorisation préfectorale n° 2024-0156",
        "Délibération CNIL n° 2018-303",
        "Accord de la personne ; délibération de la CNIL n° 2018-303",
        "Déclaration de revenus n° 2042",
        "du 1er mars au 25 avril, dispense de caution de 50 euros",
    ],
)
def test_the_prefect_the_tax_office_and_a_deliberation_are_no_old_authorisation(source: str) -> None:
    rule = RetentionRule("Images", "recorded", "P1M", source=source)
    assert found(replace(FULL, retention=(rule,))) == {}


def _document(text: str) -> ProcessingActivity:
    return replace(FULL, transfers=(Transfer("US", None, Safeguard.CERTIFICATION, text),))


@pytest.mark.parametrize(
    "text", ["Privacy Shield", "certifié Privacy-Shield en 2017", "Safe Harbor", "Safe-Harbour"]
)
def test_the_arrangements_before_the_present_one_protect_nothing(text: str) -> None:
    finding = found(_document(text))["privacy_shield"]
    assert (finding.field, finding.severity) == ("transfers.0.document", Severity.WARNING)
    assert "liste DPF" in finding.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Data Privacy Framework, vu le 3 mars 2026",
        "clauses types, car le Privacy Shield a été annulé",
        "DPF, qui remplace le Privacy Shield",
    ],
)
def test_the_present_arrangement_and_the_memory_of_the_old_one_are_fine(text: str) -> None:
    assert found(_document(text)) == {}
    assert found(replace(FULL, note="Privacy Shield jusqu’en 2020")) == {}


def test_the_list_against_telephone_selling_has_ended() -> None:
    called = replace(
        FULL, systems=("Fichier nettoyé avec Bloctel chaque mois",), reviewed_on=date(2026, 3, 1)
    )
    assert found(called)["bloctel"].field == "systems.0"
    assert "bloctel" in found(called, today=date(2026, 8, 11))
    assert "bloctel" not in found(called, today=date(2026, 8, 10))
    assert found(replace(FULL, systems=("Preuve de l’accord ; Bloctel a pris fin",))) == {}
    assert found(replace(FULL, note="Contrôles Bloctel de 2025 : voir le classeur")) == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://www.cnil.fr/sites/default/files/typo/document/CNIL_Formulaire_Notification_de_Violations.pdf",
        "Formulaire CNIL de notification des violations (2013)",
        "formulaire de violation, art. 34 bis de la loi",
    ],
)
def test_the_form_of_2013_is_no_longer_the_way(text: str) -> None:
    for activity in (replace(FULL, note=text), replace(FULL, systems=(text,))):
        finding = found(activity)["breach_form_2013"]
        assert "notifications.cnil.fr" in finding.sentence
        assert finding.article == "art. 33 du RGPD"


def test_the_online_service_is_the_way() -> None:
    for text in (
        "Formulaire en ligne de notification des violations, notifications.cnil.fr",
        "Formulaire des violations de 2013, remplacé par le service en ligne",
        "Formulaire de contact",
    ):
        assert found(replace(FULL, systems=(text,))) == {}


def test_rights_did_not_stop_with_the_old_law() -> None:
    old = "Le client dispose d’un droit d’accès et de rectification."
    assert found(replace(FULL, note=old))["rights_before_2018"].field == "note"
    whole = "Il dispose d’un droit d’accès et de rectification, d’effacement, d’opposition et de portabilité."
    assert found(replace(FULL, note=whole)) == {}


def test_secrets_are_not_changed_by_the_calendar() -> None:
    turned = replace(FULL, security_measures=("Mots de passe internes modifiés plusieurs fois dans l’année",))
    finding = found(turned)["forced_rotation"]
    assert finding.severity is Severity.HINT
    assert "mot de passe" not in finding.sentence
    for fine in ("Mot de passe changé dès la remise", "Mots de passe longs", "Badge changé tous les ans"):
        assert found(replace(FULL, security_measures=(fine,))) == {}

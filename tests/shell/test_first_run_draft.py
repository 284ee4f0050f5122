"""The first run's rules, without Qt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gdpr_desk.register.starter import starter_tiles
from gdpr_desk.shell.first_run import (
    FirstRunDraft,
    Step,
    may_skip,
    missing,
    new_draft,
    next_step,
    previous_step,
    profile_of,
    records_of,
    siret_of,
    skipped,
)

GOOD_PHRASE = "cheval violet tourne sous la pluie"


def fields(draft: FirstRunDraft, step: Step) -> list[str]:
    return [one.field for one in missing(draft, step)]


def test_the_steps_follow_each_other_and_the_vault_is_made_once() -> None:
    draft = replace(
        new_draft(), name="Atelier Lumen", passphrase=GOOD_PHRASE, repeated=GOOD_PHRASE, recovery_kept=True
    )
    walked = [Step.WELCOME]
    while walked[-1] is not Step.READY:
        walked.append(next_step(draft, walked[-1]))
    assert walked == list(Step)
    assert previous_step(Step.PASSPHRASE) is Step.ACTIVITIES
    assert previous_step(Step.RECOVERY) is Step.RECOVERY


def test_twenty_pictures_are_offered_and_the_usual_ones_chosen() -> None:
    assert len(starter_tiles()) == 20
    chosen = new_draft().activities
    assert chosen
    assert set(chosen) == {tile.key for tile in starter_tiles() if tile.selected}


def test_a_siret_with_a_slip_is_refused_in_the_agreed_words() -> None:
    draft = FirstRunDraft(name="Atelier Lumen", siret="000 000 018 00003")
    [one] = missing(draft, Step.SHOP)
    assert one.field == "siret"
    assert one.sentence == (
        "Ce numéro SIRET comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
    )
    assert next_step(draft, Step.SHOP) is Step.SHOP
    assert next_step(replace(draft, without_siret=True), Step.SHOP) is Step.OFFICER
    assert profile_of(replace(draft, without_siret=True)).controller.siret == ""


def test_siren_and_vat_follow_from_the_siret() -> None:
    found = siret_of(FirstRunDraft(siret="000 000 018 00002"))
    assert found is not None
    assert (found.siret, found.siren, found.vat) == ("00000001800002", "000000018", "FR66000000018")


def test_only_the_passphrase_and_the_sheet_cannot_be_left_for_later() -> None:
    assert [step for step in Step if may_skip(step)] == [Step.SHOP, Step.OFFICER, Step.ACTIVITIES]
    typed = FirstRunDraft(name="x", officer_name="y", activities=("newsletter",))
    assert skipped(typed, Step.SHOP).name == ""
    assert skipped(typed, Step.OFFICER).officer_name == ""
    assert skipped(typed, Step.ACTIVITIES).activities == ()
    assert skipped(typed, Step.SHOP).activities == typed.activities


@pytest.mark.parametrize(
    ("passphrase", "repeated", "field"),
    [
        ("", "", "passphrase"),
        ("atelier lumen", "atelier lumen", "passphrase"),
        (GOOD_PHRASE, "autre", "repeated"),
    ],
)
def test_the_vault_is_not_made_on_a_weak_or_mistyped_phrase(
    passphrase: str, repeated: str, field: str
) -> None:
    draft = FirstRunDraft(name="Atelier Lumen", passphrase=passphrase, repeated=repeated)
    assert fields(draft, Step.PASSPHRASE) == [field]


def test_it_does_not_end_before_the_sheet_is_kept() -> None:
    assert fields(FirstRunDraft(), Step.RECOVERY) == ["recovery_kept"]
    assert not fields(FirstRunDraft(recovery_kept=True), Step.RECOVERY)


def test_the_profile_holds_what_was_typed_without_stray_spaces() -> None:
    draft = replace(
        new_draft(),
        name=" Atelier Lumen ",
        siret="000 000 018 00002",
        email="bonjour@atelier-lumen.example",
        officer_name="Camille Lumen",
        officer_email="droits@atelier-lumen.example",
    )
    profile = profile_of(draft)
    assert profile.controller.name == "Atelier Lumen"
    assert profile.controller.siret == "00000001800002"
    assert profile.controller.officer is not None
    assert profile.controller.officer.email == "droits@atelier-lumen.example"
    assert profile.pack == records_of(draft)
    assert profile_of(FirstRunDraft(name="x")).controller.officer is None

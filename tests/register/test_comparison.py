"""Two states of a record side by side: nothing told exactly where nothing differs, each change in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import activities, examples

from gdpr_desk.parties.model import Party
from gdpr_desk.register.comparison import Change, differences, summary
from gdpr_desk.register.comparison_words import ENTRIES, FIELDS, PLAIN, TEXTS
from gdpr_desk.register.model import (
    ActivityStatus,
    DataSubjects,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
    SourceKind,
    Transfer,
)

KINDS = {
    "purposes": Purpose,
    "data_subjects": DataSubjects,
    "data": PersonalData,
    "recipients": Recipient,
    "transfers": Transfer,
    "retention": RetentionRule,
}
PARTIES = {"web": Party("web", "Hébergeur Demo"), "mail": Party("mail", "Envois Demo")}
CCTV = ProcessingActivity(
    "T-01",
    "Vidéosurveillance",
    purposes=(Purpose("Protéger la boutique", LawfulBasis.CONSENT),),
    data_subjects=(DataSubjects("customers"),),
    data=(PersonalData("video_images"),),
    recipients=(Recipient(internal="La gérante"), Recipient(party="web")),
    retention=(RetentionRule("Images", "recorded", "P3M"),),
)
PATIENT = settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))


def _only(field: str, value: Any) -> tuple[Change, ...]:
    (found,) = differences(CCTV, replace(CCTV, **{field: value}), PARTIES)
    assert found.field == field
    return found.changes


def test_every_field_of_the_model_has_words() -> None:
    names = {field.name for field in fields(ProcessingActivity)}
    assert set(FIELDS) == names
    assert names == {*PLAIN, *TEXTS, *ENTRIES, "dpia", "extra"}
    for name, kind in KINDS.items():
        assert set(ENTRIES[name].parts) | {"extra"} == {field.name for field in fields(kind)}


@PATIENT
@given(activities("T-01", ("web", "mail")), activities("T-01", ("web", "mail")))
def test_nothing_is_told_exactly_where_nothing_differs(
    one: ProcessingActivity, other: ProcessingActivity
) -> None:
    assert differences(one, replace(one), PARTIES) == ()
    assert summary(one, one) == ""
    told = differences(one, other, PARTIES)
    changed = {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}
    assert {difference.field for difference in told} == changed
    assert len(told) == len(changed)
    assert bool(summary(one, other)) is bool(changed)


@PATIENT
@given(activities("T-01", ("web", "mail")), activities("T-01", ("web", "mail")))
def test_every_change_can_be_seen(one: ProcessingActivity, other: ProcessingActivity) -> None:
    for difference in differences(one, other, PARTIES):
        assert difference.changes
        for change in difference.changes:
            assert change.before != change.after


@PATIENT
@given(activities("T-01"), st.data())
def test_one_field_more_or_less_is_one_difference(one: ProcessingActivity, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(sorted(FIELDS)))
    value = getattr(data.draw(activities("T-02")), field)
    told = differences(one, replace(one, **{field: value}))
    assert [d.field for d in told] == ([] if getattr(one, field) == value else [field])


def test_a_duration_is_told_from_and_to() -> None:
    changes = _only("retention", (RetentionRule("Images", "recorded", "P1M", source_kind=SourceKind.TEXT),))
    assert changes == (
        Change("Images · Durée", "3 mois", "1 mois"),
        Change("Images · Ce qui la fonde", "", "un texte de loi"),
    )


def test_entries_that_come_and_go_are_named() -> None:
    changes = _only("recipients", (Recipient(internal="La gérante"), Recipient(party="mail")))
    assert changes == (Change("", "Hébergeur Demo", ""), Change("", "", "Envois Demo"))
    assert _only("data_subjects", (DataSubjects("customers", 800),)) == (
        Change("Clients · Nombre approximatif", "", "800"),
    )
    assert _only("data", ()) == (Change("", "Images vidéo", ""),)


def test_another_name_is_a_change_of_the_same_entry() -> None:
    renamed = (Purpose("Protéger la boutique et le stock", LawfulBasis.LEGITIMATE_INTERESTS),)
    assert _only("purposes", renamed) == (
        Change("But", "Protéger la boutique", "Protéger la boutique et le stock"),
        Change("Raison", "Consentement", "Intérêt légitime"),
    )
    assert _only("recipients", (Recipient(internal="La caissière"), Recipient(party="web"))) == (
        Change("Dans la boutique", "La gérante", "La caissière"),
    )


def test_another_order_is_said_as_such() -> None:
    before = replace(CCTV, systems=("Caisse", "Site"), data=(PersonalData("identity"), PersonalData("iban")))
    after = replace(before, systems=("Site", "Caisse"), data=before.data[::-1])
    data, systems = differences(before, after)
    assert systems.changes == (Change("Ordre", "Caisse, Site", "Site, Caisse"),)
    assert [change.what for change in data.changes] == ["Ordre"]


def test_plain_fields_speak_french() -> None:
    assert _only("reviewed_on", date(2026, 11, 1)) == (Change("", "", "1er novembre 2026"),)
    assert _only("status", ActivityStatus.ARCHIVED) == (Change("", "Brouillon", "Activité arrêtée"),)
    assert _only("paper", True) == (Change("", "non", "oui"),)
    assert _only("dpia", DpiaScreening(("scoring",), False)) == (
        Change("", "", "Évaluer ou noter des personnes"),
        Change("Décision", "pas encore décidé", "pas nécessaire"),
    )
    assert _only("transfers", (Transfer("US", "web"),)) == (
        Change("", "", "États-Unis, chez Hébergeur Demo : garantie à préciser"),
    )


def test_what_a_newer_program_wrote_is_named_and_not_spelt_out() -> None:
    assert _only("extra", {"x_new": {"deep": [1]}}) == (Change("x_new", "", "présent"),)
    purpose = replace(CCTV.purposes[0], extra={"x_new": 1})
    assert _only("purposes", (purpose,)) == (Change("x_new", "", "présent"),)


def test_a_long_text_is_shown_where_it_parts() -> None:
    long = "mot " * 2_000
    before = replace(CCTV, note=long + "fin")
    (difference,) = differences(before, replace(CCTV, note=long + "suite"))
    (change,) = difference.changes
    assert change.before.endswith("fin")
    assert change.after.endswith("suite")
    assert len(change.before) < 300


def test_blanks_and_nothing_can_be_told_apart() -> None:
    assert _only("note", "  ") == (Change("", "", "2 espaces"),)
    assert _only("operations", ("",)) == (Change("", "", "(vide)"),)
    (difference,) = differences(replace(CCTV, note=" "), replace(CCTV, note="\n"))
    assert difference.changes == (Change("", "1 espace", "1 espace, écrit autrement"),)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"retention": (), "recipients": ()}, "les destinataires et la durée"),
        ({"purposes": (Purpose("Protéger la boutique", LawfulBasis.CONTRACT),)}, "la raison"),
        ({"purposes": ()}, "le but"),
        (
            {"name": "", "note": "x", "paper": True, "systems": ("a",), "data": ()},
            "le nom, les données, les outils et 2 autres points",
        ),
        (
            {"name": "", "note": "x", "paper": True, "data": ()},
            "le nom, les données, le support papier et la note",
        ),
    ],
)
def test_a_version_is_summed_up_in_one_line(changed: dict[str, Any], words: str) -> None:
    assert summary(CCTV, replace(CCTV, **changed)) == words


def test_a_row_of_the_list_names_no_more_than_two() -> None:
    two = replace(CCTV, retention=(), recipients=())
    assert summary(CCTV, two, short=True) == "les destinataires et la durée"
    assert summary(CCTV, replace(two, data=()), short=True) == "les données et 2 autres points"

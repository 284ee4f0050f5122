"""Cameras and recorded calls: who is told, who else is recorded, what shares a record, and how long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checked_records import FULL, data, found, interest, people, resting_on

from gdpr_desk.register.checks import Severity, apply_fix
from gdpr_desk.register.model import (
    ActivityRole,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)

CAMERAS = replace(
    FULL,
    name="Vidéosurveillance",
    purposes=interest("Protéger les personnes et les biens"),
    data_subjects=people("premises_visitors", "employees"),
    data=data("video_images"),
    collection_channels=("camera",),
    informed_by=("cctv_sign", "staff_notice"),
    retention=(RetentionRule("Images", "recorded", "P1M"),),
    dpia=DpiaScreening(required=False),
    note="Autorisation préfectorale n° 2024-0156 du 3 mars 2024",
)
CALLS = replace(
    FULL,
    name="Appels enregistrés",
    purposes=interest("Former l’équipe"),
    data_subjects=people("callers", "employees"),
    data=data("voice_recording"),
    informed_by=("voice_announcement",),
    retention=(RetentionRule("Conversations", "recorded", "P60D"),),
)
DASH_CAM = replace(
    CAMERAS,
    name="Caméra embarquée du véhicule",
    data_subjects=people("passers_by", "employees"),
    data=(PersonalData("video_images", "boucle courte, gardée après un choc"),),
    informed_by=("vehicle_sign",),
    note="",
)


def test_good_records_have_no_point() -> None:
    for activity in (CAMERAS, CALLS, DASH_CAM):
        assert found(activity) == {}, activity.name


def test_a_public_place_is_filmed_with_the_authorisation_of_the_prefect() -> None:
    finding = found(replace(CAMERAS, note=""))["prefect_authorisation"]
    assert (finding.field, finding.severity) == ("note", Severity.HINT)
    assert "prefect_authorisation" in found(replace(CAMERAS, note="demander au préfet"))
    inside = replace(
        CAMERAS, note="", data_subjects=people("employees"), purposes=interest("Protéger la réserve")
    )
    assert found(inside) == {}


def test_cameras_are_announced_by_a_sign() -> None:
    assert found(replace(CAMERAS, informed_by=("privacy_policy",)))["camera_sign"].section == 3


def test_those_who_work_there_are_recorded_too() -> None:
    for activity, how in ((CAMERAS, "filmés"), (CALLS, "enregistrés")):
        alone = replace(activity, data_subjects=activity.data_subjects[:1])
        assert how in found(alone)["staff_recorded"].sentence
        trainees = replace(activity, data_subjects=(*alone.data_subjects, *people("trainees")))
        assert found(trainees) == {}


@pytest.mark.parametrize("where", ["véhicule de fonction", "caméra embarquée", "dashcam de la camionnette"])
def test_the_camera_of_a_vehicle_has_a_record_of_its_own(where: str) -> None:
    both = replace(CAMERAS, data=(PersonalData("video_images", f"boutique et {where}"),))
    assert found(both)["dash_cam_apart"].article == "art. 5(1)(b) du RGPD"
    noted = replace(CAMERAS, note=f"{CAMERAS.note}. Pas de {where}.")
    assert found(noted) == {}


def test_what_is_recorded_at_a_customers_has_a_record_of_its_own() -> None:
    for both in (
        replace(CAMERAS, collection_channels=("camera", "on_site")),
        replace(CAMERAS, systems=("Caméra portée lors des interventions chez le client",)),
    ):
        assert "on_site_apart" in found(both)
    alone = replace(
        CAMERAS,
        name="Images prises chez un client",
        purposes=resting_on(LawfulBasis.CONSENT, "Garder une trace"),
        collection_channels=("on_site",),
        informed_by=("verbal",),
        note="",
    )
    assert found(alone) == {}


def test_fixed_cameras_do_without_sound() -> None:
    heard = replace(CAMERAS, data=data("video_images", "audio_recording"))
    told = found(heard)
    assert told.keys() == {"camera_sound"}
    assert told["camera_sound"].section == 4
    elsewhere = found(replace(heard, collection_channels=("camera", "on_site")))
    assert elsewhere.keys() == {"on_site_apart"}


def test_the_camera_of_a_vehicle_does_not_film_the_road_without_end() -> None:
    endless = replace(DASH_CAM, data=(PersonalData("video_images", "toute la tournée"),))
    assert "accident" in found(endless)["dash_cam_continuous"].sentence


@pytest.mark.parametrize(("period", "long"), [("P1M", False), ("P31D", False), ("P32D", True), ("P2M", True)])
def test_images_are_kept_a_month_at_most(period: str, long: bool) -> None:
    kept = replace(CAMERAS, retention=(RetentionRule("Images", "recorded", period),))
    assert ("recording_too_long" in found(kept)) is long


def test_what_is_taken_out_for_proceedings_is_not_what_is_recorded() -> None:
    for rule in (
        RetentionRule("Images extraites", "recorded", "P1Y"),
        RetentionRule("Images", "closed", "P1Y"),
        RetentionRule("Images", "recorded", "P1Y", phase=RetentionPhase.INTERMEDIATE),
        RetentionRule("Images", "recorded", "P1Y", kind=RetentionKind.MINIMUM),
    ):
        assert found(replace(CAMERAS, retention=(rule,))) == {}


def test_other_recordings_have_no_such_limit() -> None:
    year = RetentionRule("Sauvegardes", "recorded", "P1Y")
    assert found(replace(FULL, retention=(year,))) == {}
    portraits = replace(
        FULL,
        name="Page de l’équipe",
        data=data("video_images"),
        purposes=resting_on(LawfulBasis.CONSENT, "Publier"),
    )
    assert found(replace(portraits, retention=(year,))) == {}


def test_calls_are_kept_six_months_at_most_and_their_analysis_a_year() -> None:
    long = replace(CALLS, retention=(RetentionRule("Conversations", "recorded", "P7M"),))
    assert "Six mois" in found(long)["recording_too_long"].sentence
    for rule in (
        RetentionRule("Conversations", "recorded", "P6M"),
        RetentionRule("Fiches d’analyse", "recorded", "P1Y"),
    ):
        assert found(replace(CALLS, retention=(rule,))) == {}


def test_a_recorded_call_is_announced() -> None:
    silent = replace(CALLS, informed_by=("privacy_policy",))
    assert found(silent)["call_announcement"].article == "art. 13 et 21(4) du RGPD"
    assert found(replace(CALLS, informed_by=("annonce lue par le technicien",))) == {}


def test_a_key_to_refuse_goes_with_an_interest() -> None:
    unnamed = replace(CALLS, purposes=resting_on(None, "Former l’équipe"))
    told = found(unnamed)
    assert told.keys() == {"missing_basis", "call_basis"}
    assert apply_fix(told["call_basis"], unnamed).purposes[0].lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS


def test_an_assessment_is_due_where_staff_are_filmed_all_day() -> None:
    undecided = replace(CAMERAS, dpia=DpiaScreening(("systematic_monitoring",)))
    assert "équipe" in found(undecided)["impact_assessment"].sentence
    assert "impact_assessment" not in found(replace(CALLS, dpia=DpiaScreening(("systematic_monitoring",))))


def test_a_processor_that_films_for_a_client_is_asked_none_of_this() -> None:
    processor: ProcessingActivity = replace(CAMERAS, role=ActivityRole.PROCESSOR, informed_by=(), note="")
    assert found(processor).keys() == {"missing_client", "missing_operations"}

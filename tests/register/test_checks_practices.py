"""The habits of a shop: each rule speaks on the case it is for, and not on its neighbour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checked_records import FULL, SHOP, TODAY, data, found, interest, people, resting_on

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.checks import Severity, apply_fix, check_register
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Combinator,
    DataSubjects,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)
from gdpr_desk.register.starter import starter_activity

VERIFIED = RetentionRule("Copie de la pièce d’identité", "verified", kind=RetentionKind.CRITERIA)
COPIES = replace(
    FULL, data=(PersonalData("identity_document", "copie, en cas de doute"),), retention=(VERIFIED,)
)


def test_offences_fall_under_article_10_and_not_9() -> None:
    told = found(replace(FULL, data=(PersonalData("criminal_offences", special=True),)))
    assert {f.key: (f.article, f.severity) for f in told.values()} == {
        "criminal_offences": ("art. 10 du RGPD", Severity.HINT)
    }


@pytest.mark.parametrize(
    ("name", "criteria", "words"),
    [
        ("Liste d’exclusion", (), "Liste d’exclusion : une analyse d’impact"),
        ("Lutte contre la fraude", ("exclusion",), "Liste d’exclusion : une analyse d’impact"),
        ("Lutte contre la fraude", (), "Lutte contre la fraude : une analyse d’impact"),
    ],
)
def test_an_impact_assessment_is_named_for_what_it_is(
    name: str, criteria: tuple[str, ...], words: str
) -> None:
    activity = replace(FULL, name=name, dpia=DpiaScreening(criteria))
    assert found(activity)["impact_assessment"].sentence.startswith(words)


def test_an_identity_document_is_judged_by_what_it_is_asked_for() -> None:
    asked = replace(FULL, data=(PersonalData("identity_document"),))
    assert found(asked)["identity_document"].article == "art. 5(1)(c) du RGPD"
    rights = replace(asked, data_subjects=(DataSubjects("requesters"),))
    assert found(rights)["identity_document"].article == "art. 12(6) du RGPD"


def test_two_criteria_call_for_an_assessment() -> None:
    assert found(replace(FULL, dpia=DpiaScreening(("scoring",)))) == {}
    assert "impact_assessment" in found(replace(FULL, dpia=DpiaScreening(("scoring", "large_scale"))))


def test_an_identity_document_asked_of_everybody_weighs_more() -> None:
    asked = PersonalData("identity_document", "copie de la carte", mandatory=True)
    wanted = replace(COPIES, data=(asked,), data_subjects=people("requesters"))
    everybody = found(wanted)["identity_document"]
    assert everybody.severity is Severity.WARNING
    assert everybody.sentence == "Une pièce d’identité ne se demande qu’en cas de doute."
    sometimes = replace(asked, mandatory=None)
    assert found(replace(wanted, data=(sometimes,)))["identity_document"].severity is Severity.HINT
    rented = replace(wanted, data_subjects=people("customers"))
    assert found(rented)["identity_document"].severity is Severity.HINT
    assert found(COPIES) == {}


def test_the_copy_of_an_identity_document_has_an_end() -> None:
    endless = replace(COPIES, retention=FULL.retention)
    assert found(endless)["identity_copy_end"].section == 7
    seen = PersonalData("identity_document", "vue au comptoir en cas de doute, sans en garder copie")
    assert found(replace(endless, data=(seen,))) == {}
    kept = replace(COPIES, retention=(RetentionRule("Pièce d’identité", "received", "P1Y"),))
    assert found(kept)["identity_copy_long"].field == "retention.0.period"
    short = replace(COPIES, retention=(RetentionRule("Pièce d’identité", "received", "P6M"),))
    assert found(short) == {}


def test_copies_on_a_workstation_are_sealed() -> None:
    there = replace(COPIES, systems=("Poste de la réserve",))
    assert found(there)["identity_copy_open"].field == "security_measures"
    assert found(replace(there, security_measures=("file_encryption",))) == {}
    assert found(replace(there, security_measures=("copies scellées une par une",))) == {}
    assert found(replace(there, systems=("Classeur fermé à clé",))) == {}


NO_COPY = replace(
    FULL, reference="T-02", systems=("Serveurs de l’hébergeur, sans copie sur les postes de travail",)
)


def test_a_promise_of_no_copy_and_copies_on_a_workstation_contradict_each_other() -> None:
    desk = replace(starter_activity("desk"), reference="T-09", created_on=TODAY)
    cnil = Party("supervisory-authority", "CNIL", PartyKind.AUTHORITY)

    def told(*activities: ProcessingActivity) -> list[tuple[str, str, str]]:
        return [
            (f.activity, f.key, f.field) for f in check_register(Register(SHOP, (cnil,), activities), TODAY)
        ]

    assert told(NO_COPY, desk) == [("T-09", "identity_copy_promise", "systems")]
    assert told(desk) == []
    assert told(NO_COPY) == []
    assert told(replace(NO_COPY, status=ActivityStatus.ARCHIVED), desk) == []
    assert told(NO_COPY, replace(desk, systems=("Coffre en ligne",))) == []
    assert told(replace(NO_COPY, systems=("Copie sur les postes de travail",)), desk) == []


@pytest.mark.parametrize(
    "promise",
    ["aucune copie locale", "pas de copie sur nos postes", "jamais de copies gardées sur les ordinateurs"],
)
def test_the_promise_is_known_in_other_words(promise: str) -> None:
    copies = replace(
        COPIES, systems=("Poste de la réserve",), security_measures=("file_encryption",), note=promise
    )
    assert "identity_copy_promise" in found(copies)


def test_the_security_code_of_a_card_is_never_kept() -> None:
    def paid(detail: str) -> ProcessingActivity:
        return replace(FULL, data=(PersonalData("card_number", detail),))

    assert found(paid("numéro, date et cryptogramme"))["card_cryptogram"].field == "data.0.detail"
    assert "card_cryptogram" in found(paid("carte et CVV"))
    assert found(paid("ni numéro complet de carte, ni cryptogramme")) == {}
    assert found(paid("le cryptogramme n’est jamais gardé")) == {}


def test_a_file_of_bad_payers_asks_for_a_look_at_an_assessment() -> None:
    unpaid = replace(FULL, data=data("identity", "unpaid_history"))
    assert "fichier des impayés" in found(unpaid)["impact_assessment"].sentence
    assert found(replace(unpaid, dpia=DpiaScreening(("exclusion",)))) == {}
    assert found(replace(unpaid, dpia=DpiaScreening(required=False))) == {}


def test_the_two_lists_of_the_cnil_decide_before_the_criteria() -> None:
    listed = DpiaScreening(("listed_contract_exclusion",))
    told = found(replace(FULL, dpia=listed))
    assert {key: f.severity for key, f in told.items()} == {"impact_listed": Severity.HINT}
    denied = found(replace(FULL, dpia=replace(listed, required=False)))
    assert denied["impact_listed"].severity is Severity.WARNING
    assert found(replace(FULL, dpia=replace(listed, required=True))) == {}
    ticked = ("sensitive_data", "vulnerable_persons")
    assert "impact_assessment" in found(replace(FULL, dpia=DpiaScreening(ticked)))
    assert found(replace(FULL, dpia=DpiaScreening((*ticked, "exempt_staff")))) == {}
    fraud = replace(FULL, name="Fraude", dpia=DpiaScreening(("exempt_staff",)))
    assert "impact_assessment" in found(fraud)


def test_a_page_on_a_network_has_two_who_decide() -> None:
    page = replace(FULL, data=data("social_profile"))
    finding = found(page)["joint_controllership"]
    assert (finding.field, finding.article) == ("role", "art. 26 du RGPD")
    assert "joint_controllership" in found(replace(FULL, name="Page Facebook de la boutique"))
    network = Party("network", "Réseau Exemple", PartyKind.JOINT_CONTROLLER)
    joint = replace(page, role=ActivityRole.JOINT_CONTROLLER, joint_controllers=("network",))
    assert found(joint, network) == {}
    assert found(replace(FULL, name="Réseau informatique de la boutique")) == {}
    hiring = replace(
        FULL, name="Candidatures reçues par les réseaux sociaux", data_subjects=people("candidates")
    )
    assert found(hiring) == {}


def test_a_forgotten_account_does_not_live_for_ever() -> None:
    asked = RetentionRule("Compte", "account_deleted", kind=RetentionKind.CRITERIA)
    forgotten = replace(FULL, retention=(asked, RetentionRule("Fiche client", "last_contact", "P3Y")))
    assert found(forgotten)["account_never_ends"].field == "retention.0.trigger"
    idle = RetentionRule("Compte", "last_login", "P2Y")
    assert found(replace(FULL, retention=(asked, idle))) == {}
    grouped = [
        replace(rule, group="account", combinator=Combinator.FIRST_OF, applies_to=name)
        for rule, name in ((asked, "Compte"), (idle, "Compte inactif"))
    ]
    assert found(replace(FULL, retention=tuple(grouped))) == {}
    after = replace(FULL, retention=(RetentionRule("Compte", "account_deleted", "P30D"),))
    assert "account_never_ends" in found(after)
    traced = RetentionRule("Compte", "account_deleted", "P1Y", phase=RetentionPhase.INTERMEDIATE)
    assert "account_never_ends" in found(replace(FULL, retention=(asked, traced)))
    floor = replace(idle, kind=RetentionKind.MINIMUM)
    assert "account_never_ends" in found(replace(FULL, retention=(asked, floor)))


SENT = RetentionRule("Coordonnées du filleul", "sent", kind=RetentionKind.CRITERIA)


def test_a_recommended_person_has_signed_nothing() -> None:
    sponsored = replace(
        FULL,
        purposes=resting_on(LawfulBasis.CONTRACT, "Programme de parrainage"),
        data_subjects=people("loyalty_members", "referred_persons"),
        retention=(SENT,),
    )
    finding = found(sponsored)["sponsored_no_contract"]
    assert found(replace(sponsored, purposes=interest("Programme de parrainage"))) == {}
    assert apply_fix(finding, sponsored).purposes[0].lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS
    points = replace(sponsored, purposes=resting_on(LawfulBasis.CONTRACT, "Tenir le compte de points"))
    assert found(points) == {}


def test_a_recommended_person_is_written_to_once() -> None:
    given = replace(FULL, data=(PersonalData("contact_details", source="sponsor"),))
    assert "un seul message" in found(given)["sponsored_single_use"].sentence
    assert found(replace(given, retention=(SENT,))) == {}
    assert found(replace(given, role=ActivityRole.JOINT_CONTROLLER)).keys() >= {"sponsored_single_use"}


def test_a_review_is_published_for_a_known_time() -> None:
    reviews = replace(FULL, data=data("review_content"))
    assert "D111-17" in found(reviews)["review_time"].article
    timed = replace(reviews, retention=(RetentionRule("Avis publiés", "published", "P3Y"),))
    assert found(timed) == {}
    criteria = RetentionRule("Avis publiés", "published", kind=RetentionKind.CRITERIA)
    assert "review_time" in found(replace(reviews, retention=(criteria,)))


def test_who_has_paid_leaves_the_list() -> None:
    def listed(period: str, exception: str | None = None) -> ProcessingActivity:
        rule = RetentionRule("Fichier des impayés", "settled", period, exception=exception)
        return replace(
            FULL,
            data=data("unpaid_history"),
            retention=(rule,),
            dpia=DpiaScreening(("exclusion",)),
        )

    assert found(listed("PT48H")) == {}
    assert found(listed("P2D")) == {}
    assert found(listed("P3D"))["settled_too_long"].field == "retention.0.period"
    open_ended = listed("PT48H", "À titre exceptionnel, afin de prévenir le renouvellement")
    assert found(open_ended)["exception_open"].field == "retention.0.exception"
    assert found(listed("PT48H", "Un an au plus, la personne en étant avertie")) == {}


def test_somebody_has_to_be_told() -> None:
    nobody = replace(FULL, informed_by=("none_yet",))
    assert found(nobody)["nobody_told"].section == 3
    assert found(replace(FULL, informed_by=("privacy_policy",))) == {}


def test_a_processor_is_not_asked_what_its_client_owes() -> None:
    client = Party("client", "Client Exemple", PartyKind.CLIENT_CONTROLLER)
    worked = ProcessingActivity(
        "T-01",
        "Page et avis d’un client",
        role=ActivityRole.PROCESSOR,
        client_controllers=("client",),
        operations=("tri",),
        created_on=FULL.created_on,
        data=(
            *data(
                "social_profile", "review_content", "unpaid_history", "cookie_identifiers", "voice_recording"
            ),
        ),
        data_subjects=(DataSubjects("referred_persons"),),
        informed_by=("none_yet",),
        purposes=resting_on(LawfulBasis.CONTRACT, "Mesurer l’audience, envoyer la newsletter par e-mail"),
        retention=(RetentionRule("x", "closed", "P1Y", phase=RetentionPhase.INTERMEDIATE),),
        security_measures=("backup",),
    )
    assert found(worked, client) == {}

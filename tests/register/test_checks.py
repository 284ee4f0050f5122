"""What the checks say, and that they fall silent once it is corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from strategies import registers

from gdpr_desk.parties.model import Contract, Party, PartyKind
from gdpr_desk.register.checks import (
    SECTIONS,
    Finding,
    Severity,
    apply_fix,
    assess,
    check,
    check_register,
    completeness,
    review_due_on,
)
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Controller,
    DataSubjects,
    Disposal,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    Transfer,
)

INTERESTS = LawfulBasis.LEGITIMATE_INTERESTS
TODAY = date(2026, 11, 23)
SHOP = Controller("Atelier Lumen", email="bonjour@lumen.example")
FULL = ProcessingActivity(
    "T-01",
    "Fichier clients",
    created_on=date(2026, 2, 3),
    reviewed_on=date(2026, 6, 1),
    purposes=(Purpose("Servir les clients", LawfulBasis.CONTRACT),),
    data_subjects=(DataSubjects("customers", 800),),
    data=(PersonalData("identity"), PersonalData("contact_details")),
    recipients=(Recipient(internal="l’équipe"),),
    retention=(RetentionRule("Fiche", "last_contact", "P3Y"),),
    security_measures=("access_control",),
)
US_CHAT = Party("chat", "Chat Exemple", PartyKind.PROCESSOR, "US", contract=Contract(date(2026, 1, 5)))
CH_TILL = Party("till", "Caisse Exemple", PartyKind.PROCESSOR, "CH", contract=Contract(date(2026, 1, 5)))


def _found(activity: ProcessingActivity, *parties: Party) -> dict[str, Finding]:
    return {f.key: f for f in check(activity, Register(SHOP, parties, (activity,)), TODAY)}


def _purpose(
    basis: LawfulBasis | None, name: str = "Servir les clients", interest: str = "", justification: str = ""
) -> tuple[Purpose, ...]:
    return (Purpose(name, basis, interest, justification),)


def test_a_full_record_has_no_finding_and_is_complete() -> None:
    result, findings = assess(FULL, Register(SHOP, (), (FULL,)), TODAY)
    assert findings == ()
    assert (result.share, result.percent, result.sections_complete, result.complete) == (1.0, 100, 8, True)


def test_the_sections_have_the_titles_of_the_form() -> None:
    states = completeness(FULL, Register(SHOP)).sections
    assert tuple(s.title for s in states) == SECTIONS
    assert [s.number for s in states] == list(range(1, 9))
    assert SECTIONS[0] == "Nom et but"
    assert SECTIONS[5] == "Hors d’Europe ?"


# Each row: a defect, its finding (key, section), in the words the person reads.
DEFECTS: list[tuple[ProcessingActivity, str, int, str]] = [
    (replace(FULL, name="  "), "missing_name", 1, "Donnez un nom"),
    (replace(FULL, purposes=_purpose(LawfulBasis.CONTRACT, "")), "missing_purpose", 1, "à quoi servent"),
    (replace(FULL, purposes=_purpose(None)), "missing_basis", 2, "pourquoi c’est permis"),
    (
        replace(FULL, purposes=_purpose(LawfulBasis.LEGITIMATE_INTERESTS, justification="x")),
        "missing_interest",
        2,
        "",
    ),
    (
        replace(FULL, purposes=_purpose(LawfulBasis.LEGITIMATE_INTERESTS, interest="x")),
        "missing_justification",
        2,
        "",
    ),
    (replace(FULL, data_subjects=()), "missing_people", 3, "de qui parlent"),
    (replace(FULL, data=()), "missing_data", 4, "quelles données"),
    (replace(FULL, data=(PersonalData("health"),)), "missing_article_9", 4, "sensibles"),
    (replace(FULL, data=(PersonalData("identity", special=True),)), "missing_article_9", 4, "sensibles"),
    (replace(FULL, recipients=()), "missing_recipients", 5, "qui voit"),
    (replace(FULL, recipients=(Recipient(internal=" "),)), "missing_recipients", 5, "qui voit"),
    (replace(FULL, transfers=(Transfer("US"),)), "missing_safeguard", 6, "garantie"),
    (
        replace(FULL, retention=()),
        "missing_retention",
        7,
        "Indiquez une durée chiffrée ou un événement (ex. 3 ans",
    ),
    (
        replace(FULL, retention=(RetentionRule("x", "closed"),)),
        "missing_period",
        7,
        "Indiquez une durée chiffrée",
    ),
    (
        replace(FULL, retention=(RetentionRule("x", "closed", "P0D"),)),
        "missing_period",
        7,
        "Indiquez une durée",
    ),
    (replace(FULL, retention=(RetentionRule("x", "", "P3Y"),)), "missing_trigger", 7, "événement"),
    (replace(FULL, security_measures=()), "missing_security", 8, "mesure qui protège"),
]


@pytest.mark.parametrize(("activity", "key", "section", "words"), DEFECTS)
def test_what_is_missing_is_told_in_its_section(
    activity: ProcessingActivity, key: str, section: int, words: str
) -> None:
    result, findings = assess(activity, Register(SHOP, (), (activity,)), TODAY)
    assert [(f.key, f.severity, f.section, f.activity) for f in findings] == [
        (key, Severity.ERROR, section, "T-01")
    ]
    assert words in findings[0].sentence
    assert [s.number for s in result.sections if not s.complete] == [section]
    assert result.share < 1
    assert result.percent < 100


def test_an_empty_record_lacks_everything_but_transfers() -> None:
    result, findings = assess(ProcessingActivity("T-01", ""), Register(SHOP), TODAY)
    assert {f.section for f in findings if f.severity is Severity.ERROR} == {1, 2, 3, 4, 5, 7, 8}
    assert [s.optional for s in result.sections] == [False] * 5 + [True, False, False]
    assert result.share == 0


def test_a_processors_record_needs_what_article_30_2_asks() -> None:
    bare = ProcessingActivity("T-01", "Réparation", role=ActivityRole.PROCESSOR)
    errors = {f.key for f in check(bare, Register(SHOP)) if f.severity is Severity.ERROR}
    assert errors == {"missing_client", "missing_operations", "missing_security"}
    client = Party("client", "Client Exemple", PartyKind.CLIENT_CONTROLLER)
    full = replace(
        bare, client_controllers=("client",), operations=("diagnostic",), security_measures=("backup",)
    )
    assert completeness(full, Register(SHOP, (client,))).complete


def test_joint_controllers_are_named() -> None:
    joint = replace(FULL, role=ActivityRole.JOINT_CONTROLLER)
    assert "missing_joint" in _found(joint)
    other = Party("social", "Réseau Exemple", PartyKind.JOINT_CONTROLLER)
    assert "missing_joint" not in _found(replace(joint, joint_controllers=("social",)), other)


def test_two_bases_for_one_purpose() -> None:
    purposes = (
        Purpose("Prospection", LawfulBasis.CONSENT),
        Purpose(" prospéction ", LawfulBasis.LEGITIMATE_INTERESTS, "vendre", "peu gênant"),
    )
    found = _found(replace(FULL, purposes=purposes))
    assert found["two_bases"].sentence == (
        "Deux raisons différentes pour un même but : choisissez celle qui tient,"
        " ou séparez en deux activités."
    )
    assert found["two_bases"].field == "purposes.1.lawful_basis"
    same = tuple(replace(p, lawful_basis=LawfulBasis.CONSENT) for p in purposes)
    assert "two_bases" not in _found(replace(FULL, purposes=same))
    split = (purposes[0], replace(purposes[1], name="Statistiques"))
    assert "two_bases" not in _found(replace(FULL, purposes=split))


@pytest.mark.parametrize(
    ("name", "purpose", "key", "basis"),
    [
        (
            "Vidéosurveillance",
            "Protéger la boutique",
            "consent_surveillance",
            LawfulBasis.LEGITIMATE_INTERESTS,
        ),
        (
            "Sécurité",
            "Filmer la caisse et l’entrée",
            "consent_surveillance",
            LawfulBasis.LEGITIMATE_INTERESTS,
        ),
        ("Caisse", "Comptabilité et factures", "consent_legal_duty", LawfulBasis.LEGAL_OBLIGATION),
        ("Clients", "Livrer les commandes", "consent_contract", LawfulBasis.CONTRACT),
    ],
)
def test_consent_where_it_does_not_belong_and_its_correction(
    name: str, purpose: str, key: str, basis: LawfulBasis
) -> None:
    activity = replace(FULL, name=name, purposes=_purpose(LawfulBasis.CONSENT, purpose))
    finding = _found(activity)[key]
    assert finding.severity is Severity.WARNING
    corrected = apply_fix(finding, activity)
    assert corrected.purposes[0].lawful_basis is basis
    assert key not in _found(corrected)


def test_the_sentence_on_cameras_is_the_designed_one() -> None:
    activity = replace(
        FULL, data=(PersonalData("video_images"),), purposes=_purpose(LawfulBasis.CONSENT, "Protéger")
    )
    assert _found(activity)["consent_surveillance"].sentence == (
        "Le consentement est rarement la bonne base pour la vidéosurveillance :"
        " une personne ne peut pas vraiment refuser."
    )


def test_consent_to_a_newsletter_is_fine() -> None:
    assert (
        _found(
            replace(FULL, name="Newsletter", purposes=_purpose(LawfulBasis.CONSENT, "Envoyer des nouvelles"))
        )
        == {}
    )


def test_a_finding_without_a_correction_has_none() -> None:
    (finding,) = check(replace(FULL, data=()), Register(SHOP), TODAY)
    assert finding.fix == ""
    with pytest.raises(ValueError, match="no correction"):
        apply_fix(finding, FULL)


@pytest.mark.parametrize(
    "rule",
    [
        RetentionRule("Conservées aussi longtemps que nécessaire", "closed", "P3Y"),
        RetentionRule("x", "la durée nécessaire au service", kind=RetentionKind.CRITERIA),
        RetentionRule("x", "closed", "P3Y", source="durée illimitée"),
        RetentionRule("x", "closed", "P3Y", source="tant que nécessaire"),
        RetentionRule("x", "tant que c’est nécessaire", kind=RetentionKind.CRITERIA),
    ],
)
def test_as_long_as_necessary_is_no_duration(rule: RetentionRule) -> None:
    finding = _found(replace(FULL, retention=(rule,)))["vague_retention"]
    assert (
        finding.sentence == "Indiquez une durée chiffrée ou un événement (ex. 3 ans après le dernier achat)."
    )
    assert finding.section == 7


def test_a_source_may_quote_the_regulation() -> None:
    quoted = RetentionRule("x", "closed", "P3Y", source="Pas plus que la durée nécessaire, art. 5(1)(e)")
    assert _found(replace(FULL, retention=(quoted,))) == {}


def test_a_minimum_above_the_maximum_is_a_contradiction() -> None:
    def rules(
        minimum: str, maximum: str, trigger: str = "closed", group: str | None = "g"
    ) -> ProcessingActivity:
        return replace(
            FULL,
            retention=(
                RetentionRule("x", "closed", minimum, kind=RetentionKind.MINIMUM, group="g"),
                RetentionRule("x", trigger, maximum, group=group),
            ),
        )

    assert "minimum_over_maximum" in _found(rules("P3Y", "P12M"))
    assert "minimum_over_maximum" not in _found(rules("P3Y", "P3Y"))
    assert "minimum_over_maximum" not in _found(rules("P3Y", "P12M", trigger="collected"))
    assert "minimum_over_maximum" not in _found(rules("P3Y", "P12M", group="other"))


def test_a_recipient_outside_europe_needs_a_transfer_line() -> None:
    activity = replace(FULL, recipients=(Recipient(party="chat"), Recipient(party="till")))
    finding = _found(activity, US_CHAT, CH_TILL)["transfer_missing"]
    assert finding.sentence == "Chat Exemple et Caisse Exemple sont établis hors UE : précisez la garantie."
    assert (finding.section, finding.severity) == (6, Severity.ERROR)
    half = replace(activity, transfers=(Transfer("US", "chat", Safeguard.SCC),))
    assert _found(half, US_CHAT, CH_TILL)["transfer_missing"].sentence == (
        "Caisse Exemple est établi hors UE : précisez la garantie."
    )
    whole = replace(activity, transfers=(*half.transfers, Transfer("CH", None, Safeguard.ADEQUACY)))
    assert _found(whole, US_CHAT, CH_TILL) == {}
    inside = replace(US_CHAT, country="DE")
    assert "transfer_missing" not in _found(replace(FULL, recipients=(Recipient(party="chat"),)), inside)


def test_a_guarantee_that_does_not_exist_is_seen() -> None:
    def told(transfer: Transfer) -> set[str]:
        return set(_found(replace(FULL, transfers=(transfer,))))

    assert told(Transfer("CH", None, Safeguard.ADEQUACY)) == set()
    assert told(Transfer("CN", None, Safeguard.ADEQUACY)) == {"no_adequacy"}
    assert told(Transfer("US", None, Safeguard.ADEQUACY)) == {"adequacy_unproved"}
    assert told(Transfer("US", None, Safeguard.ADEQUACY, "liste DPF vue le 3 mars")) == set()
    assert told(Transfer("CN", None, Safeguard.DEROGATION)) == {"derogation_undocumented"}
    assert told(Transfer("CN", None, Safeguard.DEROGATION, "note du 5 mai")) == set()
    assert told(Transfer("DE", None, Safeguard.SCC)) == {"transfer_inside_eea"}


PLACES: list[Callable[[str], ProcessingActivity]] = [
    lambda text: replace(FULL, note=text),
    lambda text: replace(FULL, name=text),
    lambda text: replace(FULL, data=(PersonalData("identity", text),)),
    lambda text: replace(FULL, recipients=(Recipient(internal=text),)),
    lambda text: replace(FULL, retention=(RetentionRule("x", "closed", "P3Y", exception=text),)),
    lambda text: replace(FULL, systems=("caisse", text)),
    lambda text: replace(FULL, extra={"x_new": {"a": [text]}}),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("255081416802538", "un numéro de sécurité sociale"),
        ("4111 1111 1111 1111", "un numéro de carte bancaire"),
        ("FR14 2004 1010 0505 0001 3M02 606", "un numéro de compte (IBAN)"),
    ],
)
def test_a_personal_number_in_any_text_is_to_be_removed(
    place: Callable[[str], ProcessingActivity], number: str, words: str
) -> None:
    told = [
        f for f in check(place(f"client : {number}"), Register(SHOP), TODAY) if f.key.startswith("contains_")
    ]
    assert [f.sentence for f in told] == [f"Ce champ semble contenir {words}. À retirer."]
    assert number not in repr(told)


OLD = "Autorisation CNIL n° 1234567 v0"


@pytest.mark.parametrize(
    "source",
    [
        OLD,
        "Accord de la Commission nationale de l’informatique et des libertés, sous le numéro 1234567 v 0.",
        "Déclaration à la CNIL numéro 1234567",
        "Norme simplifiée n° 48",
        "AU-046",
    ],
)
def test_an_old_authorisation_number_belongs_in_the_note(source: str) -> None:
    rule = RetentionRule("Images", "recorded", "P1M", source=source)
    assert _found(replace(FULL, retention=(rule,)))["old_authorisation"].sentence.startswith(
        "Les autorisations CNIL d’avant mai 2018 n’ont plus cours"
    )
    assert _found(replace(FULL, note=source)) == {}


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
    assert _found(replace(FULL, retention=(rule,))) == {}


@pytest.mark.parametrize(
    "purpose",
    [
        "Relancer par e-mail les commandes abandonnées",
        "Garder le numéro de carte bancaire pour les commandes suivantes",
        "Proposer des extensions de garantie",
        "Demander un avis après la livraison",
    ],
)
def test_what_only_mentions_a_contract_may_rest_on_consent(purpose: str) -> None:
    assert _found(replace(FULL, purposes=_purpose(LawfulBasis.CONSENT, purpose))) == {}


def test_a_film_made_at_a_customers_may_rest_on_an_agreement() -> None:
    filmed = replace(
        FULL,
        name="Images prises chez un client",
        data=(PersonalData("video_images"),),
        purposes=_purpose(LawfulBasis.CONSENT, "Filmer une intervention délicate"),
        collection_channels=("on_site",),
    )
    assert _found(filmed) == {}
    assert "consent_surveillance" in _found(replace(filmed, collection_channels=("on_site", "camera")))


def test_publishing_a_film_of_the_team_may_rest_on_consent() -> None:
    portrait = replace(
        FULL,
        name="Page de l’équipe",
        data=(PersonalData("video_images"),),
        purposes=_purpose(LawfulBasis.CONSENT, "Publier des portraits de l’équipe sur le site"),
    )
    assert _found(portrait) == {}
    assert "consent_surveillance" in _found(replace(portrait, name="Vidéosurveillance"))


def test_a_processor_is_told_its_own_article() -> None:
    bare = ProcessingActivity("T-01", "Réparation", role=ActivityRole.PROCESSOR, transfers=(Transfer("US"),))
    articles = {f.key: f.article for f in check(bare, Register(SHOP))}
    assert articles == {
        "missing_client": "art. 30(2)(a) du RGPD",
        "missing_operations": "art. 30(2)(b) du RGPD",
        "missing_safeguard": "art. 30(2)(c) et 44 du RGPD",
        "missing_security": "art. 30(2)(d) du RGPD",
    }
    fraud = replace(bare, name="Contrôle de la fraude pour un client")
    assert "impact_assessment" not in _found(fraud)


def test_offences_fall_under_article_10_and_not_9() -> None:
    found = _found(replace(FULL, data=(PersonalData("criminal_offences", special=True),)))
    assert {f.key: (f.article, f.severity) for f in found.values()} == {
        "criminal_offences": ("art. 10 du RGPD", Severity.HINT)
    }


def test_an_archive_has_an_end() -> None:
    archived = RetentionRule(
        "Dossier", "warranty_end", kind=RetentionKind.CRITERIA, disposal=Disposal.ARCHIVE
    )
    finding = _found(replace(FULL, retention=(archived,)))["archive_without_end"]
    assert (finding.section, finding.severity) == (7, Severity.WARNING)
    ended = RetentionRule("Dossier", "warranty_end", "P5Y", phase=RetentionPhase.INTERMEDIATE)
    assert _found(replace(FULL, retention=(archived, ended))) == {}


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
    assert _found(activity)["impact_assessment"].sentence.startswith(words)


def test_an_identity_document_is_judged_by_what_it_is_asked_for() -> None:
    asked = replace(FULL, data=(PersonalData("identity_document"),))
    assert _found(asked)["identity_document"].article == "art. 5(1)(c) du RGPD"
    rights = replace(asked, data_subjects=(DataSubjects("requesters"),))
    assert _found(rights)["identity_document"].article == "art. 12(6) du RGPD"


def test_advice_weighs_nothing() -> None:
    advised = replace(
        FULL,
        name="Fraude et liste d’exclusion",
        data=(PersonalData("identity_document"),),
        reviewed_on=date(2020, 1, 1),
        created_on=date(2019, 1, 1),
        extra={"x_new": 1},
    )
    result, findings = assess(advised, Register(SHOP), TODAY)
    assert {f.key: f.severity for f in findings} == dict.fromkeys(
        ("identity_document", "impact_assessment", "review_due", "newer_fields"), Severity.HINT
    )
    assert result.share == 1
    decided = replace(advised, dpia=DpiaScreening(required=False))
    assert "impact_assessment" not in _found(decided)


def test_two_criteria_call_for_an_assessment() -> None:
    assert _found(replace(FULL, dpia=DpiaScreening(("scoring",)))) == {}
    assert "impact_assessment" in _found(replace(FULL, dpia=DpiaScreening(("scoring", "large_scale"))))


@pytest.mark.parametrize(
    ("reviewed", "due"), [(date(2025, 11, 24), False), (date(2025, 11, 23), True), (date(2024, 2, 29), True)]
)
def test_a_review_is_due_after_twelve_months(reviewed: date, due: bool) -> None:
    activity = replace(FULL, created_on=date(2024, 1, 1), reviewed_on=reviewed)
    assert ("review_due" in _found(activity)) is due
    assert check(activity, Register(SHOP)) == ()


def test_the_day_of_the_next_review() -> None:
    assert review_due_on(FULL) == date(2027, 6, 1)
    assert review_due_on(replace(FULL, reviewed_on=None)) == date(2027, 2, 3)
    assert review_due_on(replace(FULL, reviewed_on=date(2024, 2, 29))) == date(2025, 2, 28)
    assert review_due_on(replace(FULL, reviewed_on=None, created_on=None)) is None
    assert "review_due" in _found(replace(FULL, reviewed_on=None, created_on=None))


def test_impossible_dates() -> None:
    assert "impossible_date" in _found(replace(FULL, reviewed_on=date(2026, 1, 1)))
    assert "impossible_date" in _found(replace(FULL, reviewed_on=date(2026, 11, 24)))
    assert "impossible_date" not in _found(replace(FULL, reviewed_on=TODAY))


def test_keys_nobody_knows() -> None:
    assert "unknown_key" in _found(replace(FULL, data=(PersonalData("voice_recordng"),)))
    assert "unknown_key" not in _found(replace(FULL, data=(PersonalData("plans de montage"),)))
    late = replace(FULL, retention=(RetentionRule("x", "full_moon", "P1M"),))
    assert _found(late)["unknown_trigger"].severity is Severity.WARNING
    assert "unknown_party" in _found(replace(FULL, recipients=(Recipient(party="gone"),)))


def test_the_register_itself() -> None:
    worked = replace(FULL, recipients=(Recipient(party="web"),))
    web = Party("web", "Hébergeur Exemple")
    found = check_register(Register(Controller(""), (web,), (worked, worked)), TODAY)
    assert [(f.key, f.activity) for f in found] == [
        ("controller_name", ""),
        ("controller_contact", ""),
        ("duplicate_reference", "T-01"),
        ("contract_missing", ""),
    ]
    signed = replace(web, contract=Contract(date(2026, 1, 5)))
    assert check_register(Register(SHOP, (signed,), (worked,)), TODAY) == ()


def test_archived_records_are_left_alone() -> None:
    empty = ProcessingActivity("T-01", "", status=ActivityStatus.ARCHIVED)
    assert check_register(Register(SHOP, (), (empty,)), TODAY) == ()
    assert check_register(Register(SHOP, (), (replace(empty, status=ActivityStatus.ACTIVE),)), TODAY)


@settings(max_examples=20, deadline=None)
@given(registers())
def test_any_register_can_be_checked_without_a_verdict(register: Register) -> None:
    for finding in check_register(register, TODAY):
        assert finding.sentence
        assert finding.article.startswith("art. ")
        assert 0 <= finding.section <= 8
        assert (finding.activity == "") == (finding.section == 0)
        assert "conforme" not in finding.sentence.casefold()
    for activity in register.activities:
        result, findings = assess(activity, register, TODAY)
        assert 0 <= result.share <= 1
        blocking = [f for f in findings if f.severity is not Severity.HINT]
        assert (result.share == 1) is result.complete is (not blocking)
        assert sorted(f.key for s in result.sections for f in s.findings) == sorted(f.key for f in blocking)

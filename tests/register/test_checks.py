"""What the checks say, and that they fall silent once it is corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from checked_records import FULL, SHOP, TODAY, found, resting_on
from hypothesis import given, settings
from strategies import examples, registers

from gdpr_desk.parties.model import Contract, Party, PartyKind
from gdpr_desk.register.checks import (
    SECTIONS,
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
    Disposal,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Transfer,
)


def test_a_full_record_has_no_finding_and_is_complete() -> None:
    result, findings = assess(FULL, Register(SHOP, (), (FULL,)), TODAY)
    assert findings == ()
    assert (result.share, result.percent, result.sections_complete, result.complete) == (1.0, 100, 8, True)


def test_the_sections_have_the_titles_of_the_form() -> None:
    states = completeness(FULL, Register(SHOP)).sections
    assert tuple(s.title for s in states) == SECTIONS
    assert [s.number for s in states] == list(range(1, 9))
    assert SECTIONS[0] == "Nom et but"
    assert SECTIONS[5] == "Hors UE ?"


# Each row: a defect, its finding (key, section), in the words the person reads.
DEFECTS: list[tuple[ProcessingActivity, str, int, str]] = [
    (replace(FULL, name="  "), "missing_name", 1, "Donnez un nom"),
    (replace(FULL, purposes=resting_on(LawfulBasis.CONTRACT, "")), "missing_purpose", 1, "à quoi servent"),
    (replace(FULL, purposes=resting_on(None)), "missing_basis", 2, "pourquoi c’est permis"),
    (
        replace(FULL, purposes=resting_on(LawfulBasis.LEGITIMATE_INTERESTS, justification="x")),
        "missing_interest",
        2,
        "",
    ),
    (
        replace(FULL, purposes=resting_on(LawfulBasis.LEGITIMATE_INTERESTS, interest="x")),
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
    assert "missing_joint" in found(joint)
    other = Party("social", "Réseau Exemple", PartyKind.JOINT_CONTROLLER)
    assert "missing_joint" not in found(replace(joint, joint_controllers=("social",)), other)


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
    finding = found(replace(FULL, retention=(rule,)))["vague_retention"]
    assert (
        finding.sentence == "Indiquez une durée chiffrée ou un événement (ex. 3 ans après le dernier achat)."
    )
    assert finding.section == 7


def test_a_source_may_quote_the_regulation() -> None:
    quoted = RetentionRule("x", "closed", "P3Y", source="Pas plus que la durée nécessaire, art. 5(1)(e)")
    assert found(replace(FULL, retention=(quoted,))) == {}


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

    assert "minimum_over_maximum" in found(rules("P3Y", "P12M"))
    assert "minimum_over_maximum" not in found(rules("P3Y", "P3Y"))
    assert "minimum_over_maximum" not in found(rules("P3Y", "P12M", trigger="collected"))
    assert "minimum_over_maximum" not in found(rules("P3Y", "P12M", group="other"))


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
    assert "impact_assessment" not in found(fraud)


def test_an_archive_has_an_end() -> None:
    archived = RetentionRule(
        "Dossier", "warranty_end", kind=RetentionKind.CRITERIA, disposal=Disposal.ARCHIVE
    )
    finding = found(replace(FULL, retention=(archived,)))["archive_without_end"]
    assert (finding.section, finding.severity) == (7, Severity.WARNING)
    ended = RetentionRule("Dossier", "warranty_end", "P5Y", phase=RetentionPhase.INTERMEDIATE)
    assert found(replace(FULL, retention=(archived, ended))) == {}


def test_advice_weighs_nothing() -> None:
    advised = replace(
        FULL,
        name="Fraude et liste d’exclusion",
        data=(PersonalData("identity_document", "vue sans copie"),),
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
    assert "impact_assessment" not in found(decided)


@pytest.mark.parametrize(
    ("reviewed", "due"), [(date(2025, 11, 24), False), (date(2025, 11, 23), True), (date(2024, 2, 29), True)]
)
def test_a_review_is_due_after_twelve_months(reviewed: date, due: bool) -> None:
    activity = replace(FULL, created_on=date(2024, 1, 1), reviewed_on=reviewed)
    assert ("review_due" in found(activity)) is due
    assert check(activity, Register(SHOP)) == ()


def test_the_day_of_the_next_review() -> None:
    assert review_due_on(FULL) == date(2027, 6, 1)
    assert review_due_on(replace(FULL, reviewed_on=None)) == date(2027, 2, 3)
    assert review_due_on(replace(FULL, reviewed_on=date(2024, 2, 29))) == date(2025, 2, 28)
    assert review_due_on(replace(FULL, reviewed_on=None, created_on=None)) is None
    assert "review_due" in found(replace(FULL, reviewed_on=None, created_on=None))


def test_impossible_dates() -> None:
    assert "impossible_date" in found(replace(FULL, reviewed_on=date(2026, 1, 1)))
    assert "impossible_date" in found(replace(FULL, reviewed_on=date(2026, 11, 24)))
    assert "impossible_date" not in found(replace(FULL, reviewed_on=TODAY))


def test_keys_nobody_knows() -> None:
    assert "unknown_key" in found(replace(FULL, data=(PersonalData("voice_recordng"),)))
    assert "unknown_key" not in found(replace(FULL, data=(PersonalData("plans de montage"),)))
    late = replace(FULL, retention=(RetentionRule("x", "full_moon", "P1M"),))
    assert found(late)["unknown_trigger"].severity is Severity.WARNING
    assert "unknown_party" in found(replace(FULL, recipients=(Recipient(party="gone"),)))


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


def test_a_contract_is_looked_at_again_when_somebody_planned_it() -> None:
    worked = replace(FULL, recipients=(Recipient(party="web"),))
    due = Party("web", "Hébergeur Exemple", contract=Contract(date(2025, 1, 5), next_review_on=TODAY))
    [finding] = check_register(Register(SHOP, (due,), (worked,)), TODAY)
    assert (finding.key, finding.severity) == ("contract_review", Severity.HINT)
    later = replace(due, contract=replace(due.contract, next_review_on=date(2026, 11, 24)))
    assert check_register(Register(SHOP, (later,), (worked,)), TODAY) == ()
    assert check_register(Register(SHOP, (due,), (FULL,)), TODAY) == ()


def test_archived_records_are_left_alone() -> None:
    empty = ProcessingActivity("T-01", "", status=ActivityStatus.ARCHIVED)
    assert check_register(Register(SHOP, (), (empty,)), TODAY) == ()
    assert check_register(Register(SHOP, (), (replace(empty, status=ActivityStatus.ACTIVE),)), TODAY)


@settings(max_examples=examples(8), deadline=None)
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

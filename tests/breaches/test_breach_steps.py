"""The ten steps: what each asks, what it waits for, where one goes next, what a filing still needs."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.breaches.choices import by_letter, choices, cnil, edpb, label
from gdpr_desk.breaches.gestures import gestures_for
from gdpr_desk.breaches.model import (
    FACT_NAMES,
    BreachFacts,
    ClientNotice,
    Count,
    Decision,
    NamedPerson,
    Notification,
    PersonalDataBreach,
)
from gdpr_desk.breaches.prefill import clients_of, proposed
from gdpr_desk.breaches.snapshot import dump_facts, load_facts
from gdpr_desk.breaches.steps import (
    QUESTIONS,
    TITLES,
    Step,
    StepState,
    filing_gaps,
    missing,
    next_step,
    questions,
    state_of,
    step_of,
    still_unknown,
)
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    BreachRole,
    Cause,
    CountKind,
    Discovery,
    Exemption,
    FilingKind,
    IncidentKind,
    Level,
    LostProperty,
    PeriodKind,
    Protection,
    Reach,
)
from gdpr_desk.breaches.wording import QUESTIONS as WORDS
from gdpr_desk.parties.model import Party, PartyContact, PartyKind
from gdpr_desk.register.model import (
    ActivityRole,
    ContactPerson,
    Controller,
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Register,
)

AT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


NOTHING = BreachFacts()


def breach(facts: BreachFacts = NOTHING, **parts: object) -> PersonalDataBreach:
    return replace(PersonalDataBreach("V-2026-001", AT, "somebody", facts), **parts)  # type: ignore[arg-type]


WHOLE = BreachFacts(
    kind=IncidentKind.LOST_DEVICE,
    narrative="Portable volé",
    aware_at=AT,
    period=PeriodKind.EXACT,
    began_at=AT - timedelta(hours=2),
    ended_at=AT - timedelta(hours=1),
    discovery=Discovery.OWN_DETECTION,
    data_subjects=("customers",),
    persons=Count(CountKind.APPROXIMATE, 340),
    data=("basic",),
    records=Count(CountKind.CANNOT_TELL),
    others_involved=False,
    lost=(LostProperty.CONFIDENTIALITY,),
    disclosure="likely",  # type: ignore[arg-type]
    protection=Protection.NONE,
    reach=Reach.STRANGERS,
    origins=("device_lost",),
    cause=Cause.EXTERNAL_MALICIOUS,
    harms=("fraud",),
    severity=Level.IMPORTANT,
    measures_before=("backup",),
    measures_after="Comptes fermés",
    reporter=NamedPerson("Exemple"),
)
DECIDED = Decision(True, False, "", AT, "somebody")
FILED = Notification(FilingKind.COMPLETE, AT, "2026-1", AT, "somebody", WHOLE)


def test_every_question_is_asked_in_one_step_and_has_its_words() -> None:
    asked = [name for step in Step for name in QUESTIONS[step]]
    assert sorted(asked) == sorted(FACT_NAMES)
    assert set(FACT_NAMES) <= set(WORDS)
    assert set(TITLES) == set(Step)
    assert step_of("persons") is Step.DATA


def test_a_new_incident_goes_through_its_steps_in_order() -> None:
    one = breach()
    assert next_step(one) is Step.WHAT
    assert next_step(one, Step.WHAT) is Step.WHEN
    assert missing(Step.WHAT, one) == ("kind", "narrative")
    whole = breach(WHOLE)
    assert next_step(whole) is Step.ADVICE
    assert missing(Step.ADVICE, whole) == ("authority", "subjects")
    decided = breach(WHOLE, decisions=(DECIDED,))
    assert (next_step(decided), missing(Step.REVIEW, decided)) == (Step.REVIEW, ("filing",))
    filed = breach(WHOLE, decisions=(DECIDED,), filings=(FILED,))
    assert state_of(Step.PERSONS, filed) is StepState.SKIPPED
    assert next_step(filed) is Step.CLOSING


def test_not_knowing_lets_go_on_and_is_asked_again() -> None:
    facts = BreachFacts(kind=IncidentKind.HACKING).not_knowing("narrative")
    assert missing(Step.WHAT, breach(facts)) == ()
    assert state_of(Step.WHAT, breach(facts)) is StepState.LATER
    assert still_unknown(facts) == ("narrative",)
    everything = BreachFacts().not_knowing(*FACT_NAMES)
    done = [step for step in Step if state_of(step, breach(everything)) is StepState.OPEN]
    assert done == [Step.ADVICE, Step.REVIEW, Step.PERSONS, Step.CLOSING]


def test_a_question_that_makes_no_sense_is_not_asked() -> None:
    paper = BreachFacts(lost=(LostProperty.AVAILABILITY,), availability_loss=AvailabilityLoss.RESTORED)
    asked = questions(Step.EFFECTS, paper)
    assert "protection" not in asked
    assert "integrity_loss" not in asked
    assert "availability_effects" not in asked
    assert "began_at" not in questions(Step.WHEN, BreachFacts(period=PeriodKind.CANNOT_TELL))
    assert "lead_authority" not in questions(Step.REVIEW, BreachFacts())


def test_an_initial_filing_may_leave_unknown_all_but_what_it_is_about() -> None:
    facts = BreachFacts(aware_at=AT, lost=(LostProperty.CONFIDENTIALITY,), origins=("device_lost",))
    facts = facts.not_knowing("persons", "data")
    gaps = filing_gaps(FilingKind.INITIAL, breach(facts), late=False)
    assert (gaps.blocking, gaps.unknown) == ((), ("persons", "data"))
    assert filing_gaps(FilingKind.INITIAL, breach(), late=False).blocking == ("aware_at", "lost", "origins")
    assert filing_gaps(FilingKind.INITIAL, breach(facts), late=True).blocking == ("late_reason",)
    assert "persons" in filing_gaps(FilingKind.COMPLETE, breach(facts), late=False).blocking
    assert filing_gaps(FilingKind.COMPLETE, breach(WHOLE), late=False).blocking == ()
    hole = WHOLE.not_knowing("persons")
    assert filing_gaps(FilingKind.COMPLEMENTARY, breach(hole), late=False).blocking == ("persons",)


def test_the_decision_of_a_processor_is_that_of_its_clients() -> None:
    facts = replace(WHOLE, role=BreachRole.PROCESSOR)
    assert missing(Step.ADVICE, breach(facts)) == ()
    assert state_of(Step.REVIEW, breach(facts)) is StepState.SKIPPED
    assert missing(Step.PERSONS, breach(facts)) == ("clients",), "nobody is named yet"
    told = ClientNotice("pro", told_on=AT.date())
    assert missing(Step.PERSONS, breach(facts, clients=(told, ClientNotice("other")))) == ("clients",)
    assert state_of(Step.PERSONS, breach(facts, clients=(told,))) is StepState.DONE
    both = replace(WHOLE, role=BreachRole.BOTH)
    assert missing(Step.PERSONS, breach(both, clients=(told,))) == ("communications",)


def test_no_step_looks_done_before_somebody_decided_what_it_is_for() -> None:
    undecided = breach(WHOLE)
    assert missing(Step.REVIEW, undecided) == ("filing",)
    assert missing(Step.PERSONS, undecided) == ("communications",)
    half = breach(WHOLE, decisions=(replace(DECIDED, subjects=None),))
    assert state_of(Step.PERSONS, half) is StepState.OPEN
    neither = breach(WHOLE, decisions=(replace(DECIDED, authority=False),))
    assert [state_of(step, neither) for step in (Step.REVIEW, Step.PERSONS)] == [StepState.SKIPPED] * 2
    assert next_step(neither) is Step.CLOSING
    first = replace(FILED, kind=FilingKind.INITIAL)
    assert missing(Step.REVIEW, breach(WHOLE, decisions=(DECIDED,), filings=(first,))) == ("complementary",)
    assert state_of(Step.REVIEW, breach(WHOLE, decisions=(DECIDED,), filings=(FILED,))) is StepState.DONE


def test_an_exempted_high_risk_stays_a_high_risk() -> None:
    exempt = replace(DECIDED, exemptions=(Exemption.LATER_MEASURES,))
    assert (exempt.risk, DECIDED.risk, replace(DECIDED, authority=False).risk) == ("high", "risk", "unlikely")


def _values() -> st.SearchStrategy[BreachFacts]:
    words = st.text("abc <>&\"'œ€é漢字", max_size=30)
    return st.builds(
        BreachFacts,
        kind=st.sampled_from([None, *IncidentKind]),
        title=words,
        narrative=words,
        aware_at=st.none() | st.integers(0, 10**6).map(lambda minutes: AT - timedelta(minutes=minutes)),
        attack=st.sampled_from([None, True, False]),
        persons=st.none()
        | st.builds(Count, st.sampled_from(CountKind), st.none() | st.integers(0, 9**9), st.none()),
        data=st.lists(st.sampled_from(list(choices("data"))), unique=True).map(tuple),
        lost=st.lists(st.sampled_from(LostProperty), unique=True).map(tuple),
        severity=st.sampled_from([None, *Level]),
        reporter=st.none() | st.builds(NamedPerson, words, words),
        headcount=st.none() | st.integers(0, 500),
        unknown=st.frozensets(st.sampled_from(FACT_NAMES)),
    )


@given(_values())
def test_answers_come_back_from_the_vault_as_they_were(facts: BreachFacts) -> None:
    assert load_facts(dump_facts(facts)) == facts


@pytest.mark.parametrize(
    "kept", [{"shoe": 1}, {"title": 3}, {"lost": "confidentiality"}, {"aware_at": "2026-11-22T22:00:00"}]
)
def test_what_is_no_answer_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        load_facts(kept)


def test_lists_hold_every_answer_of_the_vocabulary_and_no_other() -> None:
    held: dict[str, set[str]] = {name: set(choices(name)) for name in ("kind", "lost", "protection", "reach")}
    assert held["kind"] == set(IncidentKind)
    assert held["lost"] == set(LostProperty)
    assert held["protection"] == set(Protection)
    assert held["reach"] == set(Reach)
    for name in ("severity", "likelihood"):
        assert set(choices(name)) == {level.name.lower() for level in Level}
    for part in fields(BreachFacts):
        for key, entry in choices(part.name).items():
            letter = entry.text("edpb")
            assert not letter or by_letter(part.name, letter), f"{part.name}.{key}"


def test_answers_have_their_words_at_the_board_and_at_the_authority() -> None:
    assert edpb("origins", "ransomware") == ("b", "Appareil chiffré / rançongiciel")
    assert edpb("cause", None) == ("e", "À déterminer")
    assert cnil("origins", "ransomware").startswith("Piratage")
    assert cnil("severity", Level.MAXIMAL) == "Maximal"
    assert cnil("data", "health", sensitive=True) == "Santé"
    assert label("severity", Level.LIMITED) == "Limitée"
    assert len(choices("origins")) == 24
    assert all(cnil("origins", key) for key in choices("origins"))


def test_five_gestures_for_each_kind_and_for_none() -> None:
    for kind in (None, *IncidentKind):
        assert len(gestures_for(kind)) == 5


REGISTER = Register(
    Controller("Boutique", officer=ContactPerson("Camille Exemple", "Gérante", email="c@b.example")),
    activities=(
        ProcessingActivity(
            "T-01",
            "Fichier clients",
            data_subjects=(DataSubjects("customers", 340), DataSubjects("minors")),
            data=(PersonalData("identity"), PersonalData("customer_history"), PersonalData("health")),
            recipients=(Recipient("host"),),
            systems=("Caisse",),
            security_measures=("backup", "disk_encryption", "fire_detection"),
        ),
        ProcessingActivity(
            "T-02", "Réparation", ActivityRole.PROCESSOR, client_controllers=("garage", "mairie")
        ),
    ),
)
PARTIES = (Party("host", "Hébergeur", PartyKind.PROCESSOR, contact=PartyContact(breaches="i@h.example")),)


def test_chosen_activities_tick_data_people_and_parties() -> None:
    facts = proposed(BreachFacts(activities=("T-01",)), REGISTER, PARTIES)
    assert facts.data_subjects == ("customers", "minors")
    assert facts.data == ("basic", "profile", "health")
    assert facts.persons == Count(CountKind.APPROXIMATE, 340)
    assert (facts.role, facts.systems) == (BreachRole.CONTROLLER, "Caisse")
    assert facts.measures_before == ("backup", "encryption")
    assert [(one.name, one.contact) for one in facts.others] == [("Hébergeur", "i@h.example")]
    assert facts.reporter == NamedPerson("Exemple", "Camille", role="Gérante", email="c@b.example")


def test_what_somebody_answered_is_never_overwritten_by_a_suggestion() -> None:
    mine = BreachFacts(activities=("T-01",), data=("payment",)).not_knowing("persons")
    facts = proposed(mine, REGISTER, PARTIES)
    assert facts.data == ("payment",)
    assert facts.persons is None
    assert "persons" in facts.unknown


def test_data_of_clients_name_the_role_and_the_clients() -> None:
    assert proposed(BreachFacts(activities=("T-02",)), REGISTER, ()).role is BreachRole.PROCESSOR
    assert proposed(BreachFacts(activities=("T-01", "T-02")), REGISTER, ()).role is BreachRole.BOTH
    assert clients_of(REGISTER.activities, ["T-02"]) == ("garage", "mairie")


def test_the_kind_of_incident_suggests_what_was_lost() -> None:
    facts = proposed(BreachFacts(kind=IncidentKind.HACKING), Register(Controller("Boutique")), ())
    assert facts.attack is True
    assert facts.lost == (LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY)

"""The two aids: ENISA's formula on sourced vectors, and the suggestion on the board's eighteen cases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.breaches.advice import suggest
from gdpr_desk.breaches.cases import Case, cases, like
from gdpr_desk.breaches.model import BreachFacts, Count
from gdpr_desk.breaches.severity import Band, Score, score_of
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    Cause,
    ContextShift,
    CountKind,
    DataContext,
    Disclosure,
    Exemption,
    Identification,
    IncidentKind,
    IntegrityLoss,
    Level,
    LostProperty,
    Protection,
    Reach,
)

NOT_REPRODUCED = {16}
"""A certificate of car insurance in a wrong envelope: one known recipient, no malice, simple data. The
formula calls it low and so do we; the board has the authority told. No rule separates it from case 13."""


@pytest.mark.parametrize(
    ("context", "share", "added", "value", "band"),
    [
        (1, 1.0, (0.25, 0, 0, 0), 1.25, Band.LOW),
        (2, 0.5, (0.5, 0, 0, 0.5), 2.0, Band.MEDIUM),
        (4, 0.75, (0, 0, 0, 0), 3.0, Band.HIGH),
        (3, 1.0, (0.5, 0, 0, 0.5), 4.0, Band.VERY_HIGH),
        (1, 1.0, (0, 0, 0.25, 0.5), 1.75, Band.LOW),
        (4, 1.0, (0.5, 0.5, 0.5, 0.5), 6.0, Band.VERY_HIGH),
        (1, 0.25, (0, 0, 0, 0), 0.25, Band.LOW),
    ],
)
def test_the_formula_on_its_vectors(
    context: int, share: float, added: tuple[float, float, float, float], value: float, band: Band
) -> None:
    score = Score(context, share, *added)
    assert (score.value, score.band) == (value, band)


def test_every_factor_is_an_answer_and_what_was_not_answered_is_supposed_and_said() -> None:
    facts = BreachFacts(
        data_context=DataContext.BEHAVIOURAL,
        context_shifts=(ContextShift.VULNERABLE,),
        identification=Identification.MAXIMUM,
        lost=(LostProperty.CONFIDENTIALITY, LostProperty.INTEGRITY, LostProperty.AVAILABILITY),
        reach=Reach.KNOWN,
        integrity_loss=IntegrityLoss.MISUSED_IRREPARABLE,
        availability_loss=AvailabilityLoss.TEMPORARY,
        cause=Cause.EXTERNAL_MALICIOUS,
    )
    score = score_of(facts)
    assert score is not None
    assert (score.context, score.value, score.supposed) == (3, 3 + 0.25 + 0.5 + 0.25 + 0.5, ())
    open_ones = score_of(replace(facts, reach=None, identification=None, data=("basic", "contact")))
    assert open_ones is not None
    assert set(open_ones.supposed) == {"reach", "identification"}
    assert open_ones.value >= score.value
    assert score_of(BreachFacts()) is None


@given(
    st.builds(
        BreachFacts,
        data_context=st.sampled_from(DataContext),
        context_shifts=st.lists(st.sampled_from(ContextShift), unique=True).map(tuple),
        identification=st.sampled_from(Identification),
        lost=st.lists(st.sampled_from(LostProperty), unique=True).map(tuple),
        reach=st.sampled_from([None, *Reach]),
        cause=st.sampled_from([None, *Cause]),
    )
)
def test_the_score_keeps_within_its_range_and_never_falls_by_malice(facts: BreachFacts) -> None:
    score, worse = score_of(facts), score_of(replace(facts, cause=Cause.EXTERNAL_MALICIOUS))
    assert score is not None
    assert worse is not None
    assert 0.25 <= score.value <= worse.value <= 6


def test_the_outcomes_of_the_board_are_those_of_the_guidelines() -> None:
    told = {case.number for case in cases() if case.authority}
    persons = {case.number for case in cases() if case.subjects}
    assert [case.number for case in cases()] == list(range(1, 19))
    assert told == {2, 3, 4, 5, 7, 8, 11, 12, 14, 16, 17, 18}
    assert persons == {3, 4, 5, 7, 11, 12, 14, 17, 18}


@pytest.mark.parametrize("case", [one for one in cases() if one.enough], ids=lambda one: f"case {one.number}")
def test_the_suggestion_on_the_cases_of_the_board(case: Case) -> None:
    """Case 1 was read in full; the answers of the others say no more than their summary."""
    advice = suggest(case.facts)
    same = (advice.authority, advice.subjects) == (case.authority, case.subjects)
    assert same == (case.number not in NOT_REPRODUCED)


def test_of_one_case_too_little_is_known() -> None:
    assert [case.number for case in cases() if not case.enough] == [18]
    assert [case.number for case in cases() if case.read] == [1]


def test_nothing_answered_suggests_nothing_and_unknown_answers_suggest_telling() -> None:
    assert suggest(BreachFacts()).authority is None
    unsure = BreachFacts(lost=(LostProperty.CONFIDENTIALITY,)).not_knowing("data", "protection", "cause")
    advice = suggest(unsure)
    assert advice.authority
    assert advice.authority_reasons


def test_data_nobody_can_read_are_no_risk_unless_they_are_gone() -> None:
    stolen = BreachFacts(
        lost=(LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY),
        data=("basic", "payment"),
        protection=Protection.INTACT,
        availability_loss=AvailabilityLoss.RESTORED,
        cause=Cause.EXTERNAL_MALICIOUS,
    )
    assert suggest(stolen).authority is False
    assert suggest(replace(stolen, availability_loss=AvailabilityLoss.PERMANENT)).authority is True
    assert suggest(replace(stolen, protection=Protection.DOUBTFUL)).authority is True


def test_a_suggested_exemption_is_only_about_data_that_cannot_be_read() -> None:
    facts = BreachFacts(
        lost=(LostProperty.CONFIDENTIALITY,),
        data=("payment",),
        protection=Protection.INTACT,
        severity=Level.MAXIMAL,
    )
    assert suggest(facts).subjects is False
    readable = suggest(replace(facts, protection=Protection.NONE))
    assert readable.subjects
    assert Exemption.UNINTELLIGIBLE not in readable.exemptions


def test_who_judges_the_consequences_serious_is_advised_to_tell_the_persons() -> None:
    facts = BreachFacts(
        lost=(LostProperty.CONFIDENTIALITY,), data=("contact",), reach=Reach.KNOWN, severity=Level.IMPORTANT
    )
    advice = suggest(facts)
    assert advice.subjects
    assert any("importantes" in reason for reason in advice.subjects_reasons)
    assert suggest(replace(facts, severity=Level.LIMITED)).subjects is False


def test_an_unencrypted_laptop_with_purchases_is_the_picture_of_the_design() -> None:
    advice = suggest(
        BreachFacts(
            kind=IncidentKind.LOST_DEVICE,
            lost=(LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY),
            protection=Protection.NONE,
            reach=Reach.STRANGERS,
            availability_loss=AvailabilityLoss.RESTORED,
            data=("contact", "profile"),
            identification=Identification.SIGNIFICANT,
            persons=Count(CountKind.APPROXIMATE, 340),
            measures_before=("backup",),
        )
    )
    assert (advice.authority, advice.subjects) == (True, True)
    assert "aucun numéro de carte ni de compte" in advice.reassuring
    assert "une copie des fichiers existe" in advice.reassuring


def test_the_case_most_like_mine_comes_first() -> None:
    laptop = BreachFacts(
        kind=IncidentKind.LOST_DEVICE,
        lost=(LostProperty.CONFIDENTIALITY,),
        protection=Protection.NONE,
        cause=Cause.EXTERNAL_MALICIOUS,
        origins=("device_lost",),
    )
    assert like(laptop)[0].number == 11
    assert like(replace(laptop, protection=Protection.INTACT))[0].number == 10
    trusted = BreachFacts(
        kind=IncidentKind.WRONG_RECIPIENT, reach=Reach.TRUSTED, disclosure=Disclosure.DISCLOSED
    )
    assert like(trusted)[0].number == 9
    assert like(BreachFacts()) == ()

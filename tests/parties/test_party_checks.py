"""What is missing about a party, by its kind, and when it is to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import parties_with_key

from gdpr_desk.parties import checks
from gdpr_desk.parties.checks import PartyState
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.reference import catalogues

TODAY = date(2026, 11, 23)
CLAUSES = dict.fromkeys(catalogues.contract_clauses(), True)
COMPLETE = Party(
    "host",
    "Nuage Exemple",
    contact=PartyContact(breaches="01 99 00 12 34"),
    contract=Contract(date(2025, 3, 12), CLAUSES),
)


def _keys(party: Party) -> list[str]:
    return [point.key for point in checks.points(party, TODAY)]


def test_a_processor_with_contract_clauses_and_breach_contact_is_complete() -> None:
    assert _keys(COMPLETE) == []
    assert checks.state_of(COMPLETE, TODAY) is PartyState.OK


@pytest.mark.parametrize(
    ("party", "missing"),
    [
        (Party("a", "A"), ["contract", "clauses", "breaches"]),
        (Party("a", "A", PartyKind.CLIENT_CONTROLLER), ["contract", "clauses", "breaches"]),
        (Party("a", "A", PartyKind.JOINT_CONTROLLER), ["contract"]),
        (Party("a", "A", PartyKind.RECIPIENT), []),
        (Party("a", "A", PartyKind.AUTHORITY), []),
        (Party("a", " ", PartyKind.RECIPIENT, country=""), ["name", "country"]),
        (replace(COMPLETE, contact=PartyContact(email="a@b.example", breaches=" ")), ["breaches"]),
        (replace(COMPLETE, contract=Contract(None, CLAUSES)), ["contract"]),
        (replace(COMPLETE, contract=Contract(date(2025, 1, 1), {**CLAUSES, "audit": False})), ["clauses"]),
    ],
)
def test_what_is_missing_depends_on_what_the_party_is(party: Party, missing: list[str]) -> None:
    assert _keys(party) == missing
    assert checks.state_of(party, TODAY) is (PartyState.TO_COMPLETE if missing else PartyState.OK)


def test_the_clauses_are_those_of_article_28() -> None:
    articles = " ".join(entry.article for entry in catalogues.contract_clauses().values())
    for letter in "abcdefgh":
        assert f"28(3)({letter})" in articles
    for text in ("28(2)", "28(4)", "33(2)", "et 32", "dernier alinéa"):
        assert text in articles
    assert all(entry.text("mirror") for entry in catalogues.contract_clauses().values())


def test_one_missing_clause_is_called_by_its_name() -> None:
    party = replace(COMPLETE, contract=Contract(date(2025, 1, 1), {**CLAUSES, "audit": False}))
    (point,) = checks.points(party, TODAY)
    assert point.field == "contract.checklist.audit"
    assert catalogues.contract_clauses()["audit"].label in point.sentence


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (TODAY - timedelta(days=1), "La date de revue est passée."),
        (TODAY, "À revoir aujourd’hui."),
        (TODAY + timedelta(days=1), "À revoir demain."),
        (TODAY + timedelta(days=30), "À revoir dans 30 jours."),
        (TODAY + timedelta(days=31), ""),
        (None, ""),
    ],
)
def test_a_review_is_announced_thirty_days_before(due: date | None, said: str) -> None:
    party = replace(COMPLETE, contract=replace(COMPLETE.contract, next_review_on=due))
    assert [p.sentence for p in checks.points(party, TODAY)] == ([said] if said else [])
    assert checks.state_of(party, TODAY) is (PartyState.TO_REVIEW if said else PartyState.OK)


def test_something_missing_counts_more_than_a_review() -> None:
    party = Party("a", "A", contract=Contract(next_review_on=TODAY))
    assert checks.state_of(party, TODAY) is PartyState.TO_COMPLETE
    assert _keys(party)[-1] == "review"


@pytest.mark.parametrize(
    ("country", "outside", "adequate"),
    [
        ("FR", False, False),
        ("NO", False, False),
        ("CH", True, True),
        ("US", True, False),  # only those that signed up to the framework
        ("IN", True, False),
        ("", False, False),
        ("ZZ", False, False),
    ],
)
def test_the_country_says_whether_data_leave(country: str, outside: bool, adequate: bool) -> None:
    party = replace(COMPLETE, country=country)
    assert (checks.outside_eea(party), checks.adequate(party, TODAY)) == (outside, adequate)


@settings(max_examples=40, deadline=None)
@given(parties_with_key("p"), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_party_can_be_judged_and_every_point_has_its_field(party: Party, today: date) -> None:
    known = {"name", "country", "contract.signed_on", "contract.next_review_on", "contact.breaches"}
    for point in checks.points(party, today):
        assert point.sentence.endswith(".")
        assert point.article
        clause = point.field.removeprefix("contract.checklist.")
        assert point.field in known or clause in catalogues.contract_clauses()


@settings(max_examples=40, deadline=None)
@given(parties_with_key("p"), st.sampled_from(list(PartyKind)))
def test_ticking_every_clause_leaves_none(party: Party, kind: PartyKind) -> None:
    held = replace(party, kind=kind, contract=replace(party.contract, checklist=CLAUSES))
    assert checks.clauses_left(held) == ()

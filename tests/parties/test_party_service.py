"""Parties as the officer handles them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import parties_with_key

from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.parties.service import PartySavedElsewhere, PartyService
from gdpr_desk.vault.store import Store

TILL = Party("caisse", "Caisse Exemple", contact=PartyContact(email="a@b.example"))


def test_a_saved_party_is_found_again(parties: PartyService) -> None:
    assert parties.all() == ()
    assert parties.save(TILL) == TILL
    assert parties.get("caisse") == TILL
    parties.save(Party("avocat", "Avocat", PartyKind.RECIPIENT))
    assert [party.key for party in parties.all()] == ["avocat", "caisse"]


def test_an_unknown_key_is_not_found(parties: PartyService) -> None:
    with pytest.raises(NotFound):
        parties.get("personne")


def test_saving_again_changes_the_same_party_and_tells_field_names_only(
    parties: PartyService, journal: JournalService
) -> None:
    parties.save(TILL)
    parties.save(replace(TILL, name="Secret SARL", contract=Contract(date(2026, 1, 5), {"audit": True})))
    assert [party.name for party in parties.all()] == ["Secret SARL"]
    entries = journal.entries(newest_first=False)
    assert [(e.action, e.subject) for e in entries] == [
        ("party.added", "caisse"),
        ("party.changed", "caisse"),
    ]
    assert entries[1].detail == {"changed": ["name", "contract"]}
    assert "Secret" not in repr(entries)


def test_saving_without_a_change_writes_nothing(
    parties: PartyService, journal: JournalService, store: Store
) -> None:
    parties.save(TILL)
    before = store.commit_number()
    parties.save(TILL)
    assert store.commit_number() == before
    assert len(journal.entries()) == 1


def test_a_change_made_elsewhere_is_not_overwritten(parties: PartyService) -> None:
    parties.save(TILL)
    elsewhere = replace(TILL, country="BE")
    parties.save(elsewhere)
    with pytest.raises(PartySavedElsewhere) as caught:
        parties.save(replace(TILL, name="Autre"), base=TILL)
    assert caught.value.current == elsewhere
    assert parties.get("caisse") == elsewhere
    parties.save(replace(elsewhere, name="Autre"), base=elsewhere)
    assert parties.get("caisse").name == "Autre"


@pytest.mark.parametrize("key", ["", "Caisse", "a b", "é", "-a", "a\n", "a" * 65])
def test_a_key_is_a_slug(parties: PartyService, key: str) -> None:
    with pytest.raises(InvalidInput):
        parties.save(Party(key, "x"))
    assert parties.all() == ()


def test_a_contract_cannot_be_signed_tomorrow(parties: PartyService) -> None:
    parties.save(replace(TILL, contract=Contract(date(2026, 11, 23))))
    with pytest.raises(InvalidInput, match="futur"):
        parties.save(replace(TILL, contract=Contract(date(2026, 11, 24))))


def test_what_could_not_be_exported_is_refused(parties: PartyService) -> None:
    for bad, field in (
        (replace(TILL, country="fr"), "country"),
        (replace(TILL, name="a" * 20_001), "name"),
        (replace(TILL, contact=PartyContact(breaches="a\x00")), "contact.breaches"),
    ):
        with pytest.raises(InvalidInput) as caught:
            parties.save(bad)
        assert caught.value.field == field
    assert parties.save(replace(TILL, name="a" * 20_000)).country == "FR"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Colombier Courrier", "colombier-courrier"),
        ("Société d’Œuvres & Fils", "societe-d-oeuvres-fils"),
        ("Straße 12", "strasse-12"),
        ("שלום", "prestataire"),
        ("", "prestataire"),
    ],
)
def test_a_new_key_is_the_name_in_plain_letters(parties: PartyService, name: str, key: str) -> None:
    assert parties.new_key(name) == key


def test_a_taken_key_is_numbered(parties: PartyService) -> None:
    for expected in ("caisse", "caisse-2", "caisse-3"):
        key = parties.new_key("Caisse")
        assert key == expected
        parties.save(Party(key, "Caisse"))
    parties.save(Party("caisse-5", "Caisse"))
    assert parties.new_key("Caisse") == "caisse-4"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_every_name_gives_a_key_that_can_be_saved(parties: PartyService, name: str) -> None:
    key = parties.new_key(name)
    assert parties.save(Party(key, "x")).key == key


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parties_with_key("p"))
def test_whatever_was_typed_comes_back(parties: PartyService, party: Party) -> None:
    parties.save(party)
    assert parties.get("p") == party

"""« Où chercher » against tables written by hand from the law page (3.1, 3.5-3.7), not from the code."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from gdpr_desk import assets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import (
    ActivityRole,
    Controller,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
)
from gdpr_desk.register.starter import starter_activity, starter_parties
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, check_decision
from gdpr_desk.requests.telling import follow_up
from gdpr_desk.requests.where_to_look import Person, where_to_look

TODAY = date(2026, 11, 23)
ACCESS, ERASURE, OBJECTION = RightKind.ACCESS, RightKind.ERASURE, RightKind.OBJECTION

MATRIX = """
consent               ✔ ✔ ✔ ✔ ✔ retrait
contract              ✔ ✔ ✔ ✔ ✔ ✘
legitimate_interests  ✔ ✔ ✔ ✔ ✘ ✔
legal_obligation      ✔ ✔ si ✔ ✘ ✘
public_task           ✔ ✔ ✘ ✔ ✘ ✔
vital_interests       ✔ ✔ ✔ ✔ ✘ ✘
"""
"""Law page 3.7, line by line: access, rectification, erasure, restriction, portability, objection."""
MEANS = {
    ACCESS: {"✔": "give"},
    RightKind.RECTIFICATION: {"✔": "correct"},
    ERASURE: {"✔": "erase", "✘": "keep", "si": "keep"},
    RightKind.RESTRICTION: {"✔": "restrict"},
    RightKind.PORTABILITY: {"✔": "hand_over", "✘": "nothing"},
    OBJECTION: {"✔": "weigh", "✘": "nothing", "retrait": "stop"},
}


def demo() -> Register:
    """The register of the demonstration, with its references."""
    pack = tomllib.loads(assets.text("demo/shop.toml"))["pack"]["activities"]
    rows = (replace(starter_activity(key), reference=f"T-{n:02d}") for n, key in enumerate(pack, 1))
    return Register(Controller("Atelier Lumen"), tuple(starter_parties(pack)), tuple(rows))


def one(activity: ProcessingActivity, *parties: Party) -> Register:
    return Register(Controller("Atelier Lumen"), parties, (activity,))


def shop_steps(lines: tuple[ChecklistLine, ...]) -> list[tuple[str, str, str]]:
    return [(line.activities[0], line.proposed.value, line.what) for line in lines if not line.party]


@pytest.mark.parametrize("row", MATRIX.strip().splitlines(), ids=lambda row: row.split()[0])
def test_each_basis_gives_the_rights_of_the_matrix(row: str) -> None:
    basis, *cells = row.split()
    activity = ProcessingActivity(
        reference="T-01",
        name="Un registre d’essai",
        purposes=(Purpose("Tenir un dossier", LawfulBasis(basis)),),
        data=(PersonalData("identity"),),
        systems=("Un logiciel",),
    )
    for (right, words), cell in zip(MEANS.items(), cells, strict=True):
        (line,) = where_to_look(one(activity), [right], TODAY)
        assert (right, line.proposed) == (right, words[cell])
        assert line.reason
        assert line.article


ERASURE_BY_HAND = {
    ("T-01", "erase", "Contacts de prospection"),
    ("T-01", "keep", "Liste d’opposition"),
    ("T-02", "erase", "Conversations enregistrées"),
    ("T-04", "erase", "Fiche client, compte client en ligne"),
    ("T-04", "keep", "Preuve de la relation, en cas de litige"),
    ("T-05", "keep", "Dossier de vente"),
    ("T-05", "keep", "Factures et pièces comptables"),
    ("T-07", "nothing", "Copie d’une pièce d’identité"),
    ("T-07", "keep", "Liste d’opposition"),
    ("T-08", "erase", "Fichier des impayés"),
    ("T-08", "keep", "Preuves pour un litige"),
    ("T-12", "erase", "Adresses des abonnés"),
    ("T-14", "erase", "Nom et numéro à rappeler"),
    ("T-15", "erase", "Images des caméras"),
}
"""Erasure in the demonstration: 17(3)(b) accounts 10 years, opposition list at least 3; 17(3)(e) proof."""


def test_an_erasure_in_the_demonstration() -> None:
    lines = where_to_look(demo(), [ERASURE], TODAY)
    assert set(shop_steps(lines)) >= ERASURE_BY_HAND
    by_what = {(line.activities[0], line.what): line for line in lines if not line.party}
    assert "L123-22" in by_what["T-05", "Factures et pièces comptables"].reason
    assert by_what["T-05", "Factures et pièces comptables"].article == "art. 17(3)(b) du RGPD"
    assert by_what["T-04", "Preuve de la relation, en cas de litige"].article == "art. 17(3)(e) du RGPD"
    # A month of images: those before 23 October are gone.
    assert by_what["T-15", "Images des caméras"].before == date(2026, 10, 23)
    assert not [line for line in lines if line.proposed is Step.FREEZE]


def test_short_lived_data_are_frozen_before_an_access_or_a_restriction() -> None:
    for right, reason in ((ACCESS, "access_request"), (RightKind.RESTRICTION, "restriction_request")):
        lines = where_to_look(demo(), [right], TODAY)
        frozen = [line for line in lines if line.proposed is Step.FREEZE]
        assert lines[: len(frozen)] == tuple(frozen)
        assert {line.hold_reason for line in frozen} == {reason}
        # 60 days, 48 hours, one month: shorter than an answer may take (one month and two more).
        found = {(line.activities[0], line.before) for line in frozen}
        assert {
            ("T-02", date(2026, 9, 24)),
            ("T-14", date(2026, 11, 21)),
            ("T-15", date(2026, 10, 23)),
        } <= found
        assert "T-07" not in {line.activities[0] for line in frozen}, (
            "an identity copy is never held for that"
        )


def test_what_is_gone_since_the_last_contact_is_said_so() -> None:
    person = Person(last_contact_on=date(2022, 11, 1))
    lines = where_to_look(demo(), [ACCESS], TODAY, person)
    gone = {line.what for line in lines if line.proposed is Step.GONE}
    assert {
        "Images des caméras",
        "Conversations enregistrées",
        "Fiche client",
        "Contacts de prospection",
    } <= gone
    assert "Factures et pièces comptables" not in gone, "ten years from the end of the fiscal year"
    assert not [line for line in lines if line.proposed is Step.FREEZE and line.activities == ("T-15",)]
    recent = where_to_look(demo(), [ACCESS], TODAY, Person(last_contact_on=date(2023, 11, 24)))
    assert "Fiche client" not in {line.what for line in recent if line.proposed is Step.GONE}


def test_publicity_stops_always_and_the_rest_is_weighed() -> None:
    lines = where_to_look(demo(), [OBJECTION], TODAY)
    first = {line.activities[0]: line for line in reversed(lines) if not line.party}
    offers = first["T-01"]
    assert offers.proposed is Step.STOP
    assert Step.KEEP not in offers.choices, "an objection to prospecting is never refused"
    assert first["T-15"].proposed is Step.WEIGH
    assert Step.WEIGH not in first["T-15"].choices, "a person decides"
    assert first["T-05"].proposed is Step.NOTHING, "contract and legal obligation"


def test_portability_only_for_consent_or_contract_in_a_computer_and_given_by_the_person() -> None:
    lines = where_to_look(demo(), [RightKind.PORTABILITY], TODAY)
    steps = {line.activities[0]: line.proposed.value for line in lines if not line.party}
    expected = {
        "T-04": "hand_over",
        "T-12": "hand_over",
        "T-16": "hand_over",
        "T-02": "nothing",
        "T-07": "nothing",
        "T-15": "nothing",
    }
    assert {ref: steps[ref] for ref in expected} == expected
    card = ProcessingActivity(
        "T-01", "Fichier papier", purposes=(Purpose("Servir", LawfulBasis.CONTRACT),), paper=True
    )
    (line,) = where_to_look(one(card), [RightKind.PORTABILITY], TODAY)
    assert line.proposed is Step.NOTHING
    seen = PersonalData("ip_address", source="observed")
    noted = PersonalData("customer_history", source="shop")
    site = ProcessingActivity("T-01", "Site", data=(seen, noted), purposes=card.purposes, systems=("Site",))
    (line,) = where_to_look(one(site), [RightKind.PORTABILITY], TODAY)
    assert (line.proposed, line.what) == (Step.HAND_OVER, "Adresse IP"), "what they did, not what we noted"
    (line,) = where_to_look(one(replace(site, data=(noted,))), [RightKind.PORTABILITY], TODAY)
    assert line.proposed is Step.NOTHING
    assert "viennent de la boutique ou d’un tiers" in line.reason


def test_others_are_asked_or_told_by_the_part_they_play() -> None:
    lines = where_to_look(demo(), [ERASURE, ACCESS], TODAY)
    part = {(line.right, line.party): line.proposed.value for line in lines if line.party}
    assert part[ERASURE, "newsletter-host"] == "ask"
    assert part[ERASURE, "carrier"] == "tell"
    assert part[ERASURE, "social-network"] == "tell"
    assert part[ERASURE, "police-justice"] == "nothing"
    assert part[ACCESS, "newsletter-host"] == "ask"
    assert (ACCESS, "carrier") not in part, "a recipient hears of changes only"
    newsletter = next(line for line in lines if line.party == "newsletter-host" and line.right is ERASURE)
    assert newsletter.activities == ("T-01", "T-12"), "one line for one party"


def test_a_request_about_a_clients_data_goes_to_the_client() -> None:
    client = Party("client", "Garage du Phare", PartyKind.CLIENT_CONTROLLER)
    repair = ProcessingActivity(
        "T-01", "Réparations", role=ActivityRole.PROCESSOR, client_controllers=("client",)
    )
    (line,) = where_to_look(one(repair, client), [ERASURE], TODAY)
    assert (line.proposed, line.place) == (Step.FORWARD, "Garage du Phare")


def test_only_what_concerns_the_person() -> None:
    lines = where_to_look(demo(), [ERASURE], TODAY, Person(activities=["T-12"]))
    assert {ref for line in lines for ref in line.activities} == {"T-12"}


def test_a_persons_decision_needs_its_reason_where_it_leaves_the_proposal() -> None:
    images = next(
        line
        for line in where_to_look(demo(), [OBJECTION], TODAY)
        if line.activities == ("T-15",) and not line.party
    )
    assert check_decision(images, "stop", "") is Step.STOP
    with pytest.raises(InvalidInput, match="manque la raison"):
        check_decision(images, "keep", "  ")
    assert check_decision(images, "keep", "Un vol le 12 novembre.") is Step.KEEP
    with pytest.raises(InvalidInput, match="pas possible"):
        check_decision(images, "weigh", "plus tard")
    assert check_decision(images, "not_found", "") is Step.NOT_FOUND


def test_directives_after_death_are_to_be_read_again() -> None:
    lines = where_to_look(demo(), [RightKind.POST_MORTEM], TODAY, Person(activities=["T-04"]))
    assert all(line.reread for line in lines)
    assert ("T-04", "keep", "Preuve de la relation, en cas de litige") in shop_steps(lines)


def test_recipients_hear_of_an_erasure_and_not_of_what_stayed() -> None:
    activity = ProcessingActivity(
        "T-01",
        "Clients",
        purposes=(Purpose("Servir", LawfulBasis.CONTRACT),),
        recipients=(Recipient(party="carrier"),),
    )
    register = one(activity, Party("carrier", "Relais", PartyKind.RECIPIENT))
    lines = where_to_look(register, [ERASURE], TODAY)
    shop, carrier = lines
    assert follow_up(lines, ()).waiting == (carrier,)
    erased = WorkDone(shop.key, "erase", done_on=TODAY)
    assert follow_up(lines, (erased,)).waiting == (carrier,)
    told = WorkDone(carrier.key, "tell", told_on=TODAY)
    assert follow_up(lines, (erased, told)).told == (carrier,)
    kept = WorkDone(shop.key, "keep", "facture impayée")
    assert follow_up(lines, (kept,)).left_out == (carrier,)


def test_the_same_register_gives_the_same_keys() -> None:
    keys = [line.key for line in where_to_look(demo(), [*RightKind], TODAY)]
    assert len(keys) == len(set(keys))
    assert keys == [line.key for line in where_to_look(demo(), [*RightKind][::-1], TODAY)]

"""One purpose, one basis, and the right one: consent where it can be refused, a duty where a law says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checked_records import FULL, found, resting_on

from gdpr_desk.register.checks import Severity, apply_fix
from gdpr_desk.register.model import LawfulBasis, PersonalData, Purpose


def test_two_bases_for_one_purpose() -> None:
    purposes = (
        Purpose("Prospection", LawfulBasis.CONSENT),
        Purpose(" prospéction ", LawfulBasis.LEGITIMATE_INTERESTS, "vendre", "peu gênant"),
    )
    told = found(replace(FULL, purposes=purposes))
    assert told["two_bases"].sentence == (
        "Deux raisons différentes pour un même but : choisissez celle qui tient,"
        " ou séparez en deux activités."
    )
    assert told["two_bases"].field == "purposes.1.lawful_basis"
    same = tuple(replace(p, lawful_basis=LawfulBasis.CONSENT) for p in purposes)
    assert "two_bases" not in found(replace(FULL, purposes=same))
    split = (purposes[0], replace(purposes[1], name="Statistiques"))
    assert "two_bases" not in found(replace(FULL, purposes=split))


def test_three_bases_are_several_purposes_in_one() -> None:
    bases = (LawfulBasis.CONSENT, LawfulBasis.CONTRACT, LawfulBasis.LEGAL_OBLIGATION)
    told = found(replace(FULL, purposes=tuple(Purpose("Suivre les clients", basis) for basis in bases)))
    assert told["several_bases"].field == "purposes.1.lawful_basis"
    assert "two_bases" not in told
    repeated = (*bases[:2], bases[1])
    told = found(replace(FULL, purposes=tuple(Purpose("Suivre les clients", basis) for basis in repeated)))
    assert "two_bases" in told
    assert "several_bases" not in told


@pytest.mark.parametrize(
    "words",
    [
        "Le client peut s’opposer en commençant son avis par une étoile (*).",
        "Case précochée sur le bon de commande",
        "Accord donné sauf refus de la personne",
        "Poursuivre sa navigation vaut accord",
        "Case cochée d’avance",
    ],
)
def test_silence_is_no_agreement(words: str) -> None:
    activity = replace(
        FULL, purposes=(Purpose("Publier les avis", LawfulBasis.CONSENT, justification=words),)
    )
    finding = found(activity)["consent_by_silence"]
    assert finding.article == "art. 4(11) et 7 du RGPD"
    other = Purpose("Publier les avis", LawfulBasis.LEGITIMATE_INTERESTS, "montrer les avis", words)
    assert found(replace(FULL, purposes=(other,))) == {}


@pytest.mark.parametrize(
    "words",
    [
        "Case à cocher, jamais cochée d’avance ; retrait à tout moment.",
        "L’auteur choisit de publier et peut faire retirer son avis.",
        "Case non précochée",
        "Aucun dépôt avant l’accord donné dans le bandeau",
    ],
)
def test_a_clear_gesture_is_an_agreement(words: str) -> None:
    activity = replace(
        FULL, purposes=(Purpose("Publier les avis", LawfulBasis.CONSENT, justification=words),)
    )
    assert found(activity) == {}


@pytest.mark.parametrize("name", ["Lutter contre la fraude", "Recenser les impayés", "Tenir une liste noire"])
def test_no_law_makes_a_shop_list_bad_payers(name: str) -> None:
    activity = replace(FULL, purposes=resting_on(LawfulBasis.LEGAL_OBLIGATION, name))
    finding = found(activity)["legal_duty_unfounded"]
    assert apply_fix(finding, activity).purposes[0].lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS
    accounts = resting_on(LawfulBasis.LEGAL_OBLIGATION, "Comptabiliser les impayés")
    assert "legal_duty_unfounded" not in found(replace(FULL, purposes=accounts))
    contract = resting_on(LawfulBasis.CONTRACT, name)
    assert "legal_duty_unfounded" not in found(replace(FULL, purposes=contract))


@pytest.mark.parametrize(
    ("name", "asked", "key", "basis"),
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
    name: str, asked: str, key: str, basis: LawfulBasis
) -> None:
    activity = replace(FULL, name=name, purposes=resting_on(LawfulBasis.CONSENT, asked))
    finding = found(activity)[key]
    assert finding.severity is Severity.WARNING
    corrected = apply_fix(finding, activity)
    assert corrected.purposes[0].lawful_basis is basis
    assert key not in found(corrected)


def test_the_sentence_on_cameras_is_the_designed_one() -> None:
    activity = replace(
        FULL, data=(PersonalData("video_images"),), purposes=resting_on(LawfulBasis.CONSENT, "Protéger")
    )
    assert found(activity)["consent_surveillance"].sentence == (
        "Le consentement est rarement la bonne base pour la vidéosurveillance :"
        " une personne ne peut pas vraiment refuser."
    )


def test_consent_to_a_newsletter_is_fine() -> None:
    assert (
        found(
            replace(
                FULL,
                name="Newsletter",
                data=(PersonalData("contact_details"), PersonalData("consent_proof")),
                purposes=resting_on(LawfulBasis.CONSENT, "Envoyer des nouvelles"),
            )
        )
        == {}
    )


@pytest.mark.parametrize(
    "asked",
    [
        "Relancer par e-mail les commandes abandonnées",
        "Garder le numéro de carte bancaire pour les commandes suivantes",
        "Proposer des extensions de garantie",
        "Demander un avis après la livraison",
    ],
)
def test_what_only_mentions_a_contract_may_rest_on_consent(asked: str) -> None:
    kept = (PersonalData("identity"), PersonalData("consent_proof"))
    assert found(replace(FULL, data=kept, purposes=resting_on(LawfulBasis.CONSENT, asked))) == {}


def test_a_film_made_at_a_customers_may_rest_on_an_agreement() -> None:
    filmed = replace(
        FULL,
        name="Images prises chez un client",
        data=(PersonalData("video_images"),),
        purposes=resting_on(LawfulBasis.CONSENT, "Filmer une intervention délicate"),
        collection_channels=("on_site",),
    )
    assert found(filmed) == {}
    assert "consent_surveillance" in found(replace(filmed, collection_channels=("on_site", "camera")))


def test_publishing_a_film_of_the_team_may_rest_on_consent() -> None:
    portrait = replace(
        FULL,
        name="Page de l’équipe",
        data=(PersonalData("video_images"),),
        purposes=resting_on(LawfulBasis.CONSENT, "Publier des portraits de l’équipe sur le site"),
    )
    assert found(portrait) == {}
    assert "consent_surveillance" in found(replace(portrait, name="Vidéosurveillance"))

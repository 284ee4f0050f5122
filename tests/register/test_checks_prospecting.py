"""Offers, newsletters, contests and cookies: what waits for an agreement, and what needs none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from checked_records import FULL, data, found, interest, people, resting_on

from gdpr_desk.register.checks import Severity, apply_fix
from gdpr_desk.register.model import (
    Combinator,
    LawfulBasis,
    ProcessingActivity,
    Purpose,
    RetentionKind,
    RetentionRule,
)

CONSENT = LawfulBasis.CONSENT


@pytest.mark.parametrize(
    "name",
    ["Envoyer des offres par e-mail", "Prospection par SMS", "Newsletter", "Promotions par courriel"],
)
def test_selling_by_message_waits_for_an_agreement(name: str) -> None:
    activity = replace(FULL, purposes=interest(name))
    finding = found(activity)["mailing_without_consent"]
    assert apply_fix(finding, activity).purposes[0].lawful_basis is CONSENT
    assert "mailing_without_consent" in found(replace(FULL, purposes=resting_on(LawfulBasis.CONTRACT, name)))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Envoyer des offres par e-mail", "Seulement des produits semblables à leurs achats"),
        ("Offres par e-mail aux professionnels", "en rapport avec leur métier"),
        ("Envoyer des offres par courrier", "refus facile"),
        ("Répondre aux e-mails", "la personne écrit"),
        ("Répondre par e-mail à qui lit une offre d’emploi", "la personne écrit"),
        ("Prévenir par SMS que la réparation est prête", "suite de la commande"),
    ],
)
def test_customers_businesses_and_letters_may_be_written_to(name: str, why: str) -> None:
    assert found(replace(FULL, purposes=interest(name, why))) == {}


def test_since_august_2026_nobody_is_called_without_an_agreement() -> None:
    called = replace(FULL, purposes=interest("Démarchage par téléphone"), reviewed_on=date(2026, 6, 1))
    assert "11 août 2026" in found(called)["calls_without_consent"].sentence
    assert "calls_without_consent" in found(called, today=date(2026, 8, 11))
    assert "calls_without_consent" not in found(called, today=date(2026, 8, 10))
    running = replace(
        FULL, purposes=interest("Appels commerciaux", "clients dont le contrat en cours le prévoit")
    )
    assert found(running) == {}
    back = replace(FULL, purposes=interest("Rappeler par téléphone les personnes qui le demandent"))
    assert found(back) == {}


def test_an_agreement_is_proved() -> None:
    newsletter = replace(FULL, purposes=resting_on(CONSENT, "Envoyer la newsletter"))
    assert found(newsletter)["consent_proof"].field == "data"
    by_name = replace(FULL, name="Prospection", purposes=resting_on(CONSENT, "Envoyer des nouvelles"))
    subscribers = replace(
        FULL, purposes=resting_on(CONSENT, "Envoyer des nouvelles"), data_subjects=people("subscribers")
    )
    for activity in (newsletter, by_name, subscribers):
        assert "consent_proof" in found(activity)
        assert found(replace(activity, data=data("identity", "consent_proof"))) == {}
    assert found(replace(FULL, purposes=resting_on(CONSENT, "Publier une photo"))) == {}
    assert (
        found(replace(FULL, name="Prospection", purposes=interest("Envoyer le catalogue par la poste"))) == {}
    )


def test_playing_and_receiving_offers_are_two_agreements() -> None:
    both = replace(
        FULL, purposes=resting_on(CONSENT, "Jeux-concours et offres"), data=data("identity", "consent_proof")
    )
    assert found(both)["contest_apart"].severity is Severity.HINT
    assert found(replace(both, purposes=resting_on(CONSENT, "Jeux-concours"))) == {}
    assert found(replace(both, purposes=resting_on(CONSENT, "Offres sur les jeux vidéo"))) == {}
    apart = (Purpose("Jeu-concours", CONSENT), Purpose("Recevoir des offres", CONSENT))
    assert found(replace(both, purposes=apart)) == {}


def _subscribers(*rules: RetentionRule) -> ProcessingActivity:
    return replace(
        FULL,
        name="Newsletter",
        purposes=resting_on(CONSENT, "Envoyer des nouvelles"),
        data=data("contact_details", "consent_proof"),
        retention=rules,
    )


def test_an_address_that_never_answers_does_not_stay_for_ever() -> None:
    until = RetentionRule("Adresses", "consent_withdrawn", kind=RetentionKind.CRITERIA)
    assert found(_subscribers(until))["address_never_ends"].field == "retention.0.trigger"
    grouped = replace(until, group="a", combinator=Combinator.FIRST_OF)
    silent = RetentionRule("Adresses", "last_contact", "P3Y", group="a", combinator=Combinator.FIRST_OF)
    assert found(_subscribers(grouped, silent)) == {}
    photos = replace(FULL, purposes=resting_on(CONSENT, "Publier une photo"), retention=(until,))
    assert found(photos) == {}


def _cookies(*purposes: Purpose) -> ProcessingActivity:
    return replace(FULL, name="Cookies", purposes=purposes, data=data("cookie_identifiers"))


MEASURED = "Mesurer l’audience"


def test_a_measure_of_the_audience_waits_for_an_agreement() -> None:
    (measured,) = interest(MEASURED)
    finding = found(_cookies(measured))["cookies_without_consent"]
    assert finding.article == "art. 82 de la loi Informatique et Libertés"
    assert apply_fix(finding, _cookies(measured)).purposes[0].lawful_basis is CONSENT
    assert found(_cookies(Purpose(MEASURED, CONSENT))) == {}
    assert found(_cookies(*interest(MEASURED, "Outil réglé selon l’exemption de la CNIL"))) == {}
    assert found(_cookies(*interest("Garder le panier pendant la visite"))) == {}
    assert found(replace(_cookies(measured), data=data("order_details"))) == {}


def test_what_makes_the_site_work_is_told_apart() -> None:
    together = _cookies(Purpose("Faire fonctionner le site et mesurer l’audience", CONSENT))
    assert found(together)["cookies_together"].field == "purposes.0.name"
    apart = _cookies(*interest("Faire fonctionner le site"), Purpose(MEASURED, CONSENT))
    assert found(apart) == {}

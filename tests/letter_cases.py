"""A fictional request in the demonstration's shop, with everything a letter may speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from gdpr_desk import assets
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.periods.requests import request_deadline
from gdpr_desk.profile import parse_profile
from gdpr_desk.register.model import Register
from gdpr_desk.register.starter import starter_activity, starter_parties
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.model import Letter, LetterKind, Refusal
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import write
from gdpr_desk.requests.model import (
    Channel,
    DataSubjectRequest,
    IdentityCheck,
    IdentityDoubt,
    IdentityMethod,
    IdentityResult,
    Requester,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.where_to_look import Person, where_to_look

TODAY = date(2026, 11, 23)
LUCE = Requester(
    "Luce Ferrand",
    "luce.ferrand@courriel.example",
    "06 99 00 00 21",
    "3 passage des Tilleuls\n99018 Valbrume",
)
SURE = IdentityDoubt(False, IdentityMethod.ACCOUNT, "", TODAY, "c0ffee00")
DOUBT = IdentityDoubt(True, None, "L’adresse est inconnue.", TODAY, "c0ffee00")
KNOWN = IdentityCheck(IdentityResult.VERIFIED, IdentityMethod.SHOWN, None, TODAY, "c0ffee00")
RIGHT_OF = {
    LetterKind.PRECISION: RightKind.ACCESS,
    LetterKind.FEE: RightKind.ACCESS,
    LetterKind.EXTENSION: RightKind.ACCESS,
    LetterKind.ACCESS: RightKind.ACCESS,
    LetterKind.ACCESS_NOTHING: RightKind.ACCESS,
    LetterKind.RECTIFICATION: RightKind.RECTIFICATION,
    LetterKind.RESTRICTION: RightKind.RESTRICTION,
    LetterKind.RESTRICTION_LIFTED: RightKind.RESTRICTION,
    LetterKind.PORTABILITY: RightKind.PORTABILITY,
    LetterKind.OBJECTION: RightKind.OBJECTION,
    LetterKind.CONSENT_WITHDRAWAL: RightKind.CONSENT_WITHDRAWAL,
    LetterKind.AUTOMATED_DECISION: RightKind.AUTOMATED_DECISION,
    LetterKind.HEIR_PROOF: RightKind.POST_MORTEM,
    LetterKind.POST_MORTEM: RightKind.POST_MORTEM,
}
FOR_ANOTHER = {LetterKind.AGENT_PROOF, LetterKind.PARENT_PROOF, LetterKind.HEIR_PROOF, LetterKind.POST_MORTEM}
LONG_AGO = date(2026, 10, 15)
"""More than a month before: 16 November 2026 was the last day."""
TEXTS = {
    RightKind.ACCESS: "Bonjour, je voudrais savoir tout ce que vous avez sur moi. Luce F.",
    RightKind.RECTIFICATION: "Bonjour, mon adresse est fausse, merci de la corriger. Luce F.",
    RightKind.OBJECTION: "Bonjour, je ne veux plus de vos publicités. Luce F.",
}
SALE = "erasure/T-05/keep/dossier-de-vente"
CORRECTED = {"Contacts de prospection", "Fiche client", "Compte client en ligne"}
"""Where an address was wrong; found elsewhere, it was not."""
TYPED = {
    "identity_reason": "votre message vient d’une adresse e-mail que nous ne connaissons pas",
    "question_idle": "vous nous dites n’avoir ni compte, ni numéro de client, ni achat récent",
    "precision_question": "Cherchez-vous vos achats, vos messages, ou les images du 12 novembre ?",
    "extension_reason": "les messages de deux années, souvent écrits à plusieurs, sont à relire un par un",
    "late_reason": "votre message avait été rangé avec les publicités, et retrouvé ce matin seulement",
    "promised_on": "30 novembre 2026",
    "fee_ground": "excessive",
    "fee_reason": "c’est la quatrième copie identique que vous demandez depuis janvier",
    "fee_amount": "18 €",
    "lifted_on": "15 décembre 2026",
    "person_right": "non",
    "lift_reason": "votre nouvelle adresse est vérifiée et notée partout",
    "enclosed": "un fichier de votre compte et de vos achats, envoyé par e-mail",
    "found_by": "la commande 2026-0412, livrée le 3 mai 2026",
    "decision_logic": "il accorde ou refuse le paiement en trois fois selon le montant",
    "review_result": "le paiement en trois fois vous est accordé, aux conditions affichées en boutique",
    "party_due_on": "1er décembre 2026",
    "set_aside_for": "le temps de vérifier l’adresse que vous contestez",
    "contested": "l’adresse sur la facture du 4 septembre 2026",
    "contested_use": "les statistiques de satisfaction",
    "corrected": "votre adresse, de « 3 passage des Peupliers » à « 3 passage des Tilleuls »",
}


def plain(text: str) -> str:
    """With the spaces somebody types: what the letter says, not how it is spaced."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@cache
def register() -> Register:
    """The demonstration's shop, as its profile tells it."""
    text = assets.text("demo/shop.toml")
    profile = parse_profile(text, beside=("variation", "contract"))
    rows = (replace(starter_activity(key), reference=f"T-{n:02d}") for n, key in enumerate(profile.pack, 1))
    own = {party.key: party for party in profile.parties}
    parties = tuple(own.get(party.key, party) for party in starter_parties(profile.pack))
    return Register(profile.controller, parties, tuple(rows))


def request(kind: LetterKind) -> DataSubjectRequest:
    """The request to which a letter of this kind is an answer."""
    right = RIGHT_OF.get(kind, RightKind.ERASURE)
    spoken = kind is LetterKind.COUNTER_RECEIPT
    represents = "Anselme Ferrand" if kind in FOR_ANOTHER else ""
    return DataSubjectRequest(
        reference="D-2026-014",
        rights=(right,),
        channel=Channel.COUNTER if spoken else Channel.EMAIL,
        received_on=LONG_AGO if kind is LetterKind.LATE else date(2026, 11, 14),
        requester=replace(LUCE, represents=represents),
        logged_at=datetime(2026, 11, 14, 9, 21, tzinfo=UTC),
        logged_by="c0ffee00",
        text=TEXTS.get(right, "Bonjour, merci de supprimer tout ce que vous avez sur moi. Luce F."),
    )


def case(kind: LetterKind) -> Case:
    """That request once the work is done: everything decided, done, kept, told."""
    asked, found = request(kind), register()
    if kind is LetterKind.AUTOMATED_DECISION:
        found = replace(
            found, activities=tuple(replace(a, automated_decisions=True) for a in found.activities)
        )
    known = ("T-01", "T-02", "T-04", "T-05", "T-12", "T-15")
    lines = where_to_look(found, asked.rights, TODAY, Person(known))
    work = []
    for line in lines:
        decision = Step.STOP if line.proposed is Step.WEIGH else line.proposed
        if kind is LetterKind.ERASURE and decision is Step.KEEP:
            decision = Step.NOT_FOUND
        if kind is LetterKind.ACCESS_NOTHING or (kind is LetterKind.REFUSAL and decision is Step.ERASE):
            decision = Step.NOT_FOUND
        if decision is Step.CORRECT and line.what not in CORRECTED:
            decision = Step.NOT_FOUND
        if line.activities == ("T-15",):
            decision = Step.GONE if Step.GONE in line.choices else Step.NOT_FOUND
        told = TODAY if line.party else None
        work.append(WorkDone(line.key, decision.value, "", TODAY, "c0ffee00", told))
    return Case(asked, found, request_deadline(asked.received_on, today=TODAY), lines, tuple(work))


def given(kind: LetterKind) -> Given:
    """What somebody types for it."""
    parties = {party.key: party for party in register().parties}
    party = parties["newsletter-host"]
    if kind is LetterKind.RECIPIENT_NOTICE:
        party = parties["carrier"]
    if kind in (LetterKind.FORWARD, LetterKind.FORWARDED):
        party = Party("client", "Garage du Phare", PartyKind.CLIENT_CONTROLLER)
    refusals = ()
    if kind is LetterKind.REFUSAL:
        facts = "La facture F-2026-0914 du 4 septembre 2026 reste impayée, et une procédure est en cours."
        refusals = (Refusal("legal_claims", RightKind.ERASURE, facts, SALE),)
    return Given(TODAY, TYPED, refusals, party)


def letter(kind: LetterKind, about: Case | None = None, told: Given | None = None, **typed: str) -> Letter:
    """The shipped letter of this kind, for that case or another."""
    told = told or given(kind)
    told = replace(told, typed={**told.typed, **typed})
    return write(shipped()[kind], about or case(kind), told)


def says(kind: LetterKind, about: Case | None = None, told: Given | None = None, **typed: str) -> str:
    """Its text as an e-mail."""
    return plain(letter_text(letter(kind, about, told, **typed)).body)


def asking(kind: LetterKind, **changes: object) -> Case:
    """That case, its request changed."""
    found = case(kind)
    return replace(found, request=replace(found.request, **changes))


def received(kind: LetterKind, day: date) -> Case:
    """The same request, come on another day."""
    return replace(asking(kind, received_on=day), deadline=request_deadline(day, today=TODAY))

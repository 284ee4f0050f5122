"""Incidents of a fictional shop for the tests of their papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from gdpr_desk.breaches.model import (
    Action,
    BreachFacts,
    ClientNotice,
    Count,
    Decision,
    Evidence,
    GestureDone,
    InvolvedParty,
    NamedPerson,
    Notification,
    PersonalDataBreach,
    SubjectCommunication,
)
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    BreachRole,
    Cause,
    CountKind,
    Disclosure,
    Discovery,
    FilingKind,
    IncidentKind,
    Level,
    LostProperty,
    Means,
    PeriodKind,
    Protection,
)
from gdpr_desk.parties.model import Party, PartyContact, PartyKind
from gdpr_desk.register.model import ContactPerson, Controller, ProcessingActivity, Register

KNOWN = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
"""22 November 2026, 22:00 in the shop."""
NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
SHOP = Controller(
    "Atelier Lumen",
    "00000001800002",
    "9511Z",
    "1 rue de l’Exemple, 00000 Ville-Fictive",
    "contact@atelier-lumen.example",
    "01 99 00 00 00",
    officer=ContactPerson(
        "Camille EXEMPLE", "Responsable des données", None, "donnees@atelier-lumen.example", "01 99 00 00 00"
    ),
)
REGISTER = Register(
    SHOP,
    (
        Party(
            "cabinet",
            "Cabinet Fictif",
            PartyKind.CLIENT_CONTROLLER,
            contact=PartyContact("a@cabinet.example"),
        ),
        Party("nuage", "Nuage Exemple", PartyKind.PROCESSOR),
    ),
    (
        ProcessingActivity("T-04", "Fichier clients"),
        ProcessingActivity("T-09", "Réparations en atelier"),
    ),
)
STOLEN = BreachFacts(
    kind=IncidentKind.LOST_DEVICE,
    title="Portable de la boutique volé dans un véhicule",
    narrative="L’ordinateur portable de l’atelier était dans une sacoche, sur le siège d’un véhicule garé.",
    systems="Ordinateur portable non chiffré ; copie locale du fichier clients.",
    aware_at=KNOWN,
    period=PeriodKind.SPAN,
    period_estimated=True,
    began_at=KNOWN - timedelta(minutes=90),
    ended_at=KNOWN + timedelta(minutes=70),
    discovery=Discovery.OWN_DETECTION,
    discovery_detail="Vitre du véhicule brisée, sacoche absente ; plainte ce lundi 23 novembre.",
    activities=("T-04", "T-09"),
    role=BreachRole.CONTROLLER,
    data_subjects=("customers",),
    persons=Count(CountKind.APPROXIMATE, 340),
    data=("basic", "contact", "credentials"),
    data_detail="Fiches clients : nom, téléphone, e-mail, appareil déposé.",
    others_involved=False,
    lost=(LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY),
    disclosure=Disclosure.LIKELY,
    protection=Protection.NONE,
    availability_loss=AvailabilityLoss.TEMPORARY,
    origins=("device_lost",),
    cause=Cause.EXTERNAL_MALICIOUS,
    confidentiality_effects=("spread", "misusable"),
    availability_effects=("disruption",),
    harms=("control", "fraud"),
    severity=Level.LIMITED,
    measures_before=("backup", "physical_access"),
    measures_before_detail="Session fermée par un code ; disque non chiffré.",
    measures_after="Effacement à distance demandé à 23:10 ; codes d’accès changés le soir même.",
    prevention=("encryption", "training"),
    legal_representative=NamedPerson(
        "EXEMPLE", "Dominique", "Mme", "Gérante", "gerance@atelier-lumen.example"
    ),
    contact=NamedPerson(
        "EXEMPLE",
        "Camille",
        "M.",
        "Responsable des données",
        "donnees@atelier-lumen.example",
        "01 99 00 00 00",
    ),
    headcount=4,
    police=True,
    other_bodies=False,
    cross_border=False,
    unknown=frozenset({"records"}),
)
DECIDED = Decision(
    True,
    True,
    "Les fiches clients permettent d’écrire de faux messages aux clients.",
    NOW - timedelta(hours=1),
    "c0ffee00",
    score_quarters=9,
)
BREACH = PersonalDataBreach(
    "V-2026-002",
    KNOWN + timedelta(minutes=40),
    "c0ffee00",
    STOLEN,
    gestures=(
        GestureDone("wipe", KNOWN + timedelta(minutes=70), "c0ffee00"),
        GestureDone("codes", KNOWN + timedelta(minutes=95), "c0ffee00"),
    ),
    decisions=(DECIDED,),
    actions=(Action("a1", "Chiffrer tous les portables", "Camille", date(2026, 12, 4)),),
    evidence=(Evidence("a" * 16, "other", "Récépissé de plainte.pdf", NOW - timedelta(minutes=30)),),
)
FILED = Notification(FilingKind.INITIAL, NOW + timedelta(hours=1), "2026-FR-000123", NOW, "c0ffee00", STOLEN)
LATER = replace(
    BREACH,
    facts=replace(
        STOLEN,
        records=Count(CountKind.EXACT, 1_284),
        persons=Count(CountKind.EXACT, 352),
        told_content="Le message envoyé aux clients est joint.",
        told_all=False,
        told_not_all_reason="Huit clients n’ont laissé ni adresse ni téléphone.",
        unknown=frozenset(),
    ),
    filings=(FILED,),
    communications=(
        SubjectCommunication(
            "c1", "Clients avec e-mail", 330, Means.EMAIL, date(2026, 11, 24), 4, "liste scellée"
        ),
        SubjectCommunication(
            "c2", "Clients sans e-mail", 14, Means.POST, date(2026, 11, 25), 0, "recommandés"
        ),
    ),
)
FOR_CLIENT = replace(
    BREACH,
    reference="V-2026-003",
    facts=replace(
        STOLEN,
        role=BreachRole.PROCESSOR,
        others_involved=True,
        others=(InvolvedParty("Nuage Exemple", "Sous-traitant", "alerte@nuage.example", "nuage"),),
    ),
    clients=(ClientNotice("cabinet"),),
)


def case(breach: PersonalDataBreach = BREACH, *, demo: bool = False) -> BreachCase:
    """The incident in its shop."""
    return BreachCase(breach, REGISTER, demo)

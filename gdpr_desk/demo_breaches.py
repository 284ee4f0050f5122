"""The incidents of the fictional shop: one closed months ago, one whose clock runs; nobody in them exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from gdpr_desk.app import Desk
from gdpr_desk.breaches.handling import BreachHandling
from gdpr_desk.breaches.model import Action, BreachFacts, Count, NamedPerson, SubjectCommunication
from gdpr_desk.breaches.service import BreachService
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    BreachRole,
    Cause,
    CountKind,
    Disclosure,
    Discovery,
    Identification,
    IncidentKind,
    Level,
    LostProperty,
    Means,
    PeriodKind,
    Protection,
    Reach,
    ReporterCapacity,
)
from gdpr_desk.clock import Clock, FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.words import shop_time
from gdpr_desk.register.model import ContactPerson
from gdpr_desk.vault.attachments import Attachments

_KNOWN_SINCE = timedelta(hours=10, minutes=48)
"""How long the shop of the pictures has known of the theft."""


_CUSTOMERS = "Gestion des clients"


def add_breaches(desk: Desk, clock: Clock) -> None:
    """Write them down as if each had happened on its day."""
    _wrong_parcel(desk, clock.now() - timedelta(days=96))
    _stolen_laptop(desk, clock.now() - _KNOWN_SINCE)


def _wrong_parcel(desk: Desk, at: datetime) -> None:
    breaches, _ = _at(desk, at)
    touched = _touched(desk)
    reference = breaches.open(_parcel(at, touched)).reference
    _, acts = _at(desk, at + timedelta(hours=3))
    acts.decide(
        reference,
        authority=False,
        subjects=False,
        reason="Deux personnes connues, des coordonnées seulement, papiers rendus le jour même. "
        "Les deux ont été prévenues de vive voix, sans que la loi le demande.",
    )
    day = shop_time(at).date()
    acts.persons_told(reference, SubjectCommunication("", "Les deux clients", 2, Means.COUNTER, day))
    _, acts = _at(desk, at + timedelta(days=2))
    lessons = "Relire le nom à voix haute avant de rendre un appareil et son bon."
    acts.close(reference, lessons, register_checked=True)


def _stolen_laptop(desk: Desk, known_at: datetime) -> None:
    breaches, acts = _at(desk, known_at + timedelta(minutes=12))
    officer = desk.register.controller().officer
    touched = _touched(desk)
    facts = _laptop(known_at, touched, officer)
    reference = breaches.open(facts.not_knowing("records")).reference
    for gesture, way in (("change_codes", ""), ("wipe", "effacement"), ("list_content", "")):
        acts.note_gesture(reference, gesture, note=way)
    tomorrow = (known_at + timedelta(days=1)).date()
    acts.put_action(reference, Action("", "Déposer plainte et garder le récépissé", due_on=tomorrow))


def _touched(desk: Desk) -> tuple[str, ...]:
    activities = desk.register.register().activities
    return tuple(one.reference for one in activities if one.name == _CUSTOMERS)


def _parcel(at: datetime, touched: tuple[str, ...]) -> BreachFacts:
    return BreachFacts(
        kind=IncidentKind.WRONG_RECIPIENT,
        title="Deux bons de réparation échangés au comptoir",
        narrative="Deux clients sont repartis avec le bon de l’autre ; tout a été rendu le jour même.",
        aware_at=at,
        period=PeriodKind.SPAN,
        began_at=at - timedelta(hours=2),
        ended_at=at,
        discovery=Discovery.DATA_SUBJECT,
        role=BreachRole.CONTROLLER,
        activities=touched,
        data_subjects=("customers",),
        persons=Count(CountKind.EXACT, 2),
        data=("basic", "contact"),
        records=Count(CountKind.EXACT, 2),
        others_involved=False,
        lost=(LostProperty.CONFIDENTIALITY,),
        disclosure=Disclosure.DISCLOSED,
        protection=Protection.NONE,
        reach=Reach.KNOWN,
        origins=("sent_by_mistake",),
        cause=Cause.INTERNAL_ACCIDENTAL,
        confidentiality_effects=("spread",),
        harms=("control",),
        severity=Level.NEGLIGIBLE,
        measures_before=("training",),
        measures_after="Bons récupérés et refaits, les deux clients prévenus de vive voix.",
        told_content="Leur bon était parti avec quelqu’un d’autre ; il a été repris et refait.",
        told_all=True,
        police=False,
        other_bodies=False,
        cross_border=False,
        prevention=("processes",),
    )


def _laptop(known_at: datetime, touched: tuple[str, ...], officer: ContactPerson | None) -> BreachFacts:
    named = officer.name.rpartition(" ") if officer else ("", "", "")
    return BreachFacts(
        kind=IncidentKind.LOST_DEVICE,
        title="Portable de la boutique volé dans un véhicule",
        narrative="Vitre du véhicule brisée, sacoche absente. Le portable servait aux devis et aux factures.",
        systems="Portable de la boutique, disque non chiffré ; messagerie ouverte.",
        aware_at=known_at,
        period=PeriodKind.EXACT,
        period_estimated=True,
        began_at=known_at - timedelta(hours=1, minutes=30),
        discovery=Discovery.OWN_DETECTION,
        discovery_detail="Vitre du véhicule brisée, sacoche absente.",
        attack=False,
        role=BreachRole.CONTROLLER,
        activities=touched,
        data_subjects=("customers",),
        persons=Count(CountKind.APPROXIMATE, 340),
        data=("basic", "contact", "profile"),
        data_detail="Devis et factures.",
        others_involved=False,
        lost=(LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY),
        disclosure=Disclosure.LIKELY,
        protection=Protection.NONE,
        reach=Reach.STRANGERS,
        availability_loss=AvailabilityLoss.RESTORED,
        origins=("device_lost",),
        cause=Cause.EXTERNAL_MALICIOUS,
        confidentiality_effects=("spread", "misusable"),
        harms=("control", "fraud"),
        severity=Level.IMPORTANT,
        identification=Identification.SIGNIFICANT,
        measures_before=("backup", "logical_access"),
        reporter=NamedPerson(named[2], named[0], role=officer.role, email=officer.email) if officer else None,
        reporter_capacity=ReporterCapacity.LEGAL_REPRESENTATIVE,
    )


def _at(desk: Desk, at: datetime) -> tuple[BreachService, BreachHandling]:
    """The verbs as they were at that moment."""
    then = FixedClock(at)
    journal = JournalService(desk.vault.store, then, desk.vault.person.id)
    attachments = Attachments(desk.vault, then, desk.ledger)
    service = BreachService(desk.vault, journal, desk.register, desk.parties, attachments)
    return service, BreachHandling(desk.vault, journal)

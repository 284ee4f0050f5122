"""A record on which the checks have nothing to say, to be broken one point at a time."""

from __future__ import annotations

from datetime import date

from gdpr_desk.parties.model import Party
from gdpr_desk.register.checks import Finding, check
from gdpr_desk.register.model import (
    Controller,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
)

TODAY = date(2026, 11, 23)
SHOP = Controller("Atelier Lumen", email="bonjour@lumen.example")
FULL = ProcessingActivity(
    "T-01",
    "Fichier clients",
    created_on=date(2026, 2, 3),
    reviewed_on=date(2026, 6, 1),
    purposes=(Purpose("Servir les clients", LawfulBasis.CONTRACT),),
    data_subjects=(DataSubjects("customers", 800),),
    data=(PersonalData("identity"), PersonalData("contact_details")),
    recipients=(Recipient(internal="l’équipe"),),
    retention=(RetentionRule("Fiche", "last_contact", "P3Y"),),
    security_measures=("access_control",),
)


def found(activity: ProcessingActivity, *parties: Party, today: date | None = TODAY) -> dict[str, Finding]:
    """What the checks say about `activity`, by key; a rule that speaks twice counts once."""
    return {f.key: f for f in check(activity, Register(SHOP, parties, (activity,)), today)}


def resting_on(
    basis: LawfulBasis | None, name: str = "Servir les clients", interest: str = "", justification: str = ""
) -> tuple[Purpose, ...]:
    """One purpose, which is all that most tests need."""
    return (Purpose(name, basis, interest, justification),)


def interest(name: str, justification: str = "peu gênant") -> tuple[Purpose, ...]:
    """One purpose that rests on a legitimate interest and says which."""
    return (Purpose(name, LawfulBasis.LEGITIMATE_INTERESTS, "vendre mieux", justification),)


def data(*categories: str) -> tuple[PersonalData, ...]:
    """Categories of data without further words."""
    return tuple(PersonalData(category) for category in categories)


def people(*categories: str) -> tuple[DataSubjects, ...]:
    """Categories of people without numbers."""
    return tuple(DataSubjects(category) for category in categories)

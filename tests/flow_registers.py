"""Registers whose flows are drawn in several tests."""

from __future__ import annotations

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import (
    Controller,
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Register,
)


def activity(reference: str = "T-11", name: str = "Chat du site", **changes: object) -> ProcessingActivity:
    given: dict[str, object] = {
        "data_subjects": (DataSubjects("website_visitors"), DataSubjects("customers")),
        "data": (PersonalData("identity"), PersonalData("contact"), PersonalData("contact", "bis")),
        "recipients": (Recipient(internal="La vente"), Recipient(party="chat")),
        **changes,
    }
    return ProcessingActivity(reference, name, **given)  # type: ignore[arg-type]


def register(*activities: ProcessingActivity, country: str = "US") -> Register:
    parties = (
        Party("chat", "TchatPlus Inc.", PartyKind.PROCESSOR, country),
        Party("post", "Rapidex", PartyKind.RECIPIENT, "FR"),
    )
    return Register(Controller("Atelier Lumen"), parties, activities)


def large(activities: int, parties: int, name: str = "Activité") -> Register:
    """`activities` records that share `parties` bodies, six categories of people."""
    people = ("customers", "prospects", "website_visitors", "employees", "callers", "suppliers")
    return Register(
        Controller("Atelier Lumen"),
        tuple(Party(f"p{n}", f"{name} {n}", country="FR") for n in range(parties)),
        tuple(
            activity(
                f"T-{n + 1:02d}",
                f"{name} {n}",
                data_subjects=(DataSubjects(people[n % 6]), DataSubjects(people[(n + 1) % 6])),
                recipients=tuple(Recipient(party=f"p{(n * 3 + k) % parties}") for k in range(3)),
            )
            for n in range(activities)
        ),
    )

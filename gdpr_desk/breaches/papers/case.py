"""What a paper is written from: the incident and what the vault knows around it; plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import NamedPerson, PersonalDataBreach
from gdpr_desk.breaches.vocabulary import ReporterCapacity
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.parties.model import Party
from gdpr_desk.periods.notification import NotificationDeadline, notification_deadline
from gdpr_desk.periods.words import french_date
from gdpr_desk.register.model import Controller, Register


@dataclass(frozen=True)
class BreachCase:
    """An incident with the register it touches. `demo`: the shop is the fictional one."""

    breach: PersonalDataBreach
    register: Register
    demo: bool = False

    @property
    def annexes(self) -> tuple[str, ...]:
        """The evidence: what it is, its name, since when it is kept."""
        kinds = [choices.label("evidence", one.kind) for one in self.breach.evidence]
        days = [french_date(one.added_at.astimezone(SHOP_ZONE).date()) for one in self.breach.evidence]
        named = zip(kinds, self.breach.evidence, days, strict=True)
        return tuple(f"{kind} · {one.name} · {day}" for kind, one, day in named)

    @property
    def controller(self) -> Controller:
        """The shop."""
        return self.register.controller

    @property
    def deadline(self) -> NotificationDeadline | None:
        """The clock of 72 hours; None while nobody has said when the shop knew."""
        aware_at = self.breach.facts.aware_at
        return None if aware_at is None else notification_deadline(aware_at)

    @property
    def for_client_alone(self) -> bool:
        """Whether all of the data is a client's: the shop tells the client, and has no 72 hours (33(2))."""
        role = self.breach.facts.role
        return role is not None and not role.controller

    @property
    def undecided(self) -> bool:
        """Whether it is still to be decided if the authority is told, and nothing went there yet."""
        decision = self.breach.decision
        open_ = decision is None or decision.authority is None
        return open_ and not self.breach.filings and not self.for_client_alone

    @property
    def contact(self) -> NamedPerson | None:
        """Whom to ask (Art. 33(3)(b), 34(2)): who was named for this incident, else the shop's own."""
        facts = self.breach.facts
        return facts.contact or facts.reporter or _own(self.controller)

    @property
    def legal_representative(self) -> NamedPerson | None:
        """Who stands for the shop, where somebody said it; perhaps by filing in that quality."""
        facts = self.breach.facts
        files = facts.reporter_capacity is ReporterCapacity.LEGAL_REPRESENTATIVE
        return facts.legal_representative or (facts.reporter if files else None)

    def party(self, key: str) -> Party | None:
        """The party under `key`, if it is still there."""
        return next((party for party in self.register.parties if party.key == key), None)

    def activity_names(self) -> tuple[str, ...]:
        """« T-02 · Fichier clients » for each activity it touches; a reference that is gone as it is."""
        names = {activity.reference: activity.name for activity in self.register.activities}
        return tuple(f"{ref} · {names[ref]}" if ref in names else ref for ref in self.breach.facts.activities)


def _own(shop: Controller) -> NamedPerson | None:
    """The shop's delegate or officer; where no own way to them is told, that of the shop."""
    person = shop.dpo or shop.officer
    if person is None:
        return None
    email, phone = person.email or shop.email, person.phone or shop.phone
    return NamedPerson(last_name=person.name, role=person.role, email=email, phone=phone)


def full_name(person: NamedPerson) -> str:
    """« Camille Exemple », in the order and the letters in which people write their name."""
    return " ".join(part for part in (person.first_name, person.last_name) if part.strip())

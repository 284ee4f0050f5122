"""What need not be asked: answers that the kind of incident and the chosen activities suggest. Pure.

Only open places are filled, and nothing of it is an answer before somebody saw it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gdpr_desk.breaches.choices import choices, standing_for
from gdpr_desk.breaches.model import Answered, BreachFacts, Count, InvolvedParty, NamedPerson
from gdpr_desk.breaches.vocabulary import BreachRole, CountKind, LostProperty, ReporterCapacity
from gdpr_desk.parties.model import Party
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    ContactPerson,
    Controller,
    ProcessingActivity,
    Register,
    named_parties,
)

_OFTEN_TOUCHED = 5
"""More parties than this are listed by nobody under stress: they are left to be named."""
_MEASURES = {
    "pseudonymisation": "pseudonymisation",
    "backup": "backup",
    "continuity_plan": "backup",
    "disk_encryption": "encryption",
    "file_encryption": "encryption",
    "it_charter": "policies",
    "staff_training": "training",
    "logging": "log",
    "access_control": "access_levels",
    "individual_accounts": "logical_access",
    "strong_authentication": "logical_access",
    "risk_review": "audits",
    "locked_premises": "physical_access",
    "locked_cabinet": "physical_access",
    "updates": "up_to_date",
}
"""What a measure of the register is among those of the template (75)."""


def proposed(facts: BreachFacts, register: Register, parties: Sequence[Party]) -> BreachFacts:
    """The answers, with suggestions in the open places."""
    chosen = [one for one in register.activities if one.reference in facts.activities]
    offers = {**_of_kind(facts), **_of_activities(chosen, parties), **_of_shop(register.controller)}
    taken = {
        name: value
        for name, value in offers.items()
        if value not in (None, "", ()) and facts.standing(name) is Answered.OPEN
    }
    return facts.giving(**taken)


def touched(activities: Iterable[ProcessingActivity]) -> tuple[ProcessingActivity, ...]:
    """The records an incident can touch: those that are not archived."""
    return tuple(one for one in activities if one.status is not ActivityStatus.ARCHIVED)


def clients_of(activities: Iterable[ProcessingActivity], references: Iterable[str]) -> tuple[str, ...]:
    """The keys of the client controllers behind these records (Art. 33(2))."""
    wanted = set(references)
    found = (key for one in activities if one.reference in wanted for key in one.client_controllers)
    return tuple(dict.fromkeys(found))


def _of_kind(facts: BreachFacts) -> dict[str, Any]:
    if facts.kind is None:
        return {}
    entry = choices("kind")[facts.kind]
    lost, origins, attack = (entry.extra.get(name) for name in ("lost", "origins", "attack"))
    return {
        "lost": tuple(LostProperty(word) for word in lost) if isinstance(lost, list) else (),
        "origins": tuple(origins) if isinstance(origins, list) else (),
        "attack": attack,
    }


def _of_activities(chosen: Sequence[ProcessingActivity], parties: Sequence[Party]) -> dict[str, Any]:
    if not chosen:
        return {}
    subjects = [item for one in chosen for item in one.data_subjects]
    numbers = [item.approximate_number for item in subjects if item.approximate_number is not None]
    others = tuple(_others(chosen, parties))
    return {
        "role": _role(chosen),
        "data_subjects": _unique(standing_for("data_subjects", item.category) for item in subjects),
        "data": _unique(standing_for("data", item.category) for one in chosen for item in one.data),
        "systems": ", ".join(_unique(name for one in chosen for name in one.systems)),
        "persons": Count(CountKind.APPROXIMATE, sum(numbers)) if numbers else None,
        "measures_before": _measures(chosen),
        "others": others,
        "others_involved": True if others else None,
    }


def _of_shop(controller: Controller) -> dict[str, Any]:
    officer = _named(controller.officer)
    reporter = _named(controller.dpo) or officer
    if reporter is None:
        return {}
    capacity = ReporterCapacity.DPO if controller.dpo else ReporterCapacity.LEGAL_REPRESENTATIVE
    return {"reporter": reporter, "reporter_capacity": capacity, "legal_representative": officer}


def _role(chosen: Sequence[ProcessingActivity]) -> BreachRole:
    clients = {one.role is ActivityRole.PROCESSOR for one in chosen}
    if clients == {True, False}:
        return BreachRole.BOTH
    return BreachRole.PROCESSOR if True in clients else BreachRole.CONTROLLER


def _others(chosen: Sequence[ProcessingActivity], parties: Sequence[Party]) -> list[InvolvedParty]:
    """Processors of the records and joint controllers: whoever may know something or be told."""
    keys = {key for one in chosen for key in named_parties(one)}
    kinds = catalogues.party_kinds()
    found = [
        InvolvedParty(
            party.name,
            kinds[party.kind].label if party.kind in kinds else "",
            party.contact.breaches or party.contact.email,
            party.key,
        )
        for party in parties
        if party.key in keys and party.kind in ("processor", "joint_controller")
    ]
    return found if len(found) <= _OFTEN_TOUCHED else []


def _measures(chosen: Sequence[ProcessingActivity]) -> tuple[str, ...]:
    return _unique(_MEASURES[key] for one in chosen for key in one.security_measures if key in _MEASURES)


def _named(person: ContactPerson | None) -> NamedPerson | None:
    """The register keeps one name; the last word of it is taken for the family name."""
    if person is None or not person.name.strip():
        return None
    first, _, last = person.name.strip().rpartition(" ")
    return NamedPerson(last, first, role=person.role, email=person.email, phone=person.phone)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))

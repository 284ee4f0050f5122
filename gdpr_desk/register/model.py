"""The register of processing activities as plain values (Art. 30(1) and 30(2)).

Closed vocabularies that the program reasons about are enums here; vocabularies that experts
correct (data and subject categories, triggers, measures, channels) are keys into `reference`.
Every value is frozen and compares by content, so that a history is a list of values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gdpr_desk.parties.model import Party


class ActivityRole(StrEnum):
    """In which capacity the shop acts (Art. 4(7)-(8), 26)."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"


class ActivityStatus(StrEnum):
    """Where the record itself stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class LawfulBasis(StrEnum):
    """Why a purpose is permitted (Art. 6(1)(a) to (f), in the Regulation's order)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class RetentionPhase(StrEnum):
    """Active base (staff at work) or intermediate archive (restricted, one-off access)."""

    ACTIVE = "active"
    INTERMEDIATE = "intermediate"


class RetentionKind(StrEnum):
    """A ceiling, a floor, or criteria in words where no figure exists (Art. 13(2)(a))."""

    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    CRITERIA = "criteria"


class Combinator(StrEnum):
    """How the rules of one group combine: whichever comes first, or last."""

    FIRST_OF = "first_of"
    LAST_OF = "last_of"


class Disposal(StrEnum):
    """What happens at the end."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    ARCHIVE = "archive"
    RETURN = "return"


class SourceKind(StrEnum):
    """What a duration rests on: a text of law, the doctrine of the authority, a custom of the trade."""

    TEXT = "text"
    DOCTRINE = "doctrine"
    SECTOR = "sector"


class Safeguard(StrEnum):
    """What makes a transfer lawful (Art. 45, 46, 49)."""

    ADEQUACY = "adequacy"
    SCC = "scc"
    BCR = "bcr"
    CODE = "code"
    CERTIFICATION = "certification"
    DEROGATION = "derogation"


Extra = Mapping[str, Any]
"""Keys of a newer interchange version: kept, never read, written back."""


@dataclass(frozen=True)
class Purpose:
    """One purpose with its one lawful basis; `interest` is the interest pursued (Art. 13(1)(d))."""

    name: str
    lawful_basis: LawfulBasis | None = None
    interest: str = ""
    justification: str = ""
    article_9_condition: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class DataSubjects:
    """A category of data subjects (Art. 30(1)(c)); `category` is a key of `reference`."""

    category: str
    approximate_number: int | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class PersonalData:
    """A category of personal data (Art. 30(1)(c)).

    `mandatory` is None where nobody has said yet (Art. 13(2)(e)); `source` is a key
    (`direct`, or who supplied it, Art. 14(2)(f)).
    """

    category: str
    detail: str = ""
    special: bool = False
    mandatory: bool | None = None
    source: str = "direct"
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Recipient:
    """Who receives the data (Art. 30(1)(d)): a party by its key, or people of the shop in words."""

    party: str | None = None
    internal: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Transfer:
    """A transfer outside the EEA (Art. 30(1)(e), 44-49)."""

    country: str
    party: str | None = None
    safeguard: Safeguard | None = None
    document: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class RetentionRule:
    """How long something is kept (Art. 5(1)(e), 30(1)(f)).

    `period` is ISO 8601 (`PT48H`, `P60D`, `P13M`, `P3Y`) or None for criteria; `trigger` a key
    of `reference`; rules that share a `group` are combined by `combinator`. `source` says in words
    what the period rests on, `source_kind` of what rank that is (None: nobody has said).
    """

    applies_to: str
    trigger: str
    period: str | None = None
    phase: RetentionPhase = RetentionPhase.ACTIVE
    kind: RetentionKind = RetentionKind.MAXIMUM
    combinator: Combinator | None = None
    group: str | None = None
    disposal: Disposal = Disposal.DELETE
    source: str = ""
    exception: str | None = None
    source_kind: SourceKind | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class DpiaScreening:
    """Criteria of WP248 that apply and whether an impact assessment is due (Art. 35)."""

    criteria: tuple[str, ...] = ()
    required: bool | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class ProcessingActivity:
    """One record of the register. `reference` (`T-02`) is given once, never reused; empty before."""

    reference: str = ""
    name: str = ""
    role: ActivityRole = ActivityRole.CONTROLLER
    joint_controllers: tuple[str, ...] = ()
    client_controllers: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    status: ActivityStatus = ActivityStatus.DRAFT
    created_on: date | None = None
    reviewed_on: date | None = None
    purposes: tuple[Purpose, ...] = ()
    data_subjects: tuple[DataSubjects, ...] = ()
    data: tuple[PersonalData, ...] = ()
    collection_channels: tuple[str, ...] = ()
    informed_by: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    paper: bool = False
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    security_measures: tuple[str, ...] = ()
    automated_decisions: bool = False
    dpia: DpiaScreening = DpiaScreening()
    note: str = ""
    extra: Extra = field(default_factory=dict)


def named_parties(activity: ProcessingActivity) -> frozenset[str]:
    """The keys of all parties that a record names, in whatever part."""
    keys = {*activity.joint_controllers, *activity.client_controllers}
    keys.update(recipient.party for recipient in activity.recipients if recipient.party)
    keys.update(transfer.party for transfer in activity.transfers if transfer.party)
    return frozenset(keys)


@dataclass(frozen=True)
class ContactPerson:
    """A person the shop names in its register: the DPO or the person in charge."""

    name: str = ""
    role: str = ""
    company: str | None = None
    email: str = ""
    phone: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Controller:
    """The shop itself (Art. 30(1)(a)). `siret` is 14 digits without spaces, or empty."""

    name: str
    siret: str = ""
    ape: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    representative: str | None = None
    dpo: ContactPerson | None = None
    officer: ContactPerson | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """Everything Article 30 asks for, in one value."""

    controller: Controller
    parties: tuple[Party, ...] = ()
    activities: tuple[ProcessingActivity, ...] = ()
    extra: Extra = field(default_factory=dict)

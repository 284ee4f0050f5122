"""A personal data breach and everything that is answered and decided about it (Art. 33-34); plain Python.

`_on` are civil days in the shop's zone, `_at` aware instants in UTC. A number in a comment is the row of
the EDPB's template. People of the shop who did something are named by the id of their key.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    BreachRole,
    BreachState,
    Cause,
    ContextShift,
    CountKind,
    DataContext,
    Disclosure,
    Discovery,
    EventKind,
    Exemption,
    FilingKind,
    Identification,
    IncidentKind,
    IntegrityLoss,
    Level,
    LostProperty,
    Means,
    PeriodKind,
    Protection,
    Reach,
    ReporterCapacity,
    RiskOutcome,
)

LONGEST_TEXT = 20_000
"""Characters of an account, a description, a lesson."""
LONGEST_LINE = 500
"""Characters of a title, a name, a number, a reason."""


class Answered(StrEnum):
    """Whether a question has its answer; « Je ne sais pas encore » is one, and is asked again later."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    OPEN = "open"


@dataclass(frozen=True)
class Count:
    """How many (67-68, 72-73). `most`: « entre number et most » ; both None where it cannot be told."""

    kind: CountKind
    number: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class NamedPerson:
    """Somebody named to the authority: who stands for the shop, who files, whom to ask."""

    last_name: str = ""
    first_name: str = ""
    civility: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class InvolvedParty:
    """Another organisation with a part in it (39-41). `party`: its key among the parties, or empty."""

    name: str
    quality: str = ""
    contact: str = ""
    party: str = ""


@dataclass(frozen=True)
class BreachFacts:
    """The answers to the questions, in the order of the steps; each may be open, given or unknown.

    `unknown` names the fields answered by « Je ne sais pas encore »; such a field may still hold what is
    presumed. Tuples of texts are keys of the list of that name in `choices`.
    """

    # What happened
    kind: IncidentKind | None = None
    title: str = ""
    narrative: str = ""  # 62
    systems: str = ""  # 63
    # When
    aware_at: datetime | None = None  # 48
    period: PeriodKind | None = None  # 44
    period_estimated: bool | None = None  # 45
    began_at: datetime | None = None  # 46
    ended_at: datetime | None = None  # 47
    discovery: Discovery | None = None  # 50
    discovery_detail: str = ""  # 51
    informed_on: date | None = None  # 52
    timeline_note: str = ""  # 53
    late_reason: str = ""  # 49
    # First gestures, and the insurance
    attack: bool | None = None
    insured: bool | None = None
    complaint_at: datetime | None = None
    complaint_reference: str = ""
    # Which data, whose
    activities: tuple[str, ...] = ()
    role: BreachRole | None = None
    data_subjects: tuple[str, ...] = ()  # 65
    data_subjects_detail: str = ""  # 66
    persons: Count | None = None  # 67, 68
    data: tuple[str, ...] = ()  # 70
    data_detail: str = ""  # 71
    records: Count | None = None  # 72, 73
    others_involved: bool | None = None  # 38
    others: tuple[InvolvedParty, ...] = ()  # 39-41
    # Consequences
    lost: tuple[LostProperty, ...] = ()  # 55
    disclosure: Disclosure | None = None  # 56
    protection: Protection | None = None  # 57
    reach: Reach | None = None
    integrity_loss: IntegrityLoss | None = None  # 58
    availability_loss: AvailabilityLoss | None = None  # 59
    origins: tuple[str, ...] = ()  # 60
    cause: Cause | None = None  # 61
    confidentiality_effects: tuple[str, ...] = ()  # 79
    confidentiality_effects_detail: str = ""  # 80
    integrity_effects: tuple[str, ...] = ()  # 81
    integrity_effects_detail: str = ""  # 82
    availability_effects: tuple[str, ...] = ()  # 83
    availability_effects_detail: str = ""  # 84
    harms: tuple[str, ...] = ()  # 85
    harms_detail: str = ""  # 86
    severity: Level | None = None  # 87, in the authority's four levels
    likelihood: Level | None = None
    data_context: DataContext | None = None
    context_shifts: tuple[ContextShift, ...] = ()
    identification: Identification | None = None
    # What was done
    measures_before: tuple[str, ...] = ()  # 75
    measures_before_detail: str = ""  # 76
    measures_after: str = ""  # 92
    prevention: tuple[str, ...] = ()  # 94
    prevention_detail: str = ""  # 95
    # To the authority
    legal_representative: NamedPerson | None = None
    reporter: NamedPerson | None = None  # 21, 22
    reporter_capacity: ReporterCapacity | None = None  # 23
    contact: NamedPerson | None = None  # 33-36; who files, where None
    headcount: int | None = None  # 15
    police: bool | None = None  # 109
    other_bodies: bool | None = None  # 110
    other_bodies_detail: str = ""  # 111
    cross_border: bool | None = None  # 113
    lead_authority: str = ""  # 114
    establishment_countries: tuple[str, ...] = ()  # 115
    subject_countries: tuple[str, ...] = ()  # 116
    subjects_by_country: str = ""  # 117
    other_authorities: tuple[str, ...] = ()  # 118
    # To the persons
    tell_on: date | None = None  # 99
    told_content: str = ""  # 106
    told_all: bool | None = None  # 102
    told_not_all_reason: str = ""  # 103
    means_detail: str = ""  # 105
    unknown: frozenset[str] = field(default_factory=frozenset)

    def standing(self, name: str) -> Answered:
        """Whether the question `name` is answered; a « non » and a zero are answers."""
        if name in self.unknown:
            return Answered.UNKNOWN
        value = getattr(self, name)
        return Answered.OPEN if value is None or value in ("", ()) else Answered.ANSWERED

    def giving(self, **answers: Any) -> Self:
        """The same with these answers, which are then known."""
        return replace(self, **answers, unknown=self.unknown.difference(answers))

    def not_knowing(self, *names: str) -> Self:
        """The same with « Je ne sais pas encore » to these questions; what was presumed stays."""
        return replace(self, unknown=self.unknown.union(names))


FACT_NAMES = tuple(part.name for part in fields(BreachFacts) if part.name != "unknown")
"""The names of all questions, in their order."""


@dataclass(frozen=True)
class GestureDone:
    """One of the first gestures was carried out, or is not needed here (`needed` False, `note` says why)."""

    gesture: str
    at: datetime
    by: str
    needed: bool = True
    note: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person decided about the authority and the persons; None where it is not decided yet.

    `suggested_*` and `score` are what the aids said at that moment, None where they said nothing; ENISA's
    score goes by quarters.
    `reason` is required against a suggestion, and always for not notifying (Art. 33(5)).
    """

    authority: bool | None
    subjects: bool | None
    reason: str
    decided_at: datetime
    decided_by: str
    exemptions: tuple[Exemption, ...] = ()
    exemptions_detail: str = ""
    suggested_authority: bool | None = None
    suggested_subjects: bool | None = None
    score_quarters: int | None = None

    @property
    def score(self) -> float | None:
        """ENISA's score when it was decided."""
        return None if self.score_quarters is None else self.score_quarters / 4

    @property
    def risk(self) -> RiskOutcome | None:
        """What the decision says about the risk (89)."""
        if self.subjects or self.exemptions:
            return RiskOutcome.HIGH
        if self.authority is None:
            return None
        return RiskOutcome.RISK if self.authority else RiskOutcome.UNLIKELY


@dataclass(frozen=True)
class Notification:
    """A filing that reached the authority, with its receipt number, and the answers as they were then."""

    kind: FilingKind
    filed_at: datetime
    receipt: str
    noted_at: datetime
    noted_by: str
    facts: BreachFacts
    reason: str = ""


@dataclass(frozen=True)
class SubjectCommunication:
    """Persons who were told (Art. 34): one by name, or `number` of them whose list is kept elsewhere.

    `bounced`: how many it did not reach. `proof`: a registered number, where the list lies.
    """

    key: str
    who: str
    number: int
    means: Means
    sent_on: date
    bounced: int = 0
    proof: str = ""


@dataclass(frozen=True)
class ClientNotice:
    """A client controller (Art. 33(2)), by the key of the party; not told while `told_on` is None."""

    party: str
    told_on: date | None = None
    means: Means | None = None
    proof: str = ""


@dataclass(frozen=True)
class Evidence:
    """A file kept as proof, sealed (125). `kind` is a key of the list `evidence`, `attachment` its id."""

    attachment: str
    kind: str
    name: str
    added_at: datetime


@dataclass(frozen=True)
class Action:
    """Something to do because of the incident: who, until when, done when."""

    key: str
    what: str
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Closing:
    """The end: what was learnt, and whether the register still tells the truth."""

    lessons: str
    register_checked: bool
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True)
class PersonalDataBreach:
    """One incident under its reference `V-2026-003`, a drill under `E-2026-001`; never given again."""

    reference: str
    opened_at: datetime
    opened_by: str
    facts: BreachFacts = BreachFacts()
    drill: bool = False
    state: BreachState = BreachState.OPEN
    gestures: tuple[GestureDone, ...] = ()
    decisions: tuple[Decision, ...] = ()
    filings: tuple[Notification, ...] = ()
    communications: tuple[SubjectCommunication, ...] = ()
    clients: tuple[ClientNotice, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[Action, ...] = ()
    closing: Closing | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state is BreachState.OPEN

    @property
    def decision(self) -> Decision | None:
        """The decision that holds: the last one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def filed(self) -> Notification | None:
        """The last filing that stands, None before the first and after a withdrawal."""
        if not self.filings or self.filings[-1].kind is FilingKind.WITHDRAWAL:
            return None
        return self.filings[-1]

    @property
    def changed_since_filing(self) -> tuple[str, ...]:
        """Names of the answers that differ from those of the last filing."""
        last = self.filed
        if last is None:
            return ()
        return changed_answers(last.facts, self.facts)


@dataclass(frozen=True)
class BreachEvent:
    """One line of the thread. `detail` is a key, `note` what somebody typed."""

    at: datetime
    kind: EventKind
    by: str
    detail: str = ""
    note: str = ""


def changed_answers(before: BreachFacts, after: BreachFacts) -> tuple[str, ...]:
    """Names of the questions whose answer, or « Je ne sais pas encore », is another."""
    marked = before.unknown ^ after.unknown
    return tuple(
        name for name in FACT_NAMES if getattr(before, name) != getattr(after, name) or name in marked
    )


def owner_of(reference: str) -> str:
    """Under which reference the evidence of an incident is kept."""
    return f"breach/{reference}"

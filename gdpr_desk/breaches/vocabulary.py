"""The choices about an incident that the program reasons about, in the grain of the EDPB's template.

A number in a docstring is the row of that template (`law.md`, Annex A). « To be determined » is never a
member: it is the mark of an unknown answer (`BreachFacts.unknown`). `CANNOT_TELL` says that it never will be
known. Longer lists, about which nothing is decided, are keys of `choices`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class IncidentKind(StrEnum):
    """What happened, as one of eight pictures shows it."""

    LOST_DEVICE = "lost_device"
    WRONG_RECIPIENT = "wrong_recipient"
    HACKING = "hacking"
    LOST_PAPER = "lost_paper"
    UNDUE_ACCESS = "undue_access"
    DELETED_FILE = "deleted_file"
    WEBSITE = "website"
    PROVIDER = "provider"


class BreachRole(StrEnum):
    """For whom the shop held the data: for itself, for business customers (Art. 33(2)), or for both."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    BOTH = "both"

    @property
    def controller(self) -> bool:
        """Whether the authority is the shop's own matter."""
        return self is not BreachRole.PROCESSOR

    @property
    def processor(self) -> bool:
        """Whether client controllers are to be told."""
        return self is not BreachRole.CONTROLLER


class PeriodKind(StrEnum):
    """When it happened (44)."""

    EXACT = "exact"
    SPAN = "span"
    ONGOING = "ongoing"
    CANNOT_TELL = "cannot_tell"


class Discovery(StrEnum):
    """How it came to light (50)."""

    OWN_DETECTION = "own_detection"
    PROCESSOR = "processor"
    DATA_SUBJECT = "data_subject"
    THIRD_PARTY = "third_party"
    PRESS = "press"
    OTHER = "other"


class LostProperty(StrEnum):
    """What the data lost (55; Art. 4(12))."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Disclosure(StrEnum):
    """Whether data got out (56)."""

    DISCLOSED = "disclosed"
    LIKELY = "likely"
    NOT_DISCLOSED = "not_disclosed"
    CANNOT_TELL = "cannot_tell"


class Protection(StrEnum):
    """Whether somebody unauthorised can read the data (57; Art. 34(3)(a))."""

    INTACT = "intact"
    DOUBTFUL = "doubtful"
    NONE = "none"
    CANNOT_TELL = "cannot_tell"


class IntegrityLoss(StrEnum):
    """What became of data that were altered (58)."""

    MODIFIED = "modified"
    MISUSED_REPAIRABLE = "misused_repairable"
    MISUSED_IRREPARABLE = "misused_irreparable"


class AvailabilityLoss(StrEnum):
    """Whether the data are back (59). `RESTORED` is told from a temporary loss because it decides a risk."""

    RESTORED = "restored"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    CANNOT_TELL = "cannot_tell"


class Reach(StrEnum):
    """Into whose hands the data came: one trusted to have deleted them, known people, anybody."""

    TRUSTED = "trusted"
    KNOWN = "known"
    STRANGERS = "strangers"


class Cause(StrEnum):
    """Who brought it about, and whether on purpose (61)."""

    INTERNAL_ACCIDENTAL = "internal_accidental"
    INTERNAL_MALICIOUS = "internal_malicious"
    EXTERNAL_ACCIDENTAL = "external_accidental"
    EXTERNAL_MALICIOUS = "external_malicious"
    CANNOT_TELL = "cannot_tell"

    @property
    def malicious(self) -> bool:
        """Whether somebody meant it."""
        return self in (Cause.INTERNAL_MALICIOUS, Cause.EXTERNAL_MALICIOUS)


class CountKind(StrEnum):
    """How well a number is known (67, 72)."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    CANNOT_TELL = "cannot_tell"


class Level(IntEnum):
    """The authority's four levels, of severity and of likelihood (`law.md` 6.4)."""

    NEGLIGIBLE = 1
    LIMITED = 2
    IMPORTANT = 3
    MAXIMAL = 4


class DataContext(IntEnum):
    """What kind of data it is, at its base (ENISA, DPC)."""

    SIMPLE = 1
    BEHAVIOURAL = 2
    FINANCIAL = 3
    SENSITIVE = 4


class ContextShift(StrEnum):
    """What moves the kind of data by a whole step, up (first three) or down (ENISA, DPC)."""

    VOLUME = "volume"
    SPECIAL_CONTROLLER = "special_controller"
    VULNERABLE = "vulnerable"
    PUBLIC = "public"
    OUTDATED = "outdated"
    HARMLESS = "harmless"

    @property
    def step(self) -> int:
        """One step up or down."""
        return 1 if self in (self.VOLUME, self.SPECIAL_CONTROLLER, self.VULNERABLE) else -1


class Identification(StrEnum):
    """How easily somebody is told from the data (ENISA, EI)."""

    NEGLIGIBLE = "negligible"
    LIMITED = "limited"
    SIGNIFICANT = "significant"
    MAXIMUM = "maximum"


class Exemption(StrEnum):
    """Why the persons need not be told although the risk is high (100; Art. 34(3)(a)-(c))."""

    UNINTELLIGIBLE = "unintelligible"
    LATER_MEASURES = "later_measures"
    DISPROPORTIONATE = "disproportionate"


class RiskOutcome(StrEnum):
    """What the analysis came to (89)."""

    HIGH = "high"
    RISK = "risk"
    UNLIKELY = "unlikely"


class ReporterCapacity(StrEnum):
    """In which quality somebody files (23)."""

    DPO = "dpo"
    LEGAL_REPRESENTATIVE = "legal_representative"
    OTHER = "other"


class Means(StrEnum):
    """How people, or a client, were told."""

    EMAIL = "email"
    POST = "post"
    PHONE = "phone"
    COUNTER = "counter"
    PUBLIC = "public"
    OTHER = "other"

    @property
    def individual(self) -> bool:
        """Whether it reaches each person by name (104)."""
        return self in (Means.EMAIL, Means.POST, Means.PHONE, Means.COUNTER)


class FilingKind(StrEnum):
    """Which notification it is (3, 4; Art. 33(4)); a withdrawal takes a former one back."""

    INITIAL = "initial"
    COMPLEMENTARY = "complementary"
    COMPLETE = "complete"
    WITHDRAWAL = "withdrawal"


class BreachState(StrEnum):
    """How far the shop is with it; where the clock stands is told by `timing`."""

    OPEN = "open"
    CLOSED = "closed"


class EventKind(StrEnum):
    """What the thread of an incident shows, in the order of time."""

    OPENED = "opened"
    AWARENESS_MOVED = "awareness_moved"
    GESTURE = "gesture"
    DECIDED = "decided"
    FILED = "filed"
    PAPER = "paper"
    PERSONS_TOLD = "persons_told"
    CLIENT_TOLD = "client_told"
    EVIDENCE = "evidence"
    EVIDENCE_REMOVED = "evidence_removed"
    ACTION = "action"
    NOTE = "note"
    CLOSED = "closed"
    REOPENED = "reopened"

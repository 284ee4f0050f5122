"""A rights request and everything that is decided about it (Art. 12, 15-22); plain Python.

`_on` are civil days in the shop's zone, `_at` aware instants in UTC. People of the shop are named by the
id of their key, never by their name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.periods.requests import Pause

LONGEST_TEXT = 200_000
"""Characters of a message or of what somebody said; the text of a longer one is cut, its original is not."""
ORIGINAL_NAME = "message d’origine.eml"
"""What a letter without its parts is called among the attachments."""
LONGEST_LINE = 500
"""Characters of a name, an address, a subject, a reason."""


class RightKind(StrEnum):
    """What is asked for; several may stand in one letter. `COMPLAINT` came through the CNIL (Art. 77)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    AUTOMATED_DECISION = "automated_decision"
    POST_MORTEM = "post_mortem"
    COMPLAINT = "complaint"
    OTHER = "other"


class Channel(StrEnum):
    """How a request came, or an answer went: e-mail, post, telephone, over the counter."""

    EMAIL = "email"
    POST = "post"
    PHONE = "phone"
    COUNTER = "counter"


class RequestState(StrEnum):
    """How far the shop is with it. That the clock stands still is another matter: see `RequestPause`."""

    RECEIVED = "received"
    IDENTITY = "identity"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    CLOSED = "closed"
    NOT_A_REQUEST = "not_a_request"

    @property
    def open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self not in (RequestState.CLOSED, RequestState.NOT_A_REQUEST)


class Outcome(StrEnum):
    """How a request ended."""

    GRANTED = "granted"
    PARTIAL = "partial"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Capacity(StrEnum):
    """In which quality somebody asks: for themselves, with a mandate, as a parent, as an heir."""

    SELF = "self"
    AGENT = "agent"
    PARENT = "parent"
    HEIR = "heir"


class KnownCustomer(StrEnum):
    """Whether the person is one of the shop's customers, as far as whoever wrote the request down can say."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class IdentityMethod(StrEnum):
    """How a person is known, the lightest way first (EDPB 01/2022, §§ 65-79; `law.md` 3.4)."""

    ACCOUNT = "account"
    KNOWN_ADDRESS = "known_address"
    RECENT_ORDER = "recent_order"
    SHOWN = "shown"
    COPY = "copy"


class IdentityDocument(StrEnum):
    """Which paper was seen; its number, its picture and its dates are never kept."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


class IdentityResult(StrEnum):
    """What a check of identity gave."""

    VERIFIED = "verified"
    REFUSED = "refused"


class PauseReason(StrEnum):
    """What the person was asked for: who they are, or which data they mean (recital 63)."""

    IDENTITY = "identity"
    PRECISION = "precision"


class EventKind(StrEnum):
    """What the thread of a request shows, in the order of time."""

    LOGGED = "logged"
    MESSAGE = "message"
    ATTACHED = "attached"
    SORTED = "sorted"
    KNOWN = "known"
    IDENTITY_QUESTION = "identity_question"
    IDENTITY_CHECKED = "identity_checked"
    COPIES_DESTROYED = "copies_destroyed"
    COPY_SHOWN = "copy_shown"
    CLEANED = "cleaned"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    CHANGED = "changed"
    WORK = "work"
    SENT = "sent"
    READY = "ready"
    TAKEN_BACK = "taken_back"
    REOPENED = "reopened"
    NOTE = "note"
    CLOSED = "closed"
    JOINED = "joined"
    DISMISSED = "dismissed"
    PURGED = "purged"


@dataclass(frozen=True)
class Requester:
    """Who asks, as far as the shop knows. `represents`: for whom, where it is not for themselves."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    capacity: Capacity = Capacity.SELF
    represents: str = ""


@dataclass(frozen=True)
class IdentityDoubt:
    """The answer to « Avez-vous un doute raisonnable sur l’identité ? » (Art. 12(6)).

    Without a doubt `method` says how the person is known; with one `reason` says what raised it.
    """

    doubt: bool
    method: IdentityMethod | None
    reason: str
    answered_on: date
    answered_by: str


@dataclass(frozen=True)
class IdentityCheck:
    """All that is kept of a check of identity (EDPB 01/2022, § 79): never a number, a picture, a copy.

    `document` is None where no paper was looked at.
    """

    result: IdentityResult
    method: IdentityMethod
    document: IdentityDocument | None
    checked_on: date
    checked_by: str


@dataclass(frozen=True)
class RequestPause:
    """The person was asked something on `asked_on`; the clock stands still until `answered_on`."""

    reason: PauseReason
    asked_on: date
    answered_on: date | None = None

    @property
    def running(self) -> bool:
        """Whether the answer is still awaited."""
        return self.answered_on is None

    @property
    def span(self) -> Pause:
        """The same for the statutory clock."""
        return Pause(self.asked_on, self.answered_on)


@dataclass(frozen=True)
class Extension:
    """Two more months (Art. 12(3)): why, and the day on which the person was told; it holds from then."""

    reason: str
    told_on: date
    decided_by: str


@dataclass(frozen=True)
class Closing:
    """The end of a request. Where it ended without an answer, `answered_on` is None and `reason` says why."""

    outcome: Outcome
    reason: str
    answered_on: date | None
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True)
class Dismissal:
    """Why something logged is no request after all: the month then stops counting, and nothing is lost."""

    reason: str
    dismissed_at: datetime
    dismissed_by: str


@dataclass(frozen=True)
class OriginCleanup:
    """« À supprimer aussi dans la messagerie ou le dossier d’origine »: since a copy was destroyed here."""

    asked_on: date
    done_on: date | None = None
    done_by: str = ""


@dataclass(frozen=True)
class RequestFacts:
    """What somebody writes down of a request, and may correct later.

    `text` is what was asked, in the words of a message, or noted at the counter. `due_authority_on`: until
    when the CNIL wants to hear from the shop, for a complaint; `authority_reference` is its number for it.
    """

    rights: tuple[RightKind, ...]
    channel: Channel
    received_on: date
    requester: Requester
    text: str = ""
    due_authority_on: date | None = None
    authority_reference: str = ""


@dataclass(frozen=True)
class DataSubjectRequest:
    """One request under its reference `D-2026-014`; what `RequestFacts` says, and what was decided since.

    `logged_by` is who wrote it down. `purged_at`: since when its messages and attachments are gone.
    """

    reference: str
    rights: tuple[RightKind, ...]
    channel: Channel
    received_on: date
    requester: Requester
    logged_at: datetime
    logged_by: str
    state: RequestState = RequestState.RECEIVED
    text: str = ""
    due_authority_on: date | None = None
    authority_reference: str = ""
    doubt: IdentityDoubt | None = None
    check: IdentityCheck | None = None
    extension: Extension | None = None
    closing: Closing | None = None
    dismissal: Dismissal | None = None
    cleanup: OriginCleanup | None = None
    purged_at: datetime | None = None
    pauses: tuple[RequestPause, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state.open

    @property
    def facts(self) -> RequestFacts:
        """What can be corrected."""
        return RequestFacts(**{part.name: getattr(self, part.name) for part in fields(RequestFacts)})

    @property
    def running_pause(self) -> RequestPause | None:
        """The pause in which the clock stands still now: the one that began first."""
        return min((p for p in self.pauses if p.running), key=lambda p: p.asked_on, default=None)


@dataclass(frozen=True)
class MessagePart:
    """One part of a message as it came: what its sender called it, its bytes, the SHA-256 of them.

    `attachment` is the id under which it lies sealed, empty once it was destroyed.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    attachment: str = ""


@dataclass(frozen=True)
class RequestMessage:
    """A message of a request, as text; nothing of it is fetched from anywhere.

    `sha256` is that of the content and decides what came twice; `message_id` only suggests it.
    `in_reply_to` names the messages it answers, the nearest first, with a space between.
    `headers` are those of the original, as they were written: with `parts` all that is left of it.
    """

    sender: str
    sender_name: str
    subject: str
    sent_at: datetime | None
    received_at: datetime
    text: str
    sha256: str
    message_id: str = ""
    in_reply_to: str = ""
    headers: str = ""
    parts: tuple[MessagePart, ...] = ()


@dataclass(frozen=True)
class WorkDone:
    """What a person decided on one line of « Où chercher », and did.

    `line` is the key of the checklist's line. `decision`: a key of that line's choices. `told_on`: when a
    recipient heard of it, or a processor was asked (Art. 19). `done_on` is None while it is decided and not
    yet done; after the day on which a processor was asked, it is when that confirmed.
    """

    line: str
    decision: str
    reason: str = ""
    done_on: date | None = None
    done_by: str = ""
    told_on: date | None = None


@dataclass(frozen=True)
class Sending:
    """A letter that went out: its kind, how, on which day, and what proves it (a registered number).

    `answers`: it is the answer that ends the month, not a receipt or a question.
    """

    letter: str
    channel: Channel
    sent_on: date
    proof: str = ""
    answers: bool = False


@dataclass(frozen=True)
class RequestEvent:
    """One line of the thread. `detail` is a key, `note` what somebody typed."""

    at: datetime
    kind: EventKind
    by: str
    detail: str = ""
    note: str = ""


def owner_of(reference: str) -> str:
    """Under which reference the attachments of a request are kept."""
    return f"request/{reference}"

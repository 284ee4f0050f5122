"""The tables of requests: the request, what was asked meanwhile, messages, thread, work, mailboxes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gdpr_desk.vault.schema import Base

_OWNED = "all, delete-orphan"
_NEVER_REUSED = {"sqlite_autoincrement": True}


class RequestRow(Base):
    """One request.

    `lane`, `sort_key`, `due_on` and `target_on` repeat what the clock said when it was last written, so
    that the list sorts, filters and counts in an index alone; what is shown is computed anew. `name_key` and
    `email_key` are what is compared and sorted, `kept_from` is when the time of an
    ended request begins. Texts come last: a list never reads that far.
    """

    __tablename__ = "subject_request"
    __table_args__ = (
        Index(
            "ix_subject_request_lane", "lane", "sort_key", "id", "state", "rights_mask", "logged_by", "due_on"
        ),
        Index("ix_subject_request_ended", "kept_from", "lane", "reference"),
        Index(
            "ix_subject_request_contents", "kept_from", "reference", sqlite_where=text("purged_at IS NULL")
        ),
        Index(
            "ix_subject_request_to_clean",
            "cleanup_asked_on",
            sqlite_where=text("cleanup_asked_on IS NOT NULL AND cleanup_done_on IS NULL"),
        ),
        _NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    lane: Mapped[int]
    sort_key: Mapped[int]
    due_on: Mapped[date]
    target_on: Mapped[date]
    received_on: Mapped[date] = mapped_column(index=True)
    rights: Mapped[list[str]]
    rights_mask: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    requester_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    requester_email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    requester_phone: Mapped[str]
    requester_capacity: Mapped[str] = mapped_column(String(16))
    requester_represents: Mapped[str]
    logged_at: Mapped[datetime]
    logged_by: Mapped[str] = mapped_column(String(64))
    due_authority_on: Mapped[date | None]
    authority_reference: Mapped[str]
    doubt_doubt: Mapped[bool | None]
    doubt_method: Mapped[str | None] = mapped_column(String(16))
    doubt_answered_on: Mapped[date | None]
    doubt_answered_by: Mapped[str | None] = mapped_column(String(64))
    check_result: Mapped[str | None] = mapped_column(String(16))
    check_method: Mapped[str | None] = mapped_column(String(16))
    check_document: Mapped[str | None] = mapped_column(String(32))
    check_checked_on: Mapped[date | None]
    check_checked_by: Mapped[str | None] = mapped_column(String(64))
    extension_told_on: Mapped[date | None]
    extension_decided_by: Mapped[str | None] = mapped_column(String(64))
    closing_outcome: Mapped[str | None] = mapped_column(String(16))
    closing_answered_on: Mapped[date | None]
    closing_closed_at: Mapped[datetime | None]
    closing_closed_by: Mapped[str | None] = mapped_column(String(64))
    dismissal_dismissed_at: Mapped[datetime | None]
    dismissal_dismissed_by: Mapped[str | None] = mapped_column(String(64))
    cleanup_asked_on: Mapped[date | None]
    cleanup_done_on: Mapped[date | None]
    cleanup_done_by: Mapped[str | None] = mapped_column(String(64))
    purged_at: Mapped[datetime | None]
    kept_from: Mapped[datetime | None]
    requester_address: Mapped[str]
    doubt_reason: Mapped[str | None]
    extension_reason: Mapped[str | None]
    closing_reason: Mapped[str | None]
    dismissal_reason: Mapped[str | None]
    text: Mapped[str]

    pauses: Mapped[list[RequestPauseRow]] = relationship(
        order_by="RequestPauseRow.position", cascade=_OWNED, lazy="selectin"
    )


class _OfRequest:
    """What belongs to a request and goes with it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("subject_request.id", ondelete="CASCADE"), index=True)


class RequestPauseRow(_OfRequest, Base):
    """A question to the person during which the clock stands still."""

    __tablename__ = "request_pause"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    reason: Mapped[str] = mapped_column(String(16))
    asked_on: Mapped[date]
    answered_on: Mapped[date | None]


class RequestMessageRow(_OfRequest, Base):
    """A message, as text."""

    __tablename__ = "request_message"
    __table_args__ = _NEVER_REUSED

    sender: Mapped[str]
    sender_name: Mapped[str]
    subject: Mapped[str]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(index=True)
    in_reply_to: Mapped[str]
    text: Mapped[str]
    headers: Mapped[str]

    parts: Mapped[list[MessagePartRow]] = relationship(
        order_by="MessagePartRow.position", cascade=_OWNED, lazy="selectin"
    )


class MessagePartRow(Base):
    """What a message brought with it, by the hash of each part."""

    __tablename__ = "request_message_part"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("request_message.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    attachment: Mapped[str] = mapped_column(String(32), index=True)


class RequestOriginRow(Base):
    """The content hash of each message that became part of a request: the same bytes never come in twice."""

    __tablename__ = "request_origin"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("subject_request.id", ondelete="CASCADE"), index=True)


class RequestEventRow(_OfRequest, Base):
    """One line of a request's thread."""

    __tablename__ = "request_event"
    __table_args__ = _NEVER_REUSED

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(String(64))
    note: Mapped[str]


class WorkDoneRow(_OfRequest, Base):
    """What was decided and done on one line of the checklist."""

    __tablename__ = "request_work"
    __table_args__ = (UniqueConstraint("request_id", "line"), _NEVER_REUSED)

    line: Mapped[str] = mapped_column(String(160))
    decision: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str]
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(String(64))
    told_on: Mapped[date | None]


class SendingRow(_OfRequest, Base):
    """A letter that went out."""

    __tablename__ = "request_sending"
    __table_args__ = _NEVER_REUSED

    letter: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    sent_on: Mapped[date]
    proof: Mapped[str]
    answers: Mapped[bool]


class RequestCounterRow(Base):
    """The last number given out in a year; it only rises."""

    __tablename__ = "request_counter"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class RequestSuggestionRow(_OfRequest, Base):
    """Something proposed from a message, until somebody confirms the request."""

    __tablename__ = "request_suggestion"
    __table_args__ = _NEVER_REUSED

    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str]
    reason: Mapped[str]


class MailboxRow(Base):
    """A folder of a mail account, and how far it was fetched."""

    __tablename__ = "mailbox"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    host: Mapped[str]
    user: Mapped[str]
    security: Mapped[str] = mapped_column(String(16))
    port: Mapped[int]
    folder: Mapped[str]
    since: Mapped[date | None]
    uid_validity: Mapped[int | None]
    uid: Mapped[int | None]

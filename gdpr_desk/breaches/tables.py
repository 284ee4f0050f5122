"""The tables of incidents: the incident with its answers, what was decided and done, and its thread."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gdpr_desk.vault.schema import Base

_OWNED = "all, delete-orphan"
_NEVER_REUSED = {"sqlite_autoincrement": True}


class BreachRow(Base):
    """One incident. `facts` are the answers as JSON; nothing is searched in them.

    `aware_at` repeats the one answer that a clock needs, `kept_from` is when the time of a closed one begins.
    """

    __tablename__ = "breach"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    drill: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(64))
    aware_at: Mapped[datetime | None]
    kept_from: Mapped[datetime | None] = mapped_column(index=True)
    closing_register_checked: Mapped[bool | None]
    closing_closed_at: Mapped[datetime | None]
    closing_closed_by: Mapped[str | None] = mapped_column(String(64))
    closing_lessons: Mapped[str | None]
    facts: Mapped[dict[str, Any]]

    gestures: Mapped[list[GestureRow]] = relationship(
        order_by="GestureRow.position", cascade=_OWNED, lazy="selectin"
    )
    decisions: Mapped[list[DecisionRow]] = relationship(
        order_by="DecisionRow.position", cascade=_OWNED, lazy="selectin"
    )
    filings: Mapped[list[FilingRow]] = relationship(
        order_by="FilingRow.position", cascade=_OWNED, lazy="selectin"
    )
    communications: Mapped[list[CommunicationRow]] = relationship(
        order_by="CommunicationRow.position", cascade=_OWNED, lazy="selectin"
    )
    clients: Mapped[list[ClientRow]] = relationship(
        order_by="ClientRow.position", cascade=_OWNED, lazy="selectin"
    )
    evidence: Mapped[list[EvidenceRow]] = relationship(
        order_by="EvidenceRow.position", cascade=_OWNED, lazy="selectin"
    )
    actions: Mapped[list[ActionRow]] = relationship(
        order_by="ActionRow.position", cascade=_OWNED, lazy="selectin"
    )


class _OfBreach:
    """What belongs to an incident and goes with it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id", ondelete="CASCADE"), index=True)


class GestureRow(_OfBreach, Base):
    """A first gesture, done or not needed."""

    __tablename__ = "breach_gesture"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    gesture: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    needed: Mapped[bool]
    note: Mapped[str]


class DecisionRow(_OfBreach, Base):
    """What was decided, and what had been suggested; the last one holds."""

    __tablename__ = "breach_decision"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    authority: Mapped[bool | None]
    subjects: Mapped[bool | None]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(64))
    exemptions: Mapped[list[str]]
    exemptions_detail: Mapped[str]
    suggested_authority: Mapped[bool | None]
    suggested_subjects: Mapped[bool | None]
    score_quarters: Mapped[int | None]


class FilingRow(_OfBreach, Base):
    """A filing, with the answers as they were filed."""

    __tablename__ = "breach_filing"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    filed_at: Mapped[datetime]
    receipt: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]


class CommunicationRow(_OfBreach, Base):
    """Persons who were told."""

    __tablename__ = "breach_communication"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(32))
    who: Mapped[str]
    number: Mapped[int]
    means: Mapped[str] = mapped_column(String(16))
    sent_on: Mapped[date]
    bounced: Mapped[int]
    proof: Mapped[str]


class ClientRow(_OfBreach, Base):
    """A client controller, told or to be told."""

    __tablename__ = "breach_client"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    party: Mapped[str] = mapped_column(String(128))
    told_on: Mapped[date | None]
    means: Mapped[str | None] = mapped_column(String(16))
    proof: Mapped[str]


class EvidenceRow(_OfBreach, Base):
    """A sealed file kept as proof."""

    __tablename__ = "breach_evidence"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    attachment: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    added_at: Mapped[datetime]


class ActionRow(_OfBreach, Base):
    """Something to do because of the incident."""

    __tablename__ = "breach_action"
    __table_args__ = _NEVER_REUSED

    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(32))
    what: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]


class BreachEventRow(_OfBreach, Base):
    """One line of an incident's thread."""

    __tablename__ = "breach_event"
    __table_args__ = _NEVER_REUSED

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(String(64))
    note: Mapped[str]


class BreachCounterRow(Base):
    """The last number given out in a series (`V-2026`); it only rises."""

    __tablename__ = "breach_counter"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]

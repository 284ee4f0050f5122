"""The tables of the register: the shop, its records and what each lists; versions, bin, imports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gdpr_desk.vault.schema import Base

_OWNED = "all, delete-orphan"
_NEVER_REUSED = {"sqlite_autoincrement": True}


class ControllerRow(Base):
    """The shop, in a single row; `register_extra` keeps what a newer export said beside it."""

    __tablename__ = "controller"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    siret: Mapped[str] = mapped_column(String(14))
    ape: Mapped[str] = mapped_column(String(16))
    address: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    representative: Mapped[str | None]
    dpo_name: Mapped[str | None]
    dpo_role: Mapped[str | None]
    dpo_company: Mapped[str | None]
    dpo_email: Mapped[str | None]
    dpo_phone: Mapped[str | None]
    dpo_extra: Mapped[dict[str, Any] | None]
    officer_name: Mapped[str | None]
    officer_role: Mapped[str | None]
    officer_company: Mapped[str | None]
    officer_email: Mapped[str | None]
    officer_phone: Mapped[str | None]
    officer_extra: Mapped[dict[str, Any] | None]
    extra: Mapped[dict[str, Any]]
    register_extra: Mapped[dict[str, Any]]


class ReferenceCounterRow(Base):
    """The last number given out in a series of references; it only rises."""

    __tablename__ = "reference_counter"

    series: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class ActivityRow(Base):
    """One record of the register."""

    __tablename__ = "activity"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(32))
    joint_controllers: Mapped[list[str]]
    client_controllers: Mapped[list[str]]
    operations: Mapped[list[str]]
    status: Mapped[str] = mapped_column(String(16))
    created_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    collection_channels: Mapped[list[str]]
    informed_by: Mapped[list[str]]
    systems: Mapped[list[str]]
    paper: Mapped[bool]
    security_measures: Mapped[list[str]]
    automated_decisions: Mapped[bool]
    dpia_criteria: Mapped[list[str]]
    dpia_required: Mapped[bool | None]
    dpia_extra: Mapped[dict[str, Any]]
    note: Mapped[str]
    extra: Mapped[dict[str, Any]]

    purposes: Mapped[list[PurposeRow]] = relationship(
        order_by="PurposeRow.position", cascade=_OWNED, lazy="selectin"
    )
    data_subjects: Mapped[list[DataSubjectsRow]] = relationship(
        order_by="DataSubjectsRow.position", cascade=_OWNED, lazy="selectin"
    )
    data: Mapped[list[PersonalDataRow]] = relationship(
        order_by="PersonalDataRow.position", cascade=_OWNED, lazy="selectin"
    )
    recipients: Mapped[list[RecipientRow]] = relationship(
        order_by="RecipientRow.position", cascade=_OWNED, lazy="selectin"
    )
    transfers: Mapped[list[TransferRow]] = relationship(
        order_by="TransferRow.position", cascade=_OWNED, lazy="selectin"
    )
    retention: Mapped[list[RetentionRuleRow]] = relationship(
        order_by="RetentionRuleRow.position", cascade=_OWNED, lazy="selectin"
    )


class _Listed:
    """What every child of a record has: its own id, its record, its place in the list."""

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    extra: Mapped[dict[str, Any]]


class PurposeRow(_Listed, Base):
    """A purpose and its lawful basis."""

    __tablename__ = "activity_purpose"
    __table_args__ = _NEVER_REUSED

    name: Mapped[str]
    lawful_basis: Mapped[str | None] = mapped_column(String(32))
    interest: Mapped[str]
    justification: Mapped[str]
    article_9_condition: Mapped[str | None]


class DataSubjectsRow(_Listed, Base):
    """A category of data subjects."""

    __tablename__ = "activity_data_subjects"
    __table_args__ = _NEVER_REUSED

    category: Mapped[str]
    approximate_number: Mapped[int | None]


class PersonalDataRow(_Listed, Base):
    """A category of personal data."""

    __tablename__ = "activity_data"
    __table_args__ = _NEVER_REUSED

    category: Mapped[str]
    detail: Mapped[str]
    special: Mapped[bool]
    mandatory: Mapped[bool | None]
    source: Mapped[str]


class RecipientRow(_Listed, Base):
    """Who receives the data: a party, or people of the shop in words."""

    __tablename__ = "activity_recipient"
    __table_args__ = _NEVER_REUSED

    party: Mapped[str | None] = mapped_column(ForeignKey("party.key"))
    internal: Mapped[str | None]


class TransferRow(_Listed, Base):
    """A transfer outside the EEA."""

    __tablename__ = "activity_transfer"
    __table_args__ = _NEVER_REUSED

    country: Mapped[str] = mapped_column(String(2))
    party: Mapped[str | None] = mapped_column(ForeignKey("party.key"))
    safeguard: Mapped[str | None] = mapped_column(String(16))
    document: Mapped[str]


class RetentionRuleRow(_Listed, Base):
    """One duration of storage."""

    __tablename__ = "activity_retention"
    __table_args__ = _NEVER_REUSED

    applies_to: Mapped[str]
    trigger: Mapped[str]
    period: Mapped[str | None] = mapped_column(String(40))
    phase: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    combinator: Mapped[str | None] = mapped_column(String(16))
    group: Mapped[str | None]
    disposal: Mapped[str] = mapped_column(String(16))
    source: Mapped[str]
    exception: Mapped[str | None]
    source_kind: Mapped[str | None] = mapped_column(String(16))


class ImportRunRow(Base):
    """One import, with what it replaced, so that it can be taken back as a whole.

    `before` holds records, parties and the shop as they were, null where there were none.
    """

    __tablename__ = "import_run"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class ActivityVersionRow(Base):
    """A record as it stood after a change; quick changes by one person share a row."""

    __tablename__ = "activity_version"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), index=True)
    began_at: Mapped[datetime]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)


class BinnedActivityRow(Base):
    """A record thrown away, with the parties it names, until somebody wants it back or the time is up."""

    __tablename__ = "activity_bin"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    binned_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    parties: Mapped[list[Any]] = mapped_column(JSON)


class ColumnMappingRow(Base):
    """What the columns of somebody's table meant the last time, by the signature of its header."""

    __tablename__ = "import_mapping"

    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]

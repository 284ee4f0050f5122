"""The tables of the objection list: its key, and its entries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class ObjectionKeyRow(Base):
    """The one random key under which addresses and numbers are hashed; made with the first entry."""

    __tablename__ = "objection_key"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[bytes]


class ObjectionRow(Base):
    """One address or number that is no longer solicited, as a keyed hash."""

    __tablename__ = "objection"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    exercised_on: Mapped[date]
    reason: Mapped[str]
    request: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str | None] = mapped_column(String(16))
    recordings_only: Mapped[bool] = mapped_column(server_default="0")

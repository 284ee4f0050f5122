"""The tables of tasks elsewhere, open and done, of what carries duties out, and the counter of references."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class ElsewhereTaskRow(Base):
    """One task with its duty as the register said it; `terms` are « trigger period »."""

    __tablename__ = "elsewhere_task"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    duty: Mapped[str] = mapped_column(String(160), index=True)
    activity: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    what: Mapped[str]
    places: Mapped[list[str]]
    kinds: Mapped[list[str]]
    parties: Mapped[list[str]]
    sentence: Mapped[str]
    terms: Mapped[list[str]]
    verb: Mapped[str] = mapped_column(String(16))
    cadence: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date]
    planned_on: Mapped[date]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), index=True)
    postponed: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(64))
    count: Mapped[int | None]
    note: Mapped[str]


class ElsewhereCounterRow(Base):
    """The last number given in a year; references are never reused."""

    __tablename__ = "elsewhere_counter"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]


class ElsewhereLinkRow(Base):
    """Somebody said that this folder or ledger carries a duty out: as long as the register asks for it."""

    __tablename__ = "elsewhere_link"

    duty: Mapped[str] = mapped_column(String(160), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(String(16))
    linked_at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(String(64))

"""The sweep's tables: legal holds, runs with their counts, and the plan that waits for an answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class LegalHoldRow(Base):
    """One hold on one item; lifted ones stay as the account of what was held, and why."""

    __tablename__ = "legal_hold"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    item: Mapped[str] = mapped_column(String(120), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    note: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(64))
    review_on: Mapped[date]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(String(64))
    lifted_note: Mapped[str]


class SweepRunRow(Base):
    """One recorded run; `finished_at` is empty while it is under way, or where it was cut short.

    The last three columns are the clock's mark after it.
    """

    __tablename__ = "sweep_run"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    plan: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(String(64))
    locked: Mapped[bool]
    accepted: Mapped[bool]
    guard: Mapped[str | None] = mapped_column(String(16))
    errors: Mapped[list[str]]
    holds: Mapped[dict[str, Any]]
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    trusted_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    steady_from: Mapped[datetime]


class SweepCountRow(Base):
    """What a run did under one rule; `destroyed` rises in the transaction that destroys."""

    __tablename__ = "sweep_count"

    run_id: Mapped[int] = mapped_column(ForeignKey("sweep_run.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    label: Mapped[str]
    wording: Mapped[str]
    watched: Mapped[int]
    due: Mapped[int]
    destroyed: Mapped[int]
    hold: Mapped[int]
    minimum: Mapped[int]
    missing_trigger: Mapped[int]
    in_use: Mapped[int]
    guard: Mapped[int]


class WaitingPlanRow(Base):
    """The plan the guard stopped; there is one at most."""

    __tablename__ = "sweep_waiting"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(16))


class WaitingItemRow(Base):
    """An item of that plan; ticked off, by being removed, in the transaction that destroys it."""

    __tablename__ = "sweep_waiting_item"

    plan: Mapped[str] = mapped_column(ForeignKey("sweep_waiting.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    item: Mapped[str] = mapped_column(String(120), primary_key=True)

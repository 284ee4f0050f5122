"""The tables of the ledgers: one of entries for all kinds, and how far each series of references is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class LedgerEntryRow(Base):
    """One entry; `answers` and `steps` are JSON in which nothing is searched.

    `rule`, `rule_version` and `listed_from` are what the sweep looks for: from when it looks at the entry,
    which is its ceiling, or its creation where the trigger is missing. `same` is a digest of what makes two
    entries one.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_rule_rule_version", "rule", "rule_version"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    draft: Mapped[bool]
    rule: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[str] = mapped_column(String(8))
    listed_from: Mapped[datetime | None] = mapped_column(index=True)
    same: Mapped[str] = mapped_column(String(64), index=True)
    batch: Mapped[str] = mapped_column(String(32), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    answers: Mapped[dict[str, Any]]
    steps: Mapped[dict[str, Any]]


class LedgerCounterRow(Base):
    """The last number given in a series: `I-2026`."""

    __tablename__ = "ledger_counter"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]

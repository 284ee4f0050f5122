"""The table of parties."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class PartyRow(Base):
    """One party; `key` is what records of the register refer to."""

    __tablename__ = "party"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(32))
    country: Mapped[str] = mapped_column(String(2))
    contact_email: Mapped[str]
    contact_rights: Mapped[str]
    contact_breaches: Mapped[str]
    contact_extra: Mapped[dict[str, Any]]
    contract_signed_on: Mapped[date | None]
    contract_checklist: Mapped[dict[str, Any]] = mapped_column(JSON)
    contract_location: Mapped[str | None]
    contract_next_review_on: Mapped[date | None]
    contract_extra: Mapped[dict[str, Any]]
    extra: Mapped[dict[str, Any]]

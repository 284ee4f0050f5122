"""The vault's own tables: itself, who may open it, what is typed and not saved, what lies sealed beside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class VaultMetaRow(Base):
    """The single row that describes the vault; `commit_number` rises with every transaction."""

    __tablename__ = "vault_meta"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vault_id: Mapped[str] = mapped_column(String(32))
    format: Mapped[int]
    commit_number: Mapped[int]
    generation: Mapped[int]
    officer_public_key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]


class LedgerMarkRow(Base):
    """How far the erasure ledger is carried out in this database; no row as long as it is empty.

    A restored vault has an id of its own and the `lineage` of the vault it was copied from.
    """

    __tablename__ = "ledger_mark"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lineage: Mapped[str] = mapped_column(String(32))
    carried_out: Mapped[int]


class PersonRow(Base):
    """Someone who can open the vault; the recovery sheet is one of them."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]


class DraftRow(Base):
    """What was typed into a form and could not be saved yet; sealed like everything in the vault."""

    __tablename__ = "draft"

    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class AttachmentRow(Base):
    """A sealed file beside the database; `sealed_key` opens it for who holds the officer identity."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_key: Mapped[bytes]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(16))

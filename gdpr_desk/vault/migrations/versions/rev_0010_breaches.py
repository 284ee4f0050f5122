"""Incidents that touch personal data: their answers, what was decided and done, and their thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_breaches"
down_revision = "0009_arrivals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids and references are never reused."""
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("opened_by", sa.String(64), nullable=False),
        sa.Column("aware_at", sa.String(32), nullable=True),
        sa.Column("kept_from", sa.String(32), nullable=True),
        sa.Column("closing_register_checked", sa.Boolean(), nullable=True),
        sa.Column("closing_closed_at", sa.String(32), nullable=True),
        sa.Column("closing_closed_by", sa.String(64), nullable=True),
        sa.Column("closing_lessons", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.UniqueConstraint("reference", name=op.f("uq_breach_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_breach_kept_from"), "breach", ["kept_from"])
    op.create_table(
        "breach_counter",
        sa.Column("series", sa.String(16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_breach_counter")),
    )
    _decided()
    _told()
    _kept()


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")


def _owned(name: str, *columns: sa.Column[object]) -> None:
    """A table of what belongs to an incident and goes with it."""
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f(f"fk_{name}_breach_id_breach"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{name}_breach_id"), name, ["breach_id"])


def _decided() -> None:
    _owned(
        "breach_gesture",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gesture", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    _owned(
        "breach_decision",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Boolean(), nullable=True),
        sa.Column("subjects", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(32), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("exemptions", sa.JSON(), nullable=False),
        sa.Column("exemptions_detail", sa.String(), nullable=False),
        sa.Column("suggested_authority", sa.Boolean(), nullable=True),
        sa.Column("suggested_subjects", sa.Boolean(), nullable=True),
        sa.Column("score_quarters", sa.Integer(), nullable=True),
    )
    _owned(
        "breach_filing",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("filed_at", sa.String(32), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("noted_at", sa.String(32), nullable=False),
        sa.Column("noted_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
    )


def _told() -> None:
    _owned(
        "breach_communication",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("bounced", sa.Integer(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
    )
    _owned(
        "breach_client",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(128), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("means", sa.String(16), nullable=True),
        sa.Column("proof", sa.String(), nullable=False),
    )


def _kept() -> None:
    _owned(
        "breach_evidence",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attachment", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
    )
    _owned(
        "breach_action",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
    )
    _owned(
        "breach_event",
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_breach_evidence_attachment"), "breach_evidence", ["attachment"])

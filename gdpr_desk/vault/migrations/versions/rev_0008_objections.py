"""The objection list (its key, its entries) and letters in the officer's words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_objections"
down_revision = "0007_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids are never reused."""
    op.create_table(
        "objection_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_objection_key_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_key")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("exercised_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("request", sa.String(16), nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_objection_fingerprint")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter_template",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_letter_template")),
    )


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

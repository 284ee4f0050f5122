"""The ledgers a shop keeps beside its register, and by which way somebody objected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_ledgers"
down_revision = "0010_breaches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; references are never reused. Earlier objections are against being solicited."""
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("rule_version", sa.String(8), nullable=False),
        sa.Column("listed_from", sa.String(32), nullable=True),
        sa.Column("same", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(32), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.UniqueConstraint("reference", name=op.f("uq_ledger_entry_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sqlite_autoincrement=True,
    )
    for column in ("kind", "listed_from", "same", "batch"):
        op.create_index(op.f(f"ix_ledger_entry_{column}"), "ledger_entry", [column])
    op.create_index("ix_ledger_entry_rule_rule_version", "ledger_entry", ["rule", "rule_version"])
    op.add_column("objection", sa.Column("channel", sa.String(16), nullable=True))
    op.add_column("objection", sa.Column("recordings_only", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "ledger_counter",
        sa.Column("series", sa.String(16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_ledger_counter")),
    )


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

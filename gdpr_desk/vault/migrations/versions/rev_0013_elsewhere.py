"""Tasks elsewhere: what the register promises to delete where the program cannot reach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_elsewhere"
down_revision = "0012_folders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids and references are never reused."""
    op.create_table(
        "elsewhere_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("duty", sa.String(160), nullable=False),
        sa.Column("activity", sa.String(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("postponed", sa.String(), nullable=False),
        sa.Column("closed_at", sa.String(32), nullable=True),
        sa.Column("closed_by", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.UniqueConstraint("reference", name=op.f("uq_elsewhere_task_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elsewhere_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_elsewhere_task_duty"), "elsewhere_task", ["duty"])
    op.create_index(op.f("ix_elsewhere_task_state"), "elsewhere_task", ["state"])
    op.create_table(
        "elsewhere_counter",
        sa.Column("series", sa.String(16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_elsewhere_counter")),
    )


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

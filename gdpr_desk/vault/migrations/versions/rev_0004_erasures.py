"""How far the erasure ledger is carried out in the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_erasures"
down_revision = "0003_past"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it stays empty until something is erased for good."""
    op.create_table(
        "ledger_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("carried_out", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_mark_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_mark")),
    )


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

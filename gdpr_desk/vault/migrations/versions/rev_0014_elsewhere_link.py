"""What on this computer carries a duty of the register out, so that its task waits for nobody.

Whether it does is asked often: the few files that could not leave are found without reading all of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_elsewhere_link"
down_revision = "0013_elsewhere"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the index."""
    op.create_table(
        "elsewhere_link",
        sa.Column("duty", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("content", sa.String(16), nullable=False),
        sa.Column("linked_at", sa.String(32), nullable=False),
        sa.Column("linked_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_elsewhere_link")),
    )
    few = sa.text("stuck != ''")
    op.create_index("ix_watched_file_stuck", "watched_file", ["folder_id"], sqlite_where=few)


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

"""Requests whose copy of an identity paper somebody is still to delete where it came from: few, asked for at
every start, found without reading all that are open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_to_clean"
down_revision = "0014_elsewhere_link"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    few = sa.text("cleanup_asked_on IS NOT NULL AND cleanup_done_on IS NULL")
    op.create_index("ix_subject_request_to_clean", "subject_request", ["cleanup_asked_on"], sqlite_where=few)


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

"""What was: versions, bin, imports to take back, drafts; more about contracts and durations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_past"
down_revision = "0002_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may stay empty, and the tables of the past; ids are never reused."""
    op.add_column("party", sa.Column("contract_location", sa.String(), nullable=True))
    op.add_column("party", sa.Column("contract_next_review_on", sa.Date(), nullable=True))
    op.add_column("activity_retention", sa.Column("source_kind", sa.String(16), nullable=True))
    _imports()
    _versions()
    _bin()
    op.create_table(
        "draft",
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_draft")),
    )


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")


def _imports() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("format", sa.String(64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_mapping",
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_import_mapping")),
    )


def _versions() -> None:
    op.create_table(
        "activity_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("began_at", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_activity_version_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_version")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_activity_version_reference"), "activity_version", ["reference"])
    op.create_index(op.f("ix_activity_version_import_run_id"), "activity_version", ["import_run_id"])


def _bin() -> None:
    op.create_table(
        "activity_bin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("binned_at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_bin")),
        sa.UniqueConstraint("reference", name=op.f("uq_activity_bin_reference")),
        sqlite_autoincrement=True,
    )

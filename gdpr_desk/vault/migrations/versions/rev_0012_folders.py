"""Folders of this computer under a retention rule, and what was seen below them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_folders"
down_revision = "0011_ledgers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids are never reused."""
    op.create_table(
        "watched_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("patterns", sa.JSON(), nullable=False),
        sa.Column("date_form", sa.String(32), nullable=True),
        sa.Column("recursive", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("anchor", sa.String(40), nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("trouble", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_folder")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watched_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.String(80), nullable=False),
        sa.Column("first_seen_at", sa.String(32), nullable=False),
        sa.Column("leaves_at", sa.String(32), nullable=False),
        sa.Column("listed_at", sa.String(32), nullable=True),
        sa.Column("undated", sa.Boolean(), nullable=False),
        sa.Column("stuck", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["watched_folder.id"],
            name=op.f("fk_watched_file_folder_id_watched_folder"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_file")),
        sa.UniqueConstraint("folder_id", "path", name=op.f("uq_watched_file_folder_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_watched_file_identity"), "watched_file", ["identity"])


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")

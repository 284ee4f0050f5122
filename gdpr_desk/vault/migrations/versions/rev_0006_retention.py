"""The sweep: legal holds, runs and their counts, the plan that waits for an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_retention"
down_revision = "0005_attachments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids are never reused."""
    _holds()
    _runs()
    _waiting()


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")


def _holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("item", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("set_at", sa.String(32), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", sa.String(32), nullable=True),
        sa.Column("lifted_by", sa.String(64), nullable=False),
        sa.Column("lifted_note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_legal_hold_item"), "legal_hold", ["item"])


def _runs() -> None:
    op.create_table(
        "sweep_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("finished_at", sa.String(32), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("guard", sa.String(16), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("holds", sa.JSON(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("trusted_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("steady_from", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_run")),
        sa.UniqueConstraint("number", name=op.f("uq_sweep_run_number")),
        sqlite_autoincrement=True,
    )
    counted = ("watched", "due", "destroyed", "hold", "minimum", "missing_trigger", "in_use", "guard")
    op.create_table(
        "sweep_count",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counted),
        sa.ForeignKeyConstraint(["run_id"], ["sweep_run.id"], name=op.f("fk_sweep_count_run_id_sweep_run")),
        sa.PrimaryKeyConstraint("run_id", "rule", name=op.f("pk_sweep_count")),
    )


def _waiting() -> None:
    op.create_table(
        "sweep_waiting",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_waiting")),
    )
    op.create_table(
        "sweep_waiting_item",
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("item", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"],
            ["sweep_waiting.id"],
            name=op.f("fk_sweep_waiting_item_plan_sweep_waiting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan", "kind", "item", name=op.f("pk_sweep_waiting_item")),
    )

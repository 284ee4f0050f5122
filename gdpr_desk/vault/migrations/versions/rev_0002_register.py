"""The register: parties, the shop, records of processing activities and what they list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_register"
down_revision = "0001_vault"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the register; ids are never reused."""
    _party()
    _controller()
    _activity()
    _lists()
    _recipients()
    _retention()


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        *_texts("name"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        *_texts("contact_email", "contact_rights", "contact_breaches"),
        sa.Column("contact_extra", sa.JSON(), nullable=False),
        sa.Column("contract_signed_on", sa.Date(), nullable=True),
        sa.Column("contract_checklist", sa.JSON(), nullable=False),
        sa.Column("contract_extra", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("key", name=op.f("uq_party_key")),
        sqlite_autoincrement=True,
    )


def _controller() -> None:
    op.create_table(
        "controller",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("name"),
        sa.Column("siret", sa.String(14), nullable=False),
        sa.Column("ape", sa.String(16), nullable=False),
        *_texts("address", "email", "phone"),
        *_texts("representative", nullable=True),
        *_texts("dpo_name", "dpo_role", "dpo_company", "dpo_email", "dpo_phone", nullable=True),
        sa.Column("dpo_extra", sa.JSON(), nullable=True),
        *_texts(
            "officer_name", "officer_role", "officer_company", "officer_email", "officer_phone", nullable=True
        ),
        sa.Column("officer_extra", sa.JSON(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("register_extra", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_controller_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_controller")),
    )
    op.create_table(
        "reference_counter",
        sa.Column("series", sa.String(8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_reference_counter")),
    )


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        *_texts("name"),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("joint_controllers", sa.JSON(), nullable=False),
        sa.Column("client_controllers", sa.JSON(), nullable=False),
        sa.Column("operations", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("collection_channels", sa.JSON(), nullable=False),
        sa.Column("informed_by", sa.JSON(), nullable=False),
        sa.Column("systems", sa.JSON(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("security_measures", sa.JSON(), nullable=False),
        sa.Column("automated_decisions", sa.Boolean(), nullable=False),
        sa.Column("dpia_criteria", sa.JSON(), nullable=False),
        sa.Column("dpia_required", sa.Boolean(), nullable=True),
        sa.Column("dpia_extra", sa.JSON(), nullable=False),
        *_texts("note"),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("reference", name=op.f("uq_activity_reference")),
        sqlite_autoincrement=True,
    )


def _child(table: str, *columns: sa.Column[object]) -> None:
    """A list of a record: own id, record, place, content, keys of a newer version."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f(f"fk_{table}_activity_id_activity"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(["party"], ["party.key"], name=op.f(f"fk_{table}_party_party"))
            for column in columns
            if column.name == "party"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_activity_id"), table, ["activity_id"])


def _lists() -> None:
    text, flag = sa.String, sa.Boolean
    _child(
        "activity_purpose",
        sa.Column("name", text(), nullable=False),
        sa.Column("lawful_basis", text(32), nullable=True),
        sa.Column("interest", text(), nullable=False),
        sa.Column("justification", text(), nullable=False),
        sa.Column("article_9_condition", text(), nullable=True),
    )
    _child(
        "activity_data_subjects",
        sa.Column("category", text(), nullable=False),
        sa.Column("approximate_number", sa.Integer(), nullable=True),
    )
    _child(
        "activity_data",
        sa.Column("category", text(), nullable=False),
        sa.Column("detail", text(), nullable=False),
        sa.Column("special", flag(), nullable=False),
        sa.Column("mandatory", flag(), nullable=True),
        sa.Column("source", text(), nullable=False),
    )


def _recipients() -> None:
    text = sa.String
    _child(
        "activity_recipient",
        sa.Column("party", text(64), nullable=True),
        sa.Column("internal", text(), nullable=True),
    )
    _child(
        "activity_transfer",
        sa.Column("country", text(2), nullable=False),
        sa.Column("party", text(64), nullable=True),
        sa.Column("safeguard", text(16), nullable=True),
        sa.Column("document", text(), nullable=False),
    )


def _retention() -> None:
    text = sa.String
    _child(
        "activity_retention",
        sa.Column("applies_to", text(), nullable=False),
        sa.Column("trigger", text(), nullable=False),
        sa.Column("period", text(40), nullable=True),
        sa.Column("phase", text(16), nullable=False),
        sa.Column("kind", text(16), nullable=False),
        sa.Column("combinator", text(16), nullable=True),
        sa.Column("group", text(), nullable=True),
        sa.Column("disposal", text(16), nullable=False),
        sa.Column("source", text(), nullable=False),
        sa.Column("exception", text(), nullable=True),
    )

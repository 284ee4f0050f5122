"""Requests: what people ask about their data, its thread, its messages, and the search over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_requests"
down_revision = "0006_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; ids and references are never reused."""
    _request()
    _messages()
    _message_parts()
    _thread()
    _handling()
    _work()
    _search()


def downgrade() -> None:
    """Not offered: a vault only goes forward, from a verified copy."""
    raise NotImplementedError("a vault is never taken back to an older format")


def _request() -> None:
    op.create_table(
        "subject_request",
        *_facts(),
        *_decisions(),
        *_texts(),
        sa.UniqueConstraint("reference", name=op.f("uq_subject_request_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subject_request_email_key"), "subject_request", ["email_key"])
    ended = ["kept_from", "lane", "reference"]
    op.create_index(op.f("ix_subject_request_ended"), "subject_request", ended)
    op.create_index(
        op.f("ix_subject_request_contents"),
        "subject_request",
        ["kept_from", "reference"],
        sqlite_where=sa.text("purged_at IS NULL"),
    )
    listed = ["lane", "sort_key", "id", "state", "rights_mask", "logged_by", "due_on"]
    op.create_index(op.f("ix_subject_request_lane"), "subject_request", listed)
    op.create_index(op.f("ix_subject_request_name_key"), "subject_request", ["name_key"])
    op.create_index(op.f("ix_subject_request_received_on"), "subject_request", ["received_on"])
    op.create_table(
        "request_counter",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_request_counter")),
    )


def _facts() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("rights_mask", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("requester_name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("requester_email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("requester_phone", sa.String(), nullable=False),
        sa.Column("requester_capacity", sa.String(16), nullable=False),
        sa.Column("requester_represents", sa.String(), nullable=False),
        sa.Column("logged_at", sa.String(32), nullable=False),
        sa.Column("logged_by", sa.String(64), nullable=False),
        sa.Column("due_authority_on", sa.Date(), nullable=True),
        sa.Column("authority_reference", sa.String(), nullable=False),
    ]


def _decisions() -> list[sa.Column[object]]:
    return [
        sa.Column("doubt_doubt", sa.Boolean(), nullable=True),
        sa.Column("doubt_method", sa.String(16), nullable=True),
        sa.Column("doubt_answered_on", sa.Date(), nullable=True),
        sa.Column("doubt_answered_by", sa.String(64), nullable=True),
        sa.Column("check_result", sa.String(16), nullable=True),
        sa.Column("check_method", sa.String(16), nullable=True),
        sa.Column("check_document", sa.String(32), nullable=True),
        sa.Column("check_checked_on", sa.Date(), nullable=True),
        sa.Column("check_checked_by", sa.String(64), nullable=True),
        sa.Column("extension_told_on", sa.Date(), nullable=True),
        sa.Column("extension_decided_by", sa.String(64), nullable=True),
        sa.Column("closing_outcome", sa.String(16), nullable=True),
        sa.Column("closing_answered_on", sa.Date(), nullable=True),
        sa.Column("closing_closed_at", sa.String(32), nullable=True),
        sa.Column("closing_closed_by", sa.String(64), nullable=True),
        sa.Column("dismissal_dismissed_at", sa.String(32), nullable=True),
        sa.Column("dismissal_dismissed_by", sa.String(64), nullable=True),
        sa.Column("cleanup_asked_on", sa.Date(), nullable=True),
        sa.Column("cleanup_done_on", sa.Date(), nullable=True),
        sa.Column("cleanup_done_by", sa.String(64), nullable=True),
        sa.Column("purged_at", sa.String(32), nullable=True),
        sa.Column("kept_from", sa.String(32), nullable=True),
    ]


def _texts() -> list[sa.Column[object]]:
    return [
        sa.Column("requester_address", sa.String(), nullable=False),
        sa.Column("doubt_reason", sa.String(), nullable=True),
        sa.Column("extension_reason", sa.String(), nullable=True),
        sa.Column("closing_reason", sa.String(), nullable=True),
        sa.Column("dismissal_reason", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
    ]


def _messages() -> None:
    op.create_table(
        "request_message",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(32), nullable=True),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_message_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_message")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_message_message_id"), "request_message", ["message_id"])
    op.create_index(op.f("ix_request_message_request_id"), "request_message", ["request_id"])


def _message_parts() -> None:
    op.create_table(
        "request_message_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("attachment", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["request_message.id"],
            name=op.f("fk_request_message_part_message_id_request_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_message_part")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_message_part_attachment"), "request_message_part", ["attachment"])
    op.create_index(op.f("ix_request_message_part_message_id"), "request_message_part", ["message_id"])
    op.create_table(
        "request_origin",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_origin_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_request_origin")),
    )
    op.create_index(op.f("ix_request_origin_request_id"), "request_origin", ["request_id"])


def _thread() -> None:
    op.create_table(
        "request_event",
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_event_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_event_request_id"), "request_event", ["request_id"])
    op.create_table(
        "request_sending",
        sa.Column("letter", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_sending_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_sending")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_sending_request_id"), "request_sending", ["request_id"])


def _handling() -> None:
    op.create_table(
        "request_pause",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_pause_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_pause")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_pause_request_id"), "request_pause", ["request_id"])


def _work() -> None:
    op.create_table(
        "request_work",
        sa.Column("line", sa.String(160), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(64), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_request.id"],
            name=op.f("fk_request_work_request_id_subject_request"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("request_id", "line", name=op.f("uq_request_work_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_work")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_work_request_id"), "request_work", ["request_id"])


def _search() -> None:
    """Words without accents, by request; what is deleted is overwritten in the index too."""
    op.execute("CREATE VIRTUAL TABLE request_search USING fts5(words, tokenize='unicode61', prefix='2 3')")
    op.execute("INSERT INTO request_search(request_search, rank) VALUES ('secure-delete', 1)")

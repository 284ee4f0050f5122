"""The tables of watched folders: their rules, and what was seen below them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class WatchedFolderRow(Base):
    """One folder and its rule; `path` are its bytes, `patterns` shell patterns of names."""

    __tablename__ = "watched_folder"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str]
    period: Mapped[str] = mapped_column(String(32))
    patterns: Mapped[list[str]]
    date_form: Mapped[str | None] = mapped_column(String(32))
    recursive: Mapped[bool]
    enabled: Mapped[bool]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(64))
    anchor: Mapped[str] = mapped_column(String(40))
    device: Mapped[str] = mapped_column(String(40))
    trouble: Mapped[str] = mapped_column(String(32))


class WatchedFileRow(Base):
    """One file as it was seen: `path` relative to its folder, as bytes; `identity` tells it from any other.

    `listed_at` is when a plan first named it; `undated` where the date it counts from is missing; `stuck`
    why it could not be removed when its time came.
    """

    __tablename__ = "watched_file"
    __table_args__ = (
        UniqueConstraint("folder_id", "path"),
        Index("ix_watched_file_stuck", "folder_id", sqlite_where=text("stuck != ''")),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("watched_folder.id", ondelete="CASCADE"))
    path: Mapped[bytes] = mapped_column(LargeBinary)
    identity: Mapped[str] = mapped_column(String(80), index=True)
    first_seen_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    undated: Mapped[bool]
    stuck: Mapped[str] = mapped_column(String(32))

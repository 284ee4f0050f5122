"""Queries on the journal's table; values out, never rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from gdpr_desk.journal.model import JournalEntry, StoredEntry
from gdpr_desk.journal.tables import JournalRow

_BATCH = 500
_UNREADABLE = datetime.fromtimestamp(0, UTC)
_COLUMNS = JournalRow.__table__.c
_AS_STORED = select(
    _COLUMNS.number,
    type_coerce(_COLUMNS.at, String),
    _COLUMNS.actor,
    _COLUMNS.action,
    _COLUMNS.subject,
    _COLUMNS.detail,
    _COLUMNS.previous,
    _COLUMNS.digest,
)
"""Instants as text: a spoiled one must be found broken by the verification, not fail to load."""


def last_entry(session: Session) -> JournalEntry | None:
    """The newest entry."""
    found = entries(session, 1, newest_first=True)
    return found[0] if found else None


def count_and_head(session: Session) -> tuple[int, str]:
    """How many entries there are and the newest one's digest: what a high-water mark records."""
    count = session.scalars(select(func.count()).select_from(JournalRow)).one()
    newest = session.scalars(select(JournalRow.digest).order_by(JournalRow.number.desc()).limit(1)).first()
    return count, newest or ""


def count_of(session: Session, actions: Collection[str]) -> int:
    """How many entries tell of one of these actions."""
    query = select(func.count()).select_from(JournalRow).where(JournalRow.action.in_(actions))
    return session.scalars(query).one()


def append(session: Session, entry: StoredEntry) -> JournalEntry:
    """Add a sealed entry."""
    session.add(JournalRow(**{**vars(entry), "at": datetime.fromisoformat(entry.at)}))
    session.flush()
    return _entry(entry)


def entries(session: Session, limit: int | None, *, newest_first: bool) -> tuple[JournalEntry, ...]:
    """The newest `limit` entries (all when None), newest or oldest first."""
    rows = session.execute(_AS_STORED.order_by(JournalRow.number.desc()).limit(limit))
    found = [_entry(StoredEntry(*row)) for row in rows]
    return tuple(found if newest_first else reversed(found))


def stored_entries(session: Session) -> Iterator[StoredEntry]:
    """Every entry, oldest first, exactly as stored: for the verification, which trusts nothing."""
    query = _AS_STORED.order_by(JournalRow.number).execution_options(yield_per=_BATCH)
    for row in session.execute(query):
        yield StoredEntry(*row)


def _entry(stored: StoredEntry) -> JournalEntry:
    """The entry to show; of one that somebody spoiled, what can still be read."""
    try:
        at = datetime.fromisoformat(stored.at).astimezone(UTC)
    except ValueError:
        at = _UNREADABLE
    try:
        detail = json.loads(stored.detail)
    except ValueError:
        detail = {}
    return JournalEntry(**{**vars(stored), "at": at, "detail": detail if isinstance(detail, dict) else {}})

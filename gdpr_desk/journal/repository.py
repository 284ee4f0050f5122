"""Queries on the journal's table; values out, never rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import String, delete, func, select, text, type_coerce
from sqlalchemy.orm import Session

from gdpr_desk.journal.model import JournalEntry, StoredEntry
from gdpr_desk.journal.tables import JournalRow
from gdpr_desk.vault.store import insert_later

_BATCH = 500
_APPENDED = "journal entry appended last"
_GUARD = "journal_entry_delete"
"""The trigger that refuses to delete an entry."""
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
    """The newest entry; what the same transaction appended needs no asking, nobody else writes meanwhile."""
    appended: JournalEntry | None = session.info.get(_APPENDED)
    if appended is not None:
        return appended
    found = entries(session, 1, newest_first=True)
    return found[0] if found else None


def oldest_entry(session: Session) -> JournalEntry | None:
    """The oldest entry there is."""
    found = session.execute(_AS_STORED.order_by(JournalRow.number).limit(1)).first()
    return _entry(StoredEntry(*found)) if found else None


def entry(session: Session, number: int) -> JournalEntry:
    """The entry of that number, which must be there."""
    return _entry(StoredEntry(*session.execute(_AS_STORED.where(JournalRow.number == number)).one()))


def number_and_digest(session: Session, number: int | None = None) -> tuple[int, str]:
    """The newest entry's number and digest, or those of the entry `number`; (0, "") where there is none.

    Numbers have no gaps and are never given twice, so the newest says how many were ever written.
    """
    query = select(JournalRow.number, JournalRow.digest).order_by(JournalRow.number.desc()).limit(1)
    if number is not None:
        query = query.where(JournalRow.number == number)
    found = session.execute(query).first()
    return (found.number, found.digest) if found else (0, "")


def count_of(session: Session, actions: Collection[str]) -> int:
    """How many entries tell of one of these actions."""
    query = select(func.count()).select_from(JournalRow).where(JournalRow.action.in_(actions))
    return session.scalars(query).one()


def newest_of(session: Session, actions: Collection[str], subject: str = "") -> JournalEntry | None:
    """The newest entry that tells of one of these actions, done to `subject` where one is given."""
    query = _AS_STORED.where(JournalRow.action.in_(actions))
    if subject:
        query = query.where(JournalRow.subject == subject)
    found = session.execute(query.order_by(JournalRow.number.desc()).limit(1)).first()
    return _entry(StoredEntry(*found)) if found else None


def older_than(session: Session, instant: str) -> tuple[int, JournalEntry | None, JournalEntry | None]:
    """How many entries are older than `instant` (see `instant_text`), the first and the last of them."""
    query = _AS_STORED.where(type_coerce(_COLUMNS.at, String) < instant)
    many = session.scalars(select(func.count()).select_from(query.subquery())).one()
    ends = [
        session.execute(query.order_by(order).limit(1)).first()
        for order in (_COLUMNS.number, _COLUMNS.number.desc())
    ]
    first, last = (_entry(StoredEntry(*row)) if row else None for row in ends)
    return many, first, last


def totals_up_to(session: Session, number: int) -> dict[str, int]:
    """How many entries of each action there are up to `number`."""
    query = select(JournalRow.action, func.count().label("many")).where(JournalRow.number <= number)
    return {row.action: row.many for row in session.execute(query.group_by(JournalRow.action))}


def remove_up_to(session: Session, number: int) -> None:
    """Take out the entries up to `number`: the one thing for which the trigger that refuses steps aside.

    It goes and comes back inside the caller's transaction: nobody else ever sees the table without it.
    """
    kept = session.execute(
        text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": _GUARD}
    ).scalar()
    if kept is not None:
        session.execute(text(f"DROP TRIGGER {_GUARD}"))
    session.execute(delete(JournalRow).where(JournalRow.number <= number))
    if kept is not None:
        session.connection().exec_driver_sql(kept)


def append(session: Session, entry: StoredEntry) -> JournalEntry:
    """Add a sealed entry."""
    insert_later(session, JournalRow, [{**vars(entry), "at": datetime.fromisoformat(entry.at)}])
    appended = session.info[_APPENDED] = _entry(entry)
    return appended


def entries(
    session: Session, limit: int | None, *, newest_first: bool, after: int = 0
) -> tuple[JournalEntry, ...]:
    """The newest `limit` entries (all when None) after the number `after`, newest or oldest first."""
    query = _AS_STORED if not after else _AS_STORED.where(JournalRow.number > after)
    rows = session.execute(query.order_by(JournalRow.number.desc()).limit(limit))
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

"""Queries on the objection list; rows stay in here."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.requests.contacts import KEY_BYTES
from gdpr_desk.requests.objections.tables import ObjectionKeyRow, ObjectionRow


def key(session: Session) -> bytes | None:
    """The list's key; None as long as nobody ever was on it."""
    row = session.get(ObjectionKeyRow, 1)
    return None if row is None else row.secret


def made_key(session: Session) -> bytes:
    """The list's key, made now where there is none."""
    found = key(session)
    if found is None:
        found = secrets.token_bytes(KEY_BYTES)
        session.add(ObjectionKeyRow(id=1, secret=found))
        session.flush()
    return found


def entries(session: Session) -> tuple[ObjectionRow, ...]:
    """Every entry, oldest exercise first; for this slice alone."""
    return tuple(session.scalars(select(ObjectionRow).order_by(ObjectionRow.exercised_on, ObjectionRow.id)))


def fingerprints(session: Session) -> frozenset[str]:
    """The keyed hashes of everybody who objects to being solicited."""
    solicited = ObjectionRow.recordings_only.is_(False)
    return frozenset(session.scalars(select(ObjectionRow.fingerprint).where(solicited)))


def by_fingerprint(session: Session, fingerprint: str) -> ObjectionRow | None:
    """The entry of that hash."""
    return session.scalars(select(ObjectionRow).where(ObjectionRow.fingerprint == fingerprint)).one_or_none()


def by_id(session: Session, number: int) -> ObjectionRow | None:
    """The entry of that number."""
    return session.get(ObjectionRow, number)


def put(
    session: Session,
    fingerprint: str,
    kind: str,
    *,
    exercised_on: date,
    reason: str,
    request: str,
    channel: str | None,
    recordings_only: bool,
    at: datetime,
    by: str,
) -> tuple[ObjectionRow, bool]:
    """The entry of that hash and whether it is new; a later exercise of the right moves its day. Who objects
    to more than recordings goes on doing so, whatever comes later."""
    row = by_fingerprint(session, fingerprint)
    new = row is None
    if row is None:
        row = ObjectionRow(fingerprint=fingerprint, kind=kind, added_at=at, added_by=by)
        row.exercised_on, row.reason, row.request = exercised_on, reason, request
        row.channel, row.recordings_only = channel, recordings_only
        session.add(row)
    elif exercised_on > row.exercised_on:
        row.exercised_on, row.reason, row.request = exercised_on, reason, request
        row.channel = channel
    row.recordings_only = row.recordings_only and recordings_only
    session.flush()
    return row, new


def remove(session: Session, row: ObjectionRow) -> None:
    """Take an entry off the list."""
    session.delete(row)
    session.flush()

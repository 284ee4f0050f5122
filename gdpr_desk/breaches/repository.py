"""Queries on incidents; rows stay in here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gdpr_desk.breaches.model import (
    Action,
    BreachEvent,
    ClientNotice,
    Closing,
    Decision,
    Evidence,
    GestureDone,
    Notification,
    PersonalDataBreach,
    SubjectCommunication,
)
from gdpr_desk.breaches.snapshot import dump_facts, load_facts
from gdpr_desk.breaches.tables import BreachCounterRow, BreachEventRow, BreachRow
from gdpr_desk.breaches.vocabulary import BreachState, FilingKind
from gdpr_desk.vault.mapper import fill, to_record

REAL, DRILL = "V", "E"
"""The two series of references: incidents, and drills, which leave no gap among them."""


@dataclass(frozen=True)
class _StoredFiling:
    """A filing as its row holds it."""

    kind: FilingKind
    filed_at: datetime
    receipt: str
    noted_at: datetime
    noted_by: str
    facts: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class _Stored:
    """An incident as its row holds it."""

    reference: str
    opened_at: datetime
    opened_by: str
    facts: Mapping[str, Any]
    drill: bool
    state: BreachState
    gestures: tuple[GestureDone, ...]
    decisions: tuple[Decision, ...]
    filings: tuple[_StoredFiling, ...]
    communications: tuple[SubjectCommunication, ...]
    clients: tuple[ClientNotice, ...]
    evidence: tuple[Evidence, ...]
    actions: tuple[Action, ...]
    closing: Closing | None


def next_reference(session: Session, year: int, *, drill: bool) -> str:
    """The next reference of the year: `V-2026-003`; taken from now on, whatever becomes of the incident."""
    series = f"{DRILL if drill else REAL}-{year}"
    counter = session.get(BreachCounterRow, series)
    if counter is None:
        counter = BreachCounterRow(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{series}-{counter.last:03d}"


def find_breach(session: Session, reference: str) -> PersonalDataBreach | None:
    """The incident of that reference."""
    row = _row(session, reference)
    return _breach(row) if row else None


def every_breach(session: Session) -> tuple[PersonalDataBreach, ...]:
    """All incidents and drills, the newest first."""
    rows = session.scalars(select(BreachRow).order_by(BreachRow.id.desc()))
    return tuple(_breach(row) for row in rows)


def put_breach(session: Session, breach: PersonalDataBreach) -> None:
    """Write an incident with all that belongs to it; its thread has verbs of its own."""
    row = _row(session, breach.reference)
    if row is None:
        row = BreachRow()
        session.add(row)
    filings = tuple(
        _StoredFiling(**{**_parts(one), "facts": dump_facts(one.facts)}) for one in breach.filings
    )
    stored = _Stored(**{**_parts(breach), "facts": dump_facts(breach.facts), "filings": filings})
    fill(row, stored)
    row.aware_at = breach.facts.aware_at
    row.kept_from = breach.closing.closed_at if breach.closing else None
    session.flush()


def remove_breaches(session: Session, references: Collection[str]) -> None:
    """Take incidents out with all that belongs to them; their references stay given."""
    session.execute(delete(BreachRow).where(BreachRow.reference.in_(list(references))))
    session.expire_all()


def count(session: Session) -> int:
    """How many incidents there are, drills left out."""
    return session.scalars(select(func.count(BreachRow.id)).where(BreachRow.drill.is_(False))).one()


def add_event(session: Session, reference: str, event: BreachEvent) -> None:
    """Put a line into the thread of the incident."""
    row = BreachEventRow(breach_id=_id(session, reference))
    fill(row, event)
    session.add(row)
    session.flush()


def events(session: Session, reference: str) -> tuple[BreachEvent, ...]:
    """The thread of the incident, in the order in which it was written."""
    rows = select(BreachEventRow).where(BreachEventRow.breach_id == _id(session, reference))
    return tuple(to_record(row, BreachEvent) for row in session.scalars(rows.order_by(BreachEventRow.id)))


def closed(
    session: Session, references: Collection[str] | None = None
) -> tuple[tuple[str, datetime | None], ...]:
    """References with the instant their time counts from, None while open; all closed ones, or of these."""
    rows = select(BreachRow.reference, BreachRow.kept_from).order_by(BreachRow.id)
    if references is None:
        rows = rows.where(BreachRow.kept_from.is_not(None))
    else:
        rows = rows.where(BreachRow.reference.in_(list(references)))
    return tuple((reference, at) for reference, at in session.execute(rows))


def open_breaches(session: Session) -> tuple[PersonalDataBreach, ...]:
    """Incidents and drills that are open."""
    rows = select(BreachRow).where(BreachRow.state == BreachState.OPEN)
    return tuple(_breach(row) for row in session.scalars(rows.order_by(BreachRow.id)))


def last_noted(session: Session) -> dict[str, datetime]:
    """When something was last noted about each open incident, by the clock of that moment."""
    latest = (
        select(BreachRow.reference, func.max(BreachEventRow.at))
        .join(BreachEventRow, BreachEventRow.breach_id == BreachRow.id)
        .where(BreachRow.state == BreachState.OPEN)
        .group_by(BreachRow.reference)
    )
    return {row.reference: row[1] for row in session.execute(latest)}


def _breach(row: BreachRow) -> PersonalDataBreach:
    stored = to_record(row, _Stored)
    filings = tuple(Notification(**{**_parts(one), "facts": load_facts(one.facts)}) for one in stored.filings)
    return PersonalDataBreach(**{**_parts(stored), "facts": load_facts(stored.facts), "filings": filings})


def _parts(record: Any) -> dict[str, Any]:
    return {part.name: getattr(record, part.name) for part in fields(record)}


def _row(session: Session, reference: str) -> BreachRow | None:
    return session.scalars(select(BreachRow).where(BreachRow.reference == reference)).one_or_none()


def _id(session: Session, reference: str) -> int:
    return session.scalars(select(BreachRow.id).where(BreachRow.reference == reference)).one()

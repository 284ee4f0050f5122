"""Queries on the register; rows stay in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gdpr_desk.register.model import Controller, ProcessingActivity
from gdpr_desk.register.tables import ActivityRow, ControllerRow, ReferenceCounterRow
from gdpr_desk.vault.mapper import all_records, fill, insert_records, to_record

SERIES = "T"
_SINGLE = 1
_AT_ONCE = 500
"""References in one query."""


def all_activities(session: Session) -> tuple[ProcessingActivity, ...]:
    """Every record in the order of its reference: T-99 before T-100."""
    order = (func.length(ActivityRow.reference), ActivityRow.reference)
    return all_records(session, ActivityRow, ProcessingActivity, *order)


def find_activity(session: Session, reference: str) -> ProcessingActivity | None:
    """The record with that reference."""
    row = _row(session, reference)
    return to_record(row, ProcessingActivity) if row else None


def put_activity(session: Session, activity: ProcessingActivity) -> None:
    """Write the record, new or not, under its reference."""
    row = _row(session, activity.reference)
    if row is None:
        row = ActivityRow()
        session.add(row)
    fill(row, activity)
    session.flush()


def put_activities(session: Session, activities: Iterable[ProcessingActivity]) -> None:
    """Write many records at once, each new or not, under its reference."""
    given = tuple(activities)
    known = frozenset(session.scalars(select(ActivityRow.reference)))
    insert_records(session, ActivityRow, [one for one in given if one.reference not in known])
    stored = [one for one in given if one.reference in known]
    for start in range(0, len(stored), _AT_ONCE):
        _replace(session, stored[start : start + _AT_ONCE])


def _replace(session: Session, activities: Sequence[ProcessingActivity]) -> None:
    wanted = ActivityRow.reference.in_([activity.reference for activity in activities])
    rows = {row.reference: row for row in session.scalars(select(ActivityRow).where(wanted))}
    for activity in activities:
        fill(rows[activity.reference], activity)
    session.flush()


def remove_activity(session: Session, reference: str) -> None:
    """Take the record out of the register; its reference stays given."""
    row = _row(session, reference)
    if row is not None:
        session.delete(row)
        session.flush()


def remove_activities(session: Session, references: Iterable[str]) -> None:
    """Take many records out at once; their references stay given."""
    gone = list(references)
    session.flush()
    for start in range(0, len(gone), _AT_ONCE):
        rows = ActivityRow.reference.in_(gone[start : start + _AT_ONCE])
        # What a record lists goes with it: the database deletes along the foreign keys.
        session.execute(delete(ActivityRow).where(rows))


def reference(number: int) -> str:
    """The reference with that number: `T-02`, `T-100`."""
    return f"{SERIES}-{number:02d}"


def number_of(given: str) -> int:
    """The number in a reference of the series. Raises ValueError for any other text."""
    return int(given.removeprefix(f"{SERIES}-"))


def last_number(session: Session) -> int:
    """The highest number given so far, 0 before the first."""
    counter = session.get(ReferenceCounterRow, SERIES)
    return counter.last if counter else 0


def next_reference(session: Session) -> str:
    """The next reference of the series; it is taken from now on, whatever becomes of the record."""
    number = last_number(session) + 1
    _give(session, number)
    return reference(number)


def reserve(session: Session, given: Iterable[str]) -> None:
    """Note that references given elsewhere are in use, so that they are never given again."""
    _give(session, max([last_number(session), *map(number_of, given)]))


def _give(session: Session, number: int) -> None:
    counter = session.get(ReferenceCounterRow, SERIES)
    if counter is None:
        session.add(ReferenceCounterRow(series=SERIES, last=number))
    else:
        counter.last = number
    session.flush()


def controller(session: Session) -> Controller:
    """The shop; one without a name before anybody has said who it is."""
    row = session.get(ControllerRow, _SINGLE)
    return to_record(row, Controller) if row else Controller("")


def put_controller(session: Session, shop: Controller) -> None:
    """Replace what is known of the shop."""
    fill(_controller_row(session), shop)
    session.flush()


def register_extra(session: Session) -> dict[str, Any]:
    """What a newer export said beside the shop, the parties and the records."""
    row = session.get(ControllerRow, _SINGLE)
    return dict(row.register_extra) if row else {}


def put_register_extra(session: Session, extra: Mapping[str, Any]) -> None:
    """Replace it."""
    _controller_row(session).register_extra = dict(extra)
    session.flush()


def _controller_row(session: Session) -> ControllerRow:
    row = session.get(ControllerRow, _SINGLE)
    if row is None:
        row = ControllerRow(id=_SINGLE, register_extra={})
        fill(row, Controller(""))
        session.add(row)
    return row


def _row(session: Session, reference: str) -> ActivityRow | None:
    return session.scalars(select(ActivityRow).where(ActivityRow.reference == reference)).one_or_none()

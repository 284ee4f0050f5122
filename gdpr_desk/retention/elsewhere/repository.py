"""Queries on tasks elsewhere; rows stay in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from gdpr_desk.retention.carriers import CarrierKind
from gdpr_desk.retention.elsewhere.model import (
    KIND,
    Duty,
    ElsewhereTask,
    SaidLink,
    TaskState,
    Term,
    owner_of,
)
from gdpr_desk.retention.elsewhere.tables import ElsewhereCounterRow, ElsewhereLinkRow, ElsewhereTaskRow
from gdpr_desk.vault.tables import AttachmentRow

_SERIES = "A"
_CLOSED = ElsewhereTaskRow.closed_at.is_not(None)


def next_reference(session: Session, year: int) -> str:
    """The next reference of the year: `A-2026-003`; taken from now on."""
    series = f"{_SERIES}-{year}"
    counter = session.get(ElsewhereCounterRow, series)
    if counter is None:
        counter = ElsewhereCounterRow(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{series}-{counter.last:03d}"


def open_tasks(session: Session) -> tuple[ElsewhereTask, ...]:
    """What is to be done, the next due first."""
    rows = select(ElsewhereTaskRow).where(ElsewhereTaskRow.state == TaskState.OPEN)
    return _tasks(session, rows.order_by(ElsewhereTaskRow.due_on, ElsewhereTaskRow.id))


def closed_tasks(session: Session, limit: int | None = None) -> tuple[ElsewhereTask, ...]:
    """History: what was done or withdrawn, the latest first."""
    rows = select(ElsewhereTaskRow).where(_CLOSED)
    order = rows.order_by(ElsewhereTaskRow.closed_at.desc(), ElsewhereTaskRow.id.desc())
    return _tasks(session, order.limit(limit))


def latest_of(session: Session, duty: str) -> ElsewhereTask | None:
    """The last task of a duty that is no longer open."""
    rows = select(ElsewhereTaskRow).where(ElsewhereTaskRow.duty == duty, _CLOSED)
    return next(iter(_tasks(session, rows.order_by(ElsewhereTaskRow.id.desc()).limit(1))), None)


def find(session: Session, reference: str) -> ElsewhereTask | None:
    """The task of that reference."""
    rows = select(ElsewhereTaskRow).where(ElsewhereTaskRow.reference == reference)
    return next(iter(_tasks(session, rows)), None)


def put(session: Session, task: ElsewhereTask) -> None:
    """Write a task, new or known; its proofs are attachments of their own."""
    row = session.scalars(
        select(ElsewhereTaskRow).where(ElsewhereTaskRow.reference == task.reference)
    ).one_or_none()
    if row is None:
        row = ElsewhereTaskRow(reference=task.reference)
        session.add(row)
    for name, value in _columns(task).items():
        setattr(row, name, value)
    session.flush()


def links(session: Session) -> dict[str, SaidLink]:
    """What is said to carry duties out, by their keys."""
    return {
        row.duty: SaidLink(CarrierKind(row.kind), row.key, row.content, row.linked_at, row.linked_by)
        for row in session.scalars(select(ElsewhereLinkRow))
    }


def put_link(session: Session, duty: str, said: SaidLink) -> None:
    """Keep what somebody says of a duty instead of what was said before."""
    unlink(session, duty)
    session.add(
        ElsewhereLinkRow(
            duty=duty,
            kind=said.kind.value,
            key=said.key,
            content=said.content,
            linked_at=said.at,
            linked_by=said.by,
        )
    )
    session.flush()


def unlink(session: Session, duty: str) -> None:
    """Nothing is said of that duty any more."""
    session.execute(delete(ElsewhereLinkRow).where(ElsewhereLinkRow.duty == duty))
    session.expire_all()


def ends(session: Session, references: Collection[str] | None = None) -> list[tuple[str, datetime]]:
    """Reference and end of tasks that ended, of those among `references` alone where they are given."""
    rows = select(ElsewhereTaskRow.reference, ElsewhereTaskRow.closed_at).where(_CLOSED)
    if references is not None:
        rows = rows.where(ElsewhereTaskRow.reference.in_(list(references)))
    return [(ref, at) for ref, at in session.execute(rows.order_by(ElsewhereTaskRow.id)) if at]


def proofs(session: Session, ids: Collection[str] | None = None) -> list[tuple[str, str, datetime]]:
    """Every proof of an ended task: its attachment, the task, and when that ended."""
    owner = f"{KIND}/" + ElsewhereTaskRow.reference
    rows = select(AttachmentRow.id, ElsewhereTaskRow.reference, ElsewhereTaskRow.closed_at)
    rows = rows.join(ElsewhereTaskRow, AttachmentRow.owner == owner).where(_CLOSED)
    if ids is not None:
        rows = rows.where(AttachmentRow.id.in_(list(ids)))
    return [(one, ref, at) for one, ref, at in session.execute(rows.order_by(AttachmentRow.id)) if at]


def count_closed(session: Session) -> int:
    """How many tasks ended."""
    return session.scalars(select(func.count(ElsewhereTaskRow.id)).where(_CLOSED)).one()


def remove(session: Session, references: Iterable[str]) -> int:
    """Take ended tasks out; their references stay given. How many there were."""
    wanted = ElsewhereTaskRow.reference.in_(list(references)) & _CLOSED
    there = session.scalars(select(func.count(ElsewhereTaskRow.id)).where(wanted)).one()
    session.execute(delete(ElsewhereTaskRow).where(wanted))
    session.expire_all()
    return there


def _tasks(session: Session, rows: Select[Any]) -> tuple[ElsewhereTask, ...]:
    found = list(session.scalars(rows))
    owners = [owner_of(row.reference) for row in found]
    sealed = Counter(session.scalars(select(AttachmentRow.owner).where(AttachmentRow.owner.in_(owners))))
    checked = _by_themselves(session, [row.duty for row in found if row.state == TaskState.OPEN])
    return tuple(
        replace(
            _task(row, sealed[owner_of(row.reference)]),
            checked=row.state == TaskState.OPEN and row.duty in checked,
        )
        for row in found
    )


def _by_themselves(session: Session, duties: Collection[str]) -> set[str]:
    """Those of these duties of which the last word was that a tool carries them out by itself."""
    rows = select(ElsewhereTaskRow.duty, ElsewhereTaskRow.state).where(
        _CLOSED, ElsewhereTaskRow.duty.in_(list(duties))
    )
    last = {row.duty: row.state for row in session.execute(rows.order_by(ElsewhereTaskRow.id))}
    return {duty for duty, state in last.items() if state == TaskState.AUTOMATIC}


def _task(row: ElsewhereTaskRow, sealed: int) -> ElsewhereTask:
    said = [Term(*term.rsplit(" ", 1)) for term in row.terms]  # an event alone stands without a period
    duty = Duty(
        key=row.duty,
        activity=row.activity,
        name=row.name,
        what=row.what,
        places=tuple(row.places),
        kinds=tuple(row.kinds),
        parties=tuple(row.parties),
        sentence=row.sentence,
        terms=tuple(term for term in said if term.period),
        verb=row.verb,
        cadence=row.cadence,
        events=tuple(term.trigger for term in said if not term.period),
    )
    return ElsewhereTask(
        reference=row.reference,
        duty=duty,
        due_on=row.due_on,
        planned_on=row.planned_on,
        created_at=row.created_at,
        state=TaskState(row.state),
        postponed=row.postponed,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        count=row.count,
        note=row.note,
        proofs=sealed,
    )


def _columns(task: ElsewhereTask) -> dict[str, Any]:
    duty = task.duty
    return {
        "duty": duty.key,
        "activity": duty.activity,
        "name": duty.name,
        "what": duty.what,
        "places": list(duty.places),
        "kinds": list(duty.kinds),
        "parties": list(duty.parties),
        "sentence": duty.sentence,
        "terms": [f"{t.trigger} {t.period}" for t in duty.terms] + [f"{event} " for event in duty.events],
        "verb": duty.verb,
        "cadence": duty.cadence,
        "due_on": task.due_on,
        "planned_on": task.planned_on,
        "created_at": task.created_at,
        "state": task.state.value,
        "postponed": task.postponed,
        "closed_at": task.closed_at,
        "closed_by": task.closed_by,
        "count": task.count,
        "note": task.note,
    }

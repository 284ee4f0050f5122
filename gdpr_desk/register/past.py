"""Queries on what was: versions of records, the bin, imports, and what columns meant; rows stay in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from gdpr_desk.parties.model import Party
from gdpr_desk.register.interchange import (
    activity_from_json,
    activity_to_json,
    party_from_json,
    party_to_json,
)
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.tables import (
    ActivityVersionRow,
    BinnedActivityRow,
    ColumnMappingRow,
    ImportRunRow,
)

ONE_SITTING = timedelta(minutes=10)
"""Changes that one person makes to one record within this time are one version."""
CHANGED = "activity.changed"
BASELINE = "activity.baseline"
"""How a record stood when its history began, where that was not its beginning."""


@dataclass(frozen=True)
class Version:
    """A record as it stood from `began_at` to `at` (UTC); `action` says what made it so."""

    number: int
    began_at: datetime
    at: datetime
    actor: str
    action: str
    activity: ProcessingActivity


@dataclass(frozen=True)
class Binned:
    """A record in the bin since `binned_at` (UTC), with the parties it named then."""

    activity: ProcessingActivity
    binned_at: datetime
    actor: str
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class ImportRun:
    """An import as it was carried out at `at` (UTC); `before` is what it replaced, in file form."""

    id: int
    at: datetime
    format: str
    before: Mapping[str, Any]
    undone_at: datetime | None


def form_of(reference: str) -> str:
    """What the form of a record is called among the drafts."""
    return f"register/{reference}"


def remember(
    session: Session,
    activities: Iterable[ProcessingActivity],
    action: str,
    *,
    at: datetime,
    actor: str,
    run: int | None = None,
    contents: Mapping[str, dict[str, Any]] | None = None,
) -> None:
    """Keep each record as a version; a change soon after one's own change replaces that version.

    `contents` are records by reference as `activity_to_json` gives them, where somebody has them already.
    """
    fresh = []
    for activity in activities:
        content = contents[activity.reference] if contents else activity_to_json(activity)
        last = _last(session, activity.reference) if action == CHANGED else None
        if last is not None and _same_sitting(last, at, actor):
            last.at, last.content = at, content
            continue
        fresh.append(
            {
                "reference": activity.reference,
                "began_at": at,
                "at": at,
                "actor": actor,
                "action": action,
                "content": content,
                "import_run_id": run,
            }
        )
    if fresh:
        session.execute(insert(ActivityVersionRow), fresh)


def known_references(session: Session, references: Iterable[str]) -> frozenset[str]:
    """Which of these references have a version."""
    wanted = set(references)
    kept = session.scalars(select(ActivityVersionRow.reference).distinct())
    return frozenset(wanted.intersection(kept))


def has_versions(session: Session, reference: str) -> bool:
    """Whether the history of this record has begun."""
    return _last(session, reference) is not None


def versions(session: Session, reference: str) -> tuple[Version, ...]:
    """Every version of a record, oldest first, numbered from 1."""
    order = select(ActivityVersionRow).where(ActivityVersionRow.reference == reference)
    rows = session.scalars(order.order_by(ActivityVersionRow.id))
    return tuple(
        Version(number, row.began_at, row.at, row.actor, row.action, activity_from_json(row.content))
        for number, row in enumerate(rows, start=1)
    )


def forget(session: Session, references: Iterable[str]) -> None:
    """Drop the history of these records."""
    for reference in references:
        session.execute(delete(ActivityVersionRow).where(ActivityVersionRow.reference == reference))


def forget_run(session: Session, references: Iterable[str], run: int) -> None:
    """Drop the versions of these records that an import wrote, as if it had not been."""
    for reference in references:
        mine = ActivityVersionRow.reference == reference, ActivityVersionRow.import_run_id == run
        session.execute(delete(ActivityVersionRow).where(*mine))


def forget_replaced(session: Session, references: Iterable[str]) -> None:
    """Drop what imports keep of records that are erased: undoing one must not bring them back."""
    gone = frozenset(references)
    for run in session.scalars(select(ImportRunRow).where(ImportRunRow.undone_at.is_(None))):
        for part in ("activities", "binned"):
            records = run.before.get(part, {})
            if not gone.isdisjoint(records):
                left = {name: record for name, record in records.items() if name not in gone}
                run.before = {**run.before, part: left}


def put_in_bin(
    session: Session, activity: ProcessingActivity, parties: Iterable[Party], *, at: datetime, actor: str
) -> None:
    """Keep a record that leaves the register, with the parties it names."""
    session.add(
        BinnedActivityRow(
            reference=activity.reference,
            binned_at=at,
            actor=actor,
            content=activity_to_json(activity),
            parties=[party_to_json(party) for party in parties],
        )
    )
    session.flush()


def binned(session: Session) -> tuple[Binned, ...]:
    """What is in the bin, last thrown away first."""
    order = (BinnedActivityRow.binned_at.desc(), BinnedActivityRow.id.desc())
    return tuple(_binned(row) for row in session.scalars(select(BinnedActivityRow).order_by(*order)))


def in_bin(session: Session, reference: str) -> Binned | None:
    """The record of that reference in the bin."""
    found = select(BinnedActivityRow).where(BinnedActivityRow.reference == reference)
    row = session.scalars(found).one_or_none()
    return None if row is None else _binned(row)


def out_of_bin(session: Session, reference: str) -> None:
    """Take that record out of the bin, for the register or for good."""
    session.execute(delete(BinnedActivityRow).where(BinnedActivityRow.reference == reference))


def taken_from_bin(session: Session, references: Iterable[str]) -> dict[str, Any]:
    """Take records out of the bin that an import brings anew; what `put_again` needs of them."""
    wanted = frozenset(references)
    rows = [row for row in session.scalars(select(BinnedActivityRow)) if row.reference in wanted]
    for row in rows:
        session.delete(row)
    session.flush()
    return {
        row.reference: {
            "binned_at": row.binned_at.isoformat(),
            "actor": row.actor,
            "content": row.content,
            "parties": row.parties,
        }
        for row in rows
    }


def put_again(session: Session, taken: Mapping[str, Any]) -> None:
    """Back into the bin, as long as it was there before."""
    for reference, kept in taken.items():
        at = datetime.fromisoformat(kept["binned_at"])
        session.add(BinnedActivityRow(reference=reference, **{**kept, "binned_at": at}))
    session.flush()


def start_import(session: Session, *, form: str, before: Mapping[str, Any], at: datetime, actor: str) -> int:
    """Note an import and what it is about to replace; its id."""
    row = ImportRunRow(at=at, actor=actor, format=form, before=dict(before), undone_at=None)
    session.add(row)
    session.flush()
    return row.id


def last_import(session: Session) -> ImportRun | None:
    """The newest import that was not taken back."""
    newest = select(ImportRunRow).where(ImportRunRow.undone_at.is_(None)).order_by(ImportRunRow.id.desc())
    row = session.scalars(newest.limit(1)).one_or_none()
    return None if row is None else ImportRun(row.id, row.at, row.format, row.before, row.undone_at)


def changed_since(session: Session, run: int) -> frozenset[str]:
    """References that this import wrote and that were changed, or thrown away, afterwards."""
    newest = func.max(ActivityVersionRow.id).label("newest")
    last = select(ActivityVersionRow.reference, newest).group_by(ActivityVersionRow.reference).subquery()
    written = select(ActivityVersionRow.reference).where(ActivityVersionRow.import_run_id == run)
    later = (
        select(last.c.reference)
        .join(ActivityVersionRow, ActivityVersionRow.id == last.c.newest)
        .where(ActivityVersionRow.import_run_id.is_distinct_from(run))
    )
    return frozenset(set(session.scalars(later)).intersection(session.scalars(written)))


def runs_before(session: Session, run: int) -> dict[str, int | None]:
    """For each record that this import wrote: the import that wrote the state before, if it was one."""
    row = ActivityVersionRow
    written = select(row.reference).where(row.import_run_id == run).scalar_subquery()
    steps = select(row.reference, row.import_run_id).where(row.reference.in_(written)).order_by(row.id)
    return {reference: wrote for reference, wrote in session.execute(steps) if wrote != run}


def end_import(session: Session, run: int, at: datetime) -> None:
    """Note that an import was taken back; what it replaced need not be kept any longer."""
    session.execute(update(ImportRunRow).where(ImportRunRow.id == run).values(undone_at=at, before={}))


def mapping_for(session: Session, signature: str) -> dict[str, Any] | None:
    """What the columns of a header meant the last time."""
    row = session.get(ColumnMappingRow, signature)
    return None if row is None else dict(row.mapping)


def put_mapping(session: Session, signature: str, mapping: Mapping[str, Any], at: datetime) -> None:
    """Remember what the columns of a header mean."""
    session.merge(ColumnMappingRow(signature=signature, mapping=dict(mapping), used_at=at))
    session.flush()


def _last(session: Session, reference: str) -> ActivityVersionRow | None:
    newest = select(ActivityVersionRow).where(ActivityVersionRow.reference == reference)
    return session.scalars(newest.order_by(ActivityVersionRow.id.desc()).limit(1)).one_or_none()


def _same_sitting(last: ActivityVersionRow, at: datetime, actor: str) -> bool:
    return (
        last.action == CHANGED and last.actor == actor and last.began_at <= at <= last.began_at + ONE_SITTING
    )


def _binned(row: BinnedActivityRow) -> Binned:
    parties = tuple(party_from_json(raw) for raw in row.parties)
    return Binned(activity_from_json(row.content), row.binned_at, row.actor, parties)

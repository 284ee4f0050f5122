"""Queries on the ledgers' entries; rows stay in here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, not_, or_, select, update
from sqlalchemy.orm import Session

from gdpr_desk.retention.ledgers.answers import from_json, moment_from_json, plain, to_json
from gdpr_desk.retention.ledgers.keeping import rule_of, window_of
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import ITEM_KIND, LedgerEntry, LedgerKind, Values
from gdpr_desk.retention.ledgers.tables import LedgerCounterRow, LedgerEntryRow
from gdpr_desk.vault.drafts import forget_drafts_of

_MOST_AT_ONCE = 500


def next_number(session: Session, series: str, wanted: int = 1) -> int:
    """The first of so many numbers of a series; taken from now on, whatever becomes of the entries."""
    counter = session.get(LedgerCounterRow, series)
    if counter is None:
        counter = LedgerCounterRow(series=series, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += wanted
    session.flush()
    return first


def add(session: Session, entries: Iterable[LedgerEntry]) -> None:
    """Write entries that are new, each with its reference and its creation."""
    made = [
        {
            "reference": entry.reference,
            "kind": entry.kind,
            "batch": entry.batch,
            "created_at": entry.created_at,
            "created_by": entry.created_by,
            **_columns(entry),
        }
        for entry in entries
    ]
    session.execute(insert(LedgerEntryRow), made)


def put(session: Session, entry: LedgerEntry) -> None:
    """Write an entry that is there."""
    there = LedgerEntryRow.reference == entry.reference
    session.execute(update(LedgerEntryRow).where(there).values(_columns(entry)))


def find(session: Session, reference: str) -> LedgerEntry | None:
    """The entry of that reference."""
    return next(among(session, [reference]), None)


def among(session: Session, references: Collection[str]) -> Iterator[LedgerEntry]:
    """Those of the references that are there, in the order of the table."""
    for some in _in_parts(references):
        yield from _found(session, some)


def of_kind(session: Session, kind: str, most: int | None, after: int) -> tuple[LedgerEntry, ...]:
    """The entries of one ledger, the newest first: at most so many, after so many others."""
    rows = select(LedgerEntryRow).where(LedgerEntryRow.kind == kind).order_by(LedgerEntryRow.id.desc())
    return tuple(map(_entry, session.scalars(rows.limit(most).offset(after))))


def answers_of(session: Session, kind: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """References and answers of one ledger, as they are kept, the oldest first."""
    rows = select(LedgerEntryRow.reference, LedgerEntryRow.answers).where(LedgerEntryRow.kind == kind)
    return ((reference, answers) for reference, answers in session.execute(rows.order_by(LedgerEntryRow.id)))


def of_batch(session: Session, batch: str) -> tuple[LedgerEntry, ...]:
    """The entries that came with one import."""
    return tuple(_found(session, LedgerEntryRow.batch == batch))


def to_look_at(session: Session, until: datetime, versions: Collection[str]) -> Iterator[LedgerEntry]:
    """Entries whose ceiling falls at or before `until`, that lack their trigger, or whose rule has changed
    since they were written."""
    changed = session.execute(
        select(LedgerEntryRow.rule, LedgerEntryRow.rule_version)
        .group_by(LedgerEntryRow.rule, LedgerEntryRow.rule_version)
        .having(not_(LedgerEntryRow.rule_version.in_(list(versions))))
    ).all()
    due: ColumnElement[bool] = LedgerEntryRow.listed_from <= until
    if changed:
        due = or_(due, not_(LedgerEntryRow.rule_version.in_(list(versions))))
    return _found(session, due)


def counts(session: Session) -> Mapping[str, tuple[int, int]]:
    """By kind how many entries there are, and how many of them are drafts."""
    rows = select(LedgerEntryRow.kind, func.count(), func.sum(LedgerEntryRow.draft))
    return {
        kind: (number, int(drafts or 0))
        for kind, number, drafts in session.execute(rows.group_by(LedgerEntryRow.kind))
    }


def kinds_of(session: Session, references: Collection[str]) -> Counter[str]:
    """How many of these entries are of which ledger."""
    found: Counter[str] = Counter()
    for some in _in_parts(references):
        rows = select(LedgerEntryRow.kind, func.count()).where(some).group_by(LedgerEntryRow.kind)
        found.update(dict(session.execute(rows).all()))
    return found


def watched(session: Session) -> dict[str, int]:
    """By rule how many entries there are."""
    rows = select(LedgerEntryRow.rule, func.count()).group_by(LedgerEntryRow.rule)
    return dict(session.execute(rows).all())


def twins(session: Session, entries: Iterable[LedgerEntry]) -> Mapping[str, str]:
    """By the digest of what makes two entries one, the reference of the entry that is there."""
    wanted = list(dict.fromkeys(map(digest, entries)))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        some = LedgerEntryRow.same.in_(wanted[start : start + _MOST_AT_ONCE])
        rows = select(LedgerEntryRow.same, LedgerEntryRow.reference).where(some)
        found |= dict(session.execute(rows).all())
    return found


def remove(session: Session, references: Collection[str]) -> int:
    """Take entries out, with what is half typed about them; their references stay given. How many."""
    gone = kinds_of(session, references).total()
    forget_drafts_of(session, ITEM_KIND, frozenset(references))
    for some in _in_parts(references):
        session.execute(delete(LedgerEntryRow).where(some))
    return gone


def digest(entry: LedgerEntry) -> str:
    """What makes two entries one, as 64 digits; letters and blanks make no difference."""
    kind = KINDS[entry.kind]
    said = [plain(str(to_json(entry.values.get(key, "")))) for key in kind.same]
    return hashlib.sha256("\x1f".join((kind.key, *said)).encode("utf-8", "surrogatepass")).hexdigest()


def _in_parts(references: Collection[str]) -> Iterator[ColumnElement[bool]]:
    listed = list(references)
    for start in range(0, len(listed), _MOST_AT_ONCE):
        yield LedgerEntryRow.reference.in_(listed[start : start + _MOST_AT_ONCE])


def _found(session: Session, which: ColumnElement[bool]) -> Iterator[LedgerEntry]:
    rows = session.scalars(select(LedgerEntryRow).where(which).order_by(LedgerEntryRow.id))
    return map(_entry, rows)


def _columns(entry: LedgerEntry) -> dict[str, Any]:
    """Everything that can change of an entry."""
    kind, changed_at = KINDS[entry.kind], entry.changed_at
    if changed_at is None or entry.created_at is None:
        raise ValueError("an entry is written with the time of its creation and of its last change")
    rule, found = rule_of(kind, entry), window_of(kind, entry, changed_at)
    return {
        "draft": entry.draft,
        "changed_at": changed_at,
        "rule": rule.key,
        "rule_version": rule.version,
        "listed_from": entry.created_at if found.from_creation else found.maximum_at,
        "same": digest(entry),
        "answers": {key: to_json(value) for key, value in entry.values.items()},
        "steps": {key: to_json(at) for key, at in entry.steps.items()},
    }


def _entry(row: LedgerEntryRow) -> LedgerEntry:
    kind = KINDS[row.kind]
    return LedgerEntry(
        kind=row.kind,
        values=_values(kind, row.answers),
        steps={key: moment_from_json(str(at)) for key, at in row.steps.items()},
        draft=row.draft,
        reference=row.reference,
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        batch=row.batch,
    )


def _values(kind: LedgerKind, kept: Mapping[str, object]) -> Values:
    return {spec.key: from_json(spec, kept[spec.key]) for spec in kind.fields if spec.key in kept}

"""Queries on holds, runs and the waiting plan; values out, never rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.retention.guard import ClockMark
from gdpr_desk.retention.model import (
    GuardReason,
    LegalHold,
    PlannedItem,
    RuleCount,
    SweepPlan,
    SweepStatement,
    WaitingPlan,
)
from gdpr_desk.retention.tables import (
    LegalHoldRow,
    SweepCountRow,
    SweepRunRow,
    WaitingItemRow,
    WaitingPlanRow,
)
from gdpr_desk.vault.mapper import to_record

_WAITING_ITEMS = cast(Table, WaitingItemRow.__table__)
_IN_FORCE = LegalHoldRow.lifted_at.is_(None)


def held(session: Session) -> frozenset[tuple[str, str]]:
    """Kind and id of every item on which a hold stands."""
    rows = session.execute(select(LegalHoldRow.kind, LegalHoldRow.item).where(_IN_FORCE))
    return frozenset((kind, item) for kind, item in rows)


def holds(session: Session, *, lifted: bool = False) -> tuple[LegalHold, ...]:
    """Holds in force, or with `lifted` all that ever were, the next to be reviewed first."""
    query = select(LegalHoldRow).order_by(LegalHoldRow.review_on, LegalHoldRow.id)
    return tuple(
        to_record(row, LegalHold) for row in session.scalars(query if lifted else query.where(_IN_FORCE))
    )


def add_hold(session: Session, hold: LegalHold) -> None:
    """Put down a hold."""
    session.add(LegalHoldRow(**asdict(hold)))
    session.flush()


def lift_hold(session: Session, kind: str, item: str, *, at: datetime, by: str, note: str) -> bool:
    """End the hold on an item; False where none stood."""
    found = update(LegalHoldRow).where(_IN_FORCE, LegalHoldRow.kind == kind, LegalHoldRow.item == item)
    lifted = found.values(lifted_at=at, lifted_by=by, lifted_note=note).returning(LegalHoldRow.id)
    return bool(session.scalars(lifted).all())


def prolong_hold(session: Session, kind: str, item: str, review_on: date) -> LegalHold | None:
    """Give the hold on an item another day of review; None where none stands."""
    mine = select(LegalHoldRow).where(_IN_FORCE, LegalHoldRow.kind == kind, LegalHoldRow.item == item)
    row = session.scalars(mine).one_or_none()
    if row is None:
        return None
    row.review_on = review_on
    session.flush()
    return to_record(row, LegalHold)


def begin_run(
    session: Session, plan: SweepPlan, counts: Iterable[RuleCount], *, at: datetime, actor: str, locked: bool
) -> int:
    """Put down a run that has begun, under the next number of its year; its id."""
    mark = clock_mark(session) or ClockMark.starting(at)
    run = SweepRunRow(
        number=_next_number(session, at.astimezone(SHOP_ZONE).year),
        plan=plan.id,
        started_at=at,
        finished_at=None,
        actor=actor,
        locked=locked,
        accepted=plan.accepted,
        guard=plan.guard,
        errors=[],
        holds={},
        entries=0,
        head="",
        **vars(mark),
    )
    session.add(run)
    session.flush()
    session.add_all(SweepCountRow(run_id=run.id, **asdict(count)) for count in counts)
    session.flush()
    return run.id


def count_destroyed(session: Session, run: int, rule: str, number: int) -> None:
    """Raise what the run destroyed under that rule."""
    mine = update(SweepCountRow).where(SweepCountRow.run_id == run, SweepCountRow.rule == rule)
    session.execute(mine.values(destroyed=SweepCountRow.destroyed + number))


def number_and_destroyed(session: Session, run: int) -> tuple[str, int]:
    """The number of a run's statement, and how many items it destroyed."""
    total = select(func.coalesce(func.sum(SweepCountRow.destroyed), 0)).where(SweepCountRow.run_id == run)
    return session.get_one(SweepRunRow, run).number, session.scalars(total).one()


def end_run(
    session: Session,
    run: int,
    *,
    at: datetime,
    errors: Sequence[str],
    holds: Mapping[str, int],
    journal: tuple[int, str],
    mark: ClockMark,
) -> SweepStatement:
    """Close a run; its statement."""
    row = session.get_one(SweepRunRow, run)
    row.finished_at, row.errors, row.holds = at, list(errors), dict(holds)
    row.entries, row.head = journal
    row.trusted_at, row.seen_at, row.steady_from = mark.trusted_at, mark.seen_at, mark.steady_from
    session.flush()
    return _statement(session, row)


def unfinished_runs(session: Session) -> tuple[int, ...]:
    """Runs that were cut short."""
    rows = session.scalars(select(SweepRunRow.id).where(SweepRunRow.finished_at.is_(None)))
    return tuple(rows.all())


def clock_mark(session: Session) -> ClockMark | None:
    """The clock's mark after the newest run; None before the first."""
    row = session.scalars(select(SweepRunRow).order_by(SweepRunRow.id.desc()).limit(1)).first()
    return None if row is None else ClockMark(row.trusted_at, row.seen_at, row.steady_from)


def largest_of(session: Session, runs: int) -> int:
    """The most that one of the newest `runs` runs destroyed."""
    newest = select(SweepRunRow.id).order_by(SweepRunRow.id.desc()).limit(runs).scalar_subquery()
    total = func.sum(SweepCountRow.destroyed)
    each = select(total).where(SweepCountRow.run_id.in_(newest)).group_by(SweepCountRow.run_id)
    return max(session.scalars(each).all(), default=0)


def statements(session: Session, limit: int | None = None) -> tuple[SweepStatement, ...]:
    """What runs left, the newest first."""
    rows = session.scalars(select(SweepRunRow).order_by(SweepRunRow.id.desc()).limit(limit)).all()
    oldest = rows[-1].id if rows else 0
    counts: dict[int, list[RuleCount]] = defaultdict(list)
    theirs = select(SweepCountRow).where(SweepCountRow.run_id >= oldest).order_by(SweepCountRow.rule)
    for count in session.scalars(theirs):  # in one question: a year leaves hundreds of runs
        counts[count.run_id].append(to_record(count, RuleCount))
    return tuple(_told(row, counts[row.id]) for row in rows)


def statement(session: Session, number: str) -> SweepStatement | None:
    """The statement of that number."""
    row = session.scalars(select(SweepRunRow).where(SweepRunRow.number == number)).one_or_none()
    return None if row is None else _statement(session, row)


def last_run_at(session: Session) -> datetime | None:
    """When the newest recorded run that needed a person's key began."""
    newest = select(SweepRunRow.started_at).where(SweepRunRow.locked.is_(False))
    return session.scalars(newest.order_by(SweepRunRow.id.desc()).limit(1)).first()


def waiting_plan(session: Session) -> WaitingPlan | None:
    """The plan that waits for an answer."""
    row = session.scalars(select(WaitingPlanRow)).one_or_none()
    if row is None:
        return None
    items = session.execute(select(WaitingItemRow.kind, WaitingItemRow.item))
    found = frozenset((kind, item) for kind, item in items)
    return WaitingPlan(row.id, row.asked_at, row.made_at, GuardReason(row.reason), found)


def put_waiting(session: Session, waiting: WaitingPlan) -> None:
    """Let this plan wait instead of any other."""
    session.execute(delete(WaitingPlanRow))
    values = {name: getattr(waiting, name) for name in ("id", "asked_at", "made_at", "reason")}
    session.add(WaitingPlanRow(**values))
    session.flush()
    rows = [{"plan": waiting.id, "kind": kind, "item": item} for kind, item in sorted(waiting.items)]
    if rows:
        session.execute(insert(WaitingItemRow), rows)


def tick_off(session: Session, items: Iterable[PlannedItem]) -> None:
    """These items of the waiting plan are carried out; without any left it no longer waits."""
    plan = session.scalars(select(WaitingPlanRow.id)).first()
    if plan is None:
        return
    columns = _WAITING_ITEMS.c  # all three are the key: without one of them each row is looked for in all
    mine = and_(columns.plan == plan, columns.kind == bindparam("a"), columns.item == bindparam("b"))
    gone = [{"a": item.kind, "b": item.id} for item in items]
    session.connection().execute(delete(_WAITING_ITEMS).where(mine), gone)
    if session.scalars(select(WaitingItemRow.item).limit(1)).first() is None:
        session.execute(delete(WaitingPlanRow))


def forget_waiting(session: Session) -> None:
    """Nothing waits any longer."""
    session.execute(delete(WaitingPlanRow))


def _statement(session: Session, row: SweepRunRow) -> SweepStatement:
    counts = select(SweepCountRow).where(SweepCountRow.run_id == row.id).order_by(SweepCountRow.rule)
    return _told(row, [to_record(count, RuleCount) for count in session.scalars(counts)])


def _told(row: SweepRunRow, counts: Sequence[RuleCount]) -> SweepStatement:
    return SweepStatement(
        number=row.number,
        plan=row.plan,
        started_at=row.started_at,
        finished_at=row.finished_at,
        actor=row.actor,
        locked=row.locked,
        accepted=row.accepted,
        guard=GuardReason(row.guard) if row.guard else None,
        errors=tuple(row.errors),
        holds={str(reason): int(number) for reason, number in row.holds.items()},
        entries=row.entries,
        head=row.head,
        counts=tuple(counts),
    )


def _next_number(session: Session, year: int) -> str:
    taken = select(SweepRunRow.number).where(SweepRunRow.number.like(f"P-{year}-%"))
    last = max((int(number.rpartition("-")[2]) for number in session.scalars(taken)), default=0)
    return f"P-{year}-{last + 1:03}"

"""The account of a run: its row and statement, the plan left waiting, the journal, the line in clear."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention import repository
from gdpr_desk.retention.carrying import Carrying
from gdpr_desk.retention.guard import ClockMark
from gdpr_desk.retention.holds import LegalHolds
from gdpr_desk.retention.locked import with_line
from gdpr_desk.retention.model import (
    PlannedItem,
    Rule,
    SweepOutcome,
    SweepPlan,
    SweepStatement,
    WaitingPlan,
    Why,
)
from gdpr_desk.retention.planning import first_counts, plan_id
from gdpr_desk.vault.state import SweepLine, change_state
from gdpr_desk.vault.vault import Vault


class Accounts:
    """Writes them for the runs of one open vault; `first_mark` is the clock's mark before any run."""

    def __init__(
        self, vault: Vault, journal: JournalService, clock: Clock, holds: LegalHolds, first_mark: ClockMark
    ) -> None:
        self._vault = vault
        self._journal = journal
        self._clock = clock
        self._holds = holds
        self._first_mark = first_mark

    def mark(self, session: Session) -> ClockMark:
        """The clock's mark after the newest recorded run."""
        return repository.clock_mark(session) or self._first_mark

    def close_cut_short(self) -> None:
        """Close runs that a crash left open: what they destroyed is counted, and so told."""
        with self._vault.store.read() as session:
            if not repository.unfinished_runs(session):
                return
        with self._vault.store.begin() as session:
            for run in repository.unfinished_runs(session):
                self.end(session, run, ["interrupted"], self.mark(session), at=self._clock.now())

    def close(
        self, plan: SweepPlan, carried: Carrying, troubles: Sequence[str] = ()
    ) -> SweepStatement | None:
        """Write down what became of `plan`; None where nothing happened and the day has its statement.

        `troubles` last for more than a run: they are told once a day, and with every statement.
        """
        with self._vault.store.read() as session:
            waits = _next_waiting(plan, repository.waiting_plan(session), self._clock)
            new = self._is_first_today(session) or self._untold_today(session, troubles)
            if not (carried.run or carried.errors or waits.changed or new):
                return None
        run = carried.begin()
        with self._vault.store.begin() as session:
            if waits.changed:
                self._let_wait(session, waits.plan)
            now = self._clock.now()
            mark = self.mark(session).after(now, confirmed=plan.accepted, waiting=waits.plan is not None)
            return self.end(session, run, [*carried.errors, *troubles], mark, at=now)

    def begin(
        self,
        session: Session,
        due: Sequence[PlannedItem],
        rules: Sequence[Rule],
        *,
        at: datetime,
        locked: bool,
    ) -> int:
        """Put down, afterwards, a run at `at` that had `due` in hand; its id. Of a locked run's rules only
        those that took something are told."""
        plan = SweepPlan(plan_id(due, rules), at, at, tuple(due), (), tuple(rules), {})
        counts = [count for count in first_counts(plan).values() if count.due or not locked]
        return repository.begin_run(session, plan, counts, at=at, actor=self._journal.actor, locked=locked)

    def end(
        self, session: Session, run: int, errors: Sequence[str], mark: ClockMark, *, at: datetime
    ) -> SweepStatement:
        """Close a run within the caller's transaction; its statement, which the journal knows of."""
        number, destroyed = repository.number_and_destroyed(session, run)
        if destroyed or errors:
            self._journal.record(session, "sweep.done", number, {"destroyed": destroyed})
        return repository.end_run(
            session,
            run,
            at=at,
            errors=errors,
            holds=self._holds.by_reason(session),
            journal=self._journal.head(session),
            mark=mark,
        )

    def write_line(self, outcome: SweepOutcome) -> None:
        """The run in `state.json`; where even that fails, the next run tries again."""
        plan, statement = outcome.plan, outcome.statement
        line = SweepLine(
            at=outcome.at,
            locked=False,
            due=len(plan.due),
            destroyed=outcome.destroyed,
            held=sum(item.why is Why.HOLD for item in plan.left),
            waiting=plan.waiting,
            statement=statement.number if statement else "",
            errors=outcome.errors,
        )
        with suppress(GdprDeskError):
            change_state(self._vault.folder, lambda state: with_line(state, line))

    def _is_first_today(self, session: Session) -> bool:
        last = repository.last_run_at(session)
        return last is None or last.astimezone(SHOP_ZONE).date() != self._clock.today()

    def _untold_today(self, session: Session, troubles: Sequence[str]) -> bool:
        last = next(iter(repository.statements(session, 1)), None) if troubles else None
        return last is not None and not set(troubles) <= set(last.errors)

    def _let_wait(self, session: Session, plan: WaitingPlan | None) -> None:
        if plan is None:
            repository.forget_waiting(session)
            return
        repository.put_waiting(session, plan)
        self._journal.record(session, "sweep.waiting", plan.id, {"items": len(plan.items)})


@dataclass(frozen=True)
class _Waits:
    """The plan that is to wait from now on, and whether that is another than before."""

    plan: WaitingPlan | None
    changed: bool


def _next_waiting(plan: SweepPlan, before: WaitingPlan | None, clock: Clock) -> _Waits:
    items = frozenset((item.kind, item.id) for item in plan.left if item.why is Why.GUARD)
    if plan.guard is None or not items:
        return _Waits(None, changed=before is not None)
    asked_at = before.asked_at if before else clock.now()
    waiting = WaitingPlan(plan.id, asked_at, plan.made_at, plan.guard, items)
    return _Waits(waiting, changed=before is None or before.items != items or before.id != plan.id)

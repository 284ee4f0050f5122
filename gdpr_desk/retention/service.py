"""The officer's verbs on the sweep. For the window, which runs them off its thread (`qtkit.jobs`):

- `sweep(progress, stop)`: what start, unlock, resume and the hourly tick call; never asks anybody.
- `plan()` for the simulation: `plan.due` would go, `plan.left` stays (`item.why`, words in
  `wording.WHY`), `plan(horizon).later` would go by then; `plan.rule(item.rule).label` and `.wording` say
  under which promise. Un-ticking an item is `hold(item.key, reason=…, note=…, review_on=…)`, then `plan()`
  again. `apply(plan, progress, stop)` carries out what is due now; `progress(done, total)` comes in the
  worker's thread.
- `plan.guard` is set (words in `wording.GUARD`) while the plan waits for an answer: `apply(accept(plan.id))`
  gives it. `standing()` tells Today the last run, what waits, the oldest overdue item, holds to review.
- `holds()`, `prolong(key, review_on=…)`, `lift(key, note=…)`, `reasons()` for the page of holds;
  `statements()`, `statement(number)` and `statement_pdf(number, shop)` for the history of runs
  (`wording.result_sentence` in one line each), `statement_left` once one was saved or printed.

Items are named by keys (`activity/T-05`), never by content: the page asks the slice for a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.collector import collector_waiting
from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Catalogue, Entry
from gdpr_desk.retention import repository
from gdpr_desk.retention.accounts import Accounts
from gdpr_desk.retention.carrying import Carrying, Progress, Stop
from gdpr_desk.retention.due_list import Clocks, DueListKeeper, no_clocks
from gdpr_desk.retention.guard import RECENT_RUNS, ClockMark
from gdpr_desk.retention.holds import LegalHolds
from gdpr_desk.retention.locked import read_spool
from gdpr_desk.retention.model import (
    LOOK_AHEAD,
    LegalHold,
    PlannedItem,
    SweepOutcome,
    SweepPlan,
    SweepStatement,
    WaitingPlan,
    Why,
)
from gdpr_desk.retention.planning import Past, accepted, make_plan
from gdpr_desk.retention.reconciling import reconcile, tell_again
from gdpr_desk.retention.report import StatementPaper, statement_paper
from gdpr_desk.retention.sweep_lock import sweeping
from gdpr_desk.retention.sweepable import Outside, Sweepable
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.ledger import Eraser
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.vault import Vault

__all__ = ["LegalHolds", "RetentionService", "SweepStanding", "Sweepable"]

_NEVER: Stop = lambda: False  # noqa: E731
_NOTHING_MADE = lambda: 0  # noqa: E731
_SILENT: Progress = lambda _done, _total: None  # noqa: E731


@dataclass(frozen=True)
class SweepStanding:
    """Where the sweep stands, for Today and `status`.

    `next_run_at` holds while the program is open. `overdue` is the due item whose ceiling passed first
    and that is still there (None: there is none). `review` are holds whose review day has come.
    """

    last: SweepStatement | None
    next_run_at: datetime
    waiting: WaitingPlan | None
    overdue: PlannedItem | None
    review: tuple[LegalHold, ...]


class RetentionService:
    """The sweep of one open vault over the `sources` that the composition registers.

    `upkeep` is called before each run that nobody asked for: it holds what has to stay since the last one,
    brings tasks elsewhere up to date and says how many it made. `drafts` keeps what is half typed about
    holds.
    """

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        clock: Clock,
        holds: LegalHolds,
        sources: Sequence[Sweepable],
        *,
        room: SpareRoom | None = None,
        clocks: Clocks = no_clocks,
        upkeep: Callable[[], int] = _NOTHING_MADE,
    ) -> None:
        self._upkeep = upkeep
        self._vault = vault
        self._journal = journal
        self._clock = clock
        self.drafts = Drafts(vault.store, clock)
        self._holds = holds
        self._sources = {source.kind: source for source in sources}
        self._outside = tuple(source for source in sources if isinstance(source, Outside))
        self._room = room or SpareRoom(vault.folder)
        with vault.store.read() as session:
            meta = session.scalars(select(VaultMetaRow)).one()
        first_mark = ClockMark.starting(meta.created_at)
        self._accounts = Accounts(vault, journal, clock, holds, first_mark)
        self.due_list = DueListKeeper(
            vault.folder,
            vault.store,
            clock,
            sources,
            vault_id=meta.vault_id,
            first_mark=first_mark,
            clocks=clocks,
        )

    def plan(self, horizon: datetime | None = None) -> SweepPlan:
        """What a run would do now, and with a `horizon` what would go by then; changes nothing.

        Raises the refusals of the store, InvalidInput for a horizon that no later run lies before.
        """
        now = self._clock.now()
        until = now + LOOK_AHEAD
        if horizon is not None and horizon <= until:
            raise _no_horizon()
        look_to = horizon or until
        with self._vault.store.read() as session:
            watched: Counter[str] = Counter()
            for source in self._sources.values():
                watched.update(source.watched(session))
            rules = [rule for source in self._sources.values() for rule in source.rules]
            known = {rule.key for rule in rules}  # a folder's may be gone that this snapshot still has
            items = (
                item
                for source in self._sources.values()
                for item in source.items(session, look_to)
                if item.rule in known
            )
            past = self._past(session)
            held = repository.held(session)
            return make_plan(items, rules, watched, held, past, now=now, until=until, horizon=horizon)

    def fresh_plan(self, horizon: datetime | None = None) -> SweepPlan:
        """`plan`, once what lies outside the vault was looked at; what it names there may go from the next
        plan on. Raises what `plan` raises."""
        with collector_waiting():
            for source in self._outside:
                source.look()
            plan = self.plan(horizon)
        for source in self._outside:
            source.listed()
        return plan

    def accept(self, plan_id: str) -> SweepPlan:
        """The present plan with a yes to those items of plan `plan_id` that still are due.

        Raises InvalidInput where that plan neither waits nor is the present one: look again.
        """
        plan = self.plan()
        with self._vault.store.read() as session:
            waiting = repository.waiting_plan(session)
        if waiting is not None and waiting.id == plan_id:
            return accepted(plan, waiting.items)
        if plan.id == plan_id and plan.guard is not None:
            return accepted(plan)
        raise InvalidInput(
            "Cette simulation n’attend plus de réponse, ou elle a changé depuis.",
            safe="Rien n’a été effacé.",
            remedy="Refaites la simulation, puis répondez.",
            code="other_plan",
        )

    def apply(self, plan: SweepPlan, progress: Progress = _SILENT, stop: Stop = _NEVER) -> SweepOutcome:
        """Destroy what `plan` says is due, and nothing else; see `Carrying`.

        What goes wrong is in the outcome; only the refusals of `sweep.lock` itself are raised.
        """
        try:
            with sweeping(self._vault.folder):
                return self._run(plan, progress, stop)
        except VaultBusy:
            return SweepOutcome(self._clock.now(), plan, skipped_because="running")

    def sweep(self, progress: Progress = _SILENT, stop: Stop = _NEVER) -> SweepOutcome:
        """Take over what locked runs did, plan, and carry it out: the use case of every unlocked run."""
        self.reconcile()
        made = 0
        with suppress(GdprDeskError):  # a run does its work all the same; the next one makes them
            made = self._upkeep()
        return replace(self.apply(self.fresh_plan(), progress, stop), tasks_created=made)

    def reconcile(self) -> int:
        """Destroy keys and rows of files that locked runs destroyed; how many. None while a sweep runs."""
        with suppress(VaultBusy), sweeping(self._vault.folder):
            return reconcile(self._vault, self._accounts, self._sources)
        return 0

    def telling(self, erasers: Mapping[str, Eraser]) -> dict[str, Eraser]:
        """These erasers of what the ledger names: what a sweep had in hand when it was cut short is told
        in a statement before it goes. Raises the refusals of the disk."""
        spooled = read_spool(self._vault.folder)

        def telling(kind: str, erase: Eraser) -> Eraser:
            def told(session: Session, ids: Collection[str]) -> int:
                now = self._clock.now()
                tell_again(session, kind, ids, self._accounts, self._sources, spooled=spooled, now=now)
                return erase(session, ids)

            return told if kind in self._sources else erase

        return {kind: telling(kind, erase) for kind, erase in erasers.items()}

    def hold(
        self, key: str, *, reason: str, note: str, review_on: date, within: Session | None = None
    ) -> LegalHold:
        """Hold the item of that key, due or not. Raises NotFound, and what `LegalHolds.add` raises.

        The due list says so before the hold is committed; `within` the caller's transaction where there is
        one.
        """
        with nullcontext(within) if within is not None else self._vault.store.begin() as session:
            (hold,) = self.hold_all([key], reason=reason, note=note, review_on=review_on, within=session)
        return hold

    def hold_all(
        self, keys: Collection[str], *, reason: str, note: str, review_on: date, within: Session
    ) -> tuple[LegalHold, ...]:
        """Hold the items of these keys for one reason, as `hold` does; the due list is written once."""
        named: dict[str, list[str]] = {}
        for kind, item in map(self._named, keys):
            named.setdefault(kind, []).append(item)
        for kind, items in named.items():
            there = {found.id for found in self._sources[kind].among(within, items)}
            if not there.issuperset(items):
                raise _unknown_item()
        holds = tuple(
            self._holds.add(within, kind, item, reason=reason, note=note, review_on=review_on)
            for kind, items in named.items()
            for item in items
        )
        self.due_list.write(within)
        return holds

    def prolong(self, key: str, *, review_on: date) -> LegalHold:
        """Let the hold on the item of that key stand, for the same reason, until another day of review.

        Raises NotFound, InvalidInput for a day that is not to come.
        """
        kind, item = self._named(key)
        with self._vault.store.begin() as session:
            return self._holds.prolong(session, kind, item, review_on=review_on)

    def lift(self, key: str, *, note: str, within: Session | None = None) -> None:
        """End the hold on the item of that key. Raises NotFound."""
        kind, item = self._named(key)
        with nullcontext(within) if within is not None else self._vault.store.begin() as session:
            self._holds.lift(session, kind, item, note=note)

    def holds(self, *, lifted: bool = False, within: Session | None = None) -> tuple[LegalHold, ...]:
        """Holds in force, or with `lifted` all that ever were; the next to be reviewed first."""
        with nullcontext(within) if within is not None else self._vault.store.read() as session:
            return repository.holds(session, lifted=lifted)

    @staticmethod
    def reasons() -> Catalogue[Entry]:
        """The closed list of reasons for a hold."""
        return catalogues.hold_reasons()

    def statements(self, limit: int | None = None) -> tuple[SweepStatement, ...]:
        """What runs left behind, the newest first."""
        with self._vault.store.read() as session:
            return repository.statements(session, limit)

    def statement(self, number: str) -> SweepStatement:
        """The statement of that number. Raises NotFound."""
        with self._vault.store.read() as session:
            found = repository.statement(session, number)
        if found is None:
            raise NotFound("Ce relevé de purge n’existe pas.", remedy="Voyez la liste des relevés.")
        return found

    def statement_pdf(self, number: str, shop: str) -> StatementPaper:
        """The statement on paper, for the shop of that name. Raises NotFound, `PaperDiffers`."""
        return statement_paper(self.statement(number), shop, demo=self._vault.is_demo)

    def statement_left(self, number: str, way: str) -> None:
        """Note that the statement of that number left the vault, as a file of that kind or `print`."""
        with self._vault.store.begin() as session:
            self._journal.record(session, "sweep.exported", number, {"format": way})

    def standing(self) -> SweepStanding:
        """Where the sweep stands now."""
        now, today = self._clock.now(), self._clock.today()
        plan = self.plan()
        with self._vault.store.read() as session:
            last = next(iter(repository.statements(session, 1)), None)
            waiting = repository.waiting_plan(session)
            review = tuple(hold for hold in repository.holds(session) if hold.review_on <= today)
        late = [
            item
            for item in (*plan.due, *plan.left)
            if item.why in {None, Why.GUARD, Why.IN_USE} and item.due_at is not None and item.due_at < now
        ]
        overdue = min(late, key=lambda item: item.due_at or now, default=None)
        return SweepStanding(last, now + LOOK_AHEAD, waiting, overdue, review)

    def _run(self, plan: SweepPlan, progress: Progress, stop: Stop) -> SweepOutcome:
        at = self._clock.now()
        carried = Carrying(
            self._vault, self._clock, self._sources, self._room, plan, actor=self._journal.actor
        )
        statement = None
        try:
            self._accounts.close_cut_short()
            with self._vault.store.series(), collector_waiting() as collect:
                carried.carry_out(_after_each(collect, progress), stop)
            for source in self._outside:
                source.flush()
            troubles = [key for source in self._outside for key in source.troubles()]
            statement = self._accounts.close(plan, carried, troubles)
            carried.errors += troubles
        except GdprDeskError as error:  # what is destroyed is counted; the next run tells it
            carried.errors.append(error.code)
        wiped = False
        if carried.destroyed:
            with suppress(GdprDeskError):  # the last to close then does it
                wiped = self._vault.wipe_log()
        outcome = SweepOutcome(at, plan, carried.destroyed, tuple(carried.errors), statement, wiped)
        self._accounts.write_line(outcome)
        self._room.keep()
        return outcome

    def _past(self, session: Session) -> Past:
        largest = repository.largest_of(session, RECENT_RUNS)
        return Past(self._accounts.mark(session), largest, repository.waiting_plan(session))

    def _named(self, key: str) -> tuple[str, str]:
        kind, _, item = key.partition("/")
        if kind not in self._sources or not item:
            raise _unknown_item()
        return kind, item


def _no_horizon() -> InvalidInput:
    return InvalidInput(
        "On ne peut simuler que jusqu’à un jour à venir.",
        safe="Rien n’a été modifié.",
        remedy="Donnez un jour après aujourd’hui.",
        field="until",
    )


def _unknown_item() -> NotFound:
    return NotFound(
        "Cet élément n’existe pas, ou n’existe plus.",
        safe="Rien n’a été modifié.",
        remedy="Regardez de nouveau la simulation de la purge.",
    )


def _after_each(collect: Callable[[], None], progress: Progress) -> Progress:
    """Once a batch is done: collect what it left (the plan is not walked again and again), then tell."""

    def told(done: int, total: int) -> None:
        collect()
        progress(done, total)

    return told

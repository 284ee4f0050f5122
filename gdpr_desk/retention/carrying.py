"""Carrying out a plan: small transactions, each looked at again before it destroys, each counted.

What a crash interrupts is as if the rest had not been asked for yet: the run's counts are true to the last
committed batch, the next run closes it and plans anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.retention import repository
from gdpr_desk.retention.model import BATCH, PlannedItem, SweepPlan
from gdpr_desk.retention.planning import Judge, first_counts
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault

SMALL_BATCH = 100
"""Items of a transaction while the disk is full (measured: enough with the ballast released)."""

_ROOMY = "PRAGMA cache_size=-65536"
"""64 MB of pages: what is due lies scattered, and each index page would be decrypted again and again.
Wiping the log afterwards closes the connections that have it."""

Progress = Callable[[int, int], None]
"""Told after each batch, in the thread that sweeps: how many items are done, of how many."""
Stop = Callable[[], bool]
"""Asked before each batch: whether to stop there. What is done stays done."""


class Carrying:
    """One plan on its way; make one for each `apply`. A transaction takes `SIZE` items at most."""

    SIZE = BATCH

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        sources: Mapping[str, Sweepable],
        room: SpareRoom,
        plan: SweepPlan,
        *,
        actor: str,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._sources = sources
        self._room = room
        self._plan = plan
        self._actor = actor
        self._size = self.SIZE
        self.run: int | None = None
        """The run's id, once something of it is in the database."""
        self.destroyed = 0
        self.errors: list[str] = []

    def begin(self) -> int:
        """Put the run down, unless it is; its id."""
        if self.run is None:
            with self._vault.store.begin() as session:
                run = self._begun(session)
            self.run = run
        return self.run

    def carry_out(self, progress: Progress, stop: Stop) -> None:
        """Destroy what the plan says is due; what goes wrong with one batch is noted in `errors`."""
        done, total = 0, len(self._plan.due)
        for (kind, _rule), group in groupby(self._plan.due, key=attrgetter("kind", "rule")):
            waiting = list(group)
            try:
                for batch in self._batches(waiting):
                    if stop():
                        self.errors.append("stopped")
                        return
                    self._destroy(self._sources[kind], batch)
                    done += len(batch)
                    progress(done, total)
            except GdprDeskError as error:
                self.errors.append(error.code)

    def _batches(self, items: Sequence[PlannedItem]) -> Iterator[Sequence[PlannedItem]]:
        """Pieces of the present size, which shrinks when the disk is full."""
        start = 0
        while start < len(items):
            end = start + self._size
            yield items[start:end]
            start = end

    def _destroy(self, source: Sweepable, batch: Sequence[PlannedItem]) -> None:
        try:
            self._transaction(source, batch)
        except DiskFull:
            if not self._room.release() and self._size == SMALL_BATCH:
                raise
            self._size = SMALL_BATCH
            self._room.shorten_log(self._vault.database_key, always=True)
            for piece in self._batches(batch):
                self._transaction(source, piece)
                self._room.shorten_log(self._vault.database_key, always=True)
            return
        self._room.shorten_log(self._vault.database_key, always=self._size == SMALL_BATCH)

    def _transaction(self, source: Sweepable, batch: Sequence[PlannedItem]) -> None:
        """Destroy those of the batch that the plan, looked at again, still says are due."""
        with self._vault.store.begin() as session:
            session.connection().exec_driver_sql(_ROOMY)
            judge = Judge(repository.held(session), self._plan.made_at, self._plan.until)
            rule, agreed = batch[0].rule, {item.id for item in batch}
            still = [
                item.id
                for item in source.among(session, agreed)
                if item.rule == rule and item.id in agreed and judge.is_due(item)
            ]
            number = source.destroy(session, still) if still else 0
            run = self._begun(session) if number else self.run
            if run is not None:
                repository.count_destroyed(session, run, rule, number)
            if self._plan.accepted:
                repository.tick_off(session, batch)
        self.run = run
        self.destroyed += number

    def _begun(self, session: Session) -> int:
        return self.run or repository.begin_run(
            session,
            self._plan,
            first_counts(self._plan).values(),
            at=self._clock.now(),
            actor=self._actor,
            locked=False,
        )

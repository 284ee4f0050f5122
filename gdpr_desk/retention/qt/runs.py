"""The runs of an open window: at start, on waking, every hour and on a person's word, off its thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.retention.model import LOOK_AHEAD, SweepOutcome, SweepPlan
from gdpr_desk.retention.service import RetentionService

FIRST_MS = 1_500
"""The window stands and has its first pages read by then."""
_TICK_MS = 30_000

Run = Callable[[Callable[[int, int], None], Callable[[], bool]], SweepOutcome]


class SweepRuns(QObject):
    """One run at a time. `began`, `progressed(done, total)`, then `ended(SweepOutcome, by_hand)` or
    `refused(GdprDeskError, by_hand)`; nothing more after `stop`.

    The clock on the wall is looked at, not a timer of an hour: that would not count sleep.
    """

    began = Signal()
    progressed = Signal(int, int)
    ended = Signal(object, bool)
    refused = Signal(object, bool)
    _stepped = Signal(int, int)

    def __init__(self, retention: RetentionService, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._retention = retention
        self._clock = clock
        self._stop = threading.Event()
        self._job: Job | None = None
        self._closed = False
        self.next_at: datetime = clock.now()
        self.ran = False
        """Whether a run has come to its end in this window."""
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.look)
        self._stepped.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._job is not None

    def start(self) -> None:
        """From now on; the first one a moment after the window stands."""
        self._timer.start()
        QTimer.singleShot(FIRST_MS, self, self.look)

    def look(self) -> None:
        """Run if it is time for it, or if somebody set the clock back."""
        now = self._clock.now()
        if now >= self.next_at or self.next_at - now > LOOK_AHEAD:
            self.wake()

    def wake(self) -> None:
        """The computer woke: what came to its end meanwhile goes now."""
        self._run(self._retention.sweep, by_hand=False)

    def carry_out(self, plan: SweepPlan) -> None:
        """Somebody looked at this plan and wants it done."""
        self._run(lambda step, stop: self._retention.apply(plan, step, stop), by_hand=True)

    def accept(self, plan_id: str) -> None:
        """Somebody said yes to what that plan asked."""
        self._run(
            lambda step, stop: self._retention.apply(self._retention.accept(plan_id), step, stop),
            by_hand=True,
        )

    def cancel(self) -> None:
        """Stop before the next batch; what is done stays done, the rest goes with the next run."""
        self._stop.set()

    def stop(self) -> None:
        """The vault is about to be closed: stop before the next batch and tell nobody."""
        self._closed = True
        self._timer.stop()
        self._stop.set()
        if self._job is not None:
            self._job.cancel()

    def _run(self, run: Run, *, by_hand: bool) -> None:
        if self._closed or self.running:
            return
        self._stop.clear()
        self.next_at = self._clock.now() + LOOK_AHEAD
        # The pool, not the store's one worker: what somebody types is saved between two batches.
        self._job = Jobs.run(
            lambda: run(self._stepped.emit, self._stop.is_set),
            lambda outcome: self.ended.emit(outcome, by_hand),
            lambda refusal: self._refused(refusal, by_hand),
            self,
            settled=self._settled,
            lane="pool",
        )
        self.began.emit()

    def _settled(self) -> None:
        self._job, self.ran = None, True

    def _refused(self, refusal: GdprDeskError, by_hand: bool) -> None:
        self.refused.emit(refusal, by_hand)

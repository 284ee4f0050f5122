"""Work off the GUI thread: one worker for whatever touches the store, a pool for the rest.

The work is a plain function. What follows runs on the GUI thread, belongs to a QObject and dies
with it: a page that is gone is never called back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal
from shiboken6 import isValid

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.collecting import GuiCollector

T = TypeVar("T")
_SWITCH_S = 0.0001
"""How long a busy worker may keep the interpreter from the window. Laying out or painting one page calls back
into Python a hundred times: with the usual 5 ms that was a pause of 0.1 to 0.3 s, with 1 ms up to 0.1."""
_NAME = "gdpr_desk_jobs"
_POOL = 2


class Job:
    """One piece of work under way; `cancel` forgets its outcome (the work itself runs to its end)."""

    def __init__(self) -> None:
        self.cancelled = False
        self.finished = False

    def cancel(self) -> None:
        self.cancelled = True


class Jobs(QObject):
    """The application's workers; `Jobs.run(...)` is all that pages call."""

    busy_changed = Signal(bool)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._open = 0
        GuiCollector(self, lambda: self._open > 0)
        sys.setswitchinterval(_SWITCH_S)
        self._store = QThreadPool(self)
        self._store.setMaxThreadCount(1)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_POOL)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @staticmethod
    def run(
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[GdprDeskError], object] | None = None,
        owner: QObject | None = None,
        *,
        settled: Callable[[], object] | None = None,
        lane: str = "store",
    ) -> Job:
        """Run `work` in the `store` lane (one after another) or the `pool` lane.

        On the GUI thread, while `owner` lives: `settled()` in every case, then `done(result)` or
        `failed(error)` for a known problem. Any other exception is our own fault and is raised
        there, where the crash dialog sees it.
        """
        job = Job()
        _instance()._start(_Reply(job, work, owner, settled, done, failed), lane)
        return job

    @staticmethod
    def wait(milliseconds: int = 10_000) -> bool:
        """Let what is under way end (before closing the vault); False when it took longer."""
        jobs = _instance()
        return jobs._store.waitForDone(milliseconds) and jobs._pool.waitForDone(milliseconds)

    @staticmethod
    def instance() -> Jobs:
        """The object that emits `busy_changed`."""
        return _instance()

    def _start(self, reply: _Reply[T], lane: str) -> None:
        if lane not in ("store", "pool"):
            raise ValueError(lane)

        def outcome() -> None:
            reply.find_out()
            self._arrived.emit(reply)

        self._open += 1
        if self._open == 1:
            self.busy_changed.emit(True)
        (self._store if lane == "store" else self._pool).start(_Task(outcome))

    def _deliver(self, reply: _Reply[object]) -> None:
        self._open -= 1
        if self._open == 0:
            self.busy_changed.emit(False)
        reply.deliver()


@dataclass
class _Reply(Generic[T]):
    """One piece of work, what came of it, and whom to tell.

    The worker may be the last to hold it, a moment after it was delivered. It has let go of everything by
    then: a window whose last reference went in the worker would be destroyed there, under the events of
    the GUI thread.
    """

    job: Job
    work: Callable[[], T] | None
    owner: QObject | None
    settled: Callable[[], object] | None
    done: Callable[[T], object] | None
    failed: Callable[[GdprDeskError], object] | None
    result: list[T] = field(default_factory=list)
    problem: BaseException | None = None

    def find_out(self) -> None:
        """In the worker."""
        if self.work is None:
            raise RuntimeError("delivered already")
        try:
            self.result.append(self.work())
        except BaseException as raised:
            self.problem = raised

    def deliver(self) -> None:
        """Tell on the GUI thread; a fault is raised even when nobody is left to be told."""
        self.job.finished = True
        alive = not self.job.cancelled and (self.owner is None or isValid(self.owner))
        settled, done, failed, problem, result = (
            self.settled,
            self.done,
            self.failed,
            self.problem,
            self.result,
        )
        self.work = self.owner = self.settled = self.done = self.failed = self.problem = None
        self.result = []
        if alive and settled is not None:
            settled()
        if problem is None:
            if alive and done is not None:
                done(result[0])
        elif not isinstance(problem, GdprDeskError):
            raise problem
        elif alive and failed is not None:
            failed(problem)
        elif alive:
            raise problem


class _Task(QRunnable):
    """A function for a pool."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


def _instance() -> Jobs:
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("jobs need a QApplication")
    found = app.property(_NAME)
    if isinstance(found, Jobs):
        return found
    made = Jobs(app)
    app.setProperty(_NAME, made)
    return made

"""How long an open window cannot answer while a big sweep runs in its worker: the gaps between ticks of a
timer of 5 ms in the window's own event loop.

One real window, one vault; in each round, in turn: nothing runs; a worker only counts (pure Python, about as
long as a sweep); a sweep of `ITEMS` due items, begun as the button does, to the end of what follows it (Today
and the room read again). The latter with the room on screen and with Today on screen. The list that names the
items was read before, so that each sweep also has a large plan in memory.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from timing import load

ITEMS = 20_000
TICK_MS = 5
LONG_MS = 100
_QUIET_MS = 700
"""Nothing under way for so long: what the sweep set off is over."""


@dataclass
class Gaps:
    """The gaps of one way, in milliseconds, and for how long it was watched."""

    each: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> dict[str, float]:
        """What is reported of them."""
        ordered = sorted(self.each)
        return {
            "seconds": round(self.seconds, 1),
            "ticks": len(ordered),
            "median_ms": round(statistics.median(ordered), 1),
            "p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
            "longest_ms": round(ordered[-1], 1),
            "over_50_ms": sum(gap > 50 for gap in ordered),
            "over_100_ms": sum(gap > LONG_MS for gap in ordered),
        }


def gaps(runs: int, kind: Callable[[object], Watched] | None = None) -> dict[str, object]:
    """The distribution of the gaps of each way over `runs` rounds; `kind` watches another sort of items."""
    from PySide6.QtWidgets import QApplication

    from gdpr_desk.clock import SystemClock
    from gdpr_desk.demo import create_demo
    from gdpr_desk.qtkit import theme
    from gdpr_desk.qtkit.collecting import keep_what_is_left
    from gdpr_desk.shell.application import speak_french
    from gdpr_desk.shell.desk_window import DeskWindow

    app = QApplication([])
    speak_french(app)
    theme.install(app, "light", 100)
    with tempfile.TemporaryDirectory() as place:
        desk, _secret = create_demo(Path(place) / "coffre", SystemClock())
        shown = DeskWindow(desk)
        shown.window.resize(1366, 768)
        shown.window.show()
        keep_what_is_left()  # as the program itself does
        watched = (kind or Watched)(shown)
        for _ in range(runs):
            watched.round()
        shown.close_desk()
    ways = {way: found.told() for way, found in watched.gaps.items()}
    return {"items": ITEMS, "runs": runs, "load": load(), "ways": ways, "longest_each_ms": watched.longest}


class Watched:
    """One open window and the gaps that were seen in it."""

    def __init__(self, shown: object) -> None:
        from PySide6.QtCore import QObject, Qt, QTimer

        from gdpr_desk.shell.desk_window import DeskWindow

        assert isinstance(shown, DeskWindow)
        self._shown = shown
        self._owner = QObject()
        self._timer = QTimer(self._owner, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._now: Gaps | None = None
        self._last = 0.0
        self._busy_at = 0.0
        self.gaps: dict[str, Gaps] = {}
        self.longest: dict[str, list[float]] = {}

    def round(self) -> None:
        """Every way once."""
        for room in ("retention", "today"):
            self._prepare(room)
            took = self._watch(f"sweep, {room} on screen", self._sweep)
            self._watch(f"idle, {room} on screen", partial(self._wait, took))
            self._watch(f"counting, {room} on screen", partial(self._count, took))

    def _prepare(self, room: str) -> None:
        self._fill()
        self._shown.go_to("retention")
        self._settle()
        self._shown.go_to(room)
        self._settle()

    def _fill(self) -> None:
        from sqlalchemy import insert

        from gdpr_desk.vault.tables import DraftRow

        typed = self._shown.desk.clock.now() - timedelta(days=91)
        rows = [
            {"form": f"register/X-{n:05}", "content": {"name": "x" * 80}, "saved_at": typed}
            for n in range(ITEMS)
        ]
        with self._shown.desk.vault.store.begin() as session:
            session.execute(insert(DraftRow), rows)

    def _sweep(self) -> None:
        runs, page = self._shown.sweep.runs, self._shown.sweep.page
        assert page is not None
        assert page._content is not None
        plan = page._content.plan
        told: list[int] = []
        wire = runs.ended.connect(lambda outcome, _by_hand: told.append(outcome.destroyed))
        if plan.guard is not None:
            runs.accept(plan.id)
        else:
            runs.carry_out(plan)
        self._until(lambda: bool(told))
        runs.ended.disconnect(wire)
        assert told[0] >= ITEMS, told
        self._settle()

    def _count(self, seconds: float) -> None:
        from gdpr_desk.qtkit.jobs import Jobs

        def counting() -> int:
            end, number = time.perf_counter() + seconds, 0
            while time.perf_counter() < end:
                number += 1
            return number

        done: list[int] = []
        Jobs.run(counting, done.append, owner=self._owner, lane="pool")
        self._until(lambda: bool(done))

    def _wait(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self._until(lambda: time.perf_counter() >= end)

    def _settle(self) -> None:
        """Until no work was under way for a while."""
        from gdpr_desk.qtkit.jobs import Jobs

        jobs = Jobs.instance()
        quiet = [time.perf_counter()]

        def over() -> bool:
            if jobs._open:
                quiet[0] = time.perf_counter()
            return (time.perf_counter() - quiet[0]) * 1000 > _QUIET_MS

        self._until(over)

    def _until(self, over: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        look = QTimer(interval=20)
        look.timeout.connect(lambda: loop.quit() if over() else None)
        limit = QTimer(interval=120_000, singleShot=True)
        limit.timeout.connect(lambda: loop.exit(1))
        look.start()
        limit.start()
        if loop.exec() == 1:
            raise SystemExit("it never came to its end")

    def _watch(self, way: str, work: Callable[[], None]) -> float:
        """Do `work` with the timer ticking; how long it took."""
        now = self._now = Gaps()
        began = self._last = time.perf_counter()
        self._timer.start()
        work()
        self._timer.stop()
        self._now = None
        now.seconds = time.perf_counter() - began
        whole = self.gaps.setdefault(way, Gaps())
        whole.each += now.each
        whole.seconds += now.seconds
        self.longest.setdefault(way, []).append(round(max(now.each), 1))
        return now.seconds

    def _tick(self) -> None:
        at = time.perf_counter()
        if self._now is not None:
            gap = (at - self._last) * 1000
            self._now.each.append(gap)
            if os.environ.get("GAPS_TOLD") and gap > 40:
                print(f"{gap:.0f} ms", flush=True)
        self._last = at

"""Under any sequence of items, holds, runs, locked nights, sleeps and clock changes the promises stand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import RULES, Shelf

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.retention.model import LOOK_AHEAD, SweepOutcome
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
MORNING = datetime.fromisoformat("2026-11-23T08:48+01:00")
HOUR = timedelta(hours=1)

ages = st.integers(0, 70).map(lambda days: timedelta(days=days))
actions = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(sorted(RULES)), ages, st.none() | ages),
    st.tuples(st.just("many"), st.sampled_from(sorted(RULES)), ages),
    st.tuples(st.just("hold"), st.integers(0, 40)),
    st.tuples(st.just("lift"), st.integers(0, 40)),
    st.tuples(st.just("sleep"), st.integers(1, 60 * 24)),
    st.tuples(st.just("jump"), st.sampled_from((-3650, -400, 8, 400, 3650))),
    st.tuples(st.just("back")),
    st.tuples(st.just("locked")),
    st.tuples(st.just("accept")),
    st.tuples(st.just("restart")),
    st.tuples(st.just("sweep")),
)


@dataclass
class Shop:
    """The vault under trial, and what is known of it without asking it."""

    folder: Path
    clock: FixedClock
    ahead: timedelta = timedelta()
    held: set[str] = field(default_factory=set)
    count: int = 0

    def __post_init__(self) -> None:
        self.vault = Vault.open(self.folder, RAW_KEY, clock=self.clock)
        self.shelf = Shelf(self.vault)
        self.shelf.build()
        self.serve()

    def serve(self) -> None:
        journal = JournalService(self.vault.store, self.clock, "p1")
        self.retention = RetentionService(
            self.vault,
            journal,
            self.clock,
            LegalHolds(journal, self.clock),
            [self.shelf],
            room=SpareRoom(self.folder, 1 << 12),
        )
        self.retention.due_list.start()

    def do(self, action: str, *given: object) -> None:
        act: Callable[..., None] = getattr(self, f"_{action}")
        act(*given)

    def finish(self) -> None:
        self._sweep()
        assert self.retention._journal.verify().intact
        self.vault.close()

    def _put(self, rule: str, age: timedelta, minimum: timedelta | None) -> None:
        self.count += 1
        now = self.clock.now()
        published = now - (timedelta(days=40) if minimum is None else minimum)
        self.shelf.put(f"i{self.count:03}", rule, now - age, published=published)

    def _many(self, rule: str, age: timedelta) -> None:
        names = [f"i{self.count + one:03}" for one in range(1, 23)]
        self.count += len(names)
        self.shelf.put_all(names, rule, self.clock.now() - age)

    def _hold(self, number: int) -> None:
        free = sorted(self.shelf.names() - self.held)
        if free:
            name = free[number % len(free)]
            review = self.clock.today() + timedelta(days=30)
            self.retention.hold(f"shelf/{name}", reason="legal_claims", note="", review_on=review)
            self.held.add(name)

    def _lift(self, number: int) -> None:
        if self.held:
            name = sorted(self.held)[number % len(self.held)]
            self.retention.lift(f"shelf/{name}", note="")
            self.held.discard(name)

    def _sleep(self, hours: int) -> None:
        self.clock.instant += hours * HOUR

    def _jump(self, days: int) -> None:
        if abs(self.ahead.days + days) < 8000:
            self.clock.instant += timedelta(days=days)
            self.ahead += timedelta(days=days)

    def _back(self) -> None:
        self.clock.instant -= self.ahead
        self.ahead = timedelta()

    def _restart(self) -> None:
        self.vault.close()
        self.vault = Vault.open(self.folder, RAW_KEY, clock=self.clock)
        self.shelf.vault = self.vault
        self.serve()
        self._sweep()

    def _locked(self) -> None:
        before = self.shelf.windows()
        files = {name for name in before if self.shelf.file(name).exists()}
        done = sweep_locked(self.folder, self.clock)
        assert done.errors == ()
        gone = {name for name in files if not self.shelf.file(name).exists()}
        self._were_due(gone, {name: before[name] for name in gone})
        assert done.destroyed == len(gone)

    def _accept(self) -> None:
        waiting = self.retention.standing().waiting
        if waiting is None:
            return
        before = self.shelf.windows()
        self.retention.apply(self.retention.accept(waiting.id))
        gone = before.keys() - self.shelf.names()
        self._were_due(gone, before)
        exempt = {name for name, window in before.items() if not self.shelf.file(name).exists()}
        assert {("shelf", name) for name in gone - exempt} <= waiting.items

    def _sweep(self) -> None:
        self.retention.reconcile()
        before = self.shelf.windows()
        plan = self.retention.plan()
        done = self.retention.apply(plan)
        gone = before.keys() - self.shelf.names()
        assert gone == {item.id for item in plan.due}
        self._were_due(gone, before)
        self._nothing_is_late(done)
        assert self.retention.apply(plan).destroyed == 0

    def _were_due(self, gone: set[str], windows: dict[str, object]) -> None:
        """Nothing held, nothing under its minimum, nothing before its time."""
        now = self.clock.now()
        assert gone.isdisjoint(self.held)
        for name in gone:
            window = windows[name]
            assert window.maximum_at <= now + LOOK_AHEAD  # type: ignore[attr-defined]
            assert window.minimum_at is None or window.minimum_at <= now  # type: ignore[attr-defined]

    def _nothing_is_late(self, done: SweepOutcome) -> None:
        """What is past its ceiling is held, under its minimum, or waits for an answer."""
        now = self.clock.now()
        late = {
            name
            for name, window in self.shelf.windows().items()
            if window.maximum_at is not None
            and window.maximum_at <= now
            and name not in self.held
            and not (window.minimum_at is not None and now < window.minimum_at)
        }
        waiting = {item.id for item in done.plan.left if item.why == "guard"}
        assert late <= waiting
        assert not waiting or len(waiting) + done.destroyed > 20


@pytest.fixture(scope="module")
def empty(_founded: Path) -> Path:
    """The folder of an empty vault, to be copied."""
    return _founded


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(actions, min_size=3, max_size=14))
def test_the_promises_stand_whatever_happens(
    steps: list[tuple[object, ...]], empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Path(shutil.copytree(empty, tmp_path_factory.mktemp("v") / "coffre"))
    shop = Shop(folder, FixedClock(MORNING))
    for action, *given_ in steps:
        shop.do(str(action), *given_)
    shop.finish()


def test_the_judge_notices_a_held_item_that_went(empty: Path, tmp_path: Path) -> None:
    shop = Shop(Path(shutil.copytree(empty, tmp_path / "coffre")), FixedClock(MORNING))
    shop.do("put", "calls", timedelta(days=5), None)
    shop.held.add("i001")
    with pytest.raises(AssertionError):
        shop.do("sweep")
    shop.vault.close()


def test_the_judge_notices_what_stayed_too_long(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(Path(shutil.copytree(empty, tmp_path / "coffre")), FixedClock(MORNING))
    shop.do("put", "calls", timedelta(days=5), None)
    monkeypatch.setattr(shop.shelf, "items", lambda *_: iter(()))
    with pytest.raises(AssertionError):
        shop.do("sweep")
    shop.vault.close()

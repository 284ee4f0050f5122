"""Under a moved clock: short forms in the suite, `./dev trials` runs the year and all the jumps.

`four_hundred_days.py` and `clock_jumps.py` tell what is done; `README.md` has the figures.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import clock_jumps
import four_hundred_days
from due_judge import DAY, DAYS, HOUR, Broken, Judge, Seen, Thing
from four_hundred_days import Calendar, Year, close
from moved_clock import missing
from watched_days import Recording

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
PILE = 25


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A shop whose vault needs no derivation; whoever comes later goes on from there."""
    base = tmp_path_factory.mktemp("days")
    shop = Year(base / "shop", random.Random(11), demo=False, outside=base / "watched")
    yield shop
    shop.company.leave()


def test_some_days_a_crash_a_locked_night_and_an_absence(year: Year) -> None:
    days = Calendar(34, frozenset(range(2, 31)), frozenset({31}), frozenset({31}), frozenset())
    year.live(days)
    told = close(year)
    assert (told["locked nights"], told["crashes inside apply"], told["days off"]) == (1, 1, 29)
    assert told["fell due"] >= 5
    assert told["statements"] >= 5
    assert told["told"]["folder/1"]
    assert told["told"]["folder/2"]
    assert told["tasks ended"] >= 2


def test_a_wrong_clock_takes_no_pile_and_costs_no_day(year: Year) -> None:
    year.begin()
    for _ in range(PILE):
        year.work.copy()
    year.sweep()
    year.end()
    asked = clock_jumps.questions(year)
    assert clock_jumps.wrong(year, 300 * DAY, 1) == 0
    assert clock_jumps.questions(year) - asked == 1
    year.clock.set(year.clock.at + 31 * DAY)
    clock_jumps.right_again(year, 0)
    assert all(thing.held for thing in year.judge.things("attachment"))


@dataclass
class Shown(Judge):
    """A judge who is shown what there is."""

    there: set[str] = field(default_factory=set)

    def look(self) -> Seen:
        shown = ("attachment", "phone")
        return Seen({kind: self.there if kind in shown else set() for kind in DAYS}, self.there)


def test_the_judge_notices_what_is_late_what_is_lost_and_what_was_held() -> None:
    judge, at = Shown(Path(), b"", there={"one", "other"}), four_hundred_days.START
    late = at + 31 * DAY
    for name in ("one", "other"):
        judge.put(Thing("attachment", name, (at, at)))
    one, other = judge.things("attachment")
    with pytest.raises(Broken, match="is there after the run"):
        judge.after_run(late, late)
    with pytest.raises(Broken, match="because of 2 things"):
        judge.after_run(late, late, waits=True)
    with pytest.raises(Broken, match="is there after the locked run"):
        judge.after_locked(late, late, 0)
    judge.there = {"other"}
    with pytest.raises(Broken, match="is lost"):
        judge.after_run(at, at)
    with pytest.raises(Broken, match="without any key"):
        judge.after_locked(late, late, 0)
    one.held = True
    with pytest.raises(Broken, match="held, due"):
        judge.after_crash(late)
    judge.taken("attachment", "one")
    assert judge.after_run(late - 2 * DAY, late - 2 * DAY) == 0
    judge.there = set()
    assert judge.after_run(late, late) == 1
    assert (judge.things("attachment"), other.file_gone) == ([], False)


def test_the_judge_notices_a_file_that_no_plan_named_or_met_where_it_lies() -> None:
    judge, at = Shown(Path(), b""), four_hundred_days.START
    call = Recording("phone", "call", (at, at), day=date(2026, 1, 5))
    judge.put(call)
    call.seen, call.plans = True, 1
    for judge_run in (judge.after_run, lambda *run: judge.after_locked(*run, 0)):
        with pytest.raises(Broken, match="is lost"):
            judge_run(at, at)
    call.seen, call.named = False, 1
    with pytest.raises(Broken, match="is lost"):
        judge.after_locked(at, at, 0)
    call.seen, judge.there = True, {"call"}
    with pytest.raises(Broken, match="is there after the locked run"):
        judge._unlinked(judge.look(), at, [call])
    call.plans = 2
    with pytest.raises(Broken, match="is there after the run"):
        judge.after_run(at, at)
    judge.there = set()
    assert judge.after_locked(at, at, 0) == 1
    assert judge.swept == {"phone": 1}


def test_the_judge_counts_days_by_itself() -> None:
    spring = datetime(2027, 3, 10, 14, tzinfo=UTC)
    copy, record = (Thing(kind, "x", (spring, spring)) for kind in ("attachment", "activity"))
    assert copy.due()[0] == datetime(2027, 4, 9, 14, tzinfo=UTC)
    assert record.due()[0] == datetime(2027, 4, 8, 22, tzinfo=UTC)
    autumn = datetime(2026, 10, 10, 22, 30, tzinfo=UTC)  # past midnight in Paris
    assert Thing("activity", "x", (autumn, autumn)).due()[0] == datetime(2026, 11, 9, 23, tzinfo=UTC)
    papers = Thing("papers", "x", (autumn, autumn), published=autumn + 55 * DAY)
    assert not papers.must_leave(autumn + 60 * DAY)
    assert papers.must_leave(autumn + 65 * DAY)
    film = Recording("camera", "x", (autumn, autumn), modified=autumn + 4 * DAY, plans=1)
    assert film.due()[0] == autumn + 34 * DAY
    film.day = date(2027, 3, 10)
    film.kind = "phone"
    assert film.due()[0] == datetime(2027, 5, 8, 22, tzinfo=UTC)
    assert not papers.may_leave(autumn + 65 * DAY - HOUR)


@pytest.mark.trial
def test_four_hundred_days(tmp_path: Path) -> None:
    told = four_hundred_days.trial(
        400, random.SystemRandom().randrange(1 << 32), tmp_path / "shop", tmp_path / "watched"
    )
    assert told["fell due"] >= 1000
    assert told["locked nights"] >= 50
    assert told["crashes inside apply"] >= 20
    assert told["told"]["folder/1"] >= 50
    assert told["told"]["folder/2"] >= 50
    assert told["tasks ended"] >= 20
    assert timedelta(hours=told["longest after its time, hours"]) < 30 * DAY


@pytest.mark.trial
def test_the_clock_jumps_by_a_day_to_ten_years_either_way(tmp_path: Path) -> None:
    assert len(clock_jumps.trial(random.SystemRandom().randrange(1 << 32), tmp_path)) == 12

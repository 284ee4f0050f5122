"""A folder of a hundred thousand files whose time is over: the real sweep of a watched folder against
`find DIR -type f -mtime +N -delete`. `python tests/trials/measure_folders.py [FILES] [ROUNDS]` prints it.

Both run in turn, each in a process of its own, on a folder made anew for it on the disk of the temporary
folder: empty files in a hundred folders below one. The sweep's time is the whole of `RetentionService.sweep`,
what a start of the program and its hourly run call: taking over, looking at every file, planning, carrying
out in transactions of a thousand, statement, wiping the log. Runs before saw the files thirty days earlier,
and took two fifths as many (the guard asked, the answer was yes): the run that is timed is an everyday one.
Memory is the largest the process ever held.

`python tests/trials/measure_folders.py gaps ROUNDS`: how long an open window cannot answer while such a run
takes twenty thousand files, as `measure_gaps`.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from measure_gaps import ITEMS, Watched, gaps
from timing import cost, load

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import FolderRule
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.vault.vault import Vault

NOW = datetime.fromisoformat("2026-11-23T08:48:00+00:00")
KEY = bytes(range(32))
DAYS = 30
AT_MOST = 5
_FOLDERS = 100


def build(folder: Path, files: int) -> None:
    """The files, all last changed a hundred days before now by both clocks."""
    old = min(NOW.timestamp(), time.time()) - 100 * 86400
    for number in range(files):
        below = folder / f"{number % _FOLDERS:02}"
        if number < _FOLDERS:
            below.mkdir(parents=True)
        path = below / f"camera-{number:06}.mp4"
        path.touch()
        os.utime(path, (old, old))


def sweep(place: Path, files: int) -> None:
    """One run that takes all of them; tells seconds, those of processors, how many went, and megabytes."""
    folder, clock = place / "exports", FixedClock(NOW - timedelta(days=2 * DAYS))
    build(folder / "before", 2 * files // 5)
    with Vault.found_for_trial(place / "coffre", KEY, clock=clock) as vault:
        desk = open_desk(vault, clock)
        desk.folders.add(FolderRule(str(folder), "Exports", f"P{DAYS}D", recursive=True))
        desk.retention.sweep()
        clock.instant = NOW - timedelta(days=DAYS)
        desk.retention.apply(desk.retention.accept(desk.retention.fresh_plan().id))
        build(folder / "now", files)
        desk.retention.sweep()
        for days in range(6, DAYS, 6):  # the guard asks after a leap of the clock
            clock.instant = NOW - timedelta(days=DAYS - days)
            desk.retention.sweep()
        clock.instant = NOW
        told: list[SweepOutcome] = []
        spent = cost(lambda: told.append(desk.retention.sweep()))
    left = sum(len(names) for _folder, _below, names in os.walk(folder))
    print(f"{spent.wall:.2f} {spent.cpu:.2f} {told[0].destroyed} {_peak():.0f} {left}", flush=True)


def plain(place: Path, files: int) -> None:
    """What the system's own tool takes for it."""
    folder = place / "exports"
    build(folder, files)
    words = ["find", str(folder), "-type", "f", "-mtime", f"+{DAYS}", "-delete"]
    spent = cost(lambda: subprocess.run(words, check=True))
    left = sum(len(names) for _folder, _below, names in os.walk(folder))
    print(f"{spent.wall:.2f} {spent.cpu:.2f} {files - left} 0 {left}", flush=True)


def compare(files: int, rounds: int) -> dict[str, object]:
    """Both ways in turn; raises SystemExit where one leaves a file."""
    times: dict[str, list[float]] = {"find": [], "sweep": []}
    busy: dict[str, list[float]] = {"find": [], "sweep": []}
    peaks: list[int] = []
    for _ in range(rounds):
        for way, found in times.items():
            place = tempfile.mkdtemp()
            try:
                run = [sys.executable, __file__, "one", way, place, str(files)]
                told = subprocess.check_output(run, text=True, timeout=600).split()
            finally:
                shutil.rmtree(place)
            if int(told[4]) or int(told[2]) != files:
                raise SystemExit(f"{way} left {told[4]} files")
            print(f"{way}: {told[0]} s, {told[1]} s of processors, {told[3]} MB", file=sys.stderr, flush=True)
            found.append(float(told[0]))
            busy[way].append(float(told[1]))
            peaks.append(int(told[3]))
    medians, processor = (
        {way: round(statistics.median(found), 2) for way, found in each.items()} for each in (times, busy)
    )
    return {
        "files": files,
        "rounds": rounds,
        "each": times,
        "medians": medians,
        "ratio": round(medians["sweep"] / max(medians["find"], 0.01), 2),
        "processor": processor,
        "peak_mb": max(peaks),
        "load": load(),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class InFolder(Watched):
    """One open window, and a watched folder whose files a plan has named: their names are of another year."""

    def __init__(self, shown: object) -> None:
        super().__init__(shown)
        self._place = Path(tempfile.mkdtemp())

    def _fill(self) -> None:
        desk = self._shown.desk
        folder = self._place / "exports"
        folder.mkdir(exist_ok=True)
        for number in range(ITEMS):
            (folder / f"2020-01-31_{number:05}.mp4").touch()
        if not desk.folders.standings():
            desk.folders.add(FolderRule(str(folder), "Exports", "P30D", date_form=DateForm.YEAR_FIRST))
        desk.retention.fresh_plan()


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        {"find": plain, "sweep": sweep}[sys.argv[2]](Path(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1:2] == ["gaps"]:
        print(gaps(int(sys.argv[2]), InFolder))
    else:
        numbers = [int(word) for word in sys.argv[1:]]
        for name, value in compare(*(numbers + [100_000, 5][len(numbers) :])).items():
            print(f"{name}: {value}")

"""Every write, flush, unlink, rename and link of an operation fails once.

`fault_loop.py OPERATION [SECONDS]`: OPERATION is `destroy`, `daily`, `copy` or `restore`. Each call on
a file of the vault, the backup or the restored folder is met in turn by a kill, an I/O error and a
full disk (once, and from then on) and a short write, in an order that seed 5 rolls, until all are
tried or SECONDS are over. After each the vault is opened again: nothing lost, nothing half erased,
journal and ledger intact, every backup with a name whole. Needs Linux, a C compiler and the fault
shim (`IOFAULT` names its source).
"""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from quick_keys import quick

from gdpr_desk.app import Desk, back_up, open_desk, restore_backup
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.vault import Vault

SHIM = Path(__file__).parents[3] / "shared" / "tools" / "iofault.c"
PASSPHRASE = "les pêches mûrissent à l’ombre"
START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
NONE, KILL, EIO, ENOSPC, SHORT = range(5)
FAULTS = ((KILL, 0), (EIO, 0), (ENOSPC, 0), (EIO, 1), (ENOSPC, 1), (SHORT, 0))
KILLED, DONE, REFUSED, OWN_FAULT = -1, 0, 1, 2
_KNOBS = "long iof_at, iof_cnt; int iof_mode, iof_sticky; static int logfd=-1;"
_NAMES = "".join(f"\n#define {name} iof_{name}" for name in ("at", "cnt", "mode", "sticky"))


def preload(work: Path) -> None:
    """Start this script again under the shim, its four knobs made visible."""
    source = Path(os.environ.get("IOFAULT", SHIM)).read_text("utf-8")
    before = "static long at,cnt; static int mode,sticky,logfd=-1;"
    if before not in source:
        raise SystemExit("another fault shim than this script knows")
    (work / "shim.c").write_text(source.replace(before, f"{_KNOBS}{_NAMES}\n"))
    shim = work / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-w", "-o", shim, work / "shim.c", "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim), "IOF_PATH": "/trial/", "FAULT_LOOP": str(work)}
    os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606 - itself again


class Shim:
    """The knobs of the shim: which call fails, and how."""

    def __init__(self, library: Path) -> None:
        loaded = ctypes.CDLL(str(library))
        self.at, self.count = (ctypes.c_long.in_dll(loaded, f"iof_{name}") for name in ("at", "cnt"))
        self.mode, self.sticky = (ctypes.c_int.in_dll(loaded, f"iof_{name}") for name in ("mode", "sticky"))

    def arm(self, call: int, mode: int, sticky: int) -> None:
        """From now on: the `call`-th matching call fails."""
        self.count.value, self.mode.value, self.sticky.value, self.at.value = 0, mode, sticky, call


class Trial:
    """One vault with a record in the bin, a backup of its own and one elsewhere; and what is done to it."""

    def __init__(self, base: Path, operation: str, shim: Shim) -> None:
        self.base, self.operation, self.shim = base, operation, shim
        self.work = base / "trial"
        self.folder, self.file, self.place = (self.work / name for name in ("coffre", "a.gdprdesk", "neuf"))
        seed = base / "seed" / "coffre"
        seed.parent.mkdir()
        vault, _ = Vault.create(seed, officer_name="x", passphrase=PASSPHRASE, clock=FixedClock(START))
        with open_desk(vault, FixedClock(START)) as desk:
            desk.register.add_from_starter(tuple(expand(t.key for t in starter_tiles() if t.selected))[:3])
            desk.backups.make_daily()
            back_up(desk, base / "seed" / self.file.name)
            desk.history.bin(["T-02"])
            self.before = content(desk)

    def fresh(self) -> None:
        for name in ("trial", "user"):
            shutil.rmtree(self.base / name, ignore_errors=True)
        shutil.copytree(self.base / "seed", self.work)

    def run(self, arm: Callable[[], None]) -> None:
        clock = FixedClock(START + timedelta(days=1))
        if self.operation == "restore":
            arm()
            restore_backup(self.file, self.place, PASSPHRASE, clock)
            return
        with opened(self.folder) as desk:
            arm()
            if self.operation == "daily":
                desk.backups.make_daily()
            elif self.operation == "copy":
                back_up(desk, self.file, force=True)
            else:
                desk.history.destroy(["T-02"])

    def in_child(self, call: int, mode: int, sticky: int) -> int:
        """Carry it out with that fault in a process of its own; how it ended."""
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what SQLCipher says of a failed page
            outcome = OWN_FAULT
            try:
                self.run(lambda: self.shim.arm(call, mode, sticky))
                outcome = DONE
            except GdprDeskError:
                outcome = REFUSED
            finally:
                (self.base / "count").write_text(str(self.shim.count.value))
                os._exit(outcome)
        _, status = os.waitpid(child, 0)
        return KILLED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

    def judge(self, outcome: int) -> None:
        """Raise AssertionError where a promise is broken."""
        assert outcome != OWN_FAULT, "a fault of the disk taken for one of ours"
        assert verify_outside(self.file).intact
        assert all(verify_outside(kept.path).intact for kept in kept_backups(self.folder / "backups"))
        if self.operation == "restore":
            self._judge_restored(outcome)
        with opened(self.folder) as desk:
            assert desk.verify_journal().intact
            assert desk.vault.high_water is not None
            assert desk.vault.high_water.shortfall is None
            assert desk.ledger.verify(desk.vault.store).intact
            now, named = content(desk), {entry.id for entry in desk.ledger.read().entries}
            gone = self.operation == "destroy" and not desk.history.binned()
            assert gone == (named == {"T-02"})
            assert gone or outcome != DONE or self.operation != "destroy"
            assert gone or now == self.before
            assert not gone or desk.history.versions("T-02") == ()
            desk.backups.make_daily()

    def _judge_restored(self, outcome: int) -> None:
        assert outcome != DONE or self.place.exists()
        assert outcome != REFUSED or not list(self.work.glob(".*.new"))
        if self.place.exists():
            with opened(self.place) as desk:
                assert len(desk.register.register().activities) == 3
                assert desk.verify_journal().intact


def opened(folder: Path) -> Desk:
    clock = FixedClock(START + timedelta(days=1))
    return open_desk(Vault.unlock(folder, PASSPHRASE, clock=clock), clock)


def content(desk: Desk) -> tuple[object, ...]:
    known = desk.register.register()
    return known.activities, known.parties, desk.history.binned()


def main(operation: str, seconds: float) -> int:
    """Try; 1 when a promise was broken."""
    work = os.environ.get("FAULT_LOOP")
    if work is None:
        preload(Path(tempfile.mkdtemp(prefix="fault-loop-")))
        return 1
    base = Path(work)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(base / "user" / name)
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        trial = Trial(base, operation, Shim(base / "shim.so"))
        trial.fresh()
        trial.in_child(0, NONE, 0)
        calls = int((base / "count").read_text())
        points = [(call, *fault) for call in range(1, calls + 1) for fault in FAULTS]
        random.Random(5).shuffle(points)
        ends, broken, began = Counter[int](), 0, time.monotonic()
        for point in points:
            if time.monotonic() - began > seconds:
                break
            trial.fresh()
            outcome = trial.in_child(*point)
            ends[outcome] += 1
            try:
                trial.judge(outcome)
            except (AssertionError, GdprDeskError) as problem:
                broken += 1
                print("BROKEN", operation, point, outcome, repr(problem))
    shutil.rmtree(base)
    print(
        f"{operation}: {calls} calls, {ends.total()} of {len(points)} faults tried, {broken} broken; "
        f"{ends[KILLED]} killed, {ends[REFUSED]} refused, {ends[DONE]} done all the same"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")))

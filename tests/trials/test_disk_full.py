"""A full disk or a folder that became read-only costs the work in hand, in words, and nothing else.

The long forms need root (small disks are mounted): `./dev trials tests/trials/test_disk_full.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import forked
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import scarcity
from founding import cheap
from full_sweep import WAYS, Full
from quick_keys import quick
from volumes import Image, needs_root, small_disk

FREE_KB = (0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 320, 384, 512, 640, 768, 1024, 1536)
DISK = 24 << 20


@contextmanager
def only_left(place: scarcity.Place, kilobytes: int) -> Iterator[None]:
    """So much room is left on the disk; afterwards there is enough again."""
    filler = place.folder.parent / "filler"
    with filler.open("wb", buffering=0) as file:
        room = os.statvfs(place.folder).f_bavail * os.statvfs(place.folder).f_frsize
        for size in (1 << 16, 4096):
            while room - size >= kilobytes << 10:
                file.write(bytes(size))
                room = os.statvfs(place.folder).f_bavail * os.statvfs(place.folder).f_frsize
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(place: scarcity.Place) -> Iterator[None]:
    """Nothing in the vault and beside it can be written, made, renamed or removed, not even by root."""

    def change(to: str) -> None:
        everything = [path for top in (place.folder, place.out) for path in (top, *top.rglob("*"))]
        # What is mapped into memory would end the process: no folder becomes read-only that way.
        changed = [str(path) for path in everything if not path.name.endswith("-shm")]
        subprocess.run(["chattr", to, *changed], check=True, capture_output=True)

    change("+i")
    try:
        yield
    finally:
        change("-i")


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX systems")
def test_a_refused_write_leaves_nothing_half_done(tmp_path: Path) -> None:
    """The short form: no file may grow beyond a size, as on a full disk."""
    own = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("DATA", "CONFIG", "CACHE")}
    done = forked.run(Path(scarcity.__file__), tmp_path, 5000, env={**os.environ, **own})
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert f"{len(scarcity.SHORT_FORM)} attempts" in done.stdout
    assert "'refused': " in done.stdout


@needs_root
@pytest.mark.trial
def test_a_full_disk_at_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user-state"))
    began = time.monotonic()
    with small_disk(tmp_path / "disk", DISK) as disk:
        trial = scarcity.prepared(tmp_path, disk)
        for operation in scarcity.OPERATIONS:
            for kilobytes in FREE_KB:
                trial.attempt(operation, lambda place, left=kilobytes: only_left(place, left))
    report = trial.tally.report(f"full disk, 0 to {FREE_KB[-1]} KB free, {time.monotonic() - began:.0f} s")
    sys.stdout.write("\n" + report)
    (tmp_path / "full-disk-report.txt").write_text(report)
    assert trial.tally.broken == []
    for operation in scarcity.OPERATIONS:
        ends = {end for name, end in trial.tally.ends if name == operation.__name__}
        assert scarcity.DONE in ends, f"{operation.__name__} never had room enough"


@needs_root
@pytest.mark.trial
def test_a_folder_that_becomes_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user-state"))
    with Image(tmp_path / "disk.img", 64).mounted(tmp_path / "disk") as disk:
        (disk / "work").mkdir()
        trial = scarcity.prepared(tmp_path, disk / "work")
        for operation in scarcity.OPERATIONS:
            trial.attempt(operation, read_only)
    report = trial.tally.report("read-only while open")
    sys.stdout.write("\n" + report)
    (tmp_path / "read-only-report.txt").write_text(report)
    assert trial.tally.broken == []
    refused = {name for name, end in trial.tally.ends if end == scarcity.REFUSED}
    # What is only read, into a place of the user's own, goes on.
    assert {operation.__name__ for operation in scarcity.OPERATIONS} - refused == {"verify"}


@needs_root
@pytest.mark.trial
@pytest.mark.parametrize(
    ("drafts", "copies", "free"),
    [(300, True, (0, 4, 8, 16, 24, 32, 64, 256)), (20_000, False, (0, 16, 256))],
)
def test_a_full_disk_does_not_stop_a_sweep(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    drafts: int,
    copies: bool,
    free: tuple[int, ...],
) -> None:
    cheap(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user-state"))
    with small_disk(tmp_path / "disk", 300 << 20) as disk:
        full, used = Full(tmp_path, disk, drafts, copies=copies), []
        for way in WAYS if copies else WAYS[:2]:
            for kilobytes in free:
                outcome, ballast = full.attempt(way, kilobytes)
                used.append(ballast)
                assert outcome is None or (outcome.destroyed, outcome.errors) == (full.due, ())
                sys.stdout.write(f"{way}, {kilobytes} KB free, {full.due} due: all gone, ballast {ballast}\n")
        without, _ = full.attempt("open", 0, ballast=False)
    assert any(used)
    assert without is not None
    assert "disk_full" in without.errors, "the control: it is the ballast that does it"

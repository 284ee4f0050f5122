"""Somebody with the database key, the officer identity and the whole disk: what the sweep took is gone.

The long form needs root (ext4 images are mounted): `./dev trials tests/trials/test_swept_away.py`.
"""

from __future__ import annotations

import os
import sys
import tarfile
import time
from pathlib import Path

import forked
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import carving
import erasing
import swept_away
from volumes import Image, needs_root

from gdpr_desk.vault.backup_file import CONTENT

PROGRAM = Path(__file__).with_name("swept_away.py")
RESTORED = "copy of before restored and opened"


class Searcher:
    """Has the keys of the day before, and knows how long sealed things are."""

    def __init__(self, home: Path, out: Path, count: int) -> None:
        self.home, self.out, self.count = home, out, count
        self.key, self.officer, self.person = b"", "", ""
        self.sizes = set[int]()

    def step(self, name: str) -> None:
        """One run of the program, its own and its temporary files on the same disk."""
        own = {f"XDG_{kind}_HOME": str(self.home / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
        env = {**os.environ, **own, "TMPDIR": str(self.home), "HOME": str(self.home)}
        done = forked.run(PROGRAM, self.count, name, self.out, env=env)
        assert done.returncode == (-9 if name.endswith("die") else 0), done.stderr
        key, self.officer, self.person = done.stdout.splitlines()[-1].split()
        self.key = bytes.fromhex(key)
        for backup in (*self.home.rglob("*.gdprdesk"), *self.out.glob("*.gdprdesk")):
            with tarfile.open(backup) as outer:
                self.sizes.add(outer.getmember(CONTENT).size)

    def found(self, disk: bytes) -> int:
        """How many of the markers can be read by any way."""
        known = carving.Knowledge(self.key, self.officer, self.person, swept_away.SIZE, frozenset(self.sizes))
        markers = [marker.encode() for marker in erasing.markers(self.count)]
        return len(carving.readable(disk, known, markers))


def files_below(home: Path) -> bytes:
    """Every file, each begun at a block."""
    parts = sorted(path for path in home.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() + bytes(-path.stat().st_size % 16) for path in parts)


def test_what_the_sweep_took_is_not_in_the_files(tmp_path: Path) -> None:
    """The short form: the folder itself, also of a program killed after the sweep, and a copy from before
    restored and opened once."""
    home, out, count = tmp_path / "home", tmp_path / "out", 9
    home.mkdir()
    out.mkdir()
    searcher = Searcher(home, out, count)
    searcher.step("fill")
    assert searcher.found(files_below(home)) == count, "the search itself finds nothing"
    assert searcher.found(files_below(out)) == count * 2 // 3, "all but the identity papers are in the copy"
    searcher.step("sweep-and-die")
    assert searcher.found(files_below(home)) == 0
    searcher.step("restore")
    assert searcher.found(files_below(home)) == 0


@needs_root
@pytest.mark.trial
def test_what_the_sweep_took_is_not_on_the_disk(tmp_path: Path) -> None:
    count, figures, began = 210, {}, time.monotonic()
    out = tmp_path / "out"
    out.mkdir()
    for way in ("sweep", "sweep-and-die"):
        image, place = Image(tmp_path / "disk.img", 96), tmp_path / "disk"
        searcher = Searcher(place, out, count)
        with image.mounted(place):
            searcher.step("fill")
        figures[f"{way}: before"] = searcher.found(image.content())
        figures["in the copy elsewhere"] = searcher.found(files_below(out))
        with image.mounted(place):
            searcher.step(way)
        figures[f"{way}: after"] = searcher.found(image.content())
        with image.mounted(place):
            searcher.step("restore")
        figures[f"{way}: {RESTORED}"] = searcher.found(image.content())
    lines = [f"  {what} {found} of {count}" for what, found in figures.items()]
    report = f"swept away, {time.monotonic() - began:.0f} s\n" + "\n".join(lines) + "\n"
    sys.stdout.write("\n" + report)
    (tmp_path / "swept-away-report.txt").write_text(report)
    assert all(found == count for what, found in figures.items() if what.endswith("before"))
    assert figures["in the copy elsewhere"] == count * 2 // 3
    clean = [figures[f"{way}: {when}"] for way in ("sweep", "sweep-and-die") for when in ("after", RESTORED)]
    assert clean == [0, 0, 0, 0]

"""Somebody with the database key and the whole disk: what was deleted is not to be found on it.

The long form needs root (an ext4 image is mounted): `./dev trials tests/trials/test_forensic.py`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import forked
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import erasing
import pages
from volumes import Image, needs_root

PROGRAM = Path(__file__).with_name("erasing.py")


def step(folder: Path, count: int, name: str, home: Path) -> tuple[bytes, bytes]:
    """One run of the program, its own files on the same disk; the keys before and after."""
    own = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    environment = {**os.environ, **own, "TMPDIR": str(home), "HOME": str(home)}
    done = forked.run(PROGRAM, folder, count, name, env=environment)
    died = name.endswith("die")
    assert done.returncode == (-9 if died else 0), done.stderr
    before, after = done.stdout.splitlines()[-1].split()
    return bytes.fromhex(before), bytes.fromhex(after)


def readable(disk: bytes, keys: tuple[bytes, ...], count: int) -> int:
    """How many of the deleted can be read, with a key or without."""
    wanted = [marker.encode() for marker in erasing.markers(count)]
    plain = {marker for marker in wanted if marker in disk}
    return len(plain | pages.found_under(keys, disk, wanted))


def test_deleted_records_are_not_in_the_files(tmp_path: Path) -> None:
    """The short form: what is left in the folder itself, freed pages and links to the log included."""
    folder, count = tmp_path / "coffre", 16

    def files() -> bytes:
        parts = sorted(path for path in tmp_path.rglob("*") if path.is_file())
        return b"".join(path.read_bytes() + bytes(-path.stat().st_size % 16) for path in parts)

    keys = step(folder, count, "fill", tmp_path)
    assert readable(files(), keys, count) == count, "the search itself finds nothing"
    step(folder, count, "erase-and-die", tmp_path)
    assert readable(files(), keys, count) > 0, "the log of a killed program holds them until the next start"
    step(folder, count, "open", tmp_path)
    assert readable(files(), keys, count) == 0


@needs_root
@pytest.mark.trial
def test_two_hundred_deleted_records_are_not_on_the_disk(tmp_path: Path) -> None:
    count, figures, began = 200, {}, time.monotonic()
    for way in ("careless-erase", "erase", "erase-and-die", "erase, then rekey"):
        image = Image(tmp_path / "disk.img", 64)
        with image.mounted(tmp_path / "disk") as disk:
            keys = step(disk / "coffre", count, "fill", disk)
        figures[f"{way}: before"] = readable(image.content(), keys, count)
        with image.mounted(tmp_path / "disk") as disk:
            step(disk / "coffre", count, way.split(",")[0], disk)
        figures[way.split(",")[0] + ": after"] = readable(image.content(), keys, count)
        last = {"erase-and-die": "open", "erase, then rekey": "rekey"}.get(way)
        if last:
            with image.mounted(tmp_path / "disk") as disk:
                keys = (*keys, *step(disk / "coffre", count, last, disk))
            figures[f"{way}: after {last}"] = readable(image.content(), tuple(set(keys)), count)
    lines = [f"  {what} {found} of {count}" for what, found in figures.items()]
    report = f"forensic trial, {time.monotonic() - began:.0f} s\n" + "\n".join(lines) + "\n"
    sys.stdout.write("\n" + report)
    (tmp_path / "forensic-report.txt").write_text(report)
    assert all(found == count for what, found in figures.items() if what.endswith("before"))
    assert figures["careless-erase: after"] > 0, "the search would find what is left"
    assert figures["erase-and-die: after"] > 0, "the log of a killed program holds them until the next start"
    clean = ("erase: after", "erase-and-die: after open", "erase, then rekey: after rekey")
    assert [figures[what] for what in clean] == [0, 0, 0]

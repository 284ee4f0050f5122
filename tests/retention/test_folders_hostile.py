"""Folders that somebody made to lead a sweep astray: nothing outside the rule ever goes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from watched import put, watch

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.retention.folders import places, tree
from gdpr_desk.retention.folders.places import ByPath
from gdpr_desk.retention.folders.tree import Removal, Tree

DAY = timedelta(days=1)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture(params=["by descriptor", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to walk a folder: with descriptors, and by paths as Windows has to."""
    if request.param == "by path":
        monkeypatch.setattr(tree, "open_place", ByPath.root)
    elif not hasattr(os, "O_NOFOLLOW"):
        pytest.skip("this system has no descriptors of folders")
    return str(request.param)


def swept_away(desk: Desk, clock: FixedClock, days: int = 31) -> None:
    desk.retention.sweep()
    clock.instant += days * DAY
    for _ in range(2):
        desk.retention.sweep()


@pytest.mark.usefixtures("way")
def test_links_lead_nowhere(officer_desk: Desk, clock: FixedClock, exports: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "kept.mp4", clock.now())
    put(exports / "in.mp4", clock.now())
    (exports / "out").symlink_to(outside.parent)
    (exports / "out.mp4").symlink_to(outside)
    (exports / "loop").symlink_to(exports)
    (exports / "dangling.mp4").symlink_to(tmp_path / "nothing")
    os.link(outside, exports / "second-name.mp4")
    watch(officer_desk, exports, recursive=True)
    swept_away(officer_desk, clock)
    assert outside.read_bytes() == b"x"
    assert {path.name for path in exports.iterdir()} == {"out", "out.mp4", "loop", "dangling.mp4"}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("where", ["sub", "exports"])
def test_a_folder_swapped_for_a_link_after_the_plan_saves_what_it_leads_to(
    officer_desk: Desk, clock: FixedClock, exports: Path, where: str
) -> None:
    file = put(exports / "sub" / "a.mp4", clock.now())
    watch(officer_desk, exports, recursive=True)
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    plan = officer_desk.retention.fresh_plan()
    assert len(plan.due) == 1
    swapped = file.parent if where == "sub" else exports
    away = swapped.with_name("away") if where == "exports" else exports.with_name("away-sub")
    swapped.rename(away)
    swapped.symlink_to(away)
    assert officer_desk.retention.apply(plan).destroyed == 0
    assert len(list(away.rglob("a.mp4"))) == 1


@pytest.mark.usefixtures("way")
def test_what_appears_vanishes_or_changes_while_it_is_removed(exports: Path, clock: FixedClock) -> None:
    for name in ("stays", "changes", "vanishes"):
        put(exports / name, clock.now())
    with Tree(str(exports)) as watched:
        seen = dict(watched.files())
        put(exports / "changes", clock.now() + DAY)
        (exports / "vanishes").unlink()
        put(exports / "appears", clock.now())
        done = watched.remove({**seen, "never": "0.0.0"})
    assert done == {
        "stays": Removal.GONE,
        "changes": Removal.CHANGED,
        "vanishes": Removal.ABSENT,
        "never": Removal.ABSENT,
    }
    assert {path.name for path in exports.iterdir()} == {"changes", "appears"}


def test_a_folder_that_cannot_be_read_in_part_is_told_and_nothing_of_it_forgotten(
    officer_desk: Desk, clock: FixedClock, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(exports / "a.mp4", clock.now())
    put(exports / "closed" / "b.mp4", clock.now())
    watch(officer_desk, exports, recursive=True)
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    real = places.ByDescriptor.below

    def refusing(place: places.ByDescriptor, name: str) -> places.Place:
        if name == "closed":
            raise PermissionError
        return real(place, name)

    with monkeypatch.context() as patch:
        patch.setattr(places.ByDescriptor, "below", refusing)
        done = officer_desk.retention.sweep()
        assert (done.destroyed, done.errors) == (1, ("folder_unreadable",))
    assert officer_desk.retention.sweep().destroyed == 1


_ELSEWHERE = """
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run
from gdpr_desk.retention.folders.tree import Tree
top = Path(sys.argv[1])
def mount(*words): run(["mount", *map(str, words)], check=True)
mount("--bind", top / "outside", top / "exports" / "bound")
mount("--bind", top / "outside" / "one.mp4", top / "exports" / "one.mp4")
mount("-t", "tmpfs", "none", top / "exports" / "other")
(top / "exports" / "other" / "t.mp4").touch()
mount("--bind", top / "exports" / "fixed", top / "exports" / "fixed")
mount("-o", "remount,ro,bind", top / "exports" / "fixed")
with Tree(str(top / "exports"), recursive=True) as tree:
    seen = dict(tree.files())
    print(sorted(seen), tree.aside)
    print(sorted(map(str, tree.remove(seen).values())))
    print(tree.remove({"bound/one.mp4": seen.get("one.mp4", "")}))
with Tree(str(top / "exports" / "fixed")) as tree:
    print(tree.remove(dict(tree.files())))
"""


def test_other_mounts_are_not_entered_even_of_the_same_disk(tmp_path: Path, exports: Path) -> None:
    """In a mount namespace of its own: bind mounts of a folder and of a file, another disk, read-only."""
    if sys.platform != "linux":
        pytest.skip("bind mounts are Linux's")
    here = subprocess.run(["unshare", "-Urm", "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True)
    if here.returncode:
        pytest.skip("this machine allows no namespace of one's own")
    outside = tmp_path / "outside"
    for folder in (outside, exports / "bound", exports / "other", exports / "fixed"):
        folder.mkdir()
    for file in (outside / "one.mp4", exports / "one.mp4", exports / "in.mp4", exports / "fixed" / "f.mp4"):
        file.touch()
    words = ["unshare", "-Urm", sys.executable, "-c", _ELSEWHERE, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    met, removed, bound, fixed = done.stdout.splitlines()
    assert met == "['in.mp4', 'one.mp4'] 3"
    assert removed == "['gone', 'in_use']"
    assert "absent" in bound
    assert "denied" in fixed
    assert (outside / "one.mp4").exists()
    assert (exports / "fixed" / "f.mp4").exists()


def test_no_rule_takes_a_system_a_home_a_disk_or_the_vault(
    officer_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "people" / "camille"
    (home / "Exports").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    (tmp_path / "link").symlink_to(home / "Exports")
    (tmp_path / "file").touch()
    (officer_desk.vault.folder / "inside").mkdir()
    refused = {
        "the root of a disk": Path(tmp_path.anchor),
        "a home": home,
        "what holds a home": home.parent,
        "a system's": Path(os.environ.get("SYSTEMROOT", "/etc/ssl")),
        "the vault": officer_desk.vault.folder,
        "what holds the vault": officer_desk.vault.folder.parent,
        "what the vault holds": officer_desk.vault.folder / "inside",
        "a link": tmp_path / "link",
        "a file": tmp_path / "file",
        "nothing": tmp_path / "nothing",
    }
    for what, folder in refused.items():
        with pytest.raises(InvalidInput) as told:
            watch(officer_desk, folder)
        assert (told.value.field, "Rien n’a été enregistré" in told.value.safe) == ("path", True), what
    assert watch(officer_desk, home / "Exports").id  # below a home there may be one


def test_no_file_stands_under_two_rules(officer_desk: Desk, exports: Path) -> None:
    (exports / "sub").mkdir()
    first = watch(officer_desk, exports, recursive=True)
    for folder in (exports, exports / "sub"):
        with pytest.raises(InvalidInput, match="recouvre"):
            watch(officer_desk, folder)
    officer_desk.folders.remove(first.id)
    watch(officer_desk, exports / "sub")
    watch(officer_desk, exports)
    with pytest.raises(InvalidInput, match="recouvre"):
        watch(officer_desk, exports.parent / "exports" / "sub" / "..")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.trial) for seed in range(1, 20))])
def test_whatever_the_tree_and_the_days_nothing_outside_the_rule_goes(
    officer_desk: Desk, clock: FixedClock, exports: Path, tmp_path: Path, seed: int
) -> None:
    """Random trees, dates, copies and changes against the rule said anew: what went was seen a month ago, is
    as old, and fits; what fits and was there for two months, untouched, is gone."""
    dice = random.Random(seed)
    outside = put(tmp_path / "outside" / "x.mp4", clock.now() - 900 * DAY)
    (exports / "out").symlink_to(outside.parent)
    watch(officer_desk, exports, "P30D", patterns=("*.mp4",), recursive=True)
    born: dict[Path, tuple[object, object]] = {}
    acts: list[Callable[[Path], object]] = [
        lambda path: put(path, clock.now() - dice.randrange(0, 90) * DAY),
        lambda path: put(path, clock.now() + dice.randrange(0, 40) * DAY, b"longer"),
        lambda path: path.unlink(missing_ok=True),
    ]
    for _ in range(12):
        for _ in range(8):
            name = f"{'sub/' * dice.randrange(3)}{dice.randrange(6)}.{dice.choice(['mp4', 'txt'])}"
            dice.choice(acts)(exports / name)
        there = {path for path in exports.rglob("*.*") if path.is_file() and not path.is_symlink()}
        for path in there:
            found = path.stat()
            if path not in born or born[path][0] != (found.st_ino, found.st_size, found.st_mtime_ns):
                born[path] = ((found.st_ino, found.st_size, found.st_mtime_ns), clock.now())
        dates = {path: path.stat().st_mtime for path in there}
        officer_desk.retention.sweep()
        limit = clock.now() + timedelta(hours=1) - 30 * DAY
        for path in there:
            seen = born[path][1]
            may_go = path.suffix == ".mp4" and seen <= limit and dates[path] <= limit.timestamp()  # type: ignore[operator]
            assert path.exists() or may_go, path
            assert not (path.exists() and may_go), path
        clock.instant += dice.randrange(1, 7) * DAY
    assert outside.exists()

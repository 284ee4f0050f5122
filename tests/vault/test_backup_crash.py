"""A backup or a restore that is killed, or meets a full disk, leaves the old or the new, never a mix."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked import Program, run
from quick_keys import quick

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, restore_backup, verify_backup
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
KEYS = tuple(expand(tile.key for tile in starter_tiles() if tile.selected))
KILLS = 3

_CHILD = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from gdpr_desk.app import open_desk
from gdpr_desk.desk_backups import back_up
from gdpr_desk.clock import FixedClock
from gdpr_desk.vault.vault import Vault
folder, target, key, start = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3]), sys.argv[4]
clock = FixedClock(datetime.fromisoformat(start))
desk = open_desk(Vault.open(folder, key, clock=clock), clock)
print("READY", flush=True)
while True:
    clock.instant += timedelta(days=1)
    desk.register.mark_reviewed("T-01")
    desk.backups.make_daily()
    print("DAY", flush=True)
    back_up(desk, target, force=True)
    print("COPY", flush=True)
"""

_FULL = """
import resource, signal, sys
from pathlib import Path
from gdpr_desk.app import open_desk
from gdpr_desk.desk_backups import back_up
from gdpr_desk.clock import SystemClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.vault import Vault
folder, target, key = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
desk = open_desk(Vault.open(folder, key, clock=SystemClock()), SystemClock())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
for make in (lambda: back_up(desk, target), desk.backups.make_daily):
    try:
        make()
        print("DONE")
    except GdprDeskError as refusal:
        print(refusal.code, "|", refusal.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
back_up(desk, target)
print("LATER", desk.backups.make_daily() is not None)
desk.close()
"""


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A vault with keys of its own, closed, and its database key in hexadecimal."""
    quick(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="x", passphrase=PASSPHRASE, clock=clock)
    with open_desk(vault, clock) as desk:
        desk.register.add_from_starter(KEYS)
        return desk.vault.folder, desk.vault.database_key.hex()


def test_killed_at_any_moment_every_backup_with_a_name_is_whole(
    shop: tuple[Path, str], tmp_path: Path, clock: FixedClock
) -> None:
    """Seed 7; three kills at random moments of two kinds of backups, one after the other."""
    folder, key = shop
    target, dice = tmp_path / "copie.gdprdesk", random.Random(7)
    for kill in range(KILLS):
        start = f"202{kill}-01-01T08:00:00+00:00"
        with Program(_CHILD, folder, target, key, start) as process:
            assert process.stdout.readline() == "READY\n"
            time.sleep(dice.uniform(0.02, 0.35))
            process.kill()
            assert process.wait() < 0
        for path in [target] if target.exists() else []:
            assert verify_outside(path).intact
        assert all(verify_outside(backup.path).intact for backup in kept_backups(folder / "backups"))
    clock.instant = clock.instant.replace(year=2027)
    with open_desk(Vault.unlock(folder, PASSPHRASE, clock=clock), clock) as desk:
        assert desk.verify_journal().intact
        assert desk.backups.make_daily() is not None
        back_up(desk, target, force=True)
        assert list(tmp_path.glob(".*")) == list(desk.backups.folder.glob("*.part")) == []
    assert verify_backup(target, PASSPHRASE, clock).opened


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limit on the size of a file")
@pytest.mark.parametrize("short_of", [None, 1_500])
def test_a_full_disk_is_told_leaves_nothing_and_work_goes_on(
    short_of: int | None, shop: tuple[Path, str], tmp_path: Path, clock: FixedClock
) -> None:
    """A limit on the size of a file stands in for a full disk: met by the database's copy, or by the
    backup when only its end is missing."""
    folder, key = shop
    target, whole = tmp_path / "copie.gdprdesk", tmp_path / "mesure.gdprdesk"
    with open_desk(Vault.unlock(folder, PASSPHRASE, clock=clock), clock) as desk:
        back_up(desk, whole)
    limit = 20_000 if short_of is None else whole.stat().st_size - short_of
    said = run(_FULL, folder, target, key, limit).stdout.splitlines()
    assert len(said) == 3
    for line in said[:2]:
        assert line.startswith("disk_full | Le disque est plein")
    assert said[2] == "LATER True"
    assert verify_outside(target).intact
    assert list(tmp_path.glob(".*")) == list((folder / "backups").glob("*.part")) == []
    with open_desk(Vault.unlock(folder, PASSPHRASE, clock=clock), clock) as desk:
        assert len(desk.register.register().activities) == len(KEYS)


def test_a_restore_that_fails_anywhere_leaves_no_folder(
    shop: tuple[Path, str], tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every flush of a file to the disk fails once, in turn."""
    folder, _ = shop
    target = tmp_path / "copie.gdprdesk"
    with open_desk(Vault.unlock(folder, PASSPHRASE, clock=clock), clock) as desk:
        back_up(desk, target)
    before, place, real = set(tmp_path.iterdir()), tmp_path / "neuf", os.fsync
    refused = 0
    for fail_at in range(200):
        calls = itertools.count()

        def sync(descriptor: int, calls: Iterator[int] = calls, fail_at: int = fail_at) -> None:
            if next(calls) == fail_at:
                raise OSError(28, "No space left on device")
            real(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", sync)
            try:
                restore_backup(target, place, PASSPHRASE, clock)
            except GdprDeskError:
                refused += 1
                assert set(tmp_path.iterdir()) - {place} == before, fail_at
                shutil.rmtree(place, ignore_errors=True)  # there only if its own name failed to be flushed
                continue
        assert set(tmp_path.iterdir()) == {*before, place}, fail_at
        assert list(place.glob("*.part")) == []
        if next(calls) <= fail_at:
            break  # nothing was left to fail
        shutil.rmtree(place)  # only the wiping of a temporary copy failed
    assert refused >= 9
    with open_desk(Vault.unlock(place, PASSPHRASE, clock=clock), clock) as again:
        assert len(again.register.register().activities) == len(KEYS)

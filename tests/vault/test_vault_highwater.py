"""A vault put back to an earlier state is noticed, wherever the copy came from."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.vault.highwater import HIGHWATER, HighWater, read_mark
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))


class Shop:
    """A vault with its journal and marks, opened and closed as the program does."""

    def __init__(self, tmp_path: Path, clock: FixedClock) -> None:
        self.folder, self.state, self.clock = tmp_path / "coffre", tmp_path / "state", clock
        Vault.found_for_trial(self.folder, RAW_KEY, clock=clock).close()

    def work(self, changes: int) -> HighWater:
        """One session that records `changes` entries; the marks as they stood before the first."""
        with Vault.open(self.folder, RAW_KEY, clock=self.clock) as vault:
            journal = JournalService(vault.store, self.clock, vault.person.id)
            marks = vault.keep_high_water(journal.head, state=self.state)
            for _ in range(changes):
                with vault.store.begin() as session:
                    journal.record(session, "activity.changed", "T-01")
            return marks


def test_ordinary_work_is_never_accused(tmp_path: Path, clock: FixedClock) -> None:
    shop = Shop(tmp_path, clock)
    for changes in (3, 0, 2):
        assert shop.work(changes).shortfall is None
    mark = read_mark(shop.folder / HIGHWATER)
    assert mark is not None
    assert (mark.count, mark.at) == (5, clock.now())
    assert [read_mark(path) for path in shop.state.iterdir()] == [mark]


def test_an_older_database_put_back_is_noticed_and_counted(tmp_path: Path, clock: FixedClock) -> None:
    shop = Shop(tmp_path, clock)
    shop.work(3)
    shutil.copy(shop.folder / "vault.db", tmp_path / "older.db")
    shop.work(4)
    shutil.copy(tmp_path / "older.db", shop.folder / "vault.db")
    shortfall = shop.work(0).shortfall
    assert shortfall is not None
    assert (shortfall.commits, shortfall.entries, shortfall.seen_at) == (4, 4, clock.now())
    assert shortfall.sentence.startswith("Des enregistrements manquent : 4 entrées")


def test_a_whole_folder_put_back_is_noticed_by_the_second_mark(tmp_path: Path, clock: FixedClock) -> None:
    shop = Shop(tmp_path, clock)
    shop.work(3)
    shutil.copytree(shop.folder, tmp_path / "older")
    shop.work(1)
    shutil.rmtree(shop.folder)
    shutil.copytree(tmp_path / "older", shop.folder)
    shortfall = shop.work(0).shortfall
    assert shortfall is not None
    assert shortfall.entries == 1


def test_working_on_does_not_hide_the_loss_and_accepting_it_ends_the_warning(
    tmp_path: Path, clock: FixedClock
) -> None:
    shop = Shop(tmp_path, clock)
    shop.work(2)
    shutil.copy(shop.folder / "vault.db", tmp_path / "older.db")
    shop.work(9)
    shutil.copy(tmp_path / "older.db", shop.folder / "vault.db")
    assert shop.work(3).shortfall is not None
    assert shop.work(0).shortfall is not None
    with Vault.open(shop.folder, RAW_KEY, clock=clock) as vault:
        journal = JournalService(vault.store, clock, "c")
        vault.keep_high_water(journal.head, state=shop.state).accept()
    assert shop.work(1).shortfall is None


def test_a_torn_mark_accuses_nobody_and_the_other_one_still_counts(tmp_path: Path, clock: FixedClock) -> None:
    shop = Shop(tmp_path, clock)
    shop.work(3)
    mark = shop.folder / HIGHWATER
    mark.write_bytes(mark.read_bytes()[:70])
    assert read_mark(mark) is None
    assert shop.work(1).shortfall is None
    assert read_mark(mark) is not None


def test_a_cut_or_spoiled_log_after_a_crash_is_noticed(tmp_path: Path, clock: FixedClock) -> None:
    """Finding 3: SQLite says "ok" to every check when commits at the end of the log are gone."""
    shop, crashed = Shop(tmp_path, clock), tmp_path / "crashed"
    with Vault.open(shop.folder, RAW_KEY, clock=clock) as vault:
        journal = JournalService(vault.store, clock, "c")
        vault.keep_high_water(journal.head, state=shop.state)
        for _ in range(6):
            with vault.store.begin() as session:
                journal.record(session, "activity.changed", "T-01")
        shutil.copytree(shop.folder, crashed)  # what a killed process leaves
    whole, dice = (crashed / "vault.db-wal").read_bytes(), random.Random(20261123)
    places = [dice.randrange(len(whole)) for _ in range(16)]
    logs = [whole[: dice.randrange(len(whole))] for _ in range(8)] + [
        whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :] for at in places
    ]
    assert after_crash(crashed, tmp_path / "control", whole, shop) == (0, True, True)
    for number, log in enumerate(logs):
        missing, intact_with_mark, intact_alone = after_crash(crashed, tmp_path / f"{number}", log, shop)
        assert missing > 0
        assert not intact_with_mark
        assert intact_alone  # the chain itself sees nothing


def after_crash(crashed: Path, folder: Path, log: bytes, shop: Shop) -> tuple[int, bool, bool]:
    """Open a copy of `crashed` whose log is `log`: entries missing, and two verdicts on the journal."""
    shutil.copytree(crashed, folder)
    (folder / "vault.db-wal").write_bytes(log)
    (folder / "vault.db-shm").unlink()
    with Vault.open(folder, RAW_KEY, clock=shop.clock) as vault:
        journal = JournalService(vault.store, shop.clock, "c")
        marks = vault.keep_high_water(journal.head, state=shop.state)
        missing = marks.shortfall.entries if marks.shortfall else 0
        return missing, journal.verify(marks.mark).intact, journal.verify().intact

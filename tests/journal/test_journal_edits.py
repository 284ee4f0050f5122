# ruff: noqa: S608  # the tampering is written in SQL, from numbers and names of this file
"""Somebody with the key edits the database file itself: every edit is found against the marks outside."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.model import CUT, StoredEntry
from gdpr_desk.journal.service import JournalService
from gdpr_desk.vault.engine import connect
from gdpr_desk.vault.highwater import HIGHWATER, Mark, read_mark
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
SEED, EDITS = 20261123, 220
COLUMNS = ("number", "at", "actor", "action", "subject", "detail", "previous", "digest")
OTHERS = ", ".join(COLUMNS[1:])
Statements = list[str]


class Shop:
    """A vault of 60 entries, 20 of them cut under a checkpoint, and the marks left outside it."""

    def __init__(self, tmp_path: Path, clock: FixedClock) -> None:
        self.folder, self.state, self.clock = tmp_path / "coffre", tmp_path / "state", clock
        Vault.found_for_trial(self.folder, RAW_KEY, clock=clock, officer_name="Camille Lumen").close()
        with self.opened() as (vault, journal):
            for number in range(20):
                self.write(vault, journal, number)
            clock.instant += timedelta(days=4 * 366)
            for number in range(40):
                self.write(vault, journal, number)
            journal.cut(20, vault.high_water.mark if vault.high_water else None)
        self.first, self.last = 21, 61

    def opened(self) -> Opened:
        return Opened(self.folder, self.state, self.clock)

    def write(self, vault: Vault, journal: JournalService, number: int) -> None:
        with vault.store.begin() as session:
            journal.record(session, "activity.changed", f"T-{number % 7:02}", {"changed": ["name"]})
        self.clock.instant += timedelta(minutes=3)

    def run(self, *statements: str) -> None:
        """Straight in the file, as a database tool with the key does; the triggers stop nobody."""
        with closing(connect(self.folder / "vault.db", RAW_KEY)) as tool:
            tool.execute("BEGIN IMMEDIATE")
            for statement in statements:
                tool.execute(statement)
            tool.execute("COMMIT")

    def stored(self) -> list[StoredEntry]:
        with closing(connect(self.folder / "vault.db", RAW_KEY)) as tool:
            rows = tool.execute(f"SELECT {', '.join(COLUMNS)} FROM journal_entry ORDER BY number").fetchall()
        return [StoredEntry(*row) for row in rows]

    def marks(self) -> tuple[Mark, Mark]:
        """The two marks as they lie on disk, in the vault's folder and in the user's state folder."""
        places = [self.folder / HIGHWATER, *self.state.iterdir()]
        inside, outside = (read_mark(place) for place in places)
        assert inside is not None
        assert outside is not None
        return inside, outside


class Opened:
    """An open vault with its journal and marks, closed again."""

    def __init__(self, folder: Path, state: Path, clock: FixedClock) -> None:
        self.vault = Vault.open(folder, RAW_KEY, clock=clock)
        self.journal = JournalService(self.vault.store, clock, self.vault.person.id)
        self.vault.keep_high_water(self.journal.head, state=state)

    def __enter__(self) -> tuple[Vault, JournalService]:
        return self.vault, self.journal

    def __exit__(self, *_raised: object) -> None:
        self.vault.close()


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock) -> Shop:
    made = Shop(tmp_path, clock)
    made.run(
        "DROP TRIGGER journal_entry_update",
        "DROP TRIGGER journal_entry_delete",
        "CREATE TABLE kept AS SELECT * FROM journal_entry",
    )
    return made


def literal(entry: StoredEntry) -> str:
    return ", ".join(
        str(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'" for v in vars(entry).values()
    )


def written_anew(
    entries: list[StoredEntry], at: int, change: Callable[[StoredEntry], StoredEntry]
) -> Statements:
    """Entry number `at` changed and every later digest worked out again: a chain without a flaw."""
    statements, previous = [], ""
    for entry in entries:
        if entry.number < at:
            continue
        new = change(entry) if entry.number == at else replace(entry, previous=previous)
        new = replace(new, digest=new.computed_digest())
        previous = new.digest
        statements += [
            f"DELETE FROM journal_entry WHERE number = {entry.number}",
            f"INSERT INTO journal_entry VALUES ({literal(new)})",
        ]
    return statements


def flip(n: int, dice: random.Random, _all: list[StoredEntry]) -> Statements:
    column = dice.choice(COLUMNS[1:])
    return [f"UPDATE journal_entry SET {column} = {column} || ' ' WHERE number = {n}"]


def drop(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [f"DELETE FROM journal_entry WHERE number = {n}"]


def swap(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [
        f"UPDATE journal_entry SET number = -1 WHERE number = {n}",
        f"UPDATE journal_entry SET number = {n} WHERE number = {n + 1}",
        f"UPDATE journal_entry SET number = {n + 1} WHERE number = -1",
    ]


def insert(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [
        f"UPDATE journal_entry SET number = -number WHERE number >= {n}",
        "UPDATE journal_entry SET number = 1 - number WHERE number < 0",
        f"INSERT INTO journal_entry SELECT {n}, {OTHERS} FROM kept WHERE number = {n + 1}",
    ]


def drop_and_close_up(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [
        f"DELETE FROM journal_entry WHERE number = {n}",
        f"UPDATE journal_entry SET number = 1 - number WHERE number > {n}",
        "UPDATE journal_entry SET number = -number WHERE number < 0",
    ]


def replace_whole(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [f"INSERT OR REPLACE INTO journal_entry SELECT {n}, {OTHERS} FROM kept WHERE number = {n + 1}"]


def cut_tail(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [f"DELETE FROM journal_entry WHERE number > {n}"]


def cut_front(n: int, _dice: random.Random, _all: list[StoredEntry]) -> Statements:
    return [f"DELETE FROM journal_entry WHERE number < {n}"]


def write_anew(n: int, _dice: random.Random, all_: list[StoredEntry]) -> Statements:
    return written_anew(all_, n, lambda entry: replace(entry, actor="somebody-else"))


def forge_checkpoint(n: int, _dice: random.Random, all_: list[StoredEntry]) -> Statements:
    """The checkpoint says that more was signed for: entries go, the chain from there is flawless."""
    cut = next(entry for entry in all_ if entry.action == CUT)
    head = next(entry.digest for entry in all_ if entry.number == n - 1)
    detail = cut.detail.replace('"first_kept":21', f'"first_kept":{n}')
    start = detail.index('"head":"') + len('"head":"')
    detail = detail[:start] + head + detail[start + 64 :]
    return [
        *written_anew(all_, cut.number, lambda entry: replace(entry, detail=detail)),
        f"DELETE FROM journal_entry WHERE number < {n}",
    ]


KINDS = (
    *(flip, drop, swap, insert, drop_and_close_up, replace_whole, cut_tail, cut_front, write_anew),
    forge_checkpoint,
)


def test_every_seeded_edit_is_found_against_both_marks(
    shop: Shop, record_property: Callable[[str, object], None]
) -> None:
    dice, columns, found = random.Random(SEED), ", ".join(COLUMNS), 0
    everything = shop.stored()
    assert [entry.number for entry in everything] == list(range(shop.first, shop.last + 1))
    with closing(Vault.open(shop.folder, RAW_KEY, clock=shop.clock)) as vault:
        journal = JournalService(vault.store, shop.clock, "x")
        marks = shop.marks()
        for trial in range(EDITS):
            assert all(journal.verify(mark).intact for mark in marks), trial
            n, kind = dice.randrange(shop.first + 1, shop.last - 1), KINDS[trial % len(KINDS)]
            shop.run(*kind(n, dice, everything))
            verdicts = [journal.verify(mark) for mark in marks]
            found += all(
                not verdict.intact and (verdict.first_break or verdict.missing_tail) for verdict in verdicts
            )
            if kind in (flip, drop, swap, replace_whole):
                assert {verdict.first_break for verdict in verdicts} == {n}, (kind.__name__, n)
            restore = f"INSERT INTO journal_entry ({columns}) SELECT {columns} FROM kept"
            shop.run("DELETE FROM journal_entry", restore)
        assert all(journal.verify(mark).intact for mark in marks)
    record_property("edits", f"{found} of {EDITS} found, seed {SEED}")
    assert found == EDITS


@pytest.mark.parametrize("commits", [0, 1, 40])
def test_a_chain_written_anew_is_found_at_the_next_opening_whatever_the_commit_number_says(
    shop: Shop, commits: int
) -> None:
    """Without the marks nothing is wrong with it; and they are not overwritten by opening."""
    shop.run(*write_anew(50, random.Random(1), shop.stored()))
    shop.run(f"UPDATE vault_meta SET commit_number = commit_number + {commits}")
    with shop.opened() as (vault, journal):
        assert journal.verify().intact
        assert vault.high_water is not None
        assert vault.high_water.shortfall is not None
        assert journal.verify(vault.high_water.mark).first_break == shop.last
    with shop.opened() as (vault, _journal):
        assert vault.high_water is not None
        assert vault.high_water.shortfall is not None


def test_a_vault_worked_on_from_an_older_copy_is_noticed(shop: Shop, tmp_path: Path) -> None:
    """More commits than before, but not these: the copy went on somewhere else."""
    shutil.copy(shop.folder / "vault.db", tmp_path / "older.db")
    with shop.opened() as (vault, journal):
        for number in range(3):
            shop.write(vault, journal, number)
    ahead = shop.marks()
    shutil.copy(tmp_path / "older.db", shop.folder / "vault.db")
    with Vault.open(shop.folder, RAW_KEY, clock=shop.clock) as elsewhere:
        journal = JournalService(elsewhere.store, shop.clock, "x")
        for number in range(8):
            shop.write(elsewhere, journal, number)
    with shop.opened() as (vault, journal):
        assert vault.high_water is not None
        assert vault.high_water.shortfall is not None
        assert not journal.verify(vault.high_water.mark).intact
    assert shop.marks() == ahead

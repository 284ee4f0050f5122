"""How long entries are kept, and the cut: explicit, signed, verifiable ever after."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput
from gdpr_desk.journal import keeping
from gdpr_desk.journal.model import CUT
from gdpr_desk.journal.service import JournalBroken, JournalService
from gdpr_desk.settings import state_folder
from gdpr_desk.vault.engine import connect
from gdpr_desk.vault.highwater import HighWater
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
OLD, NEW = 12, 9


@dataclass
class Shop:
    """An officer's journal: 12 entries of November 2022, 9 of November 2026."""

    vault: Vault
    journal: JournalService
    marks: HighWater
    clock: FixedClock

    def write(self, entries: int, action: str = "activity.changed") -> None:
        for _ in range(entries):
            with self.vault.store.begin() as session:
                self.journal.record(session, action, "T-01", {"changed": ["name"]})
            self.clock.instant += timedelta(minutes=5)

    def numbers(self) -> list[int]:
        return [entry.number for entry in self.journal.entries(newest_first=False)]


@pytest.fixture
def shop(vault: Vault, clock: FixedClock, tmp_path: Path) -> Shop:
    journal = JournalService(vault.store, clock, vault.person.id)
    made = Shop(vault, journal, vault.keep_high_water(journal.head, state=tmp_path / "state"), clock)
    now = clock.instant
    clock.instant = now.replace(year=2022)
    made.write(1, "vault.created")
    made.write(OLD - 1)
    clock.instant = now
    made.write(NEW)
    return made


def test_the_proposed_time_has_its_source_and_lies_between_the_ends() -> None:
    entry = keeping.proposed()
    assert (entry.period, "2021-122" in entry.source, entry.reliable) == ("P3Y", True, True)
    assert all(keeping.is_period(period) for period in (entry.period, *keeping.CHOICES))
    assert not any(
        keeping.is_period(period) for period in ("P5M", "P11Y", "P40D", "PT72H", "P1Y1D", "", "3 ans")
    )


def test_an_entry_is_kept_through_the_day_on_which_its_time_ends() -> None:
    """Second source: the calendar. 29 February plus one year is 28 February."""
    for period, last_kept, today in (
        ("P1Y", "2025-11-23", "2026-11-23"),
        ("P3Y", "2023-11-23", "2026-11-23"),
        ("P6M", "2026-05-23", "2026-11-23"),
        ("P1Y", "2024-02-28", "2025-02-28"),
        ("P6M", "2026-08-28", "2027-02-28"),
        ("P6M", "2026-09-01", "2027-03-01"),
    ):
        before = keeping.over_before(period, datetime.fromisoformat(today).date())
        assert before.isoformat()[:16] == f"{last_kept}T00:00", (period, today)


def test_an_officer_chooses_the_period_and_the_journal_says_so(shop: Shop) -> None:
    assert shop.journal.period() == "P3Y"
    shop.journal.set_period("P5Y")
    shop.journal.set_period("P5Y")
    entry, before = shop.journal.entries(2)
    assert (entry.action, entry.detail) == ("journal.period_changed", {"before": "P3Y", "period": "P5Y"})
    assert (before.action, shop.journal.period()) == ("activity.changed", "P5Y")
    with pytest.raises(InvalidInput, match="entre 6 mois et 10 ans"):
        shop.journal.set_period("P1M")
    assert shop.journal.overdue() is None
    found = shop.journal.overdue("P3Y")
    assert found is not None
    assert (found.entries, found.first, found.last) == (OLD, 1, OLD)


def test_nothing_goes_by_itself(shop: Shop) -> None:
    shop.clock.instant += timedelta(days=3660)
    shop.write(1)
    assert shop.journal.overdue() is not None
    assert shop.numbers() == list(range(1, OLD + NEW + 2))


def test_a_cut_leaves_a_signed_checkpoint_and_the_rest_still_verifies(shop: Shop) -> None:
    last_cut = shop.journal.entries(newest_first=False)[OLD - 1]
    versions = shop.journal.count_of(["activity.changed"])
    made = shop.journal.cut(OLD, shop.marks.mark)
    assert shop.numbers() == list(range(OLD + 1, OLD + NEW + 2))
    assert (made.action, made.actor, made.number) == (CUT, shop.vault.person.id, OLD + NEW + 1)
    assert made.detail["head"] == last_cut.digest
    assert (made.detail["first_kept"], made.detail["removed"], made.detail["until"]) == (13, 12, "2022-11-23")
    verdict = shop.journal.verify(shop.marks.mark)
    assert (verdict.intact, verdict.entries, verdict.first_kept) == (True, NEW + 1, OLD + 1)
    assert shop.journal.count_of(["activity.changed"]) == versions
    begun = shop.journal.begun_at()
    assert begun is not None
    assert begun.year == 2022
    assert Ledger(shop.vault.folder, shop.clock).verify(shop.vault.store).intact


def test_the_marks_go_on_counting_after_a_cut_and_accuse_nobody(shop: Shop, tmp_path: Path) -> None:
    shop.journal.cut(OLD, shop.marks.mark)
    shop.write(2)
    shutil.copy(shop.vault.folder / "vault.db", tmp_path / "older.db")
    assert shop.marks.mark is not None
    assert shop.marks.mark.count == OLD + NEW + 3
    shop.vault.close()
    with Vault.open(shop.vault.folder, RAW_KEY, clock=shop.clock) as again:
        journal = JournalService(again.store, shop.clock, again.person.id)
        marks = again.keep_high_water(journal.head, state=tmp_path / "state")
        assert marks.shortfall is None
        assert journal.verify(marks.mark).intact


def test_an_older_copy_put_back_after_a_cut_is_noticed(shop: Shop, tmp_path: Path) -> None:
    """It would bring back what was cut."""
    shop.vault.close()
    shutil.copy(shop.vault.folder / "vault.db", tmp_path / "older.db")
    with Vault.open(shop.vault.folder, RAW_KEY, clock=shop.clock) as vault:
        journal = JournalService(vault.store, shop.clock, vault.person.id)
        marks = vault.keep_high_water(journal.head, state=tmp_path / "state")
        journal.cut(OLD, marks.mark)
    shutil.copy(tmp_path / "older.db", shop.vault.folder / "vault.db")
    with Vault.open(shop.vault.folder, RAW_KEY, clock=shop.clock) as vault:
        marks = vault.keep_high_water(journal.head, state=tmp_path / "state")
        assert marks.shortfall is not None
        assert marks.shortfall.entries == 1


def test_cut_after_cut(shop: Shop) -> None:
    """The second checkpoint stands for the first, which is itself cut in the third."""
    shop.journal.cut(5, shop.marks.mark)
    shop.journal.cut(OLD, shop.marks.mark)
    assert shop.numbers()[0] == OLD + 1
    assert shop.journal.verify(shop.marks.mark).intact
    shop.journal.set_period("P6M")
    shop.clock.instant += timedelta(days=400)
    shop.write(3)
    old = shop.journal.overdue()
    assert old is not None
    shop.journal.cut(old.last, shop.marks.mark)
    verdict = shop.journal.verify(shop.marks.mark)
    assert (verdict.intact, verdict.entries, verdict.first_kept) == (True, 4, old.last + 1)
    assert shop.journal.period() == "P6M"
    assert shop.journal.count_of(["activity.changed"]) == OLD - 1 + NEW + 3
    assert shop.journal.count_of([CUT]) == 3


def test_everything_may_be_past_its_time(shop: Shop) -> None:
    shop.clock.instant += timedelta(days=4000)
    shop.journal.cut(OLD + NEW, shop.marks.mark)
    assert shop.numbers() == [OLD + NEW + 1]
    assert shop.journal.verify(shop.marks.mark).intact
    shop.write(2)
    assert shop.journal.verify(shop.marks.mark).intact


def test_only_what_is_past_its_time_can_be_cut(shop: Shop) -> None:
    for up_to in (0, OLD + 1, OLD + NEW, 10_000):
        with pytest.raises(InvalidInput, match="durée de garde"):
            shop.journal.cut(up_to, shop.marks.mark)
    assert shop.numbers() == list(range(1, OLD + NEW + 1))


def test_a_broken_chain_is_left_to_be_looked_at(shop: Shop) -> None:
    with shop.vault.store.begin() as session:
        session.execute(text("DROP TRIGGER journal_entry_update"))
        session.execute(text("UPDATE journal_entry SET subject = 'T-09' WHERE number = 4"))
    with pytest.raises(JournalBroken, match="rompue"):
        shop.journal.cut(OLD, shop.marks.mark)
    assert len(shop.numbers()) == OLD + NEW


@pytest.mark.parametrize("known", [True, False])
def test_staff_and_strangers_sign_nothing(shop: Shop, store: Store, clock: FixedClock, known: bool) -> None:
    if known:
        from gdpr_desk.vault.people import add_person

        with store.begin() as session:
            add_person(session, Person("5afe", "Sacha Ombre", Role.STAFF), "age1", clock.now())
    staff = JournalService(store, clock, "5afe")
    before = shop.numbers()
    for act in (lambda: staff.cut(OLD, shop.marks.mark), lambda: staff.set_period("P1Y")):
        with pytest.raises(AccessRefused):
            act()
    assert shop.numbers() == before


def test_the_database_refuses_changes_before_and_after_a_cut(shop: Shop) -> None:
    """Straight in the file, past the program: only a cut takes entries out, and the guard comes back."""
    for cut in (False, True):
        if cut:
            shop.journal.cut(OLD, shop.marks.mark)
        with closing(connect(shop.vault.folder / "vault.db", RAW_KEY)) as tool:
            for statement in ("UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"):
                with pytest.raises(Exception, match="append-only"):
                    tool.execute(statement)
    assert shop.journal.verify(shop.marks.mark).intact


def test_a_cut_that_fails_half_way_changes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.numbers()
    with shop.vault.store.begin() as session:
        session.execute(
            text(
                "CREATE TRIGGER full_disk AFTER DELETE ON journal_entry WHEN OLD.number = 7 "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        )
    with pytest.raises(Exception, match="full"):
        shop.journal.cut(OLD, shop.marks.mark)
    assert shop.numbers() == before
    with pytest.raises(Exception, match="append-only"), shop.vault.store.begin() as session:
        session.execute(text("DELETE FROM journal_entry"))
    assert shop.journal.verify(shop.marks.mark).intact


@pytest.fixture
def old_desk(vault: Vault, clock: FixedClock) -> Desk:
    """A desk whose first entries are four years old, and one of today."""
    now = clock.instant
    clock.instant = now.replace(year=2022)
    made = open_desk(vault, clock)
    for entry in range(OLD + 1):
        if entry == OLD:
            clock.instant = now
        with vault.store.begin() as session:
            made.journal.record(session, "activity.changed", "T-01", {"changed": ["name"]})
    return made


def test_a_copy_from_before_the_cut_does_not_bring_it_back(old_desk: Desk, clock: FixedClock) -> None:
    """The database of yesterday in the vault of today, as a restored backup has it: the ledger knows."""
    vault, folder = old_desk.vault, old_desk.vault.folder
    copy = folder.with_name("copie.db")
    with closing(connect(folder / "vault.db", vault.database_key)) as open_copy:
        open_copy.execute("VACUUM INTO ?", (str(copy),))
    overdue = old_desk.journal.overdue()
    assert overdue is not None
    old_desk.journal.cut(overdue.last)
    key, person = vault.database_key, vault.person.id
    old_desk.close()
    shutil.move(copy, folder / "vault.db")
    for path in (folder / "highwater", *state_folder().glob("highwater-*")):
        path.unlink()
    with open_desk(Vault.open(folder, key, clock=clock, person=person), clock) as again:
        assert again.journal.overdue() is None
        newest = again.journal.entries(1)[0]
        assert (newest.action, newest.detail["removed"]) == (CUT, overdue.entries)
        assert again.journal.verify().intact
        before = again.journal.entries()
    with open_desk(Vault.open(folder, key, clock=clock, person=person), clock) as again:
        assert again.journal.entries() == before  # once


def test_a_forged_line_of_the_ledger_cuts_nothing_young(old_desk: Desk, clock: FixedClock) -> None:
    journal = old_desk.journal
    with old_desk.vault.store.begin() as session:
        assert journal.cut_again(session, ["999999", "nonsense", "²"]) == 1
    left = journal.entries(newest_first=False)
    assert min(entry.at for entry in left).year == clock.instant.year
    assert journal.verify().intact
    with old_desk.vault.store.begin() as session:
        assert journal.cut_again(session, ["999999"]) == 0
    assert journal.entries(newest_first=False) == left

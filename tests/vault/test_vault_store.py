"""Transactions: whole or not at all, alone, and told to observers only when durable."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault import engine
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.store import Store, commit_number, insert_later
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))


def add(name: str, clock: FixedClock) -> PersonRow:
    return PersonRow(id=name, name=name, role=Role.STAFF, public_key="age1", created_at=clock.now())


def test_a_commit_raises_the_number_and_tells_observers_once_it_is_there(
    vault: Vault, store: Store, clock: FixedClock
) -> None:
    seen: list[tuple[int, int]] = []
    store.observe(lambda number: seen.append((number, len(vault.people()))))
    before = store.commit_number()
    with store.begin() as session:
        session.add(add("sam", clock))
    assert store.commit_number() == before + 1
    assert seen == [(before + 1, 2)]


def test_an_error_leaves_nothing_of_the_transaction(vault: Vault, store: Store, clock: FixedClock) -> None:
    told: list[int] = []
    store.observe(told.append)
    before = store.commit_number()

    def fail_half_way() -> None:
        with store.begin() as session:
            session.add(add("sam", clock))
            session.flush()
            session.execute(text("CREATE TABLE half (x)"))
            raise LookupError("half-way")

    with pytest.raises(LookupError):
        fail_half_way()
    assert (store.commit_number(), told, len(vault.people())) == (before, [], 1)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).scalar() == 0


def test_rows_that_wait_are_there_for_whoever_asks_and_come_with_the_commit_or_not_at_all(
    vault: Vault, store: Store, clock: FixedClock
) -> None:
    row = {name: value for name, value in vars(add("x", clock)).items() if not name.startswith("_")}
    with store.begin() as session:
        insert_later(session, PersonRow, [{**row, "id": "sam"}])
        insert_later(session, PersonRow, [{**row, "id": "kim"}])
        insert_later(session, PersonRow, [])
        written = "SELECT count(*) FROM person WHERE id IN ('sam', 'kim', 'lou')"
        assert session.connection().exec_driver_sql(written).scalar() == 0
        assert session.execute(text(written)).scalar() == 2
        insert_later(session, PersonRow, [{**row, "id": "lou"}])
    assert {"sam", "kim", "lou"} < {person.id for person in vault.people()}

    def fail_half_way() -> None:
        with store.begin() as session:
            insert_later(session, PersonRow, [{**row, "id": "max"}])
            raise LookupError("half-way")

    with pytest.raises(LookupError):
        fail_half_way()
    with store.begin():
        pass
    assert "max" not in {person.id for person in vault.people()}


def test_reading_cannot_write(store: Store, clock: FixedClock) -> None:
    with store.read() as session:
        session.add(add("sam", clock))
        with pytest.raises(DBAPIError, match="readonly database"):
            session.flush()


def test_our_own_mistake_stays_a_mistake(store: Store, clock: FixedClock) -> None:
    def twice() -> None:
        with store.begin() as session:
            session.execute(text("INSERT INTO person SELECT * FROM person"))

    with pytest.raises(IntegrityError):
        twice()


def test_a_snapshot_does_not_move(store: Store, clock: FixedClock) -> None:
    with store.read() as session:
        before = session.execute(text("SELECT commit_number FROM vault_meta")).scalar()
        with store.begin() as writing:
            writing.add(add("sam", clock))
        assert session.execute(text("SELECT commit_number FROM vault_meta")).scalar() == before
        assert session.execute(text("SELECT count(*) FROM person")).scalar() == 1


def test_threads_write_in_turn_and_lose_nothing(vault: Vault, store: Store, clock: FixedClock) -> None:
    before = store.commit_number()

    def work(worker: int) -> None:
        for n in range(10):
            with store.begin() as session:
                session.add(add(f"{worker}-{n}", clock))

    workers = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert store.commit_number() == before + 40
    assert len(vault.people()) == 41


def test_a_second_transaction_in_the_same_thread_is_refused_at_once(store: Store) -> None:
    with store.begin(), pytest.raises(RuntimeError, match="already open"), store.begin():
        pass


def test_an_observer_that_fails_does_not_unsay_the_commit(
    vault: Vault, store: Store, clock: FixedClock
) -> None:
    def fail(_: int) -> None:
        raise OSError("no mark today")

    told: list[int] = []
    store.observe(fail)
    store.observe(told.append)
    with store.begin() as session:
        session.add(add("sam", clock))
    assert (len(told), len(vault.people())) == (1, 2)


_HOLD = """
import sys
from pathlib import Path
from gdpr_desk.vault.engine import connect
connection = connect(Path(sys.argv[1]), bytes(range(32)))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_that_writes_is_waited_for_then_named(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.BUSY_TIMEOUT_MS == 5000
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock) as vault:
        before = vault.store.commit_number()
        with subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(tmp_path / "coffre" / "vault.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(VaultBusy, match="occupé") as refused, vault.store.begin() as session:
                session.add(add("sam", clock))
            other.communicate()
        assert refused.value.exit_status == 3
        with vault.store.begin() as session:
            session.add(add("sam", clock))
        assert vault.store.commit_number() == before + 1


def test_two_processes_see_each_other_and_only_the_last_one_cleans_up(
    tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "coffre"
    first = Vault.found_for_trial(folder, RAW_KEY, clock=clock, officer_name="Camille")
    second = Vault.open(folder, RAW_KEY, clock=clock)
    with second.store.begin() as session:
        session.add(add("sam", clock))
    assert [person.name for person in first.people()] == ["Camille", "sam"]
    second.close()
    assert first.people()[0] == Person(first.person.id, "Camille", Role.OFFICER)
    assert (folder / "vault.db-wal").exists()
    first.close()
    assert sorted(path.name for path in folder.glob("vault.db*")) == ["vault.db"]


def test_others_wait_while_one_thread_is_alone_with_the_store(store: Store) -> None:
    """Else a screen that refreshes during a change of key would read a vault it takes for damaged."""
    told: list[str] = []
    inside, free = threading.Event(), threading.Event()

    def maintain() -> None:
        with store.alone():
            inside.set()
            free.wait(5)
            told.append("done alone")

    def read() -> None:
        inside.wait(5)
        with store.read() as session, store.read():  # one may enter again
            commit_number(session)
        told.append("read")

    threads = [threading.Thread(target=work) for work in (maintain, read)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    threads[1].join(0.2)
    assert told == []
    free.set()
    for thread in threads:
        thread.join(5)
    assert told == ["done alone", "read"]
    with store.read(), pytest.raises(RuntimeError), store.alone():
        pass


def test_who_asks_for_the_last_of_a_series_is_told_once_even_where_it_breaks_off(store: Store) -> None:
    each: list[int] = []
    last: list[int] = []
    store.observe(each.append)
    store.observe(last.append, last_only=True)
    with suppress(ZeroDivisionError), store.series():
        for _ in range(3):
            with store.begin():
                pass
        assert last == []
        raise ZeroDivisionError
    assert len(each) == 3
    assert last == each[-1:]
    with store.begin():
        pass
    assert last == each[-2:]

"""What the write-ahead log held is overwritten, not only unlinked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import CacheStats

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault import engine
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))


def fill(vault: Vault, clock: FixedClock) -> None:
    for n in range(20):
        with vault.store.begin() as session:
            session.add(
                PersonRow(id=f"{n}", name="x" * 150, role="staff", public_key="a", created_at=clock.now())
            )


def test_the_last_closer_overwrites_the_log(tmp_path: Path, clock: FixedClock) -> None:
    vault = Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock)
    fill(vault, clock)
    witness = tmp_path / "witness"  # another link to the same blocks, as an examiner of the disk has
    os.link(tmp_path / "coffre" / "vault.db-wal", witness)
    assert any(witness.read_bytes())
    vault.close()
    assert witness.stat().st_size > 0
    assert not any(witness.read_bytes())
    assert sorted(path.name for path in (tmp_path / "coffre").glob("vault.db*")) == ["vault.db"]
    with Vault.open(tmp_path / "coffre", RAW_KEY, clock=clock) as again:
        assert len(again.people()) == 21


@pytest.mark.skipif(os.name != "posix", reason="the log stays in place where an open file cannot be unlinked")
def test_without_hard_links_the_log_is_overwritten_through_a_handle(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock)
    fill(vault, clock)
    witness = tmp_path / "witness"
    os.link(tmp_path / "coffre" / "vault.db-wal", witness)

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    vault.close()
    assert not any(witness.read_bytes())


def test_what_an_earlier_closer_left_behind_is_wiped_by_the_last(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "coffre"
    first = Vault.found_for_trial(folder, RAW_KEY, clock=clock)
    second = Vault.open(folder, RAW_KEY, clock=clock)
    fill(second, clock)
    witness = tmp_path / "witness"
    os.link(folder / "vault.db-wal", witness)
    second.close()
    assert any(witness.read_bytes())  # still in use: the other window reads from it
    assert len(first.people()) == 21
    first.close()
    assert not any(witness.read_bytes())
    assert sorted(path.name for path in folder.glob("vault.db*")) == ["vault.db"]


def test_a_wiped_log_costs_no_statement_a_second_compiling(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would otherwise leave thousands of circles behind, collected in the window's thread at once."""
    monkeypatch.setattr(engine, "create_engine", create_engine)  # other tests share what they compile
    compiled: list[str] = []

    def note(*given: object) -> None:
        statement, context = str(given[2]), given[4]
        if statement.startswith("SELECT") and getattr(context, "cache_hit", None) is CacheStats.CACHE_MISS:
            compiled.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock) as vault:
            vault.people()
            once = list(compiled)
            for way in (vault.wipe_log, lambda: _change_key(vault)):
                way()
                assert len(vault.people()) == 1
            assert once
            assert compiled == once
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _change_key(vault: Vault) -> None:
    with vault.maintained():
        vault.change_key(bytes(32))

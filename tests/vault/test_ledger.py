"""The erasure ledger: what was destroyed stays destroyed, whatever is cut, killed or put back."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault.ledger import (
    LEDGER,
    Ledger,
    header_line,
    merged,
    parse_ledger,
    read_ledger,
    set_standing,
    standing,
)
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def ledger(vault: Vault, clock: FixedClock) -> Ledger:
    made = Ledger(vault.folder, clock)
    made.begin(vault.store)
    return made


def people_in(store: Store) -> set[str]:
    with store.read() as session:
        return {row.id for row in session.scalars(select(PersonRow)) if row.id.startswith("p")}


def add(store: Store, clock: FixedClock, *ids: str) -> None:
    with store.begin() as session:
        for one in ids:
            session.add(PersonRow(id=one, name="x", role="staff", public_key="a", created_at=clock.now()))


def destroy(session: Session, ids: object) -> int:
    gone = [row for row in session.scalars(select(PersonRow)) if row.id in set(ids)]  # type: ignore[call-overload]
    for row in gone:
        session.delete(row)
    return len(gone)


def erase(store: Store, ledger: Ledger, *ids: str) -> None:
    with store.begin() as session:
        destroy(session, ids)
        ledger.note(session, "person", ids)


ERASERS = {"person": destroy}


def test_what_was_erased_is_erased_again_in_an_older_copy_and_only_there(
    vault: Vault, ledger: Ledger, clock: FixedClock
) -> None:
    add(vault.store, clock, "p1", "p2", "p3")
    erase(vault.store, ledger, "p1")
    assert ledger.replay(vault.store, ERASERS) == 0  # carried out here
    add(vault.store, clock, "p1")  # an older database stands again
    with vault.store.begin() as session:
        set_standing(session, standing(session)[0], 0)
    before = vault.store.commit_number()
    assert ledger.replay(vault.store, ERASERS) == 1
    assert people_in(vault.store) == {"p2", "p3"}
    assert ledger.replay(vault.store, ERASERS) == 0
    assert vault.store.commit_number() == before + 1  # nothing left: nothing written


def test_a_name_given_again_after_its_erasure_is_left_alone(
    vault: Vault, ledger: Ledger, clock: FixedClock
) -> None:
    add(vault.store, clock, "p1")
    erase(vault.store, ledger, "p1")
    add(vault.store, clock, "p1")
    assert ledger.replay(vault.store, ERASERS) == 0
    assert people_in(vault.store) == {"p1"}


def test_a_destruction_that_fails_is_not_in_the_ledger(
    vault: Vault, ledger: Ledger, clock: FixedClock
) -> None:
    add(vault.store, clock, "p1", "p2")
    erase(vault.store, ledger, "p2")
    before = (vault.folder / LEDGER).read_bytes()
    with suppress(ZeroDivisionError), vault.store.begin() as session:
        destroy(session, ["p1"])
        ledger.note(session, "person", ["p1"])
        assert (vault.folder / LEDGER).read_bytes() != before  # on the disk before the commit
        raise ZeroDivisionError
    assert (vault.folder / LEDGER).read_bytes() == before
    assert ledger.replay(vault.store, ERASERS) == 0
    assert people_in(vault.store) == {"p1"}
    assert ledger.verify(vault.store).intact


def test_a_crash_between_ledger_and_commit_is_finished_at_the_next_opening(
    vault: Vault, ledger: Ledger, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(vault.store, clock, "p1")
    monkeypatch.setattr(Ledger, "_take_back", lambda *_: None)  # a killed program takes nothing back
    with suppress(ZeroDivisionError), vault.store.begin() as session:
        ledger.note(session, "person", ["p1"])
        raise ZeroDivisionError
    assert people_in(vault.store) == {"p1"}
    assert ledger.replay(vault.store, ERASERS) == 1
    assert people_in(vault.store) == set()


def test_half_a_line_is_what_a_crash_leaves_and_accuses_nobody(
    vault: Vault, ledger: Ledger, clock: FixedClock
) -> None:
    add(vault.store, clock, "p1", "p2")
    erase(vault.store, ledger, "p1")
    with (vault.folder / LEDGER).open("ab") as file:
        file.write(b'{"at":"2026-11-2')
    assert ledger.verify(vault.store).intact
    erase(vault.store, ledger, "p2")
    assert ledger.verify(vault.store).intact
    assert [entry.id for entry in ledger.read().entries] == ["p1", "p2"]


def test_every_flip_and_every_cut_is_told_and_never_erases_anything_else(
    vault: Vault, ledger: Ledger, clock: FixedClock
) -> None:
    """Seed 4; 120 one-bit flips and every cut at a line: none goes unnoticed."""
    add(vault.store, clock, *(f"p{n}" for n in range(8)))
    for n in range(6):
        erase(vault.store, ledger, f"p{n}")
    path = vault.folder / LEDGER
    whole = path.read_bytes()
    assert ledger.verify(vault.store).intact
    dice = random.Random(4)
    for _ in range(120):
        at, bit = dice.randrange(len(whole)), dice.randrange(8)
        damaged = bytearray(whole)
        damaged[at] ^= 1 << bit
        path.write_bytes(bytes(damaged))
        verdict = ledger.verify(vault.store)
        assert not verdict.intact, (at, bit)
        assert "abîmé" in verdict.sentence or "manque" in verdict.sentence
        assert {entry.id for entry in ledger.read().entries} <= {f"p{n}" for n in range(6)}, (at, bit)
    lines = whole.splitlines(keepends=True)
    for count in range(len(lines)):
        path.write_bytes(b"".join(lines[:count]))
        verdict = ledger.verify(vault.store)
        assert (verdict.intact, verdict.missing) == (False, 7 - max(1, count))
    path.unlink()
    assert ledger.verify(vault.store).missing == 6


def test_a_damaged_ledger_goes_on_and_can_be_mended(vault: Vault, ledger: Ledger, clock: FixedClock) -> None:
    add(vault.store, clock, "p1", "p2", "p3")
    erase(vault.store, ledger, "p1", "p2")
    path = vault.folder / LEDGER
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2].replace(b"p2", b"pX"))
    erase(vault.store, ledger, "p3")
    verdict = ledger.verify(vault.store)
    assert (verdict.first_break, verdict.missing) == (3, 0)
    assert "ligne 3" in verdict.sentence
    assert ledger.mend(vault.store) == 2
    assert ledger.verify(vault.store).intact
    erase(vault.store, ledger, "p1")
    assert ledger.verify(vault.store).intact


def test_a_full_disk_refuses_the_destruction_and_loses_nothing(
    vault: Vault, ledger: Ledger, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(vault.store, clock, "p1")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("gdpr_desk.vault.ledger.os.fsync", full)
        with pytest.raises(DiskFull):
            erase(vault.store, ledger, "p1")
    assert people_in(vault.store) == {"p1"}


def test_ledgers_of_one_line_are_joined_and_others_are_not(tmp_path: Path) -> None:
    def written(lineage: str, *keys: tuple[str, str]) -> bytes:
        from gdpr_desk.vault.ledger import LedgerContent, _following

        head = header_line(lineage)
        lines = [("person", one, f"2026-11-2{day}T00:00:00+00:00") for day, one in keys]
        assert isinstance(parse_ledger(head), LedgerContent)
        return head + b"".join(entry.line() for entry in _following(head.rstrip(), 0, lines))

    base = written("a", ("1", "p1"))
    longer = written("a", ("1", "p1"), ("3", "p3"))
    other = written("a", ("1", "p1"), ("2", "p2"), ("3", "p3"))
    stranger = written("b", ("1", "p9"))
    joined = merged("a", base + b'{"half', 1, [parse_ledger(c) for c in (longer, other, stranger)])
    content = parse_ledger(joined)
    assert content.first_break is None
    assert [(entry.number, entry.id) for entry in content.entries] == [(1, "p1"), (2, "p2"), (3, "p3")]
    assert joined.startswith(base)
    (tmp_path / "none").mkdir()
    assert read_ledger(tmp_path / "none" / LEDGER).entries == ()


def test_no_line_says_more_than_kind_id_and_instant(vault: Vault, ledger: Ledger, clock: FixedClock) -> None:
    add(vault.store, clock, "p1")
    clock.instant += timedelta(hours=1)
    erase(vault.store, ledger, "p1")
    head, line = (json.loads(text) for text in (vault.folder / LEDGER).read_text().splitlines())
    assert set(head) == {"format", "version", "lineage"}
    assert set(line) == {"number", "at", "kind", "id", "previous", "digest"}
    assert (line["kind"], line["id"], line["at"]) == ("person", "p1", "2026-11-23T08:48:00.000000+00:00")

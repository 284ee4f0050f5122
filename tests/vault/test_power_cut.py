"""What the simulated power cuts and failing calls found once (`tests/trials/power_cuts.py`), held still."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault import ledger as ledger_module
from gdpr_desk.vault import wal
from gdpr_desk.vault.engine import connect
from gdpr_desk.vault.files import clear_unfinished
from gdpr_desk.vault.ledger import LEDGER, Ledger, read_ledger
from gdpr_desk.vault.refusals import DiskFull, VaultDamaged
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))


def fill(vault: Vault, clock: FixedClock) -> None:
    for n in range(20):
        with vault.store.begin() as session:
            session.add(
                PersonRow(id=f"{n}", name="x" * 150, role="staff", public_key="a", created_at=clock.now())
            )


def people_in(folder: Path, clock: FixedClock) -> int:
    """How many there are; none in a vault that cannot be read."""
    try:
        with Vault.open(folder, RAW_KEY, clock=clock) as vault:
            return len(vault.people())
    except VaultDamaged:
        return 0


@pytest.mark.skipif(os.name != "posix", reason="needs a second link to the log")
def test_a_log_half_overwritten_that_gets_its_name_back_puts_nothing_old_over_the_new(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, witness = tmp_path / "coffre", tmp_path / "witness"
    vault = Vault.found_for_trial(folder, RAW_KEY, clock=clock)
    fill(vault, clock)
    os.link(folder / "vault.db-wal", witness)
    whole = witness.read_bytes()

    def power_goes(*_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(wal, "overwrite", power_goes)
    vault.close()
    for left in folder.glob("vault.db-wal*"):
        left.unlink()
    after = witness.read_bytes()
    assert after != whole
    half = len(whole) // 2
    seen = []
    for content in (whole, after):  # the first one is what the disk held before the log was touched
        place = Path(shutil.copytree(folder, tmp_path / f"disk{len(seen)}"))
        (place / "vault.db-wal").write_bytes(content[:half] + bytes(len(content) - half))
        seen.append(people_in(place, clock))
    assert seen[0] < 21, "half a log does no harm here: this proves nothing"
    assert seen[1] == 21


def test_a_log_that_is_still_in_use_is_not_overwritten_through_its_handle(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "coffre"
    vault = Vault.found_for_trial(folder, RAW_KEY, clock=clock)

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    with closing(connect(folder / "vault.db", RAW_KEY)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM person").fetchone()  # nothing can be checkpointed past this
        fill(vault, clock)
        vault.close()
        (tmp_path / "disk").mkdir()
        for path in folder.glob("vault.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, tmp_path / "disk" / path.name)
        shutil.copy(folder / "state.json", tmp_path / "disk")
    assert people_in(tmp_path / "disk", clock) == 21


@pytest.fixture
def ledger(vault: Vault, clock: FixedClock) -> Ledger:
    made = Ledger(vault.folder, clock)
    made.begin(vault.store)
    fill(vault, clock)
    return made


def destroy(session: Session, ids: object) -> int:
    gone = [session.get(PersonRow, one) for one in set(ids)]  # type: ignore[call-overload]
    for row in filter(None, gone):
        session.delete(row)
    return len(gone)


def erase(vault: Vault, ledger: Ledger, *ids: str) -> None:
    with vault.store.begin() as session:
        destroy(session, ids)
        ledger.note(session, "person", ids)


def test_what_was_refused_for_want_of_room_is_not_destroyed_in_part_at_the_next_opening(
    vault: Vault, clock: FixedClock, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = vault.folder / LEDGER
    real = os.fsync

    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == path.stat().st_ino:  # the second line did not get there
            os.truncate(descriptor, path.stat().st_size - 20)
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(ledger_module.os, "fsync", full)
    monkeypatch.setattr(Ledger, "_take_back", lambda *_: None)  # nor could it be taken back
    with pytest.raises(DiskFull):
        erase(vault, ledger, "1", "2")
    monkeypatch.undo()
    assert path.stat().st_size > 300, "nothing was left: this proves nothing"
    assert read_ledger(path).entries == ()
    assert Ledger(vault.folder, clock).replay(vault.store, {"person": destroy}) == 0
    erase(vault, ledger, "1", "2", "3")
    assert [entry.id for entry in ledger.read().entries] == ["1", "2", "3"]
    assert ledger.verify(vault.store).intact


def test_what_a_killed_program_left_half_written_goes_after_an_hour(vault: Vault, clock: FixedClock) -> None:
    keys = vault.folder / "keys"
    keys.mkdir(exist_ok=True)
    left = [vault.folder / ".state.json.0a1b2c3d.part", keys / ".a1b2c3d4.age.0a1b2c3d.part"]
    for path in left:
        path.write_bytes(b"half")
    clear_unfinished(vault.folder)
    assert all(path.exists() for path in left), "somebody may be writing it just now"
    long_ago = left[0].stat().st_mtime - timedelta(hours=2).total_seconds()
    for path in left:
        os.utime(path, (long_ago, long_ago))
    folder = vault.folder
    vault.close()
    people_in(folder, clock)
    assert not any(path.exists() for path in left)
    assert (folder / "state.json").exists()

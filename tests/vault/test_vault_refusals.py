"""Damaged, newer, read-only, full: told in French, with nothing lost and nothing made worse."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from quick_keys import quick
from sqlalchemy import text

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import state
from gdpr_desk.vault.refusals import DiskFull, VaultDamaged, VaultNewer, refusal_for
from gdpr_desk.vault.spare_room import BALLAST, SpareRoom
from gdpr_desk.vault.state import STATE, read_state
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
MARKER = "Zoé Qwertz-Überall"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def person(name: str, clock: FixedClock, ident: str = "p") -> PersonRow:
    return PersonRow(id=ident, name=name, role="staff", public_key="a", created_at=clock.now())


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock) -> Path:
    """A closed vault with some content."""
    with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock) as vault:
        for n in range(30):
            with vault.store.begin() as session:
                session.add(person("x" * 190, clock, f"p{n}"))
    return tmp_path / "coffre"


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def bytes_below(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_written_is_nowhere_readable_and_the_search_would_find_it(
    tmp_path: Path, clock: FixedClock
) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    control = sqlite3.connect(plain / "vault.db")
    control.execute("PRAGMA journal_mode=WAL")
    control.execute("CREATE TABLE person (name TEXT)")
    control.execute("INSERT INTO person VALUES (?)", (MARKER,))
    control.commit()
    assert MARKER.encode() in bytes_below(plain)  # an unencrypted store is caught by the same search
    control.close()

    with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock, officer_name=MARKER) as vault:
        with vault.store.begin() as session:
            session.add(person(MARKER, clock))
        assert (tmp_path / "coffre" / "vault.db-wal").stat().st_size > 0
        while_open = bytes_below(tmp_path / "coffre")
        assert [p.name for p in vault.people()] == [MARKER, MARKER]
    for content in (while_open, bytes_below(tmp_path / "coffre")):
        assert not any(MARKER.encode(encoding) in content for encoding in ENCODINGS)


def test_every_flipped_bit_in_the_database_is_noticed(folder: Path, clock: FixedClock) -> None:
    sound = (folder / "vault.db").read_bytes()
    dice = random.Random(20261123)
    for _ in range(40):
        spoiled = bytearray(sound)
        spoiled[dice.randrange(len(sound))] ^= 1 << dice.randrange(8)
        (folder / "vault.db").write_bytes(bytes(spoiled))
        with pytest.raises(VaultDamaged, match="illisible"):
            Vault.open(folder, RAW_KEY, clock=clock)
        assert (folder / "vault.db").read_bytes() == bytes(spoiled)  # evidence is not touched
    (folder / "vault.db").write_bytes(sound)
    Vault.open(folder, RAW_KEY, clock=clock).close()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(4080), b"not a database" * 400])
def test_a_file_that_is_no_vault_is_refused(folder: Path, clock: FixedClock, content: bytes) -> None:
    (folder / "vault.db").write_bytes(content)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, RAW_KEY, clock=clock)
    assert (folder / "vault.db").read_bytes() == content


def test_a_truncated_database_is_refused(folder: Path, clock: FixedClock) -> None:
    os.truncate(folder / "vault.db", (folder / "vault.db").stat().st_size // 4096 // 2 * 4096)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, RAW_KEY, clock=clock)


def test_the_key_of_another_vault_opens_nothing(folder: Path, clock: FixedClock) -> None:
    before = digests(folder)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, bytes(32), clock=clock)
    assert digests(folder) == before


def test_a_newer_vault_told_by_its_state_is_not_touched(folder: Path, clock: FixedClock) -> None:
    values = json.loads((folder / STATE).read_text())
    del values["checksum"]
    values |= {"format": 2, "written_by": "2.3", "later": True}
    (folder / STATE).write_text(json.dumps(values))
    before = digests(folder)
    with pytest.raises(VaultNewer, match=r"plus récente \(2\.3\)\. Rien n’a été modifié\. Installez"):
        Vault.open(folder, RAW_KEY, clock=clock)
    with pytest.raises(VaultNewer):
        Vault.unlock(folder, "x", clock=clock)
    assert digests(folder) == before
    assert read_state(folder).label == "Mon coffre"  # what is in clear can still be shown


@pytest.mark.parametrize(
    "change", ["UPDATE alembic_version SET version_num = '0999_later'", "UPDATE vault_meta SET format = 2"]
)
def test_a_newer_vault_told_by_its_database_is_not_touched(
    folder: Path, clock: FixedClock, change: str
) -> None:
    with Vault.open(folder, RAW_KEY, clock=clock) as vault, vault.store.begin() as session:
        session.execute(text(change))
    before = digests(folder)
    with pytest.raises(VaultNewer):
        Vault.open(folder, RAW_KEY, clock=clock)
    assert digests(folder) == before


_CHILD = """
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.engine import connect_untouched
from gdpr_desk.vault.tables import PersonRow
from gdpr_desk.vault.vault import Vault, exists

clock, key = FixedClock(datetime(2026, 11, 23, 8, tzinfo=UTC)), bytes(range(32))
folder, what, n = Path(sys.argv[1]), sys.argv[2], 0
try:
    open_it = Vault.open if exists(folder) else Vault.found_for_trial
    with open_it(folder, key, clock=clock) as vault:
        while what == "fill":
            n += 1
            with vault.store.begin() as session:
                for part in "ab":
                    session.add(PersonRow(id=f"{n}{part}", name="y" * 20000, role="staff", public_key="a",
                                          created_at=clock.now()))
                    session.flush()
            print("ACK", n, flush=True)
except GdprDeskError as refusal:
    print("REFUSED", refusal.code, refusal, flush=True)
if what == "fill":
    with closing(connect_untouched(folder / "vault.db", key, alone=True)) as look:
        rows = {row[0] for row in look.execute("SELECT id FROM person")}
        print("KEPT", sum({f"{k}a", f"{k}b"} <= rows for k in range(1, n)))
        print("HALF", sum((f"{k}a" in rows) != (f"{k}b" in rows) for k in range(1, n + 1)))
        print("CHECK", look.execute("PRAGMA integrity_check").fetchone()[0])
"""


def in_a_box(tmp_path: Path, mounts: list[str], folder: Path, what: str) -> subprocess.CompletedProcess[str]:
    """Run the child in a bubblewrap box: root ignores file modes, but not a read-only or full mount."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    box = [bwrap, "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    if subprocess.run([*box, "true"], capture_output=True, check=False).returncode:
        pytest.skip("bubblewrap may not make boxes here")
    script = tmp_path / "child.py"
    script.write_text(_CHILD)
    command: list[str] = [
        *box,
        *mounts,
        "--setenv",
        "PYTHONPATH",
        os.pathsep.join(sys.path),
        sys.executable,
        str(script),
    ]
    arguments = [str(folder), what]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_a_read_only_folder_is_told_in_words(tmp_path: Path, folder: Path) -> None:
    before = digests(folder)
    done = in_a_box(tmp_path, ["--ro-bind", str(folder), str(folder)], folder, "open")
    assert done.stdout.startswith("REFUSED vault_read_only Le dossier du coffre est en lecture seule"), done
    assert done.stderr == ""
    assert digests(folder) == before


def test_a_full_disk_costs_the_change_in_hand_and_nothing_else(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    done = in_a_box(tmp_path, ["--size", "3000000", "--tmpfs", str(small)], small / "coffre", "fill")
    lines = done.stdout.splitlines()
    acknowledged = sum(line.startswith("ACK") for line in lines)
    assert acknowledged > 3, done
    assert any(line.startswith("REFUSED disk_full Le disque est plein") for line in lines), done
    assert lines[-3:] == [f"KEPT {acknowledged}", "HALF 0", "CHECK ok"]
    assert done.stderr == ""


def test_every_known_database_error_has_a_french_refusal() -> None:
    class Failure(Exception):
        def __init__(self, name: str) -> None:
            self.sqlite_errorname = name

    expected = {
        "SQLITE_BUSY": "vault_busy",
        "SQLITE_BUSY_SNAPSHOT": "vault_busy",
        "SQLITE_FULL": "disk_full",
        "SQLITE_IOERR_WRITE": "disk_full",
        "SQLITE_READONLY_DIRECTORY": "vault_read_only",
        "SQLITE_CANTOPEN": "vault_read_only",
        "SQLITE_CORRUPT": "vault_damaged",
        "SQLITE_NOTADB": "vault_damaged",
    }
    for name, code in expected.items():
        refusal = refusal_for(Failure(name))
        assert isinstance(refusal, GdprDeskError)
        assert (refusal.code, bool(refusal.message), bool(refusal.safe), bool(refusal.remedy)) == (
            code, True, True, True,
        )  # fmt: skip
    assert refusal_for(Failure("SQLITE_CONSTRAINT_FOREIGNKEY")) is None
    assert refusal_for(ValueError()) is None


def test_a_full_disk_gives_the_ballast_to_whoever_opens_the_vault(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due cannot go while nobody comes in."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    vault, _ = Vault.create(folder, officer_name="Anne", passphrase=MARKER, clock=clock)
    vault.close()
    real = state.replace_file

    def full(path: Path, content: bytes) -> None:
        if (folder / BALLAST).exists():
            raise DiskFull
        real(path, content)

    monkeypatch.setattr(state, "replace_file", full)
    assert SpareRoom(folder, 1 << 16).keep()
    Vault.unlock(folder, MARKER, clock=clock).close()
    assert not (folder / BALLAST).exists()

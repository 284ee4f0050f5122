"""Two programs write to one vault at the same time: nothing of either is lost, one journal, whole.

`./dev trials tests/trials/test_two_writers.py` writes a thousand changes with each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from forked import Program
from quick_keys import quick

from gdpr_desk.app import Desk, create_desk, open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.parties.model import Party
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import Controller, ProcessingActivity
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
PHRASE = "Quatre hérissons sous la treille"


def desk_on(folder: Path) -> Desk:
    clock = SystemClock()
    found = Vault.open if folder.exists() else Vault.found_for_trial
    return open_desk(found(folder, RAW_KEY, clock=clock), clock)


def write(folder: Path, name: str, changes: int) -> None:
    """What one of the two programs does: every change is one transaction with one journal entry."""
    with desk_on(folder) as desk:
        sys.stdout.write("OPEN\n")
        sys.stdout.flush()
        sys.stdin.readline()
        activity = desk.register.add(ProcessingActivity("", f"{name} 0"))
        for number in range(1, changes):
            if number % 5 == 0:
                desk.parties.save(Party(f"{name}-{number}", f"{name} {number}"))
            else:
                activity = desk.register.save(replace(activity, note=f"{name} {number}")).activity


def both_write(folder: Path, changes: int) -> str:
    """Two programs start together; the figures. Raises AssertionError where anything is lost."""
    with desk_on(folder) as desk:
        assert desk.verify_journal().entries == 0
        before = desk.vault.store.commit_number()
    programs = [Program(Path(__file__), folder, name, changes) for name in ("gauche", "droite")]
    for each in programs:
        assert each.stdout.readline() == "OPEN\n"
    began = time.monotonic()
    for each in programs:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in programs:
        _, said = each.communicate(timeout=900)
        assert (each.returncode, said) == (0, "")
        each.close()
    seconds = time.monotonic() - began
    with desk_on(folder) as desk:
        entries = desk.journal.entries(newest_first=False)
        verdict = desk.verify_journal()
        assert desk.vault.high_water is not None
        assert desk.vault.high_water.shortfall is None
        assert verdict.intact
        assert verdict.entries == 2 * changes == desk.vault.store.commit_number() - before
        register = desk.register.register()
        last = changes - 1 - (not (changes - 1) % 5)
        assert sorted(a.note for a in register.activities) == [f"droite {last}", f"gauche {last}"]
        assert len(register.parties) == 2 * len(range(5, changes, 5))
    by_turns = sum(one.subject != two.subject for one, two in pairwise(entries))
    assert by_turns >= min(2, changes / 10), "they did not write at the same time"
    return (
        f"two writers: 2 x {changes} changes in {seconds:.0f} s, {verdict.entries} entries, journal intact\n"
    )


def test_two_programs_lose_nothing_of_each_other(tmp_path: Path) -> None:
    sys.stdout.write(both_write(tmp_path / "coffre", 10))


@pytest.mark.trial
def test_two_programs_write_a_thousand_changes_each(tmp_path: Path) -> None:
    report = both_write(tmp_path / "coffre", 1000)
    sys.stdout.write("\n" + report)
    (tmp_path / "two-writers-report.txt").write_text(report)


def test_keys_do_not_change_beside_an_open_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    desk, _ = create_desk(folder, Profile(Controller("Atelier Lumen")), PHRASE, SystemClock())
    with desk:
        staff = desk.people.add("Sacha Ombre", Role.STAFF, PHRASE + " deux")
        key, grants = desk.vault.database_key, _grants(folder)
        with another_window(folder, key):
            with pytest.raises(VaultBusy, match="Le coffre est occupé : gdpr-desk est sans doute ouvert"):
                desk.people.remove(staff.id)
            assert desk.vault.database_key == key
            assert _grants(folder) == grants
            assert staff in desk.people.all()
            desk.register.add(ProcessingActivity("", "le travail continue"))
        desk.people.remove(staff.id)
        assert desk.vault.database_key != key
        assert desk.verify_journal().intact


def _grants(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "keys").iterdir()}


@contextmanager
def another_window(folder: Path, key: bytes) -> Iterator[None]:
    """A further process that has the vault open."""
    with Program(Path(__file__), folder, key.hex(), 0) as process:
        assert process.stdout.readline() == "OPEN\n"
        yield
        process.communicate("end\n", timeout=60)


def _hold(folder: Path, key: bytes) -> None:
    clock = SystemClock()
    with open_desk(Vault.open(folder, key, clock=clock), clock):
        sys.stdout.write("OPEN\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    if sys.argv[3] == "0":
        _hold(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
    else:
        write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

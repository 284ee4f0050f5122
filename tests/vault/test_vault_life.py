"""A vault as its people meet it: created, locked, opened with a passphrase or the sheet.

The key files are real, their derivation is light (`quick_keys`); what the real one costs and that it leaves
the window alive is held in `test_vault_parts` and, from the keyboard, in `test_end_to_end`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyrage
import pytest
from quick_keys import quick

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import FolderRefused, KeyUnusable, TooManyTries, WrongPassphrase
from gdpr_desk.vault.state import STATE, read_state
from gdpr_desk.vault.vault import Vault, exists

PASSPHRASE = "les pêches mûrissent à l’ombre"
CLOCK = FixedClock(datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris")))


@pytest.fixture(scope="module", autouse=True)
def _light_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RecoverySecret]:
    folder = tmp_path_factory.mktemp("life") / "coffre"
    vault, secret = Vault.create(folder, officer_name="Camille Lumen", passphrase=PASSPHRASE, clock=CLOCK)
    vault.close()
    return folder, secret


@pytest.fixture
def folder(made: tuple[Path, RecoverySecret], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "coffre"))


def test_the_passphrase_opens_the_vault_however_the_accents_were_typed(folder: Path) -> None:
    decomposed = PASSPHRASE.replace("ê", "e\u0302")
    assert decomposed != PASSPHRASE
    with Vault.unlock(folder, decomposed, clock=CLOCK) as vault:
        assert (vault.person.name, vault.person.role) == ("Camille Lumen", Role.OFFICER)
        assert [p.role for p in vault.people()] == [Role.OFFICER, Role.RECOVERY]
        assert vault.officer_identity is not None
        assert vault.officer_identity.startswith("AGE-SECRET-KEY-")
    assert read_state(folder).last_unlock_at == CLOCK.now()


def test_the_sheet_opens_the_vault_typed_carelessly_and_with_the_state_lost(
    made: tuple[Path, RecoverySecret], folder: Path
) -> None:
    (folder / STATE).unlink()
    typed = " ".join(made[1].groups).lower()
    with Vault.unlock(folder, typed, clock=CLOCK) as vault:
        assert vault.person.role is Role.RECOVERY
    assert [slot.role for slot in read_state(folder).slots] == ["officer", "recovery"]


def test_a_slip_in_the_sheet_is_named_and_not_counted(
    made: tuple[Path, RecoverySecret], folder: Path
) -> None:
    groups = list(made[1].groups)
    groups[2] = groups[2][1] + groups[2][0] + groups[2][2:] if len(set(groups[2][:2])) == 2 else "AAAAA"
    with pytest.raises(InvalidInput, match="groupe 3"):
        Vault.unlock(folder, "-".join(groups), clock=CLOCK)
    assert read_state(folder).failures == 0


def test_a_wrong_passphrase_costs_a_wait_that_outlives_the_program(folder: Path) -> None:
    with pytest.raises(WrongPassphrase, match=r"Verr\. Maj\.") as refused:
        Vault.unlock(folder, "les pêches", clock=CLOCK)
    assert (refused.value.wait, refused.value.exit_status) == (1, 3)
    with pytest.raises(TooManyTries, match="1 seconde"):
        Vault.unlock(folder, PASSPHRASE, clock=CLOCK)
    later = FixedClock(CLOCK.now() + timedelta(seconds=1))
    Vault.unlock(folder, PASSPHRASE, clock=later).close()
    assert (read_state(folder).failures, read_state(folder).not_before) == (0, None)


def test_a_damaged_key_file_is_not_called_a_wrong_passphrase(folder: Path) -> None:
    officer = next(slot for slot in read_state(folder).slots if slot.role == "officer")
    path = folder / "keys" / f"{officer.person}.age"
    content = bytearray(path.read_bytes())
    content[content.index(b"\n", content.index(b"scrypt")) + 5] ^= 1  # inside the wrapped file key
    path.write_bytes(bytes(content))
    with pytest.raises(KeyUnusable):
        Vault.unlock(folder, PASSPHRASE, clock=CLOCK)
    assert read_state(folder).failures == 0


def test_a_new_passphrase_replaces_the_old_one(folder: Path) -> None:
    officer = next(slot for slot in read_state(folder).slots if slot.role == "officer")
    before = (folder / "keys" / f"{officer.person}.age").read_bytes()
    with Vault.unlock(folder, PASSPHRASE, clock=CLOCK) as vault:
        vault.change_passphrase(PASSPHRASE, "une tout autre phrase", lambda _session: None)
    Vault.unlock(folder, "une tout autre phrase", clock=CLOCK).close()
    assert all(before != path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_public_age_opens_what_the_vault_keeps(made: tuple[Path, RecoverySecret]) -> None:
    """With the identity on the sheet, the grant is an ordinary age file; the reader is pyrage itself."""
    folder, secret = made
    grant = (folder / "keys" / f"{secret.person}.grant.age").read_bytes()
    opened = pyrage.decrypt(grant, [pyrage.x25519.Identity.from_str(secret.identity)])
    assert b'"keys"' in opened


def test_nothing_secret_or_personal_lies_in_clear(made: tuple[Path, RecoverySecret]) -> None:
    folder, secret = made
    files = [path for path in folder.rglob("*") if path.is_file()]
    content = b"\n".join(path.read_bytes() for path in files)
    assert b"Mon coffre" in content  # the search does find what lies in clear
    for text in ("Camille", "Lumen", PASSPHRASE, secret.phrase, secret.groups[0], secret.identity):
        assert text.encode() not in content
        assert text.encode("utf-16-le") not in content


def test_a_vault_is_never_founded_over_something(made: tuple[Path, RecoverySecret], tmp_path: Path) -> None:
    folder, _ = made
    assert exists(folder)
    with pytest.raises(FolderRefused, match="contient déjà"):
        Vault.create(folder, officer_name="", passphrase="x", clock=CLOCK)
    with pytest.raises(FolderRefused, match="pas de coffre"):
        Vault.unlock(tmp_path, "x", clock=CLOCK)
    with pytest.raises(NotFound):
        Vault.unlock(folder, "x", clock=CLOCK, person="nobody")


def test_a_founding_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gdpr_desk.vault.creation.write_state", explode)
    with pytest.raises(OSError, match="No space"):
        Vault.found_for_trial(tmp_path / "coffre", bytes(32), clock=CLOCK)
    assert list(tmp_path.iterdir()) == []

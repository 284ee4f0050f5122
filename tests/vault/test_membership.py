"""Keys given and taken away: who can open the vault afterwards, and after a crash in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pyrage import x25519
from quick_keys import quick
from vault_faults import fail_at, silent

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, GdprDeskError, NotFound
from gdpr_desk.vault import keys
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import VaultDamaged, WrongPassphrase
from gdpr_desk.vault.vault import Vault

CLOCK = FixedClock(datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris")))
PASSPHRASE = "les lampes de l’atelier s’allument tôt"
OTHERS = "la deuxième clé pend derrière la porte"


@dataclass
class Founded:
    """A vault with two officers, and the first one's identity so that few tests derive keys."""

    folder: Path
    first: Person
    second: Person
    identity: x25519.Identity
    second_identity: x25519.Identity
    sheet: str


def _identity(folder: Path, person: str, passphrase: str) -> x25519.Identity:
    return keys.unprotect(keys.key_file(folder, person).read_bytes(), passphrase, None)


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        yield


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    folder = tmp_path_factory.mktemp("founded") / "coffre"
    vault, secret = Vault.create(folder, officer_name="Camille Lumen", passphrase=PASSPHRASE, clock=CLOCK)
    with vault:
        second = Membership(vault, CLOCK).add("Sacha Lumen", Role.OFFICER, OTHERS, silent)
        first = vault.person
    return Founded(
        folder,
        first,
        second,
        _identity(folder, first.id, PASSPHRASE),
        _identity(folder, second.id, OTHERS),
        secret.phrase,
    )


@pytest.fixture
def folder(founded: Founded, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded.folder, tmp_path / "coffre"))


def _opened(folder: Path, person: Person, identity: x25519.Identity) -> Vault:
    """As `unlock` does once the passphrase has given the identity."""
    grant = keys.open_grant(keys.grant_file(folder, person.id).read_bytes(), identity)
    vault = Vault._open(folder, [key for _, key in grant.keys], CLOCK, person.id)
    vault._accept_grant(grant)
    return vault


@pytest.fixture
def vault(founded: Founded, folder: Path) -> Iterator[Vault]:
    with _opened(folder, founded.first, founded.identity) as opened:
        yield opened


def test_who_was_added_opens_the_vault_with_their_own_passphrase(founded: Founded, folder: Path) -> None:
    with Vault.unlock(folder, OTHERS, clock=CLOCK, person=founded.second.id) as opened:
        assert opened.person.name == "Sacha Lumen"
        assert opened.officer_identity is not None
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, PASSPHRASE, clock=CLOCK, person=founded.second.id)


def test_the_locked_screen_asks_for_no_name(founded: Founded, folder: Path) -> None:
    with Vault.unlock(folder, OTHERS, clock=CLOCK, anyone=True) as opened:
        assert opened.person == founded.second
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, OTHERS, clock=CLOCK)  # without asking everybody, only the first officer


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(founded: Founded, folder: Path) -> None:
    new = "trois abat-jour verts et un tabouret"
    with Vault.unlock(folder, founded.sheet, clock=CLOCK) as by_sheet:
        Membership(by_sheet, CLOCK).give_new_key(founded.first.id, new, silent)
    with Vault.unlock(folder, new, clock=CLOCK) as opened:
        assert opened.person == founded.first
        assert opened.officer_identity is not None
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, PASSPHRASE, clock=CLOCK)


def test_staff_hold_no_officer_identity_and_hand_out_no_keys(vault: Vault, founded: Founded) -> None:
    added = Membership(vault, CLOCK).add("Alex Lumen", Role.STAFF, "un troisième chemin vers la cave", silent)
    grant_file = keys.grant_file(vault.folder, added.id)
    identity = _identity(vault.folder, added.id, "un troisième chemin vers la cave")
    assert keys.open_grant(grant_file.read_bytes(), identity).officer_identity is None
    vault.close()
    with _opened(vault.folder, added, identity) as theirs:
        for verb in (
            lambda: Membership(theirs, CLOCK).add("X", Role.STAFF, "y", silent),
            lambda: Membership(theirs, CLOCK).remove(founded.second.id, silent),
            lambda: Membership(theirs, CLOCK).renew_recovery(silent),
        ):
            with pytest.raises(AccessRefused):
                verb()


def test_who_was_removed_opens_nothing_even_with_old_files_put_back(
    vault: Vault, founded: Founded, folder: Path
) -> None:
    old_key = vault.database_key
    old_files = {
        path: path.read_bytes()
        for path in (keys.key_file(folder, founded.second.id), keys.grant_file(folder, founded.second.id))
    }
    with vault.store.read() as session:
        before = session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one()
    Membership(vault, CLOCK).remove(founded.second.id, silent)
    with vault.store.read() as session:  # the same store goes on under the new key
        assert session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one() == before - 1
    assert vault.database_key != old_key
    vault.close()
    for path, content in old_files.items():
        assert not path.exists()
        path.write_bytes(content)
    with pytest.raises(VaultDamaged):
        _opened(folder, founded.second, founded.second_identity)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, old_key, clock=CLOCK)
    with _opened(folder, founded.first, founded.identity) as mine:
        assert [person.role for person in mine.people()] == [Role.OFFICER, Role.RECOVERY]


def test_a_new_recovery_sheet_ends_the_old_one(vault: Vault, founded: Founded, folder: Path) -> None:
    secret = Membership(vault, CLOCK).renew_recovery(silent)
    vault.close()
    with Vault.unlock(folder, secret.phrase.lower(), clock=CLOCK) as opened:
        assert opened.person.role is Role.RECOVERY
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, founded.sheet, clock=CLOCK)


def test_nobody_takes_away_their_own_key_the_sheet_or_a_strangers(vault: Vault, founded: Founded) -> None:
    team = Membership(vault, CLOCK)
    sheet = next(person for person in vault.people() if person.role is Role.RECOVERY)
    before = sorted(path.name for path in (vault.folder / keys.KEYS).iterdir())
    for person, refusal in (
        (founded.first.id, AccessRefused),
        (sheet.id, AccessRefused),
        ("00000000", NotFound),
    ):
        with pytest.raises(refusal):
            team.remove(person, silent)
    assert sorted(path.name for path in (vault.folder / keys.KEYS).iterdir()) == before


def test_removing_waits_for_no_other_window(vault: Vault, founded: Founded, folder: Path) -> None:
    with _opened(folder, founded.first, founded.identity):
        with pytest.raises(AccessRefused) as refused:
            Membership(vault, CLOCK).remove(founded.second.id, silent)
        assert refused.value.code == "vault_busy"
    with vault.store.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 3


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("step", range(1, 12))
def test_wherever_the_machine_stops_those_who_stay_can_open(
    founded: Founded, folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    vault = _opened(folder, founded.first, founded.identity)
    begun = fail_at(monkeypatch, step, PowerCut)
    stopped = False
    try:
        Membership(vault, CLOCK).remove(founded.second.id, silent)
    except PowerCut:
        stopped = True
    monkeypatch.undo()
    vault.close()
    assert stopped == (begun() == step)
    with _opened(folder, founded.first, founded.identity) as again:
        assert again.officer_identity is not None
        names = {person.id for person in again.people()}
        if founded.second.id in names:  # not done: it can be done now
            Membership(again, CLOCK).remove(founded.second.id, silent)
    with pytest.raises((GdprDeskError, OSError)):
        _opened(folder, founded.second, founded.second_identity)
    with _opened(folder, founded.first, founded.identity) as again:
        assert founded.second.id not in {person.id for person in again.people()}

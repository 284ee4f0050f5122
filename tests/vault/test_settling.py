"""The machine stops while a key is replaced: row, key file and grant agree after the next opening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from quick_keys import quick
from sqlalchemy import event
from sqlalchemy.orm import Session
from vault_faults import silent

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import keys, membership, settling
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role, public_keys, set_public_keys
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.state import change_state
from gdpr_desk.vault.vault import Vault

MINE, OTHERS = "les lampes de l’atelier s’allument tôt", "la deuxième clé pend derrière la porte"
NEW = "trois abat-jour verts et un tabouret"


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture
def team(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Vault, Person]]:
    """A vault of Camille and Sacha, opened by Camille."""
    quick(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="Camille", passphrase=MINE, clock=clock)
    with vault:
        yield vault, Membership(vault, clock).add("Sacha Lumen", Role.OFFICER, OTHERS, silent)


def _identity(folder: Path, person: Person) -> tuple[str, object]:
    """Which of Sacha's passphrases opens the key file, and the identity in it."""
    content = keys.key_file(folder, person.id).read_bytes()
    for phrase in (OTHERS, NEW):
        with suppress(GdprDeskError):
            return phrase, keys.unprotect(content, phrase, None)
    raise AssertionError("nothing opens the key file")


def _agree(vault: Vault, person: Person) -> bool:
    """Whether the database names exactly the key in the key file, and the grant is sealed to it alone."""
    _phrase, identity = _identity(vault.folder, person)
    with vault.store.read() as session:
        named = public_keys(session)[person.id]
    sealed = keys.grant_file(vault.folder, person.id).read_bytes()
    recipients = sealed.partition(b"\n---")[0].count(b"\n-> X25519 ")
    keys.open_grant(sealed, identity)  # type: ignore[arg-type]
    return named == (keys.public_key(identity),) and recipients == 1  # type: ignore[arg-type]


def _stop_at(patch: pytest.MonkeyPatch, step: int) -> None:
    begun = 0

    def failing(real):  # type: ignore[no-untyped-def]
        def act(*given, **named):  # type: ignore[no-untyped-def]
            nonlocal begun
            begun += 1
            if begun == step:
                raise PowerCut
            return real(*given, **named)

        return act

    for name in ("replace_file", "set_public_keys", "change_state"):
        patch.setattr(membership, name, failing(getattr(membership, name)))


def _opened_by_sacha(folder: Path, person: Person, clock: FixedClock) -> Vault:
    change_state(folder, lambda state: replace(state, failures=0, not_before=None))
    return Vault.unlock(folder, _identity(folder, person)[0], clock=clock, person=person.id)


@pytest.mark.parametrize("step", range(1, 7))
def test_wherever_it_stops_the_next_opening_brings_them_together(
    team: tuple[Vault, Person], step: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, second = team
    with monkeypatch.context() as patch:
        _stop_at(patch, step)
        with pytest.raises(PowerCut):
            Membership(vault, clock).give_new_key(second.id, NEW, silent)
    vault.close()
    with _opened_by_sacha(vault.folder, second, clock) as by_sacha:
        assert _agree(by_sacha, second)


def test_a_commit_that_never_came_after_the_key_file_did(
    team: tuple[Vault, Person], clock: FixedClock
) -> None:
    vault, second = team

    def cut(_session: Session) -> None:
        raise PowerCut

    def told(session: Session, _person: Person) -> None:
        event.listen(session, "before_commit", cut)

    with pytest.raises(PowerCut):
        Membership(vault, clock).give_new_key(second.id, NEW, told)
    assert _identity(vault.folder, second)[0] == NEW
    assert not _agree(vault, second)
    vault.close()
    with _opened_by_sacha(vault.folder, second, clock) as by_sacha:
        assert _agree(by_sacha, second)


@pytest.mark.parametrize("step", range(1, 7))
def test_a_change_of_all_keys_in_between_keeps_nobody_out(
    team: tuple[Vault, Person], step: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, second = team
    hands = Membership(vault, clock)
    third = hands.add("Alex", Role.STAFF, "un troisième chemin vers la cave", silent)
    with monkeypatch.context() as patch:
        _stop_at(patch, step)
        with pytest.raises(PowerCut):
            hands.give_new_key(second.id, NEW, silent)
    vault.close()
    with Vault.unlock(vault.folder, MINE, clock=clock, person=vault.person.id) as again:
        Membership(again, clock).remove(third.id, silent)  # everybody else gets a new grant
    with _opened_by_sacha(vault.folder, second, clock) as by_sacha:
        assert _agree(by_sacha, second)


def test_a_row_that_names_a_key_nobody_holds_is_put_right(
    team: tuple[Vault, Person], clock: FixedClock
) -> None:
    vault, second = team
    with vault.store.begin() as session:
        set_public_keys(session, second.id, (keys.public_key(keys.new_identity()),))
    vault.close()
    with _opened_by_sacha(vault.folder, second, clock) as by_sacha:
        assert _agree(by_sacha, second)


def test_a_full_disk_keeps_nobody_out(
    team: tuple[Vault, Person], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, second = team
    with vault.store.begin() as session:
        set_public_keys(session, second.id, (keys.public_key(keys.new_identity()),))
    vault.close()

    def full(_path: Path, _content: bytes) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(settling, "replace_file", full)
        _opened_by_sacha(vault.folder, second, clock).close()
    assert settling.replace_file is replace_file
    with _opened_by_sacha(vault.folder, second, clock) as by_sacha:
        assert _agree(by_sacha, second)

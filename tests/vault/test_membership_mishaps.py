"""Keys given and taken away where something goes wrong: who can open the vault afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from quick_keys import quick
from sqlalchemy import event
from sqlalchemy.orm import Session
from vault_faults import fail_at, silent

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, GdprDeskError
from gdpr_desk.vault import keys, membership
from gdpr_desk.vault.backup import backups_waiting
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import (
    DiskFull,
    KeyUnusable,
    TooManyTries,
    VaultBusy,
    WrongPassphrase,
)
from gdpr_desk.vault.state import change_state, read_state
from gdpr_desk.vault.vault import Vault

CLOCK = FixedClock(datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris")))
PASSPHRASE = "les lampes de l’atelier s’allument tôt"
OTHERS = "la deuxième clé pend derrière la porte"


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files without their costly derivation: what these tests are about is who gets in."""
    quick(monkeypatch)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Vault, str, Person]]:
    """A vault of Camille and Sacha, opened by Camille; with what its recovery sheet says."""
    vault, secret = Vault.create(
        tmp_path / "coffre", officer_name="Camille Lumen", passphrase=PASSPHRASE, clock=CLOCK
    )
    with vault:
        second = Membership(vault, CLOCK).add("Sacha Lumen", Role.OFFICER, OTHERS, silent)
        yield vault, secret.phrase, second


Team = tuple[Vault, str, Person]


def _may_enter(folder: Path, phrase: str) -> bool:
    """Whether the program lets in whoever types this, after every wait."""
    change_state(folder, lambda state: replace(state, failures=0, not_before=None))
    try:
        Vault.unlock(folder, phrase, clock=CLOCK, anyone=True).close()
    except GdprDeskError:
        return False
    return True


def test_a_key_left_in_the_list_by_a_crash_keeps_nobody_out(team: Team) -> None:
    vault, sheet, second = team
    folder, mine = vault.folder, vault.person.id
    vault.close()
    for path in (keys.key_file(folder, second.id), keys.grant_file(folder, second.id)):
        path.unlink()  # the list still names them
    change_state(folder, lambda state: replace(state, last_person=second.id))
    assert _may_enter(folder, PASSPHRASE)
    assert _may_enter(folder, sheet)
    assert not _may_enter(folder, OTHERS)
    assert mine in {slot.person for slot in read_state(folder).slots}


def test_one_damaged_key_keeps_nobody_else_out(team: Team) -> None:
    vault, _sheet, second = team
    folder = vault.folder
    vault.close()
    keys.key_file(folder, second.id).write_bytes(b"nonsense")
    change_state(folder, lambda state: replace(state, last_person=second.id))
    with pytest.raises(KeyUnusable):  # it may be theirs: they are not told that they typed it wrong
        Vault.unlock(folder, OTHERS, clock=CLOCK, anyone=True)
    assert read_state(folder).failures == 1  # yet another key was tried in vain
    assert _may_enter(folder, PASSPHRASE)


@pytest.mark.parametrize("which", [keys.key_file, keys.grant_file])
def test_a_key_that_is_gone_is_not_called_a_wrong_passphrase_and_names_nobody(
    team: Team, which: Callable[[Path, str], Path]
) -> None:
    vault, sheet, second = team
    folder = vault.folder
    vault.close()
    which(folder, second.id).unlink()
    for person in (None, second.id):
        change_state(folder, lambda state: replace(state, failures=0, not_before=None))
        with pytest.raises(KeyUnusable, match="manque ou est abîmée") as refused:
            Vault.unlock(folder, OTHERS, clock=CLOCK, person=person, anyone=True)
        said = str(refused.value)
        assert second.name not in said
        assert second.id not in said
    assert _may_enter(folder, PASSPHRASE)
    assert _may_enter(folder, sheet)
    with pytest.raises(KeyUnusable):  # still so after somebody else was in
        Vault.unlock(folder, OTHERS, clock=CLOCK, anyone=True)
    change_state(folder, lambda state: replace(state, failures=0, not_before=None))
    with Vault.unlock(folder, PASSPHRASE, clock=CLOCK) as mine:
        Membership(mine, CLOCK).give_new_key(second.id, OTHERS, silent)
    assert _may_enter(folder, OTHERS)


def test_guessing_costs_the_wait_also_where_a_key_is_gone(team: Team) -> None:
    vault, _sheet, second = team
    vault.close()
    keys.key_file(vault.folder, second.id).unlink()
    with pytest.raises(KeyUnusable) as refused:
        Vault.unlock(vault.folder, "personne", clock=CLOCK, anyone=True)
    assert (refused.value.wait, read_state(vault.folder).failures) == (1, 1)
    with pytest.raises(TooManyTries):
        Vault.unlock(vault.folder, PASSPHRASE, clock=CLOCK, anyone=True)


@pytest.mark.parametrize("stop", [DiskFull, PowerCut])
@pytest.mark.parametrize("step", range(1, 12))
def test_wherever_a_removal_stops_the_list_tells_the_truth(
    team: Team, monkeypatch: pytest.MonkeyPatch, step: int, stop: type[BaseException]
) -> None:
    """Who is listed as before opens the vault; who does not is gone, or told to be on the way out."""
    vault, _sheet, second = team
    with monkeypatch.context() as patch:
        fail_at(patch, step, stop)
        with suppress(DiskFull, PowerCut):
            Membership(vault, CLOCK).remove(second.id, silent)
    vault.close()
    enters = _may_enter(vault.folder, OTHERS)
    change_state(vault.folder, lambda state: replace(state, failures=0, not_before=None))
    with Vault.unlock(vault.folder, PASSPHRASE, clock=CLOCK) as mine:
        listed = [person for person in mine.people() if person.id == second.id]
        assert enters or not listed or listed[0].leaving
        if stop is DiskFull and enters:
            assert not listed[0].leaving  # it was refused whole: all is as before
        if listed:
            Membership(mine, CLOCK).remove(second.id, silent)
        assert second.id not in {person.id for person in mine.people()}
    assert not _may_enter(vault.folder, OTHERS)
    assert _may_enter(vault.folder, PASSPHRASE)


def test_an_interrupted_removal_does_not_stand_in_the_way_of_the_next(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, sheet, second = team
    third = Membership(vault, CLOCK).add("Alex Lumen", Role.STAFF, "un troisième chemin", silent)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "change_key", _stop)
        with suppress(PowerCut):
            Membership(vault, CLOCK).remove(second.id, silent)
    Membership(vault, CLOCK).remove(third.id, silent)
    assert [person.id for person in vault.people() if person.leaving] == [second.id]
    vault.close()
    assert not _may_enter(vault.folder, OTHERS)
    assert _may_enter(vault.folder, sheet)


def _stop(*_given: object) -> None:
    raise PowerCut


def test_a_wrong_passphrase_counts_once_whoever_may_stand_at_the_door(team: Team) -> None:
    vault, _sheet, _second = team
    vault.close()
    with pytest.raises(WrongPassphrase) as refused:
        Vault.unlock(vault.folder, "personne", clock=CLOCK, anyone=True)
    assert (refused.value.wait, read_state(vault.folder).failures) == (1, 1)


def test_a_new_sheet_is_not_made_while_another_window_is_open(team: Team) -> None:
    vault, sheet, _second = team
    told: list[Person] = []
    before = sorted(path.name for path in (vault.folder / keys.KEYS).iterdir())
    with (
        Vault.open(vault.folder, vault.database_key, clock=CLOCK),
        pytest.raises(AccessRefused) as refused,
    ):
        Membership(vault, CLOCK).renew_recovery(lambda _session, person: told.append(person))
    assert refused.value.code == "vault_busy"
    assert [person.role for person in vault.people()].count(Role.RECOVERY) == 1
    assert (told, sorted(path.name for path in (vault.folder / keys.KEYS).iterdir())) == ([], before)
    vault.close()
    assert _may_enter(vault.folder, sheet)


@pytest.mark.parametrize("step", range(1, 14))
def test_wherever_a_renewal_fails_one_known_sheet_opens(
    team: Team, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    vault, sheet, _second = team
    fail_at(monkeypatch, step, DiskFull)
    known = sheet
    with suppress(DiskFull):
        known = Membership(vault, CLOCK).renew_recovery(silent).phrase
    monkeypatch.setattr(membership, "replace_file", replace_file)
    vault.close()
    assert _may_enter(vault.folder, known)
    assert _may_enter(vault.folder, PASSPHRASE)
    assert _may_enter(vault.folder, OTHERS)
    assert known == sheet or not _may_enter(vault.folder, sheet)


def test_the_last_person_in_charge_stays(team: Team) -> None:
    vault, sheet, second = team
    first = vault.person
    vault.close()
    with Vault.unlock(vault.folder, sheet, clock=CLOCK) as by_sheet:
        hands = Membership(by_sheet, CLOCK)
        hands.remove(second.id, silent)
        with pytest.raises(AccessRefused) as refused:
            hands.remove(first.id, silent)
        assert refused.value.code == "last_officer"
    assert _may_enter(vault.folder, PASSPHRASE)


def test_keys_do_not_change_under_a_backup_that_is_being_made(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _sheet, second = team
    monkeypatch.setattr(membership, "BACKUP_WAIT_S", 0.05)
    hands, key = Membership(vault, CLOCK), vault.database_key
    with backups_waiting(vault.folder, patience=0):
        for verb in (
            lambda: hands.remove(second.id, silent),
            lambda: hands.give_new_key(second.id, "trois abat-jour", silent),
            lambda: hands.renew_recovery(silent),
        ):
            with pytest.raises(VaultBusy):
                verb()
    assert (vault.database_key, len(vault.people())) == (key, 3)
    vault.close()
    assert _may_enter(vault.folder, OTHERS)


@pytest.mark.parametrize("step", range(1, 6))
@pytest.mark.parametrize("stop", [DiskFull, PowerCut])
def test_wherever_a_new_passphrase_fails_an_old_or_the_new_one_opens(
    team: Team, monkeypatch: pytest.MonkeyPatch, step: int, stop: type[BaseException]
) -> None:
    vault, _sheet, second = team
    done, new = 0, "trois abat-jour verts et un tabouret"

    def failing(path: Path, content: bytes) -> None:
        nonlocal done
        done += 1
        if done == step:
            raise stop()
        replace_file(path, content)

    monkeypatch.setattr(membership, "replace_file", failing)
    with suppress(DiskFull, PowerCut):
        Membership(vault, CLOCK).give_new_key(second.id, new, silent)
    vault.close()
    assert _may_enter(vault.folder, OTHERS) != _may_enter(vault.folder, new)


def test_a_new_passphrase_that_the_vault_did_not_take_leaves_the_old_one(team: Team) -> None:
    vault, _sheet, second = team
    hands = Membership(vault, CLOCK)

    def fail(_session: Session) -> None:
        raise DiskFull

    def told(session: Session, _person: Person) -> None:
        event.listen(session, "before_commit", fail)  # by then the key file is the new one

    with pytest.raises(DiskFull):
        hands.give_new_key(second.id, "trois abat-jour", told)
    hands.remove(hands.add("Alex", Role.STAFF, "un troisième", silent).id, silent)  # all get new grants
    vault.close()
    assert _may_enter(vault.folder, OTHERS)


@pytest.mark.parametrize("step", range(1, 6))
def test_wherever_adding_fails_no_key_without_a_holder_is_left(
    team: Team, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    vault, _sheet, _second = team
    done, new = 0, "un troisième chemin vers la cave"

    def failing(real):  # type: ignore[no-untyped-def]
        def act(*given, **named):  # type: ignore[no-untyped-def]
            nonlocal done
            done += 1
            if done == step:
                raise DiskFull
            return real(*given, **named)

        return act

    for name in ("replace_file", "add_person", "change_state"):
        monkeypatch.setattr(membership, name, failing(getattr(membership, name)))
    added = True
    try:
        Membership(vault, CLOCK).add("Alex Lumen", Role.STAFF, new, silent)
    except DiskFull:
        added = False
    known = {person.id for person in vault.people()}
    assert {path.name.split(".")[0] for path in (vault.folder / keys.KEYS).iterdir()} == known
    assert {slot.person for slot in read_state(vault.folder).slots} == known
    vault.close()
    assert _may_enter(vault.folder, new) is added


def test_a_new_sheet_can_be_made_by_who_came_in_with_the_old_one(team: Team) -> None:
    vault, sheet, _second = team
    vault.close()
    with Vault.unlock(vault.folder, sheet, clock=CLOCK) as by_sheet:
        first = Membership(by_sheet, CLOCK).renew_recovery(silent)
        second = Membership(by_sheet, CLOCK).renew_recovery(silent)
    assert [_may_enter(vault.folder, known) for known in (sheet, first.phrase, second.phrase)] == [
        False,
        False,
        True,
    ]

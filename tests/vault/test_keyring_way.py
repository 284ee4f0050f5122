"""Opening with the system's keyring: only where it was chosen, void once the key changed."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import memory_keyring
import pytest
from memory_keyring import Absent, Closed, Hanging, Memory, entries
from quick_keys import quick
from vault_faults import silent

from gdpr_desk import system_keyring
from gdpr_desk.cli import main
from gdpr_desk.clock import FixedClock
from gdpr_desk.settings import state_folder
from gdpr_desk.system_keyring import KeyringUnavailable, Patience
from gdpr_desk.vault import keyring_way, keys
from gdpr_desk.vault.keyring_way import KeyringVoid, fetch, forget, forget_void, keep, mark_of, offered
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import DiskFull, WrongPassphrase
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import Vault

MINE, OTHERS = "les lampes de l’atelier s’allument tôt", "la deuxième clé pend derrière la porte"
NEW = "trois abat-jour verts et un tabouret"


@dataclass
class Team:
    """A vault of Camille and Sacha, opened by Camille, whose key is in the keyring."""

    vault: Vault
    second: Person
    clock: FixedClock

    @property
    def folder(self) -> Path:
        return self.vault.folder

    def by_keyring(self) -> Vault:
        return Vault.enter(self.folder, fetch(self.folder, Patience(5)), clock=self.clock)

    def reopened_by(self, phrase: str, person: Person) -> Vault:
        self.vault.close()
        self.vault = Vault.unlock(self.folder, phrase, clock=self.clock, person=person.id)
        return self.vault


@pytest.fixture
def team(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    quick(monkeypatch)
    memory_keyring.begin(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="Camille Lumen", passphrase=MINE, clock=clock)
    second = Membership(vault, clock).add("Sacha Lumen", Role.OFFICER, OTHERS, silent)
    made = Team(vault, second, clock)
    keep(vault, MINE, clock, Patience(5))
    yield made
    memory_keyring.released.set()
    made.vault.close()


def test_the_keyring_opens_the_vault_as_the_person_who_chose_it(team: Team) -> None:
    mine = team.vault.person
    team.vault.close()
    assert offered(team.folder)
    with team.by_keyring() as again:
        assert again.person == mine
        assert again.officer_identity is not None
        assert "Camille Lumen" in {person.name for person in again.people()}


def test_nothing_is_offered_before_somebody_chose_it(team: Team, tmp_path: Path) -> None:
    other, _ = Vault.create(tmp_path / "autre", officer_name="x", passphrase=MINE, clock=team.clock)
    other.close()
    assert not offered(tmp_path / "autre")
    with pytest.raises(KeyringVoid):
        fetch(tmp_path / "autre", Patience(5))


def test_neither_entry_nor_mark_name_anybody_or_hold_the_passphrase(team: Team) -> None:
    mark = mark_of(team.folder)
    assert mark is not None
    ((service, name), secret) = next(iter(entries.items()))
    assert (service, name) == ("gdpr-desk", f"{read_state(team.folder).vault_id}-{team.vault.person.id}")
    clear = next(state_folder().glob("keyring-*")).read_text("utf-8")
    assert "AGE-SECRET-KEY-" in secret
    for text in (service, name, secret, clear.replace(str(team.folder.absolute()), "")):
        assert not {word for word in ("Camille", "Lumen", MINE, "lampes") if word in text}
    assert "AGE-SECRET-KEY" not in clear


def test_a_wrong_passphrase_keeps_nothing_and_is_counted(team: Team) -> None:
    forget(mark_of(team.folder), Patience(5))
    with pytest.raises(WrongPassphrase):
        keep(team.vault, "je ne sais plus", team.clock, Patience(5))
    assert (entries, mark_of(team.folder), read_state(team.folder).failures) == ({}, None, 1)


def _new_passphrase(team: Team) -> None:
    team.vault.change_passphrase(MINE, NEW, lambda _session: None)


def _new_key(team: Team) -> None:
    Membership(team.vault, team.clock).give_new_key(team.vault.person.id, NEW, silent)


def _removed(team: Team) -> None:
    first = team.vault.person.id
    Membership(team.reopened_by(OTHERS, team.second), team.clock).remove(first, silent)


@pytest.mark.parametrize("change", [_new_passphrase, _new_key, _removed])
def test_what_changes_the_key_makes_the_entry_void(team: Team, change) -> None:  # type: ignore[no-untyped-def]
    kept = dict(entries)
    change(team)
    assert not offered(team.folder)
    with pytest.raises(KeyringVoid):
        team.by_keyring()
    assert (entries, mark_of(team.folder)) == ({}, None)
    entries.update(kept)  # an entry that comes back from a copy of the keyring
    with pytest.raises(KeyringVoid):
        team.by_keyring()


@pytest.mark.parametrize("change", [_new_passphrase, _new_key, _removed])
def test_a_void_entry_is_taken_out_at_the_next_occasion(team: Team, change) -> None:  # type: ignore[no-untyped-def]
    change(team)
    assert entries
    forget_void()
    assert (entries, mark_of(team.folder)) == ({}, None)


def test_the_entry_of_a_vault_that_was_removed_is_taken_out(team: Team) -> None:
    forget_void()
    assert entries, "the vault is there: its entry stays"
    team.vault.close()
    shutil.rmtree(team.folder)
    forget_void()
    assert (entries, list(state_folder().glob("keyring-*"))) == ({}, [])


def test_an_entry_for_a_disk_that_is_not_plugged_in_stays(team: Team) -> None:
    place = next(state_folder().glob("keyring-*"))
    values = json.loads(place.read_text("utf-8")) | {"folder": "/nirgendwo/am/anderen/Ende/coffre"}
    place.write_text(json.dumps(values), "utf-8")
    forget_void()
    assert entries


def test_somebody_elses_key_taken_away_leaves_the_entry_good(team: Team) -> None:
    Membership(team.vault, team.clock).remove(team.second.id, silent)
    team.vault.close()
    with team.by_keyring() as again:
        assert len(again.people()) == 2


def test_one_entry_for_a_vault_the_last_who_chose_it(team: Team) -> None:
    keep(team.reopened_by(OTHERS, team.second), OTHERS, team.clock, Patience(5))
    assert len(entries) == 1
    team.vault.close()
    with team.by_keyring() as again:
        assert again.person == team.second


@pytest.mark.parametrize("kind", [Closed, Absent])
def test_a_keyring_that_is_closed_or_gone_says_so_and_changes_nothing(
    team: Team, kind: type[Memory], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, mark = dict(entries), mark_of(team.folder)
    memory_keyring.use(monkeypatch, kind)
    for verb in (
        lambda: fetch(team.folder, Patience(5)),
        lambda: keep(team.vault, MINE, team.clock, Patience(5)),
        lambda: forget(mark, Patience(5)),
    ):
        with pytest.raises(KeyringUnavailable):
            verb()
    assert (entries, mark_of(team.folder)) == (kept, mark)
    memory_keyring.use(monkeypatch, Memory)
    assert offered(team.folder)


def test_a_keyring_that_hangs_is_left_alone_after_its_time(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    began = time.monotonic()
    with pytest.raises(KeyringUnavailable):
        fetch(team.folder, Patience(0.2))
    assert time.monotonic() - began < 5


def test_waiting_can_be_given_up(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    patience = Patience(60)
    threading.Timer(0.1, patience.give_up).start()
    with pytest.raises(KeyringUnavailable):
        fetch(team.folder, patience)


def test_what_a_keyring_keeps_too_late_is_taken_out_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(mark_of(team.folder), Patience(5))
    memory_keyring.use(monkeypatch, Hanging)
    with pytest.raises(KeyringUnavailable):
        keep(team.vault, MINE, team.clock, Patience(0.1))
    waiting = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert waiting
    memory_keyring.released.set()
    for thread in waiting:
        thread.join(10)
    assert (entries, mark_of(team.folder)) == ({}, None)


def test_a_full_disk_leaves_no_entry_without_a_mark(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(mark_of(team.folder), Patience(5))

    def full(_path: Path, _content: bytes) -> None:
        raise DiskFull

    monkeypatch.setattr(keyring_way, "replace_file", full)
    with pytest.raises(DiskFull):
        keep(team.vault, MINE, team.clock, Patience(5))
    assert entries == {}


def test_the_waits_after_wrong_passphrases_are_neither_passed_nor_forgiven(team: Team) -> None:
    team.vault.close()
    with pytest.raises(WrongPassphrase):
        Vault.unlock(team.folder, "pas la bonne", clock=team.clock)
    before = read_state(team.folder)
    team.by_keyring().close()
    after = read_state(team.folder)
    assert (before.failures, before.not_before) == (after.failures, after.not_before)
    assert after.failures == 1


@pytest.mark.parametrize(
    "content", ["", "no", "[]", '["x"]', "null", '{"a": 1}', "[1, 2]", '["", "AGE-SECRET-KEY-1X"]']
)
def test_nonsense_in_the_keyring_is_void_and_never_a_fault(team: Team, content: str) -> None:
    entries[next(iter(entries))] = content
    with pytest.raises(KeyringVoid):
        fetch(team.folder, Patience(5))


@pytest.mark.parametrize("content", ["", "no", "[]", '{"person": 1}', '{"x": "y"}'])
def test_nonsense_in_the_mark_offers_nothing(team: Team, content: str) -> None:
    next(state_folder().glob("keyring-*")).write_text(content, "utf-8")
    assert not offered(team.folder)
    forget_void()


def test_the_key_of_another_vault_does_not_open_this_one(team: Team) -> None:
    entry, mark = next(iter(entries)), mark_of(team.folder)
    stranger = str(keys.new_identity())
    entries[entry] = json.dumps([mark.key_file, stranger])
    with pytest.raises(KeyringVoid):
        fetch(team.folder, Patience(5))


def test_only_keyrings_of_a_system_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {name.rsplit(":")[0].rsplit(".")[-1] for name in system_keyring.ACCEPTED}
    assert kinds == {"SecretService", "Windows", "macOS"}
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "memory_keyring.Memory")  # what the library would follow
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    entries.clear()
    with pytest.raises(KeyringUnavailable):
        system_keyring.write("x", "y", Patience(10))
    assert entries == {}


def test_the_command_line_opens_with_it_where_it_was_chosen(
    team: Team, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GDPR_DESK_PASSPHRASE_FILE", raising=False)
    team.vault.close()
    words = ["people", "list", "--json", "--vault", str(team.folder)]
    assert main(words) == 0
    listed = json.loads(capsys.readouterr().out)["people"]
    assert [one["state"] for one in listed] == ["ok", "ok", "ok"]
    assert main([*words, "--person", team.second.id]) == 3  # not theirs
    mark = mark_of(team.folder)
    assert mark is not None
    forget(mark, Patience(5))
    assert main(words) == 3
    assert "error" in json.loads(capsys.readouterr().out.splitlines()[-1] and '{"error": 1}')


@pytest.mark.parametrize("kind", [Closed, Absent])
def test_a_keyring_that_stays_closed_leaves_the_command_line_to_the_passphrase(
    team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: type[Memory]
) -> None:
    team.vault.close()
    memory_keyring.use(monkeypatch, kind)
    words = ["people", "list", "--vault", str(team.folder)]
    assert main(words) == 3
    (tmp_path / "mine").write_text(MINE, "utf-8")
    assert main([*words, "--passphrase-file", str(tmp_path / "mine")]) == 0

"""`state.json` damaged or gone: a sound vault opens all the same, it is told once, guessing costs more."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from quick_keys import quick
from vault_faults import silent

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import WrongPassphrase
from gdpr_desk.vault.state import STATE, State, SweepLine, change_state, read_state
from gdpr_desk.vault.throttle import LONGEST_WAIT_S
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les lampes de l’atelier s’allument tôt"
OTHERS = "la deuxième clé pend derrière la porte"
FLIPS, OPENED = 400, 12

Team = tuple[Path, str, Person]


@pytest.fixture
def team(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A vault of two people that was used, and what its recovery sheet says."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    made, secret = Vault.create(folder, officer_name="Camille", passphrase=PASSPHRASE, clock=clock)
    with made:
        second = Membership(made, clock).add("Sacha", Role.STAFF, OTHERS, silent)
    line = SweepLine(clock.now(), locked=False, due=3, destroyed=2, held=1)
    change_state(folder, lambda state: replace(state, sweeps=(line,), last_external_at=clock.now()))
    return folder, secret.phrase, second


def _flip(folder: Path, bit: int) -> None:
    content = bytearray((folder / STATE).read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    (folder / STATE).write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


def _noise(path: Path) -> None:
    path.write_bytes(random.Random(4).randbytes(900))


def _of_another(path: Path) -> None:
    values = json.loads(path.read_text())
    values |= {"vault_id": "f" * 32, "slots": [{"person": "00000000", "role": "officer", "digest": ""}]}
    path.write_text(json.dumps(values))


def _nested(path: Path) -> None:
    path.write_text("[" * 100_000)


def test_one_flipped_bit_anywhere_keeps_nobody_out_and_is_mended(team: Team, clock: FixedClock) -> None:
    folder, _sheet, _second = team
    sound, whole = read_state(folder), (folder / STATE).read_bytes()
    dice = random.Random(20261123)
    for case, bit in enumerate(dice.sample(range(len(whole) * 8), FLIPS)):
        (folder / STATE).write_bytes(whole)
        _flip(folder, bit)
        found = read_state(folder)
        assert found.lost or found == sound, bit  # a blank, or the name of the checksum itself
        if case < OPENED:
            Vault.unlock(folder, dice.choice([PASSPHRASE, OTHERS]), clock=clock, anyone=True).close()
            mended = read_state(folder)
            assert (mended.lost, mended.failures, mended.not_before) == (False, 0, None), bit
            assert (mended.slots, mended.vault_id) == (sound.slots, sound.vault_id), bit


@pytest.mark.parametrize("harm", [Path.unlink, _empty, _cut, _noise, _of_another, _nested])
def test_whatever_is_left_of_it_everybody_comes_in_again(
    team: Team, clock: FixedClock, harm: Callable[[Path], None]
) -> None:
    folder, sheet, _second = team
    sound = read_state(folder)
    for phrase in (PASSPHRASE, OTHERS, sheet):
        harm(folder / STATE)
        assert read_state(folder).lost
        Vault.unlock(folder, phrase, clock=clock, anyone=True).close()
        mended = read_state(folder)
        assert (mended.lost, mended.slots, mended.vault_id) == (False, sound.slots, sound.vault_id)


def test_what_can_still_be_read_of_it_counts(team: Team) -> None:
    folder, _sheet, _second = team
    sound = read_state(folder)
    text = (folder / STATE).read_text("utf-8")
    (folder / STATE).write_text(text.replace('"failures": 0', '"failures": 0x'), "utf-8")
    found = read_state(folder)
    for name in ("label", "vault_id", "created_at", "last_unlock_at", "last_external_at", "demo"):
        assert getattr(found, name) == getattr(sound, name), name
    (folder / STATE).write_text(text.replace('"due": 3', '"due": 4'), "utf-8")
    assert read_state(folder).sweeps[0].due == 4  # it cannot be known which of them is wrong
    assert read_state(folder).lost


def test_spoiling_it_does_not_shorten_the_wait(team: Team, clock: FixedClock) -> None:
    folder, _sheet, _second = team
    for harm in (Path.unlink, _noise, lambda path: _flip(path.parent, 200)):
        harm(folder / STATE)
        with pytest.raises(WrongPassphrase) as refused:
            Vault.unlock(folder, "personne", clock=clock, anyone=True)
        assert refused.value.wait == LONGEST_WAIT_S
        clock.instant += timedelta(seconds=LONGEST_WAIT_S)
    Vault.unlock(folder, PASSPHRASE, clock=clock).close()
    assert read_state(folder).failures == 0


def test_keys_given_while_it_was_lost_are_not_the_only_ones(team: Team, clock: FixedClock) -> None:
    folder, sheet, _second = team
    with Vault.unlock(folder, PASSPHRASE, clock=clock) as vault:
        (folder / STATE).unlink()
        Membership(vault, clock).add("Alex", Role.OFFICER, "un troisième chemin", silent)
    for phrase in ("un troisième chemin", PASSPHRASE, OTHERS, sheet):
        Vault.unlock(folder, phrase, clock=clock, anyone=True).close()


def test_a_state_of_before_the_checksum_is_as_good_as_ever(team: Team) -> None:
    folder, _sheet, _second = team
    sound = read_state(folder)
    values = json.loads((folder / STATE).read_text("utf-8"))
    del values["checksum"]
    (folder / STATE).write_text(json.dumps(values), "utf-8")
    assert read_state(folder) == sound


def test_where_there_is_no_vault_nothing_is_lost(tmp_path: Path) -> None:
    assert read_state(tmp_path) == State()

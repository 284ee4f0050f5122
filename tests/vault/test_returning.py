"""Restoring a backup from before somebody's key was taken away: it is said before, and what to do after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, preview_backup, restore_backup
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import WrongPassphrase
from gdpr_desk.vault.returning import Returning
from gdpr_desk.vault.vault import Vault

MINE, OTHERS = "les lampes de l’atelier s’allument tôt", "la deuxième clé pend derrière la porte"


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    quick(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="Camille Lumen", passphrase=MINE, clock=clock)
    with open_desk(vault, clock) as made:
        made.people.add("Sacha Lumen", Role.OFFICER, OTHERS)
        yield made


def _backup(desk: Desk, tmp_path: Path) -> Path:
    target = tmp_path / "copie.gdprdesk"
    back_up(desk, target)
    desk.clock.instant += timedelta(days=2)  # type: ignore[attr-defined]
    return target


def _told(desk: Desk, backup: Path, tmp_path: Path) -> Returning:
    folder = desk.vault.folder
    return preview_backup(
        backup, tmp_path / "neuf", MINE, desk.clock, person=desk.vault.person.id, vaults=(folder,)
    ).returning


def _sacha(desk: Desk) -> str:
    return next(person.id for person in desk.people.all() if person.name == "Sacha Lumen")


def test_nobody_left_and_nothing_is_said(desk: Desk, tmp_path: Path) -> None:
    backup = _backup(desk, tmp_path)
    desk.people.add("Alex Lumen", Role.STAFF, "un troisième chemin vers la cave")
    assert _told(desk, backup, tmp_path) == Returning()
    assert Returning().sentence == ""


def test_who_was_removed_since_is_named_and_really_comes_back(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    backup, gone = _backup(desk, tmp_path), _sacha(desk)
    desk.people.remove(gone)
    told = _told(desk, backup, tmp_path)
    assert told == Returning(("Sacha Lumen",))
    assert told.sentence.startswith("Sacha Lumen n’avait plus de clé : le coffre restauré lui en rend une.")
    place = tmp_path / "neuf"
    done = restore_backup(
        backup, place, MINE, clock, person=desk.vault.person.id, vaults=(desk.vault.folder,)
    )
    assert done.preview.returning == told
    Vault.unlock(place, OTHERS, clock=clock, person=gone).close()
    with open_desk(Vault.unlock(place, MINE, clock=clock, person=desk.vault.person.id), clock) as again:
        again.people.remove(gone)  # as the sentence says
    clock.instant += timedelta(minutes=10)
    with pytest.raises(WrongPassphrase):
        Vault.unlock(place, OTHERS, clock=clock, anyone=True)


def test_an_older_recovery_sheet_is_told_too(desk: Desk, tmp_path: Path) -> None:
    backup = _backup(desk, tmp_path)
    desk.people.renew_recovery()
    told = _told(desk, backup, tmp_path)
    assert told == Returning(sheet=True)
    assert "refaites-la" in told.sentence


def test_where_no_vault_is_left_everybody_is_named(desk: Desk, tmp_path: Path) -> None:
    backup = _backup(desk, tmp_path)
    desk.close()
    shutil.rmtree(desk.vault.folder)
    told = _told(desk, backup, tmp_path)
    assert (set(told.people), told.known) == ({"Camille Lumen", "Sacha Lumen"}, False)
    assert "Camille Lumen" in told.sentence
    assert " et " in told.sentence


def test_the_vault_it_was_made_of_counts_not_an_older_copy_of_it(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    backup, folder = _backup(desk, tmp_path), desk.vault.folder
    other = tmp_path / "ancien"
    restore_backup(backup, other, MINE, clock, person=desk.vault.person.id, vaults=(folder,))
    desk.people.remove(_sacha(desk))
    told = preview_backup(
        backup, tmp_path / "neuf", MINE, clock, person=desk.vault.person.id, vaults=(other, folder)
    ).returning
    assert told.people == ("Sacha Lumen",)


def test_nothing_of_the_preview_stays(desk: Desk, tmp_path: Path) -> None:
    backup = _backup(desk, tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    _told(desk, backup, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == before

"""Attachments through backups, restores and changes of keys: who has them afterwards, and what is gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from quick_keys import quick
from vault_faults import fail_at, silent

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, restore_backup
from gdpr_desk.vault.attachments import Attachment, AttachmentDamaged, AttachmentKind
from gdpr_desk.vault.backup_reading import opened as opened_backup
from gdpr_desk.vault.engine import connect_untouched
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.sealed_files import present, sealed_file
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
OTHERS = "la deuxième clé pend derrière la porte"
CONTENT = b"Bon pour accord, le 2 novembre 2026. " * 3000


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    folder = tmp_path / "coffre"
    vault, _ = Vault.create(folder, officer_name="Camille", passphrase=PASSPHRASE, clock=clock)
    with open_desk(vault, clock) as made:
        yield made


def opened(folder: Path, clock: FixedClock, passphrase: str = PASSPHRASE) -> Desk:
    return open_desk(Vault.unlock(folder, passphrase, clock=clock, anyone=True), clock)


def attach(desk: Desk, kind: AttachmentKind = AttachmentKind.CONTRACT) -> Attachment:
    source = desk.vault.folder.parent / "pièce.pdf"
    source.write_bytes(CONTENT)
    return desk.attachments.add(source, owner="host", kind=kind, told=silent)


def test_identity_copies_are_in_no_backup_and_the_rest_comes_back(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    contract, identity = attach(desk), attach(desk, AttachmentKind.IDENTITY)
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    place = tmp_path / "vu"
    with opened_backup(file, PASSPHRASE, None, place) as backup:
        assert [name for name in backup.inner.files if "attach" in name] == [f"attachments/{contract.id}.age"]
        backup.inner.extract(place, [DATABASE])
        with closing(connect_untouched(place / DATABASE, desk.vault.database_key, alone=True)) as connection:
            assert connection.execute("SELECT id FROM attachment").fetchall() == [(contract.id,)]
    assert desk.attachments.read(identity.id) == CONTENT
    restored = restore_backup(file, tmp_path / "neuf", PASSPHRASE, clock)
    assert restored.preview.counts["attachments"] == 1
    with opened(restored.folder, clock) as again:
        assert again.attachments.all() == (contract,)
        assert again.attachments.read(contract.id) == CONTENT


def test_what_was_destroyed_since_does_not_come_back_with_a_backup(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    gone, stays = attach(desk), attach(desk)
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    clock.instant += timedelta(days=1)
    desk.attachments.destroy([gone.id], silent)
    restored = restore_backup(file, tmp_path / "neuf", PASSPHRASE, clock, vaults=[desk.vault.folder])
    assert restored.erased_again == 1
    with opened(restored.folder, clock) as again:
        assert again.attachments.all() == (stays,)
        assert present(restored.folder) == {stays.id}


def test_an_attachment_destroyed_while_the_backup_is_made_does_not_spoil_it(
    desk: Desk, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = attach(desk), attach(desk)
    copy_database = desk.backups._copy_database

    def and_destroy(copy: Path) -> None:
        copy_database(copy)
        desk.attachments.destroy([gone.id], silent)

    monkeypatch.setattr(desk.backups, "_copy_database", and_destroy)
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    restored = restore_backup(file, tmp_path / "neuf", PASSPHRASE, clock)
    with opened(restored.folder, clock) as again:
        assert again.attachments.all() == (stays,)


def test_whoever_stays_opens_every_attachment_after_an_officer_left(desk: Desk, clock: FixedClock) -> None:
    members = Membership(desk.vault, clock)
    other = members.add("Sacha", Role.OFFICER, OTHERS, silent)
    before = [attach(desk) for _ in range(3)]
    former = desk.vault.officer_identity
    members.remove(other.id, silent)
    after = attach(desk)
    assert desk.vault.officer_identity != former
    with desk.vault.store.read() as session:
        sealed = [row[0] for row in session.connection().exec_driver_sql("SELECT sealed_key FROM attachment")]
    desk.close()
    with opened(desk.vault.folder, clock) as again:
        for attachment in (*before, after):
            assert again.attachments.read(attachment.id) == CONTENT
        again.vault.officer_identity = former  # the key that was taken away
        for attachment in (*before, after):
            with pytest.raises(AttachmentDamaged):
                again.attachments.read(attachment.id)
    assert len(sealed) == 4


@pytest.mark.parametrize("fault", [DiskFull, KeyboardInterrupt], ids=["refusal", "crash"])
def test_a_removal_that_stops_anywhere_loses_no_attachment(
    desk: Desk, tmp_path: Path, clock: FixedClock, fault: type[BaseException]
) -> None:
    Membership(desk.vault, clock).add("Sacha", Role.OFFICER, OTHERS, silent)
    kept = attach(desk)
    desk.close()
    step = 0
    while True:
        step += 1
        folder = Path(shutil.copytree(desk.vault.folder, tmp_path / f"essai {step}"))
        with opened(folder, clock) as trial:
            other = next(person for person in trial.vault.people() if person.name == "Sacha")
            with pytest.MonkeyPatch.context() as patch:
                begun = fail_at(patch, step, fault)
                with suppress(fault):
                    Membership(trial.vault, clock).remove(other.id, silent)
                if begun() < step:
                    break
        with opened(folder, clock) as again:
            assert again.attachments.read(kept.id) == CONTENT
    assert step > 5


def test_half_written_files_of_a_killed_run_go_at_the_next_opening(desk: Desk, clock: FixedClock) -> None:
    kept = attach(desk)
    folder = desk.vault.folder
    desk.close()
    part = sealed_file(folder, "ab" * 16).with_suffix(".part")
    part.write_bytes(b"half")
    stray = sealed_file(folder, "cd" * 16)
    stray.write_bytes(b"sealed before the row was there")
    with opened(folder, clock) as again:
        assert [path.name for path in (folder / "attachments").iterdir()] == [f"{kept.id}.age"]
        assert again.attachments.read(kept.id) == CONTENT


def test_an_older_database_put_back_costs_no_sealed_file(desk: Desk, clock: FixedClock) -> None:
    """Somebody puts an older copy back by mistake, sees the warning, and puts the right one back."""
    folder = desk.vault.folder
    desk.close()
    older = (folder / "vault.db").read_bytes()
    with opened(folder, clock) as newer:
        kept = attach(newer)
    right = (folder / "vault.db").read_bytes()
    (folder / "vault.db").write_bytes(older)
    with opened(folder, clock) as mistaken:
        assert mistaken.vault.high_water is not None
        assert mistaken.vault.high_water.shortfall is not None
        assert mistaken.attachments.all() == ()
    (folder / "vault.db").write_bytes(right)
    with opened(folder, clock) as again:
        assert again.attachments.read(kept.id) == CONTENT

"""Backups: what goes in comes out, what was erased stays away, and damage is never taken for data.

One vault is created for the module; its key files cost no derivation (`quick_keys`), all is real: age, tar,
SQLCipher.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import tarfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyrage
import pytest
from pyrage import x25519
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, preview_backup, restore_backup, verify_backup
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.history import form_of
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.settings import default_vault
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_content import BackupDamaged
from gdpr_desk.vault.backup_file import HEADER
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.ledger import LEDGER
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import DiskFull, FolderRefused, WrongPassphrase
from gdpr_desk.vault.restoring import BackupPreview
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
START = datetime(2026, 11, 2, 8, 48, tzinfo=ZoneInfo("Europe/Paris"))
KEYS = tuple(expand(tile.key for tile in starter_tiles() if tile.selected))[:4]
MARKER = "Zoé Qwertz-Überall"


@pytest.fixture(scope="module", autouse=True)
def _light_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RecoverySecret]:
    folder = tmp_path_factory.mktemp("backup") / "coffre"
    vault, secret = Vault.create(
        folder, officer_name=MARKER, passphrase=PASSPHRASE, clock=FixedClock(START), label="Atelier"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
        with open_desk(vault, FixedClock(START)) as desk:
            desk.register.add_from_starter(KEYS)
    return folder, secret


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def folder(made: tuple[Path, RecoverySecret]) -> Path:
    """Where the program looks for the vault."""
    default_vault().parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(made[0], default_vault()))


@pytest.fixture
def desk(folder: Path, clock: FixedClock) -> Iterator[Desk]:
    with opened(folder, clock) as made:
        yield made


def opened(folder: Path, clock: FixedClock, passphrase: str = PASSPHRASE) -> Desk:
    return open_desk(Vault.unlock(folder, passphrase, clock=clock), clock)


def content(desk: Desk) -> tuple[object, ...]:
    """Everything a person put in."""
    known = desk.register.register()
    versions = [desk.history.versions(activity.reference) for activity in known.activities]
    return known, versions, desk.history.binned(), desk.vault.people()


def later(clock: FixedClock, **by: float) -> None:
    clock.instant += timedelta(**by)


def seen(file: Path, folder: Path, clock: FixedClock) -> BackupPreview:
    return preview_backup(file, folder, PASSPHRASE, clock)


def test_a_restored_vault_is_the_same_on_a_clean_profile_with_the_passphrase_or_the_sheet(
    made: tuple[Path, RecoverySecret], desk: Desk, tmp_path: Path, clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk.history.bin(["T-02"])
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    before, entries = content(desk), desk.journal.entries(newest_first=False)
    desk.close()
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "neuf" / name))
    for number, secret in enumerate((PASSPHRASE, made[1].phrase.lower())):
        later(clock, days=1)
        place = tmp_path / f"restauré {number}"
        done = restore_backup(file, place, secret, clock)
        assert done.erased_again == 0
        assert "revient" in done.preview.replayable.sentence  # no ledger on this computer
        with opened(place, clock, secret) as again:
            assert content(again) == before
            assert again.vault.officer_identity is not None
            assert again.verify_journal().intact
            told = again.journal.entries(newest_first=False)
            assert told[: len(entries) - 1] == entries[:-1]  # the copy itself is noted after it is made
            assert told[-1].action == "vault.restored"
            assert again.vault.high_water is not None
            assert again.vault.high_water.shortfall is None
            assert again.vault.label == "Atelier"
        state = read_state(place)
        assert (state.failures, state.last_external_at, len(state.slots)) == (0, None, 2)
    with opened(default_vault_of(made, tmp_path), clock) as first:
        assert first.vault.high_water is not None
        assert first.vault.high_water.shortfall is None


def default_vault_of(made: tuple[Path, RecoverySecret], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "premier"))


def test_what_was_erased_after_the_backup_does_not_come_back(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    later(clock, days=1)
    desk.history.bin(["T-02", "T-03"])
    desk.history.destroy(["T-02"])
    later(clock, days=1)
    told = seen(file, tmp_path / "neuf", clock)
    assert (told.counts, told.label) == (
        {
            "activities": len(KEYS),
            "parties": told.counts["parties"],
            "requests": 0,
            "breaches": 0,
            "ledger_entries": 0,
            "attachments": 0,
        },
        "Atelier",
    )
    assert told.replayable.erased == 1
    assert "1 élément effacé depuis ne revient pas" in told.replayable.sentence
    done = restore_backup(file, tmp_path / "neuf", PASSPHRASE, clock)
    assert done.erased_again == 1
    with opened(tmp_path / "neuf", clock) as again:
        references = {activity.reference for activity in again.register.register().activities}
        assert references == {"T-01", "T-03", "T-04"}  # T-03 was only in the bin
        assert again.history.versions("T-02") == ()
        assert again.ledger.verify(again.vault.store).intact
        assert again.verify_journal().intact
    # The positive control: where nobody knows of the erasure, it is back, and that is said.
    desk.close()
    aside = tmp_path / "erasures.log"
    shutil.copy(default_vault() / LEDGER, aside)
    shutil.rmtree(default_vault())
    assert "Aucun relevé" in seen(file, tmp_path / "x", clock).replayable.sentence
    restore_backup(file, tmp_path / "sans", PASSPHRASE, clock)
    with opened(tmp_path / "sans", clock) as back:
        assert back.register.activity("T-02").reference == "T-02"
    # With the ledger kept elsewhere it stays away.
    restore_backup(file, tmp_path / "avec", PASSPHRASE, clock, ledgers=[aside])
    with opened(tmp_path / "avec", clock) as away:
        assert len(away.register.register().activities) == len(KEYS) - 1


def test_drafts_whose_time_is_over_do_not_come_back_with_a_backup(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    many = [form_of(f"T-9{number:02}") for number in range(30)]
    for form in many:
        desk.history.drafts.keep(form, {"name": "à moitié"})
    desk.retention.hold(f"draft/{many[0]}", reason="legal_claims", note="x", review_on=date(2027, 6, 1))
    later(clock, days=60)
    desk.history.drafts.keep(form_of("T-01"), {"name": "d’hier"})
    back_up(desk, tmp_path / "copie.gdprdesk")
    later(clock, days=60)
    done = restore_backup(tmp_path / "copie.gdprdesk", tmp_path / "neuf", PASSPHRASE, clock)
    assert done.erased_again == len(many) - 1
    with opened(tmp_path / "neuf", clock) as again:
        left = [form for form in (*many, form_of("T-01")) if again.history.drafts.read(form)]
    assert left == [many[0], form_of("T-01")]


def test_a_restored_vault_can_itself_be_backed_up_and_restored(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    back_up(desk, tmp_path / "a.gdprdesk")
    later(clock, days=1)
    desk.history.bin(["T-02"])
    desk.history.destroy(["T-02"])
    restore_backup(tmp_path / "a.gdprdesk", tmp_path / "b", PASSPHRASE, clock)
    later(clock, days=1)
    with opened(tmp_path / "b", clock) as second:
        back_up(second, tmp_path / "b.gdprdesk")
        second.history.bin(["T-03"])
        second.history.destroy(["T-03"])
    done = restore_backup(
        tmp_path / "a.gdprdesk", tmp_path / "c", PASSPHRASE, clock, ledgers=[tmp_path / "b" / LEDGER]
    )
    assert done.erased_again == 2  # of both vaults
    again = restore_backup(tmp_path / "b.gdprdesk", tmp_path / "d", PASSPHRASE, clock)
    assert again.erased_again == 0  # what is carried out in it is not erased twice
    with opened(tmp_path / "d", clock) as last:
        assert {a.reference for a in last.register.register().activities} == {"T-01", "T-03", "T-04"}


def test_another_vaults_ledger_and_an_occupied_folder_are_refused(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    with Vault.found_for_trial(tmp_path / "autre", bytes(32), clock=clock) as stranger:
        open_desk(stranger, clock)
    with pytest.raises(InvalidInput, match="autre coffre"):
        restore_backup(file, tmp_path / "neuf", PASSPHRASE, clock, ledgers=[tmp_path / "autre" / LEDGER])
    with pytest.raises(FolderRefused):
        restore_backup(file, tmp_path / "autre", PASSPHRASE, clock)
    with pytest.raises(WrongPassphrase):
        restore_backup(file, tmp_path / "neuf", "une tout autre phrase", clock)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["autre", "copie.gdprdesk"]


def test_the_file_opens_with_tar_and_age_alone_and_names_nobody(
    made: tuple[Path, RecoverySecret], desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    with tarfile.open(file) as tar:
        tar.extractall(tmp_path / "aus", filter="data")
    age = (tmp_path / "aus" / "content.age").read_bytes()
    inner = pyrage.decrypt(age, [x25519.Identity.from_str(made[1].identity)])
    (tmp_path / "inner.tar").write_bytes(inner)
    with tarfile.open(tmp_path / "inner.tar") as tar:
        names = tar.getnames()
    assert names[0] == "vault.db"
    assert {"erasures.log", "state.json", "manifest.json"} < set(names)
    assert sum(name.endswith(".grant.age") for name in names) == 2
    activity = desk.register.register().activities[0].name
    for text in (MARKER, activity):
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in file.read_bytes() + inner
    assert activity in str(desk.register.register())  # the search would have found it


def test_verification_without_and_with_a_passphrase(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    outside, inside = verify_outside(file), verify_backup(file, PASSPHRASE, clock)
    assert (outside.intact, outside.files, outside.opened) == (True, 3, False)
    assert (inside.intact, inside.files, inside.opened) == (True, 7, True)
    assert not list((default_vault().parent).glob(".*"))
    with pytest.raises(InvalidInput, match="n’existe pas"):
        verify_outside(tmp_path / "rien")
    (tmp_path / "texte").write_text("bonjour")
    assert verify_outside(tmp_path / "texte").intact is False


def test_every_flip_and_cut_is_refused_or_changes_nothing(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    """Seed 11; 60 flips and 12 cuts over the whole file: refused, or the same vault as before."""
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    before = content(desk)
    whole = file.read_bytes()
    dice = random.Random(11)
    with tarfile.open(file) as tar:
        tails = [m.offset for m in tar.getmembers()] + [tar.getmembers()[-1].offset_data]
    places = [dice.randrange(len(whole)) for _ in range(24)]
    places += [dice.randrange(at, min(at + 700, len(whole))) for at in tails for _ in range(9)]
    refused = equal = 0
    for number, at in enumerate(places[:60]):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << dice.randrange(8)
        file.write_bytes(bytes(damaged))
        refused_now = _restored_or_refused(file, tmp_path / f"r{number}", before, clock)
        if not verify_outside(file).intact:
            refused += 1
        else:
            equal += 1
            assert not refused_now, at
    for number in range(12):
        file.write_bytes(whole[: dice.randrange(len(whole) - 1100)])
        assert _restored_or_refused(file, tmp_path / f"c{number}", before, clock)
    assert refused >= 40
    assert refused + equal == 60


def _restored_or_refused(file: Path, place: Path, before: object, clock: FixedClock) -> bool:
    try:
        restore_backup(file, place, PASSPHRASE, clock)
    except BackupDamaged:
        assert not place.exists()
        return True
    with opened(place, clock) as again:
        assert content(again) == before
    return False


def test_a_days_work_is_backed_up_once_and_thinned_out(desk: Desk, clock: FixedClock) -> None:
    assert desk.backups.make_daily() is not None
    assert desk.backups.make_daily() is None  # today's is there
    later(clock, days=1)
    assert desk.backups.make_daily() is None  # nothing changed
    for day in range(12):
        later(clock, days=1)
        desk.register.mark_reviewed("T-01") if day % 2 == 0 else desk.register.add_from_starter(KEYS[:1])
        assert desk.backups.make_daily() is not None
    listed = desk.backups.listed()
    assert len(listed) == 8  # seven days, and the Sunday before them
    assert all(verify_outside(backup.path).intact for backup in listed)
    assert read_state(desk.vault.folder).last_backup_at == clock.now()
    held = desk.backups.still_held(clock.now())
    assert held is not None
    assert held.backups == 8
    later(clock, days=36)
    assert desk.backups.make_daily() is not None  # nothing changed, but the last one was about to leave
    assert len(desk.backups.listed()) == 1


def test_a_killed_backup_leaves_nothing_that_stays(desk: Desk, clock: FixedClock) -> None:
    desk.backups.make_daily()
    left = desk.backups.folder / "database.part"
    left.write_bytes(b"half a copy")
    (desk.backups.folder / ".gdpr-desk-abcd.part").write_bytes(b"half a backup")
    (desk.backups.folder / "notes.txt").write_text("not ours")
    later(clock, days=1)
    desk.backups.make_daily()
    assert sorted(p.name for p in desk.backups.folder.iterdir() if p.suffix != ".gdprdesk") == ["notes.txt"]


def test_a_failure_is_remembered_until_one_succeeds_and_leaves_nothing(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("gdpr_desk.vault.backup.write_outer", full)
        with pytest.raises(DiskFull):
            desk.backups.make_daily()
    assert read_state(desk.vault.folder).backup_failed_at == clock.now()
    assert list(desk.backups.folder.iterdir()) == []
    later(clock, minutes=5)
    assert desk.backups.make_daily() is not None
    assert read_state(desk.vault.folder).backup_failed_at is None


def test_a_copy_elsewhere_is_dated_noted_and_never_inside_the_vault(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    with pytest.raises(InvalidInput, match="dossier du coffre"):
        back_up(desk, desk.vault.folder / "copie.gdprdesk")
    (tmp_path / "pris").write_text("déjà là")
    with pytest.raises(InvalidInput, match="porte déjà ce nom"):
        back_up(desk, tmp_path / "pris")
    back_up(desk, tmp_path / "pris", force=True)
    assert read_state(desk.vault.folder).last_external_at == clock.now()
    assert desk.journal.entries(limit=1)[0].action == "vault.backed_up"
    assert kept_backups(desk.backups.folder) == ()
    assert verify_outside(tmp_path / "pris").intact


def test_a_header_that_lies_is_refused_once_opened(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    """A backup with the date of a newer one: without a key it looks whole, with one it does not."""
    honest, lying = tmp_path / "a.gdprdesk", tmp_path / "b.gdprdesk"
    back_up(desk, honest)
    with tarfile.open(honest) as tar, tarfile.open(lying, "w") as out:
        for member in tar.getmembers():
            source = tar.extractfile(member)
            assert source is not None
            written = source.read()
            if member.name == HEADER:
                values = json.loads(written)
                del values["digest"]
                values["made_at"] = (clock.now() + timedelta(days=3)).isoformat()
                values["digest"] = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
                written = json.dumps(values).encode()
                member.size = len(written)
            out.addfile(member, io.BytesIO(written))
    assert verify_outside(lying).intact
    assert not verify_backup(lying, PASSPHRASE, clock).intact
    with pytest.raises(BackupDamaged):
        restore_backup(lying, tmp_path / "neuf", PASSPHRASE, clock)

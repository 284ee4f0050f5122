"""The small parts: the wait after wrong passphrases, the sheet's letters, folders, state, migrations."""

from __future__ import annotations

import itertools
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from schema_names import not_of_the_search

import gdpr_desk.breaches.tables
import gdpr_desk.journal.tables
import gdpr_desk.parties.tables
import gdpr_desk.register.tables
import gdpr_desk.requests.letters.tables
import gdpr_desk.requests.objections.tables
import gdpr_desk.requests.tables
import gdpr_desk.retention.elsewhere.tables
import gdpr_desk.retention.folders.tables
import gdpr_desk.retention.tables  # noqa: F401  # every table must be known to the comparison
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.vault import derivation, keys, migration, opening, recovery, throttle
from gdpr_desk.vault import folder as places
from gdpr_desk.vault.engine import IMMEDIATE, make_engine
from gdpr_desk.vault.locks import MaintenanceLock
from gdpr_desk.vault.refusals import FolderRefused, TooManyTries, VaultBusy, VaultDamaged
from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.state import State, read_state, write_state
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))


# --- the wait after wrong passphrases


def test_twenty_wrong_tries_cost_over_ten_minutes_and_lock_nobody_out(
    tmp_path: Path, clock: FixedClock
) -> None:
    waited = 0
    for _ in range(20):
        wait = throttle.count_try(tmp_path, clock)
        throttle.restart_delay(tmp_path, clock)
        with pytest.raises(TooManyTries) as early:
            throttle.count_try(tmp_path, clock)
        assert early.value.wait == wait
        waited += wait
        clock.instant += timedelta(seconds=wait)
    assert waited >= 600
    assert [throttle.delay(n) for n in (0, 1, 2, 3, 9, 10, 10_000)] == [0, 1, 2, 4, 256, 300, 300]
    throttle.forgive(tmp_path)
    assert throttle.count_try(tmp_path, clock) == 1


def test_a_clock_put_back_locks_nobody_out(tmp_path: Path, clock: FixedClock) -> None:
    throttle.count_try(tmp_path, clock)
    clock.instant -= timedelta(days=400)
    assert throttle.remaining(read_state(tmp_path), clock.now()) == 1


# --- the recovery sheet


def test_the_sheet_finds_every_single_slip_of_the_finger() -> None:
    groups = recovery.new_groups()
    phrase = "-".join(groups)
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ"
    assert recovery.read_phrase(phrase.lower().replace("-", " ")) == phrase
    assert (len(groups), {len(group) for group in groups}) == (7, {5})
    letters = phrase.replace("-", "")
    for at, other in itertools.product(range(len(letters)), alphabet + "IOQ0"):
        if other != letters[at]:
            with pytest.raises(InvalidInput, match=f"groupe {at // 5 + 1} "):
                recovery.read_phrase(letters[:at] + other + letters[at + 1 :])
    for at in range(len(letters) - 1):
        swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        if swapped != letters and at % 5 < 4:
            with pytest.raises(InvalidInput):
                recovery.read_phrase(swapped)


def test_ordinary_passphrases_are_not_taken_for_a_sheet() -> None:
    for own in ("les pêches mûrissent à l’ombre du mur", "-".join(["ZEBRA"] * 7), "a" * 35, ""):
        assert not recovery.is_recovery(own)
    slips = ["AAAAA", "B0B0B", *recovery.new_groups()[2:]]
    assert recovery.is_recovery("".join(slips))  # two groups mistyped: still told as the sheet
    assert recovery.is_recovery("-".join(recovery.new_groups()))
    assert len({recovery.new_groups() for _ in range(50)}) == 50


# --- key files


def test_a_key_that_asks_for_too_much_is_told_before_it_is_tried() -> None:
    header = b"age-encryption.org/v1\n-> scrypt bG9yZW0gaXBzdW0gZG9sbw %d\nAAAA\n--- AAAA\n"
    assert keys.work_factor(header % 19) == 19
    with pytest.raises(keys.KeyTooCostly, match="trop long"):
        keys.unprotect(header % 30, "x", None)
    for rubbish in (b"", b"hello", header.replace(b"scrypt", b"X25519"), header.replace(b"%d", b"many")):
        with pytest.raises(VaultDamaged):
            keys.work_factor(rubbish)


def test_a_grant_opens_for_its_holder_only() -> None:
    mine, other = keys.new_identity(), keys.new_identity()
    grant = keys.Grant(((2, bytes(32)), (1, bytes(range(32)))), None, "d")
    sealed = grant.sealed_to(keys.public_key(mine))
    assert keys.open_grant(sealed, mine) == grant
    for spoiled, identity in ((sealed, other), (sealed[:-1], mine), (b"", mine)):
        with pytest.raises(VaultDamaged):
            keys.open_grant(spoiled, identity)


def test_a_derivation_leaves_the_window_alive() -> None:
    """pyrage holds the interpreter's lock: in a thread, not one beat would pass meanwhile."""
    done, beats = threading.Event(), 0
    made: list[bytes] = []

    def derive() -> None:
        made.append(keys.protect(keys.new_identity(), "une phrase"))
        done.set()

    threading.Thread(target=derive).start()
    while not done.wait(0.02):
        beats += 1
    assert beats > 15
    assert 10 < keys.work_factor(made[0]) <= 22


def test_without_a_child_process_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gdpr_desk.vault.derivation.scrypt.encrypt", lambda text, phrase: text + phrase.encode()
    )
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert derivation.protect(b"a", "b") == b"ab"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert derivation.protect(b"a", "b") == b"ab"


# --- folders

_MOUNTS = """22 1 8:1 / / rw - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/nas rw shared:1 - nfs4 nas:/share rw
41 22 0:41 / /mnt/my\\040share rw - cifs //nas/x rw
42 40 0:42 / /mnt/nas/local rw - ext4 /dev/sdb1 rw
43 22 0:43 / /home/c/far rw - fuse.sshfs c@far: rw"""


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/home/c/.local/share/gdpr-desk/coffre", False),
        ("/mnt/nas", True),
        ("/mnt/nas/deep/er", True),
        ("/mnt/nasty", False),
        ("/mnt/my share/coffre", True),
        ("/mnt/nas/local/coffre", False),
        ("/home/c/far/coffre", True),
    ],
)
def test_a_folder_of_another_machine_is_told_by_its_mount(path: str, refused: bool) -> None:
    kind = places.file_system(Path(path), places.linux_mounts(_MOUNTS))
    assert places.is_network_kind(kind) is refused


def test_mac_mounts_are_read_as_mount_prints_them() -> None:
    listing = "/dev/disk3s1s1 on / (apfs, sealed, local)\n//c@nas/x on /Volumes/x y (smbfs, nodev)\n"
    mounts = places.mac_mounts(listing)
    assert places.file_system(Path("/Volumes/x y/coffre"), mounts) == "smbfs"
    assert places.file_system(Path("/Users/c"), mounts) == "apfs"


def test_a_network_folder_is_refused_for_making_and_for_opening(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock).close()
    monkeypatch.setattr(places, "_is_network", lambda _: True)
    with pytest.raises(FolderRefused, match="sur le réseau"):
        Vault.found_for_trial(tmp_path / "other", RAW_KEY, clock=clock)
    with pytest.raises(FolderRefused, match="sur le réseau"):
        Vault.open(tmp_path / "coffre", RAW_KEY, clock=clock)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Atelier Lumen", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Nextcloud", "Nextcloud"),
        ("Mobile Documents", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Mon Drive", "Google Drive"),
        ("Documents", None),
        ("onedriver", None),
    ],
)
def test_a_synchronised_folder_is_told_by_its_name(tmp_path: Path, name: str, service: str | None) -> None:
    assert places.synchronised_by(tmp_path / name / "boutique" / "coffre") == service


def test_a_synchronised_folder_is_told_by_what_its_service_leaves_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for marker, service in ((".stfolder", "Syncthing"), (".sync_0123.db", "Nextcloud")):
        root = tmp_path / service
        (root / "coffre").mkdir(parents=True)
        assert places.synchronised_by(root / "coffre") == (service if service == "Nextcloud" else "Syncthing")
        (root / marker).touch()
        assert places.synchronised_by(root / "coffre") == service
    monkeypatch.setenv("OneDrive", str(tmp_path / "elsewhere"))
    assert places.synchronised_by(tmp_path / "elsewhere" / "x") == "OneDrive"
    assert "OneDrive" in places.synchronised_sentence("OneDrive")


# --- state, rights, locks


def test_the_state_reads_back_as_written(tmp_path: Path, clock: FixedClock) -> None:
    state = State("id", "Atelier", 1, "0.1", clock.now(), None, 2, clock.now(), True)
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state
    assert read_state(tmp_path / "nowhere") == State()


@pytest.mark.skipif(os.name != "posix", reason="Windows has access lists instead of modes")
def test_no_other_user_may_read_the_vault_even_with_a_careless_umask(
    tmp_path: Path, clock: FixedClock
) -> None:
    before = os.umask(0)
    try:
        with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock) as vault:
            with vault.store.begin():
                pass
            modes = {
                path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "coffre").glob("vault.db*")
            }
            assert len(modes) == 3
            assert not any(modes.values())
            assert (tmp_path / "coffre").stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)


def test_maintenance_waits_for_everyone_and_everyone_for_maintenance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdpr_desk.vault.locks._SHARED_WAIT_S", 0.1)
    monkeypatch.setattr("gdpr_desk.vault.locks._ALONE_WAIT_S", 0.1)
    one, other = MaintenanceLock(tmp_path), MaintenanceLock(tmp_path)
    one.share()
    other.share()
    other.release()
    assert not other.try_alone()
    with pytest.raises(VaultBusy):
        other.alone()
    one.release()
    other.alone()
    with pytest.raises(VaultBusy):
        one.share()
    other.close()
    one.share()
    one.close()


# --- migrations


def test_the_migrations_make_exactly_the_tables_the_program_uses(vault: Vault) -> None:
    with vault.store.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"include_name": not_of_the_search})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_migrations_are_named_as_alembic_orders_them() -> None:
    script = ScriptDirectory.from_config(migration._config())
    ordered = [one.revision for one in script.walk_revisions()]
    assert ordered == list(reversed(migration._revisions()))
    assert migration.head() == script.get_current_head()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock, officer_name="Camille").close()
    database = tmp_path / "coffre" / "vault.db"
    current = migration.head()

    def half_way(config: object, revision: str) -> None:
        connection = config.attributes["connection"]  # type: ignore[attr-defined]
        connection.exec_driver_sql("CREATE TABLE later (x REFERENCES person(id))")
        connection.exec_driver_sql("INSERT INTO later VALUES ('nobody')")

    monkeypatch.setattr("alembic.command.upgrade", half_way)
    monkeypatch.setattr("gdpr_desk.vault.opening.migration.head", lambda: "0999_later")
    with pytest.raises(VaultDamaged):
        Vault.open(tmp_path / "coffre", RAW_KEY, clock=clock)
    engine = make_engine(database, lambda: RAW_KEY)
    with engine.connect() as connection:
        assert not sa.inspect(connection).has_table("later")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
    copy = opening.look(database.with_name("vault.db.before"), [RAW_KEY], "", alone=True)
    assert copy.revision == current  # the verified copy from before stays at hand


def test_rebuilding_a_parent_table_keeps_the_children(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dropping a parent with foreign keys on deletes every child: the reason they are off."""
    engine = vault._engine
    with engine.connect().execution_options(**{IMMEDIATE: True}) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE child (person REFERENCES person(id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO child SELECT id FROM person")

    def rebuild(config: object, revision: str) -> None:
        connection = config.attributes["connection"]  # type: ignore[attr-defined]
        for statement in (
            "CREATE TABLE person_new AS SELECT * FROM person",
            "DROP TABLE person",
            "CREATE TABLE person (id PRIMARY KEY, name, role, public_key, created_at)",
            "INSERT INTO person SELECT * FROM person_new",
            "DROP TABLE person_new",
        ):
            connection.exec_driver_sql(statement)

    monkeypatch.setattr("alembic.command.upgrade", rebuild)
    migration.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_vault_of_the_first_schema_is_brought_up_to_date_with_its_content(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, newest = tmp_path / "coffre", migration.head()
    upgrade = migration.upgrade
    with monkeypatch.context() as earlier:
        earlier.setattr(migration, "upgrade", lambda engine: upgrade(engine, "0001_vault"))
        earlier.setattr(migration, "head", lambda: "0001_vault")
        Vault.found_for_trial(folder, RAW_KEY, clock=clock, officer_name="Camille").close()
    assert opening.look(folder / "vault.db", [RAW_KEY], "", alone=True).revision == "0001_vault"
    with Vault.open(folder, RAW_KEY, clock=clock) as vault:
        assert [person.name for person in vault.people()] == ["Camille"]
    assert opening.look(folder / "vault.db", [RAW_KEY], "", alone=True).revision == newest
    assert (folder / "vault.db.before").stat().st_size > 0
    Vault.open(folder, RAW_KEY, clock=clock).close()
    assert not (folder / "vault.db.before").exists()  # a copy kept longer would outlive its erasures

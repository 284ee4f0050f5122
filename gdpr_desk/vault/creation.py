"""Founding a vault: built beside its place and renamed into it, so that half a vault never exists."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gdpr_desk.clock import Clock
from gdpr_desk.vault import migration
from gdpr_desk.vault.engine import make_engine
from gdpr_desk.vault.files import create_private, flush_rename, make_folder, os_refusal, replace_file
from gdpr_desk.vault.folder import DATABASE, refuse_network
from gdpr_desk.vault.keys import KEYS
from gdpr_desk.vault.locks import MAINTENANCE
from gdpr_desk.vault.people import Person
from gdpr_desk.vault.refusals import occupied_folder
from gdpr_desk.vault.state import DEFAULT_LABEL, FORMAT, Slot, State, write_state
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import PersonRow, VaultMetaRow


@dataclass(frozen=True)
class Founding:
    """All that a new vault starts with. `people` pairs each person with their public key, `files`
    maps names below `keys/` to their content."""

    database_key: bytes
    officer_public_key: str
    people: tuple[tuple[Person, str], ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    label: str = DEFAULT_LABEL
    demo: bool = False


def check_free(folder: Path) -> None:
    """Raise FolderRefused unless a vault can be founded in `folder`."""
    refuse_network(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise occupied_folder()
    except OSError as error:
        raise os_refusal(error) from error


def found(folder: Path, founding: Founding, clock: Clock, written_by: str) -> None:
    """Make the vault. Raises FolderRefused, VaultReadOnly, DiskFull; nothing is then left behind."""
    check_free(folder)
    make_folder(folder.parent)
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
    try:
        make_folder(building / KEYS)
        vault_id = secrets.token_hex(16)
        _fill_database(building / DATABASE, founding, vault_id, clock)
        create_private(building / MAINTENANCE)
        for name, content in founding.files.items():
            replace_file(building / KEYS / name, content)
        state = State(
            vault_id=vault_id,
            label=founding.label,
            written_by=written_by,
            created_at=clock.now(),
            demo=founding.demo,
            slots=founding.slots,
        )
        write_state(building, state)
        move_into_place(building, folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _fill_database(database: Path, founding: Founding, vault_id: str, clock: Clock) -> None:
    create_private(database)
    engine = make_engine(database, lambda: founding.database_key)
    try:
        migration.upgrade(engine)
        with Store(engine).begin() as session:
            session.add(
                VaultMetaRow(
                    id=1,
                    vault_id=vault_id,
                    format=FORMAT,
                    commit_number=0,
                    generation=1,
                    officer_public_key=founding.officer_public_key,
                    created_at=clock.now(),
                )
            )
            for person, public_key in founding.people:
                session.add(
                    PersonRow(
                        id=person.id,
                        name=person.name,
                        role=person.role,
                        public_key=public_key,
                        created_at=clock.now(),
                    )
                )
    finally:
        engine.dispose()


def move_into_place(building: Path, folder: Path) -> None:
    """Give what was built its name, durably. Raises the refusals of the disk."""
    try:
        if folder.exists():
            folder.rmdir()  # empty, checked above; Windows renames onto nothing
        building.rename(folder)
        flush_rename(folder.parent)
    except OSError as error:
        raise os_refusal(error) from error

"""Reading a backup: what shows without a key, what a passphrase opens, and whether it is all there."""

from __future__ import annotations

import glob
import secrets
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyrage import x25519

from gdpr_desk.settings import data_folder
from gdpr_desk.vault import keys, recovery
from gdpr_desk.vault.backup_content import BackupDamaged, Inner, read_inner
from gdpr_desk.vault.backup_file import Outer, instant, read_outer, unseal
from gdpr_desk.vault.engine import make_looking_engine
from gdpr_desk.vault.files import create_private, make_folder, os_refusal
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.ledger import LEDGER
from gdpr_desk.vault.opening import Look, look
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import VaultDamaged, WrongPassphrase, no_such_person
from gdpr_desk.vault.state import Slot
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.wal import erase

_PART = "content.part"
_ABANDONED_S = 600
"""Nobody builds for that long without writing."""


@dataclass(frozen=True)
class BackupVerdict:
    """What a verification found. `opened`: with a passphrase, the vault inside was opened and read."""

    intact: bool
    files: int
    opened: bool
    made_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What the manifest says of the vault in a backup. `carried_out` is the last line of the erasure
    ledger that its database knows."""

    vault_id: str
    lineage: str
    label: str
    made_at: datetime
    written_by: str
    commit: int
    carried_out: int
    counts: Mapping[str, int]
    entries: int
    head: str


@dataclass(frozen=True)
class OpenedBackup:
    """A backup with its seal broken by `person`."""

    inner: Inner
    facts: Facts
    person: str
    database_keys: tuple[bytes, ...]

    def ledger(self) -> bytes:
        """The ledger as it was then; empty where there was none."""
        return self.inner.read(LEDGER) if LEDGER in self.inner.files else b""

    def look(self, database: Path) -> Look:
        """Open the extracted database and check every page. Raises BackupDamaged, VaultNewer."""
        try:
            return look(database, self.database_keys, self.facts.written_by, alone=True)
        except VaultDamaged as error:
            raise BackupDamaged(DATABASE) from error


def verify_outside(path: Path) -> BackupVerdict:
    """What can be said of a backup without a key. Raises VaultNewer, InvalidInput for no file."""
    try:
        outer = read_outer(path)
        return BackupVerdict(outer.intact(), 1 + len(outer.keys), False, outer.header.made_at)
    except BackupDamaged:
        return BackupVerdict(False, 0, False)


def verify_inside(
    path: Path, passphrase: str, journal: Callable[[Store, Facts], bool], person: str | None = None
) -> BackupVerdict:
    """Open a backup and read everything in it; `journal` says whether the chain in it is whole.

    Raises WrongPassphrase, VaultNewer, InvalidInput."""
    outside = verify_outside(path)
    if not outside.intact:
        return outside
    place = building(data_folder() / "verification")
    try:
        with opened(path, passphrase, person, place) as backup:
            backup.inner.check()
            backup.inner.extract(place, [DATABASE])
            seen = backup.look(place / DATABASE)
            engine = make_looking_engine(place / DATABASE, seen.key)
            try:
                intact = journal(Store(engine), backup.facts)
            finally:
                engine.dispose()
            return BackupVerdict(intact, len(backup.inner.files), True, outside.made_at)
    except (BackupDamaged, VaultDamaged):
        return BackupVerdict(False, outside.files, False, outside.made_at)
    finally:
        remove(place)


@contextmanager
def opened(path: Path, passphrase: str, person: str | None, place: Path) -> Iterator[OpenedBackup]:
    """The backup, unsealed into `place`; what was unsealed is overwritten afterwards."""
    outer = read_outer(path)
    holder, identity = _identity(outer, passphrase, person)
    make_folder(place / keys.KEYS)
    part = place / _PART
    try:
        create_private(part)
        unseal(outer, identity, part)
        inner = read_inner(part)
        facts = _facts(inner.facts)
        header = outer.header
        if (header.vault_id, header.made_at, header.label) != (facts.vault_id, facts.made_at, facts.label):
            raise BackupDamaged("header")
        try:
            grant = keys.open_grant(inner.read(f"{keys.KEYS}/{holder}.grant.age"), identity)
        except VaultDamaged as error:
            raise BackupDamaged("grant") from error
        yield OpenedBackup(inner, facts, holder, tuple(key for _, key in grant.keys))
    except OSError as error:
        raise os_refusal(error) from error
    except tarfile.TarError as error:
        raise BackupDamaged("content") from error
    finally:
        with suppress(OSError):
            erase(part)
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _identity(outer: Outer, passphrase: str, person: str | None) -> tuple[str, x25519.Identity]:
    """Whose passphrase it is, and the key behind it. Takes a second for each key that is tried."""
    slots, typed = _candidates(outer.header.slots, passphrase, person)
    damaged = False
    for slot in slots:
        try:
            return slot.person, keys.unprotect(outer.keys[slot.person], typed, slot.digest)
        except VaultDamaged:
            damaged = True
        except WrongPassphrase:
            continue
    raise BackupDamaged("keys") if damaged else WrongPassphrase()


def _candidates(slots: tuple[Slot, ...], typed: str, person: str | None) -> tuple[list[Slot], str]:
    if person is not None:
        chosen = [slot for slot in slots if slot.person == person]
        if not chosen:
            raise no_such_person()
    else:
        role = Role.RECOVERY if recovery.is_recovery(typed) else Role.OFFICER
        chosen = [slot for slot in slots if slot.role == role]
    from_sheet = any(slot.role == Role.RECOVERY for slot in chosen)
    return chosen, recovery.read_phrase(typed) if from_sheet else typed


def _facts(values: Mapping[str, Any]) -> Facts:
    try:
        return Facts(
            vault_id=str(values["vault_id"]),
            lineage=str(values["lineage"]),
            label=str(values["label"]),
            made_at=instant(values["made_at"]),
            written_by=str(values["written_by"]),
            commit=int(values["commit"]),
            carried_out=int(values["erasures"]),
            counts={str(kind): int(count) for kind, count in values["counts"].items()},
            entries=int(values["journal"]["entries"]),
            head=str(values["journal"]["head"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupDamaged("facts") from error


def building(folder: Path) -> Path:
    """A new name beside `folder`, where it can be built; what a killed run left there is removed.

    Another window may be building there just now: what was written to lately stays.
    """
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.????????.new"):
        with suppress(FileNotFoundError):
            last = max(path.stat().st_mtime for path in (left, *left.rglob("*")))
            if time.time() - last > _ABANDONED_S:
                remove(left)
    return folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")


def remove(place: Path) -> None:
    """Overwrite and remove what was not finished."""
    for path in place.glob("*"):
        if path.is_file():
            with suppress(OSError):
                erase(path)
    shutil.rmtree(place, ignore_errors=True)

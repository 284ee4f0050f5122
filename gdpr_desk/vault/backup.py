"""Backups of an open vault: daily ones in its own folder, thinned out, and copies to another place.

A backup is of one moment: the database is copied by SQLite itself (encrypted under its own key),
checked, and then sealed with all keys and the erasure ledger into one file that takes its name when
it is whole. Copies on the way lie in the vault's folder and are overwritten before they are unlinked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk import __version__
from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.files import check_target
from gdpr_desk.vault import keys, rotation
from gdpr_desk.vault.attachments import AttachmentKind, every_attachment
from gdpr_desk.vault.backup_content import BackupDamaged, Member, inner_pieces
from gdpr_desk.vault.backup_file import SUFFIX, BackupHeader, read_outer, write_outer
from gdpr_desk.vault.engine import connect, connect_copy, make_looking_engine
from gdpr_desk.vault.files import create_private, flush_rename, make_folder, os_refusal
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.ledger import LEDGER, standing
from gdpr_desk.vault.opening import look
from gdpr_desk.vault.people import Person, Role, people, public_keys
from gdpr_desk.vault.refusals import VaultBusy, VaultDamaged, refusal_for
from gdpr_desk.vault.sealed_files import ATTACHMENTS, sealed_file
from gdpr_desk.vault.state import STATE, Slot, State, change_state, read_state
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.vault import Vault
from gdpr_desk.vault.wal import erase

BACKUPS = "backups"
REMIND_AFTER = timedelta(days=30)
"""Age of the last copy elsewhere from which the program reminds of making another."""
_COPY = "database.part"
_NAME = re.compile(rf"gdpr-desk-(\d{{8}}T\d{{6}}Z){re.escape(SUFFIX)}")
_STAMP = "%Y%m%dT%H%M%SZ"
_BUSY_WAIT_S = 60


@dataclass(frozen=True)
class Census:
    """What a backup holds, told before it is restored: counts by kind, and the journal's length and head."""

    counts: Mapping[str, int]
    entries: int
    head: str


@dataclass(frozen=True)
class _Seen:
    """What a copy of the database says: of which commit it is, how far erasures are carried out, who holds
    keys (staff left out), to which public keys the backup is sealed, which attachments it names."""

    vault_id: str
    commit: int
    lineage: str
    carried_out: int
    census: Census
    holders: Sequence[Person]
    recipients: Sequence[str]
    attachments: Sequence[str]


@dataclass(frozen=True)
class KeptBackup:
    """One backup in the vault's own folder; `held` under a legal hold, until somebody lifts that."""

    path: Path
    made_at: datetime
    size: int
    held: bool = False

    @property
    def leaves_on(self) -> date:
        """The last day on which it can still be there, unless it is held."""
        return rotation.leaves_on(self.made_at)


class Backups:
    """The backups of one open vault. `census` counts what a database holds, from a store on a copy; those
    whose file names `held` gives stand under a legal hold."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        census: Callable[[Store], Census],
        *,
        held: Callable[[Session], Collection[str]] = lambda _session: (),
    ) -> None:
        self._held = held
        self._vault = vault
        self._clock = clock
        self._census = census
        self.folder = vault.folder / BACKUPS

    def listed(self) -> tuple[KeptBackup, ...]:
        """Those in the vault's own folder, newest first. Raises StorageFailed, the refusals of the store."""
        with self._vault.store.read() as session:
            held = frozenset(self._held(session))
        return tuple(replace(found, held=found.path.name in held) for found in kept_backups(self.folder))

    def due(self) -> bool:
        """Whether a daily backup is to be made: something changed, or the last one soon leaves."""
        last = next(iter(self.listed()), None)
        now = self._clock.now()
        if last is None:
            return True
        if last.made_at.astimezone(SHOP_ZONE).date() == self._clock.today():
            return False
        changed = read_state(self._vault.folder).last_backup_commit != self._vault.store.commit_number()
        return changed or not timedelta(0) <= now - last.made_at < rotation.LONGEST - timedelta(days=7)

    def make_daily(self) -> KeptBackup | None:
        """Make today's backup if one is due, and thin out; None when there was nothing to do.

        Raises the refusals of the disk: it then stands in the state until a later one succeeds.
        """
        try:
            with backups_waiting(self._vault.folder, patience=0):
                self._thin()
                return self._make_own() if self.due() else None
        except VaultBusy:  # another window is at it
            return None
        except GdprDeskError:
            with suppress(GdprDeskError):
                self._note(lambda s: replace(s, backup_failed_at=self._clock.now()))
            raise

    def make_copy(self, target: Path, *, force: bool = False) -> BackupHeader:
        """A backup in another place. Raises InvalidInput for a name that is taken or in the vault's
        own folder, VaultBusy, DiskFull, StorageFailed; nothing is then left behind."""
        real = check_target(target, force=force)
        if real.is_relative_to(self._vault.folder.resolve()):
            raise InvalidInput(
                "Cette copie serait dans le dossier du coffre : elle disparaîtrait avec lui.",
                safe="Rien n’a été écrit.",
                remedy="Choisissez une clé USB ou un autre disque.",
                code="inside_vault",
            )
        with backups_waiting(self._vault.folder, patience=_BUSY_WAIT_S):
            header, _ = self._write(real)
        self._note(lambda s: replace(s, last_external_at=header.made_at))
        return header

    def still_held(self, erased_at: datetime) -> rotation.StillHeld | None:
        """Which of the own backups may hold what was erased at that instant."""
        found = self.listed()
        frozen = any(backup.held and backup.made_at <= erased_at for backup in found)
        return rotation.still_held((backup.made_at for backup in found), erased_at, frozen=frozen)

    def _make_own(self) -> KeptBackup:
        make_folder(self.folder)
        now = self._clock.now().replace(microsecond=0)
        path = self.folder / f"gdpr-desk-{now.astimezone(UTC).strftime(_STAMP)}{SUFFIX}"
        header, commit = self._write(path)
        self._note(
            lambda s: replace(
                s, last_backup_at=header.made_at, last_backup_commit=commit, backup_failed_at=None
            )
        )
        self._thin()
        return KeptBackup(path, now, path.stat().st_size)

    def _thin(self) -> None:
        """Remove what is no longer kept, and what a killed run left."""
        found = self.listed()
        stay = rotation.kept((backup.made_at for backup in found), self._clock.now())
        leaving = [backup for backup in found if backup.made_at not in stay and not backup.held]
        _discard(self.folder, [backup.path for backup in leaving])

    def _write(self, target: Path) -> tuple[BackupHeader, int]:
        """One backup at `target`, and the number of the commit it holds."""
        make_folder(self.folder)
        copy = self.folder / _COPY
        part = target.with_name(f".gdpr-desk-{self._vault_id()[:8]}.part")
        try:
            made_at = self._clock.now()
            self._copy_database(copy)
            seen = self._seen(copy)
            header, facts, outside = self._described(seen, made_at)
            members = self._members(copy, seen.attachments)
            create_private(part)
            with part.open("r+b") as out:
                out.truncate()
                write_outer(out, header, outside, seen.recipients, inner_pieces(members, facts, made_at))
                out.flush()
                os.fsync(out.fileno())
            if not read_outer(part).intact():  # read back before it replaces anything
                raise BackupDamaged
            part.replace(target)
            flush_rename(target.parent)
        except OSError as error:
            raise os_refusal(error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            with suppress(OSError):
                erase(copy)
        return header, seen.commit

    def _copy_database(self, copy: Path) -> None:
        """Copy it as it is now, identity copies left out."""
        erase(copy)
        create_private(copy)
        key = self._vault.database_key
        try:
            with closing(connect(self._vault.folder / DATABASE, key)) as connection:
                connection.execute("VACUUM INTO ?", (str(copy),))
            with closing(connect_copy(copy, key)) as connection:
                connection.execute("DELETE FROM attachment WHERE kind = ?", (AttachmentKind.IDENTITY,))
        except sqlcipher.Error as error:
            raise refusal_for(error) or VaultDamaged() from error
        look(copy, [key], __version__, alone=True)

    def _seen(self, copy: Path) -> _Seen:
        """Read what the backup will say of the copy."""
        engine = make_looking_engine(copy, self._vault.database_key)
        try:
            store = Store(engine)
            with store.read() as session:
                meta = session.scalars(select(VaultMetaRow)).one()
                lineage, carried_out = standing(session)
                holders = [person for person in people(session) if person.role is not Role.STAFF]
                sealed_to = public_keys(session)
                attached = [attachment.id for attachment in every_attachment(session)]
            census = self._census(store)
        finally:
            engine.dispose()
        recipients = [key for person in holders for key in sealed_to[person.id]]
        return _Seen(
            meta.vault_id, meta.commit_number, lineage, carried_out, census, holders, recipients, attached
        )

    def _described(
        self, seen: _Seen, made_at: datetime
    ) -> tuple[BackupHeader, dict[str, object], dict[str, bytes]]:
        """The header, what the manifest says of the copy, the keys outside."""
        paths = {person.id: keys.key_file(self._vault.folder, person.id) for person in seen.holders}
        outside = {person: path.read_bytes() for person, path in paths.items() if path.is_file()}
        known = [person for person in seen.holders if person.id in outside]
        header = BackupHeader(
            vault_id=seen.vault_id,
            label=self._vault.label,
            made_at=made_at,
            written_by=__version__,
            slots=tuple(Slot(p.id, p.role, keys.digest(outside[p.id])) for p in known),
            sha256="",
            size=0,
        )
        facts: dict[str, object] = {
            "vault_id": seen.vault_id,
            "lineage": seen.lineage,
            "label": header.label,
            "made_at": made_at.isoformat(),
            "written_by": __version__,
            "commit": seen.commit,
            "erasures": seen.carried_out,
            "counts": dict(seen.census.counts),
            "journal": {"entries": seen.census.entries, "head": seen.census.head},
        }
        return header, facts, outside

    def _members(self, copy: Path, sealed: Iterable[str]) -> list[Member]:
        """Every file of the backup. The ledger is read after the copy was made: whatever it says more
        than the copy knows is carried out when the backup is restored; an attachment destroyed in
        between has no file any more."""
        folder = self._vault.folder
        found = [Member(DATABASE, copy)]
        for name in (LEDGER, STATE):
            with suppress(FileNotFoundError):
                found.append(Member(name, (folder / name).read_bytes()))
        all_keys = sorted((folder / keys.KEYS).glob("*.age"))
        found += [Member(f"{keys.KEYS}/{path.name}", path.read_bytes()) for path in all_keys]
        files = (sealed_file(folder, attachment) for attachment in sealed)
        return [*found, *(Member(f"{ATTACHMENTS}/{path.name}", path) for path in files if path.is_file())]

    def _vault_id(self) -> str:
        with self._vault.store.read() as session:
            return session.scalars(select(VaultMetaRow.vault_id)).one()

    def _note(self, change: Callable[[State], State]) -> None:
        change_state(self._vault.folder, change)


@contextmanager
def backups_waiting(folder: Path, patience: float) -> Iterator[None]:
    """Be the only one who makes a backup of the vault in `folder`, or changes what it is sealed with.

    Raises VaultBusy where somebody else still is after `patience` seconds.
    """
    from filelock import FileLock, Timeout  # late: slow to import

    lock = folder / "backup.lock"
    create_private(lock)
    try:
        with FileLock(lock, timeout=patience, mode=0o600):
            yield
    except Timeout as error:
        raise VaultBusy from error
    except OSError as error:  # the lock itself writes
        raise os_refusal(error) from error


def kept_backups(folder: Path) -> tuple[KeptBackup, ...]:
    """The backups the program keeps in `folder`, newest first. Raises StorageFailed."""
    found = []
    try:
        for path in folder.glob(f"*{SUFFIX}"):
            match = _NAME.fullmatch(path.name)
            if match:
                at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                found.append(KeptBackup(path, at, path.stat().st_size))
    except OSError as error:
        raise os_refusal(error) from error
    return tuple(sorted(found, key=lambda backup: backup.made_at, reverse=True))


def discard_backups(folder: Path, leaving: Collection[Path] = ()) -> None:
    """Destroy these backups of the vault in `folder`, and what a killed run left of others.

    Raises VaultBusy while a backup is being made, and the refusals of the disk.
    """
    if not leaving and not any((folder / BACKUPS).glob("*.part")):
        return
    with backups_waiting(folder, patience=0):
        _discard(folder / BACKUPS, leaving)


def _discard(backups: Path, leaving: Collection[Path]) -> None:
    """First they lose their names, all of them and for good: what happens then, they are no backups."""
    try:
        for path in leaving:
            path.replace(path.with_suffix(".part"))
        if leaving:
            flush_rename(backups)
        for left in backups.glob("*.part"):
            erase(left)
    except OSError as error:
        raise os_refusal(error) from error


def same_disk(one: Path, other: Path) -> bool:
    """Whether two existing folders are, as far as it shows, on the same disk."""
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False

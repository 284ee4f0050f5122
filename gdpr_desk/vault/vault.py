"""A vault: created once, unlocked by a person, closed without leaving readable remains."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk import __version__
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.settings import state_folder
from gdpr_desk.vault import keys, recovery
from gdpr_desk.vault.creation import Founding, check_free, found
from gdpr_desk.vault.engine import make_engine
from gdpr_desk.vault.folder import DATABASE, exists, refuse_network
from gdpr_desk.vault.highwater import HighWater, Reading
from gdpr_desk.vault.holder import Opened, change_passphrase, new_holder, open_keys, restored_slots
from gdpr_desk.vault.locks import MaintenanceLock
from gdpr_desk.vault.opening import prepare
from gdpr_desk.vault.people import Person, Role, people
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import DiskFull, VaultBusy, VaultDamaged, VaultNewer, no_vault
from gdpr_desk.vault.rekeying import rekey
from gdpr_desk.vault.settling import settle
from gdpr_desk.vault.spare_room import with_room
from gdpr_desk.vault.state import DEFAULT_LABEL, FORMAT, State, change_state, read_state
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.wal import SpentLog

RECOVERY_NAME = "Feuille de secours"


class Vault:
    """An open vault. It holds keys: close it, or use it as a context manager.

    `folder`, `label` and `is_demo` say which one it is, `person` who opened it, `store` is the
    door to the data, `high_water` the marks once `keep_high_water` was called.
    """

    def __init__(
        self, folder: Path, lock: MaintenanceLock, database_key: bytes, clock: Clock, state: State
    ) -> None:
        """Not to be called from outside: use `create`, `unlock` or `open`."""
        self.folder = folder
        self.label = state.label
        self.is_demo = state.demo
        self._clock = clock
        self._lock = lock
        self.database_key = database_key
        self._engine = make_engine(folder / DATABASE, lambda: self.database_key)
        self.store = Store(self._engine)
        self.person = Person("", "", Role.OFFICER)
        self.high_water: HighWater | None = None
        self.officer_identity: str | None = None
        self._closed = False

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        officer_name: str,
        passphrase: str,
        clock: Clock,
        label: str = DEFAULT_LABEL,
        demo: bool = False,
    ) -> tuple[Vault, RecoverySecret]:
        """Found a vault in `folder` (new or empty) and open it as its first officer.

        The recovery secret is in no file: print it now. Takes some seconds (two key derivations).
        Raises FolderRefused, VaultReadOnly, DiskFull; nothing is then left behind.
        """
        check_free(folder)
        database_key = keys.new_database_key()
        officer_identity = keys.new_identity()
        officer_public = keys.public_key(officer_identity)
        grant = keys.Grant(((1, database_key),), str(officer_identity), keys.digest(officer_public))
        groups = recovery.new_groups()
        # One after the other: age measures the machine to choose its cost, side by side it chooses less.
        officer = new_holder(officer_name, Role.OFFICER, passphrase, grant)
        sheet = new_holder(RECOVERY_NAME, Role.RECOVERY, "-".join(groups), grant)
        founding = Founding(
            database_key=database_key,
            officer_public_key=officer_public,
            people=((officer.person, officer.public_key), (sheet.person, sheet.public_key)),
            files={**officer.files, **sheet.files},
            slots=(officer.slot, sheet.slot),
            label=label,
            demo=demo,
        )
        found(folder, founding, clock, __version__)
        vault = cls._open(folder, [database_key], clock, officer.person.id)
        vault.officer_identity = str(officer_identity)
        return vault, RecoverySecret(groups, sheet.identity, sheet.person.id)

    @classmethod
    def found_for_trial(cls, folder: Path, raw_key: bytes, *, clock: Clock, officer_name: str = "") -> Vault:
        """Found and open a vault that only `raw_key` opens: the seam for tests, without derivation."""
        officer = Person(secrets.token_hex(4), officer_name, Role.OFFICER)
        public = keys.public_key(keys.new_identity())
        found(folder, Founding(raw_key, public, ((officer, public),)), clock, __version__)
        return cls._open(folder, [raw_key], clock, officer.id)

    @classmethod
    def unlock(
        cls,
        folder: Path,
        passphrase: str,
        *,
        clock: Clock,
        person: str | None = None,
        anyone: bool = False,
    ) -> Vault:
        """Open the vault with a person's passphrase, or with what the recovery sheet says.

        Without `person` (an id) the first officer's key is tried, or everybody's where `anyone` may
        stand at the door. Takes about a second a key. Raises
        WrongPassphrase or TooManyTries (both with the `wait` in seconds), VaultNewer, VaultDamaged,
        VaultBusy, VaultReadOnly, FolderRefused, KeyTooCostly; InvalidInput for a slip in the sheet's letters.
        """
        state = _readable_state(folder)
        opened = with_room(folder, lambda: open_keys(folder, state, passphrase, person, clock, anyone=anyone))
        return cls.enter(folder, opened, clock=clock)

    @classmethod
    def enter(cls, folder: Path, opened: Opened, *, clock: Clock) -> Vault:
        """Open the vault with keys that are open already. Raises what `unlock` does, passphrases apart."""
        _readable_state(folder)
        found = [key for _, key in opened.grant.keys]
        vault = with_room(folder, lambda: cls._open(folder, found, clock, opened.person))
        vault._accept_grant(opened.grant)
        settle(vault.store, folder, opened)
        return vault

    @classmethod
    def open(cls, folder: Path, raw_key: bytes, *, clock: Clock, person: str | None = None) -> Vault:
        """Open the vault with the database key itself: the seam for tests and trials.

        Raises what `unlock` raises, passphrases apart.
        """
        _readable_state(folder)
        return cls._open(folder, [raw_key], clock, person)

    @classmethod
    def _open(cls, folder: Path, candidates: Sequence[bytes], clock: Clock, person: str | None) -> Vault:
        lock = MaintenanceLock(folder)
        try:
            state = read_state(folder)
            key = prepare(folder, candidates, lock, state.written_by)
            with suppress(DiskFull):  # a stamp is no reason to keep anybody from their data
                state = change_state(folder, lambda s: _unlocked(s, clock.now(), person))
            vault = cls(folder, lock, key, clock, state)
        except BaseException:
            lock.close()
            raise
        try:
            vault.person = vault._who(person)
            vault._restore_slots(state)
        except BaseException:
            vault.close()
            raise
        return vault

    def people(self) -> tuple[Person, ...]:
        """Everyone with a key, the recovery sheet included, in the order they were added."""
        with self.store.read() as session:
            return people(session)

    def change_passphrase(self, old: str, new: str, told: Callable[[Session], object]) -> None:
        """Give the person who opened this vault another passphrase. Takes some seconds.

        `told` notes it within the transaction: all of it is done or nothing.

        Raises WrongPassphrase or TooManyTries for `old`, DiskFull, VaultReadOnly.
        """
        change_passphrase(self.folder, self.person.id, old, new, self._clock, store=self.store, told=told)

    @contextmanager
    def maintained(self) -> Iterator[None]:
        """Be alone with the vault; raises VaultBusy while another window or program has it open."""
        self._lock.release()
        try:
            if not self._lock.try_alone():
                raise VaultBusy
            yield
        finally:
            self._lock.release()
            self._lock.share()

    def change_key(self, new_key: bytes) -> None:
        """Encrypt the database anew; only while `maintained`. Raises what `rekey` raises."""
        with self._without_connections():
            rekey(self.folder / DATABASE, self.database_key, new_key)
            self.database_key = new_key

    def wipe_log(self) -> bool:
        """Overwrite what the write-ahead log still holds of deleted rows, and go on with an empty one.

        False while somebody else has the vault open, or a backup reads it: the last to close then
        does it.
        """
        try:
            with self.maintained(), self._without_connections():
                return not (self.folder / f"{DATABASE}-wal").exists()
        except VaultBusy:
            return False

    @contextmanager
    def _without_connections(self) -> Iterator[None]:
        """No connection is open within and the log is wiped; only while `maintained`."""
        with self.store.alone():
            spent = SpentLog(self.folder / DATABASE)
            self._engine.dispose()
            spent.wipe()
            yield

    def keep_high_water(self, reading: Reading, *, state: Path | None = None) -> HighWater:
        """Compare the vault with its marks, then keep them after each commit.

        `reading` gives count and head of the journal; `state` is where the second mark lies (the
        user's state folder unless given). Look at the result's `shortfall`.
        """
        with self.store.read() as session:
            vault_id = session.scalars(select(VaultMetaRow.vault_id)).one()
        self.high_water = HighWater(
            self.store,
            self._clock,
            vault_id=vault_id,
            folder=self.folder,
            state_folder=state_folder() if state is None else state,
            reading=reading,
        )
        return self.high_water

    def close(self) -> None:
        """Close every connection; the last to leave wipes the write-ahead log. Can be repeated."""
        if self._closed:
            return
        self._closed = True
        spent = SpentLog(self.folder / DATABASE)
        self._engine.dispose()
        self._lock.release()
        try:
            with suppress(GdprDeskError, OSError):  # all is saved; the next closer wipes what is left
                if self._lock.try_alone():
                    spent.wipe()
        finally:
            spent.leave()
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _who(self, person: str | None) -> Person:
        everyone = self.people()
        wanted: Callable[[Person], bool] = (
            (lambda p: p.role is Role.OFFICER) if person is None else (lambda p: p.id == person)
        )
        found_person = next((p for p in everyone if wanted(p)), None)
        if found_person is None:
            raise VaultDamaged("person")
        return found_person

    def _restore_slots(self, state: State) -> None:
        """Rebuild what the clear side says of identity and keys where the file was lost or is behind."""
        slots = restored_slots(self.folder, self.people())
        with self.store.read() as session:
            vault_id = session.scalars(select(VaultMetaRow.vault_id)).one()
        listed = {(slot.person, slot.role) for slot in state.slots}
        if state.vault_id != vault_id or listed != {(slot.person, slot.role) for slot in slots}:
            change_state(self.folder, lambda state: replace(state, slots=slots, vault_id=vault_id))

    def _accept_grant(self, grant: keys.Grant) -> None:
        """Keep the officer identity, after making sure that nobody swapped the public half."""
        with self.store.read() as session:
            officer_public = session.scalars(select(VaultMetaRow.officer_public_key)).one()
        try:
            self.officer_identity = grant.identity_for(officer_public)
        except VaultDamaged:
            self.close()
            raise


def _readable_state(folder: Path) -> State:
    """The state, after the checks that need no key and change no byte."""
    if not exists(folder):
        raise no_vault()
    refuse_network(folder)
    state = read_state(folder)
    if state.format > FORMAT:
        raise VaultNewer(state.written_by)
    return state


def _unlocked(state: State, at: datetime, person: str | None) -> State:
    """The state once somebody came in: when, who, with which program."""
    who = person or state.last_person
    return replace(state, last_unlock_at=at, written_by=__version__, last_person=who)

"""Who gets a key, and what happens to everybody's keys when one is taken away (Art. 32(1)(b), 32(4)).

Adding writes files first, then the row: a key without a row opens a vault that does not know its
holder, and is refused; a refusal takes the files away again. No backup is made while keys change: it
would hold one's lock and another's key.

Removing marks the row, so that nobody is listed as before should the machine stop; it gives those who
stay grants with the old and the new keys, changes the database key, then takes the row out and, where
the gone held the officer identity, names another and seals the keys of all attachments to it; last, the
old keys leave the grants. Wherever the machine stops, those who stay can open the vault. Nobody's
passphrase is needed. Who kept an old key still opens old backups: the screen says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import keys, recovery
from gdpr_desk.vault.attachments import reseal
from gdpr_desk.vault.backup import backups_waiting
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.holder import Holder, new_holder
from gdpr_desk.vault.people import (
    Person,
    Role,
    add_person,
    people,
    public_keys,
    remove_people,
    set_public_keys,
)
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import (
    last_officer_stays,
    no_such_person,
    officers_only,
    own_key_stays,
    sheet_has_no_passphrase,
)
from gdpr_desk.vault.state import Slot, change_state
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.vault import RECOVERY_NAME, Vault

BACKUP_WAIT_S = 30.0
"""How long a backup that is being made is waited for."""

Told = Callable[[Session, Person], None]
"""Notes in the caller's journal, inside the same transaction, who got or lost a key."""


class Membership:
    """The keys of an open vault, in the hands of an officer.

    Every verb raises AccessRefused by staff, DiskFull and VaultReadOnly; those that change keys also
    VaultBusy while another window or program has the vault open, or a backup takes too long.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def keyless(self) -> frozenset[str]:
        """The ids of those whose key is not in the folder any more: they need a new one."""
        folder = self._vault.folder
        return frozenset(
            person.id
            for person in self._vault.people()
            if not keys.key_file(folder, person.id).is_file()
            or not keys.grant_file(folder, person.id).is_file()
        )

    def add(self, name: str, role: Role, passphrase: str, told: Told) -> Person:
        """Give somebody a key of their own under `passphrase`. Takes about a second."""
        holder = new_holder(name, role, passphrase, self._grant_for(role))
        self._admit(holder, told)
        return holder.person

    def remove(self, person: str, told: Told) -> Person:
        """Take somebody's key away.

        Raises NotFound, AccessRefused for oneself, for the sheet and for the last officer.
        """
        found = self._found(person)
        if found.id == self._vault.person.id or found.role is Role.RECOVERY:
            raise own_key_stays()
        officers = [p for p in self._vault.people() if p.role is Role.OFFICER and not p.leaving]
        if officers == [found]:
            raise last_officer_stays()
        self._dismiss([found], told)
        return found

    def give_new_key(self, person: str, passphrase: str, told: Told) -> Person:
        """A new key under a new passphrase for somebody who forgot theirs. Takes about a second.

        Their old key opens the vault no longer by itself; who copied it could still, until somebody's
        key is taken away. Raises NotFound, AccessRefused for the recovery sheet.
        """
        found = self._found(person)
        if found.role is Role.RECOVERY:
            raise sheet_has_no_passphrase()
        grant = self._grant_for(found.role)
        holder = new_holder(found.name, found.role, passphrase, grant, known_as=found.id)
        with backups_waiting(self._vault.folder, BACKUP_WAIT_S):
            self._replace_key(holder, grant, told)
        return found

    def renew_recovery(self, told: Told) -> RecoverySecret:
        """A new recovery sheet; the old one opens this vault no longer. Takes some seconds.

        Where it is refused the old sheet goes on. Should the machine stop once the new one is in its
        place and before it was shown, neither is of use: whoever opens the vault makes another.
        """
        old = [person for person in self._vault.people() if person.role is Role.RECOVERY]
        groups = recovery.new_groups()
        sheet = new_holder(RECOVERY_NAME, Role.RECOVERY, "-".join(groups), self._grant_for(Role.RECOVERY))
        self._dismiss(old, told, instead=sheet)
        return RecoverySecret(groups, sheet.identity, sheet.person.id)

    def _found(self, person: str) -> Person:
        found = next((known for known in self._vault.people() if known.id == person), None)
        if found is None:
            raise no_such_person()
        return found

    def _grant_for(self, role: Role) -> keys.Grant:
        identity = self._officer_identity()
        with self._vault.store.read() as session:
            meta = session.scalars(select(VaultMetaRow)).one()
            generation, digest = meta.generation, keys.digest(meta.officer_public_key)
        given = None if role is Role.STAFF else identity
        return keys.Grant(((generation, self._vault.database_key),), given, digest)

    def _officer_identity(self) -> str:
        if self._vault.officer_identity is None:
            raise officers_only()
        return self._vault.officer_identity

    def _admit(self, holder: Holder, told: Told) -> None:
        try:
            self._stage(holder)
            with self._vault.store.begin() as session:
                add_person(session, holder.person, holder.public_key, self._clock.now())
                told(session, holder.person)
        except GdprDeskError:
            self._forget([holder.person.id])
            raise

    def _replace_key(self, holder: Holder, grant: keys.Grant, told: Told) -> None:
        """Put another identity in the place of a person's own; wherever it fails, one of them opens."""
        folder, person = self._vault.folder, holder.person
        key, granted = keys.key_file(folder, person.id), keys.grant_file(folder, person.id)
        with self._vault.store.read() as session:
            former = public_keys(session)[person.id]
        before = key.read_bytes() if key.is_file() else b""
        both = (holder.public_key, *former)
        replace_file(granted, grant.sealed_to(*both))
        self._name_keys(person.id, both)
        try:
            with self._vault.store.begin() as session:
                set_public_keys(session, person.id, (holder.public_key,))
                told(session, person)
                replace_file(key, holder.files[key.name])
        except GdprDeskError:
            with suppress(GdprDeskError):
                replace_file(key, before)
                self._name_keys(person.id, former)
            raise
        with suppress(GdprDeskError):  # it is done: to say it failed would be wrong
            change_state(folder, lambda state: replace(state, slots=_with_slot(state.slots, holder.slot)))
            replace_file(granted, grant.sealed_to(holder.public_key))

    def _name_keys(self, person: str, public: Sequence[str]) -> None:
        """Both while one is put in the other's place: see `settling`."""
        with self._vault.store.begin() as session:
            set_public_keys(session, person, public)

    def _dismiss(self, gone: Sequence[Person], told: Told, instead: Holder | None = None) -> None:
        """Take keys away, and let `instead` stand in their place; those leave only once it does."""
        vault, ids = self._vault, {person.id for person in gone}
        current = self._officer_identity()
        fresh = current if all(p.role is Role.STAFF for p in gone) else str(keys.new_identity())
        with backups_waiting(vault.folder, BACKUP_WAIT_S), vault.maintained():
            with vault.store.read() as session:
                generation = session.scalars(select(VaultMetaRow.generation)).one()
            before, after = (generation, vault.database_key), (generation + 1, keys.new_database_key())
            marked = {} if instead else self._mark(ids)
            try:
                if instead is not None:
                    grant = keys.Grant((after, before), *_officer(fresh), _officer(current))
                    self._stage(instead, grant.sealed_to(instead.public_key))
                self._grant(() if instead else ids, (after, before), fresh, former=current)
                vault.change_key(after[1])
                self._swap_rows(gone, told, instead, generation=after[0], officer=(current, fresh))
            except GdprDeskError:
                if instead is not None:
                    self._forget([instead.person.id])
                if vault.database_key == before[1]:
                    self._unmark(marked)
                raise
            vault.officer_identity = fresh
            self._forget(ids)
            with suppress(GdprDeskError):  # it is done: what is left of the old keys opens nothing
                self._grant((), (after,), fresh)

    def _mark(self, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Put down whose keys are being taken away: grants are sealed to them no more. What they were."""
        with self._vault.store.begin() as session:
            former = {person: known for person, known in public_keys(session).items() if person in ids}
            for person in former:
                set_public_keys(session, person, ())
        return former

    def _unmark(self, former: Mapping[str, Sequence[str]]) -> None:
        with suppress(GdprDeskError):
            for person, known in former.items():
                self._name_keys(person, known)

    def _stage(self, holder: Holder, grant: bytes | None = None) -> None:
        """The files of somebody whose row comes later; `grant` stands for the one they were made with."""
        folder = self._vault.folder
        for name, content in holder.files.items():
            own = grant if name == keys.grant_file(folder, holder.person.id).name else None
            replace_file(folder / keys.KEYS / name, own or content)
        change_state(folder, lambda state: replace(state, slots=(*state.slots, holder.slot)))

    def _swap_rows(
        self,
        gone: Sequence[Person],
        told: Told,
        instead: Holder | None,
        *,
        generation: int,
        officer: tuple[str, str],
    ) -> None:
        """Write who stays, and the officer identity (the former, the present) they seal to."""
        former, fresh = officer
        with self._vault.store.begin() as session:
            for person in (instead.person,) if instead else gone:
                told(session, person)
            remove_people(session, {person.id for person in gone})
            if instead is not None:
                add_person(session, instead.person, instead.public_key, self._clock.now())
            public = keys.public_of(fresh)
            if fresh != former:
                reseal(session, former, public)
            session.execute(update(VaultMetaRow).values(generation=generation, officer_public_key=public))

    def _grant(
        self,
        without: Collection[str],
        pairs: tuple[tuple[int, bytes], ...],
        identity: str,
        *,
        former: str | None = None,
    ) -> None:
        """Rewrite the grant of everyone but those who leave."""
        vault = self._vault
        with vault.store.read() as session:
            sealed_to = public_keys(session)
            everyone = [p for p in people(session) if p.id not in without and not p.leaving]
        for person in everyone:
            officer = person.role is not Role.STAFF
            grant = keys.Grant(
                pairs,
                *_officer(identity, given=officer),
                _officer(former, given=officer) if former else None,
            )
            replace_file(keys.grant_file(vault.folder, person.id), grant.sealed_to(*sealed_to[person.id]))

    def _forget(self, ids: Iterable[str]) -> None:
        """Their files, and their place in what the unlock screen knows; what fails is met by the next
        opening, which knows them by no row."""
        folder, gone = self._vault.folder, frozenset(ids)
        for person in gone:
            for path in (keys.grant_file(folder, person), keys.key_file(folder, person)):
                with suppress(OSError, GdprDeskError):
                    path.unlink(missing_ok=True)
        with suppress(GdprDeskError):
            change_state(
                folder,
                lambda state: replace(state, slots=tuple(s for s in state.slots if s.person not in gone)),
            )


def _officer(identity: str, *, given: bool = True) -> tuple[str | None, str]:
    """What a grant says of an officer identity: itself, where it is given, and what it must be."""
    return identity if given else None, keys.digest(keys.public_of(identity))


def _with_slot(slots: Sequence[Slot], new: Slot) -> tuple[Slot, ...]:
    """The slots in their order, the person's own replaced."""
    return tuple(new if slot.person == new.person else slot for slot in slots)

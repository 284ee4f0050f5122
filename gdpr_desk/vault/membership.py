"""Who gets a key, and what happens to everybody's keys when one is taken away (Art. 32(1)(b), 32(4)).

Adding writes files first, then the row: a key without a row opens a vault that does not know its
holder, and is refused. Removing gives those who stay grants with the old and the new keys, changes
the database key, then takes the row out and, where the gone held the officer identity, names
another; last, the old keys leave the grants. Wherever the machine stops, those who stay can open
the vault. Nobody's passphrase is needed. Who kept an old key still opens old backups: the screen
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.vault import keys, recovery
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.holder import Holder, new_holder
from gdpr_desk.vault.people import (
    Person,
    Role,
    add_person,
    people,
    public_keys,
    remove_people,
    set_public_key,
)
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import no_such_person, officers_only, own_key_stays
from gdpr_desk.vault.state import Slot, change_state
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.vault import RECOVERY_NAME, Vault

Told = Callable[[Session, Person], None]
"""Notes in the caller's journal, inside the same transaction, who got or lost a key."""


class Membership:
    """The keys of an open vault, in the hands of an officer.

    Every verb raises AccessRefused by staff, DiskFull and VaultReadOnly; those that change keys also
    VaultBusy while another window or program has the vault open.
    """

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def add(self, name: str, role: Role, passphrase: str, told: Told) -> Person:
        """Give somebody a key of their own under `passphrase`. Takes about a second."""
        holder = new_holder(name, role, passphrase, self._grant_for(role))
        self._admit(holder, told)
        return holder.person

    def remove(self, person: str, told: Told) -> Person:
        """Take somebody's key away. Raises NotFound, AccessRefused for oneself and for the sheet."""
        found = next((known for known in self._vault.people() if known.id == person), None)
        if found is None:
            raise no_such_person()
        if found.id == self._vault.person.id or found.role is Role.RECOVERY:
            raise own_key_stays()
        self._dismiss([found], told)
        return found

    def give_new_key(self, person: str, passphrase: str, told: Told) -> Person:
        """A new key under a new passphrase for somebody who forgot theirs. Takes about a second.

        Their old key opens the vault no longer by itself; who copied it could still, until somebody's
        key is taken away. Raises NotFound, AccessRefused for the recovery sheet.
        """
        found = next((known for known in self._vault.people() if known.id == person), None)
        if found is None:
            raise no_such_person()
        if found.role is Role.RECOVERY:
            raise own_key_stays()
        holder = new_holder(
            found.name, found.role, passphrase, self._grant_for(found.role), known_as=found.id
        )
        folder = self._vault.folder
        with self._vault.store.begin() as session:
            set_public_key(session, found.id, holder.public_key)
            told(session, found)
            for name, content in holder.files.items():
                replace_file(folder / keys.KEYS / name, content)
        change_state(folder, lambda state: replace(state, slots=_with_slot(state.slots, holder.slot)))
        return found

    def renew_recovery(self, told: Told) -> RecoverySecret:
        """A new recovery sheet; the old one opens this vault no longer. Takes some seconds.

        Should the machine stop in between, both sheets open it, and the next renewal ends the old.
        """
        old = [person for person in self._vault.people() if person.role is Role.RECOVERY]
        groups = recovery.new_groups()
        sheet = new_holder(RECOVERY_NAME, Role.RECOVERY, "-".join(groups), self._grant_for(Role.RECOVERY))
        self._admit(sheet, told)
        self._dismiss(old)
        return RecoverySecret(groups, sheet.identity, sheet.person.id)

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
        folder = self._vault.folder
        for name, content in holder.files.items():
            replace_file(folder / keys.KEYS / name, content)
        with self._vault.store.begin() as session:
            add_person(session, holder.person, holder.public_key, self._clock.now())
            told(session, holder.person)
        change_state(folder, lambda state: replace(state, slots=(*state.slots, holder.slot)))

    def _dismiss(self, gone: Sequence[Person], told: Told | None = None) -> None:
        vault, ids = self._vault, {person.id for person in gone}
        current = self._officer_identity()
        fresh = current if all(p.role is Role.STAFF for p in gone) else str(keys.new_identity())
        with vault.maintained():
            with vault.store.read() as session:
                generation = session.scalars(select(VaultMetaRow.generation)).one()
            before, after = (generation, vault.database_key), (generation + 1, keys.new_database_key())
            self._grant(ids, (after, before), fresh, former=current)
            vault.change_key(after[1])
            with vault.store.begin() as session:
                for person in gone:
                    if told is not None:
                        told(session, person)
                remove_people(session, ids)
                public = keys.public_of(fresh)
                session.execute(update(VaultMetaRow).values(generation=after[0], officer_public_key=public))
            vault.officer_identity = fresh
            self._grant(ids, (after,), fresh)
        self._forget(ids)

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
            everyone = [person for person in people(session) if person.id not in without]
            sealed_to = public_keys(session)
        for person in everyone:
            officer = person.role is not Role.STAFF
            grant = keys.Grant(
                pairs,
                identity if officer else None,
                keys.digest(keys.public_of(identity)),
                (former if officer else None, keys.digest(keys.public_of(former))) if former else None,
            )
            replace_file(keys.grant_file(vault.folder, person.id), grant.sealed_to(sealed_to[person.id]))

    def _forget(self, ids: Collection[str]) -> None:
        """Their files, and their place in what the unlock screen knows."""
        folder = self._vault.folder
        for person in ids:
            for path in (keys.grant_file(folder, person), keys.key_file(folder, person)):
                path.unlink(missing_ok=True)
        change_state(
            folder,
            lambda state: replace(state, slots=tuple(s for s in state.slots if s.person not in ids)),
        )


def _with_slot(slots: Sequence[Slot], new: Slot) -> tuple[Slot, ...]:
    """The slots in their order, the person's own replaced."""
    return tuple(new if slot.person == new.person else slot for slot in slots)

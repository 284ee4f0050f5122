"""A person's keys: made once, opened with their passphrase."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pyrage import x25519
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import keys, recovery, throttle
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import KeyUnusable, VaultDamaged, WrongPassphrase, no_such_person
from gdpr_desk.vault.state import Slot, State, change_state, read_state
from gdpr_desk.vault.store import Store


@dataclass(frozen=True)
class Holder:
    """A person in the making: what goes into the database, the folder and the state for them."""

    person: Person
    identity: str
    public_key: str
    files: dict[str, bytes]
    slot: Slot


@dataclass(frozen=True, repr=False)
class Opened:
    """Whose key it was, their own identity, and the grant it opened."""

    person: str
    identity: x25519.Identity
    grant: keys.Grant


def new_holder(name: str, role: Role, passphrase: str, grant: keys.Grant, *, known_as: str = "") -> Holder:
    """An identity under `passphrase` (takes about a second) and the grant sealed to it.

    `known_as` is the id of a person who is known already; a new one gets a random id.
    """
    person = Person(known_as or secrets.token_hex(4), name, role)
    identity = keys.new_identity()
    public = keys.public_key(identity)
    protected = keys.protect(identity, passphrase)
    return Holder(
        person,
        str(identity),
        public,
        {f"{person.id}.age": protected, f"{person.id}.grant.age": grant.sealed_to(public)},
        Slot(person.id, role, keys.digest(protected)),
    )


def open_keys(
    folder: Path, state: State, passphrase: str, person: str | None, clock: Clock, *, anyone: bool = False
) -> Opened:
    """The keys of whoever `passphrase` belongs to; counts the try.

    Without `person`, `anyone` tries the key of everybody, who came last first: a locked screen
    cannot ask for names. Each key takes about a second.

    Raises WrongPassphrase, TooManyTries, KeyUnusable, KeyTooCostly, VaultDamaged for a vault without keys,
    NotFound for an unknown `person`, InvalidInput for a slip in the letters of the recovery sheet.
    """
    last = state.last_person if anyone else None
    slots, typed = _choose(folder, slots_of(folder, state), passphrase, person, last)
    wait = throttle.count_try(folder, clock)
    tried, unusable = False, None
    for slot in slots:
        try:
            content = _content(keys.key_file(folder, slot.person))
            identity = keys.unprotect(content, typed, slot.digest or None)
            opened = with_identity(folder, slot.person, identity)
        except WrongPassphrase:
            tried = True
            continue
        except (VaultDamaged, keys.KeyTooCostly) as error:
            unusable = error  # one person's file keeps nobody else out
            continue
        except BaseException:
            throttle.forgive(folder)  # the machine failed, not the person
            raise
        throttle.forgive(folder)
        _note_digest(folder, slot, content)
        return opened
    if tried:
        throttle.restart_delay(folder, clock)
    else:
        throttle.forgive(folder)
    if isinstance(unusable, VaultDamaged):
        raise KeyUnusable(wait if tried else 0) from unusable
    raise unusable or WrongPassphrase(wait)


def with_identity(folder: Path, person: str, identity: x25519.Identity) -> Opened:
    """What a person's own identity opens. Raises VaultDamaged where it does not open their grant."""
    return Opened(person, identity, keys.open_grant(_content(keys.grant_file(folder, person)), identity))


def change_passphrase(
    folder: Path,
    person: str,
    old: str,
    new: str,
    clock: Clock,
    *,
    store: Store,
    told: Callable[[Session], object],
) -> None:
    """Put the person's identity under another passphrase; the try with the old one is counted.

    `told` notes it inside the transaction in which the file is replaced: where either is refused, the
    old passphrase stays. Should the machine stop halfway, one of the two opens the vault. Raises what
    `open_keys` raises, DiskFull, VaultReadOnly.
    """
    identity, slot = own_identity(folder, person, old, clock)
    protected = keys.protect(identity, new)
    path = keys.key_file(folder, person)
    before = _content(path)
    try:
        with store.begin() as session:
            told(session)
            replace_file(path, protected)
    except GdprDeskError:
        with suppress(GdprDeskError):
            replace_file(path, before)
        raise
    if slot is not None:
        with suppress(GdprDeskError):  # it is done: to say it failed would be wrong
            _note_digest(folder, slot, protected)


def own_identity(
    folder: Path, person: str, passphrase: str, clock: Clock
) -> tuple[x25519.Identity, Slot | None]:
    """The identity in a person's key file, and their slot where it is known; the try is counted.

    Raises WrongPassphrase, TooManyTries, KeyUnusable, KeyTooCostly.
    """
    wait = throttle.count_try(folder, clock)
    slot = next((slot for slot in slots_of(folder, read_state(folder)) if slot.person == person), None)
    try:
        content = _content(keys.key_file(folder, person))
        identity = keys.unprotect(content, passphrase, slot.digest if slot else None)
    except WrongPassphrase:
        throttle.restart_delay(folder, clock)
        raise WrongPassphrase(wait) from None
    except VaultDamaged as error:
        throttle.forgive(folder)
        raise KeyUnusable from error
    throttle.forgive(folder)
    return identity, slot


def _note_digest(folder: Path, slot: Slot, content: bytes) -> None:
    """Let the state know the key file as it is now, if it does not yet."""
    if not slot.digest or slot.digest == keys.digest(content):
        return
    known = replace(slot, digest=keys.digest(content))
    change_state(folder, lambda s: replace(s, slots=tuple(known if k == slot else k for k in s.slots)))


def slots_of(folder: Path, state: State) -> tuple[Slot, ...]:
    """The slots in the state and, of unknown role, one for each key file it does not know."""
    known = {slot.person for slot in state.slots}
    names = sorted(path.name for path in (folder / keys.KEYS).glob("*.age"))
    found = (name.removesuffix(".age") for name in names if not name.endswith(".grant.age"))
    return (*state.slots, *(Slot(person, "", "") for person in found if person not in known))


def restored_slots(folder: Path, everyone: tuple[Person, ...]) -> tuple[Slot, ...]:
    """The slots as the state should list them, from the database and the key files that are there."""
    files = ((person, keys.key_file(folder, person.id)) for person in everyone)
    return tuple(Slot(p.id, p.role, keys.digest(f.read_bytes()) if f.is_file() else "") for p, f in files)


def _choose(
    folder: Path, slots: tuple[Slot, ...], passphrase: str, person: str | None, last: str | None
) -> tuple[tuple[Slot, ...], str]:
    """Which slots to try with which text: the sheet's letters choose its slot by themselves.

    `last` is whose key is tried first where all may be, None where only the first officer's is.
    """
    if person is not None:
        chosen = tuple(slot for slot in slots if slot.person == person)
        if not chosen:
            raise no_such_person()
        typed = recovery.read_phrase(passphrase) if chosen[0].role == Role.RECOVERY else passphrase
        return chosen, typed
    from_sheet = recovery.is_recovery(passphrase)
    typed = recovery.read_phrase(passphrase) if from_sheet else passphrase
    if from_sheet:
        known = tuple(slot for slot in slots if slot.role == Role.RECOVERY)
    elif last is None:
        known = _first_officer(folder, slots)
    else:
        people = (slot for slot in slots if slot.role in {Role.OFFICER, Role.STAFF})
        known = tuple(sorted(people, key=lambda slot: slot.person != last))
    unknown = tuple(slot for slot in slots if not slot.role)
    if not known and not unknown:
        raise VaultDamaged("keys")
    return (*known, *unknown), typed


def _first_officer(folder: Path, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """With those before whose key is gone: taken away where the machine stopped, or lost."""
    chosen: list[Slot] = []
    for slot in slots:
        if slot.role == Role.OFFICER:
            chosen.append(slot)
            if keys.key_file(folder, slot.person).is_file():
                break
    return tuple(chosen)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise VaultDamaged("keys") from error

"""Opening a vault with the keyring of the system, where a person chose so: off unless they did.

What lies there is the person's own identity, not their passphrase, under a name made of random ids.
It opens their grant without the derivation, so whoever opened the computer's session can open the
vault. It is void once the key file is another: a new passphrase, a new key, a key taken away. The
entry names the file it belongs to; what is void is never used, and is taken out at the next occasion.

A mark in the user's state folder says, without asking the keyring, that there is an entry: one for
each vault, since whoever is at the unlock screen is not asked for a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage
from pyrage import x25519

from gdpr_desk import system_keyring
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.settings import state_folder
from gdpr_desk.system_keyring import KeyringUnavailable, Patience
from gdpr_desk.vault import keys
from gdpr_desk.vault.files import os_refusal, replace_file
from gdpr_desk.vault.folder import exists
from gdpr_desk.vault.holder import Opened, own_identity, with_identity
from gdpr_desk.vault.refusals import VaultDamaged
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import Vault

_PREFIX, _SUFFIX = "keyring-", ".json"


class KeyringVoid(GdprDeskError):
    """The keyring holds nothing that opens this vault any more."""

    code = "keyring_void"

    def __init__(self) -> None:
        super().__init__(
            "Le trousseau n’ouvre plus ce coffre.",
            remedy="Tapez votre phrase de passe ; vous pourrez le réactiver dans les Réglages.",
        )


@dataclass(frozen=True)
class Mark:
    """That the keyring of this session holds a person's key: `key_file` is the SHA-256 of theirs then."""

    vault_id: str
    person: str
    key_file: str
    folder: str

    @property
    def entry(self) -> str:
        """The name in the keyring: two random ids."""
        return f"{self.vault_id}-{self.person}"

    def holds(self, folder: Path) -> bool:
        """Whether the person's key file is still the one it was."""
        return bool(self.key_file) and _digest(folder, self.person) == self.key_file


def mark_of(folder: Path) -> Mark | None:
    """The mark for the vault in `folder`, void or not; no keyring is asked."""
    try:
        vault_id = read_state(folder).vault_id
    except GdprDeskError:
        return None
    return _read(_place(vault_id)) if vault_id else None


def offered(folder: Path) -> bool:
    """Whether the unlock screen may offer the keyring; no keyring is asked."""
    mark = mark_of(folder)
    return mark is not None and mark.holds(folder)


def keep(vault: Vault, passphrase: str, clock: Clock, patience: Patience) -> None:
    """Put the key of whoever opened `vault` into the keyring, after their passphrase; the try is counted.

    It takes the place of somebody else's. Raises WrongPassphrase, TooManyTries, KeyringUnavailable,
    DiskFull, VaultReadOnly; nothing is then kept.
    """
    folder, person = vault.folder, vault.person.id
    identity, _slot = own_identity(folder, person, passphrase, clock)
    former = mark_of(folder)
    mark = Mark(read_state(folder).vault_id, person, _digest(folder, person), str(folder.absolute()))
    system_keyring.write(mark.entry, _secret(mark, str(identity)), patience)
    try:
        _place(mark.vault_id).parent.mkdir(parents=True, exist_ok=True)
        replace_file(_place(mark.vault_id), json.dumps(asdict(mark)).encode())
    except (OSError, GdprDeskError) as error:
        with suppress(KeyringUnavailable):
            system_keyring.remove(mark.entry, Patience(system_keyring.TIDYING_S))
        raise os_refusal(error) if isinstance(error, OSError) else error from error
    if former is not None and former.entry != mark.entry:
        with suppress(KeyringUnavailable):
            system_keyring.remove(former.entry, Patience(system_keyring.TIDYING_S))


def fetch(folder: Path, patience: Patience) -> Opened:
    """The keys behind the entry. Raises KeyringUnavailable; KeyringVoid, after taking it out."""
    mark = mark_of(folder)
    if mark is None:
        raise KeyringVoid
    found = system_keyring.read(mark.entry, patience)
    try:
        key_file, identity = json.loads(found or "")
        if key_file != _digest(folder, mark.person):
            raise VaultDamaged("key file")
        return with_identity(folder, mark.person, x25519.Identity.from_str(identity))
    except (ValueError, TypeError, pyrage.IdentityError, VaultDamaged) as error:
        with suppress(KeyringUnavailable):
            forget(mark, Patience(system_keyring.TIDYING_S))
        raise KeyringVoid from error


def forget(mark: Mark, patience: Patience) -> None:
    """Take the entry out, then the mark. Raises KeyringUnavailable; the mark then stays."""
    system_keyring.remove(mark.entry, patience)
    with suppress(OSError):
        _place(mark.vault_id).unlink(missing_ok=True)


def forget_void() -> None:
    """Take out every entry whose vault is gone or whose key has changed; what fails is for next time."""
    for mark in _marks():
        folder = Path(mark.folder)
        gone = not exists(folder) and folder.parent.is_dir()  # a disk that is not plugged in is not gone
        if gone or (exists(folder) and not mark.holds(folder)):
            with suppress(KeyringUnavailable):
                forget(mark, Patience(system_keyring.TIDYING_S))


def _marks() -> Iterator[Mark]:
    for path in state_folder().glob(f"{_PREFIX}*{_SUFFIX}"):
        mark = _read(path)
        if mark is not None:
            yield mark


def _read(path: Path) -> Mark | None:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        mark = Mark(**values)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return mark if all(isinstance(value, str) for value in values.values()) else None


def _place(vault_id: str) -> Path:
    return state_folder() / f"{_PREFIX}{vault_id}{_SUFFIX}"


def _secret(mark: Mark, identity: str) -> str:
    return json.dumps([mark.key_file, identity])


def _digest(folder: Path, person: str) -> str:
    """Empty where there is no such file."""
    try:
        return keys.digest(keys.key_file(folder, person).read_bytes())
    except OSError:
        return ""

"""The keys of a vault as age files, and nothing home-made.

Each person has an X25519 identity under their passphrase (`keys/<id>.age`: decrypted with the
public `age` tool it is an ordinary identity file), and a grant sealed to that identity
(`keys/<id>.grant.age`). Re-keying rewrites the grants without anybody's passphrase.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyrage
from pyrage import x25519

from gdpr_desk.errors import StorageFailed
from gdpr_desk.vault import derivation
from gdpr_desk.vault.engine import KEY_BYTES
from gdpr_desk.vault.refusals import VaultDamaged, WrongPassphrase

KEYS = "keys"
_HEADER = b"age-encryption.org/v1\n"
_STANZA = b"-> scrypt "
_LARGEST_WORK_FACTOR = 22
"""2^22 scrypt blocks are 4 GiB of memory: no key of ours asks for that."""


class KeyTooCostly(StorageFailed):
    """A key file asks for more memory and time than this machine should give it."""

    code = "key_too_costly"

    def __init__(self) -> None:
        super().__init__(
            "La clé de ce coffre demande un calcul trop long pour cet ordinateur.",
            safe="Rien n’a été modifié.",
            remedy="Ouvrez le coffre avec la feuille de secours, ou sur l’ordinateur où il a été créé.",
        )


@dataclass(frozen=True)
class Grant:
    """What one person is given: the database key, and the officer identity unless they are staff.

    `keys` pairs generations with database keys, newest first: during a re-key a grant holds two.
    `officer_digest` is the SHA-256 of the officer public key, so that it cannot be swapped. While
    that key is changed, `former` is the pair of before: whichever the vault names is the right one.
    """

    keys: tuple[tuple[int, bytes], ...]
    officer_identity: str | None
    officer_digest: str
    former: tuple[str | None, str] | None = None

    def identity_for(self, officer_public_key: str) -> str | None:
        """The officer identity behind the vault's public key, None for staff.

        Raises VaultDamaged where the public key is neither the present nor the former one.
        """
        named = digest(officer_public_key)
        if named == self.officer_digest:
            return self.officer_identity
        if self.former is not None and named == self.former[1]:
            return self.former[0]
        raise VaultDamaged("officer key")

    def sealed_to(self, *public_keys: str) -> bytes:
        """The grant as an age file that only the holder of one of `public_keys` opens."""
        values: dict[str, object] = {
            "keys": [{"generation": generation, "key": key.hex()} for generation, key in self.keys],
            "officer_identity": self.officer_identity,
            "officer_digest": self.officer_digest,
        }
        if self.former is not None:
            values["former"] = {"officer_identity": self.former[0], "officer_digest": self.former[1]}
        return pyrage.encrypt(
            json.dumps(values).encode(), [x25519.Recipient.from_str(key) for key in public_keys]
        )


def new_database_key() -> bytes:
    """A fresh random key for SQLCipher."""
    return secrets.token_bytes(KEY_BYTES)


def new_identity() -> x25519.Identity:
    """A fresh X25519 identity."""
    return x25519.Identity.generate()


def public_key(identity: x25519.Identity) -> str:
    """The `age1…` text that others seal to."""
    return str(identity.to_public())


def public_of(identity: str) -> str:
    """The `age1…` text of an identity in its own text form. Raises VaultDamaged when it is none."""
    return public_key(_identity(identity))


def digest(content: bytes | str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def key_file(folder: Path, person: str) -> Path:
    """Where that person's own identity lies."""
    return folder / KEYS / f"{person}.age"


def grant_file(folder: Path, person: str) -> Path:
    """Where that person's grant lies."""
    return folder / KEYS / f"{person}.grant.age"


def protect(identity: x25519.Identity, passphrase: str) -> bytes:
    """The identity under a passphrase; takes about a second, on purpose."""
    text = f"# public key: {public_key(identity)}\n{identity}\n"
    return derivation.protect(text.encode(), _normal(passphrase))


def unprotect(content: bytes, passphrase: str, expected_digest: str | None) -> x25519.Identity:
    """The identity in a key file; takes about a second.

    `expected_digest` is the SHA-256 the file had when it was written, where known: it tells a
    damaged file, for which age has the same words, from a wrong passphrase. Raises
    WrongPassphrase, VaultDamaged, KeyTooCostly.
    """
    if work_factor(content) > _LARGEST_WORK_FACTOR:
        raise KeyTooCostly
    try:
        text = derivation.unprotect(content, _normal(passphrase)).decode()
    except pyrage.DecryptError as error:
        if str(error).startswith("Excessive work"):
            raise KeyTooCostly from error
        intact = expected_digest is None or digest(content) == expected_digest
        if intact and str(error).startswith("Decryption failed"):
            raise WrongPassphrase from error
        raise VaultDamaged("key file") from error
    line = next((line for line in text.splitlines() if line and not line.startswith("#")), "")
    return _identity(line)


def work_factor(content: bytes) -> int:
    """The scrypt work factor (base-2 logarithm) in the header of a key file.

    Raises VaultDamaged when this is not a passphrase-protected age file.
    """
    lines = content[: len(_HEADER) + 200].split(b"\n")
    if not content.startswith(_HEADER) or not lines[1].startswith(_STANZA):
        raise VaultDamaged("key file")
    factor = lines[1].rpartition(b" ")[2]
    if not factor.isdigit() or len(factor) > 3:
        raise VaultDamaged("key file")
    return int(factor)


def open_grant(content: bytes, identity: x25519.Identity) -> Grant:
    """The grant sealed to `identity`. Raises VaultDamaged when it is not one."""
    try:
        values = json.loads(pyrage.decrypt(content, [identity]))
        keys = tuple((int(k["generation"]), bytes.fromhex(k["key"])) for k in values["keys"])
        former = _officer_pair(values["former"]) if "former" in values else None
        grant = Grant(keys, *_officer_pair(values), former)
    except (pyrage.DecryptError, ValueError, KeyError, TypeError) as error:
        raise VaultDamaged("grant") from error
    if not keys or any(len(key) != KEY_BYTES for _, key in keys):
        raise VaultDamaged("grant")
    return grant


def _officer_pair(values: Mapping[str, object]) -> tuple[str | None, str]:
    identity = values["officer_identity"]
    return None if identity is None else str(identity), str(values["officer_digest"])


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError as error:
        raise VaultDamaged("key file") from error


def _normal(passphrase: str) -> str:
    """One form for letters with accents, whichever keyboard or system typed them."""
    return unicodedata.normalize("NFC", passphrase)

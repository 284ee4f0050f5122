"""Keys without the cost of a key derivation, for tests about something else than keys.

`quick` stands in for the child process that runs scrypt: same files by name and header, the
passphrase checked, no second spent. Whatever is about the derivation itself uses the real one.
"""

from __future__ import annotations

import hashlib

import pyrage
import pytest

from gdpr_desk.vault import derivation

_HEAD = b"age-encryption.org/v1\n-> scrypt c2FsdA 10\n"


def quick(patch: pytest.MonkeyPatch) -> None:
    """From now on, as long as `patch` lasts."""
    patch.setattr(derivation, "protect", _protect)
    patch.setattr(derivation, "unprotect", _unprotect)


def _protect(content: bytes, passphrase: str) -> bytes:
    return _HEAD + _proof(passphrase) + content


def _unprotect(content: bytes, passphrase: str) -> bytes:
    proof, text = content[len(_HEAD) : len(_HEAD) + 64], content[len(_HEAD) + 64 :]
    if not content.startswith(_HEAD) or proof != _proof(passphrase):
        raise pyrage.DecryptError("Decryption failed")
    return text


def _proof(passphrase: str) -> bytes:
    return hashlib.sha256(passphrase.encode()).hexdigest().encode()

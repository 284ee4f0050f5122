"""Keys without the cost of a key derivation, for tests about something else than keys.

`quick` writes real key files whose derivation costs nothing: age's own format (scrypt recipient,
https://age-encryption.org/v1) with a work factor of 2^2. The program reads such a file as any other, also in
a process that a test starts; it would only never write one. Whatever is about the derivation itself uses the
real one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pyrage import passphrase as scrypt

from gdpr_desk.vault import derivation

_WORK = 2
_MARK = b"age-encryption.org/v1"


def quick(patch: pytest.MonkeyPatch) -> None:
    """From now on, as long as `patch` lasts; what is read is opened in this process, without a child."""
    patch.setattr(derivation, "protect", protect)
    patch.setattr(derivation, "unprotect", scrypt.decrypt)


def protect(content: bytes, passphrase: str) -> bytes:
    """`content`, of one piece, as an age file under `passphrase`."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=_MARK + b"/scrypt" + salt, n=1 << _WORK, r=8, p=1, dklen=32
    )
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    head = b"%s\n-> scrypt %s %d\n%s\n---" % (_MARK, _text(salt), _WORK, _text(wrapped))
    seal = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\x01", content, None)
    return b"%s %s\n%s%s" % (head, _text(seal), nonce, body)


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """HKDF with SHA-256, one block."""
    inner = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(inner, purpose + b"\x01", "sha256")


def _text(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")

"""What somebody with the database key reads on a whole disk, wherever pages lie on it.

SQLCipher 4 encrypts each page by AES-256-CBC under the raw key itself. In CBC a block of 16 bytes opens
with the key and the block before it alone: neither page number nor initial vector nor the page's
neighbours are needed. So the whole disk is opened as one stream, once for each of the 16 places at
which a page may begin within 16 bytes: that finds every page, whole or in pieces, in the database,
in frames of a log, or in freed blocks. Only a page's first 16 bytes (its header) stay closed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterable, Iterator

import pytest

BLOCK = 16
_PIECE = 1 << 20


def opened_under(key: bytes, disk: bytes) -> Iterator[bytes]:
    """The disk as it reads under `key`, in pieces that overlap, for each place a page may begin at.

    Nothing but zeros (a ballast, what was never written) opens to one block again and again: left out.
    """
    crypto = _library()
    for start in range(BLOCK):
        for at in range(start, len(disk) - 2 * BLOCK, _PIECE):
            piece = disk[at : at + _PIECE + 8192]
            if piece.count(0) == len(piece):
                continue
            yield _cbc(crypto, key, piece[: len(piece) // BLOCK * BLOCK])


def found_under(keys: Iterable[bytes], disk: bytes, markers: Iterable[bytes]) -> set[bytes]:
    """Which markers somebody with one of these keys can read."""
    wanted = set(markers)
    return {marker for key in keys for text in opened_under(key, disk) for marker in found_in(text, wanted)}


def found_in(text: bytes, wanted: set[bytes]) -> set[bytes]:
    """Which markers stand in what was opened."""
    stem = _common_stem(wanted)
    seen: set[bytes] = set()
    at = text.find(stem)
    while at >= 0:
        seen |= {marker for marker in wanted if text.startswith(marker, at)}
        at = text.find(stem, at + 1)
    return seen


def _common_stem(markers: set[bytes]) -> bytes:
    first, last = min(markers), max(markers)
    length = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    assert length >= 4, "markers are to begin alike"
    return first[:length]


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("crypto")
    if name is None:
        pytest.skip("libcrypto is not installed")
    crypto = ctypes.CDLL(name)
    for function in (crypto.EVP_CIPHER_CTX_new, crypto.EVP_aes_256_cbc):
        function.restype = ctypes.c_void_p
    return crypto


def _cbc(crypto: ctypes.CDLL, key: bytes, content: bytes) -> bytes:
    context, out, length = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new()), None, ctypes.c_int()
    try:
        cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
        assert crypto.EVP_DecryptInit_ex(context, cipher, None, key, bytes(BLOCK)) == 1
        assert crypto.EVP_CIPHER_CTX_set_padding(context, 0) == 1
        out = ctypes.create_string_buffer(len(content) + BLOCK)
        assert crypto.EVP_DecryptUpdate(context, out, ctypes.byref(length), content, len(content)) == 1
    finally:
        crypto.EVP_CIPHER_CTX_free(context)
    return out.raw[: length.value]

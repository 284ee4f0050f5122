"""Streams through age: sealed and opened piece by piece, with the error that really happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, Protocol

import pyrage
from pyrage import x25519


class SealBroken(Exception):
    """What was to be opened is not what was sealed, or not for this identity."""


class Readable(Protocol):
    """Something that is read from its beginning to its end."""

    def read(self, size: int = -1, /) -> bytes: ...


def seal(pieces: Iterator[bytes], out: BinaryIO, recipients: Sequence[str]) -> tuple[int, str]:
    """Seal `pieces` to the public keys `recipients` into `out`; size and SHA-256 of what was written.

    Raises OSError for `out`, and whatever `pieces` raises.
    """
    sink, flow = _Sink(out), _Flow(pieces)
    try:
        pyrage.encrypt_io(flow, sink, [x25519.Recipient.from_str(key) for key in recipients])
    except (pyrage.EncryptError, OSError) as error:
        raise flow.problem or sink.problem or error from error
    if sink.problem is not None:  # age does not tell what befell the last piece
        raise sink.problem
    return sink.size, sink.digest.hexdigest()


def unseal(source: Readable, out: BinaryIO, identity: x25519.Identity) -> None:
    """Open what was sealed, into `out`; a part of it may be there when it turns out to be broken.

    Raises SealBroken, OSError for `out`.
    """
    sink = _Sink(out)
    try:
        pyrage.decrypt_io(source, sink, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise sink.problem or SealBroken from error
    if sink.problem is not None:
        raise sink.problem


class _Flow:
    """Hands pieces on as a reader; keeps what went wrong, which age would flatten to a text."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.problem: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.problem = error
            raise
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return bytes(taken)


class _Sink:
    """Counts and digests what passes into a file; keeps what went wrong."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.size = 0
        self.problem: OSError | None = None

    def write(self, content: bytes, /) -> int:
        try:
            self._out.write(content)
        except OSError as error:
            self.problem = error
            raise
        self.digest.update(content)
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        with suppress(OSError):  # met again where the file is flushed for good
            self._out.flush()

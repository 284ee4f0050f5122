"""What passes between the program and a confined process: one JSON object, then any number of byte strings.

Both sides use it, and neither trusts the other's lengths.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from io import RawIOBase
from typing import IO, Any, Protocol

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 16


class BrokenFrame(Exception):
    """What came is cut short, too long, or no frame at all."""


def write_frame(out: IO[bytes], told: Mapping[str, Any], contents: Sequence[bytes] = ()) -> None:
    """Send one frame. Raises OSError where the other side is gone."""
    head = json.dumps({"told": told, "sizes": [len(one) for one in contents]}).encode()
    for one in (_LENGTH.pack(len(head)), head, *contents):
        rest = memoryview(one)
        while rest:  # a pipe without a buffer of ours may take a part
            rest = rest[out.write(rest) :]
    out.flush()


def read_frame(source: IO[bytes], longest: int) -> tuple[dict[str, Any], tuple[bytes, ...]] | None:
    """The next frame of at most `longest` bytes; None where the other side ended between two frames.

    Raises BrokenFrame, and OSError where the pipe fails.
    """
    head = _head(source, longest)
    return None if head is None else (head[0], tuple(_exactly(source, size) for size in head[1]))


def read_frame_into(source: RawIOBase, longest: int) -> tuple[dict[str, Any], tuple[bytearray, ...]] | None:
    """As `read_frame`, from a pipe without a buffer into contents that their reader can wipe."""
    head = _head(source, longest)
    return None if head is None else (head[0], tuple(_into(source, size) for size in head[1]))


class _Pipe(Protocol):
    def read(self, size: int = -1, /) -> bytes | None: ...


def _head(source: _Pipe, longest: int) -> tuple[dict[str, Any], list[int]] | None:
    first = source.read(1)
    if not first:
        return None
    (length,) = _LENGTH.unpack(first + _exactly(source, _LENGTH.size - 1))
    if length > longest:
        raise BrokenFrame
    try:
        head = json.loads(_exactly(source, length))
        told, sizes = head["told"], head["sizes"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BrokenFrame from problem
    if not isinstance(told, dict) or not isinstance(sizes, list):
        raise BrokenFrame
    if not all(type(size) is int and size >= 0 for size in sizes) or length + sum(sizes) > longest:
        raise BrokenFrame
    return told, sizes


def _exactly(source: _Pipe, size: int) -> bytes:
    pieces = []
    while size:
        piece = source.read(min(size, _PIECE))
        if not piece:
            raise BrokenFrame
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _into(source: RawIOBase, size: int) -> bytearray:
    """In one place from the first byte on, so that nothing of it is left where it grew."""
    content = bytearray(size)
    with memoryview(content) as room:
        done = 0
        while done < size:
            came = source.readinto(room[done:])
            if not came:
                raise BrokenFrame
            done += came
    return content

"""What passes between the program and a confined process: one JSON object, then any number of byte strings.

Both sides use it, and neither trusts the other's lengths.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


class BrokenFrame(Exception):
    """What came is cut short, too long, or no frame at all."""


def write_frame(out: IO[bytes], told: Mapping[str, Any], contents: Sequence[bytes] = ()) -> None:
    """Send one frame. Raises OSError where the other side is gone."""
    head = json.dumps({"told": told, "sizes": [len(one) for one in contents]}).encode()
    out.write(_LENGTH.pack(len(head)))
    out.write(head)
    for one in contents:
        out.write(one)
    out.flush()


def read_frame(source: IO[bytes], longest: int) -> tuple[dict[str, Any], tuple[bytes, ...]] | None:
    """The next frame of at most `longest` bytes; None where the other side ended between two frames.

    Raises BrokenFrame, and OSError where the pipe fails.
    """
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
    return told, tuple(_exactly(source, size) for size in sizes)


def _exactly(source: IO[bytes], size: int) -> bytes:
    pieces = []
    while size:
        piece = source.read(min(size, _PIECE))
        if not piece:
            raise BrokenFrame
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)

"""A mailbox (mbox) cut at its « From » lines as it streams by; nothing else of it is understood here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

MOST_BYTES = 40 * 1024 * 1024
"""One message or document; providers stop at 25 MB, which is 34 on the way."""
_LINE = 1 << 16
_CUT = re.compile(rb"From (?:-\s|[^\r\n]*\d{1,2}:\d{2})")


def pieces(mailbox: BinaryIO) -> Iterator[bytes | None]:
    """The messages of a mailbox as it streams by; None for one that is too large."""
    lines: list[bytes] = []
    size, after_blank, at_start = 0, True, True
    while line := mailbox.readline(_LINE):
        if at_start and after_blank and (not lines or _CUT.match(line)) and line.startswith(b"From "):
            if lines:
                yield b"".join(lines) if size <= MOST_BYTES else None
            lines, size = [], 0
        size += len(line)
        if size <= MOST_BYTES or not lines:
            lines.append(line)
        if at_start:
            after_blank = not line.strip()
        at_start = line.endswith(b"\n")
    if lines:
        yield b"".join(lines) if size <= MOST_BYTES else None

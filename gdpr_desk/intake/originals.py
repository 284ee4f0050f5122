"""Files, folders and mailboxes as single originals, one in memory at a time.

A mailbox (mbox) is cut at its « From » lines as it streams by; nothing else of it is understood here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.intake.kinds import Kind, kind_of
from gdpr_desk.intake.names import shown_name
from gdpr_desk.intake.refusals import IntakeRefused, refused

MOST_BYTES = 40 * 1024 * 1024
"""One message or document; providers stop at 25 MB, which is 34 on the way."""
_HEAD = 16_384
_LINE = 1 << 16
_CUT = re.compile(rb"From (?:-\s|[^\r\n]*\d{1,2}:\d{2})")


@dataclass(frozen=True)
class Original:
    """One message or file as it came. `name` is for the eye; `file_on` is the date of the file that held it;
    `internal_at` the instant (UTC) at which the mail server took it in, where it came from one."""

    name: str
    content: bytes = field(repr=False)
    file_on: date | None = None
    internal_at: datetime | None = None
    refusal: IntakeRefused | None = None


def originals(paths: Iterable[Path]) -> Iterator[Original]:
    """Every message and file at these paths, folders with what lies in them, links in them left alone.

    What cannot be read or is too large comes as an original with its refusal.
    """
    for path in paths:
        for file in _files(path):
            yield from _originals_in(file)


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.is_dir():
            yield path
            return
        inside = sorted(path.iterdir())
    except OSError:
        yield path
        return
    for one in inside:
        if not one.name.startswith(".") and not one.is_symlink():
            yield from _files(one)


def _originals_in(path: Path) -> Iterator[Original]:
    name = shown_name(path.name)
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            dated = datetime.fromtimestamp(path.stat().st_mtime, SHOP_ZONE).date()
            head = file.read(_HEAD)
            file.seek(0)
            if kind_of(head) is Kind.MAILBOX:
                yield from _messages(file, name, dated)
                return
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError, OverflowError):
        yield Original(name, b"", refusal=refused("unreadable"))
        return
    if len(content) > MOST_BYTES:
        yield Original(name, b"", dated, refusal=refused("too_large", most_bytes=MOST_BYTES))
    else:
        yield Original(name, content, dated)


def _messages(mailbox: BinaryIO, name: str, dated: date) -> Iterator[Original]:
    """The messages of a mailbox; one that is too large is passed over with its refusal."""
    for number, content in enumerate(_pieces(mailbox), 1):
        label = f"{name}, message {number}"
        if content is None:
            yield Original(label, b"", dated, refusal=refused("too_large", most_bytes=MOST_BYTES))
        else:
            yield Original(label, content, dated)


def _pieces(mailbox: BinaryIO) -> Iterator[bytes | None]:
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

"""Outlook's envelope « winmail.dat » (MS-OXTNEF): the files in it, and its plain text where it has one."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from gdpr_desk.intake.found import FoundPart
from gdpr_desk.intake.headers import decoded

_HEAD = b"\x78\x9f\x3e\x22"
_MOST_ATTRIBUTES = 20_000
_MESSAGE, _ATTACHMENT = 1, 2
_BODY = 0x800C
_NEW_ATTACHMENT = 0x9002
_TITLE, _DATA, _PROPERTIES = 0x8010, 0x800F, 0x9005
_CODEPAGE = 0x9007
_LONG_NAME_WIDE = struct.pack("<HH", 0x001F, 0x3707)
_LONG_NAME = struct.pack("<HH", 0x001E, 0x3707)


class TnefBroken(Exception):
    """It does not hold together: it stays the file it is."""


def read_tnef(content: bytes) -> tuple[str, list[FoundPart]]:
    """The text and the files of an envelope. Raises TnefBroken."""
    text, charset = "", "cp1252"
    parts: list[FoundPart] = []
    for level, attribute, held in _attributes(content):
        if attribute == _CODEPAGE and len(held) >= 4:
            charset = f"cp{struct.unpack_from('<I', held)[0]}"
        elif level == _MESSAGE and attribute == _BODY:
            text = decoded(held.rstrip(b"\0"), charset)
        elif level == _ATTACHMENT and attribute == _NEW_ATTACHMENT:
            parts.append(FoundPart("", "application/octet-stream", b""))
        elif level == _ATTACHMENT and parts:
            _fill(parts[-1], attribute, held, charset)
    if not text and not any(part.content for part in parts):
        raise TnefBroken
    return text, [part for part in parts if part.content]


def _fill(part: FoundPart, attribute: int, held: bytes, charset: str) -> None:
    if attribute == _DATA:
        part.content = held
    elif attribute == _TITLE and not part.name:
        part.name = decoded(held.rstrip(b"\0"), charset)
    elif attribute == _PROPERTIES:
        part.name = _long_name(held, charset) or part.name


def _long_name(held: bytes, charset: str) -> str:
    """The name Outlook shows; the old field has eight letters and three."""
    for sign, coding in ((_LONG_NAME_WIDE, "utf-16-le"), (_LONG_NAME, charset)):
        found = re.search(re.escape(sign) + rb"\x01\0\0\0(.{4})", held, re.DOTALL)
        if found:
            (length,) = struct.unpack("<I", found[1])
            if length <= 2000:
                return decoded(held[found.end() : found.end() + length], coding).split("\0", 1)[0]
    return ""


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    if not content.startswith(_HEAD):
        raise TnefBroken
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(content):
            return
        level, attribute, _type, length = struct.unpack_from("<BHHI", content, at)
        at += 9
        if level not in (_MESSAGE, _ATTACHMENT) or at + length + 2 > len(content):
            raise TnefBroken
        yield level, attribute, content[at : at + length]
        at += length + 2
    raise TnefBroken

"""Texts that are to be found nowhere outside the vault, in whatever coding somebody looks for them."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterator, Mapping

STEM = "Hérisson"
_LENGTH = len(STEM) + 8


def canaries(count: int) -> list[str]:
    """They begin alike, so that one search finds them all."""
    return [f"{STEM}{number * 7919:06}Qz" for number in range(count)]


def _base64_at(offset: int) -> Callable[[str], bytes]:
    """The signs of base64 that depend on the text alone, where it begins so many bytes into a group."""

    def coded(text: str) -> bytes:
        raw = text.encode()
        whole = base64.b64encode(bytes(offset) + raw)
        return whole[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]

    return coded


CODINGS: Mapping[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "Latin-1": lambda text: text.encode("latin-1"),
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "UTF-32LE": lambda text: text.encode("utf-32-le"),
    "base64": _base64_at(0),
    "base64, second byte": _base64_at(1),
    "base64, third byte": _base64_at(2),
    "base64 of UTF-16LE": lambda text: base64.b64encode(text.encode("utf-16-le"))[: len(text) * 16 // 6],
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "JSON escapes": lambda text: text.replace("é", "\\u00e9").encode(),
    "URL escapes": lambda text: text.replace("é", "%C3%A9").encode(),
}


def found(content: bytes, count: int) -> dict[str, set[str]]:
    """Which canaries stand there, by coding."""
    wanted = canaries(count)
    return {coding: hit for coding, code in CODINGS.items() if (hit := set(_found(content, code, wanted)))}


def _found(content: bytes, code: Callable[[str], bytes], wanted: list[str]) -> Iterator[str]:
    texts = {code(text): text for text in wanted}
    stem, longest = code(STEM)[: len(STEM)], max(map(len, texts))
    at = content.find(stem)
    while at >= 0:
        here = content[at : at + longest]
        yield from (text for coded, text in texts.items() if here.startswith(coded))
        at = content.find(stem, at + 1)


def stems_in(content: bytes) -> list[str]:
    """The codings in which even the common beginning of the canaries stands there."""
    return [coding for coding, code in CODINGS.items() if code(STEM)[: len(STEM)] in content]

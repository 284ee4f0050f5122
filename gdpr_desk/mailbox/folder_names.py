"""Folder names as IMAP writes them: UTF-7 with `&` and `,` in the place of `+` and `/` (RFC 3501, 5.1.3)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error

_PLAIN = re.compile(r"[\x20-\x25\x27-\x7e]+")
_SHIFTED = re.compile(r"&([^-]*)-")


def encode(name: str) -> bytes:
    """« Demandes reçues » as `Demandes re&AOc-ues`."""
    out, at = [], 0
    for plain in _PLAIN.finditer(name):
        out += [_shift(name[at : plain.start()]), plain[0]]
        at = plain.end()
    return "".join([*out, _shift(name[at:])]).encode("ascii")


def decode(name: bytes) -> str:
    """The name to show; what is not written as it must be is shown as it came."""
    text = name.decode("utf-8", "replace")
    try:
        return _SHIFTED.sub(_unshift, text)
    except (Error, UnicodeError):
        return text


def _shift(text: str) -> str:
    """A run that holds no plain character: `&` alone has a short form."""
    out = ""
    for amps, other in re.findall(r"(&+)|([^&]+)", text):
        out += "&-" * len(amps)
        if other:
            coded = b64encode(other.encode("utf-16-be", "surrogatepass")).decode("ascii")
            out += f"&{coded.rstrip('=').replace('/', ',')}-"
    return out


def _unshift(found: re.Match[str]) -> str:
    if not found[1]:
        return "&"
    coded = found[1].replace(",", "/")
    return b64decode(coded + "=" * (-len(coded) % 4), validate=True).decode("utf-16-be")

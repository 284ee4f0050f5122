"""Header fields of mail, each in one pass over a bounded length; nonsense stays as it stands."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

LONGEST_FIELD = 64 * 1024
_NOT_FOR_TEXT = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
"""Python's own codecs that no mail means; some take a time that grows with the square of the length."""
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r';[ \t\r\n]*([^=;\s"]{1,80})[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?$")
_COMMENT = re.compile(r"\([^()]*\)")


def decoded(content: bytes, charset: str) -> str:
    """Text in a charset that a stranger names; what does not fit is a replacement character. Never raises."""
    name = _codec(charset)
    if name == "ascii" or name is None:
        return _guessed(content)
    try:
        return content.decode(name, errors="replace")
    except (LookupError, ValueError, ArithmeticError, TypeError):
        return _guessed(content)


def _codec(charset: str) -> str | None:
    wanted = charset.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(wanted).name if wanted.isascii() and "\0" not in wanted else ""
    except (LookupError, ValueError):
        return None
    if not name or name.replace("-", "_") in _NOT_FOR_TEXT:
        return None
    # What is sent as Latin-1 is Windows-1252, as browsers read it: the euro sign and « œ » depend on it.
    return {"iso8859-1": "cp1252", "utf-8": "utf-8-sig"}.get(name, name)


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def field_text(raw: bytes) -> str:
    """A header's value as it stands, unfolded, cut at LONGEST_FIELD."""
    if len(raw) > LONGEST_FIELD:  # not within a letter
        raw = raw[:LONGEST_FIELD].decode("utf-8", "ignore").encode()
    return re.sub(r"[\r\n]+[ \t]?", " ", _guessed(raw)).strip()


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) as what they say; neighbours of one charset are put together first."""
    out: list[str] = []
    waiting: list[tuple[str, bytes]] = []
    at = 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        if between.strip() or not waiting:
            out += [_together(waiting), between]
            waiting = []
        waiting.append((word[1].lower(), _word_bytes(word[2], word[3])))
        at = word.end()
    return "".join([*out, _together(waiting), text[at:]])


def _together(words: list[tuple[str, bytes]]) -> str:
    pieces: list[tuple[str, list[bytes]]] = []
    for charset, content in words:
        if not pieces or pieces[-1][0] != charset:
            pieces.append((charset, []))
        pieces[-1][1].append(content)
    return "".join(decoded(b"".join(contents), charset) for charset, contents in pieces)


def _word_bytes(coding: str, text: str) -> bytes:
    content = text.encode("utf-8", "surrogateescape")
    if coding in "qQ":
        return binascii.a2b_qp(content.replace(b"_", b" "), header=False)
    return from_base64(content)


def from_base64(content: bytes) -> bytes:
    """What base64 says, whatever stands between its signs and however it ends."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        signs = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        return base64.b64decode(signs[: len(signs) // 4 * 4] + _last_signs(signs))


def _last_signs(signs: bytes) -> bytes:
    rest = signs[len(signs) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A field like Content-Type: its first word in lower case, and its parameters, continuations joined."""
    value = value[:8192]
    first = value.split(";", 1)[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value):
        name, text = found[1].lower(), _unquoted(found[2])
        continued = _CONTINUED.match(name)
        if continued is None:
            plain.setdefault(name, text)
        else:
            coded = bool(continued[3]) or continued[2] is None
            pieces.setdefault(continued[1], {}).setdefault(int(continued[2] or 0), (text, coded))
    for name, numbered in pieces.items():
        plain[name] = _joined(numbered)
    return first, plain


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text.strip('"')


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """One value from numbered pieces (RFC 2231); the charset stands in front of the first."""
    charset, content = "utf-8", bytearray()
    for number in sorted(numbered):
        text, coded = numbered[number]
        if number == min(numbered) and coded and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        raw = text.encode("utf-8", "surrogateescape")
        content += unquote_to_bytes(raw) if coded else raw
    return decoded(bytes(content), charset)


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address) of each mailbox in a field, quotes, comments and groups understood; bounded."""
    found: list[tuple[str, str]] = []
    reading = _Mailbox()
    quoted = escaped = False
    depth = 0
    for sign in value[:4000]:
        if escaped:
            escaped = False
            reading.add(sign, depth, quoted=quoted)
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif quoted:
            reading.add(sign, depth, quoted=True)
        elif sign in "()":
            depth = max(0, depth + (1 if sign == "(" else -1))
            reading.add(" ", depth or 1, quoted=False)
        elif sign in ",;" and not depth and reading.is_whole:
            reading.finish(found)
            reading = _Mailbox()
        elif sign == ":" and not depth and not reading.in_angle and not reading.address:
            reading = _Mailbox()  # the name of a group
        else:
            reading.add(sign, depth, quoted=False)
    reading.finish(found)
    return found


class _Mailbox:
    def __init__(self) -> None:
        self.in_angle = False
        self.address = ""
        self._words: list[str] = []
        self._comment: list[str] = []

    @property
    def is_whole(self) -> bool:
        """True where an address is there: a comma before it belongs to the name (« Dupont, Jean <…> »)."""
        return not self.in_angle and ("@" in self.address or "@" in self._words)

    def add(self, sign: str, depth: int, *, quoted: bool) -> None:
        if depth:
            self._comment.append(sign)
        elif self.in_angle:
            if sign == ">" and not quoted:
                self.in_angle = False
            else:
                self.address += sign
        elif sign == "<" and not quoted and "@" not in self.address:
            if self.address:  # what stood between the signs before was part of the name
                self._words.append(f"<{self.address}>")
                self.address = ""
            self.in_angle = True
        else:
            self._words.append(sign)

    def finish(self, found: list[tuple[str, str]]) -> None:
        words, comment = "".join(self._words).strip(), "".join(self._comment).strip()
        address = "".join(self.address.split())
        if not address and "@" in words and " " not in words:
            words, address = "", words
        if not address and "@" in words:  # a bare address with words around it
            address = next(word for word in words.split() if "@" in word)
            words = words.replace(address, "").strip()
        name = decode_words(words or comment)
        if name or address:
            found.append((" ".join(name.split()), address))


def instant(value: str) -> datetime | None:
    """The instant a Date field tells, in UTC; None for what is none, or lies outside 1980 to 2200."""
    text = _COMMENT.sub("", value[:200]).strip()
    try:
        at = parsedate_to_datetime(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if 1980 <= at.year < 2200 else None

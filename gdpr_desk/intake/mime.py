"""The shape of a mail: where each part begins and ends in its bytes; bounded in depth and number."""

from __future__ import annotations

import binascii
import contextlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gdpr_desk.intake.found import MOST_PARTS
from gdpr_desk.intake.headers import decode_words, field_text, from_base64, parameters

MOST_DEPTH = 30
_MOST_FIELDS = 2000
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_REST = re.compile(rb"(--)?[ \t]*\r?(?=\n|\Z)")
"""What may follow a boundary on its line, up to the end of the span that is looked at."""
_STRAY = re.compile(rb"(?m)^--([^\s-][^\r\n]{0,69}?)[ \t]*\r?\n(?=[Cc]ontent-[A-Za-z-]{1,40}[ \t]*:)")
"""A boundary, named by a header or not, with the head of a part under it."""
_MOST_STRAY = 10
_NEW_LINE = 10
_MARK = b"\xef\xbb\xbf"


class TooMuch(Exception):
    """More parts, or deeper, than a letter has; the argument is the key of the sentence."""


@dataclass
class Entity:
    """One part: its fields (name in lower case, raw value), and its span in the bytes of the mail."""

    fields: list[tuple[str, bytes]]
    body: int
    end: int
    kind: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    name: str = ""
    children: list[Entity] = field(default_factory=list)
    closed: bool = True
    beside: list[tuple[int, int]] = field(default_factory=list)
    """Where its body goes on before its first part and behind its last."""

    @property
    def is_letter(self) -> bool:
        """Whether this is text to be read, not a file."""
        text = self.kind in {"text/plain", "text/html", "text/enriched", "text"}
        return text and not self.name and self.disposition != "attachment"

    def text_of(self, name: str) -> str:
        """The first field of this name, as it stands; "" where there is none."""
        return next((field_text(value) for known, value in self.fields if known == name), "")

    def all_of(self, name: str) -> Iterator[str]:
        """Every field of this name, topmost first."""
        return (field_text(value) for known, value in self.fields if known == name)

    def leaves(self) -> Iterator[Entity]:
        """Parts without parts, in their order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def read_structure(content: bytes) -> Entity:
    """The parts of a mail. Raises TooMuch."""
    start = len(_MARK) if content.startswith(_MARK) else 0
    while content[start : start + 1] in (b"\r", b"\n", b" ", b"\t"):
        start += 1
    return _Scanner(content).entity(start, len(content), 0, "text/plain")


def body_bytes(content: bytes, part: Entity) -> bytes:
    """What a part holds, its transfer encoding undone."""
    raw = content[part.body : part.end]
    coding = part.text_of("content-transfer-encoding").lower().strip(" ;\"'")
    if coding == "base64":
        return from_base64(raw)
    if coding.startswith("quoted"):
        return quopri.decodestring(raw)
    if coding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        found = uuencoded(raw)
        return found[0][2] if found else raw
    return raw


_UU_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n")
_UU_END = re.compile(rb"(?m)^end[ \t]*\r?$")


def uuencoded(content: bytes) -> list[tuple[int, int, bytes, str]]:
    """Files written between « begin » and « end »: where they start and end, what they hold, their name."""
    found: list[tuple[int, int, bytes, str]] = []
    at = 0
    while begin := _UU_BEGIN.search(content, at):
        end = _UU_END.search(content, begin.end())
        if end is None:
            break
        held = bytearray()
        for line in content[begin.end() : end.start()].splitlines():
            with contextlib.suppress(binascii.Error):
                held += binascii.a2b_uu(line)
        if held:
            found.append((begin.start(), end.end(), bytes(held), field_text(begin[1])))
        at = end.end()
    return found


_LINES = re.compile(
    rb"(?m)(?:^[> ]*[A-Za-z0-9+/]{60,1000}[ \t]*\r?\n){15,}(?:^[> ]*[A-Za-z0-9+/]+={0,2}[ \t]*\r?$)?"
    rb"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{2000,}={0,2}"
)


def coded(content: bytes) -> list[tuple[int, int, bytes]]:
    """What stands in a text in base64: more in a row than anybody writes, or signs with."""
    return [(one.start(), one.end(), from_base64(one[0])) for one in _LINES.finditer(content)]


class _Scanner:
    """Goes through the bytes of one mail; `room` is how many parts there may still be."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._room = MOST_PARTS

    def entity(self, start: int, end: int, depth: int, usual: str) -> Entity:
        """The part in a span, of the `usual` type where it names none. Raises TooMuch."""
        if depth > MOST_DEPTH:
            raise TooMuch("too_deep")
        fields, body = _fields(self._content, start, end)
        part = Entity(fields, body, end)
        kind, part.parameters = parameters(part.text_of("content-type"))
        part.kind = kind if "/" in kind else usual
        part.disposition, more = parameters(part.text_of("content-disposition"))
        part.name = decode_words(more.get("filename") or part.parameters.get("name", ""))
        boundary = part.parameters.get("boundary", "")
        if part.kind.startswith("multipart/"):
            inside = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
            if not boundary or not self._divided(part, body, boundary, depth, inside):
                part.kind = "text/plain"
        if part.is_letter and depth < _MOST_STRAY:
            self._mended(part, depth)
        return part

    def _divided(self, part: Entity, start: int, boundary: str, depth: int, inside: str) -> bool:
        """Whether that boundary divides it; then it has its parts. Raises TooMuch."""
        spans, part.closed, part.beside = _spans(self._content, start, part.end, boundary)
        self._room -= len(spans)
        if self._room < 0:
            raise TooMuch("too_many_parts")
        part.children = [self.entity(*span, depth + 1, inside) for span in spans]
        return bool(spans)

    def _mended(self, part: Entity, depth: int) -> None:
        """A text in which parts go on under a boundary that no header names: it gets them. Raises TooMuch."""
        stray = _STRAY.search(self._content, part.body, part.end)
        if stray is None:
            return
        before = replace(part, end=stray.start(), closed=True)
        closed = part.closed
        boundary = stray[1].decode("utf-8", "surrogateescape")
        self._divided(part, stray.start(), boundary, depth, "text/plain")
        part.kind, part.closed = "multipart/mixed", part.closed and closed
        part.children.insert(0, before)


_Spans = list[tuple[int, int]]


def _spans(content: bytes, start: int, end: int, boundary: str) -> tuple[_Spans, bool, _Spans]:
    """Where the parts of a multipart lie, whether its last line is there, and what lies beside them."""
    sign = b"--" + boundary.rstrip().encode("utf-8", "surrogateescape")
    spans: _Spans = []
    beside: _Spans = []
    opened: int | None = None
    at = start
    while (at := content.find(sign, at, end)) >= 0:
        line = _REST.match(content, at + len(sign), end) if _begins_line(content, start, at) else None
        if line is None:
            at += len(sign)
            continue
        begun = start if opened is None else opened
        (beside if opened is None else spans).append((begun, _before_line_end(content, begun, at)))
        if len(spans) > MOST_PARTS:
            raise TooMuch("too_many_parts")
        if line[1]:
            return spans, True, [*beside, (line.end(), end)]
        opened = at = min(line.end() + 1, end)
    if opened is not None:
        spans.append((opened, end))
    return spans, False, beside


def _begins_line(content: bytes, start: int, at: int) -> bool:
    return at == start or content[at - 1] == _NEW_LINE


def _before_line_end(content: bytes, start: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if end > start and content[end - 1 : end] == b"\n":
        end -= 1
        if end > start and content[end - 1 : end] == b"\r":
            end -= 1
    return end


def _fields(content: bytes, start: int, end: int) -> tuple[list[tuple[str, bytes]], int]:
    """The header, and where the body begins; a line that is no field ends the header."""
    fields: list[tuple[str, bytes]] = []
    at = start
    while at < end:
        found = content.find(b"\n", at, end)
        stop = end if found < 0 else found + 1
        line = content[at : min(stop, at + 200_000)]
        if not line.strip(b"\r\n"):
            return fields, stop
        if line[:1] in b" \t" and fields:
            if len(fields[-1][1]) < 100_000:
                fields[-1] = (fields[-1][0], fields[-1][1] + line)
        elif named := _FIELD.match(line):
            if len(fields) < _MOST_FIELDS:
                fields.append((named[1].decode("ascii").lower(), line[named.end() :]))
        elif not (at == start and line.startswith((b"From ", b">From "))):
            return fields, at
        at = stop
    return fields, end

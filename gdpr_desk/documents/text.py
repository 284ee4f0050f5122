"""Lines of text: breaking, widths, reading direction. Qt-free and canvas-free."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from bidi import get_display

from gdpr_desk.documents import fonts

INK = "#1B1F24"
QUIET = "#555C66"
ACCENT = "#1F5FA8"
HAIR = "#E4E7EC"
HAIR_STRONG = "#CBD0D8"
SOFT = "#F3F6FB"

_BREAK_AFTER = frozenset("/-_.,;:?&=@")


@dataclass(frozen=True)
class Style:
    """How a text looks: face, size and leading in points, colour as #RRGGBB, tracking in points."""

    face: str
    size: float
    leading: float
    colour: str = INK
    tracking: float = 0.0

    def in_colour(self, colour: str) -> Style:
        """The same style in another colour."""
        return replace(self, colour=colour)

    def width(self, text: str) -> float:
        """Width in points of `text` as it will be drawn."""
        return fonts.width(text, self.face, self.size) + self.tracking * len(text)


@dataclass(frozen=True)
class Line:
    """One line ready to draw; `joined` is True where the next line goes on with the same sentence."""

    text: str
    width: float
    joined: bool = False


def is_right_to_left(text: str) -> bool:
    """Whether any character of `text` is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


@lru_cache(maxsize=2048)
def break_lines(text: str, style: Style, room: float) -> tuple[Line, ...]:
    """`text` as lines no wider than `room` points; typed line ends are kept, nothing is cut.

    A word too long for a line is broken: an e-mail address behind its @, else after a sign of an
    address where there is one. A last line of one word gets company from the line above.
    """
    rtl = is_right_to_left(text)
    lines: list[Line] = []
    for paragraph in (fonts.visible(text) if rtl else fonts.typeset(text)).split("\n"):
        broken = _break_paragraph(paragraph.rstrip(" "), style, room)
        lines += [_in_visual_order(line, paragraph) for line in broken] if rtl else broken
    return tuple(lines)


def _break_paragraph(paragraph: str, style: Style, room: float) -> list[Line]:
    space = style.width(" ")
    rows: list[list[str]] = [[]]
    used = 0.0
    hard: set[int] = set()
    for word in paragraph.split(" "):
        pieces = [word] if style.width(word) <= room else _split_word(word, style, room)
        for number, piece in enumerate(pieces):
            wide = style.width(piece)
            if rows[-1] and used + space + wide > room:
                if number:
                    hard.add(len(rows) - 1)
                rows.append([])
                used = 0.0
            elif rows[-1]:
                used += space
            rows[-1].append(piece)
            used += wide
    _give_company(rows, style, room, hard)
    texts = [" ".join(row) for row in rows]
    last = len(texts) - 1
    return [Line(t, style.width(t), number < last and number not in hard) for number, t in enumerate(texts)]


def _give_company(rows: list[list[str]], style: Style, room: float, hard: set[int]) -> None:
    if len(rows) < 2 or len(rows[-1]) != 1 or len(rows[-2]) < 2 or len(rows) - 2 in hard:
        return
    if len(rows[-2]) == 2 and not rows[-2][0].endswith((",", ";")):
        return  # two words belong together
    if len(rows[-1][0]) < 14 and style.width(f"{rows[-2][-1]} {rows[-1][0]}") <= room:
        rows[-1].insert(0, rows[-2].pop())


def _split_word(word: str, style: Style, room: float) -> list[str]:
    local, at, host = word.rpartition("@")
    if host and at and style.width(local + at) <= room:
        return [local + at, *([host] if style.width(host) <= room else _split_word(host, style, room))]
    pieces: list[str] = []
    start, used = 0, 0.0
    widths = [style.width(char) for char in word]
    for index, wide in enumerate(widths):
        if used + wide > room and index > start:
            # Back to a sign of an address, but not over half the line.
            signs = range(index, (start + index) // 2, -1)
            end = next((n for n in signs if word[n - 1] in _BREAK_AFTER), index)
            pieces.append(word[start:end])
            start, used = end, sum(widths[end:index])
        used += wide
    return [*pieces, word[start:]]


def _in_visual_order(line: Line, paragraph: str) -> Line:
    """Left to right as a whole, as the document is, unless nothing in it is written that way."""
    mixed = any(unicodedata.bidirectional(char) == "L" for char in paragraph)
    return replace(line, text=str(get_display(line.text, base_dir="L" if mixed else "R")))

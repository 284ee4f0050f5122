"""A chart is a list of primitives: no Qt, no PDF, two painters (`chart_paper`, `qtkit.chart_view`).

Lengths are points, the origin is the upper left corner, y grows downwards. Colours are the names
of tokens. A primitive with a `key` can be chosen; its `sentence` says in French what it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from gdpr_desk.documents import fonts
from gdpr_desk.documents.text import Style

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
ELLIPSIS = "…"
_PITCH = 1.18
"""From line to line, in sizes."""
DASHES = (4.5, 3.0)
"""Points drawn and points left out of a dashed line: what is missing or wrong, whatever its colour."""

ROLES: Mapping[str, Style] = MappingProxyType(
    {
        "title": Style(fonts.MEDIUM, 10.5, 14),
        "strong": Style(fonts.SEMIBOLD, 10.5, 14),
        "second": Style(fonts.REGULAR, 9.75, 13),
        "caption": Style(fonts.REGULAR, 9, 12),
        "caption_title": Style(fonts.MEDIUM, 9, 12),
        "head": Style(fonts.SEMIBOLD, 9, 12),
        "plate": Style(fonts.BOLD, 8.25, 10),
    }
)
"""Type roles: face and size in points. The colour is the primitive's own."""


@dataclass(frozen=True, kw_only=True)
class Primitive:
    """Anything drawn. `key` names what it belongs to, `sentence` is read, or shown as a tooltip."""

    key: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Box(Primitive):
    """A rectangle with round corners; no fill or no edge where the token is empty."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    radius: float = 0.0
    thickness: float = 0.75


@dataclass(frozen=True)
class Ribbon(Primitive):
    """A band that leaves one point and reaches another, level at both ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: str
    dashed: bool = False
    opacity: float = 1.0

    def curve(self) -> tuple[tuple[float, float], ...]:
        """Start, two control points and end of the one cubic curve in its middle."""
        reach = (self.x2 - self.x1) * 0.5
        return (
            (self.x1, self.y1),
            (self.x1 + reach, self.y1),
            (self.x2 - reach, self.y2),
            (self.x2, self.y2),
        )


@dataclass(frozen=True)
class Rule(Primitive):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    thickness: float = 0.75
    dashed: bool = False


@dataclass(frozen=True)
class Words(Primitive):
    """One line of text on its baseline `y`; `x` is its start, middle or end by `anchor`.

    `room` is the width it was fitted into, 0 where nothing stands in its way.
    """

    x: float
    y: float
    text: str
    role: str
    colour: str = "text"
    anchor: Literal["start", "middle", "end"] = "start"
    room: float = 0.0


@dataclass(frozen=True)
class Plate(Primitive):
    """A small filled sign with a few letters in its middle, as on a car."""

    x: float
    y: float
    width: float
    height: float
    text: str
    fill: str
    ink: str


@dataclass(frozen=True)
class Hatching(Primitive):
    """A rectangle of slanted lines `step` points apart, on `ground`."""

    x: float
    y: float
    width: float
    height: float
    ground: str
    colour: str
    step: float = 4.5

    def lines(self) -> Iterator[tuple[float, float, float, float]]:
        """The slanted lines (x1, y1, x2, y2), cut at the edges of the rectangle."""
        right, bottom = self.x + self.width, self.y + self.height
        start = self.x - self.height + self.step / 2
        while start < right:
            low, high = max(start, self.x), min(start + self.height, right)
            if high > low:
                yield low, bottom - (low - start), high, bottom - (high - start)
            start += self.step


@dataclass(frozen=True)
class Dot(Primitive):
    """A filled disc."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True)
class Picture(Primitive):
    """One of the Lucide pictures in a square."""

    x: float
    y: float
    side: float
    name: str
    colour: str


@dataclass(frozen=True)
class Chart:
    """What is drawn, back to front, in an area of `width` x `height` points; `sentence` tells it all."""

    width: float
    height: float
    primitives: tuple[Primitive, ...]
    sentence: str

    def spots(self) -> tuple[Box, ...]:
        """The boxes one can choose, in reading order."""
        return tuple(p for p in self.primitives if isinstance(p, Box) and p.key)


def text_width(text: str, role: str) -> float:
    """The width of `text` in points as it will be drawn."""
    return ROLES[role].width(fonts.typeset(text))


def ink_middle(role: str) -> float:
    """How far below its middle line the baseline of a text stands, in points."""
    return ROLES[role].size * 0.364


@lru_cache(maxsize=8192)
def fitted(text: str, role: str, room: float) -> str:
    """`text` on one line, cut with « … » where it is wider than `room` points.

    A sign is never separated from its accent, nor a picture from what shapes it.
    """
    line = " ".join(text.split())
    if text_width(line, role) <= room:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(line[:middle].rstrip() + ELLIPSIS, role) <= room:
            low = middle
        else:
            high = middle - 1
    while low and _goes_on(line, low):
        low -= 1
    return line[:low].rstrip(" ,;:") + ELLIPSIS


def lines_of(
    text: str, role: str, small: str, room: float, height: float
) -> Iterator[tuple[float, str, str]]:
    """`text` as one line, or as two or three in the role `small` where `height` and `room` ask for it.

    Gives the distance of each baseline from the middle, the line and its role.
    """
    line = " ".join(filter(None, re.split(r"[ \n]", text)))  # a blank that binds goes on binding
    if text_width(line, role) <= room or height < 2 * ROLES[small].size + 5:
        yield ink_middle(role), fitted(line, role, room), role
        return
    pitch = ROLES[small].size * _PITCH
    rows = _wrapped(line, small, room, 3 if height >= 3 * pitch + 2 else 2)
    for number, row in enumerate(rows):
        yield ink_middle(small) + pitch * (number - (len(rows) - 1) / 2), fitted(row, small, room), small


def _wrapped(line: str, role: str, room: float, most: int) -> list[str]:
    """`line` in at most `most` rows; the last holds the rest, however long."""
    rows: list[str] = []
    words = line.split(" ")
    while words and len(rows) < most - 1:
        fits = range(len(words), 0, -1)
        count = next((n for n in fits if text_width(" ".join(words[:n]), role) <= room), 0)
        if not count:
            break
        rows.append(" ".join(words[:count]))
        words = words[count:]
    return [*rows, " ".join(words)] if words else rows


def _goes_on(line: str, at: int) -> bool:
    """Whether the sign before `at` and the one after it are one."""
    following = line[at : at + 1]
    return bool(following) and (
        unicodedata.combining(following) > 0 or following in _JOINERS or line[at - 1] == "\u200d"
    )

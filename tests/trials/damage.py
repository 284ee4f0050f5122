"""What can happen to the files of a vault: bits turned, ends cut, pages swapped, other files instead."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
FRAME = 24 + PAGE
WAL_HEAD = 32

Act = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """One damage to the file `name` of a vault; `kind` is what the figures count it under."""

    name: str
    kind: str
    act: Act


def flip(dice: random.Random, below: int | None = None) -> Act:
    """One bit, anywhere or within the first `below` bytes."""
    place, bit = dice.random(), dice.randrange(8)

    def act(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[int(place * min(len(content), below or len(content)))] ^= 1 << bit
        path.write_bytes(content)

    return act


def cut(dice: random.Random, unit: int = 1) -> Act:
    """The end is gone, down to a whole number of `unit`."""
    share = dice.random()

    def act(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content)) // unit * unit])

    return act


def zeros(dice: random.Random, unit: int) -> Act:
    """One unit (a sector, a page) reads as zeros."""
    share = dice.random()

    def act(path: Path) -> None:
        content = bytearray(path.read_bytes())
        at = _unit(content, share, unit)
        content[at : at + unit] = bytes(len(content[at : at + unit]))
        path.write_bytes(content)

    return act


def moved(dice: random.Random, unit: int, *, swap: bool) -> Act:
    """Two units change places, or one stands in both."""
    one, two = dice.random(), dice.random()

    def act(path: Path) -> None:
        content = bytearray(path.read_bytes())
        a, b = (_unit(content, share, unit) for share in (one, two))
        first, second = content[a : a + unit], content[b : b + unit]
        content[a : a + unit] = second
        if swap:
            content[b : b + unit] = first
        path.write_bytes(content)

    return act


def appended(dice: random.Random, size: int, *, own: bool = False) -> Act:
    """More at the end: noise, or the file's own last part once more."""
    noise = dice.randbytes(size)

    def act(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content + (content[-size:] if own else noise))

    return act


def replaced(source: Path) -> Act:
    """Another file in its place: an older one, or one of another vault."""

    def act(path: Path) -> None:
        shutil.copyfile(source, path)

    return act


def emptied(path: Path) -> None:
    """No byte left."""
    path.write_bytes(b"")


def removed(path: Path) -> None:
    """The file is gone."""
    path.unlink(missing_ok=True)


def a_folder(path: Path) -> None:
    """A folder has its name."""
    path.unlink(missing_ok=True)
    path.mkdir()


def any_file(dice: random.Random, name: str, many: int, others: dict[str, Path]) -> Iterator[Case]:
    """What can happen to any file: `many` flips, some of them at its head, and as many other things."""
    for number in range(many):
        yield Case(name, "flip", flip(dice, 64 if number % 4 == 0 else None))
    for _ in range(max(2, many // 4)):
        yield Case(name, "cut", cut(dice))
    for _ in range(max(1, many // 16)):
        yield Case(name, "zeros", zeros(dice, 64))
        yield Case(name, "appended", appended(dice, dice.randrange(1, 600)))
        yield Case(name, "doubled end", appended(dice, dice.randrange(1, 600), own=True))
    yield Case(name, "empty", emptied)
    yield Case(name, "missing", removed)
    yield Case(name, "folder", a_folder)
    for kind, source in others.items():
        yield Case(name, kind, replaced(source))


def paged(dice: random.Random, name: str, many: int, unit: int = PAGE) -> Iterator[Case]:
    """What can happen to a file made of pages."""
    for _ in range(many):
        yield Case(name, "zeroed page", zeros(dice, unit))
        yield Case(name, "swapped pages", moved(dice, unit, swap=True))
        yield Case(name, "page over page", moved(dice, unit, swap=False))
        yield Case(name, "cut to pages", cut(dice, unit))
    for size in (1, 3):
        yield Case(name, "appended pages", appended(dice, size * unit))
        yield Case(name, "appended pages", appended(dice, size * unit, own=True))


def _unit(content: bytearray, share: float, unit: int) -> int:
    return int(share * max(1, len(content) // unit)) * unit

"""Finding commands and records by what is typed, with or without accents; without Qt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One line of the palette: `words` are found too, though not shown."""

    group: str
    icon: str
    title: str
    second: str
    run: Callable[[], object]
    words: str = ""


def plain(text: str) -> str:
    """Lower case without accents, ligatures taken apart."""
    unfolded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in unfolded.replace("’", "'") if not unicodedata.combining(c))


def matching(commands: Iterable[Command], typed: str) -> tuple[Command, ...]:
    """The commands in which every typed word begins some word; order and groups are kept."""
    wanted = plain(typed).split()
    return tuple(command for command in commands if _has_all(command, wanted))


def _has_all(command: Command, wanted: Sequence[str]) -> bool:
    found = f" {plain(command.title)} {plain(command.words)} {plain(command.second)}".replace("'", " ")
    return all(f" {word}" in found for word in wanted)

"""Finding commands and records by what is typed, with or without accents; without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from gdpr_desk.accents import without_accents


@dataclass(frozen=True)
class Command:
    """One line of the palette: `words` are found too, though not shown."""

    group: str
    icon: str
    title: str
    second: str
    run: Callable[[], object]
    words: str = ""

    @cached_property
    def found_by(self) -> str:
        """Everything it is found by, put in plain text once: the palette asks at every key."""
        return f" {plain(self.title)} {plain(self.words)} {plain(self.second)}".replace("'", " ")


def plain(text: str) -> str:
    """Lower case without accents, ligatures taken apart."""
    return without_accents(text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'"))


def matching(commands: Iterable[Command], typed: str) -> tuple[Command, ...]:
    """The commands in which every typed word begins some word; order and groups are kept."""
    wanted = plain(typed).split()
    return tuple(command for command in commands if _has_all(command, wanted))


def _has_all(command: Command, wanted: Sequence[str]) -> bool:
    return all(f" {word}" in command.found_by for word in wanted)

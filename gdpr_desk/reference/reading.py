"""How a file of the law becomes a catalogue.

A file is a `[defaults]` table (optional, fields shared by all entries) and an array `[[entry]]`.
A broken file is our fault: `BrokenCatalogue` names the file and the key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from gdpr_desk.reference.model import Catalogue, Entry, Standing

_COMMON = ("key", "label", "help", "article", "source", "checked_on", "standing")
_Head = tuple[str, str, str, str, str, date, Standing, Mapping[str, object]]
E = TypeVar("E", bound=Entry)
W = TypeVar("W", bound=StrEnum)


class BrokenCatalogue(ValueError):
    """A shipped file does not hold what it must; the text names the file and the key."""


class Fields:
    """The fields of one table of a file, read by name and type."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self.where = where
        self.values = values

    def text(self, name: str) -> str:
        """A text that must be there and not be empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            raise BrokenCatalogue(f"{self.where}: {name} must be a text")
        return value

    def optional_text(self, name: str) -> str:
        """A text, or an empty string."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise BrokenCatalogue(f"{self.where}: {name} must be a text")
        return value

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise BrokenCatalogue(f"{self.where}: {name} must be true or false")
        return value

    def day(self, name: str) -> date:
        """A date that must be there."""
        found = self.optional_day(name)
        if found is None:
            raise BrokenCatalogue(f"{self.where}: {name} must be a date")
        return found

    def optional_day(self, name: str) -> date | None:
        """A date without a time, or None."""
        value = self.values.get(name)
        if value is None:
            return None
        if type(value) is not date:
            raise BrokenCatalogue(f"{self.where}: {name} must be a date")
        return value

    def word(self, name: str, vocabulary: type[W]) -> W:
        """One of the words of an enum."""
        value = self.text(name)
        if value not in [*vocabulary]:
            raise BrokenCatalogue(f"{self.where}: {name} must be one of {', '.join(vocabulary)}")
        return vocabulary(value)

    def optional_word(self, name: str, vocabulary: type[W]) -> W | None:
        """One of the words of an enum, or None where nothing is said."""
        return self.word(name, vocabulary) if name in self.values else None

    def optional_flag(self, name: str) -> bool | None:
        """True, false, or None where nothing is said."""
        return self.flag(name) if name in self.values else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BrokenCatalogue(f"{self.where}: {name} must be a list of texts")
        return tuple(value)

    def tables(self, name: str) -> tuple[Fields, ...]:
        """A list of tables; absent is empty."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise BrokenCatalogue(f"{self.where}: {name} must be a list of tables")
        return tuple(Fields(f"{self.where}: {name} {n}", item) for n, item in enumerate(value, start=1))

    def table(self, name: str) -> Fields:
        """A table; absent is empty."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise BrokenCatalogue(f"{self.where}: {name} must be a table")
        return Fields(f"{self.where}: {name}", value)

    def only(self, *names: str) -> Fields:
        """These fields, after checking that there are no others (a slip of the pen)."""
        for name in self.values:
            if name not in names:
                raise BrokenCatalogue(f"{self.where}: {name} is not known here")
        return self

    def head(self) -> _Head:
        """What every entry has, in the order of `Entry`."""
        extra = {name: value for name, value in self.values.items() if name not in _COMMON}
        return (
            self.text("key"),
            self.text("label"),
            self.optional_text("help"),
            self.text("article"),
            self.text("source"),
            self.day("checked_on"),
            self.word("standing", Standing),
            MappingProxyType(extra),
        )


def parse(name: str, content: str, build: Callable[[Fields], E]) -> Catalogue[E]:
    """The catalogue `name` from the text of its file.

    Raises BrokenCatalogue, naming the file and, where there is one, the key.
    """
    file = f"reference/{name}.toml"
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise BrokenCatalogue(f"{file}: {error}") from error
    defaults, tables = document.get("defaults", {}), document.get("entry")
    if not isinstance(defaults, dict) or not isinstance(tables, list):
        raise BrokenCatalogue(f"{file}: needs [[entry]] tables and at most one [defaults]")
    found: dict[str, E] = {}
    for number, table in enumerate(tables, start=1):
        if not isinstance(table, dict):
            raise BrokenCatalogue(f"{file}: entry {number} is not a table")
        where = f"{file}: {table.get('key', f'entry {number}')}"
        entry = build(Fields(where, {**defaults, **table}))
        if entry.key in found:
            raise BrokenCatalogue(f"{where}: the key is there twice")
        found[entry.key] = entry
    return Catalogue(name, found.values())

"""Parties and cautions that come up while a file is read."""

from __future__ import annotations

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.exchange_rules import Problem
from gdpr_desk.register.reading.values import plain, slug


class Gathering:
    """Each party once, by its name; what deserves a look; what cannot be taken."""

    def __init__(self) -> None:
        self._by_name: dict[str, Party] = {}
        self._keys: set[str] = set()
        self.cautions: list[Problem] = []
        self.faults: list[Problem] = []

    @property
    def parties(self) -> tuple[Party, ...]:
        """In the order in which they were first named."""
        return tuple(self._by_name.values())

    def party(self, name: str, kind: PartyKind, country: str = "") -> str:
        """The key of the party of that name, new where nobody named it before."""
        known = plain(name)
        if known not in self._by_name:
            stem, number = slug(name), 2
            key = stem
            while key in self._keys:
                key, number = f"{stem}-{number}", number + 1
            self._keys.add(key)
            self._by_name[known] = Party(key, name, kind, country)
        return self._by_name[known].key

    def caution(self, where: str, message: str) -> None:
        """Something taken over that deserves a look."""
        self.cautions.append(Problem(where, message))

    def fault(self, where: str, message: str) -> None:
        """Something that keeps the file from being taken."""
        self.faults.append(Problem(where, message))

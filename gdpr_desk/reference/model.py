"""What a catalogue of the law is made of: frozen entries, in the order of their file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar


class Standing(StrEnum):
    """How far an entry may be relied on.

    `checked`: read in the source named (which says so where it is a secondary one); `background`:
    general knowledge; `not_found`: looked for and not found. A document that rests on the last two
    says « à faire relire ».
    """

    CHECKED = "checked"
    BACKGROUND = "background"
    NOT_FOUND = "not_found"


class Grant(StrEnum):
    """Whether a right follows from a lawful basis."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    WITHDRAWAL = "withdrawal"


class Scope(StrEnum):
    """Whether a decision covers every recipient of a country."""

    FULL = "full"
    PARTIAL = "partial"


@dataclass(frozen=True)
class Entry:
    """One item of a catalogue.

    `label` and `help` are French; `article` and `source` say where it comes from; `extra` holds
    every further field of the file by its name, also those that a subclass types.
    """

    key: str
    label: str
    help: str
    article: str
    source: str
    checked_on: date
    standing: Standing
    extra: Mapping[str, object] = field(hash=False)

    @property
    def reliable(self) -> bool:
        """Whether a document may rest on it without « à faire relire »."""
        return self.standing is Standing.CHECKED

    def text(self, name: str) -> str:
        """The further field `name` as text, or an empty string where the entry has none."""
        return str(self.extra.get(name, ""))


@dataclass(frozen=True)
class LawfulBasisEntry(Entry):
    """A lawful basis (Art. 6(1)): `plain` in everyday words, `consequence` of choosing it."""

    plain: str
    consequence: str


@dataclass(frozen=True)
class TriggerEntry(Entry):
    """The event from which a duration runs (Art. 5(1)(e)).

    `phrase` follows a duration (« 3 ans après le dernier contact »); `until` stands alone where
    there is none (« jusqu’au retrait du consentement »).
    """

    phrase: str
    until: str


@dataclass(frozen=True)
class RetentionEntry(Entry):
    """A duration found in a text, in doctrine or in use; a proposal, never a decision.

    `period` is ISO 8601, or None for criteria; `draft` tells that the figure comes from a draft
    of the CNIL. The other fields have the values of a retention rule of the register.
    """

    period: str | None
    trigger: str
    kind: str
    phase: str
    disposal: str
    draft: bool


@dataclass(frozen=True)
class BasisRights(Entry):
    """Which rights follow from the lawful basis `key` (Art. 15-21), by the key of the right."""

    grants: Mapping[str, Grant] = field(hash=False)

    def grant(self, right: str) -> Grant:
        """Whether `right` follows; rights outside the matrix always hold (Art. 7(3), 22, 77)."""
        return self.grants.get(right, Grant.YES)


@dataclass(frozen=True)
class Adequacy:
    """A decision of the Commission on a third country (Art. 45).

    `partial` tells that only some recipients are covered, and `condition` which, in French.
    `date_standing` is that of `decided_on`, `standing` that of the rest.
    """

    decided_on: date
    date_standing: Standing
    expires_on: date | None
    partial: bool
    condition: str
    source: str
    checked_on: date
    standing: Standing

    def holds_on(self, day: date) -> bool:
        """Whether the decision was in force on the civil date `day`."""
        return self.decided_on <= day and (self.expires_on is None or day <= self.expires_on)


@dataclass(frozen=True)
class Country(Entry):
    """A country by its ISO 3166-1 alpha-2 code; `eea` where sending data there is no transfer."""

    eea: bool
    adequacy: Adequacy | None


@dataclass(frozen=True)
class StatutoryPeriod(Entry):
    """A time that a text imposes: `period` (ISO 8601) from `starts`, for the subject `rule`.

    Several entries may share `rule`; `valid_from` and `valid_to` (inclusive) tell them apart.
    """

    rule: str
    period: str
    starts: str
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """Whether the text was in force on the civil date `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Holiday(Entry):
    """A public holiday: `rule` is `fixed:MM-DD` or `easter:N`; `region` where it is one."""

    rule: str
    region: str


E_co = TypeVar("E_co", bound=Entry, covariant=True)


class Catalogue(Mapping[str, E_co], Generic[E_co]):
    """Entries by key, in the order of the file; `name` is the file's."""

    def __init__(self, name: str, entries: Iterable[E_co]) -> None:
        self.name = name
        self._entries = {entry.key: entry for entry in entries}

    def __getitem__(self, key: str) -> E_co:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def label(self, key: str) -> str:
        """The French label of `key`; the key itself where this version does not know it."""
        entry = self._entries.get(key)
        return entry.label if entry is not None else key

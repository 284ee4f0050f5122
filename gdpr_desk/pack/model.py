"""What a pack is made of: the state it tells about, its parts, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gdpr_desk.documents.paper import Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.register.model import Register
from gdpr_desk.register.quality.findings import Finding


@dataclass(frozen=True)
class JournalState:
    """What a check of the journal found; the instants are aware, None for an empty journal."""

    verdict: JournalVerdict
    first_at: datetime | None = None
    last_at: datetime | None = None
    head: str = ""


@dataclass(frozen=True)
class Material:
    """The state of the vault at one instant, in the form its parts need."""

    register: Register
    version: str
    findings: tuple[Finding, ...]
    journal: JournalState
    at: datetime


@dataclass(frozen=True)
class PackFile:
    """One file of the pack."""

    name: str
    content: bytes


Put = Callable[[Paper, Element, Material], None]


def nothing(_material: Material) -> tuple[PackFile, ...]:
    """No annex."""
    return ()


def no_values(_material: Material) -> list[str]:
    """Nothing typed that must be read back."""
    return []


@dataclass(frozen=True)
class PackPart:
    """One part that can be chosen. `wanted` says whether it is, unless somebody chooses otherwise.

    `put` begins a chapter with the given element and fills it; `annexes` makes the tables that go
    with it; `values` are the typed texts that must be found again on the paper.
    """

    key: str
    title: str
    sentence: str
    put: Put
    annexes: Callable[[Material], Sequence[PackFile]] = nothing
    values: Callable[[Material], Sequence[str]] = no_values
    wanted: bool = True


@dataclass(frozen=True)
class WrittenFile:
    """A file that was written: name, size in bytes, SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class WrittenPack:
    """The folder of a pack, and what lies in it."""

    folder: Path
    pages: int
    files: tuple[WrittenFile, ...]

"""A paper that was made: its bytes and what to call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gdpr_desk.breaches.vocabulary import FilingKind

FILE_WORDS: Mapping[FilingKind, str] = MappingProxyType(
    {
        FilingKind.INITIAL: "initial",
        FilingKind.COMPLEMENTARY: "complementaire",
        FilingKind.COMPLETE: "complet",
        FilingKind.WITHDRAWAL: "retrait",
    }
)
"""The kind of filing, as a file is named."""


@dataclass(frozen=True)
class BreachPaper:
    """A PDF, its page count, the name it is to be saved under; `replaced`: characters no font holds."""

    content: bytes
    pages: int
    name: str
    replaced: tuple[str, ...] = ()

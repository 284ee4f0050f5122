"""A paper that was made: its bytes and what to call it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BreachPaper:
    """A PDF, its page count, the name it is to be saved under; `replaced`: characters no font holds."""

    content: bytes
    pages: int
    name: str
    replaced: tuple[str, ...] = ()

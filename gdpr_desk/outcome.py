"""What a command has to say, before anybody decides how to print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MUST_LOOK = 4
"""Exit status: done, or stopped, but somebody must look."""


@dataclass(frozen=True)
class Outcome:
    """`result` for scripts, `lines` for people.

    `plain` is printed as it is, after the rest, where no JSON is asked for: others read it. `status`
    is the exit status. `refused` lines go to the error stream, whatever is asked for.
    """

    result: dict[str, Any]
    lines: Sequence[str] = ()
    status: int = 0
    plain: str = ""
    refused: bool = False


def counted(amount: int, what: str) -> str:
    """« 1 activité », « 2 activités » : every word of `what` takes the plural."""
    words = what if amount < 2 else " ".join(f"{word}s" for word in what.split())
    return f"{amount} {words}"


KINDS = {
    "activities": "activité",
    "parties": "prestataire",
    "requests": "demande",
    "breaches": "incident",
    "ledger_entries": "inscription",
    "attachments": "pièce jointe",
}
"""What a backup counts, by the word of its manifest."""
_WHERE_ANY = {"requests", "breaches", "ledger_entries", "attachments"}


def held(counts: Mapping[str, int]) -> list[str]:
    """What a backup holds, in words; what not every shop has is named where there is any."""
    return [
        counted(counts.get(kind, 0), what)
        for kind, what in KINDS.items()
        if kind not in _WHERE_ANY or counts.get(kind)
    ]

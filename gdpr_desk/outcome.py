"""What a command has to say, before anybody decides how to print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """`result` for scripts, `lines` for people.

    `plain_last_line` is printed as it is, after the rest: others read it. `status` is the exit
    status of a command that did what it was asked (0, or 4 where somebody must look).
    """

    result: dict[str, Any]
    lines: Sequence[str] = ()
    status: int = 0
    plain_last_line: str = ""

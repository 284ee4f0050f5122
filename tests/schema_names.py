"""Which names of a database are tables of the program, for a comparison with what it declares."""

from __future__ import annotations

from collections.abc import Mapping


def not_of_the_search(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """The full-text index is made in SQL and keeps tables of its own, which no class describes."""
    return not (kind == "table" and (name or "").startswith("request_search"))

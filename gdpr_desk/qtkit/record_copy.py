"""Ctrl+C in a list: the chosen rows as a spreadsheet takes them, plain characters and all columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from gdpr_desk.qtkit.record_model import Column

R = TypeVar("R")


def as_lines(columns: Sequence[Column[R]], records: Iterable[R]) -> str:
    """One line for each record, its cells parted by tabulations; no cell breaks its line."""
    return "\n".join(
        "\t".join(" ".join(column.spoken(record).split()) for column in columns) for record in records
    )

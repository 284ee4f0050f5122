"""Where a table begins in a file, and what its columns are taken for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from gdpr_desk.documents.sheet_reading import SAFE, Grid, Workbook
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.presets import Mapping, presets
from gdpr_desk.register.reading.record import FIELDS
from gdpr_desk.register.reading.values import plain, synonyms, text_of

NAME, PURPOSE, IGNORE = "name", "purpose", "ignore"
_LOOKED_AT = 30
_WITHOUT_NAMES = 4
"""So many columns must be known before a table without names is taken for a register."""
_SAMPLES = 3
_LONGEST_SAMPLE = 80


@dataclass(frozen=True)
class TableColumn:
    """A column: its header, what stands in it at first, and its field (empty: nothing is known)."""

    header: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class Table:
    """One sheet's table: `row` is the place of its header, counted from 0."""

    grid: Grid
    row: int
    columns: tuple[TableColumn, ...]
    mapping: Mapping | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The field of each column, in order."""
        return tuple(column.field for column in self.columns)

    @property
    def named(self) -> bool:
        """Whether a column holds the names of activities, or their purposes, which then name them."""
        return not {NAME, PURPOSE}.isdisjoint(self.fields)

    @property
    def left(self) -> tuple[str, ...]:
        """The headers that nothing is known of."""
        return tuple(column.header for column in self.columns if column.header and not column.field)

    @property
    def signature(self) -> str:
        """What tells this header from others: a digest of its words in their order."""
        words = "\x1f".join(plain(column.header) for column in self.columns)
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def with_fields(self, fields: Sequence[str]) -> Table:
        """The same table, each column taken for what `fields` says.

        Raises ValueError where they are not as many as the columns, or no fields.
        """
        if len(fields) != len(self.columns) or not set(fields) <= {"", *FIELDS}:
            raise ValueError("these are not the columns of this table")
        columns = (replace(column, field=name) for column, name in zip(self.columns, fields, strict=True))
        return replace(self, columns=tuple(columns))


def find_table(book: Workbook, mapping: Mapping | None = None) -> Table | None:
    """The table that names its activities, by `mapping`, by a known tool's, or by synonyms; else None."""
    chosen = mapping or next((preset for preset in presets() if _fits(preset, book)), None)
    known = chosen.columns if chosen else {}
    if chosen is None or chosen.signatures:  # a mapping of the person's own means what it says, no more
        known = by_synonyms() | known
    best: Table | None = None
    for grid in _sheets(book, chosen):
        for number, row in enumerate(grid.rows[:_LOOKED_AT]):
            fields = [known.get(plain(text_of(value).strip()), "") for value in row]
            amount = sum(map(bool, fields))
            if {NAME, PURPOSE}.isdisjoint(fields):
                continue
            least = 2 if NAME in fields else _WITHOUT_NAMES
            if (chosen is None or NAME not in fields) and amount < least:
                continue
            if best is None or amount > sum(map(bool, best.fields)):
                best = _table(grid, number, fields, chosen)
    return best


def likely_table(book: Workbook) -> Table | None:
    """The table of an unknown tool: the longest sheet's first row of several words with lines below it."""
    for grid in sorted(book.sheets, key=lambda grid: -len(grid.rows)):
        for number, row in enumerate(grid.rows[:_LOOKED_AT]):
            if _filled(row) > 1 and any(_filled(below) > 1 for below in grid.rows[number + 1 :]):
                known = by_synonyms()
                return _table(grid, number, [known.get(plain(text_of(v).strip()), "") for v in row], None)
    return None


def no_names(book: Workbook) -> InvalidInput:
    """The refusal of a table in which nothing is taken for the names of activities."""
    found = _headers(book)
    named = f" Colonnes trouvées : {', '.join(f'« {name} »' for name in found)}." if found else ""
    return InvalidInput(
        f"Aucune colonne de ce tableau n’est reconnue comme le nom des activités.{named}",
        safe=SAFE,
        remedy="Donnez à cette colonne le titre « Nom du traitement » dans le fichier, puis recommencez.",
        code="unknown_columns",
    )


@cache
def by_synonyms() -> dict[str, str]:
    """Plain headers in French and English, and their field."""
    return {plain(word): name for name, words in synonyms()["columns"].items() for word in words}


def _table(grid: Grid, number: int, fields: Sequence[str], mapping: Mapping | None) -> Table:
    head, below = grid.rows[number], grid.rows[number + 1 :]
    columns = tuple(
        TableColumn(text_of(value).strip(), _samples(below, place), fields[place])
        for place, value in enumerate(head)
    )
    return Table(grid, number, columns, mapping)


def _samples(rows: Sequence[Sequence[object]], place: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        text = " ".join(text_of(cell(row, place)).split())  # type: ignore[arg-type]
        if text:
            found.setdefault(text[:_LONGEST_SAMPLE])
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _fits(preset: Mapping, book: Workbook) -> bool:
    return any(
        signature <= {plain(text_of(value)) for value in row}
        for signature in preset.signatures
        for grid in _sheets(book, preset)
        for row in grid.rows[:_LOOKED_AT]
    )


def _sheets(book: Workbook, mapping: Mapping | None) -> Sequence[Grid]:
    if mapping is None or not mapping.sheet or book.kind == "csv":
        return book.sheets
    return [grid for grid in book.sheets if plain(grid.name) == mapping.sheet]


def _filled(row: Sequence[object]) -> int:
    return sum(1 for value in row if str(value).strip())


def _headers(book: Workbook) -> list[str]:
    """Short texts of the first filled row: headers as a rule, not what a person wrote about people."""
    for grid in book.sheets:
        for row in grid.rows[:_LOOKED_AT]:
            texts = [text_of(value).strip() for value in row]
            if sum(map(bool, texts)) > 1:
                return [text for text in texts if text and len(text) <= 40][:8]
    return []

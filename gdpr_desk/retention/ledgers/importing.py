"""A table from outside as entries of a ledger: which column is what, and why a line cannot be taken.

Pure: it is handed the cells. Columns are known by the label of a field or a step, its key, or another
usual title; case and accents make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from gdpr_desk.documents.sheet_reading import CellValue, Grid, Workbook
from gdpr_desk.errors import InvalidInput
from gdpr_desk.retention.ledgers.answers import plain, read_moment, read_value
from gdpr_desk.retention.ledgers.checks import problems
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import FieldType, LedgerEntry, LedgerKind

MOST_LINES = 20_000
SAFE = "Rien n’a été importé, le registre n’a pas changé."
_LOOKED_AT = 30
_LONGEST_TITLE = 40
_JOINED = {FieldType.LINE: ", ", FieldType.TEXT: "\n"}


@dataclass(frozen=True)
class Column:
    """A column of the file, and the key of the field or step it is taken for (empty: it is left out)."""

    title: str
    place: str


@dataclass(frozen=True)
class Line:
    """An entry and the number of its line in the file, counted from 1."""

    number: int
    entry: LedgerEntry


@dataclass(frozen=True)
class LineProblem:
    """Why a line cannot be taken: the field or step, and what to say. Never what stands in the line."""

    number: int
    place: str
    sentence: str


@dataclass(frozen=True)
class ReadTable:
    """What a file says for one ledger. `twice` are lines that repeat an earlier one of the file."""

    kind: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    problems: tuple[LineProblem, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """The titles of columns that nothing is known of."""
        return tuple(column.title for column in self.columns if column.title and not column.place)


class ImportRefused(InvalidInput):
    """A file of which no line is taken because of some: `problems` tells line by line."""

    code = "import"

    def __init__(self, found: tuple[LineProblem, ...]) -> None:
        first = found[0]
        more = f" (et {len(found) - 1} autres)" if len(found) > 1 else ""
        super().__init__(
            f"Ligne {first.number} : {first.sentence}{more}",
            safe=SAFE,
            remedy="Corrigez ces lignes dans le fichier, puis recommencez.",
        )
        self.problems = found


def read_table(kind: LedgerKind, book: Workbook, now: datetime) -> ReadTable:
    """The entries in the first sheet that has a known row of titles.

    Raises InvalidInput where no sheet has one with every required field, and for too many lines.
    """
    grid, row, places = _table(kind, book)
    filled = [
        (number, cells)
        for number, cells in enumerate(grid.rows[row + 1 :], row + 2)
        if any(_text(cell).strip() for cell in cells)
    ]
    if len(filled) > MOST_LINES:
        raise InvalidInput(
            f"Ce fichier contient {len(filled)} lignes ; {MOST_LINES} au plus se prennent en une fois.",
            safe=SAFE,
            remedy="Coupez-le en plusieurs fichiers.",
            code="too_large",
        )
    lines, wrong = [], []
    for number, cells in filled:
        entry, found = _entry(kind, places, cells, number)
        found = found or [LineProblem(number, one.place, one.sentence) for one in problems(kind, entry, now)]
        wrong += found
        if not found:
            lines.append(Line(number, entry))
    titles = tuple(_text(cell).strip() for cell in grid.rows[row])
    columns = tuple(Column(title, place) for title, place in zip(titles, places, strict=True))
    return ReadTable(kind.key, columns, tuple(lines), tuple(wrong))


@cache
def known_titles(kind: str) -> dict[str, str]:
    """Every title of a column that is understood, plain, and the field or step it stands for."""
    found: dict[str, str] = {}
    for spec in KINDS[kind].places:
        for title in (spec.key, spec.label, *spec.heads):
            found.setdefault(plain(title), spec.key)
    return found


def _table(kind: LedgerKind, book: Workbook) -> tuple[Grid, int, tuple[str, ...]]:
    known = known_titles(kind.key)
    required = {spec.key for spec in kind.fields if spec.required}
    best: tuple[int, tuple[Grid, int, tuple[str, ...]]] | None = None
    for grid in book.sheets:
        for row, cells in enumerate(grid.rows[:_LOOKED_AT]):
            places = tuple(_places(known, cells))
            amount = len(required & set(places))
            if amount and (best is None or amount > best[0]):
                best = amount, (grid, row, places)
    missing = required - set(best[1][2] if best else ())
    if best is None or missing:
        labels = ", ".join(f"« {kind.field(key).label} »" for key in _ordered(kind, missing))
        raise InvalidInput(
            f"Il manque à ce tableau : {labels}.",
            safe=SAFE,
            remedy="Donnez ces titres aux colonnes du fichier, puis recommencez.",
            code="unknown_columns",
        )
    return best[1]


def _places(known: dict[str, str], cells: Sequence[CellValue]) -> Iterator[str]:
    for cell in cells:
        title = _text(cell)
        yield known.get(plain(title), "") if len(title) <= _LONGEST_TITLE else ""


def _ordered(kind: LedgerKind, keys: set[str]) -> list[str]:
    return [spec.key for spec in kind.fields if spec.key in keys]


def _entry(
    kind: LedgerKind, places: Sequence[str], cells: Sequence[CellValue], number: int
) -> tuple[LedgerEntry, list[LineProblem]]:
    said: dict[str, list[str]] = {}
    for place, cell in zip(places, cells, strict=False):
        text = _text(cell).strip()
        if place and text:
            said.setdefault(place, []).append(text)
    entry, wrong = LedgerEntry(kind.key, values := {}, steps := {}), []
    for spec in kind.fields:
        texts = said.get(spec.key, ())
        try:
            value = read_value(spec, _JOINED.get(spec.type, " ").join(texts))
        except InvalidInput as refusal:
            wrong.append(LineProblem(number, spec.key, f"{spec.label} : {refusal.message}"))
            continue
        if value is not None:
            values[spec.key] = value
    for step in kind.steps:
        for text in said.get(step.key, ()):
            try:
                steps[step.key] = read_moment(text, field=step.key)
            except InvalidInput as refusal:
                wrong.append(LineProblem(number, step.key, f"{step.label} : {refusal.message}"))
    return entry, wrong


def _text(cell: CellValue) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell

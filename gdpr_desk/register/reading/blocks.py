"""A sheet of the CNIL's register as labelled blocks, wherever on the sheet they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gdpr_desk.documents.sheet_reading import CellValue, Grid
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.reading.values import plain, text_of

_TITLES = {
    plain(title): title
    for title in (
        *(cnil.ACTORS, cnil.PURPOSES, cnil.DATA, cnil.SENSITIVE, cnil.PEOPLE, cnil.RECIPIENTS),
        *(cnil.MEASURES, cnil.TRANSFERS, cnil.DURATIONS, cnil.MORE, cnil.OTHER),
    )
}
_HEAD = ""


@dataclass(frozen=True)
class Line:
    """One row of a block: its label, and its cells by the labels of their columns."""

    label: str
    cells: Mapping[str, CellValue]
    exact: bool = False

    def text(self, column: str) -> str:
        """The cell as text; empty where it is, or holds only the list's invitation to choose.

        What this program wrote comes back to the letter; elsewhere blanks around do not count.
        """
        value = text_of(self.cells.get(plain(column), ""))
        if plain(value).startswith(plain(cnil.EMPTY_CHOICE)):
            return ""
        return value if self.exact else value.strip()

    @property
    def filled(self) -> bool:
        """Whether anybody filled it in."""
        ranked = plain(cnil.RANK) in self.cells and self.cells[plain(cnil.RANK)] != ""
        return ranked or any(self.text(column).strip() for column in self.cells)


@dataclass
class Fiche:
    """A record's sheet: its head lines by label, and the lines of each block."""

    sheet: str
    head: dict[str, CellValue] = field(default_factory=dict)
    blocks: dict[str, list[Line]] = field(default_factory=dict)
    first_cell: str = ""

    def lines(self, title: str, label: str = "") -> Iterator[Line]:
        """The filled lines of a block whose label begins so."""
        begin = plain(label)
        return (
            line for line in self.blocks.get(title, ()) if plain(line.label).startswith(begin) and line.filled
        )

    def fact(self, label: str) -> CellValue:
        """A value of the head; empty where it is not there."""
        return self.head.get(plain(label), "")


def fiche_of(grid: Grid) -> Fiche | None:
    """The sheet's blocks where it is a record; None for a sheet of another kind."""
    fiche = Fiche(grid.name, first_cell=text_of(cell(grid.rows[0], 0)) if grid.rows else "")
    title, columns, ranked = _HEAD, {}, False
    for row in grid.rows:
        label = text_of(cell(row, 0))
        spelled = plain(label)
        if (known := _TITLES.get(spelled)) is not None:
            title, columns = known, _columns(row)
            ranked = plain(cnil.RANK) in columns.values()
            fiche.blocks.setdefault(title, [])
        elif title != _HEAD:
            if label.strip():
                cells = {name: cell(row, place) for place, name in columns.items()}
                exact = ranked and cells.get(plain(cnil.RANK), "") != ""
                fiche.blocks[title].append(Line(label, cells, exact))
        elif label.strip() and spelled not in fiche.head:
            fiche.head[spelled] = cell(row, 1)
    named = plain(cnil.NAME) in fiche.head
    return fiche if named and cnil.PURPOSES in fiche.blocks else None


def cell(row: Sequence[CellValue], place: int) -> CellValue:
    """The cell at that place; empty behind the row's end."""
    return row[place] if place < len(row) else ""


def _columns(row: Sequence[CellValue]) -> dict[int, str]:
    """Places and labels of a block's columns; the value beside a label is called « Nom » if nothing is."""
    found = {place: plain(text_of(value)) for place, value in enumerate(row) if place and text_of(value)}
    found.setdefault(1, plain("Nom"))
    return found

"""Tables without grid: a head that comes back on each page, hairlines, cells that wrap and break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gdpr_desk.documents import fonts
from gdpr_desk.documents.paper import BOTTOM, LEFT, RIGHT, TOP, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import HAIR_STRONG, INK, QUIET, Line, Style, break_lines, is_right_to_left

HEAD = Style(fonts.SEMIBOLD, 8.5, 11, QUIET)
CELL = Style(fonts.REGULAR, 9.5, 12.2, INK)
_GAP = 12.0
_PADDING, _TIGHT = 5.0, 3.6
"""White above and below a row; the tight one where it brings the whole table onto its page."""


@dataclass(frozen=True)
class Column:
    """A column: its head and its share of the width.

    A column of kind `link` leads to the row's target, one of kind `page` shows the page (at the
    right) on which the target starts.
    """

    title: str
    share: float
    kind: Literal["text", "link", "page"] = "text"


@dataclass(frozen=True)
class TableRow:
    """Cells in the order of the columns, and the element the row tells about."""

    cells: tuple[str, ...]
    target: Element | None = None


@dataclass(frozen=True)
class _Place:
    x: float
    room: float


def table(paper: Paper, element: Element, columns: Sequence[Column], rows: Sequence[TableRow]) -> None:
    """Put the table at the cursor, over as many pages as it needs."""
    _Table(paper, element.add("Table"), columns).write(rows)


class _Table:
    def __init__(self, paper: Paper, tag: Element, columns: Sequence[Column]) -> None:
        self.paper = paper
        self.tag = tag
        self.columns = columns
        self.padding = _PADDING
        whole = RIGHT - LEFT - _GAP * (len(columns) - 1)
        total = sum(column.share for column in columns)
        self.places: list[_Place] = []
        x = LEFT
        for column in columns:
            room = whole * column.share / total
            self.places.append(_Place(x, room))
            x += room + _GAP

    def write(self, rows: Sequence[TableRow]) -> None:
        if self.paper.room() < 60:
            self.paper.new_page()
        self._head(self.tag.add("TR"))
        broken = [self._broken(row) for row in rows]
        text = sum(max(map(len, cells)) * CELL.leading for cells in broken)
        if text + 2 * _PADDING * len(rows) > self.paper.room() >= text + 2 * _TIGHT * len(rows):
            self.padding = _TIGHT
        for row, cells in zip(rows, broken, strict=True):
            height = max(map(len, cells)) * CELL.leading + 2 * self.padding
            if self.paper.room() < height and (height < TOP - BOTTOM - 40 or self.paper.room() < 60):
                self._next_page()
            self._row(row, cells)
            self.paper.rule(self.paper.y)

    def _broken(self, row: TableRow) -> list[tuple[Line, ...]]:
        return [break_lines(t, CELL, p.room) for t, p in zip(row.cells, self.places, strict=True)]

    def _head(self, tag: Element | None) -> None:
        """The column heads; on later pages (no tag) they are for the eye only."""
        for column, place in zip(self.columns, self.places, strict=True):
            text = fonts.typeset(column.title)
            line = Line(text, HEAD.width(text))
            x = place.x + place.room - line.width if column.kind == "page" else place.x
            cell = tag.add("TH", scope="Column") if tag else None
            self.paper.words(x, self.paper.y - HEAD.size, line, HEAD, cell)
        self.paper.y -= HEAD.leading + 4
        self.paper.rule(self.paper.y, HAIR_STRONG, 1)

    def _next_page(self) -> None:
        self.paper.new_page()
        self._head(None)

    def _row(self, row: TableRow, cells: Sequence[Sequence[Line]]) -> None:
        """One row; where it is taller than a page each page takes its share of every cell."""
        tag = self.tag.add("TR")
        boxes = [_cell(tag, column, text) for column, text in zip(self.columns, row.cells, strict=True)]
        tallest = max(1, *map(len, cells))
        done = 0
        while done < tallest:
            if done:
                self._next_page()
            top = self.paper.y
            fits = max(1, int((self.paper.room() - 2 * self.padding) / CELL.leading))
            for place, box, lines in zip(self.places, boxes, cells, strict=True):
                self.paper.y = top - self.padding
                self.paper.flow(lines[done : done + fits], CELL, box, x=place.x)
            self.paper.y = top - min(fits, tallest - done) * CELL.leading - 2 * self.padding
            if row.target and not done:
                self._lead(row, row.target, boxes, top)
            done += fits

    def _lead(self, row: TableRow, target: Element, boxes: Sequence[Element], top: float) -> None:
        """Put the link and the page number of a row that reaches from `top` to the cursor."""
        for column, place, box, text in zip(self.columns, self.places, boxes, row.cells, strict=True):
            if column.kind == "link":
                area = (place.x, self.paper.y, place.x + place.room, top)
                self.paper.link(box, area, target, fonts.visible(text) or "Voir la fiche")
            elif column.kind == "page":
                baseline = top - self.padding - CELL.size
                self.paper.page_number(place.x + place.room, baseline, CELL, box, target)


def _cell(tag: Element, column: Column, text: str) -> Element:
    cell = tag.add("TD")
    box = cell.add("Link") if column.kind == "link" else cell
    if is_right_to_left(text):
        box.actual = fonts.visible(text)
    return box

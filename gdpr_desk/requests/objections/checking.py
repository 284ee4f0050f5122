"""A mailing list as CSV without the people who objected; pure, and nothing of the file is kept.

What stays, stays as it was, byte for byte: separator, quotes, encoding, line ends. A row goes as soon as one
address or number in the columns looked at is on the list.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdpr_desk.errors import InvalidInput
from gdpr_desk.requests.contacts import Contact, contact

MOST_BYTES = 50 * 1024 * 1024
_SEPARATORS = (";", ",", "\t", "|")
_BETWEEN = re.compile(r"[;,|\n]")
_LOOKED_AT = 200
"""Rows from which separator and columns are told."""
_SAFE = "Rien n’a été gardé ni modifié."

Objects = Callable[[Contact], bool]
"""Whether somebody is on the list."""


@dataclass(frozen=True)
class Checked:
    """The file without the objectors. `rows` counts those of data; `unreadable` those in which nothing in
    the columns looked at is an address or a number: nobody can tell, so they stay and are told."""

    content: bytes
    rows: int
    removed: int
    unreadable: int
    columns: tuple[str, ...]

    @property
    def kept(self) -> int:
        """Rows that are still there."""
        return self.rows - self.removed


@dataclass(frozen=True)
class _Table:
    """Records as they were written, their cells, and how the file is encoded."""

    raw: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    encoding: str
    mark: bytes


def check(content: bytes, objects: Objects, columns: Sequence[str] = ()) -> Checked:
    """`content` without the rows of those who object, in the named columns or in all that hold addresses.

    Columns are named by their head, or by their number from 1. Raises InvalidInput for a file that is no
    CSV, a column that is not there, and where no column holds an address or a number.
    """
    table = _read(content)
    looked = _named(table, columns) if columns else _detected(table)
    has_head = not any(contact(part) for at in looked for part in _parts(_cell(table.cells[0], at)))
    head = 1 if has_head else 0
    kept, removed, unreadable = list(table.raw[:head]), 0, 0
    for raw, cells in zip(table.raw[head:], table.cells[head:], strict=True):
        if not any(cell.strip() for cell in cells):
            kept.append(raw)
            continue
        found = [c for at in looked for part in _parts(_cell(cells, at)) if (c := contact(part))]
        unreadable += not found
        if any(objects(one) for one in found):
            removed += 1
        else:
            kept.append(raw)
    rows = sum(any(cell.strip() for cell in cells) for cells in table.cells[head:])
    named = tuple(_cell(table.cells[0], at) if has_head else str(at + 1) for at in looked)
    out = table.mark + "".join(kept).encode(table.encoding)
    return Checked(out, rows, removed, unreadable, named)


def _read(content: bytes) -> _Table:
    if len(content) > MOST_BYTES:
        raise _refused("Ce fichier est trop gros (limite 50 Mo).", "Coupez-le en plusieurs parties.")
    text, encoding, mark = _decoded(content)
    if "\0" in text or not text.strip():
        raise _refused(
            "Ce fichier n’est pas un texte CSV.", "Enregistrez votre liste en CSV, puis recommencez."
        )
    raw: list[str] = []
    cells: list[tuple[str, ...]] = []
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=_separator(lines))
    start = 0
    try:
        for row in reader:
            raw.append("".join(lines[start : reader.line_num]))
            cells.append(tuple(row))
            start = reader.line_num
    except csv.Error as problem:
        raise _refused(
            "Ce fichier CSV est abîmé.", "Enregistrez-le de nouveau depuis votre tableur."
        ) from problem
    return _Table(tuple(raw), tuple(cells), encoding, mark)


def _decoded(content: bytes) -> tuple[str, str, bytes]:
    """The text, its encoding, and the mark at its beginning; Windows' own letters where it is no UTF-8."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), encoding, mark
            except UnicodeDecodeError as problem:
                raise _refused("Ce fichier est abîmé.", "Enregistrez-le de nouveau en UTF-8.") from problem
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return content.decode(encoding), encoding, b""
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def _separator(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of cells; a list of one column has none."""
    best, most = ",", 0
    for sign in _SEPARATORS:
        counts = Counter(line.count(sign) for line in lines[:_LOOKED_AT] if line.strip())
        (number, lines_with), *_ = counts.most_common(1)
        if number and lines_with > most:
            best, most = sign, lines_with
    return best


def _detected(table: _Table) -> tuple[int, ...]:
    """The columns in which most of what is said are addresses or numbers."""
    sample = table.cells[1 : _LOOKED_AT + 1] or table.cells
    width = max(map(len, sample))
    found = []
    for at in range(width):
        said = [cell for row in sample if (cell := _cell(row, at))]
        hits = sum(any(contact(part) for part in _parts(cell)) for cell in said)
        if said and hits * 2 >= len(said):
            found.append(at)
    if not found:
        raise _refused(
            "Aucune colonne de ce fichier ne contient d’adresses e-mail ni de numéros de téléphone.",
            "Nommez la colonne à regarder.",
            "no_column",
        )
    return tuple(found)


def _named(table: _Table, columns: Sequence[str]) -> tuple[int, ...]:
    heads = [cell.strip().casefold() for cell in table.cells[0]]
    found = []
    for name in columns:
        wanted = name.strip().casefold()
        if wanted in heads:
            found.append(heads.index(wanted))
        elif wanted.isdecimal() and 1 <= int(wanted) <= max(map(len, table.cells)):
            found.append(int(wanted) - 1)
        else:
            raise _refused(
                "Cette colonne n’est pas dans le fichier.",
                "Donnez son titre, ou son rang : 1, 2, 3…",
                "no_column",
            )
    return tuple(dict.fromkeys(found))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _parts(cell: str) -> list[str]:
    """Several addresses may share a cell."""
    return [part for part in _BETWEEN.split(cell) if part.strip()]


def _refused(message: str, remedy: str, code: str = "not_csv") -> InvalidInput:
    return InvalidInput(message, safe=_SAFE, remedy=remedy, code=code, field="file")

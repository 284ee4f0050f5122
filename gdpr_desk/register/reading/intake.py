"""A file from outside, told by its content, as what the register can take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from gdpr_desk.collector import collector_waiting
from gdpr_desk.documents.sheet_reading import MAX_BYTES, SAFE, Workbook, read_content, read_sheets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register import interchange
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.model import Register
from gdpr_desk.register.reading.cnil_added import is_shop_sheet
from gdpr_desk.register.reading.cnil_ods import is_cnil, read_cnil
from gdpr_desk.register.reading.column_mapper import Mapping, read_mapped, read_table
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.madis_csv import Shift, is_madis, read_madis, shift_in
from gdpr_desk.register.reading.madis_parties import is_madis_parties, read_madis_parties
from gdpr_desk.register.reading.table import Table, find_table, likely_table, no_names

JSON_FORMAT = "gdpr-desk-json"
MOST_LINES = 2_000
"""Activities in a register, as the schema of the interchange format has it."""
_BLANKS = b"\xef\xbb\xbf \t\r\n"


class Source(StrEnum):
    """What a file turned out to be."""

    OWN_JSON = "own_json"
    OWN_SHEETS = "own_sheets"
    CNIL = "cnil"
    MADIS = "madis"
    MADIS_PARTIES = "madis_parties"
    TABLE = "table"


_TITLES = {
    Source.OWN_JSON: "Registre de ce programme (JSON)",
    Source.OWN_SHEETS: "Registre de ce programme (tableau)",
    Source.CNIL: "Registre simplifié de la CNIL",
    Source.MADIS: "Export Madis, traitements",
    Source.MADIS_PARTIES: "Export Madis, sous-traitants",
}


@dataclass(frozen=True)
class Opened:
    """A file that was read once, and can be understood as often as the answers change.

    `table` is there for a table of some tool, `shift` where a Madis file raises its question.
    """

    source: Source
    book: Workbook | None = None
    register: Register | None = None
    table: Table | None = None
    shift: Shift | None = None

    @property
    def title(self) -> str:
        """What it was recognised as, in French."""
        if self.source is not Source.TABLE:
            return _TITLES[self.source]
        known = self.table.mapping if self.table else None
        return known.title if known and known.title else "Tableau d’un autre outil"

    def with_fields(self, fields: Sequence[str]) -> Opened:
        """The same table, its columns taken for what `fields` says. Raises ValueError as `Table` does."""
        return self if self.table is None else replace(self, table=self.table.with_fields(fields))


def open_file(path: Path) -> Opened:
    """What the file at `path` is, whatever its name says.

    Raises InvalidInput for a file that cannot be used, InterchangeRefused for a register of this
    program that cannot be taken.
    """
    content = read_content(path)
    if len(content) <= MAX_BYTES and content.lstrip(_BLANKS)[:1] == b"{":
        return Opened(Source.OWN_JSON, register=interchange.load(content))
    book = read_sheets(content)
    if is_cnil(book):
        own = any(map(is_shop_sheet, book.sheets))
        return Opened(Source.OWN_SHEETS if own else Source.CNIL, book)
    if is_madis(book):
        return Opened(Source.MADIS, book, shift=shift_in(book))
    if is_madis_parties(book):
        return Opened(Source.MADIS_PARTIES, book)
    table = find_table(book) or likely_table(book)
    if table is None:
        raise no_names(book)
    return Opened(Source.TABLE, book, table=table)


def understood(opened: Opened, correct_shift: bool | None = None) -> Incoming:
    """What the file says, lines that cannot be taken included as `faults`.

    `correct_shift` answers the question that a Madis file raises. Raises InvalidInput where it is
    needed and missing, where no column of a table names activities, and for more lines than a
    register can have.
    """
    found = _understood(opened, correct_shift)
    lines = max(len(found.origins), len(found.party_origins))
    if lines > MOST_LINES:
        raise InvalidInput(
            f"Ce fichier contient {lines} lignes, plus que les {MOST_LINES} d’un registre.",
            safe=SAFE,
            remedy="Gardez dans le tableau les seules lignes du registre, puis recommencez.",
            code="too_large",
        )
    return found


def _understood(opened: Opened, correct_shift: bool | None) -> Incoming:
    if opened.register is not None:
        return _own_json(opened.register)
    if opened.book is None:
        raise ValueError("nothing was opened")
    if opened.table is not None:
        if not opened.table.named:
            raise no_names(opened.book)
        return read_table(opened.table, opened.book)
    if opened.source is Source.MADIS:
        return read_madis(opened.book, correct_shift)
    if opened.source is Source.MADIS_PARTIES:
        return read_madis_parties(opened.book)
    return read_cnil(opened.book)


def _own_json(register: Register) -> Incoming:
    references = [activity.reference for activity in register.activities]
    origins = tuple(f"fiche {one or number}" for number, one in enumerate(references, 1))
    return Incoming(JSON_FORMAT, register, own=True, whole=True, origins=origins)


def examine(path: Path, *, mapping: Mapping | None = None, correct_shift: bool | None = None) -> Incoming:
    """What the file at `path` holds, lines that cannot be taken included as `faults`.

    `mapping` says which column is what, for a table of an unknown tool. Raises InvalidInput for a
    file that cannot be used.
    """
    with collector_waiting():
        if mapping is None:
            return understood(open_file(path), correct_shift)
        return read_mapped(read_sheets(read_content(path)), mapping)


def read_incoming(
    path: Path, *, mapping: Mapping | None = None, correct_shift: bool | None = None
) -> Incoming:
    """As `examine`, ready to be taken over: raises InterchangeRefused with every line that cannot be."""
    found = examine(path, mapping=mapping, correct_shift=correct_shift)
    if found.faults:
        raise InterchangeRefused(found.faults)
    return found

"""A file from outside, told by its content, as what the register can take over."""

from __future__ import annotations

from pathlib import Path

from gdpr_desk.documents.sheet_reading import MAX_BYTES, Workbook, read_content, read_sheets
from gdpr_desk.register import interchange
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.reading.cnil_ods import is_cnil, read_cnil
from gdpr_desk.register.reading.column_mapper import Mapping, read_mapped
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.madis_csv import is_madis, read_madis

JSON_FORMAT = "gdpr-desk-json"
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def read_incoming(
    path: Path, *, mapping: Mapping | None = None, correct_shift: bool | None = None
) -> Incoming:
    """What the file at `path` holds, whatever its name says.

    `mapping` says which column is what, for a table of an unknown tool; `correct_shift` answers the
    question that a Madis file raises (None: nobody has answered). Raises InvalidInput for a file
    that cannot be used, InterchangeRefused with every line that cannot be taken.
    """
    content = read_content(path)
    if len(content) <= MAX_BYTES and content.lstrip(_BLANKS)[:1] == b"{":
        return Incoming(JSON_FORMAT, interchange.load(content), own=True, whole=True)
    found = _read(read_sheets(content), mapping, correct_shift)
    if found.faults:
        raise InterchangeRefused(found.faults)
    return found


def _read(book: Workbook, mapping: Mapping | None, correct_shift: bool | None) -> Incoming:
    if mapping is not None:
        return read_mapped(book, mapping)
    if is_cnil(book):
        return read_cnil(book)
    if is_madis(book):
        return read_madis(book, correct_shift)
    return read_mapped(book)

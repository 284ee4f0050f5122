"""Reads one CSV, ODS or XLSX file; runs only in the confined process that `sheet_reading` starts.

What it finds leaves as plain JSON values, so that nothing from the file is ever run by the caller.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import zipfile

MOST_ROWS = 20_000
"""Filled rows in one sheet, and blank rows in one run."""
MOST_ROWS_TOGETHER = 200_000
MOST_COLUMNS = 400
MOST_SHEETS = 2_500
"""The CNIL's layout has one sheet for each activity."""
MOST_TEXT = 40_000_000
"""Characters in all cells together."""
MOST_UNPACKED = 150 * 1024 * 1024
"""Bytes of all parts of an archive together."""

_SEPARATORS = (";", ",", "\t")
_LOOKED_AT = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

Cells = list[Any]


class Refused(Exception):
    """The file cannot be used; the one argument is the key of the sentence."""


def answer(_question: Mapping[str, Any], contents: tuple[bytes, ...]) -> tuple[dict[str, Any], tuple[()]]:
    """The sheets in the one content, or the key of a refusal."""
    try:
        return read(contents[0]), ()
    except Refused as refusal:
        return {"refused": str(refusal)}, ()


def read(content: bytes) -> dict[str, Any]:
    """`{"kind", "sheets": [{"name", "rows"}]}`; a date is `{"day": "2026-01-31"}`. Raises Refused."""
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Refused("encrypted" if encrypted else "old_format")
    if content.startswith(_ZIP):
        kind = _archive_kind(content)
        return {"kind": kind, "sheets": list(_workbook(content))}
    return {"kind": "csv", "sheets": [{"name": "", "rows": _separated(_text(content))}]}


def _archive_kind(content: bytes) -> str:
    import zipfile  # late: a CSV starts without it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 10_000:
                raise Refused("bomb")
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("encrypted")
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    mimetype = part.read(200)
                if not mimetype.startswith(_ODS_TYPE):
                    raise Refused("not_a_sheet")
                if _is_sealed(archive, names):
                    raise Refused("encrypted")
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as problem:
        raise Refused("damaged") from problem
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise Refused("not_a_sheet")


def _is_sealed(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "encrypted-package" in names:
        return True
    if "META-INF/manifest.xml" not in names:
        return False
    with archive.open("META-INF/manifest.xml") as part:
        return b"encryption-data" in part.read(5_000_000)


def _workbook(content: bytes) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    budget = _Budget()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            raise Refused("too_large")
        for number, name in enumerate(names):
            sheet = book.get_sheet_by_index(number)
            start = sheet.start or (0, 0)
            blank: list[Cells] = [[] for _ in range(min(start[0], MOST_ROWS))]
            lead: Cells = [""] * min(start[1], MOST_COLUMNS)
            rows = ([*lead, *map(_plain, cells)] for cells in sheet.iter_rows())
            yield {"name": name, "rows": _trimmed([*blank, *_within(rows, budget)])}
    except PasswordError as problem:
        raise Refused("encrypted") from problem
    except CalamineError as problem:
        raise Refused("damaged") from problem


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return {"day": day.isoformat()}
    return str(value) if value is not None else ""


class _Budget:
    """What all sheets together may hold."""

    def __init__(self) -> None:
        self.rows, self.text = MOST_ROWS_TOGETHER, MOST_TEXT

    def spend(self, cells: Cells) -> None:
        self.rows -= 1
        self.text -= sum(map(len, cells))
        if self.rows < 0 or self.text < 0 or len(cells) > MOST_COLUMNS:
            raise Refused("too_large")


def _within(rows: Iterable[Cells], budget: _Budget) -> Iterator[Cells]:
    """Rows without their blank end; a run of blank rows costs nothing until something follows it."""
    waiting = filled = 0
    for cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            waiting += 1
            continue
        filled += 1
        if waiting > MOST_ROWS or filled > MOST_ROWS:
            raise Refused("too_large")
        for _ in range(waiting):
            yield []
        waiting = 0
        budget.spend(cells)
        yield cells


def _trimmed(rows: list[Cells]) -> list[Cells]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(content: bytes) -> str:
    text = _decoded(content)
    if _NEVER_IN_TEXT.search(text):
        raise Refused("not_text")
    return text


def _decoded(content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        if content.startswith(codecs.BOM_UTF8):
            return content.decode("utf-8-sig")
        head = content[:400]
        for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if len(head) > 3 and head[start::2].count(0) * 2 > len(head[start::2]):
                return content.decode(encoding)
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode("utf-8")
        return content.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise Refused("not_text") from problem


def _separated(text: str) -> list[Cells]:
    csv.field_size_limit(MOST_TEXT)
    found = max(_SEPARATORS, key=lambda sign: _agreement(text, sign))
    budget = _Budget()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=found)
        return _trimmed(list(_within((_unmarked(cells) for cells in rows), budget)))
    except csv.Error as problem:
        raise Refused("damaged") from problem


def _agreement(text: str, sign: str) -> float:
    """Columns that the sign gives, by the share of the first records that have as many."""
    widths: list[int] = []
    with contextlib.suppress(csv.Error):
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            widths.append(len(cells))
            if len(widths) == _LOOKED_AT:
                break
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return (common - 1) * wide.count(common) / len(widths)


def _unmarked(cells: list[str]) -> Cells:
    """Without the apostrophe that keeps a spreadsheet from calculating a text."""
    return [c[1:] if c[:1] == "'" and c[1:2] in ("=", "+", "-", "@", "\t", "\r") else c for c in cells]

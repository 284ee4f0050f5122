"""Sheets as ODS, XLSX and CSV: typed dates, the same bytes from the same content, no live formulas.

A text stays a text in every format, whatever sign it begins with. CSV has no types: there a text
that a spreadsheet would calculate gets an apostrophe in front, which the reader takes off again.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from gdpr_desk.errors import InvalidInput

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.styles import Font, PatternFill

Value = str | int | date | None
"""What a cell may hold; yes and no are words."""

LONGEST_XLSX_TEXT = 32_767
"""Characters in one XLSX cell (ECMA-376, and every program that reads it)."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""First signs that make a spreadsheet calculate a CSV cell."""
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]*?:/\\'\x00-\x1f\ufffe\uffff]")
_LONGEST_NAME = 31
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class Look(StrEnum):
    """How a cell is drawn; a look means the same in every format."""

    TEXT = "text"
    TITLE = "title"
    HEAD = "head"
    LABEL = "label"
    ADDED = "added"


@dataclass(frozen=True)
class Cell:
    """A value and its look."""

    value: Value = None
    look: Look = Look.TEXT


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet; `widths` are centimetres per column, `frozen_rows` stay while the rest scrolls."""

    name: str
    rows: tuple[Row, ...]
    widths: tuple[float, ...] = ()
    frozen_rows: int = 0


@dataclass(frozen=True)
class _Drawn:
    bold: bool
    size: int
    ink: str
    ground: str


_DRAWN = {
    Look.TEXT: _Drawn(False, 10, "1F2328", ""),
    Look.TITLE: _Drawn(True, 14, "1F2328", ""),
    Look.HEAD: _Drawn(True, 10, "FFFFFF", "2F4B6E"),
    Look.LABEL: _Drawn(True, 10, "1F2328", "E8EDF3"),
    Look.ADDED: _Drawn(True, 10, "1F2328", "FBE9C6"),
}


def row(*values: Value, look: Look = Look.TEXT) -> Row:
    """A row of cells that look alike."""
    return tuple(Cell(value, look) for value in values)


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """`wanted` as a name that every spreadsheet accepts and that none of `taken` has."""
    stem = _NOT_IN_A_NAME.sub(" ", wanted).strip()[:_LONGEST_NAME].strip() or "Feuille"
    used = {name.casefold() for name in taken}
    name, number = stem, 2
    while name.casefold() in used:
        name = f"{stem[: _LONGEST_NAME - 5].strip()} ({number})"
        number += 1
    return name


def ods(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """An OpenDocument spreadsheet; `made_at` is aware."""
    import odfdo  # late: listing a register starts without it

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    widths = sorted({width for sheet in sheets for width in sheet.widths})
    styles = document.content.get_element("//office:automatic-styles")
    if styles is None:
        raise RuntimeError("the library's empty document has no place for styles")
    for style in _ods_styles(widths):
        styles.append(odfdo.Element.from_tag(style))
    for sheet in sheets:
        document.body.append(odfdo.Element.from_tag(_ods_table(sheet, widths)))
    meta = document.meta
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    meta.title, meta.creation_date, meta.date = title, moment, moment
    meta.generator = "gdpr-desk"
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def xlsx(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """An Excel workbook. Raises InvalidInput for a text that no cell of it can hold."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    looks = {look: _xlsx_look(drawn) for look, drawn in _DRAWN.items()}
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for column, width in enumerate(sheet.widths, 1):
            page.column_dimensions[get_column_letter(column)].width = width * 5
        if sheet.frozen_rows:
            page.freeze_panes = f"A{sheet.frozen_rows + 1}"
        for line, cells in enumerate(sheet.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell.value is not None:
                    _fill(page.cell(line, column), cell, looks[cell.look])
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.title, book.properties.creator = title, "gdpr-desk"
    book.properties.created = book.properties.modified = moment
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), {"docProps/core.xml": _modified_at(moment)})


def csv_bytes(sheet: Sheet) -> bytes:
    """The sheet as UTF-8 with BOM, `;` between cells: what a French spreadsheet opens by itself."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for cells in sheet.rows:
        writer.writerow([_csv_text(cell.value) for cell in cells])
    return out.getvalue().encode("utf-8-sig", "replace")


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _ods_styles(widths: Sequence[float]) -> Iterable[str]:
    yield (
        '<number:date-style style:name="gdday"><number:day number:style="long"/><number:text>/</number:text>'
        '<number:month number:style="long"/><number:text>/</number:text>'
        '<number:year number:style="long"/></number:date-style>'
    )
    yield _ods_cell_style("gdday_cell", _DRAWN[Look.TEXT], ' style:data-style-name="gdday"')
    for look, drawn in _DRAWN.items():
        yield _ods_cell_style(f"gd{look}", drawn)
    for number, width in enumerate(widths):
        yield (
            f'<style:style style:name="gdcol{number}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        )


def _ods_cell_style(name: str, drawn: _Drawn, more: str = "") -> str:
    ground = f' fo:background-color="#{drawn.ground}"' if drawn.ground else ""
    weight = ' fo:font-weight="bold"' if drawn.bold else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{more}>'
        f'<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{ground}/>'
        f'<style:text-properties fo:color="#{drawn.ink}" fo:font-size="{drawn.size}pt"{weight}/>'
        "</style:style>"
    )


def _ods_table(sheet: Sheet, widths: Sequence[float]) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="gdcol{widths.index(width)}"/>' for width in sheet.widths
    )
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in sheet.rows
    )
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{lines}</table:table>"


def _ods_cell(cell: Cell) -> str:
    value = cell.value
    if value is None or value == "":
        return f'<table:table-cell table:style-name="gd{cell.look}"/>'
    if isinstance(value, date):
        day = value.isoformat()
        return (
            f'<table:table-cell table:style-name="gdday_cell" office:value-type="date" '
            f'office:date-value="{day}"><text:p>{value:%d/%m/%Y}</text:p></table:table-cell>'
        )
    if isinstance(value, int):
        return (
            f'<table:table-cell table:style-name="gd{cell.look}" office:value-type="float" '
            f'office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        )
    text = _NOT_XML.sub("\ufffd", value)
    paragraphs = "".join(f"<text:p>{_ods_line(line)}</text:p>" for line in re.split(r"\r\n|\r|\n", text))
    return (
        f'<table:table-cell table:style-name="gd{cell.look}" office:value-type="string">'
        f"{paragraphs}</table:table-cell>"
    )


def _ods_line(line: str) -> str:
    """Runs of blanks as elements: XML would fold them.

    A tabulation stays a sign, shown as a blank: readers drop the element for it and glue the words.
    """
    return re.sub(r"^ +| {2,}| +$", lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))


def _xlsx_look(drawn: _Drawn) -> tuple[Font, PatternFill]:
    from openpyxl.styles import Font, PatternFill

    font = Font(bold=drawn.bold, size=drawn.size, color=f"FF{drawn.ink}")
    return font, PatternFill("solid", fgColor=f"FF{drawn.ground}") if drawn.ground else PatternFill()


def _fill(target: XlsxCell, cell: Cell, look: tuple[Font, PatternFill]) -> None:
    from openpyxl.styles import Alignment

    value = cell.value
    if isinstance(value, str):
        value = _NOT_XML.sub("\ufffd", value)
        if len(value) > LONGEST_XLSX_TEXT:
            raise InvalidInput(
                "Une cellule dépasserait ce qu’un fichier XLSX peut contenir.",
                safe="Aucun fichier n’a été écrit, rien n’a été coupé.",
                remedy="Choisissez le format ODS ou JSON.",
                code="too_long_for_xlsx",
            )
    target.value = value
    if isinstance(value, str):
        target.data_type = "s"  # « =1+1 » is a text here, not a formula
        target.quotePrefix = value.startswith(FORMULA_SIGNS)
    elif isinstance(value, date):
        target.number_format = "dd/mm/yyyy"
    target.font, target.fill = look
    target.alignment = Alignment(wrap_text=True, vertical="top")


def _modified_at(moment: datetime) -> tuple[bytes, bytes]:
    """The library writes the time of saving over the one it was given."""
    wanted = f"{moment.isoformat()}Z".encode()
    return rb"(<dcterms:modified[^>]*>)[^<]*", b"\\g<1>" + wanted


def _settled(content: bytes, rewrites: dict[str, tuple[bytes, bytes]] | None = None) -> bytes:
    """The same archive with fixed dates and rights, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if rewrites and name in rewrites:
                data = re.sub(*rewrites[name], data)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            # The type of an OpenDocument file is read from its first bytes.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return out.getvalue()

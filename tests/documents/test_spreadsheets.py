"""Sheets out: typed dates, texts that stay texts, equal bytes. Sheets in: read within limits or refused."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sheets_in import book_of

from gdpr_desk.documents import sheet_child
from gdpr_desk.documents.sheet_reading import read_content, read_sheets
from gdpr_desk.documents.spreadsheets import Sheet, csv_bytes, ods, row, sheet_name, xlsx
from gdpr_desk.errors import InvalidInput

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
DAY = date(2026, 1, 31)
TEXTS = (
    "=1+1",
    "@SUM(A1)",
    "+33 1 00 00 00 00",
    "<b>gras</b> & « à »",
    "  blancs autour  ",
    "a   b",
    "première\ndeuxième",
    "\ttabulation",
    "e\u0301",
    "שלום",
    "👩‍🔧",
)
HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"


def _sheet() -> Sheet:
    return Sheet("Été", tuple(row(text, DAY, 7) for text in TEXTS), (5.0, 3.0, 2.0), 1)


@pytest.mark.parametrize("write", [ods, xlsx])
def test_another_reader_finds_texts_dates_and_numbers(write: type[object]) -> None:
    content = write([_sheet()], title="Essai", made_at=AT)  # type: ignore[call-arg]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))  # type: ignore[arg-type]
    rows = book.get_sheet_by_name("Été").to_python()
    assert [r[0] for r in rows] == list(TEXTS)
    assert {(r[1], r[2]) for r in rows} == {(DAY, 7.0)}


def test_nothing_is_a_formula() -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx([_sheet()], title="Essai", made_at=AT)))["Été"]
    assert {cell.data_type for (cell,) in page.iter_rows(max_col=1)} == {"s"}
    content = zipfile.ZipFile(io.BytesIO(ods([_sheet()], title="Essai", made_at=AT))).read("content.xml")
    assert b"table:formula" not in content
    for line in csv_bytes(_sheet()).decode("utf-8-sig").split("\r\n"):
        assert not line.strip('"').startswith(("=", "+", "-", "@", "\t"))


def test_csv_is_what_a_french_spreadsheet_opens() -> None:
    content = csv_bytes(Sheet("x", (row("Nom", "Date"), row("é;è", DAY))))
    assert content == '\ufeffNom;Date\r\n"é;è";31/01/2026\r\n'.encode()
    assert book_of(csv_bytes(_sheet())).sheets[0].rows[0] == ("=1+1", "31/01/2026", "7")


@pytest.mark.parametrize("write", [ods, xlsx])
def test_equal_content_is_equal_bytes(write: type[object]) -> None:
    first = write([_sheet()], title="Essai", made_at=AT)  # type: ignore[call-arg]
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert write([_sheet()], title="Essai", made_at=AT) == first  # type: ignore[call-arg]


def test_a_text_that_xlsx_cannot_hold_is_refused_not_cut() -> None:
    long = Sheet("x", (row("a" * 32_768),))
    with pytest.raises(InvalidInput, match="XLSX"):
        xlsx([long], title="x", made_at=AT)
    assert book_of(ods([long], title="x", made_at=AT)).sheets[0].rows == (("a" * 32_768,),)


def test_names_of_sheets_are_possible_and_apart() -> None:
    first = sheet_name("T-01 a/b:c*[d] très long nom d’une activité")
    assert first == "T-01 a b c  d  très long nom d’"
    assert sheet_name("T-01 a/b:c*[d] très long nom d’une activité", [first]).endswith("(2)")
    assert sheet_name("***") == "Feuille"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_in_every_encoding_and_separator(encoding: str, sign: str) -> None:
    text = sign.join(("Nom", "Finalité")) + "\r\n" + sign.join(("Été", '"a\nb"')) + "\r\n"
    assert book_of(text.encode(encoding)).sheets[0].rows == (("Nom", "Finalité"), ("Été", "a\nb"))


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
REFUSED: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: _zip({"mimetype": _ODS_TYPE, "content.xml": b" " * (200 * 1024 * 1024)}),
    "encrypted": lambda: _zip(
        {"mimetype": _ODS_TYPE, "META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    ),
    "not_a_sheet": lambda: _zip({"word/document.xml": b"<w/>"}),
    "damaged": lambda: _zip({"xl/workbook.xml": b"<not a workbook"}),
    "old_format": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "not_text": lambda: b"%PDF-1.7\n\x00\x01\x02" + bytes(range(256)),
    "too_large": lambda: b"a;b\r\n" * 20_001,
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_cannot_be_used_is_refused_in_french(key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_sheets(REFUSED[key]())
    assert refused.value.code == key
    assert refused.value.remedy
    assert "rien n’a été importé" in refused.value.safe.casefold()


def test_the_child_reads_a_good_file() -> None:
    assert read_sheets(csv_bytes(_sheet())) == book_of(csv_bytes(_sheet()))


def _outcome(content: bytes) -> str:
    """How many rows were read, or why none was."""
    try:
        return f"{len(read_sheets(content).sheets[0].rows)} rows"
    except InvalidInput as refusal:
        return refusal.code


def test_a_million_empty_rows_are_read_or_refused_in_time() -> None:
    content = ods([Sheet("x", (row("Nom"), row("fin")))], title="x", made_at=AT)
    source = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: source.read(name) for name in source.namelist()}
    empty = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    first, second, rest = parts["content.xml"].partition(b"</table:table-row>")
    for middle in (
        second + empty + rest,
        second + rest.replace(b"</table:table>", empty + b"</table:table>"),
    ):
        parts["content.xml"] = first + middle
        started = time.monotonic()
        assert _outcome(_zip(parts)) in {"2 rows", "too_large"}
        assert time.monotonic() - started < 10


def test_a_reader_that_hangs_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(InvalidInput) as refused:
        read_sheets(csv_bytes(_sheet()), seconds=0.0)
    assert refused.value.code == "too_long"
    assert time.monotonic() - started < 5


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_content(tmp_path / "absent.ods")
    assert refused.value.code == "unreadable"


@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile samples are not beside this checkout")
def test_hostile_samples_are_read_or_refused() -> None:
    samples = sorted(p for kind in ("office", "csv", "pdf") for p in (HOSTILE / kind).iterdir())[:60]
    told = set()
    for sample in samples:
        try:
            told.add(sheet_child.read(sample.read_bytes())["kind"])
        except sheet_child.Refused as refusal:
            told.add(str(refusal))
    assert {"csv", "encrypted", "old_format", "not_a_sheet", "damaged"} <= told

"""Files that mean no good, or nothing at all: refused with a sentence or read, in time, in little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from gdpr_desk.documents.spreadsheets import Sheet, ods, row, xlsx
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.model import Controller, Register
from gdpr_desk.register.reading.intake import open_file, read_incoming, understood
from gdpr_desk.register.reading.preview import Fate, preview

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"
SECONDS, MEGABYTES = 10.0, 300
AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
_ALL = """
import json, resource, sys, time
from pathlib import Path
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.reading.intake import open_file, understood

def main():
    found = []
    for path in map(Path, sys.argv[1:]):
        began = time.monotonic()
        try:
            opened = open_file(path)
            told = len(understood(opened).origins) if opened.table is None or opened.table.named else "asked"
        except InvalidInput as refusal:
            told = [refusal.code, refusal.message, refusal.safe, refusal.remedy]
        found.append([path.name, told, time.monotonic() - began])
    print(json.dumps([found, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(not SAMPLES.exists(), reason="the hostile samples are not beside this checkout")
@pytest.mark.skipif(sys.platform == "win32", reason="the memory of children is not told there")
def test_every_sample_is_read_or_refused_in_time_and_in_little_memory(tmp_path: Path) -> None:
    samples = sorted(path for kind in ("csv", "office") for path in (SAMPLES / kind).iterdir())
    assert len(samples) > 15
    script = tmp_path / "all.py"
    script.write_text(_ALL, "utf-8")
    made = subprocess.run(
        [sys.executable, str(script), *map(str, samples)], check=True, capture_output=True, timeout=200
    )
    found, megabytes = json.loads(made.stdout)
    assert len(found) == len(samples)
    for name, told, seconds in found:
        assert seconds < SECONDS, name
        if isinstance(told, list):
            code, message, safe, remedy = told
            assert code in {"encrypted", "old_format", "not_a_sheet", "damaged", "unknown_columns"}, name
            assert all((message, safe, remedy)), name
    assert megabytes < MEGABYTES
    refused = {told[0] for _, told, _ in found if isinstance(told, list)}
    assert {"encrypted", "old_format", "not_a_sheet", "damaged"} <= refused


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _bomb() -> bytes:
    return _zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(200 * 1024 * 1024)})


def _sealed_ods() -> bytes:
    manifest = b"<manifest><encryption-data/></manifest>"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return _zipped({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": b"\0"})


def _sealed_xlsx() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


def _document() -> bytes:
    return _zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


def _cut_short() -> bytes:
    rows = (row("Nom", "Finalité"), row("A", "B"))
    return xlsx([Sheet("x", rows)], title="x", made_at=AT)[:-900]


@pytest.mark.parametrize(
    ("made", "name", "code"),
    [
        (_bomb, "registre.xlsx", "bomb"),
        (_sealed_ods, "registre.ods", "encrypted"),
        (_sealed_xlsx, "registre.xlsx", "encrypted"),
        (_document, "registre.ods", "not_a_sheet"),
        (_cut_short, "registre.xlsx", "damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "registre.csv", "not_text"),
        (lambda: b"%PDF-1.7\n" + bytes(40), "registre.ods", "not_text"),
        (lambda: b"", "registre.csv", "unknown_columns"),
        (lambda: b"{" * 50_000, "registre.csv", ""),
        (lambda: b"Nom;Ville\r\n" + b"A;B;" * 5_000_000, "registre.csv", "too_large"),
    ],
)
def test_it_is_refused_with_a_sentence_that_says_what_to_do(
    made: Callable[[], bytes], name: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    began = time.monotonic()
    with pytest.raises(InvalidInput) as refused:
        read_incoming(path)
    assert time.monotonic() - began < SECONDS
    assert refused.value.code == code or not code
    assert refused.value.safe
    assert refused.value.remedy


def test_a_formula_is_what_it_last_gave_never_run(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Nom", "Finalité"])
    page.append(["Ventes", '=HYPERLINK("http://127.0.0.1:9/","x")'])
    page.append(['=WEBSERVICE("http://127.0.0.1:9/")', "B"])
    path = tmp_path / "registre.xlsx"
    book.save(path)
    found = understood(open_file(path))
    assert [a.name for a in found.register.activities] == ["Ventes", ""]  # nothing was ever calculated
    assert [fault.where for fault in found.faults] == ["ligne 3"]


def test_a_cell_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "registre.csv"
    path.write_text('Nom;Finalité\r\n"=1+1";"@SUM(A1)"\r\n', "utf-8")
    (activity,) = read_incoming(path).register.activities
    assert (activity.name, activity.purposes[0].name) == ("=1+1", "@SUM(A1)")


def test_rows_without_end_are_read_or_refused(tmp_path: Path) -> None:
    rows = (row("Nom", "Finalité"), row("A", "B"))
    with zipfile.ZipFile(io.BytesIO(ods([Sheet("x", rows)], title="x", made_at=AT))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    empty = b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    far = empty + b'<table:table-row><table:table-cell office:value-type="string"><text:p>Z</text:p>'
    far += b"</table:table-cell></table:table-row>"
    for tail, taken in ((empty, True), (far, False)):
        body = parts["content.xml"].replace(b"</table:table>", tail + b"</table:table>", 1)
        path = tmp_path / "registre.ods"
        path.write_bytes(_zipped({**parts, "content.xml": body}))
        began = time.monotonic()
        if taken:
            assert [a.name for a in read_incoming(path).register.activities] == ["A"]
        else:
            with pytest.raises(InvalidInput) as refused:
                read_incoming(path)
            assert refused.value.code == "too_large"
        assert time.monotonic() - began < SECONDS


def test_a_fault_in_one_file_leaves_the_next_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "registre.csv"
    path.write_bytes(_bomb())
    with pytest.raises(InvalidInput):
        open_file(path)
    path.write_text("Nom;Finalité\r\nA;B\r\n", "utf-8")
    incoming = understood(open_file(path))

    assert [line.fate for line in preview(incoming, Register(Controller(""))).lines] == [Fate.NEW]

"""The recovery sheet: everything needed to open the vault again, on one page."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import page
import pikepdf
import pypdf
import pypdfium2
import segno

from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf

GROUPS = ("K7QXM", "2RT9W", "PAHC4", "ZN6JE", "VD3YB", "8LFGU", "5SXKT")
SECRET = "-".join(GROUPS)


def make() -> bytes:
    return recovery_sheet_pdf("Mon coffre", GROUPS, SECRET, date(2026, 11, 23))


def test_one_page_with_the_groups_in_order() -> None:
    reader = pypdf.PdfReader(io.BytesIO(make()))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    places = [text.index(group) for group in GROUPS]
    assert places == sorted(places)
    assert "Mon coffre" in text
    assert "23 novembre 2026" in text


def test_accepted_and_reproducible(tmp_path: Path) -> None:
    file = tmp_path / "secours.pdf"
    file.write_bytes(make())
    for profile in ("ua1", "2a"):
        verdict = page.validate_pdf(str(file), profile=profile)
        assert verdict.is_compliant, verdict.failures
    assert make() == make()


def test_the_drawn_code_is_the_code_of_the_secret() -> None:
    """The page as pixels, sampled at the middle of each module, against segno's own matrix."""
    matrix = segno.make(SECRET, error="m", micro=False).matrix
    content = make()
    scale = 6
    picture = pypdfium2.PdfDocument(content)[0].render(scale=scale).to_pil().convert("L")
    left, _bottom, right, top = _figure_box(content)
    module = (right - left) / len(matrix)
    for row, line in enumerate(matrix):
        for column, wanted in enumerate(line):
            x = (left + (column + 0.5) * module) * scale
            y = picture.height - (top - (row + 0.5) * module) * scale
            assert (picture.getpixel((int(x), int(y))) < 128) == bool(wanted), (row, column)


def _figure_box(content: bytes) -> tuple[float, ...]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        waiting = list(pdf.Root.StructTreeRoot.K)
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Dictionary) and node.get("/S") == "/Figure":
                assert "QR" in str(node.Alt)
                return tuple(float(number) for number in node.A.BBox)
            if isinstance(node, pikepdf.Dictionary) and "/K" in node:
                waiting += list(node.K)
    raise AssertionError("no figure is tagged")


def test_no_picture_is_embedded() -> None:
    assert not pypdf.PdfReader(io.BytesIO(make())).pages[0].images

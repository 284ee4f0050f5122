"""Papers of this house: tagged, archivable, reproducible, readable by others."""

from __future__ import annotations

import io
import shutil
import subprocess
import zlib
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest

from gdpr_desk.documents import fonts, sheet
from gdpr_desk.documents.finish import finish
from gdpr_desk.documents.paper import A3_LANDSCAPE, Furniture, Paper
from gdpr_desk.documents.readback import PaperDiffers, missing_values, require_values
from gdpr_desk.documents.structure import Element, Metadata
from gdpr_desk.documents.table import Column, TableRow, table

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
HARD = "R&D <é> Œuvre & <b>gras</b> l'été 😀 αβγ"


def make(*, demo: bool = False, value: str = HARD) -> bytes:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1", demo))
    first, second = Element("Sect"), Element("Sect")
    paper.root.children += [first, second]
    paper.begin(first, "Sommaire")
    sheet.head(paper, first, kicker="", title="Sommaire", subtitle="", facts=(), level=1)
    columns = (Column("Fiche", 3, "link"), Column("Page", 1, "page"))
    table(paper, first, columns, [TableRow(("La fiche", ""), second)])
    paper.begin(second, "La fiche", running="La fiche")
    facts = (("Créée le", "1er mars 2026"),)
    sheet.head(paper, second, kicker="Fiche 1", title=value[:60], subtitle="", facts=facts, level=2)
    part = sheet.Section("1", "Nom et but", "finalités", (sheet.Row("But", (value,)),))
    sheet.sections(paper, second, [part], level=3, signed=True)
    sheet.visa(paper, second, "Visa", "Empreinte")
    return paper.finish("Essai", AT, "Atelier Lumen")


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("value", [HARD, "שלום עולם 123 مرحبا", "mot " * 2500, "\x07漢"])
def test_an_independent_checker_accepts_it(tmp_path: Path, profile: str, value: str) -> None:
    file = tmp_path / "papier.pdf"
    file.write_bytes(make(demo=True, value=value))
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures


def test_the_checker_can_say_no(tmp_path: Path) -> None:
    file = tmp_path / "papier.pdf"
    with pikepdf.open(io.BytesIO(make())) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(file)
    assert not page.validate_pdf(str(file), profile="ua1").is_compliant


def test_same_input_same_bytes() -> None:
    assert make() == make()
    assert make() != make(value="autre")


def test_it_says_its_title_its_language_and_its_pages() -> None:
    reader = pypdf.PdfReader(io.BytesIO(make()))
    assert reader.metadata is not None
    assert reader.metadata.title == "Essai"
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert [item.title for item in reader.outline] == ["Sommaire", "La fiche"]
    assert [reader.get_destination_page_number(item) for item in reader.outline] == [0, 1]
    first, second = (sheet_of.extract_text() for sheet_of in reader.pages)
    assert "Page 1 / 2" in first
    assert "Page 2 / 2" in second


def test_headings_tables_and_links_are_tagged() -> None:
    with pikepdf.open(io.BytesIO(make())) as pdf:
        tags = [str(node.S) for node in _nodes(pdf.Root.StructTreeRoot)]
        for tag in ("/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Link"):
            assert tag in tags
        link = pdf.pages[0].Annots[0]
        assert link.Dest[0].objgen == pdf.pages[1].obj.objgen
        assert str(link.Contents) == "La fiche"


def _nodes(node: pikepdf.Object) -> list[pikepdf.Object]:
    found = []
    for child in node.K:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *_nodes(child)]
    return found


def test_a_screen_reader_gets_right_to_left_text_as_typed() -> None:
    typed = "Client : שלום עולם"
    with pikepdf.open(io.BytesIO(make(value=typed))) as pdf:
        spoken = [str(n.ActualText) for n in _nodes(pdf.Root.StructTreeRoot) if "/ActualText" in n]
    assert typed in spoken


def test_example_is_behind_every_page_of_a_demonstration() -> None:
    for text in (sheet_of.extract_text() for sheet_of in pypdf.PdfReader(io.BytesIO(make(demo=True))).pages):
        assert "EXEMPLE" in text
    assert "EXEMPLE" not in pypdf.PdfReader(io.BytesIO(make())).pages[0].extract_text()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_another_reader_finds_the_typed_value(tmp_path: Path) -> None:
    file = tmp_path / "papier.pdf"
    file.write_bytes(make(demo=True))
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout.decode()
    assert "".join(HARD.split()) in "".join(text.split())
    assert "EXEMPLE" in text


def test_a_value_over_many_pages_is_whole() -> None:
    value = " ".join(f"mot{number}" for number in range(1600))
    content = make(value=value)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 3
    assert missing_values(content, [value]) == []
    assert missing_values(content, [value.replace("mot800", "mot8OO")]) != []


@pytest.mark.parametrize("value", [HARD, "שלום עולם 123", "مرحبا بالعالم", "a\x07b", "x\r\ny  z"])
def test_read_back_finds_what_was_typed_and_misses_what_was_not(value: str) -> None:
    content = make(value=value)
    assert missing_values(content, [value, "Nom et but"]) == []
    assert missing_values(content, ["jamais écrit", "שלומות"]) == ["jamais écrit", "שלומות"]


def test_a_paper_that_differs_is_refused_without_quoting_it() -> None:
    with pytest.raises(PaperDiffers) as refused:
        require_values(make(), [HARD, "secret perdu"])
    assert "1 des 2" in refused.value.message
    assert "secret" not in str(refused.value)


def test_fonts_are_embedded() -> None:
    with pikepdf.open(io.BytesIO(make())) as pdf:
        for font in pdf.pages[1].Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font
    assert fonts.REGULAR.startswith("Inter")


def test_no_stream_ends_with_a_carriage_return() -> None:
    """Checkers that count back from `endstream` would take it for the end of the line."""
    lines = (f"q Q % {'y' * n}\n".encode() for n in range(256))
    drawing = next(line for line in lines if zlib.adler32(line) & 0xFF == ord("\r"))
    drawn = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page().Contents = pdf.make_stream(drawing)
        pdf.save(drawn, compress_streams=True)
    assert b"\r\nendstream" in drawn.getvalue()
    finished = finish(drawn.getvalue(), Element("Document"), (), Metadata("Essai", "Atelier Lumen", AT))
    assert b"\r\nendstream" not in finished
    with pikepdf.open(io.BytesIO(finished)) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == drawing + b"\n"


def test_chapters_can_stand_below_others_in_the_bookmarks() -> None:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"))
    for depth, title in enumerate(("Partie", "Fiche", "Détail")):
        paper.depth = depth
        _chapter(paper, title)
    paper.depth = 0
    _chapter(paper, "Autre partie")
    reader = pypdf.PdfReader(io.BytesIO(paper.finish("Essai", AT, "Atelier Lumen")))

    def titles(items: list[object]) -> list[object]:
        return [titles(item) if isinstance(item, list) else item.title for item in items]  # type: ignore[attr-defined]

    assert titles(reader.outline) == ["Partie", ["Fiche", ["Détail"]], "Autre partie"]


def _chapter(paper: Paper, title: str) -> None:
    element = paper.root.add("Sect")
    paper.begin(element, title)
    paper.paragraph(title, sheet.VALUE, element.add("P"))


def test_an_a3_page_has_the_margins_of_a4_on_its_own_size() -> None:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"), A3_LANDSCAPE)
    _chapter(paper, "Affiche")
    paper.rule(paper.y)
    [page_of] = pypdf.PdfReader(io.BytesIO(paper.finish("Essai", AT, "Atelier Lumen"))).pages
    millimetres = [round(float(side) / 72 * 25.4) for side in page_of.mediabox[2:]]
    assert millimetres == [420, 297]
    assert round((A3_LANDSCAPE.width - A3_LANDSCAPE.right) / 72 * 25.4) == 20


def test_a_table_a_little_too_long_for_its_page_is_set_closer() -> None:
    def pages(rows: int) -> int:
        paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"))
        element = paper.root.add("Sect")
        paper.begin(element, "Annexe")
        table(paper, element, (Column("Mesure", 1),), [TableRow((f"Mesure {n}",)) for n in range(rows)])
        return paper.pages

    at_ease = next(count for count in range(20, 60) if pages(count + 1) > 1)
    # With 10 points of white each row takes 22.2 of 702: 31 rows would be all.
    assert 32 <= at_ease <= 37


def test_what_a_value_rests_on_stands_below_it_in_smaller_type() -> None:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"))
    element = paper.root.add("Sect")
    paper.begin(element, "Fiche")
    row = sheet.Row("Durée", ("Trois ans.", sheet.Aside("Source : usage.")))
    sheet.sections(paper, element, [sheet.Section("7", "Durée", "", (row,))], level=2)
    sizes: dict[str, float] = {}

    def note(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        sizes[text.strip()] = size

    reader = pypdf.PdfReader(io.BytesIO(paper.finish("Essai", AT, "Atelier Lumen")))
    reader.pages[0].extract_text(visitor_text=note)
    assert sizes["Source : usage."] < sizes["Trois ans."]

"""One chart, two painters: paper and screen show the same, and nothing is said by colour alone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.documents import fonts
from gdpr_desk.documents.chart_paper import COLOURS, draw_chart, put_chart
from gdpr_desk.documents.charts import (
    Box,
    Chart,
    Dot,
    Hatching,
    Picture,
    Plate,
    Ribbon,
    Rule,
    Words,
    fitted,
    lines_of,
    text_width,
)
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.chart_view import paint_chart
from gdpr_desk.qtkit.tokens import LIGHT

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
EVERYTHING = Chart(
    260,
    120,
    (
        Ribbon(70, 20, 190, 90, 9, "hair2", opacity=0.55),
        Ribbon(70, 30, 190, 30, 1.5, "urgent", dashed=True),
        Box(4, 8, 66, 28, "raised", "hair2", 6, key="a", sentence="Clients"),
        Words(14, 26, "Clients", "title"),
        Box(190, 76, 66, 28, "accent", "accent", 6, key="b", sentence="Chat"),
        Words(250, 94, "5 types", "caption_title", "on_accent", "end"),
        Plate(196, 20, 21, 15, "US", "late_bg", "late_text"),
        Hatching(4, 60, 90, 12, "raised", "field"),
        Rule(4, 80, 120, 80, "hair2"),
        Rule(60, 84, 60, 116, "accent", 1.5),
        Dot(20, 100, 4, "accent"),
        Picture(90, 84, 15, "store", "text2"),
        Words(130, 114, "aujourd'hui", "head", "accent", "middle"),
    ),
    "Clients : une case de chaque sorte.",
)


def on_paper(chart: Chart, scale: float) -> Image.Image:
    """The chart through ReportLab and PDFium."""
    buffer = io.BytesIO()
    fonts.face(fonts.REGULAR)
    canvas = Canvas(buffer, pagesize=(chart.width, chart.height), initialFontName=fonts.REGULAR)
    draw_chart(canvas, chart, 0, chart.height, 1.0)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(buffer.getvalue())
    try:
        return document[0].render(scale=scale).to_pil().convert("L")
    finally:
        document.close()


def on_screen(chart: Chart, scale: float) -> Image.Image:
    """The chart through QPainter."""
    image = QImage(round(chart.width * scale), round(chart.height * scale), QImage.Format.Format_RGB32)
    image.fill(LIGHT.sheet)
    painter = QPainter(image)
    paint_chart(painter, chart, LIGHT, scale)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data())).convert("L")


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The largest difference (0 to 255) anywhere once strokes thinner than a few pixels are blurred."""
    blur = ImageFilter.GaussianBlur(3)
    size = (min(one.width, other.width), min(one.height, other.height))
    box = (0, 0, *size)
    difference = ImageChops.difference(one.crop(box).filter(blur), other.crop(box).filter(blur))
    return float(ImageStat.Stat(difference).extrema[0][1])


TOLERANCE = 30
FAINT = frozenset({2, 8})
"""A box and a line hardly darker than the sheet: less than what two ways of smoothing differ by."""


def test_screen_and_paper_are_alike(qapp: QApplication) -> None:
    theme.install(qapp, "light", 100)
    assert unlike(on_paper(EVERYTHING, 2), on_screen(EVERYTHING, 2)) < TOLERANCE


@pytest.mark.parametrize("missing", sorted(set(range(len(EVERYTHING.primitives))) - FAINT))
def test_the_comparison_notices_what_is_missing(qapp: QApplication, missing: int) -> None:
    theme.install(qapp, "light", 100)
    kept = tuple(p for n, p in enumerate(EVERYTHING.primitives) if n != missing)
    assert unlike(on_paper(EVERYTHING, 2), on_screen(replace(EVERYTHING, primitives=kept), 2)) > TOLERANCE


def test_paper_has_the_colours_of_the_light_screen() -> None:
    assert {name: LIGHT.color(name).name().upper() for name in COLOURS} == dict(COLOURS)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_a_chart_on_paper_is_a_described_figure(tmp_path: Path, profile: str) -> None:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"))
    element = paper.root.add("Sect")
    paper.begin(element, "Carte")
    start = paper.y
    put_chart(paper, element, EVERYTHING, 0.8)
    assert start - paper.y == pytest.approx(EVERYTHING.height * 0.8)
    content = paper.finish("Essai", AT, "Atelier Lumen")
    file = tmp_path / "carte.pdf"
    file.write_bytes(content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures
    with pikepdf.open(file) as pdf:
        told = [str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert told == [EVERYTHING.sentence]


def test_a_text_that_fits_is_left_alone() -> None:
    assert fitted("Chat du site", "title", 200) == "Chat du site"
    assert fitted("Deux\nlignes", "title", 200) == "Deux lignes"


@pytest.mark.parametrize(
    "text", ["Clients professionnels et leurs interlocuteurs", "שלום לקוח יקר מאוד", "👩‍🔧" * 12]
)
@pytest.mark.parametrize("room", [0, 5, 20, 60, 90])
def test_a_long_text_is_cut_to_its_room(text: str, room: float) -> None:
    shown = fitted(text, "title", room)
    assert shown.endswith("…")
    assert text.startswith(shown[:-1])
    assert len(shown) == 1 or text_width(shown, "title") <= room


def test_a_cut_never_falls_within_a_sign() -> None:
    mechanic = "👩\u200d🔧"
    for room in range(0, 160, 3):
        shown = fitted(mechanic * 8, "title", room)[:-1]
        assert shown == mechanic * (len(shown) // len(mechanic))
        accent = fitted("e\u0301" * 40, "title", room)[:-1]
        assert len(accent) % 2 == 0


def test_two_lines_hold_what_one_cannot() -> None:
    told = list(lines_of("Gestion des achats et comptabilité", "title", "caption_title", 110, 27))
    assert [line for _, line, _ in told] == ["Gestion des achats et", "comptabilité"]
    assert told[0][0] < told[1][0]
    assert len(list(lines_of("Gestion des achats et comptabilité", "title", "caption_title", 110, 18))) == 1


def test_a_tall_box_holds_three_lines_before_a_name_is_cut() -> None:
    name = "Clients professionnels et leurs interlocuteurs"
    told = list(lines_of(name, "title", "caption_title", 94, 36))
    assert " ".join(line for _, line, _ in told) == name
    assert len(told) == 3
    distances = [below for below, _, _ in told]
    assert distances == sorted(distances)


def test_hatching_stays_within_its_rectangle() -> None:
    hatching = Hatching(10, 20, 31, 12, "raised", "field")
    lines = list(hatching.lines())
    assert len(lines) > 5
    for x1, y1, x2, y2 in lines:
        assert 10 <= x1 < x2 <= 41
        assert 20 <= y2 < y1 <= 32

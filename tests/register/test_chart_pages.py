"""Map and timeline on paper: complete, described for who cannot see them, within the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest
from flow_registers import activity, large, register

from gdpr_desk.documents.paper import BOTTOM, LEFT, RIGHT, TOP, Furniture, Paper
from gdpr_desk.documents.readback import read_pages
from gdpr_desk.documents.structure import Element
from gdpr_desk.register.model import ActivityStatus, Register, RetentionKind, RetentionRule
from gdpr_desk.register.paper.chart_pages import put_flow_map, put_timeline
from gdpr_desk.register.report import register_pdf

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
HARD = "שלום לקוח 🛠 & <b>l'été</b> d'une activité interminable que rien ne contient"


def kept(made: Register) -> Register:
    """The register with durations."""
    rules = (RetentionRule("Fiches", "last_contact", "P3Y"), RetentionRule("Événement", "withdrawn"))
    rules = (rules[0], replace(rules[1], kind=RetentionKind.CRITERIA))
    return replace(made, activities=tuple(replace(a, retention=rules) for a in made.activities))


def figures(element: Element) -> list[Element]:
    found = [element] if element.tag == "Figure" else []
    return found + [f for c in element.children if isinstance(c, Element) for f in figures(c)]


def made(held: Register) -> tuple[Paper, bytes]:
    paper = Paper(Furniture("Atelier Lumen", "Essai", "Version 1"))
    for put in (put_flow_map, put_timeline):
        element = paper.root.add("Sect")
        paper.begin(element, put.__name__, running="Carte")
        put(paper, element, held)
    return paper, paper.finish("Essai", AT, "Atelier Lumen")


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize(
    "held", [register(), kept(register(activity())), kept(large(30, 45, HARD))], ids=["empty", "one", "hard"]
)
def test_an_independent_checker_accepts_the_pictures(tmp_path: Path, profile: str, held: Register) -> None:
    file = tmp_path / "images.pdf"
    file.write_bytes(made(held)[1])
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures


def test_every_activity_is_described_in_full() -> None:
    held = kept(large(30, 45, HARD))
    with pikepdf.open(io.BytesIO(made(held)[1])) as pdf:
        objects = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        told = " ".join(str(o.Alt) for o in objects if "/Alt" in o)
    for one in held.activities:
        assert f"{one.name} : 3 chemins" in told
        assert f"Fiches, {one.name}" in told
        assert f"Événement, {one.name}" in told


@pytest.mark.parametrize(("activities", "parties"), [(1, 1), (16, 20), (100, 60)])
def test_no_picture_leaves_the_page(activities: int, parties: int) -> None:
    paper, _ = made(kept(large(activities, parties)))
    for figure in figures(paper.root):
        assert figure.box is not None
        left, bottom, right, top = figure.box
        assert left >= LEFT - 0.1
        assert right <= RIGHT + 0.1
        assert bottom >= BOTTOM - 0.1
        assert top <= TOP + 0.1
        assert figure.alt


def test_the_sentence_below_the_map_can_be_read() -> None:
    text = " ".join(" ".join(read_pages(made(register(activity()))[1])).split())
    assert "Hors UE sans garantie : TchatPlus Inc." in text.replace("’", "'")
    assert "Aucune durée n'est encore définie." in text.replace("’", "'")


def test_same_register_same_bytes() -> None:
    assert made(large(16, 20))[1] == made(large(16, 20))[1]


def bookmarks(content: bytes) -> list[str]:
    return [item.title for item in pypdf.PdfReader(io.BytesIO(content)).outline]


def test_the_register_holds_both_pictures_after_its_summary() -> None:
    held = kept(register(activity(), activity("T-12", "Livraison")))
    content = register_pdf(held, produced_at=AT, version="3").content
    assert bookmarks(content)[:4] == ["Couverture", "Sommaire", "Carte des flux", "Frise de conservation"]
    sheet = register_pdf(held, produced_at=AT, version="3", activity="T-12").content
    assert "Carte des flux" not in bookmarks(sheet)


def test_a_register_with_nothing_in_use_has_no_pictures() -> None:
    for held in (register(), register(activity(status=ActivityStatus.ARCHIVED))):
        content = register_pdf(held, produced_at=AT, version="3").content
        assert bookmarks(content)[:2] == ["Couverture", "Sommaire"]
        assert "Carte des flux" not in bookmarks(content)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_whole_register_with_its_pictures_is_accepted(tmp_path: Path, profile: str) -> None:
    file = tmp_path / "registre.pdf"
    file.write_bytes(register_pdf(kept(large(30, 45, HARD)), produced_at=AT, version="3", demo=True).content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures

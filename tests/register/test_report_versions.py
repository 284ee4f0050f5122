"""The two named versions of the printed register, its reading order, its word spaces, its place to sign."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import page
import pypdf
import pypdfium2
import pytest

from gdpr_desk.parties.model import Contract, Party, PartyContact
from gdpr_desk.register.cnil_layout import COMPLETE, STRICT
from gdpr_desk.register.model import (
    ActivityStatus,
    Controller,
    DataSubjects,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.paper.article_30 import LEFT_OUT, article_30
from gdpr_desk.register.paper.chart_pages import POSTER, poster_pdf
from gdpr_desk.register.report import register_pdf

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
LONG = "Cette phrase compte assez de mots pour tenir sur plusieurs lignes du papier, et chacun reste seul."
KEPT = ("gardé-but", "gardé-détail", "gardé-interne", "gardé-objet", "gardé-exception", "gardé-document")
LEFT = ("parti-intérêt", "parti-pesée", "parti-logiciel", "parti-source", "parti-note", "parti-contact")

poppler = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is not installed")


def register() -> Register:
    """Every text says whether Article 30 asks for it: the truth does not come from the code."""
    activity = ProcessingActivity(
        "T-01",
        "Vidéosurveillance",
        status=ActivityStatus.ACTIVE,
        created_on=date(2026, 2, 3),
        purposes=(Purpose(KEPT[0], LawfulBasis.LEGITIMATE_INTERESTS, LEFT[0], LEFT[1]),),
        data_subjects=(DataSubjects("customers", 40),),
        data=(PersonalData("video_images", KEPT[1], source="observed", mandatory=True),),
        collection_channels=("camera",),
        informed_by=("cctv_sign",),
        systems=(LEFT[2],),
        paper=True,
        recipients=(Recipient(internal=KEPT[2]), Recipient(party="p")),
        transfers=(Transfer("US", "p", Safeguard.SCC, KEPT[5]),),
        retention=(RetentionRule(KEPT[3], "recorded", "P1M", exception=KEPT[4], source=LEFT[3]),),
        security_measures=("access_control",),
        automated_decisions=True,
        dpia=DpiaScreening(("scoring",), True),
        note=LEFT[4],
    )
    party = Party("p", "Standard Exemple", country="US", contact=PartyContact(LEFT[5]))
    party = replace(party, contract=Contract(date(2026, 3, 1)))
    return Register(Controller("Atelier Lumen"), (party,), (activity,))


def printed(value: Register, **options: object) -> bytes:
    return register_pdf(value, produced_at=AT, version="12", **options).content  # type: ignore[arg-type]


def pages(content: bytes) -> list[str]:
    """As pypdf reads them, with one space between words; typographic apostrophes made plain."""
    found = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages]
    return [" ".join(text.split()).replace("’", "'") for text in found]


def plain(text: str) -> str:
    return text.replace("’", "'")


def test_the_strict_paper_says_on_its_first_page_what_it_leaves_out() -> None:
    content = printed(register(), strict=True)
    assert plain(STRICT) in pages(content)[0]
    assert plain(LEFT_OUT) in pages(content)[0]
    assert "les bases légales" in LEFT_OUT
    document = register_pdf(register(), produced_at=AT, version="12", strict=True)
    assert document.left_out == LEFT_OUT


def test_the_complete_paper_is_named_too() -> None:
    document = register_pdf(register(), produced_at=AT, version="12")
    assert plain(COMPLETE) in pages(document.content)[0]
    assert document.left_out == ""
    assert "stricte" not in " ".join(pages(document.content))


def test_strict_holds_what_article_30_asks_and_nothing_more() -> None:
    strict, complete = (" ".join(pages(printed(register(), strict=s))) for s in (True, False))
    told = strict.split("Sommaire", 1)[1]
    for word in KEPT:
        assert word in told
        assert word in complete
    for word in LEFT:
        assert word not in told
        assert word in complete
    for ours in (
        "Intérêt légitime",
        "Pourquoi c'est permis",
        "environ 40",
        "Affichette",
        "art. 35",
        "art. 22",
    ):
        assert ours not in told, ours
    for asked in (
        "Clients",
        "États-Unis",
        "clauses contractuelles types",
        "1 mois",
        "Droits d'accès",
        "Standard",
    ):
        assert asked in told, asked


def test_every_page_of_the_strict_paper_bears_its_name() -> None:
    assert all("version stricte" in text for text in pages(printed(register(), strict=True)))


def test_one_strict_sheet_says_it_as_well() -> None:
    [only] = pages(printed(register(), strict=True, activity="T-01"))
    assert plain(LEFT_OUT) in only
    assert LEFT[0] not in only


def test_a_section_has_the_same_number_in_both_versions() -> None:
    def numbers(content: bytes) -> list[str]:
        [text] = pages(content)
        return re.findall(
            r"(\d) (?:Nom et but|Pourquoi|Personnes|Données|Qui les voit|Hors|Combien|Sécurité)", text
        )

    assert numbers(printed(register(), activity="T-01")) == list("12345678")
    assert numbers(printed(register(), activity="T-01", strict=True)) == list("1345678")


def test_both_versions_have_the_fingerprint_of_the_register() -> None:
    def fingerprint(content: bytes) -> str:
        return " ".join(pages(content)).split("Code de contrôle de cette version : ")[1][:19]

    assert fingerprint(printed(register())) == fingerprint(printed(register(), strict=True))


def test_the_strict_register_is_a_fixed_point() -> None:
    once = article_30(register())
    assert article_30(once) == once
    assert once != register()


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_readers_and_archives_can_use_strict_and_poster(tmp_path: Path, profile: str) -> None:
    papers = {"strict": printed(register(), strict=True, demo=True), "poster": poster()}
    for name, content in papers.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        verdict = page.validate_pdf(str(file), profile=profile)
        assert verdict.is_compliant, (name, verdict.failures)


# --- the poster ----------------------------------------------------------------------------------


def poster(value: Register | None = None) -> bytes:
    return poster_pdf(value or register(), produced_at=AT, version="12", demo=True)


def test_the_poster_is_one_a3_sheet_that_says_everything_once() -> None:
    reader = pypdf.PdfReader(io.BytesIO(poster()))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (420, 297)
    [text] = pages(poster())
    for wanted in (plain(POSTER), "Atelier Lumen", "Vidéosurveillance", "Standard Exemple", "EXEMPLE"):
        assert wanted in text, wanted


def test_the_sign_of_an_example_poster_is_not_behind_the_map() -> None:
    """Dark spots in the left margin, half-way up: there is nothing else there."""

    def margin(content: bytes) -> int:
        image = pypdfium2.PdfDocument(content)[0].render(scale=0.5, grayscale=True).to_pil()
        strip = image.crop((4, image.height // 3, 26, image.height * 2 // 3))
        return int(strip.getextrema()[0])

    assert margin(poster()) < 240
    assert margin(poster_pdf(register(), produced_at=AT, version="12")) == 255


@pytest.mark.parametrize("count", [1, 16, 40])
def test_no_name_on_the_poster_is_cut(count: int) -> None:
    from flow_registers import large

    name = "Gestion des achats et comptabilité"
    held = large(count, 12)
    held = replace(held, activities=tuple(replace(a, name=f"{name} {a.reference}") for a in held.activities))
    text = " ".join(pages(poster(held)))
    assert all(f"{name} {a.reference}" in text for a in held.activities)
    assert "…" not in text


# --- reading order, word spaces, signature -------------------------------------------------------


def by_tags(content: bytes) -> str:
    """What a screen reader reads: Poppler walks the tag tree, knowing nothing of our layout."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "papier.pdf"
        file.write_bytes(content)
        done = subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, check=True)
    words = re.findall(r'^\s+"(.*)"$', done.stdout.decode(), re.MULTILINE)
    return " ".join(" ".join(words).split()).replace("’", "'")


def by_content(content: bytes) -> str:
    return " ".join(pages(content))


READERS = [pytest.param(by_tags, marks=poppler), by_content]


@pytest.mark.parametrize("read", READERS)
def test_a_sheet_is_read_in_the_order_of_its_sections(read: Callable[[bytes], str]) -> None:
    text = read(printed(register(), activity="T-01"))
    order = (
        "Vidéosurveillance",
        "Créée le",
        "Nom et but",
        "But principal",
        KEPT[0],
        "Pourquoi c'est permis",
        "Raison",
        "Intérêt légitime",
        "Personnes",
        "Données",
        KEPT[1],
        "Qui les voit",
        KEPT[2],
        "Hors UE",
        "Combien de temps",
        "Sécurité",
        "Visa du responsable de traitement",
        "Date et signature",
        "Code de contrôle de cette version",
    )
    at = 0
    for wanted in order:
        found = text.find(wanted, at)
        assert found >= 0, f"{wanted!r} comes too early or not at all"
        at = found + len(wanted)


@pytest.mark.parametrize("read", READERS)
def test_words_at_a_line_end_are_not_glued(read: Callable[[bytes], str]) -> None:
    activity = replace(register().activities[0], note=LONG, purposes=(Purpose(LONG, LawfulBasis.CONSENT),))
    text = read(printed(replace(register(), activities=(activity,)), activity="T-01"))
    assert text.count(LONG) == 3  # under the title, as the purpose, as the note


@pytest.mark.parametrize("strict", [True, False])
def test_cover_and_sheets_have_a_place_to_sign(strict: bool) -> None:
    told = pages(printed(register(), strict=strict))
    signed = [text for text in told if "Date et signature" in text]
    assert told[0] in signed
    assert len(signed) == 1 + len(register().activities)
    assert [number for number, text in enumerate(told) if "Code de contrôle" in text] == [0]


@poppler
def test_the_order_test_can_fail() -> None:
    """A reader of the tags sees another order where the sections stand in another order."""
    text = by_tags(printed(register(), activity="T-01"))
    assert text.find("Sécurité") > text.find("Nom et but") > 0
    assert text.find("jamais imprimé") < 0

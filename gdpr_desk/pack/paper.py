"""The one PDF of the pack: cover with contents and annexes, then the chosen parts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.pack.model import Material, PackFile, PackPart
from gdpr_desk.register.paper.cover import cover_sections
from gdpr_desk.register.report import edition, fingerprint, typed_texts

TITLE = "Dossier de contrôle"
PDF_NAME = "dossier-de-controle.pdf"


@dataclass(frozen=True)
class Placed:
    """A part with its annexes, and where it starts on the paper."""

    part: PackPart
    annexes: tuple[PackFile, ...]
    start: Element


@dataclass(frozen=True)
class PackPaper:
    """The PDF and its page count."""

    content: bytes
    pages: int


def pack_pdf(
    material: Material,
    parts: Sequence[tuple[PackPart, Sequence[PackFile]]],
    *,
    demo: bool = False,
) -> PackPaper:
    """The parts, each with its annexes, as one tagged, bookmarked PDF; same material, same bytes.

    Raises `PaperDiffers` when a typed value cannot be read back from the paper.
    """
    shop = material.register.controller
    written = edition(material.version, material.at)
    paper = Paper(Furniture(shop.name, TITLE, f"{TITLE} · registre, version {written}", demo))
    placed = [Placed(part, tuple(annexes), Element("Sect")) for part, annexes in parts]
    _cover(paper, material, placed)
    for each in placed:
        paper.depth = 0
        each.part.put(paper, each.start, material)
    name = fonts.visible(shop.name)
    content = paper.finish(f"{TITLE} · {name}", material.at, name)
    values = typed_texts([shop], {})
    for part, _annexes in parts:
        values += part.values(material)
    readback.require_values(content, list(dict.fromkeys(values)))
    return PackPaper(content, paper.pages)


def _cover(paper: Paper, material: Material, parts: Sequence[Placed]) -> None:
    """Whose it is, of when, what it holds, and a place to sign."""
    element = paper.root.add("Sect")
    paper.begin(element, "Couverture")
    sheet.cover(
        paper,
        element,
        kicker="À présenter sur demande · art. 5, § 2 et 30, § 4 du RGPD",
        title=TITLE,
        lines=(
            material.register.controller.name,
            f"Établi le {edition(material.version, material.at).partition(' du ')[2]}",
        ),
    )
    shop, contact, _register = cover_sections(material.register)
    sheet.sections(paper, element, (shop, contact), level=2)
    _contents(paper, element, parts)
    for name, digest in digests([file for each in parts for file in each.annexes]).items():
        paper.paragraph(f"{name} · SHA-256 {digest}", sheet.SMALL, element.add("P"))
    paper.y -= 8
    note = f"Code de contrôle du registre, version {material.version} : {fingerprint(material.register)}."
    sheet.visa(paper, element, "Visa du responsable de traitement", note)


def _contents(paper: Paper, element: Element, parts: Sequence[Placed]) -> None:
    paper.y -= 20
    paper.paragraph("Contenu", sheet.SECTION, element.add("H2"))
    paper.y -= 2
    rows = [TableRow((p.part.title, ", ".join(file.name for file in p.annexes), ""), p.start) for p in parts]
    columns = (Column("Partie", 60, "link"), Column("Fichier joint", 33), Column("Page", 7, "page"))
    table(paper, element, columns, rows)
    paper.y -= 8


def digests(files: Sequence[PackFile]) -> Mapping[str, str]:
    """SHA-256 of each file by its name, in hexadecimal digits."""
    return {file.name: hashlib.sha256(file.content).hexdigest() for file in files}

"""A letter on paper: one tagged PDF (PDF/UA-1, PDF/A-2a), the same bytes for the same letter, read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, letterhead, readback, sheet
from gdpr_desk.documents.letterhead import LOOKS, LetterLook, LetterPaper
from gdpr_desk.documents.paper import TOP, Furniture
from gdpr_desk.documents.typography import NO_BREAK
from gdpr_desk.periods.words import MONTHS
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.register.sender import Sender
from gdpr_desk.requests.letters.model import AnnexSheet, Letter
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.wording import (
    ANNEX_SOURCE,
    ANNEX_TITLE,
    BY_EMAIL,
    DRAFT,
    ENCLOSED,
    REMEDIES_TITLE,
    UNREAD,
)

_LOOKS = LOOKS[:2]
"""Type no smaller than ten points."""
_YEAR = re.compile(rf"(?<!\w)({'|'.join(MONTHS)}) (?=\d{{4}}(?!\w))")


@dataclass(frozen=True)
class LetterPdf:
    """The PDF, its page count, the name it is to be saved under; `replaced`: characters no font holds."""

    content: bytes
    pages: int
    name: str
    replaced: tuple[str, ...] = ()


def letter_pdf(letter: Letter, *, demo: bool = False) -> LetterPdf:
    """The letter as it goes into an envelope. Raises `PaperDiffers` where it does not say what it should."""
    paper = _fitting(letter, demo=demo)
    title = f"{letter.title or shipped()[letter.kind].label} · {letter.reference}"
    at = datetime.combine(letter.written_on, time(12), SHOP_ZONE)
    content = paper.finish(title, at, fonts.visible(letter.sender.name))
    readback.require_values(content, _values(letter))
    name = f"{letter.kind.value.replace('_', '-')}-{letter.reference}.pdf"
    return LetterPdf(content, paper.pages, name, fonts.replaced("".join(_values(letter))))


def _fitting(letter: Letter, *, demo: bool) -> LetterPaper:
    """The roomiest look that keeps the letter itself on one page; else the roomiest, on two: small type is
    harder to read than a second page."""
    for look in _LOOKS:
        paper, pages = _laid_out(letter, look, demo=demo)
        if pages == 1:
            return paper
    return _laid_out(letter, _LOOKS[0], demo=demo)[0]


def _laid_out(letter: Letter, look: LetterLook, *, demo: bool) -> tuple[LetterPaper, int]:
    """The letter with its annex, and on how many pages the letter itself stands."""
    sender = letter.sender
    running = f"{letter.reference} · {UNREAD}" if letter.reread else letter.reference
    paper = LetterPaper(Furniture(sender.name, running, _foot(sender), demo))
    element = paper.root.add("Sect")
    paper.begin(element, shipped()[letter.kind].label)
    letterhead.sender(paper, element, sender.name, _sender_lines(sender))
    if letter.reread:
        letterhead.mark(paper, element, DRAFT)
    letterhead.addressee(paper, element, letter.addressee.name, _addressee_lines(letter))
    letterhead.opening(
        paper, element, sender.place_and_date(letter.written_on), f"Nos réf. : {letter.reference}"
    )
    letterhead.subject(paper, element, f"Objet : {letter.subject}", look)
    for number, block in enumerate(letter.blocks):
        if number == len(letter.blocks) - 1:
            letterhead.keep_with_signature(paper, look)
        elif block.paragraph:
            last = number == len(letter.blocks) - 2
            after = (
                letterhead.closing_height(letter.remedies, look, enclosed=bool(letter.enclosed))
                if last
                else 0.0
            )
            letterhead.keep_together(paper, tied(block.paragraph), look, after=after)
        if block.paragraph:
            letterhead.paragraph(paper, element, tied(block.paragraph), look)
        else:
            letterhead.items(paper, element, [tied(item) for item in block.items], look)
    letterhead.signature(paper, element, sender.signature, sender.role, look)
    if letter.remedies:
        letterhead.panel(paper, element, REMEDIES_TITLE, letter.remedies, look)
    if letter.enclosed:
        letterhead.enclosure(paper, element, f"{ENCLOSED} : {letter.enclosed}", look)
    pages = paper.pages
    if letter.annex:
        _annex(paper, letter.annex)
    return paper, pages


def tied(text: str) -> str:
    """With each year on the line of its month."""
    return _YEAR.sub(lambda found: found[1] + NO_BREAK, text)


def _sender_lines(sender: Sender) -> list[str]:
    return [line for line in (*sender.address, sender.phone, sender.email) if line]


def _addressee_lines(letter: Letter) -> list[str]:
    """The postal address, else by which e-mail it goes: what stands in the window can be posted."""
    to = letter.addressee
    return list(to.address) or ([f"{BY_EMAIL} : {to.email}"] if to.email else [])


def _foot(sender: Sender) -> str:
    siret = f"SIRET {format_siret(sender.siret)}" if sender.siret else ""
    return " · ".join(part for part in (sender.name, siret) if part)


def _annex(paper: LetterPaper, sheets: tuple[AnnexSheet, ...]) -> None:
    element = paper.root.add("Sect")
    paper.begin(element, "Annexe")
    paper.y = TOP + 6
    sheet.head(
        paper,
        element,
        kicker="Annexe",
        title=ANNEX_TITLE,
        subtitle=ANNEX_SOURCE,
        facts=(),
        level=1,
    )
    parts = tuple(
        sheet.Section(
            str(number), part.title, "", tuple(sheet.Row(label, texts) for label, texts in part.rows)
        )
        for number, part in enumerate(sheets, start=1)
    )
    sheet.sections(paper, element, parts, level=2, roomy=True)


def _values(letter: Letter) -> list[str]:
    """Everything that was typed, chosen or owed by law."""
    found = [
        letter.sender.name,
        *_sender_lines(letter.sender),
        letter.addressee.name,
        *_addressee_lines(letter),
    ]
    found += [letter.reference, letter.subject, letter.sender.signature, *letter.remedies]
    for block in letter.blocks:
        found += [block.paragraph] if block.paragraph else block.items
    for part in letter.annex:
        found += [part.title, *(text for _, texts in part.rows for text in texts)]
    return [text for text in found if text.strip()]

"""A letter about an incident on paper and as the text of an e-mail; both from the same value, read back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from gdpr_desk.breaches.papers.letter import DRILL, BreachLetter, LetterText, LetterTo, Part
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, letterhead, readback
from gdpr_desk.documents.letterhead import LOOKS, LetterLook, LetterPaper
from gdpr_desk.documents.paper import Furniture
from gdpr_desk.documents.structure import Element
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.register.sender import Sender

_NAMES = {LetterTo.SUBJECTS: "lettre-aux-personnes", LetterTo.CONTROLLER: "lettre-au-client"}
_TITLES = {LetterTo.SUBJECTS: "Lettre aux personnes", LetterTo.CONTROLLER: "Lettre au client"}
_PAGES = {LetterTo.SUBJECTS: 2, LetterTo.CONTROLLER: 2}
"""On how many pages a letter may stand before it is set in the smaller type."""


def letter_pdf(letter: BreachLetter, *, demo: bool = False) -> BreachPaper:
    """The letter as it goes into an envelope. Raises `PaperDiffers` where it does not say what it should."""
    paper = _fitting(letter, demo=demo)
    at = datetime.combine(letter.written_on, time(12), SHOP_ZONE)
    title = f"{_TITLES[letter.to]} · {letter.reference}"
    content = paper.finish(title, at, fonts.visible(letter.sender.name))
    values = _values(letter)
    readback.require_values(content, values)
    name = f"{_NAMES[letter.to]}-{letter.reference}.pdf"
    return BreachPaper(content, paper.pages, name, fonts.replaced("".join(values)))


def letter_text(letter: BreachLetter) -> LetterText:
    """The e-mail of the letter; controls and reading-order marks in what was typed are written out."""
    parts = [DRILL] if letter.drill else []
    parts.append(letter.greeting)
    parts += [block for part in letter.parts for block in _blocks(part)]
    parts += [letter.closing, "\n".join(p for p in (letter.sender.signature, letter.sender.role) if p)]
    parts.append(_signature(letter.sender))
    mark = "EXERCICE : " if letter.drill else ""
    subject = " ".join(fonts.visible(_subject(letter)).split())
    return LetterText(f"{mark}{subject} ({letter.reference})", fonts.visible("\n\n".join(parts)) + "\n")


def _blocks(part: Part) -> list[str]:
    items = "\n".join(f"- {item}" for item in part.items)
    found = [part.title.upper(), *part.paragraphs, items, *part.after]
    return [text for text in found if text.strip()]


def _signature(sender: Sender) -> str:
    ways = " · ".join(part for part in (sender.phone, sender.email) if part)
    return "\n".join(["-- ", *(line for line in (sender.name, ", ".join(sender.address), ways) if line)])


def _subject(letter: BreachLetter) -> str:
    return letter.subject[:1].upper() + letter.subject[1:]


def _fitting(letter: BreachLetter, *, demo: bool) -> LetterPaper:
    """The roomiest look with which it stays on its pages; the middle one where none does."""
    for look in LOOKS:
        paper = _laid_out(letter, look, demo=demo)
        if paper.pages <= _PAGES[letter.to]:
            return paper
    return _laid_out(letter, LOOKS[1], demo=demo)


def _laid_out(letter: BreachLetter, look: LetterLook, *, demo: bool) -> LetterPaper:
    sender = letter.sender
    foot = " · ".join(p for p in (sender.name, _siret(sender)) if p)
    paper = LetterPaper(Furniture(sender.name, letter.reference, foot, demo, letter.drill))
    element = paper.root.add("Sect")
    paper.begin(element, _TITLES[letter.to])
    letterhead.sender(paper, element, sender.name, _lines(sender))
    if letter.drill:
        letterhead.mark(paper, element, DRILL)
    letterhead.addressee(paper, element, letter.name, letter.address)
    dated = sender.place_and_date(letter.written_on)
    letterhead.opening(paper, element, dated, f"Nos réf. : {letter.reference}")
    letterhead.subject(paper, element, f"Objet : {letter.subject}", look)
    letterhead.paragraph(paper, element, letter.greeting, look)
    for part in letter.parts:
        _part(paper, part, look)
    letterhead.keep_with_signature(paper, look)
    letterhead.paragraph(paper, element, letter.closing, look)
    letterhead.signature(paper, element, sender.signature, sender.role, look)
    return paper


def _part(paper: LetterPaper, part: Part, look: LetterLook) -> None:
    element = paper.root.add("Sect")
    if part.title:
        letterhead.heading(paper, element, part.title, look)
    _paragraphs(paper, element, part.paragraphs, look)
    if part.items:
        letterhead.items(paper, element, part.items, look)
    _paragraphs(paper, element, part.after, look)


def _paragraphs(paper: LetterPaper, element: Element, texts: Iterable[str], look: LetterLook) -> None:
    for text in texts:
        letterhead.keep_together(paper, text, look)
        letterhead.paragraph(paper, element, text, look)


def _lines(sender: Sender) -> list[str]:
    return [line for line in (*sender.address, sender.phone, sender.email) if line]


def _siret(sender: Sender) -> str:
    return f"SIRET {format_siret(sender.siret)}" if sender.siret else ""


def _values(letter: BreachLetter) -> list[str]:
    sender = letter.sender
    found = [sender.name, *_lines(sender), sender.signature, letter.name, *letter.address]
    found += [letter.reference, letter.subject, *letter.texts()]
    return [text for text in found if text.strip()]

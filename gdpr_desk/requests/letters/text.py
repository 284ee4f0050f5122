"""A letter as the text of an e-mail: plain characters, nothing that a mail program would render."""

from __future__ import annotations

from dataclasses import dataclass

from gdpr_desk.documents import fonts
from gdpr_desk.documents.typography import FIRST, HYPHEN, display
from gdpr_desk.requests.letters.model import AnnexSheet, Block, Letter
from gdpr_desk.requests.letters.wording import (
    ANNEX_SOURCE,
    ANNEX_TITLE,
    DRAFT,
    ENCLOSED,
    PEN,
    REMEDIES_TITLE,
)

_SEARCHED = str.maketrans({HYPHEN: "-"})
"""A hyphen that does not break looks the same and is not found by whoever looks for « D-2026-014 »."""


@dataclass(frozen=True)
class LetterText:
    """What goes into a mail program: subject and body, spaced as French is printed."""

    subject: str
    body: str


def letter_text(letter: Letter) -> LetterText:
    """The e-mail of the letter; controls and reading-order marks in what was typed are written out. Lines
    for a pen stay on paper."""
    parts = [DRAFT] if letter.reread else []
    parts += [_block(block) for block in letter.blocks if PEN not in block.text]
    parts.append("\n".join(part for part in (letter.sender.signature, letter.sender.role) if part))
    if letter.remedies:
        parts.append("\n".join([REMEDIES_TITLE, *letter.remedies]))
    if letter.enclosed:
        parts.append(f"{ENCLOSED} : {letter.enclosed}")
    parts += [_sheet(sheet, first=not number) for number, sheet in enumerate(letter.annex)]
    parts.append(_shop(letter))
    body = "\n\n".join(part for part in parts if part)
    subject = " ".join(fonts.visible(letter.subject).split())
    return LetterText(_spaced(f"{subject} ({letter.reference})"), _spaced(fonts.visible(body)) + "\n")


def _spaced(text: str) -> str:
    return display(text).translate(_SEARCHED).replace(FIRST, "1er")


def _block(block: Block) -> str:
    return block.paragraph or "\n".join(f"- {item}" for item in block.items)


def _sheet(sheet: AnnexSheet, *, first: bool) -> str:
    head = [ANNEX_TITLE, ANNEX_SOURCE, ""] if first else []
    rows = [
        f"{label} : {texts[0]}"
        if len(texts) == 1
        else "\n".join([f"{label} :", *(f"- {text}" for text in texts)])
        for label, texts in sheet.rows
    ]
    return "\n".join([*head, sheet.title.upper(), *rows])


def _shop(letter: Letter) -> str:
    sender = letter.sender
    lines = (sender.name, ", ".join(sender.address), " · ".join(p for p in (sender.phone, sender.email) if p))
    return "\n".join(["-- ", *(line for line in lines if line)])

"""Reading the dossier of a generated incident with another library than the one that made it."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import breach_generated
import pypdf
from breach_stories import KNOWN

from gdpr_desk.breaches.papers.chronology_paper import chronology_pdf
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.papers.edpb_paper import template_pdf
from gdpr_desk.breaches.papers.letter_paper import letter_pdf
from gdpr_desk.breaches.papers.letter_writing import Given, client_letter, subjects_letter
from gdpr_desk.breaches.papers.recipients import recipients_pdf
from gdpr_desk.breaches.papers.register_paper import IncidentRegister, register_ods, register_pdf
from gdpr_desk.breaches.vocabulary import FilingKind


def squeezed(text: str) -> str:
    """`text` without white space and with one kind of apostrophe."""
    return "".join(unicodedata.normalize("NFKD", text).replace("’", "'").split())


def require_typed(number: int) -> None:
    """Make the dossier of incident `number`, read it with another library, find every typed text.

    Readers differ in the order of words where directions mix: there each word is looked for by itself.
    """
    made = breach_generated.case(number)
    content = dossier_pdf(made, FilingKind.COMPLEMENTARY, produced_at=KNOWN + timedelta(days=2)).content
    pages = [squeezed(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(content)).pages]
    sought = list(breach_generated.typed(replace(made.breach, filings=())))
    if number % 5 == 0:
        strange = breach_generated.RIGHT_TO_LEFT
        sought = [word for text in sought for word in text.split() if word not in strange]
    lost = [value for value in sought if not found(squeezed(value), pages)]
    assert not lost, (number, lost)


def found(value: str, pages: list[str]) -> bool:
    """On one page, or begun on one and ended on the next, with heads and feet between."""
    if any(value in text for text in pages):
        return True
    cuts = range(1, len(value))
    return any(value[:cut] in here and value[cut:] in on for here, on in pairwise(pages) for cut in cuts)


def make_every_paper(number: int) -> tuple[int, ...]:
    """Every other paper of incident `number`, the story last; each reads itself back. The pages of each."""
    made = breach_generated.case(number)
    given = Given(date(2026, 11, 25), name=made.breach.facts.title[:200])
    party = replace(made.register.parties[0], name=made.controller.name)
    register = IncidentRegister(made.controller, (made,))
    at = KNOWN + timedelta(days=3)
    register_ods(register, produced_at=at)
    papers = (
        letter_pdf(subjects_letter(made, given)),
        letter_pdf(client_letter(made, party, given)),
        register_pdf(register, produced_at=at),
        recipients_pdf(made, produced_at=at),
        template_pdf(made, FilingKind.INITIAL, produced_at=at),
        chronology_pdf(made, produced_at=at),
    )
    return tuple(paper.pages for paper in papers)

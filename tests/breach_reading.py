"""Reading the dossier of a generated incident with another library than the one that made it."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import breach_generated
import pypdf
from breach_stories import KNOWN

from gdpr_desk.breaches.papers.dossier import dossier_pdf
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

"""Reading a produced PDF back: what was typed must be found again before anybody sees the paper."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence

from gdpr_desk.documents import fonts
from gdpr_desk.documents.text import is_right_to_left
from gdpr_desk.errors import GdprDeskError

_PDFIUM = threading.Lock()
"""PDFium is not made for several threads."""
_HYPHEN_AT_LINE_END = "\ufffe"
"""PDFium takes a hyphen before a line end for a broken word and gives this instead."""


class PaperDiffers(GdprDeskError):
    """The produced paper does not say what the file says; it is not shown."""

    code = "paper_differs"


def missing_values(pdf: bytes, values: Sequence[str]) -> list[str]:
    """Those of `values` that a reader cannot find in `pdf`, white space aside.

    Characters that no font holds count as found in their written-out form (`fonts.visible`). On
    a paper with text written from right to left each word may be found by itself: readers differ
    in the order of words where directions mix.
    """
    pages = [_squeeze(page) for page in read_pages(pdf)]
    whole = "".join(pages)
    return [value for value in values if not _found(value, whole, pages)]


def require_values(pdf: bytes, values: Sequence[str]) -> None:
    """Raise `PaperDiffers` unless every value is found; the error quotes none of them."""
    lost = missing_values(pdf, values)
    if lost:
        raise PaperDiffers(
            f"Le document produit ne reprend pas {len(lost)} des {len(values)} valeurs saisies.",
            safe="Il n’est pas montré ; vos données n’ont pas changé.",
            remedy="Prévenez l’assistance en décrivant la fiche concernée, sans en copier le contenu.",
        )


def read_pages(pdf: bytes) -> list[str]:
    """The text of each page as PDFium reads it."""
    import pypdfium2  # late: slow to import

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            texts = [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
    return [text.replace(_HYPHEN_AT_LINE_END, "-") for text in texts]


def _found(value: str, whole: str, pages: Sequence[str]) -> bool:
    shown = fonts.visible(value)
    sought = _squeeze(shown)
    if sought in whole or _goes_on_over_pages(sought, pages):
        return True
    if not is_right_to_left(whole):
        return False
    # It may share a line with text of the other direction: word by word then.
    return all(part in whole for word in shown.split() for part in _same_direction(_squeeze(word)))


def _goes_on_over_pages(sought: str, pages: Sequence[str]) -> bool:
    """Whether `sought` is there in pieces, each on the page after the one before.

    Heads, feet and column heads stand between the pieces; a piece is as long as its page allows.
    """
    for start in range(len(pages)):
        rest = sought
        for page in pages[start:]:
            length = _shared(rest, page)
            rest = rest[length:]
            if not rest:
                return True
            if not length:
                break
    return False


def _shared(sought: str, page: str) -> int:
    """How many first characters of `sought` stand together on `page`."""
    low, high = 0, len(sought)
    while low < high:
        middle = (low + high + 1) // 2
        if sought[:middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _same_direction(word: str) -> list[str]:
    """Pieces of letters of one direction; signs between them may be mirrored or moved.

    Digits are pieces of their own: beside right-to-left text they move without the letters they touch.
    """
    pieces: list[str] = [""]
    before = ""
    for char in word:
        sort = "" if not char.isalnum() else _sort(char)
        if not sort or (before and sort != before):
            pieces.append("")
        if sort:
            pieces[-1] += char
            before = sort
    return [piece for piece in pieces if piece]


def _sort(char: str) -> str:
    """How the reading order takes a letter or a digit."""
    if unicodedata.bidirectional(char) in {"EN", "AN"}:
        return "digit"
    return "right" if is_right_to_left(char) else "left"


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKD", text).split())

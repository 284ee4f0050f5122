"""Our own PDF as page pictures, made outside the GUI thread.

Only documents this program has just drawn come here; what strangers send is rendered in a
separate process (architecture.md 6).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72
_PDFIUM = threading.Lock()
"""The library may be called from any thread, but from one at a time."""


@dataclass(frozen=True)
class PagePicture:
    """One page, painted at `dots` per inch."""

    number: int
    image: QImage


def page_count(content: bytes) -> int:
    """How many pages the PDF has."""
    with _PDFIUM, pypdfium2.PdfDocument(content) as document:
        return len(document)


def render_pages(content: bytes, dots: float, first: int = 0, count: int | None = None) -> list[PagePicture]:
    """The pages `first` to `first + count` of a PDF as pictures, at `dots` per inch."""
    with _PDFIUM, pypdfium2.PdfDocument(content) as document:
        last = len(document) if count is None else min(len(document), first + count)
        return [PagePicture(number, _render(document, number, dots)) for number in range(first, last)]


def _render(document: pypdfium2.PdfDocument, number: int, dots: float) -> QImage:
    page = document[number]
    bitmap = page.render(scale=dots / POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
    picture = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
    ).copy()
    page.close()
    return picture

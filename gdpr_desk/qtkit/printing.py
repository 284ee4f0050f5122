"""A PDF of ours as page pictures, and onto a printer: the same bytes as in the file.

Only documents this program has just drawn come here; what strangers send is rendered in a
separate process (architecture.md 6). All but `print_pdf` may run outside the GUI thread.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.errors import GdprDeskError, StorageFailed
from gdpr_desk.qtkit.dialogs import tell_refusal

SHARPEST = 300
"""More dots per inch only make a laser printer slower."""
_POINTS_PER_INCH = 72
_PDFIUM = threading.Lock()
"""The library may be called from any thread, but from one at a time."""


@dataclass(frozen=True)
class PagePicture:
    """One page, numbered from 0."""

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
    bitmap = page.render(scale=dots / _POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
    picture = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
    ).copy()
    page.close()
    return picture


def prepared_printer(title: str, pages: int) -> QPrinter:
    """An A4 printer whose paper edge is ours: the PDF has its own margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setFromTo(1, pages)
    return printer


def ask_printer(parent: QWidget, title: str, pages: int) -> QPrinter | None:
    """The printer and the pages the person chooses; None where they give up."""
    printer = prepared_printer(title, pages)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Imprimer")
    dialog.setMinMax(1, pages)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_pages(content: bytes, printer: QPrinter) -> int:
    """Paint the chosen pages of `content`; returns how many. Raises StorageFailed where it is refused."""
    first = max(1, printer.fromPage()) - 1
    last = printer.toPage() or page_count(content)
    dots = min(SHARPEST, printer.resolution())
    painter = QPainter()
    if not painter.begin(printer):
        raise StorageFailed(
            "L’imprimante n’a pas accepté le document.",
            safe="Rien n’a changé dans le coffre.",
            remedy="Vérifiez qu’elle est allumée et reliée, ou enregistrez le PDF.",
        )
    done = 0
    for number in range(first, last):
        if done:
            printer.newPage()
        page = render_pages(content, dots, number, 1)[0]
        paper = printer.pageLayout().fullRectPixels(printer.resolution())
        painter.drawImage(QRectF(0, 0, paper.width(), paper.height()), page.image)
        done += 1
    painter.end()
    return done


def print_pdf(parent: QWidget, content: bytes, title: str) -> bool:
    """Ask which printer and print a short paper; False where the person gave up or it was refused."""
    printer = ask_printer(parent, title, page_count(content))
    if printer is None:
        return False
    try:
        print_pages(content, printer)
    except GdprDeskError as refusal:
        tell_refusal(parent, refusal)
        return False
    return True

"""A PDF of ours onto the printer the person chooses: the same bytes as on screen and in the file."""

from __future__ import annotations

import pypdfium2
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

_DOTS = 300
_POINTS_PER_INCH = 72


def print_pdf(parent: QWidget, content: bytes, title: str) -> bool:
    """Ask which printer and print every page; False where the person gave up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Imprimer")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    paint_pages(printer, content)
    return True


def paint_pages(printer: QPrinter, content: bytes) -> int:
    """Paint the pages of a PDF that this program has just drawn; how many there were."""
    painter = QPainter(printer)
    try:
        with pypdfium2.PdfDocument(content) as document:
            for number in range(len(document)):
                if number:
                    printer.newPage()
                picture = _picture(document, number)
                painter.drawImage(painter.viewport(), picture, picture.rect())
            return len(document)
    finally:
        painter.end()


def _picture(document: pypdfium2.PdfDocument, number: int) -> QImage:
    page = document[number]
    bitmap = page.render(scale=_DOTS / _POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
    seen = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
    )
    kept = seen.copy()  # the buffer goes with the bitmap
    page.close()
    return kept

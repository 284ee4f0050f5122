"""Our PDF on a printer, page by page, outside the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from gdpr_desk.errors import StorageFailed
from gdpr_desk.register.qt.rendering import page_count, render_pages

SHARPEST = 300
"""More dots per inch only make a laser printer slower."""


def prepared_printer(title: str, pages: int) -> QPrinter:
    """An A4 printer whose paper edge is ours: the PDF has its own margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setFromTo(1, pages)
    return printer


def print_pages(content: bytes, printer: QPrinter) -> int:
    """Paint the chosen pages of `content`; returns how many. Raises StorageFailed where it is refused."""
    first = max(1, printer.fromPage()) - 1
    last = printer.toPage() or page_count(content)
    dots = min(SHARPEST, printer.resolution())
    painter = QPainter()
    if not painter.begin(printer):
        raise StorageFailed(
            "L’imprimante n’a pas accepté le document.",
            safe="Le registre n’a pas changé.",
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

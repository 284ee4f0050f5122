"""The receipt to print for what came over the counter, by telephone or by post."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.paper_view import THUMBNAIL_DOTS, PaperView
from gdpr_desk.qtkit.parts import bar, button, label
from gdpr_desk.qtkit.printing import PagePicture, print_pdf, render_pages
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.theme import color
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.service import WrittenLetter
from gdpr_desk.requests.qt.door import RequestDoor

_MARGIN = 48


class PaperDialog(QDialog):
    """Shows the receipt of a request, prints and saves it."""

    def __init__(self, door: RequestDoor, reference: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._reference = reference
        self._made: WrittenLetter | None = None
        self.paper = PaperView()
        self._refusal = NoticeStrip(kind="attention")
        self._refusal.hide()
        self.stay = button("secondary", "Fermer", self.reject)
        self.save = button("secondary", "Enregistrer le PDF…", self._save, icon="download")
        self.print = button("filled", "Imprimer…", self._print, icon="printer")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", "Récépissé à remettre"))
        column.addWidget(label("second", "Daté et signé, relu avec la personne."))
        column.addWidget(self._refusal)
        column.addWidget(self.paper, 1)
        column.addWidget(bar(QWidget(), self.stay, self.save, self.print, stretch_first=True))
        self.setWindowTitle("gdpr-desk")
        self.setAccessibleName("Récépissé à remettre")
        for act in (self.save, self.print):
            act.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        behind = self.parentWidget()
        if behind is not None:
            room = behind.window().size()
            self.resize(min(900, room.width() - _MARGIN), room.height() - _MARGIN)
        ratio = self.devicePixelRatioF()
        Jobs.run(lambda: self._draw(ratio), self._drawn, self._refused, self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _draw(self, ratio: float) -> tuple[WrittenLetter, list[PagePicture]]:
        made = self._door.letters.write(self._reference, LetterKind.COUNTER_RECEIPT)
        return made, render_pages(made.pdf.content, THUMBNAIL_DOTS * ratio)

    def _drawn(self, drawn: tuple[WrittenLetter, list[PagePicture]]) -> None:
        self._made, pages = drawn
        self.paper.show_paper(self._made.pdf.content, pages, "récépissé")
        for act in (self.save, self.print):
            act.setEnabled(True)
        self.print.setFocus()

    def _refused(self, refusal: GdprDeskError) -> None:
        self._refusal.set_text(str(refusal))
        self._refusal.show()

    def _print(self) -> None:
        if self._made is not None:
            print_pdf(self, self._made.pdf.content, "Récépissé")

    def _save(self) -> None:
        if self._made is not None:
            save_bytes(self, self._made.pdf.content, self._made.pdf.name, kind="PDF (*.pdf)")

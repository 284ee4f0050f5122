"""One statement on screen as it will lie on paper; printed or saved from the same bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.paper_view import THUMBNAIL_DOTS
from gdpr_desk.qtkit.placing import fit_over
from gdpr_desk.qtkit.printing import PagePicture, ask_printer, print_pages, render_pages
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import SweepStatement
from gdpr_desk.retention.qt.ui_statement_dialog import Ui_StatementForm
from gdpr_desk.retention.report import StatementPaper
from gdpr_desk.retention.service import RetentionService
from gdpr_desk.settings import load_settings, save_settings

_WIDTH, _HEIGHT = 920, 760
_WARNING = "Un fichier enregistré hors du coffre n’est plus chiffré. Ce relevé ne nomme personne."
_WORKING = "Mise en page en cours…"


class StatementDialog(QDialog):
    """Shows the statement `run` of a shop of that name."""

    def __init__(self, retention: RetentionService, run: SweepStatement, shop: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._retention = retention
        self._number = run.number
        self._paper: StatementPaper | None = None
        self._result = wording.result_sentence(run)
        self.ui = ui = Ui_StatementForm()
        ui.setupUi(self)
        ui.title.setText(f"Relevé de purge {run.number}")
        self.setWindowTitle(ui.title.text())
        ui.result.setText(_WORKING)
        ui.notice.set_kind("attention")
        ui.notice.set_text(_WARNING)
        ui.notice.set_action("J’ai compris", link=True)
        ui.notice.setVisible(not load_settings().export_warning_seen)
        ui.notice.activated.connect(self._understood)
        ui.save.clicked.connect(self.save)
        ui.printPages.clicked.connect(self._print)
        ui.leave.clicked.connect(self.reject)
        ui.leave.setDefault(True)
        ui.paper.refused.connect(lambda refusal: tell_refusal(self, refusal))
        self._enable(False)
        ratio = self.devicePixelRatioF()

        def drawn() -> tuple[StatementPaper, list[PagePicture]]:
            paper = retention.statement_pdf(run.number, shop)
            return paper, render_pages(paper.content, THUMBNAIL_DOTS * ratio)

        Jobs.run(drawn, self._show, lambda refusal: tell_refusal(self, refusal), self)

    @property
    def paper(self) -> StatementPaper | None:
        """What is on screen, once it is drawn."""
        return self._paper

    def save(self) -> None:
        """Ask where to put the PDF."""
        if self._paper is not None:
            kept = save_bytes(self, self._paper.content, self._paper.name, kind="PDF (*.pdf)")
            if kept is not None:
                self._note("pdf")
                Toast.show_in(self, f"Relevé enregistré : {kept.name}")

    def print_on(self, printer: QPrinter) -> None:
        """Send the pages to `printer` without holding up the window."""
        if self._paper is None:
            return
        content = self._paper.content
        self._enable(False)
        Jobs.run(
            lambda: print_pages(content, printer),
            self._printed,
            lambda refusal: tell_refusal(self, refusal),
            self,
            settled=lambda: self._enable(True),
            lane="pool",
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_over(self, px(_WIDTH), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _show(self, drawn: tuple[StatementPaper, list[PagePicture]]) -> None:
        self._paper, thumbnails = drawn
        self.ui.result.setText(f"{self._result} {_pages(self._paper.pages).capitalize()}, format A4.")
        self.ui.paper.show_paper(self._paper.content, thumbnails, self.ui.title.text())
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for button in (self.ui.save, self.ui.printPages):
            button.setEnabled(on)

    def _print(self) -> None:
        if self._paper is not None:
            printer = ask_printer(self, self.ui.title.text(), self._paper.pages)
            if printer is not None:
                self.print_on(printer)

    def _printed(self, pages: int) -> None:
        self._note("print")
        Toast.show_in(self, f"Envoyé à l’imprimante : {_pages(pages)}")

    def _note(self, way: str) -> None:
        """The journal tells what left the vault."""
        Jobs.run(
            partial(self._retention.statement_left, self._number, way),
            failed=lambda refusal: tell_refusal(self, refusal),
            owner=self,
        )

    def _understood(self) -> None:
        self.ui.notice.hide()
        save_settings(replace(load_settings(), export_warning_seen=True))


def _pages(number: int) -> str:
    return f"{number} page{'s' if number > 1 else ''}"

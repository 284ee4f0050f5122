"""« Imprimé »: the register as it will lie on paper, saved or printed from the same PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.paper_view import THUMBNAIL_DOTS
from gdpr_desk.qtkit.printing import PagePicture, ask_printer, print_pages, render_pages
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.qt.ui_printed_view import Ui_PrintedViewForm
from gdpr_desk.register.service import RegisterService
from gdpr_desk.settings import load_settings, save_settings

WARNING = "Ce PDF n’est plus chiffré une fois enregistré."
WORKING = "Mise en page en cours…"


@dataclass(frozen=True)
class _Preview:
    """A drawn document with its thumbnails."""

    content: bytes
    pages: int
    replaced: tuple[str, ...]
    thumbnails: tuple[PagePicture, ...]


class PrintedView(QWidget):
    """The paper; `ui.actions` is what can be done with it, `told` says in words what is shown."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PrintedViewForm()
        self.ui.setupUi(self)
        self._preview: _Preview | None = None
        self._only: str | None = None
        self.ui.notice.set_kind("attention")
        self.ui.notice.set_text(WARNING)
        self.ui.notice.set_action("J’ai compris", link=True)
        self._lay_notice()

    def _lay_notice(self) -> None:
        """One short sentence: its link stands beside it, not below."""
        row, link = self.ui.notice.layout(), self.ui.notice.findChild(Button)
        if row is not None and link is not None:
            row.addWidget(link)

    def set_up(self, register: RegisterService, demo: bool) -> None:
        """Give the view its service; `demo` marks every page as an example."""
        self._register = register
        self._demo = demo
        ui = self.ui
        ui.savePdf.clicked.connect(self._save_pdf)
        ui.saveJson.clicked.connect(self._save_json)
        ui.printPages.clicked.connect(self._print)
        ui.notice.activated.connect(self._understood)
        ui.paper.refused.connect(self._refused)

    def show_register(self, only: str | None = None) -> None:
        """Draw the whole register, or the record `only`, as it stands now."""
        self._only = only
        self._enable(False)
        self.told.emit(WORKING)
        self.ui.notice.setVisible(not load_settings().export_warning_seen)
        ratio = self.devicePixelRatioF()
        Jobs.run(lambda: self._draw(only, ratio), self._drawn, self._refused, self)

    def pages(self) -> int:
        """How many pages the document on screen has."""
        return self._preview.pages if self._preview else 0

    def _draw(self, only: str | None, ratio: float) -> _Preview:
        made = self._register.pdf(self._demo, only)
        thumbnails = tuple(render_pages(made.content, THUMBNAIL_DOTS * ratio))
        return _Preview(made.content, made.pages, made.replaced, thumbnails)

    def _drawn(self, preview: _Preview) -> None:
        self._preview = preview
        pages = "1 page" if preview.pages == 1 else f"{preview.pages} pages"
        what = f"Fiche {self._only}" if self._only else "Le registre complet"
        lost = " · certains caractères ne s’impriment pas" if preview.replaced else ""
        self.told.emit(f"{what} · {pages}, format A4{lost}")
        self.ui.paper.show_paper(preview.content, preview.thumbnails, what)
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for button in (self.ui.savePdf, self.ui.printPages, self.ui.saveJson):
            button.setEnabled(on)

    def _refused(self, refusal: GdprDeskError) -> None:
        self.told.emit("L’aperçu n’a pas pu être préparé.")
        self._enable(self._preview is not None)
        tell_refusal(self, refusal)

    def _understood(self) -> None:
        self.ui.notice.hide()
        save_settings(replace(load_settings(), export_warning_seen=True))

    def _save_pdf(self) -> None:
        if self._preview is None:
            return
        name = f"registre-{self._only}.pdf" if self._only else "registre.pdf"
        saved = save_bytes(self, self._preview.content, name, title="Enregistrer le PDF", kind="PDF (*.pdf)")
        if saved is not None:
            self._note("pdf", f"PDF enregistré : {saved.name}")

    def _save_json(self) -> None:
        try:
            content = self._register.json().encode()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        saved = save_bytes(self, content, "registre.json", title="Exporter les données", kind="JSON (*.json)")
        if saved is not None:
            self._note("json", f"Données exportées : {saved.name}")

    def _print(self) -> None:
        if self._preview is not None:
            printer = ask_printer(self, "Registre des activités de traitement", self._preview.pages)
            if printer is not None:
                self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Send the pages to `printer` without holding up the window."""
        preview = self._preview
        if preview is None:
            return
        content = preview.content
        self.ui.printPages.setEnabled(False)
        Jobs.run(
            lambda: print_pages(content, printer),
            lambda pages: self._note(
                "print", f"Envoyé à l’imprimante : {pages} page{'s' if pages > 1 else ''}"
            ),
            self._refused,
            self,
            settled=lambda: self.ui.printPages.setEnabled(True),
            lane="pool",
        )

    def _note(self, kind: str, sentence: str) -> None:
        """What leaves the vault is told to the journal."""
        try:
            self._register.exported(kind)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        Toast.show_in(self, sentence)

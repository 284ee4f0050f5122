"""« Imprimé »: the register as it will lie on paper, saved or printed from the same PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QListView, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.qt.printing import prepared_printer, print_pages
from gdpr_desk.register.qt.rendering import PagePicture, render_pages
from gdpr_desk.register.qt.thumbnails import PAGE, PageDelegate
from gdpr_desk.register.qt.ui_printed_view import Ui_PrintedViewForm
from gdpr_desk.register.service import RegisterService
from gdpr_desk.settings import load_settings, save_settings

WARNING = "Ce PDF n’est plus chiffré une fois enregistré."
WORKING = "Mise en page en cours…"
THUMBNAIL_DOTS = 13
_INCHES_WIDE = 210 / 25.4


@dataclass(frozen=True)
class _Preview:
    """A drawn document with its thumbnails."""

    content: bytes
    pages: int
    replaced: tuple[str, ...]
    thumbnails: tuple[PagePicture, ...]


class PrintedView(QWidget):
    """Thumbnails left, the page right, and what can be done with it above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PrintedViewForm()
        self.ui.setupUi(self)
        self._preview: _Preview | None = None
        self._only: str | None = None
        self._page = QLabel()
        self._page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._model = QStandardItemModel(self)
        self._arrange()

    def set_up(self, register: RegisterService, demo: bool) -> None:
        """Give the view its service; `demo` marks every page as an example."""
        self._register = register
        self._demo = demo
        ui = self.ui
        ui.savePdf.clicked.connect(self._save_pdf)
        ui.saveJson.clicked.connect(self._save_json)
        ui.printPages.clicked.connect(self._print)
        ui.notice.activated.connect(self._understood)
        ui.thumbnails.selectionModel().currentChanged.connect(self._page_chosen)

    def _arrange(self) -> None:
        ui = self.ui
        ui.notice.set_kind("attention")
        ui.notice.set_text(WARNING)
        ui.notice.set_action("J’ai compris")
        ui.scroll.setWidget(self._page)
        ui.scroll.setWidgetResizable(True)
        ui.scroll.viewport().setAutoFillBackground(False)
        view = ui.thumbnails
        view.setModel(self._model)
        view.setItemDelegate(PageDelegate(view))
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFlow(QListView.Flow.TopToBottom)
        view.setWrapping(False)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)
        view.setSpacing(4)
        view.setAccessibleName("Pages du registre")
        self._page.setAccessibleName("Aperçu de la page")
        self._sizes()
        theme().changed.connect(self._sizes)

    def show_register(self, only: str | None = None) -> None:
        """Draw the whole register, or the record `only`, as it stands now."""
        self._only = only
        self._enable(False)
        self.ui.what.setText(WORKING)
        self.ui.notice.setVisible(not load_settings().export_warning_seen)
        ratio = self.devicePixelRatioF()
        Jobs.run(lambda: self._draw(only, ratio), self._drawn, self._refused, self)

    def page_shown(self) -> int:
        """The page on screen, from 1; 0 before any."""
        return self.ui.thumbnails.currentIndex().row() + 1

    def pages(self) -> int:
        """How many pages the document on screen has."""
        return self._preview.pages if self._preview else 0

    def page_picture(self) -> QPixmap:
        """The page on screen."""
        return self._page.pixmap()

    def _draw(self, only: str | None, ratio: float) -> _Preview:
        made = self._register.pdf(self._demo, only)
        thumbnails = tuple(render_pages(made.content, THUMBNAIL_DOTS * ratio))
        return _Preview(made.content, made.pages, made.replaced, thumbnails)

    def _drawn(self, preview: _Preview) -> None:
        self._preview = preview
        pages = "1 page" if preview.pages == 1 else f"{preview.pages} pages"
        what = f"Fiche {self._only}" if self._only else "Le registre complet"
        lost = " · certains caractères ne s’impriment pas" if preview.replaced else ""
        self.ui.what.setText(f"{what} · {pages}, format A4{lost}")
        self._model.clear()
        for picture in preview.thumbnails:
            item = QStandardItem(QIcon(QPixmap.fromImage(picture.image)), str(picture.number + 1))
            item.setEditable(False)
            item.setAccessibleText(f"Page {picture.number + 1} sur {preview.pages}")
            self._model.appendRow(item)
        self._enable(True)
        self.ui.thumbnails.setCurrentIndex(self._model.index(0, 0))

    def _page_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._show_page(current.row())

    def _show_page(self, number: int) -> None:
        preview = self._preview
        if preview is None:
            return
        ratio = self.devicePixelRatioF()
        dots = self._page_width() * ratio / _INCHES_WIDE
        content = preview.content

        def shown(pages: list[PagePicture]) -> None:
            if self._preview is preview and self.page_shown() == number + 1:
                pixmap = QPixmap.fromImage(pages[0].image)
                pixmap.setDevicePixelRatio(ratio)
                self._page.setPixmap(pixmap)
                self.ui.scroll.verticalScrollBar().setValue(0)

        Jobs.run(lambda: render_pages(content, dots, number, 1), shown, self._refused, self, lane="pool")

    def _page_width(self) -> int:
        return max(320, min(self.ui.scroll.viewport().width() - 24, 900))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible() and self.page_shown():
            self._show_page(self.page_shown() - 1)

    def _sizes(self) -> None:
        self.ui.thumbnails.setFixedWidth(px(PAGE.width() + 44))

    def _enable(self, on: bool) -> None:
        for button in (self.ui.savePdf, self.ui.printPages, self.ui.saveJson):
            button.setEnabled(on)

    def _refused(self, refusal: GdprDeskError) -> None:
        self.ui.what.setText("L’aperçu n’a pas pu être préparé.")
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
        saved = save_bytes(self, content, "registre.json", title="Enregistrer le JSON", kind="JSON (*.json)")
        if saved is not None:
            self._note("json", f"JSON enregistré : {saved.name}")

    def _print(self) -> None:
        preview = self._preview
        if preview is None:
            return
        printer = prepared_printer("Registre des activités de traitement", preview.pages)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, preview.pages)
        if dialog.exec() == QDialog.DialogCode.Accepted:
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

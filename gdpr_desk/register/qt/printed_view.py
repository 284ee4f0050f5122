"""« Imprimé »: the register as it will lie on paper, saved or printed from the same PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.paper_view import THUMBNAIL_DOTS
from gdpr_desk.qtkit.printing import PagePicture, ask_printer, print_pages, render_pages
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.qt.pack_dialog import PackMaker
from gdpr_desk.register.qt.printed_parts import PaperBar, WorkStrip, link_beside
from gdpr_desk.register.qt.sharing import Sharing, Shown
from gdpr_desk.register.qt.ui_printed_view import Ui_PrintedViewForm
from gdpr_desk.settings import load_settings, save_settings

COMPLETE, STRICT = "complete", "strict"
WARNING = "Un fichier enregistré hors du coffre n’est plus chiffré."
WORKING = "Mise en page en cours…"


@dataclass(frozen=True)
class _Preview:
    """A drawn document with its thumbnails."""

    shown: Shown
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
        self.ui.version.set_options(((COMPLETE, "Complète"), (STRICT, "Stricte (article 30 seulement)")))
        self.ui.notice.set_kind("attention")
        self.ui.notice.set_text(WARNING)
        self.ui.notice.set_action("J’ai compris", link=True)
        for strip in (self.ui.notice, self.ui.working):
            link_beside(strip)

    def set_up(self, exchange: RegisterExchange, demo: bool) -> None:
        """Give the view its service; `demo` marks every page as an example."""
        self._exchange = exchange
        self._demo = demo
        self.sharing = Sharing(self, exchange, demo=demo)
        ui = self.ui
        ui.share.clicked.connect(self._share)
        ui.printPages.clicked.connect(self._print)
        ui.notice.activated.connect(self._understood)
        ui.paper.refused.connect(self._refused)
        ui.version.changed.connect(lambda _key: self.show_register(self._only))
        self.bar = PaperBar(self, ui)
        self.strip = WorkStrip(ui.working, self.sharing)
        self.strip.busy.connect(self._wait)

    def offer_pack(self, pack: PackMaker) -> None:
        """From now on the menu offers the control pack."""
        self.sharing.offer_pack(pack)

    def version(self) -> str:
        """`complete` or `strict`: what is drawn, printed and saved."""
        return self.ui.version.current() or COMPLETE

    def show_register(self, only: str | None = None) -> None:
        """Draw the whole register, or the record `only`, as it stands now."""
        self._only = only
        self._enable(False)
        self.told.emit(WORKING)
        self.ui.notice.setVisible(not load_settings().export_warning_seen)
        ratio, strict = self.devicePixelRatioF(), self.version() == STRICT
        Jobs.run(lambda: self._draw(only, ratio, strict), self._drawn, self._refused, self)

    def showEvent(self, event: QShowEvent) -> None:
        """A list that goes away hands the keyboard to whatever comes next: that shall be the pages."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        at = QApplication.focusWidget()
        if at is None or self.isAncestorOf(at):
            self.ui.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def pages(self) -> int:
        """How many pages the document on screen has."""
        return self._preview.pages if self._preview else 0

    def _draw(self, only: str | None, ratio: float, strict: bool) -> _Preview:
        made = self._exchange.pdf(self._demo, only, strict=strict)
        thumbnails = tuple(render_pages(made.content, THUMBNAIL_DOTS * ratio))
        return _Preview(Shown(only, strict, made.content), made.pages, made.replaced, thumbnails)

    def _drawn(self, preview: _Preview) -> None:
        if (preview.shown.only, preview.shown.strict) != (self._only, self.version() == STRICT):
            return  # something else was asked for meanwhile
        self._preview = preview
        pages = "1 page" if preview.pages == 1 else f"{preview.pages} pages"
        what = f"Fiche {self._only}" if self._only else "Tout le registre"
        what += ", version stricte" if preview.shown.strict else ""
        lost = " · certains caractères ne s’impriment pas" if preview.replaced else ""
        self.told.emit(f"{what} · {pages}, format A4{lost}")
        self.ui.paper.show_paper(preview.shown.content, preview.thumbnails, what)
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for button in (self.ui.share, self.ui.printPages):
            button.setEnabled(on)

    def _refused(self, refusal: GdprDeskError) -> None:
        self.told.emit("L’aperçu n’a pas pu être préparé.")
        self._enable(self._preview is not None)
        tell_refusal(self, refusal)

    def _understood(self) -> None:
        self.ui.notice.hide()
        save_settings(replace(load_settings(), export_warning_seen=True))

    def shown(self) -> Shown:
        """What is on screen, with its bytes; RuntimeError before anything was drawn."""
        if self._preview is None:
            raise RuntimeError("nothing is drawn yet")
        return self._preview.shown

    def _share(self) -> None:
        self.sharing.show_menu(self.ui.share, self.shown())

    def _wait(self, busy: bool) -> None:
        """The buttons wait for what is being made, and one strip at a time is enough."""
        self._enable(not busy)
        self.ui.notice.setVisible(not busy and not load_settings().export_warning_seen)

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
        content = preview.shown.content
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
        if self.sharing.note(kind):
            Toast.show_in(self, sentence)

"""What leaves the vault from « Imprimé »: files in every format, the poster, the control pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import choose_folder, may_take_out, save_bytes
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.qt.pack_dialog import PackDialog, PackMaker, WrittenFolder

T = TypeVar("T")
PATIENCE_MS = 300
"""Shorter work says nothing."""
_OPEN = "Il n’est plus chiffré."


@dataclass(frozen=True)
class Shown:
    """What the view shows: one record or all, which version, and the bytes of the drawn PDF."""

    only: str | None
    strict: bool
    content: bytes


@dataclass(frozen=True)
class Offer:
    """A line of the menu: its words, the journal's word, the suggested file, what makes its bytes."""

    words: str
    format: str
    name: str
    filter: str
    make: Callable[[], bytes]
    left_out: str = ""


class Sharing(QObject):
    """Makes a file off the window's thread, asks where to put it, notes it in the journal.

    `working` carries what is being made and whether that can be cancelled, or nothing when it is done;
    `left_out` says what a written file does not hold.
    """

    working = Signal(str, bool)
    left_out = Signal(str)

    def __init__(self, view: QWidget, exchange: RegisterExchange, *, demo: bool) -> None:
        super().__init__(view)
        self._view = view
        self._exchange = exchange
        self._demo = demo
        self._pack: PackMaker | None = None
        self._job: Job | None = None
        self._sentence, self._cancels = "", False
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(PATIENCE_MS)
        self._told.timeout.connect(self._tell)

    def offer_pack(self, pack: PackMaker) -> None:
        """From now on the menu offers the control pack."""
        self._pack = pack

    def busy(self) -> bool:
        """Whether something is being made."""
        return self._job is not None

    def cancel(self) -> None:
        """Forget what is being made; nothing is written."""
        if self._job is not None:
            self._job.cancel()
            self._settled()

    def show_menu(self, button: QWidget, shown: Shown) -> QMenu:
        """What can be done with what is shown, below `button`."""
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for offer in self.offers(shown):
            menu.addAction(offer.words, partial(self.save, offer))
        if shown.only is None:
            menu.addSeparator()
            poster = Offer(
                "Affiche A3 de la carte des flux…",
                "poster",
                "carte-des-flux-A3.pdf",
                "PDF (*.pdf)",
                lambda: self._exchange.poster(self._demo),
            )
            menu.addAction(poster.words, partial(self.save, poster))
            if self._pack is not None:
                menu.addAction("Dossier de contrôle…", partial(self._choose_parts, self._pack))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4)))
        return menu

    def offers(self, shown: Shown) -> tuple[Offer, ...]:
        """The files; tables come in the version that is shown."""
        name = f"registre-{shown.only}" if shown.only else "registre"
        version = ", version stricte" if shown.strict else ""
        tables = f"{name}-strict" if shown.strict else name
        return (
            self._paper(shown, strict=False, name=f"{name}.pdf", words="PDF, version complète…"),
            self._paper(
                shown,
                strict=True,
                name=f"{name}-strict.pdf",
                words="PDF, version stricte (article 30 seulement)…",
            ),
            self._table(shown, "ods", f"Tableur ODS, modèle de la CNIL{version}…", f"{tables}.ods"),
            self._table(shown, "xlsx", f"Tableur Excel (XLSX){version}…", f"{tables}.xlsx"),
            self._table(shown, "csv", f"Tableau CSV{version}…", f"{tables}.csv"),
            Offer(
                "Données JSON, à reprendre sans perte…",
                "json",
                f"{name}.json",
                "JSON (*.json)",
                lambda: self._exchange.json(shown.only).encode(),
            ),
        )

    def _paper(self, shown: Shown, *, strict: bool, name: str, words: str) -> Offer:
        """The PDF on screen is the PDF that is saved; the other version is drawn."""

        def make() -> bytes:
            if shown.strict is strict:
                return shown.content
            return self._exchange.pdf(self._demo, shown.only, strict=strict).content

        return Offer(words, "pdf", name, "PDF (*.pdf)", make)

    def _table(self, shown: Shown, kind: str, words: str, name: str) -> Offer:
        def make() -> bytes:
            return self._exchange.sheets(kind, strict=shown.strict, activity=shown.only).content

        from gdpr_desk.register.tabular import left_out  # late: openpyxl is not needed to open a window

        filter_ = f"{kind.upper()} (*.{kind})"
        return Offer(words, kind, name, filter_, make, left_out(kind, strict=shown.strict))

    def save(self, offer: Offer) -> None:
        """Make the file, then ask where it goes."""
        if not may_take_out(self._view):
            return
        self._run(offer.make, partial(self._made, offer), f"Préparation de {offer.name}…")

    def _made(self, offer: Offer, content: bytes) -> None:
        title = offer.words.removesuffix("…")
        saved = save_bytes(self._view, content, offer.name, title=title, kind=offer.filter)
        if saved is not None and self.note(offer.format):
            Toast.show_in(self._view, f"Enregistré : {saved.name}. {_OPEN}")
            if offer.left_out:
                self.left_out.emit(offer.left_out)

    def note(self, kind: str) -> bool:
        """Tell the journal what left the vault; False where it could not be told, which is then said."""
        try:
            self._exchange.exported(kind)
        except GdprDeskError as refusal:
            tell_refusal(self._view, refusal)
            return False
        return True

    def _choose_parts(self, pack: PackMaker) -> None:
        if not may_take_out(self._view):
            return
        dialog = PackDialog(pack.parts, self._view)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        parent = choose_folder(self._view, title="Où créer le dossier de contrôle")
        if parent is not None:
            self.write_pack(pack, parent, dialog.keys())

    def write_pack(self, pack: PackMaker, parent: Path, keys: tuple[str, ...]) -> None:
        """Write the pack's folder in `parent`; it notes itself in the journal."""
        self._run(
            lambda: pack.write_into(parent, keys),
            self._packed,
            "Mise en page du dossier de contrôle…",
            cancels=False,
        )

    def _packed(self, made: WrittenFolder) -> None:
        pages = "1 page" if made.pages == 1 else f"{made.pages} pages"
        Toast.show_in(self._view, f"Dossier enregistré : {made.folder.name}, {pages}. {_OPEN}")

    def _run(
        self, work: Callable[[], T], done: Callable[[T], object], told: str, *, cancels: bool = True
    ) -> None:
        if self._job is not None:
            return
        self._sentence, self._cancels = told, cancels
        self._told.start()
        self._job = Jobs.run(work, done, self._refused, self, settled=self._settled)

    def _tell(self) -> None:
        self.working.emit(self._sentence, self._cancels)

    def _refused(self, refusal: GdprDeskError) -> None:
        tell_refusal(self._view, refusal)

    def _settled(self) -> None:
        self._job = None
        self._told.stop()
        self.working.emit("", False)

"""The room in which a file becomes part of the register: choose, read, look at every line, import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.dropping import DropVeil, names_files
from gdpr_desk.qtkit.files import choose_file
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.qt.import_drop import LET_GO, dropped_file
from gdpr_desk.register.qt.import_review import LINES, Review
from gdpr_desk.register.qt.import_words import file_name, refusal_words
from gdpr_desk.register.qt.import_work import ImportWork, Reading
from gdpr_desk.register.qt.ui_import_room import Ui_ImportRoomForm
from gdpr_desk.register.reading.preview import Preview

_LOW = 430
"""Below this height (design pixels) the lines of a file need the room of the page's title."""
_KINDS = "Registres et tableaux (*.ods *.xlsx *.csv *.tsv *.txt *.json);;Tous les fichiers (*)"


class ImportRoom(QWidget):
    """`closed` when it is left without importing; `taken` carries what was done and its preview."""

    closed = Signal()
    taken = Signal(object, object)

    def __init__(self, exchange: RegisterExchange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.ui = Ui_ImportRoomForm()
        self.ui.setupUi(self)
        self.work = ImportWork(exchange, self)
        self.review = Review(self.ui, self.work, self)
        self._veil = DropVeil(self, LET_GO)
        ui = self.ui
        ui.header.set_title("Importer un fichier")
        ui.header.set_back("Registre")
        ui.header.back.connect(self.leave)
        ui.drop.activated.connect(self.choose)
        ui.another.clicked.connect(self.choose)
        ui.stop.clicked.connect(self.start)
        ui.leave.clicked.connect(self.leave)
        ui.take.clicked.connect(self._take)
        self.work.read.connect(self._show)
        self.work.refused.connect(self.refuse)
        self.work.failed.connect(self._failed)
        self.work.imported.connect(self._imported)
        bind_keys(
            (
                ("Escape", self, self._step_back),
                ("Ctrl+Return", self, self._take),
                ("Ctrl+Enter", self, self._take),
            )
        )

    def start(self) -> None:
        """Nothing chosen yet."""
        self.work.stop()
        self.work.reading = None
        self.ui.patience.end()
        self.ui.refusal.hide()
        self.ui.drop.button.setAccessibleDescription("")
        self._step(self.ui.choose)
        self.ui.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        """Ask for a file in the system's dialog."""
        path = choose_file(self, title="Importer un fichier", kind=_KINDS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Read this file."""
        self.ui.refusal.hide()
        name = file_name(path.name)
        self.review.begin(name)
        self.ui.readingWords.setText(f"Lecture de « {name} »")
        self._step(self.ui.reading)
        self.ui.patience.begin()
        self.ui.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.work.open(path)

    def refuse(self, error: GdprDeskError) -> None:
        """Say why the file stays out; another one can be chosen."""
        self.ui.patience.end()
        self.work.reading = None
        self.ui.refusal.set_kind("attention")
        self.ui.refusal.set_text(refusal_words(error))
        self.ui.drop.button.setAccessibleDescription(self.ui.refusal.accessibleName())
        self.ui.refusal.show()
        self._step(self.ui.choose)
        self.ui.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self, event: QDropEvent) -> None:
        """Read the file that was let fall, here or on the list."""
        event.acceptProposedAction()
        try:
            path = dropped_file(event.mimeData())
        except GdprDeskError as refusal:
            self.refuse(refusal)
        else:
            self.open(path)

    def leave(self) -> None:
        """Back to the list; what was chosen by hand is only given up knowingly."""
        if self.review.touched and not ask(
            self,
            "Abandonner cet import ?",
            "Rien n’a été enregistré. Vos choix pour ce fichier ne seront pas gardés.",
            "Abandonner",
            stay="Continuer l’import",
        ):
            return
        self.start()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if names_files(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        self.drop(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.review.detail.arrange(self.width())
        self._make_room()

    def _make_room(self) -> None:
        """A low window gives the lines the room of the title: the file is named right below it."""
        low = self.height() < px(_LOW) and self.ui.steps.currentWidget() is self.ui.review
        self.ui.header.set_title_shown(not low)

    def _show(self, reading: Reading) -> None:
        self.ui.patience.end()
        self._step(self.ui.review)
        self.review.show_reading(reading)

    def _take(self) -> None:
        if not (self.ui.take.isEnabled() and self.ui.take.isVisible()):
            return
        if not self.review.on_lines:
            self.review.show_view(LINES)
        elif self.work.take():
            self.review.wait()

    def _failed(self, error: GdprDeskError) -> None:
        """The vault did not take it; everything is still on the screen."""
        tell_refusal(self, error)
        if self.work.reading is not None:
            self.review.show_reading(self.work.reading)

    def _imported(self, outcome: object) -> None:
        preview = self.work.reading.preview if self.work.reading else None
        self.start()
        if isinstance(preview, Preview):
            self.taken.emit(outcome, preview)

    def _step_back(self) -> None:
        if self.ui.steps.currentWidget() is self.ui.reading:
            self.start()
        elif not self.review.detail.back():
            self.leave()

    def _step(self, page: QWidget) -> None:
        self.ui.steps.setCurrentWidget(page)
        self.ui.foot.setVisible(page is self.ui.review)
        self._make_room()
        if page is not self.ui.review:
            self.review.forget()

"""How letters come into the room: let fall on it, opened, pasted, fetched; onto an open request or as new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.intake.kinds import Kind, kind_of
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import Prompt, tell_refusal
from gdpr_desk.qtkit.dropping import DropVeil, names_files
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.facts_form import NewRequestForm
from gdpr_desk.requests.qt.incoming import Source
from gdpr_desk.requests.qt.incoming_dialog import IncomingDialog
from gdpr_desk.requests.qt.mailbox_dialog import ask_mailbox
from gdpr_desk.requests.qt.mailbox_fetch import fetched
from gdpr_desk.requests.qt.objection_list import ObjectionDialog
from gdpr_desk.requests.watching import Watch

LET_GO = "Déposez les messages ici : ils seront lus, rien ne s’ouvre"
_TITLE = "Messages reçus"
_KINDS = (
    "Messages, PDF et images (*.eml *.msg *.mbox *.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp *.heic *.txt)"
    ";;Tous les fichiers (*)"
)
_MAILS = frozenset({Kind.EMAIL, Kind.MAILBOX})


class WaysIn(QObject):
    """`arrived` after something came, `wanted` carries the request to show. `current` tells the open one."""

    arrived = Signal()
    wanted = Signal(str)

    def __init__(self, door: RequestDoor, page: QWidget, current: Callable[[], str]) -> None:
        super().__init__(page)
        self._door, self._page, self._current = door, page, current
        self._running: IncomingDialog | None = None
        self.button = Button(
            text="Importer un message", kind="secondary", icon="chevron-down", icon_after=True
        )
        self.button.setObjectName("receive")
        self.button.clicked.connect(lambda _checked=False: self.menu())
        self._veil = DropVeil(page, LET_GO)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def menu(self) -> QMenu:
        """What the button offers."""
        menu = QMenu(self.button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._door.officer:
            menu.addAction("Relever la messagerie…", self.fetch)
        menu.addAction("Ouvrir un message reçu…\tCtrl+O", self.choose)
        menu.addAction("Coller un message\tCtrl+V", self.paste)
        if self._door.officer:
            menu.addSeparator()
            menu.addAction("Liste d’opposition…", self.objections)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft() + QPoint(0, 4)))
        return menu

    def fetch(self) -> None:
        """The mailbox: set up, then fetched; once more where that was refused."""
        again = True
        while again:
            chosen = ask_mailbox(self._door, self._page)
            if chosen is None:
                return
            again = self._bring(fetched(self._door, chosen), "Relever la messagerie")

    def choose(self) -> None:
        """Ask for files in the system's dialog."""
        given, _chosen = QFileDialog.getOpenFileNames(self._page, "Ouvrir un message reçu", "", _KINDS)
        if given:
            self.open([Path(one) for one in given])

    def open(self, paths: Sequence[Path]) -> None:
        """Read these files."""
        join = self._target()
        if join is None:
            return

        def source(watch: Watch) -> Iterable[Arrived]:
            watch.total = _known_total(paths)
            return self._door.arrivals.from_files(paths, join=join or None, watch=watch)

        self._bring(source)

    def paste(self) -> None:
        """Take what was copied: files, the source of a mail, its text, or a picture."""
        copied = QGuiApplication.clipboard().mimeData()
        self._take(copied if copied is not None else QMimeData())  # some systems have nothing at all

    def leave(self) -> None:
        """The vault closes: nothing is read any longer."""
        if self._running is not None:
            self._running.stop()

    def objections(self) -> None:
        """Who must not be solicited any more, as a list without names."""
        ObjectionDialog(self._door, self._page).exec()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragEnter and _takes(cast(QDragEnterEvent, event).mimeData()):
            cast(QDragEnterEvent, event).acceptProposedAction()
            self._veil.cover()
            return True
        if kind in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._veil.hide()
        if kind == QEvent.Type.Drop:
            dropped = cast(QDropEvent, event)
            dropped.acceptProposedAction()
            self._take(dropped.mimeData())
            return True
        return False

    def _take(self, data: QMimeData) -> None:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        text = data.text() if not data.hasUrls() else ""
        if paths:
            self.open(paths)
        elif text.strip():
            self._take_text(text)
        elif data.hasImage():
            self._take_picture(QImage(data.imageData()))
        else:
            tell_refusal(self._page, _nothing())

    def _take_picture(self, picture: QImage) -> None:
        """A picture that was copied, of a letter or of a screen: it goes the way of a picture file."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # Qt's names of a format are bytes, which its type hints do not say.
        if not picture.save(buffer, "PNG"):  # type: ignore[call-overload]
            tell_refusal(self._page, _nothing())
            return
        join = self._target()
        if join is not None:
            self._take_in(bytes(content.data()), join)

    def _take_text(self, text: str) -> None:
        """The source of a mail is read as a file would be; plain words stand in the form of a new request."""
        content = text.encode("utf-8", "replace")
        join = self._target()
        if join is None:
            return
        if not join and kind_of(content) not in _MAILS:
            self._note(text)
        else:
            self._take_in(content, join)

    def _take_in(self, content: bytes, join: str) -> None:
        def source(watch: Watch) -> Iterable[Arrived]:
            return self._door.arrivals.from_pasted(content, join=join or None, watch=watch)

        self._bring(source)

    def _note(self, text: str) -> None:
        form = NewRequestForm(self._door.requests, self._door.clock.today(), self._page, words=text)
        if form.exec():
            self.arrived.emit()
            self.wanted.emit(form.reference)

    def _target(self) -> str | None:
        """The request that it goes on with, "" for a new one; None where that was not answered."""
        reference = self._current()
        if not reference:
            return ""
        answers: list[str] = []
        prompt = Prompt(
            self._page,
            title=f"Ajouter à {reference} ?",
            sentence="Ce qui arrive peut aller avec cette demande, ou en commencer une autre.",
            icon="inbox",
        )
        prompt.add_verb("Annuler", "secondary", accepts=False)
        new = prompt.add_verb("Nouvelle demande", "secondary", accepts=True)
        new.clicked.connect(lambda: answers.append(""))
        join = prompt.add_verb("Ajouter", "filled", accepts=True, default=True)
        join.clicked.connect(lambda: answers.append(reference))
        prompt.exec()
        return answers[0] if answers else None

    def _bring(self, source: Source, title: str = _TITLE) -> bool:
        """Show what `source` brings; whether the mailbox is to be looked at once more."""
        self._running = dialog = IncomingDialog(self._door, source, self._page, title=title)
        dialog.brought.connect(self.arrived)
        dialog.exec()
        self._running = None
        dialog.deleteLater()
        if dialog.wanted:
            self.wanted.emit(dialog.wanted)
        return dialog.again


def _known_total(paths: Sequence[Path]) -> int:
    """How many messages these are, 0 where nobody knows before they are read."""
    several = any(one.suffix.lower() == ".mbox" or one.is_dir() for one in paths)
    return 0 if several else len(paths)


def _takes(data: QMimeData) -> bool:
    return names_files(data) or data.hasText() or data.hasImage()


def _nothing() -> InvalidInput:
    return InvalidInput(
        "Ce n’est ni un fichier de cet ordinateur, ni un texte, ni une image.",
        safe="Rien n’a été enregistré.",
        remedy="Enregistrez d’abord le message (.eml ou .msg), puis « Ouvrir un message reçu… ».",
        code="no_file",
    )

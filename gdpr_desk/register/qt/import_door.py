"""How a file comes into the register's page: by the menu, by dropping it on the list; and back out."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_instant
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.dropping import DropVeil, names_files
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.exchange import ImportOutcome, ImportRun, RegisterExchange
from gdpr_desk.register.qt.import_drop import LET_GO
from gdpr_desk.register.qt.import_room import ImportRoom
from gdpr_desk.register.qt.import_words import done, undoing
from gdpr_desk.register.reading.preview import Preview


class ImportDoor(QObject):
    """`changed` carries the reference of the first record that an import wrote (none after one was
    undone); `left` when the room is closed without one."""

    changed = Signal(tuple)
    left = Signal()

    def __init__(self, exchange: RegisterExchange, rooms: QStackedWidget, overview: QWidget) -> None:
        super().__init__(rooms)
        self._exchange = exchange
        self._rooms = rooms
        self._overview = overview
        self._room: ImportRoom | None = None
        self._veil = DropVeil(overview, LET_GO)
        overview.setAcceptDrops(True)
        overview.installEventFilter(self)

    @property
    def room(self) -> ImportRoom:
        """Where files are looked at; built when it is first needed."""
        if self._room is None:
            self._room = ImportRoom(self._exchange)
            self._rooms.addWidget(self._room)
            self._room.closed.connect(self.left)
            self._room.taken.connect(self._taken)
        return self._room

    def open(self) -> None:
        """Show the room, with nothing chosen yet."""
        self._rooms.setCurrentWidget(self.room)
        self.room.start()

    def entries(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """What the page's menu offers: importing, and undoing the last import while there is one."""
        found: tuple[tuple[str, Callable[[], object]], ...] = (("Importer un fichier…", self.open),)
        return (*found, ("Annuler le dernier import…", self.undo_last)) if self._last() else found

    def undo_last(self) -> None:
        """Undo the newest import, after saying what that does."""
        run = self._last()
        if run is not None and ask(
            self._overview,
            f"Annuler l’import du {french_instant(run.at)} ?",
            undoing(run),
            "Annuler l’import",
            stay="Le garder",
            icon="undo-2",
        ):
            self.undo()

    def undo(self) -> None:
        """Undo the newest import now."""
        Jobs.run(self._exchange.undo_import, self._undone, self._told, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragEnter and names_files(cast(QDragEnterEvent, event).mimeData()):
            cast(QDragEnterEvent, event).acceptProposedAction()
            self._veil.cover()
            return True
        if kind in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._veil.hide()
        if kind == QEvent.Type.Drop:
            self.open()
            self.room.drop(cast(QDropEvent, event))
            return True
        return super().eventFilter(watched, event)

    def _last(self) -> ImportRun | None:
        try:
            return self._exchange.last_import()
        except GdprDeskError:
            return None  # the menu is no place for a refusal; importing will tell it

    def _taken(self, outcome: ImportOutcome, preview: Preview) -> None:
        self.changed.emit((*outcome.created, *outcome.updated)[:1])
        Toast.show_in(self._rooms, done(preview), self.undo)

    def _undone(self, _outcome: ImportOutcome) -> None:
        self.changed.emit(())
        Toast.show_in(self._rooms, "Import annulé, le registre est comme avant", icon="undo-2")

    def _told(self, error: GdprDeskError) -> None:
        tell_refusal(self._rooms, error)

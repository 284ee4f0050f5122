"""The copies of identity papers of one request, on their tab: looked at, or told to be none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.requests.model import EventKind
from gdpr_desk.requests.qt import acts_on_files
from gdpr_desk.requests.qt.copy_viewer import CopyViewer
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.service import RequestFile


class Copies(QWidget):
    """`viewed` after one was shown, `changed` after one was told to be none; hidden, it shows nothing."""

    viewed = Signal()
    changed = Signal()

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._reference = ""
        self.viewer = CopyViewer(door)
        self.viewer.shown.connect(self.viewed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.viewer)
        self.hide()

    def show_file(self, file: RequestFile) -> None:
        """Show those of this request; one that is open stays so."""
        self._reference = file.request.reference
        today = shop_time(self._door.clock.now()).date()
        shown = [shop_time(event.at) for event in file.events if event.kind is EventKind.COPY_SHOWN]
        history = "Jamais affichée."
        if shown:
            then = shown[-1]
            day = "aujourd’hui" if then.date() == today else f"le {french_date(then.date(), year=False)}"
            times = "une fois," if len(shown) == 1 else f"{len(shown)} fois, la dernière"
            history = f"Affichée {times} {day} à {french_time(then.time())}."
        self.viewer.show_copies(self._reference, file.identity_copies, history)
        self.show()

    def tell_none(self) -> None:
        """It is no identity paper, once that is confirmed."""
        if acts_on_files.not_identity(self, self._door, self._reference, self.viewer.current):
            self.changed.emit()

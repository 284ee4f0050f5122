"""« Correspond à un client connu ? »: asked beside the words of the request, answered in one press."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.parts import label
from gdpr_desk.requests.model import KnownCustomer
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import KNOWN

_QUESTION = "Correspond à un client connu ?"
_ANSWERS = {
    KnownCustomer.YES: "Oui",
    KnownCustomer.NO: "Non",
    KnownCustomer.UNSURE: "Je ne sais pas",
}
_SETTLE_MS = 600
"""Arrow keys pass an answer on the way to another: only one that stays is written."""


class KnownCustomerQuestion(QWidget):
    """`changed` after the answer was written; an ended request only tells it."""

    changed = Signal()

    def __init__(self, door: RequestDoor) -> None:
        super().__init__()
        self._door = door
        self._file: RequestFile | None = None
        self.answers = Segmented()
        self.answers.setAccessibleName(_QUESTION)
        self.answers.set_options([(key.value, words) for key, words in _ANSWERS.items()])
        self._said = label("body", "")
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._write)
        self.answers.changed.connect(lambda _key: self._settling.start())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (label("caption", _QUESTION), self.answers, self._said):
            column.addWidget(part)

    def show_file(self, file: RequestFile) -> None:
        """Show the answer of this request; one just given to another is written first."""
        if self._file is not None and self._file.request.reference != file.request.reference:
            self.settle()
        self._file = file
        if not self._settling.isActive():
            self.answers.set_current(file.known.value)
        self.answers.setVisible(file.request.open)
        self._said.setText(f"{KNOWN[file.known]}.")
        self._said.setHidden(file.request.open)

    def settle(self) -> None:
        """Write what was just chosen, without waiting."""
        if self._settling.isActive():
            self._settling.stop()
            self._write()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)

    def _write(self) -> None:
        if self._file is None:
            return
        try:
            self._door.requests.tell_known(
                self._file.request.reference, KnownCustomer(self.answers.current())
            )
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()

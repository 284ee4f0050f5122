"""« Ouvrir avec le trousseau de cet ordinateur » on the unlock screen: a button, never by itself.

Whatever the keyring does, the passphrase beside it goes on working: typing it gives the waiting up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.shell import ways_in
from gdpr_desk.shell.ui_unlock import Ui_UnlockForm
from gdpr_desk.system_keyring import Patience

if TYPE_CHECKING:
    from gdpr_desk.vault.holder import Opened

_OFFER = "Ouvrir avec le trousseau de cet ordinateur"
_WAITING = "Le trousseau est interrogé…"


class KeyringDoor(QObject):
    """`found`: the keyring held keys, the vault opens. `opened` hands over a Desk, `refused` says why not."""

    found = Signal()
    opened = Signal(object)
    refused = Signal(object)

    def __init__(self, ui: Ui_UnlockForm, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self._clock = clock
        self._folder = Path()
        self._patience: Patience | None = None
        self._job: Job | None = None
        ui.keyring.clicked.connect(self.ask)
        parent.installEventFilter(self)

    def show_vault(self, folder: Path) -> None:
        """Offer it where somebody chose so for this vault."""
        self.give_up()
        self._folder = folder
        self._ui.keyringLine.setVisible(ways_in.keyring_offered(folder))

    def ask(self) -> None:
        """Ask the keyring, which may ask the person."""
        if self._patience is not None:
            return
        folder, patience = self._folder, Patience()
        self._patience = patience
        self._ui.refusal.hide()
        self._ui.keyring.setText(_WAITING)
        self._ui.keyring.setEnabled(False)
        self._ui.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self._job = Jobs.run(
            lambda: ways_in.ask_keyring(folder, patience), self._answered, self._failed, self, lane="pool"
        )

    def give_up(self) -> None:
        """Somebody goes in another way, or leaves."""
        if self._patience is not None:
            self._patience.give_up()
        if self._job is not None:
            self._job.cancel()
        self._rest()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Hide and not event.spontaneous():
            self.give_up()  # another screen, or the end: nothing may wait for the keyring then
        return False

    def _answered(self, keys: Opened) -> None:
        self._rest()
        self.found.emit()
        folder, clock = self._folder, self._clock
        Jobs.run(lambda: ways_in.enter(folder, keys, clock), self.opened.emit, self.refused.emit, self)

    def _failed(self, refusal: GdprDeskError) -> None:
        self._rest()
        self._ui.keyringLine.setVisible(ways_in.keyring_offered(self._folder))
        self.refused.emit(refusal)

    def _rest(self) -> None:
        self._patience = self._job = None
        self._ui.keyring.setText(_OFFER)
        self._ui.keyring.setEnabled(True)

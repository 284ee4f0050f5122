"""The daily backup of an open vault: made a moment after the window stands, off its thread, then hourly
looked at again; what became of it is told quietly."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.app import Desk
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.shell.backup_words import ago, failure, reminder
from gdpr_desk.vault.state import read_state

_FIRST_MS = 3_000
_EVERY_MS = 3_600_000


class DailyBackup(QObject):
    """`told` carries « dernière copie ailleurs : il y a 9 jours », whenever that may have changed."""

    told = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on; the fictional shop needs no backups."""
        if not self._desk.vault.is_demo:
            self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """The vault is about to be closed."""
        self._timer.stop()

    def look(self) -> None:
        """Make today's backup if one is due."""
        self._timer.start(_EVERY_MS)
        if self._job is None or self._job.finished:
            self._job = Jobs.run(
                self._desk.backups.make_daily,
                lambda _made: self.tell(),
                lambda _refusal: self.tell(),  # it stands in the state, and so on the pages that read it
                self,
                lane="pool",
            )

    def tell(self) -> None:
        """Say when the last copy elsewhere was made."""
        try:
            state = read_state(self._desk.vault.folder)
        except GdprDeskError:
            return
        if not state.demo:
            self.told.emit(f"dernière copie ailleurs : {ago(state.last_external_at, self._desk.clock)}")


class BackupNotice(NoticeStrip):
    """On Today: a daily backup that failed, sealed files that are gone, or that it is time for a copy
    elsewhere; else nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(kind="attention")
        self._desk = desk
        self.set_icon("hard-drive")
        self.set_action("Voir les sauvegardes", link=True)
        self.hide()

    def refresh(self) -> None:
        """Read the state again."""
        try:
            state = read_state(self._desk.vault.folder)
        except GdprDeskError:
            return
        told = failure(state) or _missing(self._desk) or reminder(state, self._desk.clock)
        self.set_text(told)
        self.setVisible(bool(told))


def _missing(desk: Desk) -> str:
    """Which attachments have lost their file: only a backup may still have it."""
    gone = [f"« {attachment.name} »" for attachment in desk.attachments.missing()]
    if not gone:
        return ""
    what = (
        f"La pièce jointe {gone[0]} a disparu du dossier du coffre."
        if len(gone) == 1
        else f"{len(gone)} pièces jointes ont disparu du dossier du coffre, dont {gone[0]}."
    )
    return f"{what} Une sauvegarde restaurée dans un autre dossier peut encore l’avoir."

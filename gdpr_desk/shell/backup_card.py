"""« Sauvegardes » among the settings: what there is, a copy elsewhere, the list, the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk, mend_ledger
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.outcome import counted
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Card, IconTile, NoticeStrip
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.shell.backup_list import BackupsDialog
from gdpr_desk.shell.backup_making import make_copy
from gdpr_desk.shell.backup_words import ago, failure, reminder
from gdpr_desk.shell.parts import button, label
from gdpr_desk.vault.state import read_state

_HERE = "Une par jour où quelque chose change, chiffrée. Aucune n’est gardée plus de 35 jours."
_ELSEWHERE = "Une clé USB rangée ailleurs vous protège d’une panne et d’un vol."
_NONE = "aucune sauvegarde"
_MEND = "Reprendre le relevé"


class BackupCard(Card):
    """`changed` tells that there is a backup more; `open_restored` carries the folder of a vault that
    was restored and is to be opened instead of this one."""

    changed = Signal()
    open_restored = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._here, self._elsewhere = label("row_title", wrap=True), label("row_title", wrap=True)
        self.notice = NoticeStrip(kind="attention")
        self.notice.activated.connect(self._mend)
        self.copy = button("secondary", "Sauvegarder maintenant…", icon="save")
        self.listed = button("secondary", "Voir les sauvegardes", icon="list")
        self.copy.clicked.connect(self.make_copy)
        self.listed.clicked.connect(self.show_list)
        verbs = QHBoxLayout()
        verbs.setSpacing(12)
        verbs.addWidget(self.copy)
        verbs.addWidget(self.listed)
        verbs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("card_title", "Sauvegardes"))
        column.addWidget(self.notice)
        column.addLayout(_row("history", self._here, _HERE))
        column.addLayout(_row("hard-drive", self._elsewhere, _ELSEWHERE))
        column.addLayout(verbs)
        self.refresh()

    def refresh(self) -> None:
        """Say how it stands."""
        desk = self._desk
        try:
            state, own = read_state(desk.vault.folder), desk.backups.listed()
            ledger = desk.ledger.verify(desk.vault.store)
        except GdprDeskError as refusal:
            self._warn(str(refusal))
            return
        last = own[0].made_at if own else None
        many = f"{counted(len(own), 'sauvegarde')}, la dernière {ago(last, desk.clock)}"
        self._here.setText(f"Sur cet ordinateur · {many if own else _NONE}")
        elsewhere = state.last_external_at
        self._elsewhere.setText(
            f"Sur un autre disque · {f'copie faite {ago(elsewhere, desk.clock)}' if elsewhere else _NONE}"
        )
        self._elsewhere.set_tone("text" if elsewhere else "badge_attention_text")
        told = failure(state) or reminder(state, desk.clock)
        if ledger.intact:
            self._warn(told)
        else:
            self._warn(ledger.sentence, _MEND)

    def make_copy(self) -> None:
        """A copy in another place, chosen by the person."""
        make_copy(self, self._desk, self._made, self._busy)

    def show_list(self) -> None:
        """The backups there are."""
        dialog = BackupsDialog(self._desk, self)
        dialog.exec()
        self.refresh()
        self.changed.emit()
        if dialog.open_folder is not None:
            self.open_restored.emit(dialog.open_folder)

    def _made(self) -> None:
        self.refresh()
        self.changed.emit()
        Toast.show_in(self.window(), "Sauvegarde écrite et relue")

    def _busy(self, busy: bool) -> None:
        self.copy.setEnabled(not busy)
        self.copy.setText("Sauvegarde en cours…" if busy else "Sauvegarder maintenant…")

    def _warn(self, sentence: str, verb: str = "") -> None:
        self.notice.set_text(sentence)
        self.notice.set_action(verb)
        self.notice.setVisible(bool(sentence))

    def _mend(self) -> None:
        Jobs.run(
            lambda: mend_ledger(self._desk),
            lambda _count: self.refresh(),
            lambda refusal: tell_refusal(self, refusal),
            self,
        )


def _row(icon: str, title: Label, sentence: str) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(title)
    words.addWidget(label("second", sentence, wrap=True))
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(IconTile(icon=icon, side=36), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row

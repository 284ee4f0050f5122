"""The backups there are, each with the day it leaves; verify one, restore one."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.files import size_words
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import FadeScroll, IconTile
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.shell.backup_making import make_copy
from gdpr_desk.shell.backup_restore import RestoreDialog
from gdpr_desk.shell.parts import GUTTER, SheetDialog, button, label
from gdpr_desk.vault.backup import KeptBackup
from gdpr_desk.vault.backup_reading import BackupVerdict, verify_outside

_SENTENCE = (
    "Chiffrées comme le coffre, faites automatiquement. Ce que vous effacez du coffre reste dans une "
    "sauvegarde jusqu’au jour indiqué, puis disparaît avec elle."
)
_EMPTY = (
    "Pas encore de sauvegarde automatique : la première est faite peu après l’ouverture du coffre. "
    "Rien ne vous empêche d’en faire une ailleurs dès maintenant."
)
_HELD = "gelée : elle reste jusqu’à la levée du gel"
_WHOLE = "Intacte : rien n’y a changé depuis qu’elle est écrite."
_BROKEN = "Abîmée ou incomplète : utilisez-en une autre."


class BackupsDialog(SheetDialog):
    """Échap closes it. `open_folder` is that of a restored vault the person wants to open now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.open_folder: Path | None = None
        self.setWindowTitle("Sauvegardes")
        self.size_to(720, 620)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(4, 4, 4, 16)
        self._rows.setSpacing(14)
        self.copy = button("filled", "Sauvegarder maintenant…", icon="save")
        self.from_file = button("secondary", "Restaurer un fichier…", icon="folder-open")
        self.leave = button("secondary", "Fermer", name="Fermer la liste des sauvegardes")
        self.copy.clicked.connect(lambda: make_copy(self, desk, self._made, self._busy))
        self.from_file.clicked.connect(lambda: self.restore(None))
        self.leave.clicked.connect(self.accept)
        self._arrange()
        self.refresh()
        self.copy.setFocus()

    def refresh(self) -> None:
        """List what is there now."""
        empty_column(self._rows)
        try:
            found = self._desk.backups.listed()
        except GdprDeskError as refusal:
            self._rows.addWidget(label("body", str(refusal), wrap=True))
            found = ()
        else:
            if not found:
                self._rows.addWidget(label("body", _EMPTY, wrap=True))
        rows = [self._row(backup) for backup in found]
        for row in rows:
            self._rows.addWidget(row)
        self._rows.addStretch(1)
        in_rows = [part for row in rows for part in row.findChildren(QAbstractButton)]
        for before, after in pairwise([*in_rows, self.from_file, self.leave, self.copy]):
            QWidget.setTabOrder(before, after)

    def restore(self, file: Path | None) -> None:
        """Look into a backup and make a vault of it."""
        dialog = RestoreDialog(self._desk.vault.folder, self._desk.clock, self, file=file)
        if dialog.exec() and dialog.restored is not None:
            self.open_folder = dialog.restored.folder
            self.accept()

    def _row(self, backup: KeptBackup) -> QWidget:
        when = french_instant(backup.made_at, weekday=True)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label("row_title", when[:1].upper() + when[1:], wrap=True))
        leaves = _HELD if backup.held else f"disparaît au plus tard le {french_date(backup.leaves_on)}"
        words.addWidget(label("second", f"{size_words(backup.size)} · {leaves}", wrap=True))
        verdict = label("second_strong", wrap=True)
        verdict.hide()
        words.addWidget(verdict)
        check = button("secondary", "Vérifier", small=True, name=f"Vérifier la sauvegarde du {when}")
        back = button("secondary", "Restaurer…", small=True, name=f"Restaurer la sauvegarde du {when}")
        check.clicked.connect(partial(self._verify, backup.path, verdict))
        back.clicked.connect(partial(self.restore, backup.path))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(IconTile(icon="history", side=36), 0, top)
        line.addLayout(words, 1)
        line.addWidget(check, 0, top)
        line.addWidget(back, 0, top)
        return row

    def _verify(self, path: Path, verdict: Label) -> None:
        def told(found: BackupVerdict) -> None:
            verdict.set_tone("ok" if found.intact else "urgent")
            verdict.setText(_WHOLE if found.intact else _BROKEN)
            verdict.show()

        verdict.set_tone("text2")
        verdict.setText("Vérification…")
        verdict.show()
        failed = partial(tell_refusal, self)
        Jobs.run(lambda: verify_outside(path), told, failed, verdict, lane="pool")

    def _made(self) -> None:
        Toast.show_in(self, "Sauvegarde écrite et relue")

    def _busy(self, busy: bool) -> None:
        self.copy.setEnabled(not busy)
        self.copy.setText("Sauvegarde en cours…" if busy else "Sauvegarder maintenant…")

    def _arrange(self) -> None:
        content = QWidget()
        content.setLayout(self._rows)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4 + GUTTER, 0)
        foot.setSpacing(12)
        foot.addWidget(self.from_file)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(8)
        for line in (label("detail_title", "Sauvegardes"), label("second", _SENTENCE, wrap=True)):
            line.setContentsMargins(4, 0, 4 + GUTTER, 0)
            column.addWidget(line)
        column.addSpacing(8)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

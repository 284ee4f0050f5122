"""Restoring: which file, whose passphrase, a look at what comes back, and only then a new folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.desk_backups import preview_backup, restore_backup
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_instant
from gdpr_desk.qtkit.files import choose_file, choose_folder
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.backup_words import counts_words, free_place
from gdpr_desk.shell.parts import SheetDialog, button
from gdpr_desk.shell.ui_backup_restore_form import Ui_BackupRestoreForm
from gdpr_desk.vault.backup_file import SUFFIX
from gdpr_desk.vault.folder import synchronised_by, synchronised_sentence
from gdpr_desk.vault.ledger import LEDGER
from gdpr_desk.vault.restoring import BackupPreview, Restored

_TITLE = "Restaurer une sauvegarde"
_SENTENCE = "Le coffre de la sauvegarde est recréé dans un dossier à lui. Rien n’est remplacé."
_LOOK, _RESTORE, _OPEN = "Regarder la sauvegarde", "Restaurer", "Ouvrir ce coffre"


class RestoreDialog(SheetDialog):
    """Accepted when the person wants to open the vault that was restored: `restored`.

    `folder` is where the vault of today lies, or would lie.
    """

    def __init__(
        self, folder: Path, clock: Clock, parent: QWidget | None = None, *, file: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._clock = folder, clock
        self._ledgers: list[Path] = []
        self._told: BackupPreview | None = None
        self.restored: Restored | None = None
        self.form = QWidget()
        self.ui = Ui_BackupRestoreForm()
        self.ui.setupUi(self.form)
        self.ui.looking.hide()
        self.ui.refusal.hide()
        self.ui.returning.set_kind("attention")
        self.ui.returning.set_icon("users")
        self.ui.file_path.setText(str(file) if file is not None else "")
        self.ui.folder_path.setText(str(free_place(folder)))
        self.ui.choose_file.clicked.connect(self._choose_file)
        self.ui.choose_folder.clicked.connect(self._choose_folder)
        self.ui.erasures.activated.connect(self._choose_ledger)
        self.ui.folder_path.textChanged.connect(self._warn_of_place)
        self.leave = button("secondary", "Annuler", name="Annuler la restauration")
        self.go = button("filled", _LOOK)
        self.go.setDefault(True)
        self.go.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.reject)
        self.setWindowTitle(_TITLE)
        self.size_to(640, 520)
        self.arrange(_TITLE, _SENTENCE, (self.form,), (self.leave, self.go))
        (self.ui.file_path if file is None else self.ui.passphrase).setFocus()

    def go_on(self) -> None:
        """The next step: look, restore, open."""
        if self.restored is not None:
            self.accept()
        elif self._told is not None:
            self._restore()
        else:
            self._look()

    def reject(self) -> None:
        """Leave, unless a vault is being restored this very moment."""
        if self.leave.isEnabled():
            super().reject()

    def _look(self) -> None:
        ui = self.ui
        file, typed = ui.file_path.text().strip(), ui.passphrase.text()
        if not file:
            ui.file_field.set_error("Choisissez le fichier de la sauvegarde.")
            ui.file_path.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        ui.file_field.clear()
        if not typed:
            ui.passphrase_field.set_error("Écrivez la phrase de passe de cette sauvegarde.")
            ui.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        ui.passphrase_field.clear()
        work = partial(
            preview_backup,
            Path(file),
            free_place(self._folder),
            typed,
            self._clock,
            ledgers=tuple(self._ledgers),
            vaults=(self._folder,),
        )
        self._busy(True, "Ouverture de la sauvegarde…")
        Jobs.run(work, self._show, self._refused, self, lane="pool")

    def _show(self, told: BackupPreview) -> None:
        self._told = told
        self._busy(False)
        ui = self.ui
        ui.when.setText(f"Sauvegarde du {french_instant(told.made_at, weekday=True)}")
        ui.counts.setText(counts_words(told))
        known = told.replayable.until is not None and not told.replayable.damaged
        ui.erasures.set_kind("info" if known else "attention")
        ui.erasures.set_text(told.replayable.sentence)
        ui.erasures.set_action("" if known else "J’ai le relevé des effacements…", link=True)
        ui.returning.set_text(told.returning.sentence)
        ui.returning.setVisible(bool(told.returning.sentence))
        ui.asking.hide()
        ui.looking.show()
        self.go.setText(_RESTORE)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        folder = self.ui.folder_path.text().strip()
        if not folder or not Path(folder).is_absolute():
            self.ui.folder_field.set_error("Choisissez un dossier de cet ordinateur.")
            return
        work = partial(
            restore_backup,
            Path(self.ui.file_path.text().strip()),
            Path(folder),
            self.ui.passphrase.text(),
            self._clock,
            ledgers=tuple(self._ledgers),
            vaults=(self._folder,),
        )
        self._busy(True, "Restauration en cours…")
        Jobs.run(work, self._done, self._refused, self, lane="pool")

    def _done(self, restored: Restored) -> None:
        self.restored = restored
        self._busy(False)
        ui = self.ui
        ui.passphrase.clear()
        ui.counts.setText(
            f"Coffre restauré dans « {restored.folder} ». Il s’ouvre avec la phrase de passe de ce jour-là."
        )
        for part in (ui.folder_field, ui.choose_folder):
            part.hide()
        ui.erasures.set_kind("ok" if restored.preview.replayable.until else "attention")
        ui.erasures.set_action("")
        self.go.setText(_OPEN)
        self.leave.setText("Plus tard")
        self.leave.setAccessibleName("Ouvrir ce coffre plus tard")
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, refusal: GdprDeskError) -> None:
        self._busy(False)
        wrong = refusal.code == "wrong_passphrase"
        said = " ".join(part for part in (refusal.message, refusal.safe, refusal.remedy) if part)
        if wrong:
            said = "Cette phrase n’ouvre pas cette sauvegarde. Une sauvegarde garde la phrase de son jour."
        self.ui.refusal.set_kind("attention")
        self.ui.refusal.set_text(said)
        self.ui.refusal.show()
        if wrong:
            self.ui.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ui.passphrase.selectAll()

    def _busy(self, busy: bool, words: str = "") -> None:
        self.form.setDisabled(busy)
        self.leave.setDisabled(busy)
        self.go.setDisabled(busy)
        self.ui.refusal.hide()
        self.go.setText(words if busy else (_LOOK if self._told is None else _RESTORE))

    def _choose_file(self) -> None:
        kinds = f"Sauvegarde gdpr-desk (*{SUFFIX});;Tous les fichiers (*)"
        chosen = choose_file(self, title="Choisir une sauvegarde", kind=kinds)
        if chosen is not None:
            self.ui.file_path.setText(str(chosen))
            self.ui.file_field.clear()
            self.ui.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, title="Où restaurer le coffre", folder=str(self._folder.parent))
        if chosen is not None:
            self.ui.folder_path.setText(str(free_place(chosen / self._folder.name)))

    def _choose_ledger(self) -> None:
        kinds = f"Relevé des effacements ({LEDGER});;Tous les fichiers (*)"
        chosen = choose_file(self, title="Choisir le relevé des effacements", kind=kinds)
        if chosen is not None:
            self._ledgers = [chosen]
            self._look()

    def _warn_of_place(self, typed: str) -> None:
        service = synchronised_by(Path(typed)) if typed.strip() else None
        if service is None:
            self.ui.folder_field.clear()
        else:
            self.ui.folder_field.set_warning(synchronised_sentence(service))

"""« J’ai oublié ma phrase de passe »: the honest text, and the recovery sheet's secret."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.surfaces import Sheet
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.shell.ui_forgotten import Ui_ForgottenForm

COLUMN = 480
"""Width of the form (design pixels)."""


class ForgottenScreen(QWidget):
    """Takes the secret as it was copied from paper. `submitted` carries it as typed."""

    submitted = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = QWidget()
        self._form = form
        self.ui = Ui_ForgottenForm()
        self.ui.setupUi(form)
        self.ui.refusal.hide()
        self.ui.open.clicked.connect(self._submit)
        self.ui.back.clicked.connect(self.back)
        sheet = Sheet()
        row = QHBoxLayout(sheet)
        row.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(form)
        middle.addStretch(1)
        row.addLayout(middle, 10)
        row.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(8, 8, 8, 8)
        around.addWidget(sheet)
        self._restyle()
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._form.setMaximumWidth(px(COLUMN))

    def refuse(self, refusal: GdprDeskError) -> None:
        """Show the refusal; what was typed stays."""
        self.set_busy(False)
        self.ui.refusal.set_kind("attention")
        said = " ".join(p for p in (refusal.message, refusal.safe, refusal.remedy) if p)
        if refusal.code == "wrong_passphrase":
            said = (
                f"Ce secret n’ouvre pas ce coffre. Comparez chaque groupe avec la feuille. {refusal.remedy}"
            )
        self.ui.refusal.set_text(said.strip())
        self.ui.refusal.show()

    def set_busy(self, busy: bool) -> None:
        """While the key is derived."""
        self.ui.open.setEnabled(not busy)
        self.ui.secret.setEnabled(not busy)
        self.ui.open.setText("Ouverture du coffre…" if busy else "Ouvrir avec la feuille de secours")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ui.secret.setFocus()

    def _submit(self) -> None:
        typed = self.ui.secret.toPlainText().strip()
        if not typed:
            self.ui.secret_field.set_error("Recopiez le secret imprimé sur la feuille.")
            return
        self.ui.secret_field.clear()
        self.ui.refusal.hide()
        self.set_busy(True)
        self.submitted.emit(typed)

"""A new recovery sheet in the open vault: shown once, printed, then forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.shell.parts import SheetDialog, button, label
from gdpr_desk.shell.recovery_out import RecoverySheet, print_sheet, save_sheet
from gdpr_desk.shell.recovery_pages import RecoveryPage

_SENTENCE = "L’ancienne feuille n’ouvre plus le coffre : déchirez-la quand celle-ci est imprimée."


class RecoveryDialog(SheetDialog):
    """Closes once the person says that the sheet is safe."""

    def __init__(self, sheet: RecoverySheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = RecoveryPage()
        self.page.show_secret(sheet.secret.groups)
        self.page.save_requested.connect(lambda: self.page.tell(save_sheet(self, sheet)))
        self.page.print_requested.connect(lambda: self.page.tell(print_sheet(self, sheet)))
        self.page.changed.connect(self._follow)
        self.close_button = button("filled", "J’ai rangé la feuille")
        self.close_button.clicked.connect(self.accept)
        self.close_button.setEnabled(False)
        self.setWindowTitle("Votre nouvelle feuille de secours")
        self.size_to(680, 480)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", "Votre nouvelle feuille de secours"))
        column.addWidget(label("second", _SENTENCE, wrap=True))
        column.addWidget(self.page, 1)
        column.addLayout(foot)

    def reject(self) -> None:
        """Escape does not lose the only sheet there is; the tick below does close the dialog."""

    def done(self, result: int) -> None:
        self.page.forget_secret()
        super().done(result)

    def _follow(self) -> None:
        self.close_button.setEnabled(self.page.ui.recovery_kept.isChecked())

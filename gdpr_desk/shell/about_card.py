"""« À propos »: what the program promises, its licences, and folded away what somebody who helps needs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk import __version__
from gdpr_desk.diagnostic import run_checks
from gdpr_desk.qtkit.dialogs import tell
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.files import open_outside
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.surfaces import Card, Separator
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.settings import log_folder
from gdpr_desk.shell.licences import QT_NOTICE
from gdpr_desk.shell.licences_dialog import LicencesDialog
from gdpr_desk.shell.parts import button, label

SUPPORT = "Pour l’assistance"


class AboutCard(Card):
    """`opened` when the lines for assistance were unfolded, so that the page can bring them into sight."""

    opened = Signal()

    def __init__(self, vault_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = vault_folder
        licences = button("secondary", "Voir les licences", icon="scroll-text")
        licences.clicked.connect(lambda: LicencesDialog(self).exec())
        self.support = Disclosure(self, title=SUPPORT)
        self.support.toggled.connect(lambda on: self.opened.emit() if on else None)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("card_title", "À propos"))
        column.addWidget(label("strong", "gdpr-desk"))
        column.addWidget(label("second", "Aucune donnée n’est envoyée. Licence MIT.", wrap=True))
        column.addLayout(_row(licences))
        column.addSpacing(4)
        column.addWidget(Separator(self))
        column.addWidget(self.support)
        self._fill_support(self.support.body)

    def _fill_support(self, body: QVBoxLayout) -> None:
        """Version, where things lie, what to copy into a message."""
        self._copying = copy = button(
            "secondary", "Copier le diagnostic", icon="copy", name="Copier les informations de diagnostic"
        )
        vault = button(
            "secondary", "Ouvrir le dossier", icon="folder-open", name="Ouvrir le dossier du coffre"
        )
        logs = button(
            "secondary",
            "Ouvrir les fichiers techniques",
            icon="folder-open",
            name="Ouvrir le dossier des fichiers techniques",
        )
        copy.clicked.connect(self._copy)
        vault.clicked.connect(lambda: self._open(self._folder))
        logs.clicked.connect(self._open_logs)
        place = label("second", f"Coffre rangé dans : {self._folder}", wrap=True)
        place.setAccessibleName(f"Dossier du coffre : {self._folder}")
        body.addWidget(label("second", f"Version {__version__}"))
        body.addWidget(place)
        body.addWidget(label("second", QT_NOTICE, wrap=True))
        body.addLayout(_row(copy, vault, logs))

    def _copy(self) -> None:
        """The computer's own tools are asked too, off this thread."""
        self._copying.setEnabled(False)
        Jobs.run(
            lambda: "\n".join(check.line() for check in run_checks()),
            self._copied,
            owner=self,
            settled=lambda: self._copying.setEnabled(True),
            lane="pool",
        )

    def _copied(self, told: str) -> None:
        QGuiApplication.clipboard().setText(told)
        Toast.show_in(self.window(), "Informations de diagnostic copiées")

    def _open_logs(self) -> None:
        log_folder().mkdir(parents=True, exist_ok=True)
        self._open(log_folder())

    def _open(self, folder: Path) -> None:
        if not open_outside(folder):
            tell(self, "Le dossier ne s’ouvre pas", "Aucun programme n’est là pour montrer ce dossier.")


def _row(*pressed: QWidget) -> FlowLayout:
    row = FlowLayout(gap=12)
    for one in pressed:
        row.addWidget(one)
    return row

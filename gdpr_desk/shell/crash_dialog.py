"""What a person sees of our own mistake: an apology, the exact report, and where it may go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gdpr_desk.faults import FaultReport
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.surfaces import IconTile
from gdpr_desk.shell.parts import SheetDialog, button, label


class CrashDialog(SheetDialog):
    """What happened, what is safe, and the report word for word."""

    def __init__(self, report: FaultReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle("Une erreur du programme")
        self.size_to(640, 440)
        text = QPlainTextEdit(report.text)
        text.setReadOnly(True)
        text.setAccessibleName("Contenu du rapport")
        text.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        save = button("secondary", "Enregistrer le rapport", icon="save")
        close = button("filled", "Continuer")
        save.clicked.connect(self._save)
        close.clicked.connect(self.accept)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(
            IconTile(icon="triangle-alert", side=44, state="attention"), 0, Qt.AlignmentFlag.AlignTop
        )
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label("detail_title", "Le programme a rencontré une erreur"))
        words.addWidget(label("body", _SENTENCE, wrap=True))
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addWidget(save)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(label("second", _REPORT, wrap=True))
        column.addWidget(text, 1)
        column.addLayout(foot)
        close.setFocus()

    def _save(self) -> None:
        save_bytes(self, self._report.text.encode("utf-8"), "rapport-gdpr-desk.txt", of_the_vault=False)


_SENTENCE = (
    "C’est une faute du programme, pas la vôtre. Ce qui était enregistré est intact ; "
    "vous pouvez continuer. Si l’écran reste étrange, fermez la fenêtre et rouvrez-la."
)
_REPORT = (
    "Voici le rapport en entier ; aucun nom n’y figure et rien n’est envoyé. Enregistrez-le si vous "
    "voulez le transmettre à la personne qui vous a fourni gdpr-desk."
)

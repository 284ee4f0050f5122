"""The licence texts of everything that is shipped."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.shell.licences import QT_NOTICE, licences
from gdpr_desk.shell.parts import SheetDialog, button, label

_ELSEWHERE = (
    "Cette bibliothèque est fournie sans le texte de sa licence. "
    "On le lit, sous le nom ci-dessus, sur https://spdx.org/licenses."
)


class LicencesDialog(SheetDialog):
    """Choose a part, read its licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._licences = {one.name: one for one in licences()}
        self.setWindowTitle("Licences")
        self.size_to(680, 560)
        self._choice = ChoiceField()
        self._choice.setAccessibleName("Bibliothèque")
        self._choice.set_options(
            [(one.name, f"{one.name} {one.version}".strip()) for one in self._licences.values()]
        )
        self._choice.setCurrentIndex(0)
        self._short = label("strong")
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName("Texte de la licence")
        close = button("secondary", "Fermer les licences")
        close.clicked.connect(self.accept)
        self._choice.currentIndexChanged.connect(lambda _place: self._show())
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", "Licences"))
        column.addWidget(label("second", QT_NOTICE, wrap=True))
        column.addWidget(self._choice)
        column.addWidget(self._short)
        column.addWidget(self._text, 1)
        column.addLayout(foot)
        self._show()

    def names(self) -> list[str]:
        """What is listed."""
        return list(self._licences)

    def _show(self) -> None:
        one = self._licences[self._choice.key()]
        self._short.setText(one.licence.replace(" OR ", " ou ").replace(" AND ", " et "))
        self._text.setPlainText(one.text or _ELSEWHERE)

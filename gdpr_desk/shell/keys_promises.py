"""What the keys themselves enforce and what only this program does, told where keys are given (Art. 32)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.shell.parts import button, label

BY_KEYS = (
    "Sans clé, aucune donnée personnelle du coffre ne se lit.",
    "Une clé retirée n’ouvre plus le coffre d’aujourd’hui ; elle ouvre encore les sauvegardes d’avant.",
    "L’équipe ne donne aucune clé et ne rouvre aucune pièce scellée.",
)
BY_PROGRAM = (
    "L’équipe ne voit ni le journal, ni les sauvegardes, ni cette page, et ne sort aucun fichier.",
    "Sa clé déchiffre pourtant la base : un autre logiciel ne respecterait pas ces limites.",
)
_PROMISES = (("Par les clés elles-mêmes", BY_KEYS), ("Par le programme seulement", BY_PROGRAM))
_MORE, _LESS = "Ce que les clés garantissent", "Replier"


class KeysPromises(QWidget):
    """Folded to one link until somebody wants to know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = button("link", _MORE, icon="info", small=True)
        self.link.clicked.connect(self._unfold)
        self._words = QWidget()
        lines = QVBoxLayout(self._words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        for title, said in (
            ("Par les clés elles-mêmes", BY_KEYS),
            ("Par le programme seulement", BY_PROGRAM),
        ):
            lines.addWidget(label("row_title", title))
            for sentence in said:
                lines.addWidget(label("second", f"• {sentence}", wrap=True))
            lines.addSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.link)
        column.addWidget(self._words)
        self._words.hide()

    def _unfold(self) -> None:
        shown = self._words.isHidden()
        self._words.setVisible(shown)
        self.link.setText(_LESS if shown else _MORE)
        self.link.setAccessibleName(f"Replier : {_MORE}" if shown else _MORE)

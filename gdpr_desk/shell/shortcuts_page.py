"""F1: five lines of help and every shortcut of the table."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.surfaces import FadeScroll
from gdpr_desk.shell.parts import GUTTER, SheetDialog, button, label
from gdpr_desk.shell.shortcuts import ALL, spoken

_HELP = (
    "Aujourd’hui vous dit ce qui reste à faire ; commencez par la première ligne.",
    "Le registre décrit ce que votre boutique fait des données : une fiche par activité.",
    "Tout s’enregistre pendant que vous écrivez ; la ligne du bas dit quand.",
    "Le coffre est chiffré : sans votre phrase de passe, personne ne peut le lire.",
    "Ce logiciel ne remplace pas un avocat et n’envoie rien sur internet.",
)


class ShortcutsDialog(SheetDialog):
    """A list to read; Échap closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Aide et raccourcis")
        self.size_to(620, 620)
        content = QWidget()
        within = QVBoxLayout(content)
        within.setContentsMargins(0, 0, 0, 24)
        within.setSpacing(6)
        for sentence in _HELP:
            within.addWidget(label("body", sentence, wrap=True))
        within.addLayout(self._table())
        within.addStretch(1)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        close = button("secondary", "Fermer l’aide")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, GUTTER, 0)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32 - GUTTER, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", "Aide et raccourcis"))
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        place, row = "", 0
        for shortcut in ALL:
            if shortcut.place != place:
                place = shortcut.place
                heading = label("card_title", place)
                heading.setContentsMargins(0, 16, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                row += 1
            keys = label("strong", spoken(shortcut.keys))
            keys.setAccessibleName(display(f"{spoken(shortcut.keys)} : {shortcut.words}"))
            grid.addWidget(keys, row, 0)
            grid.addWidget(label("body", shortcut.words), row, 1)
            row += 1
        grid.setColumnStretch(1, 1)
        return grid

"""« Utilisé par »: the activities that name a party, each a link."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.parties.qt.table_model import Use
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label

NOBODY = "Aucune activité ne le nomme. Choisissez-le en section 5 d’une fiche, ou supprimez-le."


class UserList(QWidget):
    """`chosen` carries the reference of the activity whose link was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Use, ...] | None = None
        self._words = Label(self, role="second")
        self._words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._words)
        self.links: list[Button] = []

    def show_uses(self, uses: Sequence[Use]) -> None:
        """List these activities."""
        if tuple(uses) == self._shown:
            return
        self._shown = tuple(uses)
        self._words.setText(_sentence(len(uses)))
        for old in self.links:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.links = [self._link(use) for use in uses]
        before: QWidget = self
        for link in self.links:
            QWidget.setTabOrder(before, link)
            before = link

    def _link(self, use: Use) -> Button:
        reference, name = use
        link = Button(self, kind="link", icon="book-open-text", text=name or "Activité sans nom")
        link.setAccessibleName(f"Ouvrir l’activité {name} ({reference})")
        link.clicked.connect(partial(self.chosen.emit, reference))
        self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        link.show()
        return link


def _sentence(count: int) -> str:
    if not count:
        return NOBODY
    if count == 1:
        return "Une activité le nomme."
    return f"{count} activités le nomment."

"""The quiet bar that takes the place of the filters while several records are chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button, IconButton
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.register.qt.acts import Act, counted


class ChoiceBar(QWidget):
    """How many records are chosen, and what can be done with all of them. `cleared` leads back to one."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=8)
        self._flow.setContentsMargins(0, 2, 0, 0)
        self.clear = IconButton(self, icon="x", name="Ne garder qu’une fiche choisie", side=28)
        self.clear.clicked.connect(self.cleared)
        self._count = Label(self, role="small_title")
        self._flow.addWidget(self.clear)
        self._flow.addWidget(self._count)
        self._buttons: list[Button] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_acts(self, count: int, acts: Iterable[Act]) -> None:
        """Offer those of `acts` that are for several records."""
        for old in self._buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._count.setText(f"{counted(count)} choisie{'s' if count > 1 else ''}")
        self._buttons = [self._made(act) for act in acts if act.in_bar]
        for button in self._buttons:
            self._flow.addWidget(button)
            button.show()

    def buttons(self) -> tuple[Button, ...]:
        """What can be done, in order."""
        return tuple(self._buttons)

    def _made(self, act: Act) -> Button:
        button = Button(self, text=act.short or act.words, icon=act.icon, small=True)
        button.setAccessibleName(act.words)
        button.setToolTip(display(act.words))
        button.clicked.connect(act.verb)
        return button

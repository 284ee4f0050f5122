"""The ribbon over a fictional shop, with the way to delete it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdpr_desk.qtkit.theme import tokens
from gdpr_desk.shell.parts import button, label


class DemoRibbon(QWidget):
    """Orange, over every screen of the demonstration."""

    deletion_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 8, 4)
        row.setSpacing(12)
        title = label("strong", "Démonstration")
        sentence = label("second", "Boutique fictive : rien de ce que vous voyez ici n’est réel.", wrap=True)
        delete = button("secondary", "Supprimer la démonstration", icon="trash-2", small=True)
        title.set_tone("badge_attention_text")
        sentence.set_tone("badge_attention_text")
        delete.clicked.connect(self.deletion_requested)
        row.addWidget(title)
        row.addWidget(sentence, 1)
        row.addWidget(delete)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().badge_attention_bg)

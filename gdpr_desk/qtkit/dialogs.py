"""Questions whose buttons are verbs, and refusals in three sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import IconTile, NoticeStrip
from gdpr_desk.qtkit.theme import color, px, theme

STAY = "Annuler"


class Prompt(QDialog):
    """A title, what it means, perhaps its consequence, and verbs. Escape leaves everything as it is."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        title: str = "",
        sentence: str = "",
        consequence: str = "",
        icon: str = "circle-help",
        state: str = "soft",
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setMinimumWidth(px(440))
        self.setMaximumWidth(px(560))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(24, 24, 24, 24)
        self._box.setSpacing(16)
        self._title = Label(self, role="detail_title", text=title)
        self._sentence = Label(self, role="body", text=sentence)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(IconTile(self, icon=icon, side=40, state=state), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            words.addWidget(label)
        head.addLayout(words, 1)
        self._box.addLayout(head)
        if consequence:
            kind = "urgent" if state == "urgent" else "attention"
            self._box.addWidget(NoticeStrip(self, kind=kind, text=consequence))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        self._buttons.addStretch(1)
        self._box.addSpacing(4)
        self._box.addLayout(self._buttons)
        self.setWindowTitle("gdpr-desk")  # the task bar shows it: a question may name somebody
        self.setAccessibleName(self._title.text())
        theme().changed.connect(self.update)

    def body(self) -> QVBoxLayout:
        """Where more can be put, above the buttons: use `insertWidget(1, ...)`."""
        return self._box

    def add_verb(self, verb: str, kind: str, *, accepts: bool, default: bool = False) -> Button:
        """Add a button; the one that destroys is never the default."""
        button = Button(self, text=verb, kind=kind)
        button.clicked.connect(self.accept if accepts else self.reject)
        button.setAutoDefault(default)
        button.setDefault(default)
        self._buttons.addWidget(button)
        if default:
            button.setFocus()
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))


def ask(
    parent: QWidget | None,
    title: str,
    sentence: str,
    verb: str,
    *,
    kind: str = "filled",
    stay: str = STAY,
    consequence: str = "",
    icon: str = "",
) -> bool:
    """Ask before doing `verb`; True when it was pressed.

    With kind `danger` the focus rests on `stay`, the consequence stands above the buttons.
    """
    danger = kind == "danger"
    prompt = Prompt(
        parent,
        title=title,
        sentence=sentence,
        consequence=consequence,
        icon=icon or ("triangle-alert" if danger else "circle-help"),
        state="urgent" if danger else "soft",
    )
    prompt.add_verb(stay, "secondary", accepts=False, default=danger)
    prompt.add_verb(verb, kind, accepts=True, default=not danger)
    return prompt.exec() == QDialog.DialogCode.Accepted


def tell(
    parent: QWidget | None, title: str, sentence: str, *, verb: str = "Fermer", icon: str = "info"
) -> None:
    """Say something that needs no decision."""
    prompt = Prompt(parent, title=title, sentence=sentence, icon=icon)
    prompt.add_verb(verb, "secondary", accepts=True, default=True)
    prompt.exec()


def tell_refusal(parent: QWidget | None, error: GdprDeskError) -> None:
    """Tell a known problem: what happened, what is not lost, what to do."""
    rest = " ".join(part for part in (error.safe, error.remedy) if part)
    prompt = Prompt(parent, title=error.message, sentence=rest, icon="circle-alert", state="attention")
    prompt.add_verb("J’ai compris", "secondary", accepts=True, default=True)
    prompt.exec()

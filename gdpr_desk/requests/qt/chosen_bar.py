"""The quiet bar that takes the place of the filters while several requests are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdpr_desk.qtkit.act_form import ActForm, Question, Values, said
from gdpr_desk.qtkit.buttons import IconButton
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.parts import button
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.qt.door import RequestDoor


class ChosenBar(QWidget):
    """What can be done with all of them; `done` after it was, `cleared` leads back to one."""

    done = Signal()
    cleared = Signal()

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._lines: tuple[RequestOverview, ...] = ()
        self._count = Label(self, role="small_title")
        clear = IconButton(self, icon="x", name="Ne garder qu’une demande choisie", side=28)
        clear.clicked.connect(self.cleared)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (clear, self._count):
            row.addWidget(widget)
        row.addWidget(button("secondary", "Noter…", self.note_all, icon="message-circle", small=True))
        if door.officer:
            words = "Ce ne sont pas des demandes…"
            row.addWidget(button("secondary", words, self.dismiss_all, icon="x", small=True))
        row.addStretch(1)
        self.hide()

    def show_chosen(self, lines: Sequence[RequestOverview]) -> bool:
        """These are chosen; whether there are several, for which it is there."""
        self._lines = tuple(lines)
        self._count.setText(f"{len(lines)} demandes choisies")
        self.setVisible(len(lines) > 1)
        return len(lines) > 1

    def dismiss_all(self) -> None:
        """None of them is a request: one reason, all of them or none."""
        references = [line.reference for line in self._lines]
        copies = sum(line.identity_copies for line in self._lines)
        gone = "La copie de pièce d’identité est détruite" if copies == 1 else "Les copies sont détruites"
        self._ask(
            "requests/dismiss",
            f"{len(references)} demandes n’en sont pas ?",
            "Écarter",
            Question("reason", "Pourquoi", help="Par exemple : des publicités reçues."),
            lambda values: self._door.handling.dismiss_all(references, said(values, "reason")),
            sentence="Leur délai s’arrête, rien n’est perdu, et vous pourrez les rouvrir.",
            consequence=f"{gone}, pour toujours." if copies else "",
        )

    def note_all(self) -> None:
        """The same line into the thread of each."""
        references = [line.reference for line in self._lines]

        def noted(values: Values) -> None:
            for reference in references:
                self._door.requests.note(reference, said(values, "note"))

        self._ask(
            "requests/note",
            f"Noter la même chose dans {len(references)} demandes",
            "Ajouter",
            Question("note", "Votre note", "text"),
            noted,
        )

    def _ask(
        self,
        form: str,
        title: str,
        verb: str,
        question: Question,
        work: Callable[[Values], object],
        *,
        sentence: str = "",
        consequence: str = "",
    ) -> None:
        shown = ActForm(
            self,
            self._door.requests.drafts,
            form,
            title=title,
            verb=verb,
            questions=[question],
            work=work,
            sentence=sentence,
            consequence=consequence,
        )
        if shown.exec():
            self.done.emit()

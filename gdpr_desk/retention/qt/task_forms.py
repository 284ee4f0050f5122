"""What is asked when somebody deleted something elsewhere, or puts it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, day_of, said
from gdpr_desk.qtkit.files import choose_file
from gdpr_desk.qtkit.parts import bar, button, label
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.vault.drafts import Drafts

_ENDINGS = (
    (TaskState.DONE.value, "C’est supprimé"),
    (TaskState.NOTHING.value, "Il n’y avait rien à supprimer"),
    (TaskState.AUTOMATIC.value, "L’outil efface tout seul : réglage vérifié"),
)
_IMAGES = "Images et PDF (*.png *.jpg *.jpeg *.webp *.pdf);;Tous les fichiers (*)"
_LATER = timedelta(days=14)


class DoneForm(ActForm):
    """Asks how it ended, how many went, and for pictures of the screen, which are sealed."""

    def __init__(
        self, parent: QWidget, tasks: ElsewhereService, drafts: Drafts, task: ElsewhereTask, ending: TaskState
    ) -> None:
        self._tasks = tasks
        self._task = task
        self._proofs: list[Path] = []
        super().__init__(
            parent,
            drafts,
            f"task/{task.reference}/done",
            title=wording.task_title(task),
            sentence=f"{wording.where(task.duty)}. {wording.HONEST}",
            verb="Noter",
            questions=[
                Question(
                    "ending", "Comment cela s’est passé", "choice", options=_ENDINGS, value=ending.value
                ),
                Question(
                    "count", "Combien ont été supprimés", optional=True, help="Le nombre que l’outil affiche."
                ),
                Question("note", "Ce qui aide à comprendre", "text", optional=True),
            ],
            work=self._noted,
        )
        self.attach = button(
            "secondary", "Joindre une image d’écran…", self.choose, icon="paperclip", small=True
        )
        self.attach.setAutoDefault(False)
        self.attached = label("second", "Scellée dans le coffre ; elle s’efface un an plus tard.")
        proof = QWidget()
        column = QVBoxLayout(proof)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(bar(self.attach))
        column.addWidget(self.attached)
        self._within.insertWidget(self._within.count() - 2, proof)

    def choose(self) -> None:
        """Add one more picture."""
        found = choose_file(self, title="Choisir une image d’écran", kind=_IMAGES)
        if found is not None:
            self._proofs.append(found)
            many = len(self._proofs)
            self.attached.setText(
                f"{many} {'images seront scellées' if many > 1 else 'image sera scellée'} dans le coffre."
            )

    def _noted(self, values: Values) -> ElsewhereTask | None:
        ending = TaskState(said(values, "ending"))
        return self._tasks.done(
            self._task.reference,
            ending,
            count=_number(said(values, "count")) if ending is TaskState.DONE else None,
            note=said(values, "note"),
            proofs=self._proofs,
        )


def postpone_form(
    parent: QWidget, tasks: ElsewhereService, drafts: Drafts, task: ElsewhereTask, clock: Clock
) -> ActForm:
    """Another day, and why."""
    work: Callable[[Values], object] = lambda values: tasks.postpone(  # noqa: E731
        task.reference, day_of(values, "until") or task.due_on, said(values, "reason")
    )
    return ActForm(
        parent,
        drafts,
        f"task/{task.reference}/postpone",
        title=f"Reporter « {task.duty.what} » ?",
        sentence=f"Prévu pour le {french_date(task.due_on)}. Le report et sa raison restent au journal.",
        verb="Reporter",
        questions=[
            Question("until", "Jusqu’au", "day", value=max(task.due_on, clock.today()) + _LATER),
            Question("reason", "Pourquoi", help="Par exemple : l’outil est en panne, le prestataire répond."),
        ],
        work=work,
    )


def _number(typed: str) -> int | None:
    digits = "".join(typed.split())
    if not digits:
        return None
    if not digits.isdecimal():
        raise InvalidInput(
            "Ce n’est pas un nombre.",
            safe="Rien n’a été modifié.",
            remedy="Écrivez-le en chiffres, ou laissez vide.",
            field="count",
        )
    return int(digits[:9])

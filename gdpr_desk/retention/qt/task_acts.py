"""What can be done to the chosen task: noted, put off, given to this computer, taken back, proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.parts import button
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.linking import TaskLinks
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.retention.qt.task_forms import DoneForm, postpone_form
from gdpr_desk.retention.qt.task_links import link_form
from gdpr_desk.retention.qt.task_tables import DoneLine, TaskLine
from gdpr_desk.vault.drafts import Drafts

OPEN, CARRIED, DONE = "open", "carried", "done"
_GAP = 12


@dataclass(frozen=True)
class TaskDoor:
    """What the place may do, and in whose names it speaks."""

    tasks: ElsewhereService
    links: TaskLinks
    drafts: Drafts
    clock: Clock
    people: Callable[[], Mapping[str, str]]


class TaskActs(QObject):
    """The buttons of the place and what they do; `acted` with the task to choose, or nothing, once it is
    done. Where they have no room, the lesser ones stand in a menu."""

    acted = Signal(str)

    def __init__(self, view: QWidget, door: TaskDoor, chosen: Callable[[], object]) -> None:
        super().__init__(view)
        self._view = view
        self._door = door
        self._chosen = chosen
        self._shown = OPEN
        self._folded = False
        self.done = button("tonal", "C’est fait…", self.note_done, icon="check")
        self.nothing = button("secondary", "Rien à supprimer…", partial(self._note, TaskState.NOTHING))
        self.later = button("secondary", "Reporter…", self.postpone, icon="clock")
        self.hand_over = button("secondary", "Confier…", self.link)
        self.more = button("secondary", "Autres actions", self._offer, icon="ellipsis")
        self.more.setAccessibleDescription("Rien à supprimer, reporter, confier")
        self.take_back = button("secondary", "Reprendre", self.unlink, icon="undo-2")
        self.proof = button("tonal", "Enregistrer la preuve…", self.save_proof, icon="download")
        self._lesser = (self.nothing, self.later, self.hand_over)
        self.buttons = (self.done, *self._lesser, self.more, self.take_back, self.proof)

    def follow(self, shown: str) -> None:
        """Buttons are for the chosen row of that view."""
        self._shown, line = shown, self._chosen()
        self.done.setVisible(shown == OPEN)
        self.more.setVisible(shown == OPEN and self._folded)
        for act in self._lesser:
            act.setVisible(shown == OPEN and not self._folded)
        for act in (self.done, *self._lesser, self.more, self.take_back):
            act.setEnabled(isinstance(line, TaskLine))
        self.take_back.setVisible(shown == CARRIED)
        self.proof.setVisible(shown == DONE)
        self.proof.setEnabled(isinstance(line, DoneLine) and line.task.proofs > 0)

    def fit(self, width: int) -> bool:
        """Whether the buttons of what is to be done stand side by side within `width` pixels."""
        wide = sum(act.sizeHint().width() + _GAP for act in (self.done, *self._lesser))
        self._folded = wide > width
        self.follow(self._shown)
        return not self._folded

    def few(self) -> int:
        """How wide they are with the lesser ones in their menu."""
        return sum(act.sizeHint().width() + _GAP for act in (self.done, self.more))

    def note_done(self) -> None:
        """Somebody deleted it there."""
        self._note(TaskState.DONE)

    def postpone(self) -> None:
        """Another day, with the reason."""
        line = self._chosen()
        if not isinstance(line, TaskLine):
            return
        door = self._door
        form = postpone_form(self._view, door.tasks, door.drafts, line.task, door.clock)
        if form.exec() and isinstance(form.done_with, ElsewhereTask):
            self._told(f"Reporté au {french_date(form.done_with.due_on)}")

    def link(self) -> None:
        """A folder or ledger of this computer does it: which one."""
        line = self._chosen()
        if not isinstance(line, TaskLine):
            return
        form = link_form(self._view, self._door.links, self._door.drafts, line.task)
        if form is not None and form.exec():
            undo = partial(self._unlinked, line.task.reference)
            self._told("Confié : la tâche n’attend plus personne", undo=undo)

    def unlink(self) -> None:
        """Somebody does it again."""
        line = self._chosen()
        if isinstance(line, TaskLine):
            self._unlinked(line.task.reference)

    def save_proof(self) -> None:
        """Take the sealed pictures of the chosen task out, one file each."""
        line, tasks, title = self._chosen(), self._door.tasks, "Enregistrer la preuve"
        if not isinstance(line, DoneLine):
            return
        try:
            for proof in tasks.proofs(line.task.reference):
                save_bytes(self._view, tasks.proof(proof.id), proof.name, title=title)
        except GdprDeskError as refusal:
            tell_refusal(self._view, refusal)

    def _note(self, ending: TaskState) -> None:
        line = self._chosen()
        if not isinstance(line, TaskLine):
            return
        form = DoneForm(self._view, self._door.tasks, self._door.drafts, line.task, ending)
        if form.exec():
            following = form.done_with
            then = (
                f" · la suivante pour le {french_date(following.due_on)}"
                if isinstance(following, ElsewhereTask) and not following.carried
                else ""
            )
            self._told(f"Noté{then}")

    def _unlinked(self, reference: str) -> None:
        try:
            task = self._door.links.unlink(reference)
        except GdprDeskError as refusal:
            tell_refusal(self._view, refusal)
            return
        self._told(f"De nouveau à faire, {wording.due_words(task, self._door.clock.today())}", reference)

    def _told(self, words: str, choose: str = "", undo: Callable[[], object] | None = None) -> None:
        Toast.show_in(self._view, words, undo)
        self.acted.emit(choose)

    def _offer(self) -> QMenu:
        """The lesser ones, below their button."""
        menu = QMenu(self.more)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in self._lesser:
            menu.addAction(act.text(), act.click)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))
        return menu

"""« À faire ailleurs »: what is to be deleted outside the program, next due first, and what was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState
from gdpr_desk.retention.elsewhere.service import SOON, ElsewhereService
from gdpr_desk.retention.qt.task_forms import DoneForm, postpone_form
from gdpr_desk.retention.qt.task_tables import DoneLine, TaskLine, set_up_done, set_up_open
from gdpr_desk.vault.drafts import Drafts

OPEN, DONE = "open", "done"
_HISTORY = 500
_TALL = 400
"""Design pixels: lower than that, what explains the chosen task gives its room to the rows."""


@dataclass(frozen=True)
class TaskDoor:
    """What the place may do, and in whose names it speaks."""

    tasks: ElsewhereService
    drafts: Drafts
    clock: Clock
    people: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class _Found:
    open: tuple[ElsewhereTask, ...]
    past: tuple[ElsewhereTask, ...]
    people: Mapping[str, str]
    today: date


def open_words(tasks: Sequence[ElsewhereTask], today: date) -> str:
    """« À faire · 24, dont 6 bientôt »: late ones are of those that press, as on the tab of the room."""
    pressing = sum(task.due_on <= today + SOON for task in tasks)
    among = f", dont {pressing} bientôt" if 0 < pressing < len(tasks) else ""
    return f"À faire · {len(tasks)}{among}" if tasks else "À faire"


class TaskView(QWidget):
    """`changed` after somebody noted or postponed something."""

    changed = Signal()

    def __init__(self, door: TaskDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._job: Job | None = None
        self._wanted = ""
        self._is_read = self._wants_focus = False
        self.views = Segmented(self)
        self.views.setAccessibleName("Tâches à faire ou faites")
        self.views.set_options(((OPEN, "À faire"), (DONE, "Faites")))
        self.done = button("tonal", "C’est fait…", self.note_done, icon="check")
        self.nothing = button("secondary", "Rien à supprimer…", self.note_nothing)
        self.later = button("secondary", "Reporter…", self.postpone, icon="clock")
        self.proof = button("tonal", "Enregistrer la preuve…", self.save_proof, icon="download")
        self.open_table, self.done_table = RecordTable(self), RecordTable(self)
        set_up_open(self.open_table)
        set_up_done(self.done_table)
        self.about = label("second", "")
        self.no_tasks, self.no_past = EmptyState(self), EmptyState(self)
        self._bodies = QStackedWidget(self)
        self._arrange()
        _say_empty(self.no_tasks, self.no_past)
        self.views.changed.connect(lambda _key: self._follow())
        self.open_table.opened.connect(lambda _record: self.note_done())
        self.open_table.current_changed.connect(lambda _record: self._follow())
        self.done_table.current_changed.connect(lambda _record: self._follow())
        self._follow()

    def refresh(self) -> None:
        """Bring the tasks up to date with the register and read them, in the worker."""
        if self._job is not None:
            self._job.cancel()
        self._job = Jobs.run(self._read, self._show, lambda refusal: tell_refusal(self, refusal), self)

    def leave(self) -> None:
        """Nobody waits for an answer any more."""
        if self._job is not None:
            self._job.cancel()

    def focus_first(self) -> None:
        """The rows as soon as they are there, or what can be done without any."""
        self._wants_focus = not self._is_read
        table = self._table()
        (table if table.isVisible() else self.views).setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, reference: str) -> None:
        """Choose that task, once the tasks are read."""
        self.views.set_current(OPEN)
        self._wanted = reference
        self._choose_wanted()
        self._follow()

    def note_done(self) -> None:
        """Somebody deleted it there."""
        self._note(TaskState.DONE)

    def note_nothing(self) -> None:
        """Somebody looked, and nothing had come to its end."""
        self._note(TaskState.NOTHING)

    def postpone(self) -> None:
        """Another day, with the reason."""
        line = self.open_table.current_record()
        if not isinstance(line, TaskLine):
            return
        form = postpone_form(self, self._door.tasks, self._door.drafts, line.task, self._door.clock)
        if form.exec() and isinstance(form.done_with, ElsewhereTask):
            self._told(f"Reporté au {french_date(form.done_with.due_on)}")

    def save_proof(self) -> None:
        """Take the sealed pictures of the chosen task out, one file each."""
        line = self.done_table.current_record()
        if not isinstance(line, DoneLine):
            return
        try:
            for proof in self._door.tasks.proofs(line.task.reference):
                save_bytes(self, self._door.tasks.proof(proof.id), proof.name, title="Enregistrer la preuve")
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def _note(self, ending: TaskState) -> None:
        line = self.open_table.current_record()
        if not isinstance(line, TaskLine):
            return
        form = DoneForm(self, self._door.tasks, self._door.drafts, line.task, ending)
        if form.exec():
            following = form.done_with
            then = (
                f" · la suivante avant le {french_date(following.due_on)}"
                if isinstance(following, ElsewhereTask)
                else ""
            )
            self._told(f"Noté{then}")

    def _told(self, words: str) -> None:
        Toast.show_in(self, words)
        self.changed.emit()
        self.refresh()

    def _read(self) -> _Found:
        with suppress(GdprDeskError):  # a vault that cannot be written to shows what it knows
            self._door.tasks.regenerate()
        tasks = self._door.tasks
        return _Found(
            tasks.standing().open, tasks.history(_HISTORY), self._door.people(), self._door.clock.today()
        )

    def _show(self, found: _Found) -> None:
        self.open_table.set_records([TaskLine(task, found.today) for task in found.open])
        past = [DoneLine(task, found.people.get(task.closed_by, "")) for task in found.past]
        self.done_table.set_records(past)
        late = sum(task.overdue(found.today) for task in found.open)
        self.views.set_labels({OPEN: open_words(found.open, found.today)})
        self.open_table.setAccessibleDescription(f"{len(found.open)} à faire, dont {late} en retard")
        self._choose_wanted()
        self._is_read = True
        self._follow()
        if self._wants_focus:
            self.focus_first()

    def _choose_wanted(self) -> None:
        if self._wanted and self.open_table.select_key(self._wanted):
            self._wanted = ""

    def _table(self) -> RecordTable:
        return self.open_table if self.views.current() == OPEN else self.done_table

    def _follow(self) -> None:
        """Buttons and words are for the chosen row."""
        is_open = self.views.current() == OPEN
        table, empty = self._table(), self.no_tasks if is_open else self.no_past
        self._bodies.setCurrentWidget(self._cards[table] if table.shown() else empty)
        line = table.current_record()
        for act in (self.done, self.nothing, self.later):
            act.setVisible(is_open)
            act.setEnabled(isinstance(line, TaskLine))
        self.proof.setVisible(not is_open)
        self.proof.setEnabled(isinstance(line, DoneLine) and line.task.proofs > 0)
        self.about.setText(_about(line))
        tall = self.height() >= px(_TALL)
        self._about_card.setVisible(tall and bool(table.shown()) and bool(self.about.plain()))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(self.views)
        head.addStretch(1)
        for act in (self.done, self.nothing, self.later, self.proof):
            head.addWidget(act)
        self._cards: dict[RecordTable, QWidget] = {}
        for table in (self.open_table, self.done_table):
            card = Card(self)
            inner = QVBoxLayout(card)
            inner.setContentsMargins(1, 1, 1, 1)
            inner.addWidget(table)
            self._bodies.addWidget(card)
            self._cards[table] = card
        for empty in (self.no_tasks, self.no_past):
            self._bodies.addWidget(empty)
        self._about_card = Card(self)
        words = QVBoxLayout(self._about_card)
        words.setContentsMargins(18, 12, 18, 12)
        words.addWidget(self.about)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._bodies, 1)
        column.addWidget(self._about_card)


def _about(line: object) -> str:
    """What is past its time, how one deletes there, and why that often."""
    if isinstance(line, DoneLine):
        return line.task.note
    if not isinstance(line, TaskLine):
        return ""
    task = line.task
    limits = " · ".join(wording.limits(task, line.today))
    told = [f"Est échu : {limits}." if limits else task.duty.sentence, *wording.ways(task.duty)]
    told += [f"Reporté : {task.postponed}" if task.postponed else wording.rhythm_reason(task.duty)]
    return " ".join(told)


def _say_empty(no_tasks: EmptyState, no_past: EmptyState) -> None:
    no_tasks.set_content(
        "clipboard-list",
        "Rien à supprimer ailleurs",
        "Les tâches naissent du registre : une durée de garde (section 7) et un outil hors de ce logiciel.",
    )
    no_past.set_content(
        "clipboard-list",
        "Rien de noté pour l’instant",
        "Chaque effacement fait ailleurs laisse ici son nombre, sa date et sa preuve.",
        mark="",
    )

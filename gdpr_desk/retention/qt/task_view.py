"""« À faire ailleurs »: what is to be deleted outside the program, next due first, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell, tell_refusal
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import button
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState
from gdpr_desk.qtkit.theme import px
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, Offer
from gdpr_desk.retention.elsewhere.service import SOON
from gdpr_desk.retention.qt.task_about import Said, TaskAbout
from gdpr_desk.retention.qt.task_acts import CARRIED, DONE, OPEN, TaskActs, TaskDoor
from gdpr_desk.retention.qt.task_tables import DoneLine, TaskLine, set_up_carried, set_up_done, set_up_open

_HISTORY = 500
_TALL = 400
"""Design pixels: lower than that, what explains the chosen task gives its room to the rows."""


@dataclass(frozen=True)
class _Found:
    open: tuple[ElsewhereTask, ...]
    carried: tuple[ElsewhereTask, ...]
    likely: Mapping[str, Offer]
    past: tuple[ElsewhereTask, ...]
    people: Mapping[str, str]
    today: date


def open_words(many: int, late: int = 0, soon: int = 0) -> str:
    """« À faire · 24, dont 1 en retard et 5 bientôt »."""
    told = [f"{late} en retard"] if late else []
    told += [f"{soon} bientôt"] if soon else []
    among = f", dont {' et '.join(told)}" if told and late + soon < many else ""
    if told and not among:
        among = f", {' et '.join(told)}"
    return f"À faire · {many}{among}" if many else "À faire"


def pressing(tasks: Sequence[ElsewhereTask], today: date) -> tuple[int, int]:
    """How many are late, and how many due within the next days."""
    late = sum(task.overdue(today) for task in tasks)
    return late, sum(task.due_on <= today + SOON for task in tasks) - late


class TaskView(QWidget):
    """`changed` after somebody noted, postponed or linked something."""

    changed = Signal()

    def __init__(self, door: TaskDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._job: Job | None = None
        self._wanted = ""
        self._is_read = self._wants_focus = False
        self._counts = 0, 0, 0, 0
        self.views = Segmented(self)
        self.views.setAccessibleName("Tâches à faire ou faites")
        self.views.set_options(((OPEN, "À faire"), (CARRIED, "Confiées"), (DONE, "Faites")))
        self.open_table, self.carried_table, self.done_table = (RecordTable(self) for _ in range(3))
        set_up_open(self.open_table)
        set_up_carried(self.carried_table)
        set_up_done(self.done_table)
        self.about = TaskAbout(self)
        self.how = button("link", "Consigne", self.explain, icon="info")
        self.how.hide()
        self.no_tasks, self.no_carried, self.no_past = (EmptyState(self) for _ in range(3))
        self._bodies = Pages(self)
        self.acts = TaskActs(self, door, lambda: self._table().current_record())
        self._arrange()
        _say_empty(self.no_tasks, self.no_carried, self.no_past)
        self.views.changed.connect(lambda _key: self._follow())
        self.open_table.opened.connect(lambda _record: self.acts.note_done())
        self.acts.acted.connect(self._acted)
        for table in (self.open_table, self.carried_table, self.done_table):
            table.current_changed.connect(lambda _record: self._follow())
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

    def select(self, reference: str, view: str = OPEN) -> None:
        """Choose that task, once the tasks are read."""
        self.views.set_current(view)
        self._wanted = reference
        self._choose_wanted()
        self._follow()

    def explain(self) -> None:
        """What is to be done, where the window is too low to have it below the rows."""
        line = self._table().current_record()
        if isinstance(line, TaskLine | DoneLine):
            tell(self.window(), wording.task_title(line.task), self.about.plain(), icon="clipboard-list")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()
        self._name()

    def _acted(self, reference: str) -> None:
        """Something was done to the chosen task; where it is to be done again, it is chosen anew."""
        if reference:
            self.select(reference)
        self.changed.emit()
        self.refresh()

    def _read(self) -> _Found:
        with suppress(GdprDeskError):  # a vault that cannot be written to shows what it knows
            self._door.tasks.regenerate()
        tasks = self._door.tasks
        standing, past = tasks.standing(), tasks.history(_HISTORY)
        likely = self._door.links.suggestions(standing.open)
        return _Found(
            standing.open, standing.carried, likely, past, self._door.people(), self._door.clock.today()
        )

    def _show(self, found: _Found) -> None:
        likely, today = found.likely, found.today
        self.open_table.set_records([TaskLine(x, today, likely.get(x.reference)) for x in found.open])
        self.carried_table.set_records([TaskLine(task, found.today) for task in found.carried])
        past = [DoneLine(task, found.people.get(task.closed_by, "")) for task in found.past]
        self.done_table.set_records(past)
        late, soon = pressing(found.open, today)
        self._counts = len(found.open), late, soon, len(found.carried)
        self.open_table.setAccessibleDescription(f"{len(found.open)} à faire, dont {late} en retard")
        self._choose_wanted()
        self._is_read = True
        self._follow()
        self._name()
        if self._wants_focus:
            self.focus_first()

    def _name(self) -> None:
        """How many of each, in as many words as there is room for."""
        many, late, soon, carried = self._counts
        confided = f"Confiées · {carried}" if carried else "Confiées"
        how = 0 if self.how.isHidden() else self.how.sizeHint().width() + 24
        named = (open_words(many, late, soon), open_words(many, late), open_words(many))
        for words in named:  # beside all the buttons
            self.views.set_labels({OPEN: words, CARRIED: confided})
            if self.acts.fit(self.width() - self.views.sizeHint().width() - how - 12):
                return
        for words in named:  # beside the few
            self.views.set_labels({OPEN: words, CARRIED: confided})
            if self.acts.few() <= self.width() - self.views.sizeHint().width() - how - 12:
                return

    def _choose_wanted(self) -> None:
        if self._wanted and self._table().select_key(self._wanted):
            self._wanted = ""

    def _table(self) -> RecordTable:
        tables = {OPEN: self.open_table, CARRIED: self.carried_table, DONE: self.done_table}
        return tables[self.views.current()]

    def _follow(self) -> None:
        """Buttons and words are for the chosen row."""
        view, table = self.views.current(), self._table()
        empty = {OPEN: self.no_tasks, CARRIED: self.no_carried, DONE: self.no_past}[view]
        self._bodies.setCurrentWidget(self._cards[table] if table.shown() else empty)
        line = table.current_record()
        self.acts.follow(view)
        self.about.set_lines(_about(line))
        told = bool(table.shown()) and bool(self.about.plain())
        tall = self.height() >= px(_TALL)
        self.about.setVisible(tall and told)
        if self.how.isHidden() is (told and not tall):
            self.how.setVisible(told and not tall)
            self._name()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(self.views)
        head.addStretch(1)
        head.addWidget(self.how)
        for act in self.acts.buttons:
            head.addWidget(act)
        self._cards: dict[RecordTable, QWidget] = {}
        for table in (self.open_table, self.carried_table, self.done_table):
            card = Card(self)
            inner = QVBoxLayout(card)
            inner.setContentsMargins(1, 1, 1, 1)
            inner.addWidget(table)
            self._bodies.addWidget(card)
            self._cards[table] = card
        for empty in (self.no_tasks, self.no_carried, self.no_past):
            self._bodies.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._bodies, 1)
        column.addWidget(self.about)


def _about(line: object) -> tuple[Said, ...]:
    """What is past its time, how one deletes there, and why that often: a line each."""
    if isinstance(line, DoneLine):
        return (("Note", line.task.note),) if line.task.note else ()
    if not isinstance(line, TaskLine):
        return ()
    task = line.task
    if task.carried and task.link is not None:
        return (
            ("Confié", wording.link_words(task.link)),
            ("Veillez à", wording.handed_over(task, task.link)),
            ("Règle", task.duty.sentence),
        )
    told = list(wording.instruction(task, line.today))
    if task.link is not None:
        told.append(("Confié", wording.link_words(task.link)))
    elif line.suggested is not None:
        told.append(("Astuce", wording.suggestion(line.suggested)))
    return tuple(told)


def _say_empty(no_tasks: EmptyState, no_carried: EmptyState, no_past: EmptyState) -> None:
    no_tasks.set_content(
        "clipboard-list",
        "Rien à supprimer ailleurs",
        "Les tâches naissent du registre : une durée de garde (section 7) et un outil hors de ce logiciel.",
    )
    no_carried.set_content(
        "folder",
        "Rien n’est confié à cet ordinateur",
        "Un dossier surveillé ou un registre tenu efface déjà la même chose ? « Confier » une tâche le dit.",
        mark="",
    )
    no_past.set_content(
        "clipboard-list",
        "Rien de noté pour l’instant",
        "Chaque effacement fait ailleurs laisse ici son nombre, sa date et sa preuve.",
        mark="",
    )

"""The sweep in the window: its room, its runs while the vault is open, where links to it lead."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gdpr_desk.app import Desk
from gdpr_desk.register.history import KIND as RECORD
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.retention.qt.board_view import TASKS
from gdpr_desk.retention.qt.ledger_lines import LedgerLine
from gdpr_desk.retention.qt.ledger_view import LedgersView
from gdpr_desk.retention.qt.page import SIMULATION, RetentionPage
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.task_view import TaskView
from gdpr_desk.shell.retention_places import LEDGERS, places_of
from gdpr_desk.shell.room import Later, Room
from gdpr_desk.shell.sweep_names import item_names
from gdpr_desk.shell.sweep_today import SweepCard
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.people import Role

ROOM = "retention"


class SweepRoom(QObject):
    """`swept` after a run of this window, or a hold changed; `removed` carries the keys of the rules under
    which items were destroyed, None where they are not known; `wanted` a link into another room, `counted`
    how many tasks elsewhere are late or soon due."""

    swept = Signal()
    counted = Signal(int)
    wanted = Signal(str)
    removed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.runs = SweepRuns(desk.retention, desk.clock, self)
        self._allowed = desk.vault.person.role is not Role.STAFF
        self.later = Later(self._built)
        self.runs.ended.connect(self._ended)
        self.card = SweepCard(desk, self.runs)
        self.swept.connect(self.card.refresh)
        self.runs.refused.connect(lambda _refusal, _by_hand: self.card.refresh())

    @property
    def page(self) -> RetentionPage:
        """The room itself, for whoever is allowed in."""
        return self.later.page

    def rooms(self) -> tuple[Room, ...]:
        """Its entry in the sidebar; none for staff, for whom the runs go on all the same."""
        return (Room(ROOM, "&Conservation", "hourglass", self.later),) if self._allowed else ()

    def show(self, target: str, window: MainWindow) -> None:
        """Follow a link: `retention`, `retention:holds`, `retention:P-2026-089`."""
        if not self._allowed:
            return
        window.go(ROOM)
        place = target.removeprefix(ROOM).removeprefix(":")
        if place.startswith("P-"):
            self.page.show_statement(place)
        else:
            self._lead(place or SIMULATION)

    def held_records(self) -> frozenset[str]:
        """References of the register's records that are held."""
        return frozenset(hold.item for hold in self._desk.retention.holds() if hold.kind == RECORD)

    def _built(self) -> RetentionPage:
        desk = self._desk
        page = RetentionPage(
            desk.retention,
            self.runs,
            desk.clock,
            names=lambda keys: item_names(desk, keys),
            people=lambda: {person.id: person.name for person in desk.vault.people()},
            shop=lambda: desk.register.controller().name,
            places=places_of(desk, self.runs, self._lead, self.wanted.emit),
        )
        page.held.connect(self.swept)
        page.ui.plan.completing.connect(self._complete)
        page.places.counted.connect(lambda: self.counted.emit(page.places.count(TASKS)))
        return page

    def _lead(self, place: str) -> None:
        """To a place of the room, a task (`task:A-2026-003`), or what a rule would take (`rule:bin`)."""
        if self.page is None:
            return
        kind, _, named = place.partition(":")
        view = {"task": TASKS, "rule": SIMULATION}.get(kind, place)
        self.page.show_view(view)
        tasks = self.page.places.view(TASKS)
        if kind == "task" and isinstance(tasks, TaskView):
            tasks.select(named)
        self.page.focus_first()

    def _complete(self, reference: str) -> None:
        """The form of the ledger's line whose date is missing."""
        self._lead(LEDGERS)
        view = self.page.places.view(LEDGERS)
        if isinstance(view, LedgersView):
            seen = self._desk.ledgers.entry(reference)
            kind = KINDS[seen.entry.kind]
            view.choose(kind.key)
            view.open_line(LedgerLine(kind, seen, self._desk.clock.now()))

    def _ended(self, outcome: SweepOutcome, _by_hand: bool) -> None:
        self.swept.emit()
        if outcome.destroyed:
            counts = outcome.statement.counts if outcome.statement else None
            rules = None if counts is None else frozenset(count.rule for count in counts if count.destroyed)
            self.removed.emit(rules)


_SHOWN_IN = {"register": "bin", "settings": "backups"}
"""Rooms that show what is under a rule; the journal shows that anything went, the others nothing of it."""


def refresh_shown(window: MainWindow, rules: frozenset[str] | None) -> None:
    """What was destroyed leaves the page on screen; the others read anew when they are shown.

    A room reads on the window's thread, so only one that shows something else now does.
    """
    room = window.current
    page = window.page(room)
    if room == "journal" or (room in _SHOWN_IN and (rules is None or _SHOWN_IN[room] in rules)):
        page.refresh()  # type: ignore[attr-defined]

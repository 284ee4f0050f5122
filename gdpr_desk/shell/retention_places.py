"""What the room « Conservation » shows beside the sweep: one line for each place, in their order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from gdpr_desk.app import Desk
from gdpr_desk.retention.qt.board_view import TASKS, BoardDoor, BoardView
from gdpr_desk.retention.qt.folder_view import FolderDoor, FoldersView
from gdpr_desk.retention.qt.ledger_lines import LedgerDoor, waiting_lines
from gdpr_desk.retention.qt.ledger_view import LedgersView
from gdpr_desk.retention.qt.places import Place
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.task_acts import TaskDoor
from gdpr_desk.retention.qt.task_view import TaskView
from gdpr_desk.shell.requests_room import OBJECTIONS

BOARD, LEDGERS, TODAY = "board", "ledgers", "today"


def places_of(
    desk: Desk, runs: SweepRuns, lead: Callable[[str], None], out: Callable[[str], object]
) -> tuple[Place, ...]:
    """The places of an officer's room over that open desk; `lead` follows what the board asks for, `out` a
    link to another room."""

    def board() -> QWidget:
        view = BoardView(BoardDoor(desk.overview, desk.elsewhere, lambda: runs.next_at))
        view.wanted.connect(lead)
        return view

    def tasks() -> QWidget:
        people = lambda: {person.id: person.name for person in desk.vault.people()}  # noqa: E731
        return TaskView(TaskDoor(desk.elsewhere, desk.task_links, desk.requests.drafts, desk.clock, people))

    def ledgers() -> QWidget:
        elsewhere = partial(out, OBJECTIONS), partial(out, TODAY)
        return LedgersView(LedgerDoor(desk.ledgers, desk.retention, desk.clock, *elsewhere))

    folders = FolderDoor(desk.folders, desk.retention, desk.clock)
    waiting = lambda: desk.elsewhere.counts().waiting  # noqa: E731
    lines = lambda: waiting_lines(desk.ledgers)  # noqa: E731
    return (
        Place(BOARD, "Vue d’ensemble", board, short="Ensemble", first=True),
        Place(TASKS, "À faire ailleurs", tasks, waiting, short="Ailleurs"),
        Place(LEDGERS, "Registres tenus", ledgers, lines, short="Registres"),
        Place(
            "folders",
            "Dossiers surveillés",
            lambda: FoldersView(folders),
            desk.folders.attention,
            short="Dossiers",
        ),
    )

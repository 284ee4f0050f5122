"""« Vue d’ensemble »: every promise on one scale of time, as a picture and in rows; saved as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.documents.charts import Chart
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_instant
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chart_view import ChartView
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import bar
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.scroll import CARD_CORNER
from gdpr_desk.qtkit.surfaces import Card, FadeScroll
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.retention.overview.chart import FAR, FOLD, board_chart, legend, scale_chart
from gdpr_desk.retention.overview.lanes import Board, Lane, told
from gdpr_desk.retention.overview.service import OverviewService
from gdpr_desk.retention.qt.board_table import set_up_lanes
from gdpr_desk.retention.qt.lines import elements
from gdpr_desk.retention.qt.words import next_words, reach_words, result_words

SIMULATION, HOLDS, TASKS = "simulation", "holds", "tasks"
_TALL = 360
"""Design pixels: lower than that, what stands around the picture gives it its room."""
_LOW = 220
"""Design pixels: lower still, what is below the picture stands at the end of its lanes."""
_BROAD = 840
"""Design pixels: as broad as that, the legend stands beside the buttons in one line."""
_EDGE, _RING = 16, 4
"""Pixels around the lanes, and those of them that the ring of a focused lane takes."""


@dataclass(frozen=True)
class BoardDoor:
    """What the place may do; `next_at` is when the next run comes while the window is open."""

    overview: OverviewService
    tasks: ElsewhereService
    next_at: Callable[[], datetime]


class BoardView(QWidget):
    """`wanted` with the place, or the lane (`rule:bin`, `task:A-2026-003`), that somebody asks for."""

    wanted = Signal(str)

    def __init__(self, door: BoardDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._job: Job | None = None
        self._board: Board | None = None
        self._wants_focus = False
        self._unfolded: set[str] = set()
        self.legend = ChartView(self)
        self.legend.set_maker(lambda width, _height, _chosen: legend(width))
        self.as_table = Button(self, text="Lire en tableau", kind="link", icon="list")
        self.save = Button(self, text="Enregistrer en PDF", kind="secondary", icon="file-down", small=True)
        self.scale = ChartView(self)
        self.scale.set_maker(lambda width, _height, _chosen: scale_chart(width))
        self.chart = ChartView(self)
        self.area = FadeScroll(self, corner=CARD_CORNER)
        self.area.set_gutter(_EDGE - _RING)
        self.table = RecordTable(self)
        set_up_lanes(self.table)
        self.runs = Label(self, role="second")
        self.runs.setWordWrap(True)
        self.due = Button(self, kind="link", icon="eraser")
        self.held = Button(self, kind="link", icon="snowflake")
        self.late = Button(self, kind="link", icon="clock-alert")
        self._bodies = Pages(self)
        self._arrange()
        self._connect()

    def refresh(self) -> None:
        """Read everything in the worker; only the newest answer is shown."""
        if self._job is not None:
            self._job.cancel()
        self._job = Jobs.run(self._read, self._show, lambda refusal: tell_refusal(self, refusal), self)

    def leave(self) -> None:
        """Nobody waits for an answer any more; the board is short again next time."""
        self._unfolded.clear()
        if self._job is not None:
            self._job.cancel()

    def focus_first(self) -> None:
        """The first lane, as soon as it is there."""
        self._wants_focus = self._board is None
        if self._bodies.currentWidget() is self._picture:
            self.chart.focus_current()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def board(self) -> Board | None:
        """What is on screen."""
        return self._board

    def save_pdf(self) -> None:
        """Draw the paper in the worker, then ask where to put it."""
        self.save.setEnabled(False)

        def put(paper: object) -> None:
            content, name = paper.content, paper.name  # type: ignore[attr-defined]
            kept = save_bytes(self, content, name, title="Enregistrer le tableau", kind="PDF (*.pdf)")
            if kept is not None:
                Jobs.run(lambda: self._door.overview.left("pdf"), owner=self)
                Toast.show_in(self, f"Tableau enregistré : {kept.name}")

        Jobs.run(
            self._door.overview.pdf,
            put,
            lambda refusal: tell_refusal(self, refusal),
            self,
            settled=lambda: self.save.setEnabled(True),
        )

    def turn(self) -> None:
        """From the picture to the rows, or back."""
        picture = self._bodies.currentWidget() is not self._picture
        self._bodies.setCurrentIndex(0 if picture else 1)
        self.as_table.setText("Lire en tableau" if picture else "Voir la frise")
        self._give_room()
        self.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _connect(self) -> None:
        self.as_table.clicked.connect(self.turn)
        self.save.clicked.connect(self.save_pdf)
        self.chart.chosen.connect(self._pressed)
        self.chart.reached.connect(self.area.reveal)
        self.table.opened.connect(self._opened)
        for act, place in ((self.due, SIMULATION), (self.held, HOLDS), (self.late, TASKS)):
            act.clicked.connect(lambda _on=False, place=place: self.wanted.emit(place))

    def _read(self) -> Board:
        with suppress(GdprDeskError):  # a vault that cannot be written to shows what it knows
            self._door.tasks.regenerate()
        return self._door.overview.board()

    def _show(self, board: Board) -> None:
        self._board = board
        self._draw()
        self.table.set_records(board.lanes)
        gone, late = board.due + board.waiting, board.overdue
        for act, number, words in (
            (self.due, gone, f"{elements(gone)} à effacer"),
            (self.held, board.held, told(board.held, "gel", "gels")),
            (self.late, late, told(late, "tâche en retard", "tâches en retard")),
        ):
            act.setText(words)
            act.setVisible(bool(number))
        self._give_room()
        if self._wants_focus:
            self.focus_first()

    def _draw(self) -> None:
        """The lanes; those that hold nothing as one row, those of much later as another, until somebody wants
        them."""
        board = self._board
        if board is None:
            return
        board = board if FOLD in self._unfolded else board.folded()
        board = board if FAR in self._unfolded else board.shortened()
        self.chart.set_maker(partial(_made, board))

    def _pressed(self, key: str) -> None:
        if key in (FOLD, FAR):
            self._unfolded.add(key)
            self.chart.choose("")
            self._draw()
        elif key:
            self.chart.choose("")
            self.wanted.emit(key)

    def _opened(self, lane: object) -> None:
        if isinstance(lane, Lane):
            self.wanted.emit(lane.key)

    def _give_room(self) -> None:
        tall, picture = self.height() >= px(_TALL), self._bodies.currentWidget() is self._picture
        self.legend.setVisible(picture and (tall or self.width() >= px(_BROAD)))
        low = self.height() < px(_LOW)
        self._foot.setVisible(not low)
        inside = picture and low
        if inside is not (self.runs.parentWidget() is self._inner):
            if inside:
                self._within.addWidget(self.runs)
            else:
                self._below.insertWidget(0, self.runs, 1)
        self.runs.show()
        if self._board is not None:
            words = _runs_words(self._board, self._door.next_at())
            self.runs.setText(words if tall or low else _past_words(self._board))
            self.runs.setToolTip("" if tall else display(words))
        self._column.setSpacing(12 if tall else 6)
        self._framed.setContentsMargins(1, 12 if tall else 4, 1, 6 if tall else 1)

    def _arrange(self) -> None:
        for body in (self._arrange_picture(), self._arrange_rows()):
            self._bodies.addWidget(body)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(16)
        head.addWidget(self.legend, 1000, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        self.late.hide()
        head.addWidget(self.late)
        head.addWidget(bar(self.as_table, self.save, gap=16))
        self._foot = QWidget(self)
        self._below = foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(16)
        foot.addWidget(self.runs, 1)
        for act in (self.due, self.held):
            act.hide()
            foot.addWidget(act)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._bodies, 1)
        column.addWidget(self._foot)

    def _arrange_picture(self) -> Card:
        """The scale, which stays, above the lanes, which scroll."""
        self._inner = QWidget()
        self._within = QVBoxLayout(self._inner)
        self._within.setContentsMargins(_EDGE, 0, _RING, 12)
        self._within.setSpacing(12)
        self._within.addWidget(self.chart)
        self.area.setWidget(self._inner)
        self._picture = Card(self)
        self._framed = framed = QVBoxLayout(self._picture)
        framed.setContentsMargins(1, 12, 1, 6)
        framed.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(_EDGE, 0, _EDGE, 0)
        above.addWidget(self.scale)
        framed.addLayout(above)
        framed.addWidget(self.area, 1)
        return self._picture

    def _arrange_rows(self) -> Card:
        rows = Card(self)
        listed = QVBoxLayout(rows)
        listed.setContentsMargins(1, 1, 1, 1)
        listed.addWidget(self.table)
        return rows


def _made(board: Board, width: float, _height: float, chosen: str) -> Chart:
    return board_chart(board, width, chosen=chosen, headed=False)


def _past_words(board: Board) -> str:
    last = board.last
    if last is None:
        return "Aucune purge n’a encore eu lieu."
    return f"Dernière purge le {french_instant(last.started_at)} : {result_words(last)}."


def _runs_words(board: Board, next_at: datetime) -> str:
    """The same, and when the next one comes."""
    following = f"{_past_words(board)} Prochaine {next_words(next_at, board.made_at)}"
    if board.due:
        return f"{following} : {reach_words(next_at, board.made_at)}."
    return f"{following}, tant que le programme est ouvert."

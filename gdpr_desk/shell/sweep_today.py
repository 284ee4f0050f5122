"""The sweep on Today: the last run and the next, what is overdue, what waits for an answer or a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from gdpr_desk.app import Desk
from gdpr_desk.clock import Clock
from gdpr_desk.periods.words import french_date, french_days
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.surfaces import Card, IconTile, NoticeStrip, Separator
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import LegalHold
from gdpr_desk.retention.qt.lines import elements
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.words import next_words, result_words
from gdpr_desk.retention.service import SweepStanding
from gdpr_desk.shell.backup_words import ago
from gdpr_desk.shell.parts import button, label
from gdpr_desk.shell.sweep_names import item_names
from gdpr_desk.shell.today_parts import LinkLine
from gdpr_desk.vault.people import Role


@dataclass(frozen=True)
class SweepToday:
    """What the card and the notice say; `gaps` are lines that lead somewhere, `notice` may be empty."""

    last: str
    result: str
    good: bool
    statement: str
    gaps: tuple[tuple[str, str], ...]
    notice: str
    verb: str


def sweep_today(standing: SweepStanding, overdue: str, clock: Clock, runs: SweepRuns) -> SweepToday:
    """In words; `overdue` is what the item is called that should have gone first. Before the first run of
    this window nothing is called late: it is about to go."""
    last, late = standing.last, standing.overdue if runs.ran else None
    gaps = []
    if late is not None and late.due_at is not None:
        days = (clock.now() - late.due_at).days
        since = french_days(days) if days else "moins d’un jour"
        gaps.append((f"En retard de {since} : {overdue[:1].lower()}{overdue[1:]}", "retention"))
    if standing.review:
        gaps.append((review_words(standing.review, clock), "retention:holds"))
    waiting = len(standing.waiting.items) if standing.waiting else 0
    wrong = [wording.error_sentence(error) for error in last.errors] if last else []
    asked = f"{elements(waiting)} {'attendent' if waiting > 1 else 'attend'} votre accord avant de partir."
    then = next_words(runs.next_at, clock.now())
    return SweepToday(
        last=f"{ago(last.started_at, clock)} · {result_words(last)}" if last else "",
        result=f"{'À regarder' if wrong else 'Aucune erreur'} · prochaine {then}"
        if last
        else f"Première purge : {then}",
        good=not wrong and not late,
        statement=last.number if last else "",
        gaps=tuple(gaps),
        notice=asked if waiting else " ".join(dict.fromkeys(wrong)),
        verb="Répondre" if waiting else "Voir la conservation",
    )


def review_words(review: Sequence[LegalHold], clock: Clock) -> str:
    """« 1 gel à revoir depuis le 10 novembre »: of those whose day has come, the first to come first."""
    many, today = len(review), clock.today()
    first = review[0].review_on
    since = (
        f"depuis le {french_date(first, year=first.year != today.year)}" if first < today else "aujourd’hui"
    )
    return f"{many} gel{'s' if many > 1 else ''} à revoir {since}"


class SweepCard(Card):
    """`chosen` carries where a line leads; `notice` is the strip that goes above the page's rows.

    Both stay hidden for staff, and until the worker has read where the sweep stands.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk, runs: SweepRuns) -> None:
        super().__init__()
        self._desk = desk
        self._runs = runs
        self._job: Job | None = None
        self._statement = ""
        self.notice = NoticeStrip(kind="attention")
        self.notice.set_icon("eraser")
        self.notice.activated.connect(lambda: self.chosen.emit("retention"))
        self._tile = IconTile(icon="eraser", side=36, state="ok")
        self._title = label("small_title", "Dernière purge")
        self._last = label("second", wrap=True)
        self._result = label("second", wrap=True)
        self._more = button("link", "Voir le relevé", small=True)
        self._more.clicked.connect(lambda: self.chosen.emit(f"retention:{self._statement}"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._arrange()
        self.notice.hide()
        self.hide()

    def refresh(self) -> None:
        """Read in the worker: a plan can be long."""
        if self._desk.vault.person.role is Role.STAFF:
            return
        self.leave()
        self._job = Jobs.run(self._read, self.show_sweep, lambda _refusal: self.hide(), self)

    def leave(self) -> None:
        """Nobody waits for the answer any more."""
        if self._job is not None:
            self._job.cancel()

    def show_sweep(self, told: SweepToday) -> None:
        """Show this."""
        self._tile.set_icon("eraser", "ok" if told.good else "attention")
        self._title.setText("Dernière purge" if told.last else "Purge")
        self._last.setText(told.last or told.result)
        self._result.setText(told.result)
        self._result.setVisible(bool(told.last))
        self._statement = told.statement
        self._more.setVisible(bool(told.statement))
        empty_column(self._lines)
        self._column.setContentsMargins(20, 16, 20, 4 if told.gaps else 16)  # a line has its own room
        for sentence, target in told.gaps:
            line = LinkLine(sentence)
            line.clicked.connect(lambda _checked=False, to=target: self.chosen.emit(to))
            self._lines.addWidget(Separator())
            self._lines.addWidget(line)
        self.notice.set_text(told.notice)
        self.notice.set_action(told.verb, link=True)
        self.notice.setVisible(bool(told.notice))
        self.show()

    def _read(self) -> SweepToday:
        standing = self._desk.retention.standing()
        late = standing.overdue
        found = item_names(self._desk, [(late.kind, late.id)]) if late is not None else {}
        title = next((name.title for name in found.values()), "Un élément")
        return sweep_today(standing, title, self._desk.clock, self._runs)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        title = QHBoxLayout()
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self._more)
        words.addLayout(title)
        words.addWidget(self._last)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._result)
        column.addLayout(self._lines)

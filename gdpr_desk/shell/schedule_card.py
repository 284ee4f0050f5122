"""« Purge automatique » among the settings: the sweep that the computer itself starts every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_time
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.surfaces import Card, IconTile, NoticeStrip
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.schedule import wording
from gdpr_desk.schedule.model import DEFAULT_AT, HOURS, Health, Standing
from gdpr_desk.schedule.service import SweepSchedule
from gdpr_desk.shell.parts import button, label

_WHAT = (
    "Chaque jour, même programme fermé et coffre verrouillé, l’ordinateur peut effacer les pièces "
    "dont le temps est écoulé."
)
_LATER = "Ordinateur éteint à cette heure ? Elle passe dès que vous rouvrez votre session."
_FICTIONAL = "Elle ne contient aucune vraie donnée."
_ASKED = "L’ordinateur est interrogé…"
_TILES = {Health.INSTALLED: "ok", Health.REPAIR: "attention", Health.UNAVAILABLE: "attention"}


class ScheduleCard(Card):
    """How the schedule of one vault stands, and what can be done about it; never on the window's thread."""

    changed = Signal()

    def __init__(self, desk: Desk, schedule: SweepSchedule | None = None) -> None:
        super().__init__()
        self._schedule = schedule or SweepSchedule(desk.vault.folder, desk.clock)
        self._clock = desk.clock
        self._standing: Standing | None = None
        self._job: Job | None = None
        self._acting = False
        self._tile = IconTile(icon="timer", side=36)
        self._title = label("row_title", _ASKED, wrap=True)
        self._when = label("second", wrap=True)
        self.notice = NoticeStrip(kind="attention")
        self.notice.activated.connect(self.install)
        self.hour = ChoiceField()
        self.hour.setAccessibleName("Heure de la purge automatique")
        self.hour.activated.connect(lambda _index: self._choose())
        self.put = button("secondary", "Installer", icon="plus", name="Installer la purge automatique")
        self.now = button(
            "secondary", "Lancer maintenant", icon="refresh-cw", name="Lancer la purge maintenant"
        )
        self.take = button("link", "Retirer", name="Retirer la purge automatique")
        self.put.clicked.connect(self.install)
        self.now.clicked.connect(self.run)
        self.take.clicked.connect(self.remove)
        self._hours = QWidget()
        self._arrange()
        self._show_none()
        self._demo = desk.vault.is_demo
        if self._demo:
            self.show_standing(self._schedule.standing())  # no system is asked

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not self._demo:
            self.refresh()

    def refresh(self) -> None:
        """Ask the computer how it stands; the answer comes by itself."""
        if self._acting:
            return
        if self._job is not None:
            self._job.cancel()
        self._job = Jobs.run(self._schedule.standing, self.show_standing, self._unread, self, lane="pool")

    def install(self) -> None:
        """Put it in place for the hour that is chosen, or mend it."""
        at = time.fromisoformat(self.hour.key())
        told = f"Purge automatique chaque jour à {french_time(at)}"
        self._carry_out(lambda: self._schedule.install(at), told)

    def remove(self) -> None:
        """Take it away; the way back is in the toast."""

        def work() -> Standing:
            self._schedule.remove()
            return self._schedule.standing()

        self._carry_out(work, "Purge automatique retirée", undo=self.install)

    def run(self) -> None:
        """Let the computer run it now."""
        before = self._standing.last if self._standing else None

        def said(standing: Standing) -> str:
            last = standing.last
            if last is None or last == before:
                return "Purge lancée"
            return f"Purge passée : {wording.result_words(last)}"

        self._carry_out(self._schedule.run, said)

    def show_standing(self, standing: Standing) -> None:
        """Show this."""
        self._standing = standing
        health = standing.health
        self._tile.set_icon("timer", _TILES.get(health, "soft"))
        self._title.setText(wording.health_words(standing))
        following = standing.next_at
        ahead = f"Prochaine : {wording.when_words(following, self._clock)} · " if following else ""
        told = f"{ahead}Dernière : {wording.last_words(standing.last, self._clock)}"
        self._when.setText(_FICTIONAL if health is Health.DEMO else told)
        self._when.show()
        self._offer(standing.at)
        trouble = wording.trouble_words(standing)
        self.notice.set_text(trouble)
        self.notice.set_action("Réparer" if health is Health.REPAIR else "")
        self.notice.setVisible(bool(trouble))
        self._hours.setVisible(health in {Health.ABSENT, Health.INSTALLED, Health.REPAIR})
        self.put.setVisible(health is Health.ABSENT)
        self.now.setVisible(health is Health.INSTALLED)
        self.take.setVisible(health in {Health.INSTALLED, Health.REPAIR})

    def _carry_out(
        self,
        work: Callable[[], Standing],
        said: str | Callable[[Standing], str],
        undo: Callable[[], object] | None = None,
    ) -> None:
        if self._job is not None:
            self._job.cancel()  # what is being read is old already
        focused = self.focusWidget()
        self._act(True)
        self._title.setText(_ASKED)

        def done(standing: Standing) -> None:
            self.show_standing(standing)
            self._focus(focused)
            Toast.show_in(self, said if isinstance(said, str) else said(standing), undo)
            self.changed.emit()

        def failed(refusal: GdprDeskError) -> None:
            if self._standing is not None:
                self.show_standing(self._standing)
            self._focus(focused)
            tell_refusal(self.window(), refusal)
            self.refresh()

        self._job = Jobs.run(work, done, failed, self, settled=lambda: self._act(False), lane="pool")

    def _choose(self) -> None:
        """Another hour for a task that is in place holds at once."""
        standing = self._standing
        if standing is None or standing.health is Health.ABSENT or self.hour.key() == _key(standing.at):
            return
        self.install()

    def _offer(self, at: time) -> None:
        hours = sorted({*HOURS, at})
        if self.hour.count() != len(hours) or self.hour.findData(_key(at)) < 0:
            self.hour.set_options((_key(hour), french_time(hour)) for hour in hours)
        absent = self._standing is None or self._standing.health is Health.ABSENT
        if not absent or not self.hour.key():
            self.hour.set_key(_key(at))

    def _act(self, acting: bool) -> None:
        self._acting = acting
        self.setDisabled(acting)

    def _focus(self, before: QWidget | None) -> None:
        """Give the keyboard back to what had it, or to the verb that took its place."""
        if before is None:
            return
        shown = (part for part in (before, self.put, self.now, self.take) if part.isVisibleTo(self))
        next(shown, before).setFocus(Qt.FocusReason.OtherFocusReason)

    def _unread(self, refusal: GdprDeskError) -> None:
        self._show_none()
        self._title.setText(refusal.message)

    def _show_none(self) -> None:
        """Nothing is known yet, so nothing can be done."""
        self._standing = None
        self._offer(DEFAULT_AT)
        for part in (self.notice, self._hours, self._when, self.put, self.now, self.take):
            part.hide()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._when)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        beside = QVBoxLayout()
        beside.setSpacing(1)
        beside.addWidget(label("row_title", "Heure"))
        beside.addWidget(label("second", _LATER, wrap=True))
        row = QHBoxLayout(self._hours)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(beside, 1)
        row.addWidget(self.hour)
        verbs = FlowLayout(gap=12)
        for verb in (self.put, self.now, self.take):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("card_title", "Purge automatique"))
        column.addWidget(label("second", _WHAT, wrap=True))
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self._hours)
        column.addLayout(verbs)


def _key(at: time) -> str:
    return f"{at:%H:%M}"

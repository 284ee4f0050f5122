"""Incidents in the window: their room, the banner, where links to them lead. Staff see none of it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject

from gdpr_desk.app import Desk
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.breaches.qt.words import ICONS, breach_title, clock_badge
from gdpr_desk.breaches.service import BreachOverview
from gdpr_desk.breaches.steps import TITLES, Step, next_step
from gdpr_desk.breaches.timing import ClockState
from gdpr_desk.shell.incident_banner import IncidentBanner
from gdpr_desk.shell.room import Later, Room
from gdpr_desk.shell.today import TodayRow
from gdpr_desk.shell.window import MainWindow

ROOM = "breaches"
BREACH = "breach:"
"""Before the reference of an incident, where a link leads to one."""
NEW, DRILL, REGISTER = "new-breach", "breach-drill", "breach-register"
_MOST_TODAY = 3


class BreachesRoom(QObject):
    """The room, its links and its banner; no room where whoever opened the vault is staff."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.allowed = desk.breaches.allowed
        self.later = Later(self._built)
        self._window: MainWindow | None = None
        self.banner = IncidentBanner(desk.breaches, desk.clock)

    @property
    def page(self) -> BreachesPage:
        """The room itself, for whoever is allowed in."""
        return self.later.page

    def rooms(self) -> tuple[Room, ...]:
        """Its entry in the sidebar."""
        room = Room(ROOM, "&Incidents", "triangle-alert", self.later, "", ("new", "back"))
        return (room,) if self.allowed else ()

    def put_into(self, window: MainWindow) -> None:
        """The banner above everything, the button that reports an incident below the rooms."""
        window.put_on_top(self.banner)
        window.actions_by_key["incident"].setEnabled(self.allowed)
        if not self.allowed:
            return
        self._window = window
        window.sidebar.offer_alarm()
        window.sidebar.alarm_pressed.connect(lambda: self.show(NEW, window))
        window.actions_by_key["incident"].triggered.connect(lambda _on=False: self.show(NEW, window))
        self.banner.wanted.connect(lambda reference: self.show(f"{BREACH}{reference}", window))
        self._tell()

    def leads_to(self, target: str) -> bool:
        """Whether a link of this room is meant."""
        return self.allowed and (target in (ROOM, NEW, DRILL, REGISTER) or target.startswith(BREACH))

    def show(self, target: str, window: MainWindow) -> None:
        """Follow a link: `breaches`, `new-breach`, `breach-drill`, `breach:V-2026-003`."""
        if not self.allowed:
            return
        window.go(ROOM)
        if target in (NEW, DRILL):
            self.page.report(drill=target == DRILL)
        elif target == REGISTER:
            self.page.save_register()
        elif target.startswith(BREACH):
            self.page.open_breach(target.removeprefix(BREACH))

    def stop(self) -> None:
        """The vault closes: no clock is read any more."""
        self.banner.stop()

    def _built(self) -> BreachesPage:
        page = BreachesPage(_door(self._desk))
        page.changed.connect(self._tell)
        return page

    def _tell(self) -> None:
        self.banner.read()
        if self._window is not None:
            self._window.sidebar.set_count(ROOM, self._desk.breaches.counts().open)


def breach_rows(desk: Desk) -> tuple[tuple[TodayRow, ...], tuple[TodayRow, ...]]:
    """Open incidents for Today: those with somebody still to be told in time, and those that only wait
    for their end. Drills stay in their room."""
    if not desk.breaches.allowed:
        return (), ()
    found = [one for one in desk.breaches.overviews(drills=False) if one.breach.open]
    found.sort(key=lambda one: (one.clock.remaining or timedelta.max, one.breach.reference))
    pressing = [one for one in found if not _settled(one)]
    rest = [one for one in found if _settled(one)]
    return tuple(map(_row, pressing[:_MOST_TODAY])), tuple(map(_row, rest[:_MOST_TODAY]))


def _settled(one: BreachOverview) -> bool:
    return one.clock.state in (ClockState.NOTIFIED, ClockState.NOT_NOTIFIED)


def _row(one: BreachOverview) -> TodayRow:
    breach, badge = one.breach, clock_badge(one.breach, one.clock)
    step = next_step(breach) or Step.CLOSING
    return TodayRow(
        reference=f"{BREACH}{breach.reference}",
        icon=ICONS[breach.facts.kind],
        title=f"Incident : {breach_title(breach)}",
        second=f"{breach.reference} · étape {step.number} sur {len(Step)} : {TITLES[step]}",
        state=badge.state,
        badge=badge.text,
        verb="Continuer",
        mark=badge.icon,
    )


def _door(desk: Desk) -> BreachDoor:
    return BreachDoor(
        breaches=desk.breaches,
        acts=desk.breach_acts,
        paperwork=desk.paperwork,
        clock=desk.clock,
        names=lambda: {person.id: person.name for person in desk.vault.people()},
        parties=desk.parties.all,
        activities=lambda: desk.register.register().activities,
    )

"""Incidents in the window: their room, the banner, where links to them lead. Staff see none of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gdpr_desk.app import Desk
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.shell.incident_banner import IncidentBanner
from gdpr_desk.shell.room import Room
from gdpr_desk.shell.window import MainWindow

ROOM = "breaches"
BREACH = "breach:"
"""Before the reference of an incident, where a link leads to one."""
NEW = "new-breach"


class BreachesRoom(QObject):
    """The room, its links and its banner; without a page where whoever opened the vault is staff."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.allowed = desk.breaches.allowed
        self.page = BreachesPage(_door(desk)) if self.allowed else None
        self.banner = IncidentBanner(desk.breaches, desk.clock)

    def rooms(self) -> tuple[Room, ...]:
        """Its entry in the sidebar."""
        if self.page is None:
            return ()
        return (Room(ROOM, "&Incidents", "triangle-alert", self.page, "", ("new", "back")),)

    def put_into(self, window: MainWindow) -> None:
        """The banner above everything, the button that reports an incident below the rooms."""
        window.put_on_top(self.banner)
        window.actions_by_key["incident"].setEnabled(self.allowed)
        if self.page is None:
            return
        window.sidebar.offer_alarm()
        window.sidebar.alarm_pressed.connect(lambda: self.show(NEW, window))
        window.actions_by_key["incident"].triggered.connect(lambda _on=False: self.show(NEW, window))
        self.banner.wanted.connect(lambda reference: self.show(f"{BREACH}{reference}", window))
        self.page.changed.connect(lambda: self._tell(window))
        self._tell(window)

    def leads_to(self, target: str) -> bool:
        """Whether a link of this room is meant."""
        return self.allowed and (target in (ROOM, NEW) or target.startswith(BREACH))

    def show(self, target: str, window: MainWindow) -> None:
        """Follow a link: `breaches`, `new-breach`, `breach:V-2026-003`."""
        if self.page is None:
            return
        window.go(ROOM)
        if target == NEW:
            self.page.report()
        elif target.startswith(BREACH):
            self.page.open_breach(target.removeprefix(BREACH))

    def stop(self) -> None:
        """The vault closes: no clock is read any more, nothing copied stays on the clipboard."""
        self.banner.stop()
        if self.page is not None:
            self.page.wizard.clipboard.clear()

    def _tell(self, window: MainWindow) -> None:
        self.banner.read()
        window.sidebar.set_count(ROOM, self._desk.breaches.counts().open)


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

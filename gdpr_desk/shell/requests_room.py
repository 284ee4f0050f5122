"""Requests in the window: their room, where links to them lead, what of them stands on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QObject, Signal

from gdpr_desk.app import Desk
from gdpr_desk.periods.words import french_date
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.model import RequestState
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.qt.words import ICONS, due_badge, rights_words, stage_words
from gdpr_desk.requests.service import RequestQuery
from gdpr_desk.shell.room import Later, Room
from gdpr_desk.shell.today import TodayRow
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.people import Role

ROOM = "requests"
REQUEST = "request:"
"""Before the reference of a request, where a link leads to one."""
NEW = "new-request"
OPEN, FETCH, OBJECTIONS = "open-message", "fetch-mail", "objection-list"
OWN_KEYS = ("new", "filter", "back")
MOST_TODAY, MOST_TO_CLEAN = 4, 2
_VERBS = {
    RequestState.RECEIVED: "Vérifier",
    RequestState.IDENTITY: "Vérifier",
    RequestState.IN_PROGRESS: "Répondre",
    RequestState.READY: "Envoyer",
}
"""What comes next, as the room itself says it: who is it, the search and the answer, the envelope."""


class RequestsRoom(QObject):
    """The room and its links. `counted` carries how many requests wait for an answer."""

    counted = Signal(int)
    activity_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.later = Later(self._built)

    @property
    def page(self) -> RequestsPage:
        """The room itself."""
        return self.later.page

    def room(self) -> Room:
        """Its entry in the sidebar."""
        return Room(ROOM, "&Demandes", "inbox", self.later, "", OWN_KEYS)

    def leads_to(self, target: str) -> bool:
        """Whether a link of this room is meant."""
        return target in (ROOM, NEW, OPEN, FETCH, OBJECTIONS) or target.startswith(REQUEST)

    def show(self, target: str, window: MainWindow) -> None:
        """Follow a link: `requests`, `new-request`, `open-message`, `request:D-2026-014`,
        `request:D-2026-014/identity`."""
        window.go(ROOM)
        if target == NEW:
            self.page.add_request()
        elif target in (OPEN, FETCH, OBJECTIONS):
            ways = self.page.ways_in
            {OPEN: ways.choose, FETCH: ways.fetch, OBJECTIONS: ways.objections}[target]()
        elif target.startswith(REQUEST):
            reference, _, tab = target.removeprefix(REQUEST).partition("/")
            self.page.open_request(reference, tab)

    def _built(self) -> RequestsPage:
        page = RequestsPage(_door(self._desk))
        page.counted.connect(self.counted)
        page.activity_wanted.connect(self.activity_wanted)
        return page


def _door(desk: Desk) -> RequestDoor:
    return RequestDoor(
        requests=desk.requests,
        handling=desk.handling,
        viewing=desk.viewing,
        letters=desk.letters,
        clock=desk.clock,
        officer=desk.vault.person.role is not Role.STAFF,
        names=lambda: {person.id: person.name for person in desk.vault.people()},
        parties=desk.parties.all,
        arrivals=desk.arrivals,
        mailboxes=desk.mailboxes,
        objections=desk.objections,
        activities=lambda: desk.register.register().activities,
    )


def request_rows(desk: Desk) -> tuple[TodayRow, ...]:
    """The most pressing requests, for Today; where there are more, their room lists them."""
    found = desk.requests.page(RequestQuery(open_only=True, limit=MOST_TODAY, counted=False))
    today = desk.clock.today()
    rows = tuple(_row(line, today) for line in found.rows)
    return rows if desk.vault.person.role is Role.STAFF else (*rows, *_left_elsewhere(desk))


def _left_elsewhere(desk: Desk) -> Iterator[TodayRow]:
    """A copy of an identity paper that is gone here, and may not be where it came from."""
    for reference, day in desk.viewing.to_clean()[:MOST_TO_CLEAN]:
        yield TodayRow(
            reference=f"{REQUEST}{reference}/identity",
            icon="eraser",
            title="Supprimer une copie de pièce d’identité à sa source",
            second=f"{reference} · détruite ici le {french_date(day)}, peut-être pas dans la messagerie",
            state="attention",
            badge="À faire",
            verb="Voir",
        )


def _row(line: RequestOverview, today: date) -> TodayRow:
    badge = due_badge(line.clock, today)
    return TodayRow(
        reference=f"{REQUEST}{line.reference}",
        icon=ICONS[line.rights[0]],
        title=f"Demande : {rights_words(line.rights)}",
        second=f"{line.reference} · {line.requester} · {stage_words(line)}",
        state=badge.state,
        badge=badge.text,
        verb="Relire" if line.proposed else _VERBS.get(line.state, "Ouvrir"),
    )

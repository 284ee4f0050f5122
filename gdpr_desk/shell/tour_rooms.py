"""The tour through the rooms of incidents and requests, as the demonstration holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from gdpr_desk.app import Desk
from gdpr_desk.breaches.steps import Step
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.qt.views import BOARD, FIGURES, LIST
from gdpr_desk.requests.service import RequestQuery
from gdpr_desk.shell.breaches_room import BREACH, DRILL, NEW
from gdpr_desk.shell.breaches_room import ROOM as BREACHES
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.requests_room import REQUEST
from gdpr_desk.shell.requests_room import ROOM as REQUESTS

Prepared = Callable[[], QWidget]
PAGES_AT_OTHER_SCALES = frozenset(
    {
        "incidents",
        "incident-new",
        "incident-advice",
        "incident-copy",
        "requests",
        "request-where",
        "retention-board",
        "retention-tasks",
    }
)


def breach_scenes(shown: DeskWindow) -> Iterator[tuple[str, Prepared]]:
    """The list, a new incident, the one that runs at its steps, the closed one, a drill."""
    running = shown.desk.breaches.running()[0].breach.reference
    yield "incidents", lambda: _list(shown)
    yield "incident-new", lambda: _went(shown, NEW)
    for name, step in (
        ("when", Step.WHEN),
        ("gestures", Step.GESTURES),
        ("data", Step.DATA),
        ("effects", Step.EFFECTS),
        ("advice", Step.ADVICE),
        ("measures", Step.MEASURES),
        ("persons", Step.PERSONS),
    ):
        yield f"incident-{name}", partial(_step, shown, running, step)
    yield "incident-copy", lambda: _fields_to_copy(shown, running)
    closed = next(one.breach.reference for one in shown.desk.breaches.overviews() if not one.breach.open)
    yield "incident-closing", lambda: _step(shown, closed, Step.CLOSING)
    yield "incident-drill", lambda: _went(shown, DRILL)


def request_scenes(shown: DeskWindow) -> Iterator[tuple[str, Prepared]]:
    """The list, the board, the figures, and the request with a copy of an identity paper, tab by tab."""
    rows = shown.desk.requests.page(RequestQuery(open_only=True)).rows
    reference = next(row.reference for row in rows if RightKind.ERASURE in row.rights)
    for name, view in (("requests", LIST), ("requests-board", BOARD), ("requests-figures", FIGURES)):
        yield name, partial(_view, shown, view)
    for name, tab in (
        ("request", "request"),
        ("request-identity", "identity"),
        ("request-where", "where"),
        ("request-answer", "answer"),
    ):
        yield name, partial(_tab, shown, reference, tab)


def room_pdfs(desk: Desk) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The papers of the incident that runs, and the register of all."""
    paperwork, reference = desk.paperwork, desk.breaches.running()[0].breach.reference
    yield "incident-dossier", lambda: paperwork.dossier(reference, FilingKind.INITIAL).content
    yield "incident-european-template", lambda: paperwork.template(reference, FilingKind.INITIAL).content
    yield "incident-chronology", lambda: paperwork.chronology(reference).content
    yield "incident-letter", lambda: paperwork.letter_to_subjects(reference).pdf.content
    yield "incidents-register", lambda: paperwork.register_pdf().content


def _went(shown: DeskWindow, target: str) -> QWidget:
    shown.go_to(target)
    return shown.window


def _list(shown: DeskWindow) -> QWidget:
    shown.go_to(BREACHES)
    if shown.breaches.page is not None:
        shown.breaches.page.show_list()
    return shown.window


def _step(shown: DeskWindow, reference: str, step: Step) -> QWidget:
    shown.go_to(f"{BREACH}{reference}")
    if shown.breaches.page is not None:
        shown.breaches.page.wizard.go_to_step(step)
    return shown.window


def _fields_to_copy(shown: DeskWindow, reference: str) -> QWidget:
    _step(shown, reference, Step.REVIEW)
    if shown.breaches.page is not None:
        shown.breaches.page.wizard.go_on()
    return shown.window


def _view(shown: DeskWindow, view: str) -> QWidget:
    page = shown.requests.page
    shown.go_to(REQUESTS)
    page.show_list()
    page.views.switch.set_current(view)
    page.views.changed.emit()
    return shown.window


def _tab(shown: DeskWindow, reference: str, tab: str) -> QWidget:
    shown.go_to(f"{REQUEST}{reference}")
    shown.requests.page.ui.detail.show_tab(tab)
    return shown.window

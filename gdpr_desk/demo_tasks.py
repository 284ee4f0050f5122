"""What the fictional shop deleted elsewhere these last weeks: most of it in time, one thing forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from gdpr_desk.app import Desk, carriers
from gdpr_desk.clock import Clock, FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.carriers import CarrierKind
from gdpr_desk.retention.elsewhere.linking import TaskLinks
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.vault.attachments import Attachments

_BEGUN_DAYS = 66
_DONE = {"days": 9, "weeks": 25, "year": 40, "years": 12, "archive": 8, "event": 12}
"""By rhythm, how many days ago it was last done."""
_BY_THEMSELVES = ("cameras", "website")
_NEWSLETTER = "newsletter"
_CALL_BACKS, _LINKED_DAYS = "call_backs", 9
"""The ledger that carries a task out, and how many days ago somebody said so."""
_NEXT_WEEK = 7


def add_tasks(desk: Desk, clock: Clock) -> None:
    """Write them down as if each had been done on its day."""
    now = clock.now()
    _at(desk, now - timedelta(days=_BEGUN_DAYS)).regenerate()
    open_tasks = desk.elsewhere.standing().open
    for task in sorted(open_tasks, key=lambda task: -_DONE[task.duty.cadence]):
        then = _at(desk, now - timedelta(days=_DONE[task.duty.cadence]))
        if _NEWSLETTER in task.duty.kinds and task.duty.cadence == "years":
            until = clock.today() + timedelta(days=_NEXT_WEEK)
            then.postpone(task.reference, until, "L’export des contacts inactifs est demandé.")
        elif task.duty.kinds[0] in _BY_THEMSELVES and task.duty.cadence in {"days", "weeks"}:
            then.done(task.reference, TaskState.AUTOMATIC, note="Réglage de l’outil vérifié sur place.")
        elif task.duty.cadence in {"days", "weeks"}:
            then.done(task.reference, count=_many(task))
        else:
            then.done(task.reference, TaskState.NOTHING)
    _link(desk, now - timedelta(days=_LINKED_DAYS))


def _link(desk: Desk, at: datetime) -> None:
    """Somebody says that the ledger of call-backs does what the register asks for."""
    links = TaskLinks(desk.vault, _journal(desk, at), carriers)
    for task in desk.elsewhere.standing().open:
        if any(one.key == _CALL_BACKS and one.suggested for one in links.offers(task.reference)):
            links.link(task.reference, CarrierKind.LEDGER, _CALL_BACKS)


def _many(task: ElsewhereTask) -> int:
    return 2 + len(task.duty.what) % 11


def _at(desk: Desk, at: datetime) -> ElsewhereService:
    """The verbs as they were at that moment."""
    attachments = Attachments(desk.vault, FixedClock(at), desk.ledger)
    return ElsewhereService(desk.vault, _journal(desk, at), attachments, desk.register.register, carriers)


def _journal(desk: Desk, at: datetime) -> JournalService:
    return JournalService(desk.vault.store, FixedClock(at), desk.vault.person.id)

"""What is to be deleted elsewhere, on Today: the most pressing task by its name, the others in one row."""

from __future__ import annotations

from gdpr_desk.app import Desk
from gdpr_desk.reference import catalogues
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.shell.today import TodayRow
from gdpr_desk.vault.people import Role

PLACE = "retention:tasks"
TASK = "retention:task:"
"""Before the reference of a task, where a link leads to one."""
_NAMED = 3
_ONE = "Un autre effacement à faire ailleurs"


def task_rows(desk: Desk) -> tuple[TodayRow, ...]:
    """Rows for what is late or due within a week; none for staff."""
    if desk.vault.person.role is Role.STAFF:
        return ()
    standing = desk.elsewhere.standing()
    waiting = (*standing.overdue, *standing.soon)
    if not waiting:
        return ()
    first, others = waiting[0], waiting[1:]
    return (_row(first, desk), *((_rest(others, late=len(standing.overdue) > 1),) if others else ()))


def _row(task: ElsewhereTask, desk: Desk) -> TodayRow:
    today = desk.clock.today()
    known = catalogues.places_elsewhere()
    kind = next((kind for kind in task.duty.kinds if kind in known), "other")
    due = wording.due_words(task, today)
    return TodayRow(
        reference=f"{TASK}{task.reference}",
        icon=known[kind].text("icon") or "external-link",
        title=wording.task_title(task),
        second=f"{wording.where(task.duty)} · {task.duty.name}",
        state="late" if task.overdue(today) else "attention",
        badge=due[:1].upper() + due[1:],
        verb="Noter",
    )


def _rest(others: tuple[ElsewhereTask, ...], *, late: bool) -> TodayRow:
    many = len(others)
    left = many - _NAMED
    names = ", ".join(dict.fromkeys(task.duty.what for task in others[:_NAMED]))
    more = f" et {left} autre{'s' if left > 1 else ''}" if left > 0 else ""
    return TodayRow(
        reference=PLACE,
        icon="clipboard-list",
        title=f"{many} autres effacements à faire ailleurs" if many > 1 else _ONE,
        second=names + more,
        state="attention",
        badge="En retard" if late else "D’ici 7 jours",
        verb="Voir",
    )

"""The officer's verbs on tasks elsewhere; each one transaction, told to the journal without content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import InvalidInput
from gdpr_desk.journal.service import JournalService
from gdpr_desk.register.model import Register
from gdpr_desk.retention.elsewhere import repository
from gdpr_desk.retention.elsewhere.duties import duties, first_day, next_check, next_day
from gdpr_desk.retention.elsewhere.linking import Carriers, found, linked, still_open
from gdpr_desk.retention.elsewhere.model import (
    ENDINGS,
    KIND,
    Duty,
    ElsewhereTask,
    Regenerated,
    TaskState,
    owner_of,
)
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.sealed_files import StagedFile, give_up, opened_source
from gdpr_desk.vault.vault import Vault

__all__ = ["KIND", "ElsewhereService", "ElsewhereStanding", "TaskCounts"]

SOON = timedelta(days=7)
"""So long before its day a task is told of."""
_STILL = "Rien n’a été modifié."
_LONGEST_NOTE = 2_000
_MOST = 10_000_000
_ALL = "registre"


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks somebody has to do, how many are past their day or due within the next days, and how
    many a folder or ledger of this computer carries out."""

    open: int
    overdue: int
    soon: int
    carried: int

    @property
    def waiting(self) -> int:
        """How many somebody should attend to now."""
        return self.overdue + self.soon


@dataclass(frozen=True)
class ElsewhereStanding:
    """Open tasks, the next due first: those whose day has passed, those of the next days, the rest, and
    apart those that a folder or ledger of this computer carries out."""

    overdue: tuple[ElsewhereTask, ...]
    soon: tuple[ElsewhereTask, ...]
    later: tuple[ElsewhereTask, ...]
    carried: tuple[ElsewhereTask, ...]

    @property
    def open(self) -> tuple[ElsewhereTask, ...]:
        """All that somebody has to do."""
        return (*self.overdue, *self.soon, *self.later)


class ElsewhereService:
    """Tasks elsewhere of one open vault. Only `regenerate` and `counts` are for everybody: from the rest
    staff get AccessRefused."""

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        attachments: Attachments,
        register: Callable[[], Register],
        carriers: Carriers,
    ) -> None:
        self._store = vault.store
        self._staff = vault.person.role is Role.STAFF
        self._journal = journal
        self._clock = journal.clock
        self._attachments = attachments
        self._register = register
        self._carriers = carriers

    def regenerate(self) -> Regenerated:
        """Let the open tasks say what the register says now; history stays as it was.

        What is carried out on this computer moves on when its day passes. Writes nothing where nothing
        changed. Raises the refusals of the store.
        """
        wanted = {duty.key: duty for duty in duties(self._register())}
        today = self._clock.today()
        with self._store.read() as session:
            known = linked(session, repository.open_tasks(session), self._carriers)
        moving = any(task.carried and task.due_on < today for task in known)
        if {task.duty.key: task.duty for task in known} == wanted and not moving:
            return Regenerated()
        with self._store.begin() as session:
            return self._brought_up(session, wanted)

    def counts(self) -> TaskCounts:
        """How many there are: for everybody."""
        standing = self._standing()
        return TaskCounts(
            len(standing.open), len(standing.overdue), len(standing.soon), len(standing.carried)
        )

    def standing(self) -> ElsewhereStanding:
        """What is to be done, by how soon."""
        self._refuse_staff()
        return self._standing()

    def _standing(self) -> ElsewhereStanding:
        today = self._clock.today()
        with self._store.read() as session:
            tasks = linked(session, repository.open_tasks(session), self._carriers)
        carried = tuple(task for task in tasks if task.carried)
        waiting = [task for task in tasks if not task.carried]
        overdue = tuple(task for task in waiting if task.overdue(today))
        soon = tuple(task for task in waiting if not task.overdue(today) and task.due_on <= today + SOON)
        later = tuple(task for task in waiting if task.due_on > today + SOON)
        return ElsewhereStanding(overdue, soon, later, carried)

    def history(self, limit: int | None = None) -> tuple[ElsewhereTask, ...]:
        """What was done or withdrawn, the latest first."""
        self._refuse_staff()
        with self._store.read() as session:
            return repository.closed_tasks(session, limit)

    def task(self, reference: str) -> ElsewhereTask:
        """The task of that reference. Raises NotFound."""
        self._refuse_staff()
        with self._store.read() as session:
            return linked(session, [found(session, reference)], self._carriers)[0]

    def proofs(self, reference: str) -> tuple[Attachment, ...]:
        """The sealed pictures of a task, oldest first."""
        self._refuse_staff()
        return self._attachments.listed(owner_of(reference))

    def proof(self, attachment: str) -> bytes:
        """One of them, opened. Raises what `Attachments.read` raises."""
        self._refuse_staff()
        return self._attachments.read(attachment)

    def done(
        self,
        reference: str,
        ending: TaskState = TaskState.DONE,
        *,
        count: int | None = None,
        note: str = "",
        proofs: Sequence[Path] = (),
    ) -> ElsewhereTask | None:
        """End a task as somebody says it ended, with what proves it; the next one, None where the register
        asks for none.

        Raises NotFound, InvalidInput for a task that is not open, an impossible number, an ending that is
        none, a file that cannot be sealed; DiskFull.
        """
        self._refuse_staff()
        _check_end(ending, count, note)
        wanted = {duty.key: duty for duty in duties(self._register())}
        with ExitStack() as left:
            staged: list[tuple[str, StagedFile]] = []
            for path in proofs:
                with opened_source(path) as file:
                    sealed = self._attachments.stage(file)
                left.callback(give_up, sealed)
                staged.append((path.name, sealed))
            with self._store.begin() as session:
                task = still_open(session, reference)
                for name, sealed in staged:
                    self._attachments.keep(
                        session, sealed, owner=owner_of(reference), kind=AttachmentKind.OTHER, name=name
                    )
                ended = self._ended(task, ending, count if ending is TaskState.DONE else 0, note.strip())
                repository.put(session, ended)
                detail = {"ending": ending.value, "deleted": ended.count or 0, "proofs": len(staged)}
                self._journal.record(session, "task.done", reference, detail)
                return self._made(session, wanted.get(task.duty.key))

    def postpone(self, reference: str, until: date, reason: str) -> ElsewhereTask:
        """Give an open task another day, with the reason. Raises NotFound, InvalidInput."""
        self._refuse_staff()
        if not reason.strip() or len(reason) > _LONGEST_NOTE:
            raise _invalid(
                "Dites en une phrase pourquoi vous reportez.", "reason", "Par exemple : inventaire."
            )
        with self._store.begin() as session:
            task = still_open(session, reference)
            if until <= max(self._clock.today(), task.due_on):
                raise _invalid(
                    "On reporte à un jour plus tardif que celui qui était prévu.",
                    "until",
                    "Choisissez un autre jour.",
                )
            moved = replace(task, due_on=until, postponed=reason.strip())
            repository.put(session, moved)
            self._journal.record(session, "task.postponed", reference, {"until": until.isoformat()})
        return moved

    def _brought_up(self, session: Session, wanted: dict[str, Duty]) -> Regenerated:
        created = withdrawn = changed = 0
        for task in repository.open_tasks(session):
            duty = wanted.pop(task.duty.key, None)
            if duty is None:
                repository.put(session, self._ended(task, TaskState.WITHDRAWN, None, ""))
                repository.unlink(session, task.duty.key)
                withdrawn += 1
                continue
            said = task if duty == task.duty else self._reworded(task, duty)
            said = self._moved_on(linked(session, [said], self._carriers)[0])
            if replace(said, link=None) != task:
                repository.put(session, said)
                changed += 1
        for duty in wanted.values():
            created += self._made(session, duty) is not None
        counts = {"tasks_created": created, "tasks_withdrawn": withdrawn, "tasks_changed": changed}
        told = {name: number for name, number in counts.items() if number}
        self._journal.record(session, "task.generated", _ALL, told)
        return Regenerated(created, withdrawn, changed)

    def _reworded(self, task: ElsewhereTask, duty: Duty) -> ElsewhereTask:
        """What the register says now; a shorter rhythm brings the day nearer, unless somebody moved it."""
        if task.postponed or duty.cadence == task.duty.cadence:
            return replace(task, duty=duty)
        day = min(task.due_on, first_day(duty.cadence, self._clock.today()))
        return replace(task, duty=duty, due_on=day, planned_on=day)

    def _moved_on(self, task: ElsewhereTask) -> ElsewhereTask:
        """What is carried out waits for nobody: should that end, it is due soon and was never late."""
        today = self._clock.today()
        if not task.carried or task.due_on >= today:
            return task
        day = first_day(task.duty.cadence, today)
        return replace(task, due_on=day, planned_on=day, postponed="")

    def _made(self, session: Session, duty: Duty | None) -> ElsewhereTask | None:
        """The next task of a duty, counted from the last time it was done."""
        if duty is None:
            return None
        now, today = self._clock.now(), self._clock.today()
        last = repository.latest_of(session, duty.key)
        day = _due(duty, last, today)
        checked = last is not None and last.state is TaskState.AUTOMATIC
        task = ElsewhereTask(
            repository.next_reference(session, today.year), duty, day, day, now, checked=checked
        )
        if last is not None and last.state is TaskState.WITHDRAWN and last.postponed:
            task = replace(task, planned_on=last.planned_on, postponed=last.postponed)
        repository.put(session, task)
        return linked(session, [task], self._carriers)[0]

    def _ended(self, task: ElsewhereTask, state: TaskState, count: int | None, note: str) -> ElsewhereTask:
        at, by = self._clock.now(), self._journal.actor
        return replace(task, state=state, count=count, note=note, closed_at=at, closed_by=by)

    def _refuse_staff(self) -> None:
        if self._staff:
            raise for_officers()


def _due(duty: Duty, last: ElsewhereTask | None, today: date) -> date:
    first = first_day(duty.cadence, today)
    if last is None or last.closed_at is None:
        return first
    if last.state is TaskState.WITHDRAWN:  # taken out of the register and back: nobody gains time
        return last.due_on if last.postponed else min(first, last.due_on)
    done_on = last.closed_at.astimezone(SHOP_ZONE).date()
    return (next_check if last.state is TaskState.AUTOMATIC else next_day)(duty.cadence, done_on)


def _check_end(ending: TaskState, count: int | None, note: str) -> None:
    if ending not in ENDINGS:
        raise _invalid(
            "Une tâche ne se termine pas ainsi.", "ending", "Faite, rien à supprimer, automatique."
        )
    if count is not None and not 0 <= count <= _MOST:
        raise _invalid("Ce nombre n’est pas possible.", "count", "Écrivez combien ont été supprimés.")
    if ending is TaskState.DONE and count == 0:
        raise _invalid(
            "Zéro supprimé : c’est « Rien à supprimer ».", "count", "Choisissez « Rien à supprimer »."
        )
    if len(note) > _LONGEST_NOTE:
        raise _invalid("Cette note est trop longue.", "note", "Deux mille signes au plus.")


def _invalid(message: str, field: str, remedy: str) -> InvalidInput:
    return InvalidInput(message, safe=_STILL, remedy=remedy, field=field)

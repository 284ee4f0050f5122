"""Saying that a folder or ledger of this computer carries a duty out, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.carriers import Carrier, CarrierKind, Gap
from gdpr_desk.retention.elsewhere import repository, wording
from gdpr_desk.retention.elsewhere.links import content_of, gap_of, offers, with_link
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, Offer, SaidLink
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

Carriers = Callable[[Session], Sequence[Carrier]]
"""What deletes by itself on this computer, as the transaction sees it."""
_STILL = "Rien n’a été modifié."


def linked(session: Session, tasks: Iterable[ElsewhereTask], carriers: Carriers) -> tuple[ElsewhereTask, ...]:
    """The tasks with what is said to carry them out, as far as it does now."""
    said = repository.links(session)
    there = carriers(session) if said else ()
    return tuple(with_link(task, said.get(task.duty.key), there) for task in tasks)


class TaskLinks:
    """The officer's verbs on links; staff get AccessRefused. A link belongs to the duty, so that its next
    tasks have it too."""

    def __init__(self, vault: Vault, journal: JournalService, carriers: Carriers) -> None:
        self._store = vault.store
        self._staff = vault.person.role is Role.STAFF
        self._journal = journal
        self._carriers = carriers

    def offers(self, reference: str) -> tuple[Offer, ...]:
        """Every folder and ledger beside that task, the likely ones first. Raises NotFound."""
        self._refuse_staff()
        with self._store.read() as session:
            return offers(found(session, reference).duty, self._carriers(session))

    def suggestions(self, tasks: Iterable[ElsewhereTask]) -> dict[str, Offer]:
        """By the reference of a task, what looks as if it did it already; of none that somebody linked."""
        self._refuse_staff()
        with self._store.read() as session:
            there = self._carriers(session)
        likely = {task.reference: offers(task.duty, there)[:1] for task in tasks if task.link is None}
        return {reference: one for reference, first in likely.items() for one in first if one.suggested}

    def link(self, reference: str, kind: CarrierKind, key: str) -> ElsewhereTask:
        """Say that this one carries the task out. Raises NotFound; InvalidInput where the task ended, or
        where that one deletes nothing, too late, or cannot know when."""
        self._refuse_staff()
        with self._store.begin() as session:
            task = still_open(session, reference)
            carrier = self._carrier(session, kind, key)
            gap = gap_of(task.duty, carrier)
            if gap is not None:
                raise _does_not(gap, task, carrier)
            said = SaidLink(
                kind, key, content_of(task.duty, carrier), self._journal.clock.now(), self._journal.actor
            )
            repository.put_link(session, task.duty.key, said)
            self._journal.record(session, "task.linked", reference, {"carrier": kind.value})
            return linked(session, [task], self._carriers)[0]

    def unlink(self, reference: str) -> ElsewhereTask:
        """Take it back: somebody does it again. Raises NotFound; InvalidInput where nothing was said."""
        self._refuse_staff()
        with self._store.begin() as session:
            task = still_open(session, reference)
            if task.duty.key not in repository.links(session):
                raise InvalidInput(
                    "Rien ne s’est chargé de cette tâche.",
                    safe=_STILL,
                    remedy="Elle est déjà à faire.",
                    code="not_linked",
                )
            repository.unlink(session, task.duty.key)
            self._journal.record(session, "task.unlinked", reference)
        return task

    def _carrier(self, session: Session, kind: CarrierKind, key: str) -> Carrier:
        for carrier in self._carriers(session):
            if (carrier.kind, carrier.key) == (kind, key):
                return carrier
        what = "dossier surveillé" if kind is CarrierKind.FOLDER else "registre tenu"
        raise NotFound(f"Ce {what} n’existe pas.", safe=_STILL, remedy="Voyez la liste, et recommencez.")

    def _refuse_staff(self) -> None:
        if self._staff:
            raise for_officers()


def found(session: Session, reference: str) -> ElsewhereTask:
    """The task of that reference. Raises NotFound."""
    task = repository.find(session, reference)
    if task is None:
        raise NotFound("Cette tâche n’existe pas.", safe=_STILL, remedy="Voyez la liste des tâches.")
    return task


def still_open(session: Session, reference: str) -> ElsewhereTask:
    """The same, if nobody ended it. Raises NotFound, InvalidInput."""
    task = found(session, reference)
    if not task.open:
        raise InvalidInput(
            "Cette tâche est déjà terminée.",
            safe=_STILL,
            remedy="Voyez la liste : la suivante y est.",
            code="not_open",
        )
    return task


def _does_not(gap: Gap, task: ElsewhereTask, carrier: Carrier) -> InvalidInput:
    return InvalidInput(
        f"{wording.carrier(carrier.kind, carrier.label)} ne peut pas s’en charger : {wording.gap(gap)}.",
        safe=_STILL,
        remedy=f"La règle : {task.duty.sentence.rstrip('.')}.",
        field="carrier",
        code=gap.value,
    )

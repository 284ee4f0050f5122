"""What the sweep takes of tasks elsewhere: first the proofs, which may show names, in the end the trace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.elsewhere import repository
from gdpr_desk.retention.elsewhere.model import KIND, PROOF_KIND, owner_of
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.attachments import Attachments, owned
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.sealed_files import ATTACHMENTS

Held = Callable[[Session], Collection[str]]
"""The tasks that stand under a legal hold."""


def task_sources(
    journal: JournalService, attachments: Attachments, ledger: Ledger, held: Held
) -> tuple[Sweepable, ...]:
    """Everything the sweep watches of tasks elsewhere."""
    return TaskProofs(attachments, held), EndedTasks(journal, attachments, ledger)


class TaskProofs:
    """Sealed pictures of ended tasks; their files can go while the vault is locked."""

    kind = PROOF_KIND
    has_files = True

    def __init__(self, attachments: Attachments, held: Held) -> None:
        self.rules: Sequence[Rule] = (own_rule("task_proofs"),)
        self._attachments = attachments
        self._held = held

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rules[0].key: len(repository.proofs(session))}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return self._items(session, repository.proofs(session))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        return self._items(session, repository.proofs(session, ids))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        self._attachments.destroy_in(session, ids)
        return len(ids)

    def _items(self, session: Session, found: Iterable[tuple[str, str, datetime]]) -> Iterator[Item]:
        (rule,), held = self.rules, frozenset(self._held(session))
        for one, reference, at in found:
            span = window(rule, {"closed": at}, created=at)
            file = f"{ATTACHMENTS}/{one}.age"
            yield Item(self.kind, one, rule.key, span, in_use=reference in held, file=file)


class EndedTasks:
    """Tasks that were done or withdrawn: how many went, where, when and by whom."""

    kind = KIND
    has_files = False

    def __init__(self, journal: JournalService, attachments: Attachments, ledger: Ledger) -> None:
        self.rules: Sequence[Rule] = (own_rule("tasks"),)
        self._journal = journal
        self._attachments = attachments
        self._ledger = ledger

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rules[0].key: repository.count_closed(session)}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return self._items(repository.ends(session))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        return self._items(repository.ends(session, ids))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        for reference in ids:
            sealed = [one.id for one in owned(session, owner_of(reference))]
            self._attachments.destroy_in(session, sealed)
            self._journal.record(session, "task.destroyed", reference)
        repository.remove(session, ids)
        self._ledger.note(session, KIND, ids)
        return len(ids)

    def _items(self, found: Iterable[tuple[str, datetime]]) -> Iterator[Item]:
        (rule,) = self.rules
        for reference, at in found:
            yield Item(self.kind, reference, rule.key, window(rule, {"closed": at}, created=at))


def erase_again(session: Session, references: Collection[str]) -> int:
    """Destroy tasks that the ledger names and a copy of the vault still has; how many."""
    return repository.remove(session, references)

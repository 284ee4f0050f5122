"""What the sweep takes of incidents (Art. 5(1)(e)): closed ones after their time, and never an open one.

A closed incident stays with its evidence as the register of incidents (Art. 33(5)); no text says how long.
A hold keeps it longer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.breaches import repository
from gdpr_desk.breaches.model import owner_of
from gdpr_desk.breaches.timing import waits_for_authority
from gdpr_desk.breaches.writing import KIND
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.periods.notification import notification_deadline
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.vault.attachments import Attachments, owned
from gdpr_desk.vault.ledger import Ledger


class ClosedBreaches:
    """Incidents and drills whose time after their closing is over."""

    kind = KIND
    has_files = False

    def __init__(self, journal: JournalService, attachments: Attachments, ledger: Ledger) -> None:
        self.rules: Sequence[Rule] = (own_rule("breaches"),)
        self._journal = journal
        self._attachments = attachments
        self._ledger = ledger

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rules[0].key: len(repository.closed(session))}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return self._items(repository.closed(session))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        """An open incident can be held too: its time has not begun."""
        return self._items(repository.closed(session, ids))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        for reference in ids:
            sealed = [one.id for one in owned(session, owner_of(reference))]
            self._attachments.destroy_in(session, sealed)
            self._journal.record(session, "breach.destroyed", reference)
        repository.remove_breaches(session, ids)
        self._ledger.note(session, KIND, ids)
        return len(ids)

    def _items(self, found: Iterable[tuple[str, datetime | None]]) -> Iterator[Item]:
        (rule,) = self.rules
        for reference, at in found:
            span = window(rule, {"closed": at}, created=at) if at else RetentionWindow()
            yield Item(self.kind, reference, rule.key, span)


def of_open_incident(session: Session, form: str) -> bool:
    """Whether what is typed in `form` (`breach/V-2026-003`, or a part of it) belongs to an open incident."""
    kind, _, rest = form.partition("/")
    reference = rest.partition("/")[0]
    return kind == KIND and any(at is None for _, at in repository.closed(session, [reference]))


def erase_again(session: Session, references: Collection[str]) -> int:
    """Destroy incidents that the ledger names and a copy of the vault still has; how many."""
    there = [reference for reference, _at in repository.closed(session, references)]
    repository.remove_breaches(session, there)
    return len(there)


def count_of(session: Session) -> int:
    """How many incidents there are, for what a backup says of itself."""
    return repository.count(session)


def running_ends(session: Session) -> tuple[datetime, ...]:
    """The ends of the clocks that nobody has stopped, the nearest first: all that a locked vault shows."""
    real = (one for one in repository.open_breaches(session) if not one.drill and waits_for_authority(one))
    ends = (notification_deadline(one.facts.aware_at).due_at for one in real if one.facts.aware_at)
    return tuple(sorted(ends))

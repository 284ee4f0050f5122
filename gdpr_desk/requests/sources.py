"""What the sweep takes of ended requests (Art. 5(1)(e)): first their contents, in the end the rest.

Messages and attachments go thirty days after the end; whoever writes again meanwhile gives them thirty
days more. What then remains of a request, who asked, when, for what, and how it ended, goes after its own
time. A hold on a request keeps everything of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.periods.duration import Duration
from gdpr_desk.requests import repository
from gdpr_desk.requests.model import EventKind, owner_of
from gdpr_desk.requests.repository import DISMISSED, ENDED
from gdpr_desk.requests.writing import KIND, MESSAGES_KIND, Writing
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.attachments import AttachmentKind, Attachments, owned
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.sealed_files import ATTACHMENTS

FILES_KIND = "request_file"
Held = Callable[[Session], Collection[str]]
"""The requests that stand under a legal hold."""
_MARGIN = timedelta(days=3)
"""Months differ: so much earlier an item is given to the sweep, which looks at the window again."""


def request_sources(
    journal: JournalService, attachments: Attachments, ledger: Ledger, clock: Clock, held: Held
) -> tuple[Sweepable, ...]:
    """Everything the sweep watches of requests."""
    return (
        EndedFiles(attachments, held),
        EndedContents(Purging(journal, clock, attachments, ledger), held),
        EndedRequests(journal, attachments, ledger),
    )


class CopiesGone:
    """Copies of identity papers that nobody attended to are about to go: their requests are told."""

    def __init__(self, journal: JournalService, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def __call__(self, session: Session, ids: Sequence[str]) -> None:
        writing = Writing(session, self._journal, self._clock)
        for reference in repository.requests_with(session, ids):
            writing.tell(reference, "request.identity_copy_destroyed", EventKind.COPIES_DESTROYED)
            repository.ask_cleanup(session, reference, writing.today)
        repository.forget_parts(session, ids)


def forget_copies(session: Session, ids: Collection[str]) -> None:
    """Nothing stays of parts of messages whose attachment the ledger names."""
    repository.forget_parts(session, ids)


def count_of(session: Session) -> int:
    """How many requests there are, for what a backup says of itself."""
    return repository.count(session)


def erase_contents_again(session: Session, references: Collection[str], at: datetime) -> int:
    """Destroy messages that the ledger names and a copy of the vault still has; how many requests."""
    there = [reference for reference in references if repository.find_request(session, reference)]
    for reference in there:
        repository.forget_messages(session, reference)
        repository.mark_purged(session, reference, at)
    return len(there)


def erase_again(session: Session, references: Collection[str]) -> int:
    """Destroy requests that the ledger names and a copy of the vault still has; how many."""
    there = [reference for reference in references if repository.find_request(session, reference)]
    repository.remove_requests(session, there)
    return len(there)


class Purging:
    """Takes the contents of ended requests out, told to their thread, the journal and the ledger."""

    def __init__(
        self, journal: JournalService, clock: Clock, attachments: Attachments, ledger: Ledger
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._attachments = attachments
        self._ledger = ledger

    def purge(self, session: Session, references: Sequence[str]) -> int:
        """Within the caller's transaction; who calls has looked at the holds."""
        writing = Writing(session, self._journal, self._clock)
        at = self._clock.now()
        for reference in references:
            files = [
                one for one in owned(session, owner_of(reference)) if one.kind is not AttachmentKind.IDENTITY
            ]
            self._attachments.destroy_in(session, [one.id for one in files])
            repository.forget_messages(session, reference)
            repository.mark_purged(session, reference, at)
            writing.tell(reference, "request.purged", EventKind.PURGED)
        self._ledger.note(session, MESSAGES_KIND, references)
        return len(references)


class EndedFiles:
    """Attachments of ended requests; their files can go while the vault is locked."""

    kind = FILES_KIND
    has_files = True

    def __init__(self, attachments: Attachments, held: Held) -> None:
        self.rules: Sequence[Rule] = (own_rule("request_files"),)
        self._attachments = attachments
        self._held = held

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rules[0].key: sum(1 for _ in repository.ended_files(session, _FAR))}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return self._items(session, repository.ended_files(session, _begun_before(self.rules[0], until)))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        return self._items(session, repository.ended_files(session, _FAR, ids))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        self._attachments.destroy_in(session, ids)
        repository.forget_parts(session, ids)
        return len(ids)

    def _items(self, session: Session, found: Iterable[tuple[str, str, datetime]]) -> Iterator[Item]:
        (rule,), held = self.rules, frozenset(self._held(session))
        for one, reference, at in found:
            span = window(rule, {"ended": at}, created=at)
            file = f"{ATTACHMENTS}/{one}.age"
            yield Item(self.kind, one, rule.key, span, in_use=reference in held, file=file)


class EndedContents:
    """The messages of ended requests, and what of their attachments is still there."""

    kind = MESSAGES_KIND
    has_files = False

    def __init__(self, purging: Purging, held: Held) -> None:
        self.rules: Sequence[Rule] = (own_rule("request_messages"),)
        self._purging = purging
        self._held = held

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rules[0].key: repository.ended_count(session, unpurged=True)}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        before = _begun_before(self.rules[0], until)
        return self._items(session, repository.ended(session, before, unpurged=True))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        there = repository.among(session, ids)
        return self._items(
            session, [(one.reference, one.kept_from) for one in there if one.kept_from and not one.purged]
        )

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        return self._purging.purge(session, ids)

    def _items(self, session: Session, found: Iterable[tuple[str, datetime]]) -> Iterator[Item]:
        (rule,), held = self.rules, frozenset(self._held(session))
        for reference, at in found:
            span = window(rule, {"ended": at}, created=at)
            yield Item(self.kind, reference, rule.key, span, in_use=reference in held)


class EndedRequests:
    """What remains of ended requests; what was no request goes earlier."""

    kind = KIND
    has_files = False

    def __init__(self, journal: JournalService, attachments: Attachments, ledger: Ledger) -> None:
        self.rules: Sequence[Rule] = (own_rule("requests"), own_rule("dismissed_requests"))
        self._by_lane = dict(zip((ENDED, DISMISSED), self.rules, strict=True))
        self._journal = journal
        self._attachments = attachments
        self._ledger = ledger

    def watched(self, session: Session) -> dict[str, int]:
        return {rule.key: repository.ended_count(session, lane=lane) for lane, rule in self._by_lane.items()}

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        for lane, rule in self._by_lane.items():
            for reference, at in repository.ended(session, _begun_before(rule, until), lane=lane):
                yield self._item(reference, at, rule)

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        """An open request can be held too: its time has not begun."""
        for one in repository.among(session, ids):
            if one.kept_from is None:
                yield Item(self.kind, one.reference, self.rules[0].key, RetentionWindow())
            else:
                yield self._item(one.reference, one.kept_from, self._by_lane[one.lane])

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        for reference in ids:
            left = [one.id for one in owned(session, owner_of(reference))]
            self._attachments.destroy_in(session, left)
            self._journal.record(session, "request.destroyed", reference)
        repository.remove_requests(session, ids)
        self._ledger.note(session, KIND, ids)
        return len(ids)

    def _item(self, reference: str, at: datetime, rule: Rule) -> Item:
        return Item(self.kind, reference, rule.key, window(rule, {"ended": at}, created=at))


def _begun_before(rule: Rule, until: datetime) -> datetime:
    """Whose time began later is not over at `until`."""
    days = min(Duration.parse(term.period).approximate_days() for term in rule.terms if term.period)
    return until - timedelta(days=days) + _MARGIN


_FAR = datetime.max.replace(tzinfo=UTC)

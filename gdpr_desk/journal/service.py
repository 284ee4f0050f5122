"""Writing, reading and verifying the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal import repository
from gdpr_desk.journal.model import (
    JSON,
    ORIGIN,
    JournalEntry,
    JournalVerdict,
    StoredEntry,
    canonical,
    instant_text,
)
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.store import Store


class JournalService:
    """The journal of one vault, written in the name of `actor` (a person's id, not a name)."""

    def __init__(self, store: Store, clock: Clock, actor: str) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    @property
    def actor(self) -> str:
        """In whose name this service writes: a person's id."""
        return self._actor

    def record(
        self, session: Session, action: str, subject: str, detail: Mapping[str, JSON] | None = None
    ) -> JournalEntry:
        """Append an entry inside the caller's `Store.begin()` transaction.

        `action` is a dotted key, `subject` a reference, `detail` names of fields (`changed`),
        counts or a format: never content. Raises TypeError for a detail with fractions.
        """
        last = repository.last_entry(session)
        at = self._not_before(last)
        unsealed = StoredEntry(
            number=1 if last is None else last.number + 1,
            at=instant_text(at),
            actor=self._actor,
            action=action,
            subject=subject,
            detail=canonical(dict(detail or {})),
            previous=ORIGIN if last is None else last.digest,
            digest="",
        )
        return repository.append(session, replace(unsealed, digest=unsealed.computed_digest()))

    def _not_before(self, last: JournalEntry | None) -> datetime:
        """The present, or the last entry's instant where the clock was put back since."""
        now = self._clock.now()
        return now if last is None else max(now, last.at)

    def entries(self, limit: int | None = None, newest_first: bool = True) -> tuple[JournalEntry, ...]:
        """The newest `limit` entries, or all of them."""
        with self._store.read() as session:
            return repository.entries(session, limit, newest_first=newest_first)

    def head(self, session: Session) -> tuple[int, str]:
        """How many entries there are and the newest one's digest: for the vault's high-water mark."""
        return repository.count_and_head(session)

    def count_of(self, actions: Collection[str]) -> int:
        """How many entries tell of one of these actions: the number of a version, for instance."""
        with self._store.read() as session:
            return repository.count_of(session, actions)

    def verify(self, mark: Mark | None = None) -> JournalVerdict:
        """Follow the whole chain, and compare it with how far the vault once was.

        Without `mark` a cut tail cannot be seen.
        """
        with self._store.read() as session:
            return _verdict(repository.stored_entries(session), mark)


def _verdict(stored: Iterable[StoredEntry], mark: Mark | None) -> JournalVerdict:
    entries, first_break, previous, at_mark = 0, None, ORIGIN, None
    for entry in stored:
        entries += 1
        if first_break is None and not (entry.number == entries and entry.follows(previous)):
            first_break = entries
        previous = entry.digest
        if mark is not None and entries == mark.count:
            at_mark = entry.digest
    missing = 0 if mark is None else max(0, mark.count - entries)
    if first_break is None and mark is not None and at_mark is not None and at_mark != mark.head:
        first_break = mark.count  # a consistent chain, but not the one that was written
    return JournalVerdict(entries, first_break is None and not missing, first_break, missing)

"""What the sweep takes of the ledgers (Art. 5(1)(e)): each entry under the rule its steps put it under."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.ledgers import repository
from gdpr_desk.retention.ledgers.keeping import all_rules, is_busy, rule_of, window_of
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import ITEM_KIND, LedgerEntry
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.vault.ledger import Ledger


class LedgerEntries:
    """Every entry of every ledger; their ids are their references. Nothing of them lies in files."""

    kind = ITEM_KIND
    has_files = False

    def __init__(self, journal: JournalService, ledger: Ledger) -> None:
        self.rules: Sequence[Rule] = all_rules()
        self._journal = journal
        self._ledger = ledger

    def watched(self, session: Session) -> dict[str, int]:
        return repository.watched(session)

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        versions = frozenset(rule.version for rule in self.rules)
        return self._items(repository.to_look_at(session, until, versions))

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        return self._items(repository.among(session, ids))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        """One line in the journal for all of them: how many of which ledger."""
        kinds = repository.kinds_of(session, ids)
        gone = repository.remove(session, ids)
        self._ledger.note(session, ITEM_KIND, ids)
        for kind, number in sorted(kinds.items()):
            self._journal.record(session, "ledger.swept", kind, {"entries": number})
        return gone

    def _items(self, found: Iterable[LedgerEntry]) -> Iterator[Item]:
        for entry in found:
            kind, made = KINDS[entry.kind], entry.created_at
            if made is not None:
                span = window_of(kind, entry, made)
                rule = rule_of(kind, entry).key
                yield Item(self.kind, entry.reference, rule, span, in_use=is_busy(kind, entry))


def erase_again(session: Session, references: Collection[str]) -> int:
    """Destroy entries that the erasure ledger names and a copy of the vault still has; how many."""
    return repository.remove(session, references)


def count_of(session: Session) -> int:
    """How many entries there are, for what a backup says of itself."""
    return sum(number for number, _drafts in repository.counts(session).values())

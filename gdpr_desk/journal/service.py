"""Writing, reading and verifying the journal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal import checks, keeping, repository
from gdpr_desk.journal.keeping import Overdue
from gdpr_desk.journal.model import (
    CUT,
    JSON,
    ORIGIN,
    PERIOD_CHANGED,
    Checkpoint,
    JournalEntry,
    JournalVerdict,
    StoredEntry,
    canonical,
    checkpoint_of,
    instant_text,
)
from gdpr_desk.periods.words import shop_time
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.people import Role, people
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.store import Store

SUBJECT = "journal"
LEDGER_KIND = "journal"
"""In the ledger of erasures: entries that were cut, by the number of the last one."""


class JournalBroken(GdprDeskError):
    """The chain does not hold: nothing is cut from it."""

    code = "journal_broken"
    exit_status = 4

    def __init__(self) -> None:
        super().__init__(
            "La chaîne du journal est rompue : aucune entrée n’est retirée.",
            safe="Le journal reste tel quel, il doit pouvoir être examiné.",
            remedy="Vérifiez l’intégrité, exportez le journal pour analyse, puis faites-vous aider.",
        )


class JournalService:
    """The journal of one vault, written in the name of `actor` (a person's id, not a name).

    With `ledger`, a cut is put down there, so that no backup brings back what was cut.
    """

    def __init__(self, store: Store, clock: Clock, actor: str, ledger: Ledger | None = None) -> None:
        self._store = store
        self._ledger = ledger
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

    @property
    def clock(self) -> Clock:
        """The clock by which entries are written."""
        return self._clock

    def entries(
        self, limit: int | None = None, newest_first: bool = True, *, after: int = 0
    ) -> tuple[JournalEntry, ...]:
        """The newest `limit` entries, or all of them; only those after the number `after`."""
        with self._store.read() as session:
            return repository.entries(session, limit, newest_first=newest_first, after=after)

    def stored(self) -> tuple[StoredEntry, ...]:
        """Every entry exactly as the database holds it, oldest first: to examine a broken chain."""
        with self._store.read() as session:
            return tuple(repository.stored_entries(session))

    def head(self, session: Session, number: int | None = None) -> tuple[int, str]:
        """Number and digest of the newest entry, or of the entry `number`; (0, "") where there is none.

        For the vault's high-water mark, which knows no journal.
        """
        return repository.number_and_digest(session, number)

    def count_of(self, actions: Collection[str]) -> int:
        """How many entries ever told of one of these actions: the number of a version, for instance.

        Those that were cut since count on.
        """
        with self._store.read() as session:
            begins = _begins(session)
            cut = sum(begins.totals.get(action, 0) for action in set(actions)) if begins else 0
            return cut + repository.count_of(session, actions)

    def oldest_at(self) -> datetime | None:
        """When the oldest entry that is still there was written."""
        with self._store.read() as session:
            oldest = repository.oldest_entry(session)
        return oldest.at if oldest else None

    def begun_at(self) -> datetime | None:
        """When the very first entry was written, also where it was cut since."""
        with self._store.read() as session:
            begins, oldest = _begins(session), repository.oldest_entry(session)
        return begins.begun if begins else oldest.at if oldest else None

    def verify(self, mark: Mark | None = None) -> JournalVerdict:
        """Follow the whole chain, and compare it with how far the vault once was.

        Without `mark` a cut tail cannot be seen, nor a chain written anew as a whole.
        """
        with self._store.read() as session:
            return _verdict(session, mark)

    def exported(self, kind: str, entries: int) -> None:
        """Note that `entries` entries left the vault as a file of that kind; call once it is written."""
        with self._store.begin() as session:
            self.record(session, "journal.exported", SUBJECT, {"format": kind, "entries": entries})

    def period(self) -> str:
        """How long entries are kept (ISO 8601): what an officer chose, else the proposed time."""
        with self._store.read() as session:
            return _period(session)

    def set_period(self, period: str) -> None:
        """Keep entries that long from now on; nothing goes by itself.

        Raises InvalidInput outside `keeping.shortest()` to `keeping.longest()`, AccessRefused by staff.
        """
        keeping.refuse_period(period)
        with self._store.begin() as session:
            self._require_officer(session)
            before = _period(session)
            if before != period:
                self.record(session, PERIOD_CHANGED, SUBJECT, {"before": before, "period": period})

    def overdue(self, period: str | None = None) -> Overdue | None:
        """The entries kept for longer than `period` (the chosen one unless given); None for none."""
        with self._store.read() as session:
            return self._overdue(session, period or _period(session))

    def cut(self, up_to: int, mark: Mark | None = None) -> JournalEntry:
        """Remove the entries up to the number `up_to`, all of them past their time, for good.

        The entry that says so carries the checkpoint from which the rest is verified, in the name of
        the officer. Raises JournalBroken where the chain does not hold (what is wrong must stay to be
        looked at), InvalidInput where an entry's time is not over, AccessRefused by staff.
        """
        with self._store.begin() as session:
            self._require_officer(session)
            if not _verdict(session, mark).intact:
                raise JournalBroken()
            period = _period(session)
            overdue = self._overdue(session, period)
            if overdue is None or not overdue.first <= up_to <= overdue.last:
                raise keeping.not_yet_over()
            if self._ledger is not None:
                self._ledger.note(session, LEDGER_KIND, [str(up_to)])
            return self._cut(session, overdue.first, up_to, period)

    def cut_again(self, session: Session, ids: Collection[str]) -> int:
        """Cut what the ledger of erasures says was cut, where a copy of the vault still has it; 1 or 0.

        Whatever the ledger says, nothing goes that is younger than the shortest time entries are kept,
        and nothing from a chain that does not hold.
        """
        before = keeping.over_before(keeping.shortest().iso(), self._clock.today())
        _many, first, last = repository.older_than(session, instant_text(before))
        up_to = max((int(one) for one in ids if one.isdecimal()), default=0)
        if first is None or last is None or up_to < first.number or not _verdict(session, None).intact:
            return 0
        self._cut(session, first.number, min(up_to, last.number), _period(session))
        return 1

    def _cut(self, session: Session, first: int, up_to: int, period: str) -> JournalEntry:
        point, removed, until = _checkpoint(session, first, up_to, period)
        made = self.record(session, CUT, SUBJECT, point.as_detail(removed, until))
        repository.remove_up_to(session, up_to)
        return made

    def _overdue(self, session: Session, period: str) -> Overdue | None:
        before = keeping.over_before(period, self._clock.today())
        many, first, last = repository.older_than(session, instant_text(before))
        if first is None or last is None:
            return None
        return Overdue(many, first.number, last.number, first.at, last.at)

    def _require_officer(self, session: Session) -> None:
        if not any(p.id == self._actor and p.role is not Role.STAFF for p in people(session)):
            raise for_officers()


def newest_of(session: Session, action: str, subject: str) -> JournalEntry | None:
    """The newest entry that tells of that action on `subject`; None where none is left."""
    return repository.newest_of(session, (action,), subject)


def _begins(session: Session) -> Checkpoint | None:
    """Where the journal begins since its last cut."""
    cut = repository.newest_of(session, (CUT,))
    return checkpoint_of(cut.detail) if cut else None


def _period(session: Session) -> str:
    told = repository.newest_of(session, (CUT, PERIOD_CHANGED))
    period = str(told.detail.get("period", "")) if told else ""
    return period if keeping.is_period(period) else keeping.proposed().period


def _checkpoint(session: Session, first: int, up_to: int, period: str) -> tuple[Checkpoint, int, str]:
    """What stands for the entries up to `up_to`, how many there are, and the day of the last one."""
    before = _begins(session)
    totals = dict(before.totals) if before else {}
    removed = 0
    for action, many in repository.totals_up_to(session, up_to).items():
        totals[action] = totals.get(action, 0) + many
        removed += many
    ends = repository.entry(session, first), repository.entry(session, up_to)
    begun = before.begun if before else ends[0].at
    point = Checkpoint(up_to + 1, ends[1].digest, begun, totals, period)
    return point, removed, shop_time(ends[1].at).date().isoformat()


def _verdict(session: Session, mark: Mark | None) -> JournalVerdict:
    known = (mark.count, mark.head) if mark is not None else None
    return checks.verdict(repository.stored_entries(session), _begins(session), known)

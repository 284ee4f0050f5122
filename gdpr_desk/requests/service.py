"""The verbs by which requests come in and are looked at; each is one transaction.

Staff log requests and attach to them, and see only those they logged: the program sees to that. What is
decided about a request is in `handling`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.holidays import Region
from gdpr_desk.periods.words import shop_time
from gdpr_desk.register.service import RegisterService
from gdpr_desk.requests import arriving, listing, repository
from gdpr_desk.requests.checks import (
    RequestEnded,
    RequestSavedElsewhere,
    refuse_ended,
    refuse_facts,
    refuse_unknown,
    refuse_words,
)
from gdpr_desk.requests.freezing import earlier_of
from gdpr_desk.requests.listing import RequestCounts, RequestOverview, RequestPage, RequestQuery
from gdpr_desk.requests.model import (
    LONGEST_TEXT,
    DataSubjectRequest,
    EventKind,
    KnownCustomer,
    Requester,
    RequestEvent,
    RequestFacts,
    RequestMessage,
    Sending,
    WorkDone,
    owner_of,
)
from gdpr_desk.requests.months import Month
from gdpr_desk.requests.proposals import Suggestion
from gdpr_desk.requests.taking import IncomingPart, Taken, Taking
from gdpr_desk.requests.timing import RequestClock, clock_of, region_of, timed
from gdpr_desk.requests.writing import KIND, MESSAGES_KIND, Writing, values_of
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments, owned
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.sealed_files import give_up
from gdpr_desk.vault.store import commit_number
from gdpr_desk.vault.vault import Vault

__all__ = [
    "KIND",
    "MESSAGES_KIND",
    "IncomingPart",
    "RequestCounts",
    "RequestEnded",
    "RequestFile",
    "RequestOverview",
    "RequestPage",
    "RequestQuery",
    "RequestSavedElsewhere",
    "RequestService",
    "Taken",
    "Taking",
]
_ATTACHED = (AttachmentKind.IDENTITY, AttachmentKind.LETTER, AttachmentKind.OTHER)


@dataclass(frozen=True)
class RequestFile:
    """Everything that is kept of one request, and its clock as it stands today.

    `suggestions`: what was only proposed from a message, until `RequestService.confirm`. `earlier`: see
    `freezing.earlier_of`.
    """

    request: DataSubjectRequest
    clock: RequestClock
    messages: tuple[RequestMessage, ...]
    attachments: tuple[Attachment, ...]
    events: tuple[RequestEvent, ...]
    work: tuple[WorkDone, ...]
    sendings: tuple[Sending, ...]
    suggestions: tuple[Suggestion, ...] = ()
    earlier: tuple[str, ...] = ()

    @property
    def identity_copies(self) -> tuple[Attachment, ...]:
        """Copies of identity papers that lie in the vault."""
        return tuple(one for one in self.attachments if one.kind is AttachmentKind.IDENTITY)

    @property
    def known(self) -> KnownCustomer:
        """What was last said of whether the person is a customer; until then nobody knows."""
        return _known(self.events)


class RequestService:
    """The requests of one open vault, as far as whoever opened it may see them; `drafts` keeps what is
    half typed in their forms."""

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        register: RegisterService,
        attachments: Attachments,
        clock: Clock,
    ) -> None:
        self._store = vault.store
        self.drafts = Drafts(vault.store, clock)
        self._journal = journal
        self._register = register
        self._attachments = attachments
        self._clock = clock
        self._counted: tuple[tuple[int, date], RequestCounts] | None = None
        self._mine = vault.person.id if vault.person.role is Role.STAFF else None
        self._writing = partial(Writing, journal=journal, clock=clock, mine=self._mine)

    def page(self, query: RequestQuery | None = None) -> RequestPage:
        """One page of the list."""
        region = self.region()
        with self._store.read() as session:
            wanted = query or RequestQuery()
            today = self._clock.today()
            return listing.page(session, wanted, today=today, region=region, logged_by=self._mine)

    def waiting(self) -> int:
        """How many wait for an answer, for the first screen: nothing of the ended ones is read."""
        with self._store.read() as session:
            return listing.waiting(session, logged_by=self._mine)

    def counts(self) -> RequestCounts:
        """How many there are, for the filters above the list; counted anew after a commit."""
        today = self._clock.today()
        with self._store.read() as session:
            as_of = commit_number(session), today
            if self._counted is None or self._counted[0] != as_of:
                self._counted = as_of, listing.counts(session, today=today, logged_by=self._mine)
            return self._counted[1]

    def months(self) -> tuple[Month, ...]:
        """What came in each of the last twelve months, and how long its answers took."""
        with self._store.read() as session:
            return listing.months(session, today=self._clock.today(), logged_by=self._mine)

    def file(self, reference: str) -> RequestFile:
        """Everything about one request. Raises NotFound."""
        region, today = self.region(), self._clock.today()
        with self._store.read() as session:
            request = self._writing(session, region=region).existing(reference)
            return RequestFile(
                request=request,
                clock=clock_of(timed(request), today, region),
                messages=repository.messages(session, reference),
                attachments=owned(session, owner_of(reference)),
                events=repository.events(session, reference),
                work=repository.work(session, reference),
                sendings=repository.sendings(session, reference),
                suggestions=arriving.suggestions(session, reference) if request.open else (),
                earlier=earlier_of(session, request, logged_by=self._mine),
            )

    def resembling(self, requester: Requester) -> tuple[RequestOverview, ...]:
        """Requests of the same address or name that are there already, for whoever is about to add one."""
        region, today = self.region(), self._clock.today()
        with self._store.read() as session:
            found = listing.resembling(session, requester.email, requester.name, logged_by=self._mine)
            return listing.overviews(session, found, today=today, region=region)

    def ended_on(self, references: Collection[str]) -> dict[str, date | None]:
        """Since when the time of these requests counts, None for an open one, as far as they are there."""
        with self._store.read() as session:
            return {
                one.reference: shop_time(one.kept_from).date() if one.kept_from else None
                for one in repository.among(session, references)
            }

    def add(self, facts: RequestFacts) -> DataSubjectRequest:
        """Write down a request under the next reference. Raises InvalidInput."""
        with self._begin() as writing:
            return writing.add(facts)

    def confirm(self, reference: str, facts: RequestFacts | None = None) -> DataSubjectRequest:
        """Somebody has looked at what was proposed: it holds, or `facts` do.

        Raises NotFound, InvalidInput.
        """
        if facts is not None:
            refuse_facts(facts, self._clock.today())
        with self._begin() as writing:
            before = writing.existing(reference)
            if arriving.settle_suggestions(writing.session, reference):
                self._journal.record(writing.session, "request.confirmed", reference)
            after = replace(before, **values_of(facts)) if facts is not None else before
            return writing.change(before, after, "request.changed", EventKind.CHANGED)

    def correct(
        self, reference: str, facts: RequestFacts, *, base: RequestFacts | None = None
    ) -> DataSubjectRequest:
        """Replace what was written down of a request; unchanged content writes nothing.

        `base` is what the edit started from. Raises NotFound, InvalidInput, RequestSavedElsewhere where the
        vault holds something else by now.
        """
        refuse_facts(facts, self._clock.today())
        with self._begin() as writing:
            before = writing.existing(reference)
            if base is not None and before.facts not in (base, facts):
                raise RequestSavedElsewhere(before)
            after = replace(before, **values_of(facts))
            return writing.change(before, after, "request.changed", EventKind.CHANGED)

    def note(self, reference: str, words: str) -> None:
        """Put a line of one's own into the thread. Raises NotFound, InvalidInput."""
        refuse_words(words, field="note", longest=LONGEST_TEXT, needed="Cette note est vide.")
        with self._begin() as writing:
            writing.existing(reference)
            writing.tell(reference, "request.note_added", EventKind.NOTE, note=words)

    def tell_known(self, reference: str, known: KnownCustomer) -> None:
        """« Correspond à un client connu ? » Raises NotFound, RequestEnded."""
        with self._begin() as writing:
            refuse_ended(writing.existing(reference))
            if known is not _known(repository.events(writing.session, reference)):
                writing.tell(reference, "request.known_told", EventKind.KNOWN, detail=known)

    def attach(self, reference: str, source: Path, kind: AttachmentKind) -> Attachment:
        """Seal a file that came with a request; the original stays where it is.

        Raises NotFound, RequestEnded, and what `Attachments.add` raises; nothing is then kept.
        """
        refuse_unknown([kind], _ATTACHED, "kind")
        region = self.region()
        with self._store.read() as session:  # before anything is sealed; once more with it, below
            refuse_ended(self._writing(session).existing(reference))

        def told(session: Session, added: Attachment) -> None:
            writing = self._writing(session, region=region)
            refuse_ended(writing.existing(reference))
            writing.tell(reference, "request.file_added", EventKind.ATTACHED, detail=added.kind)
            if added.kind is AttachmentKind.IDENTITY:
                writing.proof_came(reference)
            else:
                writing.index(writing.existing(reference))

        return self._attachments.add(source, owner=owner_of(reference), kind=kind, told=told)

    def read(self, reference: str, attachment: str) -> bytes:
        """The content of an attachment; that of an identity paper is told to the journal first.

        Raises NotFound, AccessRefused by staff, AttachmentDamaged.
        """
        with self._store.read() as session:
            there = {one.id: one for one in owned(session, owner_of(reference))}
            self._writing(session).existing(reference)
        refuse_unknown([attachment], there, "attachment")
        if there[attachment].kind is AttachmentKind.IDENTITY and self._mine is None:
            with self._begin() as writing:
                writing.tell(reference, "request.identity_copy_shown", EventKind.COPY_SHOWN)
        return self._attachments.read(attachment)

    def came_as(self, sha256: str) -> str | None:
        """The request that a message of these bytes is in already, the messages gone by now or not."""
        with self._store.read() as session:
            return repository.came_as(session, sha256)

    def take_message(
        self,
        message: RequestMessage,
        parts: Sequence[IncomingPart] = (),
        *,
        facts: RequestFacts | None = None,
        join: str | None = None,
    ) -> Taken:
        """Take a message in: as a new request, or into the one it answers or `join` names.

        Its content decides whether it came before; then nothing of it is written, and the request it is in
        is given. Only a letter of the same person goes on with an open request by itself. Raises
        InvalidInput where it belongs to no request and `facts` are missing, NotFound.
        """
        try:
            with self.taking() as taking:
                return taking.take(message, parts, facts=facts, join=join)
        finally:
            for part in parts:
                if part.staged is not None:
                    give_up(part.staged)

    @contextmanager
    def taking(self) -> Iterator[Taking]:
        """One transaction for several messages: all of them are durable after it, or none."""
        with self._begin() as writing:
            yield Taking(writing, self._attachments, self._clock, self._mine)

    def region(self) -> Region:
        """Whose public holidays count: where the shop is."""
        return region_of(self._register.controller().address)

    @contextmanager
    def _begin(self) -> Iterator[Writing]:
        region = self.region()
        with self._store.begin() as session:
            yield self._writing(session, region=region)


def _known(events: Sequence[RequestEvent]) -> KnownCustomer:
    told = [event.detail for event in events if event.kind is EventKind.KNOWN]
    return KnownCustomer(told[-1]) if told else KnownCustomer.UNSURE

"""What happens to requests inside one transaction: the record, its thread and the journal together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.holidays import Region
from gdpr_desk.requests import repository
from gdpr_desk.requests.checks import refuse_facts
from gdpr_desk.requests.model import (
    DataSubjectRequest,
    EventKind,
    OriginCleanup,
    PauseReason,
    RequestEvent,
    RequestFacts,
    RequestMessage,
    owner_of,
)
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments, owned
from gdpr_desk.vault.mapper import changed_fields

KIND = "request"
"""What holds, the sweep and the erasure ledger call a request."""
MESSAGES_KIND = "request_message"
"""What they call the messages of one, which go earlier."""


class Writing:
    """Requests within the caller's session; nothing is durable before the caller commits.

    `mine`: the id of somebody who sees only what they logged, else None.
    """

    def __init__(
        self,
        session: Session,
        journal: JournalService,
        clock: Clock,
        region: Region = Region.METROPOLE,
        mine: str | None = None,
    ) -> None:
        self.session = session
        self._journal = journal
        self._clock = clock
        self._region = region
        self._mine = mine

    @property
    def today(self) -> date:
        """The civil day in the shop's zone."""
        return self._clock.today()

    @property
    def actor(self) -> str:
        """In whose name this is written: a person's id."""
        return self._journal.actor

    def existing(self, reference: str) -> DataSubjectRequest:
        """The request of that reference. Raises NotFound, also where it is not theirs to see."""
        found = repository.find_request(self.session, reference)
        if found is None or self._mine not in (None, found.logged_by):
            raise NotFound(
                "Cette demande n’existe pas, ou pas pour vous.", remedy="Choisissez-en une dans la liste."
            )
        return found

    def add(
        self, facts: RequestFacts, messages: Sequence[RequestMessage] = (), files: Iterable[str] = ()
    ) -> DataSubjectRequest:
        """Write down a new request under the next reference, with the words of the messages it came by and
        the names of the files with them.

        Raises InvalidInput.
        """
        refuse_facts(facts, self.today)
        request = DataSubjectRequest(
            reference=repository.next_reference(self.session, self.today.year),
            **values_of(facts),
            logged_at=self._clock.now(),
            logged_by=self._journal.actor,
        )
        repository.add_request(self.session, request, today=self.today, region=self._region)
        repository.index_first(self.session, request, messages, files)
        self.tell(request.reference, "request.added", EventKind.LOGGED, detail=request.channel)
        return request

    def change(
        self,
        before: DataSubjectRequest,
        after: DataSubjectRequest,
        action: str,
        kind: EventKind,
        *,
        detail: str = "",
        note: str = "",
    ) -> DataSubjectRequest:
        """Write what became of a request, told to its thread and to the journal; unchanged writes nothing."""
        changed = changed_fields(before, after)
        if changed:
            self._put(after)
            told = [name for name in changed if name in RequestFacts.__dataclass_fields__]
            self.tell(after.reference, action, kind, detail=detail, note=note, changed=told)
        return after

    def tell(
        self,
        reference: str,
        action: str,
        kind: EventKind,
        *,
        detail: str = "",
        note: str = "",
        changed: Collection[str] = (),
    ) -> None:
        """Put a line into the thread, and one without any content into the journal."""
        event = RequestEvent(self._clock.now(), kind, self._journal.actor, detail, note.strip())
        repository.add_event(self.session, reference, event)
        self._journal.record(self.session, action, reference, {"changed": list(changed)} if changed else None)

    def proof_came(self, reference: str, day: date | None = None) -> None:
        """A copy of an identity paper arrived, today or on `day`: if the clock stood still for it, it runs
        again."""
        before = self.existing(reference)
        asked = [pause.asked_on for pause in before.pauses if pause.running]
        after = answered(before, PauseReason.IDENTITY, max([day or self.today, *asked]))
        self.change(before, after, "request.resumed", EventKind.RESUMED, detail=PauseReason.IDENTITY)

    def destroy_copies(self, request: DataSubjectRequest, attachments: Attachments) -> DataSubjectRequest:
        """Destroy every stored form of identity papers of the request, by word of an officer.

        The request as it stands then: somebody is to delete the original where it came from. Raises
        AccessRefused by staff, InvalidInput where a copy is held.
        """
        owner = owner_of(request.reference)
        copies = [one.id for one in owned(self.session, owner) if one.kind is AttachmentKind.IDENTITY]
        if not copies:
            return request

        def told(_session: Session, _gone: Attachment) -> None:
            self.tell(request.reference, "request.identity_copy_destroyed", EventKind.COPIES_DESTROYED)

        attachments.destroy_by_hand(self.session, copies, told)
        repository.forget_parts(self.session, copies)
        return replace(request, cleanup=OriginCleanup(asked_on=self.today))

    def index(self, request: DataSubjectRequest) -> None:
        """Let the words of messages, and the names of files, that came meanwhile be found."""
        repository.index(self.session, request)

    def _put(self, request: DataSubjectRequest) -> None:
        repository.put_request(self.session, request, today=self.today, region=self._region)


def answered(request: DataSubjectRequest, reason: PauseReason, day: date) -> DataSubjectRequest:
    """The request with its running pause of that kind ended on `day`."""
    return replace(
        request,
        pauses=tuple(
            replace(pause, answered_on=day) if pause.running and pause.reason is reason else pause
            for pause in request.pauses
        ),
    )


def values_of(facts: RequestFacts) -> dict[str, Any]:
    """The fields of `facts` by name, as `dataclasses.replace` takes them."""
    return {name: getattr(facts, name) for name in RequestFacts.__dataclass_fields__}

"""Messages on their way into requests, within one transaction; a group of them costs one commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.requests import arriving, repository
from gdpr_desk.requests.checks import refuse_ended
from gdpr_desk.requests.model import (
    DataSubjectRequest,
    Dismissal,
    EventKind,
    MessagePart,
    RequestFacts,
    RequestMessage,
    RequestState,
    owner_of,
)
from gdpr_desk.requests.writing import Writing
from gdpr_desk.vault.attachments import AttachmentKind, Attachments, give_to, owned
from gdpr_desk.vault.sealed_files import StagedFile


@dataclass(frozen=True)
class IncomingPart:
    """A part of a message on its way in, sealed already; None where it is not kept (its hash is)."""

    part: MessagePart
    staged: StagedFile | None
    kind: AttachmentKind = AttachmentKind.OTHER


@dataclass(frozen=True)
class Taken:
    """What became of a message: the request it is in now, whether that was there, and whether the same
    bytes had come before (nothing was then written)."""

    reference: str
    joined: bool = False
    duplicate: bool = False


class Taking:
    """Takes messages in within the caller's transaction; `mine` as for `Writing`."""

    def __init__(
        self, writing: Writing, attachments: Attachments, clock: Clock, mine: str | None = None
    ) -> None:
        self._writing = writing
        self._attachments = attachments
        self._clock = clock
        self._mine = mine

    @property
    def session(self) -> Session:
        """What is written besides goes here, and is durable together with the messages."""
        return self._writing.session

    def note(self, facts: RequestFacts) -> DataSubjectRequest:
        """A request without a message."""
        return self._writing.add(facts)

    def take(
        self,
        message: RequestMessage,
        parts: Sequence[IncomingPart] = (),
        *,
        facts: RequestFacts | None = None,
        join: str | None = None,
    ) -> Taken:
        """See `RequestService.take_message`; who calls gives up the parts that were not kept."""
        session = self.session
        known = repository.came_as(session, message.sha256)
        if known is not None:
            return Taken(known, joined=True, duplicate=True)
        earlier = message.in_reply_to.split()
        answers = join or arriving.answered_by(session, earlier, message.sender, self._mine)
        if answers is not None:
            request = self._writing.existing(answers)
        elif facts is not None:
            open_ = [part for part in parts if part.kind is not AttachmentKind.IDENTITY]
            request = self._writing.add(facts, [message], [one.part.name for one in open_ if one.staged])
        else:
            raise InvalidInput(
                "Ce message ne répond à aucune demande du coffre.",
                safe="Rien n’a été modifié.",
                remedy="Dites ce qu’il demande, ou choisissez la demande à laquelle il répond.",
                field="facts",
            )
        owner = owner_of(request.reference)
        kept = tuple(self._kept(owner, part) for part in parts)
        repository.add_message(session, request.reference, replace(message, parts=kept))
        self._writing.tell(request.reference, "request.message_added", EventKind.MESSAGE)
        if answers is not None:
            if any(part.kind is AttachmentKind.IDENTITY and part.staged is not None for part in parts):
                self._writing.proof_came(request.reference)
            repository.came_late(session, request.reference, self._clock.now())
            self._writing.index(request)
        return Taken(request.reference, joined=answers is not None)

    def move(self, reference: str, into: str) -> None:
        """The letters of a request that has only just come go on with another; see `Arrivals.join`.

        What is left is no request: its number stays given. The month counts from the earlier of the two.
        """
        before, other = self._writing.existing(reference), self._writing.existing(into)
        refuse_ended(other)
        messages = repository.messages(self.session, reference)
        if reference == into or before.state is not RequestState.RECEIVED or not messages:
            raise InvalidInput(
                "Cette demande ne se rattache plus à une autre : son traitement a commencé.",
                safe="Rien n’a été modifié.",
                remedy="Terminez-la à part, ou écartez-la.",
                field="reference",
            )
        files = owned(self.session, owner_of(reference))
        give_to(self.session, [one.id for one in files], owner_of(into))
        arriving.move_letters(self.session, reference, into, [right.value for right in other.rights])
        self._writing.tell(into, "request.message_added", EventKind.MESSAGE)
        if any(one.kind is AttachmentKind.IDENTITY for one in files):
            self._writing.proof_came(into)
        other = self._writing.existing(into)
        earlier = replace(other, received_on=min(before.received_on, other.received_on))
        self._writing.index(self._writing.change(other, earlier, "request.changed", EventKind.CHANGED))
        self._ended(before, into)

    def keep_apart(self, reference: str) -> None:
        """Nothing is proposed any longer to be the same as this request."""
        self._writing.existing(reference)
        arriving.keep_apart(self.session, reference)

    def keep_file(self, reference: str, staged: StagedFile, kind: AttachmentKind, name: str) -> str:
        """Keep a sealed file with a request; its id as an attachment."""
        owner = owner_of(reference)
        return self._attachments.keep(self.session, staged, owner=owner, kind=kind, name=name).id

    def _ended(self, before: DataSubjectRequest, into: str) -> None:
        """Nobody waits for an answer to it: that is due where its letters went."""
        actor = self._writing.actor
        dismissal = Dismissal(f"Rattachée à {into}.", self._clock.now(), actor)
        after = replace(before, dismissal=dismissal, state=RequestState.NOT_A_REQUEST)
        self._writing.change(before, after, "request.joined", EventKind.JOINED, detail=into)

    def _kept(self, owner: str, incoming: IncomingPart) -> MessagePart:
        if incoming.staged is None:
            return incoming.part
        name, kind = incoming.part.name, incoming.kind
        kept = self._attachments.keep(self.session, incoming.staged, owner=owner, kind=kind, name=name)
        return replace(incoming.part, attachment=kept.id)

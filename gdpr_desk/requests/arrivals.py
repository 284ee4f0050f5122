"""Letters on their way into the vault, from files or from a mailbox; each is one transaction.

What a letter says is read in the confined process of `gdpr_desk.intake`; here its parts are sealed, those
that look like identity papers before anything else, and it becomes a request, joins the one it goes on
with, or is known already. Its content decides that, whichever way it came. A mail that could not be taken
in is noted as a request to be read where it lies; how far the mailbox was fetched is written with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.intake.batch import Batch, Outcome
from gdpr_desk.intake.identity_likeness import IdentityHint, Likeness, identity_hints
from gdpr_desk.intake.kinds import Kind
from gdpr_desk.intake.model import ParsedMessage, Part, Remark
from gdpr_desk.intake.originals import Original, originals
from gdpr_desk.intake.refusals import IntakeRefused, NoPreview
from gdpr_desk.mailbox.model import Arrival, LeftOut, MailAccount
from gdpr_desk.requests import arriving, listing, repository
from gdpr_desk.requests.model import (
    LONGEST_TEXT,
    MessagePart,
    RequestFacts,
    RequestMessage,
    RequestState,
    owner_of,
)
from gdpr_desk.requests.proposals import (
    Suggestion,
    SuggestionKind,
    facts_of,
    identity_suggestion,
    message_of,
    remarks_of,
    resemblance,
    suggestions_of,
    to_be_read,
    unread_facts,
    warnings_of,
)
from gdpr_desk.requests.service import Alongside, IncomingPart, RequestService, Taken
from gdpr_desk.vault.attachments import AttachmentKind, Attachments
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.sealed_files import StagedFile, give_up
from gdpr_desk.vault.vault import Vault

_ORIGINAL = "message d’origine.eml"
"""What the letter without its parts is called among the attachments."""


@dataclass(frozen=True)
class Arrived:
    """What became of one file or mail, called `name`; `refusal` says why it was not taken in.

    `state` is that of its request, None where that is somebody else's to see. `warnings` are in French.
    """

    name: str
    taken: Taken | None = None
    state: RequestState | None = None
    warnings: tuple[str, ...] = ()
    refusal: GdprDeskError | None = None


@dataclass(frozen=True)
class _Sealed:
    """The parts of a letter, on the disk and named by no row yet, and the letter without them."""

    parts: tuple[IncomingPart, ...]
    skeleton: StagedFile | None
    hints: tuple[IdentityHint, ...]

    @property
    def copies(self) -> tuple[Suggestion, ...]:
        """Which attachments are kept as copies of identity papers, and why."""
        return tuple(
            identity_suggestion(part.staged.id, hint)
            for part, hint in zip(self.parts, self.hints, strict=True)
            if part.staged is not None and part.kind is AttachmentKind.IDENTITY
        )


class Arrivals:
    """The way in to the requests of one open vault; staff may bring letters too."""

    def __init__(
        self, vault: Vault, requests: RequestService, attachments: Attachments, clock: Clock
    ) -> None:
        self._store = vault.store
        self._requests = requests
        self._attachments = attachments
        self._clock = clock
        self._mine = vault.person.id if vault.person.role is Role.STAFF else None

    def from_files(self, paths: Iterable[Path]) -> Iterator[Arrived]:
        """Take in what lies at these paths, one by one; what was told is durable.

        A file that cannot be read is refused alone. Raises DiskFull, VaultBusy and the like between two.
        """
        with Batch() as batch:
            for original in originals(paths):
                known = None if original.refusal else self._known(original.name, _hash(original.content))
                yield known or self._file(batch, original)

    def from_mailbox(self, account: MailAccount, mails: Iterable[Arrival]) -> Iterator[Arrived]:
        """Take in what `MailRun` brings from that account; its place moves with each, in one transaction.

        Raises what the run raises, and what `from_files` does.
        """
        with Batch() as batch:
            for mail in mails:
                yield self._mail(batch, account, mail)

    def _known(self, name: str, digest: str, alongside: Alongside | None = None) -> Arrived | None:
        """What is said of a letter of which the same bytes came before: nothing needs to be read."""
        reference = self._requests.came_as(digest)
        if reference is None:
            return None
        taken = Taken(reference, joined=True, duplicate=True)
        if alongside is not None:
            with self._store.begin() as session:
                alongside(session, taken)
        with self._store.read() as session:
            return self._told(name, session, taken, ())

    def _file(self, batch: Batch, original: Original) -> Arrived:
        (outcome,) = batch.take([original])
        if outcome.message is None:
            return Arrived(original.name, refusal=outcome.refusal)
        try:
            return self._take(batch, outcome, outcome.message)
        except IntakeRefused as refusal:
            return Arrived(original.name, refusal=refusal)

    def _mail(self, batch: Batch, account: MailAccount, mail: Arrival) -> Arrived:
        name = f"{account.folder}, message {mail.uid}"

        def moved(session: Session, _taken: Taken) -> None:
            arriving.put_mailbox(session, account, mail.place)

        digest = _hash_of(account, mail)
        known = self._known(name, digest, moved)
        if known is not None:
            return known
        if isinstance(mail, LeftOut):
            facts = unread_facts(account.folder, mail.why.sentence, None, self._clock.today())
            return self._noted(name, facts, digest, moved)
        (outcome,) = batch.take([Original(name, mail.content, internal_at=mail.internal_date)])
        if outcome.message is not None:
            return self._take(batch, outcome, outcome.message, moved)
        why = outcome.refusal.message if outcome.refusal else ""
        facts = unread_facts(account.folder, why, mail.internal_date, self._clock.today())
        return replace(self._noted(name, facts, digest, moved), refusal=outcome.refusal)

    def _noted(self, name: str, facts: RequestFacts, digest: str, moved: Alongside) -> Arrived:
        """A mail that stays where it is becomes a request to be looked at: its month runs all the same."""

        def alongside(session: Session, taken: Taken) -> None:
            arriving.remember(session, taken.reference, [digest])
            arriving.suggest(session, taken.reference, [to_be_read(facts.text)])
            moved(session, taken)

        added = self._requests.add(facts, alongside)
        return Arrived(name, Taken(added.reference), added.state, (facts.text,))

    def _take(
        self, batch: Batch, outcome: Outcome, read: ParsedMessage, moved: Alongside | None = None
    ) -> Arrived:
        original, told = outcome.original, list[Arrived]()
        with self._sealed(read) as sealed:
            message = _with_words(batch, read, sealed.hints)
            facts = facts_of(message, original, self._clock.today())
            record = message_of(read, original, self._clock.now())
            record = replace(record, text=message.text[:LONGEST_TEXT])

            def alongside(session: Session, taken: Taken) -> None:
                arriving.remember(session, taken.reference, [_hash(original.content)])
                warnings = remarks_of(read)
                if not taken.duplicate:
                    self._keep_skeleton(session, taken, sealed)
                    proposed = (*self._proposed(session, taken, record, message, original), *sealed.copies)
                    arriving.suggest(session, taken.reference, proposed)
                    warnings += warnings_of(proposed)
                if moved is not None:
                    moved(session, taken)
                told.append(self._told(original.name, session, taken, warnings))

            self._requests.take_message(record, sealed.parts, facts=facts, alongside=alongside)
        return told[0]

    def _keep_skeleton(self, session: Session, taken: Taken, sealed: _Sealed) -> None:
        if sealed.skeleton is not None:
            owner, kind = owner_of(taken.reference), AttachmentKind.LETTER
            self._attachments.keep(session, sealed.skeleton, owner=owner, kind=kind, name=_ORIGINAL)

    def _proposed(
        self,
        session: Session,
        taken: Taken,
        record: RequestMessage,
        message: ParsedMessage,
        original: Original,
    ) -> tuple[Suggestion, ...]:
        """What a person is to look at: everything of a new request, and what a reply asks for besides."""
        proposed = suggestions_of(message, original, self._clock.today())
        if taken.joined:
            request = repository.find_request(session, taken.reference)
            asked = request.rights if request else ()
            return tuple(s for s in proposed if s.kind is SuggestionKind.RIGHT and s.value not in asked)
        named = [record.message_id, *record.in_reply_to.split()]
        answered = repository.belongs_to(session, named, self._mine)
        same = listing.resembling(session, record.sender, "", logged_by=self._mine)
        others = dict.fromkeys(same[:2], False) | dict.fromkeys(answered[:2], True)
        others.pop(taken.reference, None)
        return (*proposed, *(resemblance(one, answers=answers) for one, answers in others.items()))

    @contextmanager
    def _sealed(self, message: ParsedMessage) -> Iterator[_Sealed]:
        """Every part on the disk under a key of its own, what looks like an identity paper first."""
        hints = identity_hints(message)
        kinds = [_kind(hint) for hint in hints]
        first = sorted(range(len(kinds)), key=lambda n: kinds[n] is not AttachmentKind.IDENTITY)
        with ExitStack() as left:
            staged = {n: self._staged(message.parts[n].content, left) for n in first}
            parts = tuple(
                IncomingPart(_part(part), staged[n], kinds[n]) for n, part in enumerate(message.parts)
            )
            yield _Sealed(parts, self._staged(message.skeleton, left), tuple(hints))

    def _staged(self, content: bytes, left: ExitStack) -> StagedFile | None:
        """Sealed, and taken away with `left` unless a row came to name it; None for what is empty."""
        if not content:
            return None
        staged = self._attachments.stage(BytesIO(content))
        left.callback(give_up, staged)
        return staged

    def _told(self, name: str, session: Session, taken: Taken, warnings: tuple[str, ...]) -> Arrived:
        request = repository.find_request(session, taken.reference)
        mine = request is not None and self._mine in (None, request.logged_by)
        return Arrived(name, taken, request.state if request and mine else None, warnings)


def _with_words(batch: Batch, message: ParsedMessage, hints: Sequence[IdentityHint]) -> ParsedMessage:
    """A letter that is a PDF, with what it says; an identity paper's words are read by nobody."""
    scanned = Remark.DOCUMENT_ONLY in message.remarks and not message.text
    letters = [part for part in message.parts if part.kind is Kind.PDF] if scanned else []
    if not letters or any(_kind(hint) is AttachmentKind.IDENTITY for hint in hints):
        return message
    try:
        return replace(message, text=batch.words(letters[0].content))
    except NoPreview:  # what cannot be shown is kept and looked at all the same
        return message


def _kind(hint: IdentityHint) -> AttachmentKind:
    """A copy that was missed would lie among the letters and in backups; one too many is kept apart."""
    return AttachmentKind.OTHER if hint.likeness is Likeness.NONE else AttachmentKind.IDENTITY


def _part(part: Part) -> MessagePart:
    return MessagePart(part.name, part.kind.value, part.size, part.sha256)


def _hash_of(account: MailAccount, mail: Arrival) -> str:
    """Of the bytes; of a mail that was left out, its number there is all that is known."""
    if isinstance(mail, LeftOut):
        return _hash(f"{account.key} {mail.uid_validity} {mail.uid}".encode())
    return mail.sha256


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

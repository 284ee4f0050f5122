"""Letters on their way into the vault, from files or from a mailbox; each comes whole or not at all.

What a letter says is read in the confined process of `gdpr_desk.intake`; here its parts are sealed, those
that look like identity papers before anything else, and it becomes a request, joins the one it goes on
with, or is known already. Its content decides that, whichever way it came. A mail that could not be taken
in is noted as a request to be read where it lies; how far the mailbox was fetched is written with it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.identity_likeness import IdentityHint, Likeness, identity_hints
from gdpr_desk.intake.kinds import Kind, kind_of
from gdpr_desk.intake.model import ParsedMessage, Part, Remark
from gdpr_desk.intake.originals import Original, originals
from gdpr_desk.intake.refusals import NoPreview
from gdpr_desk.mailbox.model import Arrival, LeftOut, MailAccount
from gdpr_desk.requests import arriving, listing, repository
from gdpr_desk.requests.model import (
    ORIGINAL_NAME,
    MessagePart,
    RequestFacts,
    RequestMessage,
    RequestState,
)
from gdpr_desk.requests.proposals import (
    Resembling,
    Suggestion,
    SuggestionKind,
    identity_suggestion,
    message_of,
    proposed,
    remarks_of,
    resemblance,
    to_be_read,
    unread_facts,
    warnings_of,
)
from gdpr_desk.requests.service import IncomingPart, RequestService, Taken, Taking
from gdpr_desk.requests.watching import Reading, Watch
from gdpr_desk.vault import folder as vault_folder
from gdpr_desk.vault.attachments import AttachmentKind, Attachments
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.sealed_files import StagedFile, give_up
from gdpr_desk.vault.vault import Vault

_PASTED, _PASTED_PICTURE = "message collé", "image collée.png"
_TOGETHER = 100
_LONGEST_S = 2.0
"""So many letters, or those of so many seconds, are committed together: each whole, with its place."""


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


_Moved = Callable[[Session], None]
"""Writes how far a mailbox was fetched."""


@dataclass(frozen=True)
class _Ready:
    """Something that came, and what is to be written of it; `left` takes its sealed files away afterwards,
    as far as no row came to name them."""

    told: Arrived
    act: Callable[[Taking], Arrived] | None = None
    left: ExitStack = field(default_factory=ExitStack)

    @property
    def writes(self) -> bool:
        """Whether there is anything to be written."""
        return self.act is not None


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

    def from_files(
        self, paths: Iterable[Path], *, join: str | None = None, watch: Watch | None = None
    ) -> Iterator[Arrived]:
        """Take in what lies at these paths, in their order; what is told is durable.

        Of a folder, its messages; a vault is not walked. With `join` all of it goes on with that request. A
        file that cannot be read is refused alone. Raises DiskFull, VaultBusy, NotFound and the like between
        two.
        """
        watch = watch or Watch()
        coming = originals(paths, closed=vault_folder.exists, aside=watch.leave_aside)
        yield from self._originals(coming, join, watch)

    def from_pasted(
        self, content: bytes, *, join: str | None = None, watch: Watch | None = None
    ) -> Iterator[Arrived]:
        """Take in a letter that lies on no disk: a mail with its headers, its text alone, or a PNG of it."""
        name = _PASTED_PICTURE if kind_of(content) is Kind.PNG else _PASTED
        pasted = Original(name, content, self._clock.today())
        yield from self._originals(iter([pasted]), join, watch)

    def from_mailbox(
        self, account: MailAccount, mails: Iterable[Arrival], *, watch: Watch | None = None
    ) -> Iterator[Arrived]:
        """Take in what `MailRun` brings from that account; its place moves with each, in one transaction.

        Raises what the run raises, and what `from_files` does.
        """
        with Reading(self._store, watch) as reading:
            yield from self._settling((self._mail(reading, account, mail) for mail in mails), reading)

    def join(self, reference: str, into: str) -> None:
        """A letter that became a request of its own goes on with the open request `into`.

        Raises NotFound, RequestEnded where that has ended, InvalidInput where work on the first has begun.
        """
        with self._requests.taking() as taking:
            taking.move(reference, into)

    def keep_apart(self, reference: str) -> None:
        """The request is one of its own, whatever it resembles. Raises NotFound."""
        with self._requests.taking() as taking:
            taking.keep_apart(reference)

    def _originals(
        self, coming: Iterator[Original], join: str | None, watch: Watch | None
    ) -> Iterator[Arrived]:
        with Reading(self._store, watch) as reading:
            yield from self._settling((self._file(reading, original, join) for original in coming), reading)

    def _settling(self, coming: Iterator[_Ready], reading: Reading) -> Iterator[Arrived]:
        """A few at a time become durable; so do those before an interruption or a refusal, which goes on."""
        group: list[_Ready] = []
        with ExitStack() as left:
            begun_at = time.monotonic()
            while True:
                try:
                    one = _next(coming, reading.watch)
                except (GdprDeskError, KeyboardInterrupt):
                    reading.let_go()
                    yield from self._settled(group)
                    raise
                if one is not None:
                    left.push(one.left)
                    group.append(one)
                    late = time.monotonic() - begun_at >= _LONGEST_S
                    if not late and len(group) < _TOGETHER:
                        continue
                reading.let_go()
                yield from self._settled(group)
                left.close()
                if one is None:
                    return
                group, begun_at = [], time.monotonic()

    def _settled(self, group: Sequence[_Ready]) -> Sequence[Arrived]:
        """What became of these, once it is."""
        if not any(one.writes for one in group):
            return [one.told for one in group]
        with self._requests.taking() as taking:
            return [one.act(taking) if one.act else one.told for one in group]

    def _known(self, reading: Reading, name: str, digest: str, moved: _Moved | None = None) -> _Ready | None:
        """For a letter of which the same bytes came before: nothing needs to be read."""
        session = reading.session()
        reference = repository.came_as(session, digest)
        if reference is None:
            return None
        taken = Taken(reference, joined=True, duplicate=True)
        if moved is None:
            return _Ready(self._told(name, session, taken))

        def act(taking: Taking) -> Arrived:
            moved(taking.session)
            return self._told(name, taking.session, taken)

        return _Ready(Arrived(name), act)

    def _file(self, reading: Reading, original: Original, join: str | None) -> _Ready:
        known = None if original.refusal else self._known(reading, original.name, _hash(original.content))
        if known is not None:
            return known
        (outcome,) = reading.batch.take([original])
        if outcome.message is None:
            return _Ready(Arrived(original.name, refusal=outcome.refusal))
        return self._letter(reading.batch, original, outcome.message, join=join)

    def _mail(self, reading: Reading, account: MailAccount, mail: Arrival) -> _Ready:
        name, digest, today = (
            f"{account.folder}, message {mail.uid}",
            _hash_of(account, mail),
            self._clock.today(),
        )
        place = mail.place

        def moved(session: Session) -> None:
            arriving.put_mailbox(session, account, place)

        known = self._known(reading, name, digest, moved)
        if known is not None:
            return known
        if isinstance(mail, LeftOut):
            facts = unread_facts(account.folder, mail.why.sentence, None, today)
            return _noted(Arrived(name), facts, digest, moved)
        original = Original(name, mail.content, internal_at=mail.internal_date)
        (outcome,) = reading.batch.take([original])
        if outcome.message is not None:
            return self._letter(reading.batch, original, outcome.message, moved)
        why = outcome.refusal.message if outcome.refusal else ""
        facts = unread_facts(account.folder, why, mail.internal_date, today)
        return _noted(Arrived(name, refusal=outcome.refusal), facts, digest, moved)

    def _letter(
        self,
        batch: Batch,
        original: Original,
        read: ParsedMessage,
        moved: _Moved | None = None,
        *,
        join: str | None = None,
    ) -> _Ready:
        """Its parts sealed, what it seems to ask told apart; the bytes themselves are let go."""
        name, digest, today = original.name, _hash(original.content), self._clock.today()
        hints = identity_hints(read)
        message = _with_words(batch, read, hints)
        facts, suggestions = proposed(message, original, today)
        remarks = remarks_of(read)
        record = message_of(message, original, self._clock.now())
        record = replace(record, sha256=read.fingerprint)  # what is read in a PDF is not of the letter
        left = ExitStack()
        sealed = self._sealed(read, hints, left)

        def act(taking: Taking) -> Arrived:
            taken = taking.take(record, sealed.parts, facts=facts, join=join)
            arriving.remember(taking.session, taken.reference, digest)
            warnings = remarks
            if not taken.duplicate:
                if sealed.skeleton is not None:
                    taking.keep_file(taken.reference, sealed.skeleton, AttachmentKind.LETTER, ORIGINAL_NAME)
                to_confirm = (
                    *self._to_confirm(taking.session, taken, record, facts, suggestions),
                    *sealed.copies,
                )
                arriving.suggest(taking.session, taken.reference, to_confirm)
                warnings += warnings_of(to_confirm)
            if moved is not None:
                moved(taking.session)
            return self._told(name, taking.session, taken, warnings)

        return _Ready(Arrived(name), act, left)

    def _to_confirm(
        self,
        session: Session,
        taken: Taken,
        record: RequestMessage,
        facts: RequestFacts,
        suggestions: tuple[Suggestion, ...],
    ) -> tuple[Suggestion, ...]:
        """What a person is to look at: everything of a new request, and what a reply asks for besides."""
        if taken.joined:
            request = repository.find_request(session, taken.reference)
            asked = request.rights if request else ()
            return tuple(s for s in suggestions if s.kind is SuggestionKind.RIGHT and s.value not in asked)
        answered = arriving.belongs_to(session, record.in_reply_to.split(), self._mine)
        numbered = arriving.belongs_to(session, [record.message_id], self._mine)
        same = listing.resembling(session, facts.requester.email, "", logged_by=self._mine)
        others = dict.fromkeys(same[:2], Resembling.SENDER) | dict.fromkeys(numbered[:2], Resembling.NUMBER)
        others |= dict.fromkeys(answered[:2], Resembling.ANSWER)
        others.pop(taken.reference, None)
        return (*suggestions, *(resemblance(one, why) for one, why in others.items()))

    def _sealed(self, message: ParsedMessage, hints: Sequence[IdentityHint], left: ExitStack) -> _Sealed:
        """Every part on the disk under a key of its own, what looks like an identity paper first."""
        kinds = [_kind(hint) for hint in hints]
        first = sorted(range(len(kinds)), key=lambda n: kinds[n] is not AttachmentKind.IDENTITY)
        try:
            staged = {n: self._staged(message.parts[n].content, left) for n in first}
            skeleton = self._staged(message.skeleton, left)
        except BaseException:
            left.close()
            raise
        parts = (IncomingPart(_part(part), staged[n], kinds[n]) for n, part in enumerate(message.parts))
        return _Sealed(tuple(parts), skeleton, tuple(hints))

    def _staged(self, content: bytes, left: ExitStack) -> StagedFile | None:
        """Sealed, and taken away with `left` unless a row came to name it; None for what is empty."""
        if not content:
            return None
        staged = self._attachments.stage(BytesIO(content))
        left.callback(give_up, staged)
        return staged

    def _told(self, name: str, session: Session, taken: Taken, warnings: tuple[str, ...] = ()) -> Arrived:
        if not taken.joined:  # it has just begun, and is of whoever takes it in
            return Arrived(name, taken, RequestState.RECEIVED, warnings)
        state, logged_by = repository.state_of(session, taken.reference)
        return Arrived(name, taken, state if self._mine in (None, logged_by) else None, warnings)


def _next(coming: Iterator[_Ready], watch: Watch) -> _Ready | None:
    """The next one that came, None at the end; what was in hand when somebody stopped is left alone."""
    one = None if watch.stopped else next(coming, None)
    if one is not None and watch.stopped:
        one.left.close()
        return None
    watch.looked += one is not None
    return one


def _noted(told: Arrived, facts: RequestFacts, digest: str, moved: _Moved) -> _Ready:
    """A mail that stays where it is becomes a request to be looked at: its month runs all the same."""

    def act(taking: Taking) -> Arrived:
        added = taking.note(facts)
        arriving.remember(taking.session, added.reference, digest)
        arriving.suggest(taking.session, added.reference, [to_be_read(facts.text)])
        moved(taking.session)
        return replace(told, taken=Taken(added.reference), state=added.state, warnings=(facts.text,))

    return _Ready(told, act)


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

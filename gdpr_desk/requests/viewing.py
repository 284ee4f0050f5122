"""Looking at what came with a request, and saying what it is; nothing of it is ever written in clear.

A file is opened in the confined process that draws it, never in this one: what comes back are the pixels of
one page, in one place that whoever shows them wipes. A copy of an identity paper is drawn past recognition
until somebody asks to see it, which the journal is told first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from gdpr_desk.clock import Clock
from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.model import Look, Pixels
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.words import shop_time
from gdpr_desk.register.service import RegisterService
from gdpr_desk.requests import arriving, listing
from gdpr_desk.requests.checks import refuse_ended, refuse_unknown
from gdpr_desk.requests.model import EventKind, owner_of
from gdpr_desk.requests.timing import region_of
from gdpr_desk.requests.writing import Writing
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.vault import attachments as sealed_files
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments, SealedContent, owned
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_STILL_ASKED = timedelta(days=60)
"""So long after the end of its request somebody is reminded of a copy elsewhere."""


@dataclass(frozen=True)
class Showing:
    """An attachment as somebody asked to see it at `asked_at` (UTC); `veiled`: past recognition, always.

    `shop` is whose copy it is, for words across it.
    """

    asked_at: datetime
    shop: str
    veiled: bool
    _sealed: SealedContent = field(repr=False)

    def draw(self, look: Look) -> Pixels:
        """One page, by a process of its own that is gone afterwards. Raises NoPreview."""
        with Batch() as batch:
            return batch.show(
                self._sealed.content, self._sealed.key, replace(look, blur=True) if self.veiled else look
            )


class RequestViewing:
    """What came with the requests of one open vault. Only officers see it: AccessRefused.

    Every verb raises NotFound and, where the attachment is not there, InvalidInput.
    """

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        register: RegisterService,
        attachments: Attachments,
        clock: Clock,
    ) -> None:
        self._vault = vault
        self._journal = journal
        self._register = register
        self._attachments = attachments
        self._clock = clock

    def veiled(self, reference: str, attachment: str) -> Showing:
        """That it is there, and not what is on it: nothing is noted. Raises AttachmentDamaged."""
        self._there(reference, attachment)
        return self._showing(attachment, veiled=True)

    def show(self, reference: str, attachment: str) -> Showing:
        """It is to be seen: the journal is told of a copy of an identity paper. Raises AttachmentDamaged."""
        there = self._there(reference, attachment)
        showing = self._showing(attachment, veiled=False)
        if there.kind is AttachmentKind.IDENTITY:
            with self._writing() as writing:
                writing.existing(reference)
                writing.tell(reference, "request.identity_copy_shown", EventKind.COPY_SHOWN)
        return showing

    def last_day(self, copy: Attachment) -> date:
        """When the copy of an identity paper goes at the latest, whether anybody decides or not."""
        ends = window(own_rule("identity_copies"), {"received": copy.added_at}, created=copy.added_at)
        return shop_time(ends.maximum_at or copy.added_at).date()

    def to_clean(self) -> tuple[tuple[str, date], ...]:
        """Requests whose copy was destroyed here and may still lie in the mailbox or folder it came from, and
        since when; `RequestHandling.cleaned` once it is gone there."""
        if self._vault.person.role is Role.STAFF:
            raise for_officers()
        with self._vault.store.read() as session:
            return listing.to_clean(session, self._clock.now() - _STILL_ASKED)

    def mark(self, reference: str, attachment: str, *, identity: bool) -> tuple[Attachment, ...]:
        """It is the copy of an identity paper after all, or is none; which attachments that changed.

        The same bytes that came twice are both meant. From now on the copy enters no backup, goes when
        identity is decided, and where it came as a letter its words go at once; a running question of
        identity has its answer since it came. Staff may only say that it is one: AccessRefused. Raises
        RequestEnded.
        """
        if not identity and self._vault.person.role is Role.STAFF:
            raise for_officers()
        kind = AttachmentKind.IDENTITY if identity else AttachmentKind.OTHER
        with self._writing() as writing:
            request = writing.existing(reference)
            refuse_ended(request)
            there = {one.id: one for one in owned(writing.session, owner_of(reference))}
            refuse_unknown([attachment], there, "attachment")
            same = arriving.same_bytes(writing.session, reference, attachment) | {attachment}
            changed = [
                one
                for key, one in there.items()
                if key in same and (one.kind is AttachmentKind.IDENTITY) is not identity
            ]
            ids = [one.id for one in changed]
            sealed_files.become(writing.session, ids, kind)
            arriving.settle_identity(writing.session, reference, same)
            for _one in changed:
                writing.tell(reference, "request.file_sorted", EventKind.SORTED, detail=kind)
            if identity and changed:
                arriving.forget_words(writing.session, reference, same)
                since = min(one.added_at for one in changed)
                writing.proof_came(reference, shop_time(since).date())
            writing.index(request)
            return tuple(replace(one, kind=kind) for one in changed)

    def _showing(self, attachment: str, *, veiled: bool) -> Showing:
        sealed = self._attachments.sealed(attachment)
        return Showing(self._clock.now(), self._register.controller().name, veiled, sealed)

    def _there(self, reference: str, attachment: str) -> Attachment:
        mine = self._vault.person.id if self._vault.person.role is Role.STAFF else None
        with self._vault.store.read() as session:
            Writing(session, self._journal, self._clock, mine=mine).existing(reference)
            there = {one.id: one for one in owned(session, owner_of(reference))}
        refuse_unknown([attachment], there, "attachment")
        return there[attachment]

    @contextmanager
    def _writing(self) -> Iterator[Writing]:
        mine = self._vault.person.id if self._vault.person.role is Role.STAFF else None
        region = region_of(self._register.controller().address)
        with self._vault.store.begin() as session:
            yield Writing(session, self._journal, self._clock, region, mine)

"""One run over one folder: what is new there, mail by mail, in the order in which it came."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.mailbox import answers, folder_names
from gdpr_desk.mailbox.dialogue import Dialogue, LiteralTooLarge, quoted
from gdpr_desk.mailbox.model import (
    Arrival,
    Ending,
    FetchedMail,
    LeftOut,
    Limits,
    MailAccount,
    MailSecret,
    Place,
    Progress,
    WhyLeft,
)
from gdpr_desk.mailbox.providers import provider_behind
from gdpr_desk.mailbox.refusals import AnswerUnreadable, FolderNotFound, FolderUnnumbered, ProviderOutOfReach
from gdpr_desk.mailbox.tls import strict_context
from gdpr_desk.mailbox.wire import Cancelled, Wire

_AT_ONCE = 200
"""Of so many mails the sizes are asked together."""


def _never() -> bool:
    return False


def _nobody(progress: Progress) -> None:
    del progress


class MailRun:
    """Iterate once: the mails beyond `place`, oldest first, each as FetchedMail or LeftOut.

    Store `arrival.place` together with what became of the arrival: the next run goes on behind it. A
    refusal (see `refusals`) may be raised before the first one and between two; what was handed over
    stays so. `cancelled` is looked at all the time, `progress` told after each mail.
    """

    def __init__(
        self,
        account: MailAccount,
        secret: MailSecret,
        place: Place | None = None,
        *,
        limits: Limits | None = None,
        cancelled: Callable[[], bool] = _never,
        progress: Callable[[Progress], object] = _nobody,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._account = account
        self._secret = secret
        self._limits = limits or Limits()
        self._cancelled = cancelled
        self._progress = progress
        self._context = context
        self.place = place
        """Behind the last arrival; None before the first of the first run."""
        self.restarted = False
        """The server numbers anew: everything comes again, and the hashes tell what is known."""
        self.waiting = 0
        """Mails that this run did not come to."""
        self.ending: Ending | None = None
        """None while it runs, and where a refusal ended it."""

    def __iter__(self) -> Iterator[Arrival]:
        try:
            with _conversation(self._account, self._secret, self._limits, self._cancelled, self._context) as (
                wire,
                dialogue,
            ):
                yield from self._arrivals(wire, dialogue)
        except Cancelled:
            self.ending = Ending.CANCELLED

    def _arrivals(self, wire: Wire, dialogue: Dialogue) -> Iterator[Arrival]:
        validity = _examine(dialogue, self._account.folder)
        self.restarted = self.place is not None and self.place.uid_validity != validity
        after = self.place.uid if self.place is not None and not self.restarted else 0
        new = _search(dialogue, self._account, after, self._limits)
        sizes: dict[int, int] = {}
        received = 0
        for number, uid in enumerate(new):
            self.waiting = len(new) - number
            if self._cancelled():
                raise Cancelled
            if number % _AT_ONCE == 0:
                sizes = _sizes(dialogue, new[number : number + _AT_ONCE])
            full = received + sizes.get(uid, 0) > self._limits.run_bytes and received
            if full or number >= self._limits.run_mails or wire.time_is_up:
                self.ending = Ending.BUDGET
                return
            for arrival in _arrival(dialogue, uid, validity, sizes.get(uid), self._limits.mail_bytes):
                received += len(arrival.content) if isinstance(arrival, FetchedMail) else 0
                self.place = arrival.place
                self.waiting = len(new) - number - 1
                yield arrival
            self._progress(Progress(number + 1, len(new), received))
        self.waiting = 0
        self.ending = Ending.COMPLETE


def folders(
    account: MailAccount,
    secret: MailSecret,
    *,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = _never,
    context: ssl.SSLContext | None = None,
) -> tuple[str, ...]:
    """The folders of the account, sorted, to choose one from; empty where it was cancelled.

    The names are a stranger's text. Raises what a run raises.
    """
    limits = limits or Limits()
    try:
        with _conversation(account, secret, limits, cancelled, context) as (_wire, dialogue):
            listed = dialogue.ask("LIST", b'"" "*"', content=limits.answer_bytes)
            names = {folder_names.decode(name) for name in answers.folder_names(listed)}
            return tuple(sorted(name for name in names if name.isprintable()))
    except Cancelled:
        return ()


@contextmanager
def _conversation(
    account: MailAccount,
    secret: MailSecret,
    limits: Limits,
    cancelled: Callable[[], bool],
    context: ssl.SSLContext | None,
) -> Iterator[tuple[Wire, Dialogue]]:
    """Somebody logged in; goodbye is said only where all went well."""
    provider = provider_behind(account.host)
    if provider is not None and not provider.usable:
        raise ProviderOutOfReach(provider.advice)
    wire = Wire.to(account, limits, cancelled)
    try:
        dialogue = Dialogue(wire, limits)
        dialogue.begin(account, context or strict_context())
        dialogue.log_in(account, secret, provider.advice if provider else "")
        yield wire, dialogue
        _say_goodbye(dialogue)
    finally:
        wire.close()


def _say_goodbye(dialogue: Dialogue) -> None:
    try:
        dialogue.leave()
    except (GdprDeskError, Cancelled):
        return


def _examine(dialogue: Dialogue, folder: str) -> int:
    answer = dialogue.ask("EXAMINE", quoted(folder_names.encode(folder)))
    if not answer.ok:
        raise FolderNotFound
    validity = answers.uid_validity(answer)
    if not validity:
        raise FolderUnnumbered
    return validity


def _search(dialogue: Dialogue, account: MailAccount, after: int, limits: Limits) -> list[int]:
    """The numbers beyond `after`; `n:*` names the last mail even where it lies before n."""
    criteria = b"UID %d:*" % min(after + 1, answers.HIGHEST_UID)
    if account.since is not None:
        criteria += b" SINCE " + answers.day_before(account.since)
    answer = dialogue.ask("UID SEARCH", criteria, most=limits.listing_bytes)
    if not answer.ok:
        raise AnswerUnreadable
    return answers.uids(answer, after)


def _sizes(dialogue: Dialogue, uids: Sequence[int]) -> dict[int, int]:
    """What the server says of each mail that is still there, in bytes."""
    answer = dialogue.ask("UID FETCH", answers.ranges(uids) + b" (UID RFC822.SIZE)")
    if not answer.ok:
        raise AnswerUnreadable
    return {
        answers.number(told["UID"]): answers.number(told["RFC822.SIZE"])
        for told in answers.fetched(answer)
        if "UID" in told and "RFC822.SIZE" in told
    }


def _arrival(dialogue: Dialogue, uid: int, validity: int, size: int | None, most: int) -> Iterator[Arrival]:
    """The mail, or why it stays; nothing where it was deleted meanwhile.

    A content that turns out larger than a mail may be ends the run, since the line is full of it; the
    next run goes on behind it.
    """
    if size is not None and size > most:
        yield LeftOut(uid, validity, WhyLeft.TOO_LARGE, size)
        return
    try:
        answer = dialogue.ask("UID FETCH", b"%d (UID INTERNALDATE BODY.PEEK[])" % uid, content=most)
    except LiteralTooLarge as refusal:
        yield LeftOut(uid, validity, WhyLeft.TOO_LARGE, refusal.size)
        raise
    if answer.status == "BAD":
        raise AnswerUnreadable
    for told in answers.fetched(answer):
        content = told.get("BODY[]")
        if content is not None and answers.number(told.get("UID")) == uid:
            yield FetchedMail(uid, validity, answers.instant(told.get("INTERNALDATE")), content)
            return
    if size is not None or not answer.ok:
        yield LeftOut(uid, validity, WhyLeft.UNREADABLE, size or 0)

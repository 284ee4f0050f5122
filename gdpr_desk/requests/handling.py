"""What officers decide about a request, from the question of identity to its end; each one transaction.

The verb that says « identité vérifiée » or « refusée » destroys every copy of an identity paper in the
same transaction, and so do the verbs that end a request or find that no proof is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.holidays import Region
from gdpr_desk.register.service import RegisterService
from gdpr_desk.requests import repository
from gdpr_desk.requests.checks import (
    refuse_closing,
    refuse_day,
    refuse_ended,
    refuse_extension,
    refuse_pause,
    refuse_words,
)
from gdpr_desk.requests.freezing import Freezing
from gdpr_desk.requests.lifetimes import FREEZES
from gdpr_desk.requests.model import (
    LONGEST_TEXT,
    Channel,
    Closing,
    DataSubjectRequest,
    Dismissal,
    EventKind,
    Extension,
    IdentityCheck,
    IdentityDocument,
    IdentityDoubt,
    IdentityMethod,
    IdentityResult,
    Outcome,
    PauseReason,
    RequestPause,
    RequestState,
    RightKind,
    Sending,
    WorkDone,
)
from gdpr_desk.requests.places import ChecklistLine, Step, check_decision, in_sentence, not_on_the_list
from gdpr_desk.requests.sending import Consequence, closing_doubts, consequence_of
from gdpr_desk.requests.timing import clock_of, region_of, timed
from gdpr_desk.requests.where_to_look import Person
from gdpr_desk.requests.writing import Writing, answered
from gdpr_desk.retention.kept_here import Carriers
from gdpr_desk.retention.service import RetentionService
from gdpr_desk.vault.attachments import Attachments
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_BEFORE_WORK = (RequestState.RECEIVED, RequestState.IDENTITY)


class RequestHandling:
    """The decisions on the requests of one open vault. Staff are refused: AccessRefused.

    Every verb raises NotFound, and RequestEnded for a request that is closed or none, `reopen` apart.
    `carriers` are the ledgers and folders of this computer, of which a freeze holds what it can.
    """

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        register: RegisterService,
        attachments: Attachments,
        clock: Clock,
        *,
        retention: RetentionService,
        carriers: Carriers,
    ) -> None:
        self._freezing = Freezing(retention, register, carriers, clock)
        self._vault = vault
        self._journal = journal
        self._register = register
        self._attachments = attachments
        self._clock = clock

    def answer_doubt(
        self, reference: str, doubt: bool, *, method: IdentityMethod | None = None, reason: str = ""
    ) -> DataSubjectRequest:
        """« Avez-vous un doute raisonnable sur l’identité ? »: no, and how they are known; yes, and why.

        Without a doubt no proof is needed: a copy that came anyway is destroyed. Raises InvalidInput.
        """
        if doubt:
            refuse_words(reason, field="reason", needed="Dites ce qui fait douter.")
        elif method is None:
            raise InvalidInput(
                "Dites comment vous savez qui demande.",
                safe="Rien n’a été modifié.",
                remedy="Par exemple : la même adresse e-mail que sur sa fiche.",
                field="method",
            )
        answer = IdentityDoubt(
            doubt, None if doubt else method, reason.strip(), self._clock.today(), self._journal.actor
        )
        with self._working(reference) as (writing, before):
            state = before.state
            if state in _BEFORE_WORK or doubt:
                state = RequestState.IDENTITY if doubt else RequestState.IN_PROGRESS
            after = replace(before, doubt=answer, state=state)
            if not doubt:
                after = writing.destroy_copies(after, self._attachments)
                after = answered(after, PauseReason.IDENTITY, self._clock.today())
            told = "yes" if doubt else "no"
            return writing.change(
                before, after, "request.doubt_answered", EventKind.IDENTITY_QUESTION, detail=told
            )

    def check_identity(
        self,
        reference: str,
        result: IdentityResult,
        method: IdentityMethod,
        document: IdentityDocument | None = None,
    ) -> DataSubjectRequest:
        """Say what the check of identity gave; every stored copy is destroyed by it, and the pause ends."""
        today = self._clock.today()
        check = IdentityCheck(result, method, document, today, self._journal.actor)
        with self._working(reference) as (writing, before):
            state = RequestState.IN_PROGRESS if before.state in _BEFORE_WORK else before.state
            after = writing.destroy_copies(replace(before, check=check, state=state), self._attachments)
            after = answered(after, PauseReason.IDENTITY, today)
            action = f"request.identity_{result.value}"
            return writing.change(before, after, action, EventKind.IDENTITY_CHECKED, detail=result)

    def destroy_copies(self, reference: str) -> DataSubjectRequest:
        """Nobody needs the copies that came: they are destroyed, and identity stays as it was decided."""
        with self._working(reference) as (writing, before):
            after = writing.destroy_copies(before, self._attachments)
            if after.cleanup != before.cleanup:
                repository.ask_cleanup(writing.session, reference, self._clock.today())
            return after

    def cleaned(self, reference: str) -> DataSubjectRequest:
        """The copy is gone from the mailbox or folder it came from, too; also said of an ended request."""
        with self._deciding(reference) as (writing, before):
            if before.cleanup is None or before.cleanup.done_on is not None:
                return before
            done = replace(before.cleanup, done_on=self._clock.today(), done_by=self._journal.actor)
            after = replace(before, cleanup=done)
            return writing.change(before, after, "request.origin_cleaned", EventKind.CLEANED)

    def ask(self, reference: str, reason: PauseReason, asked_on: date | None = None) -> DataSubjectRequest:
        """The person was asked who they are, or what they mean: the clock stands still until the answer.

        Raises InvalidInput where it was asked already, or proof is wanted without a doubt.
        """
        day = asked_on or self._clock.today()
        with self._working(reference) as (writing, before):
            refuse_pause(before, reason)
            refuse_day(day, self._clock.today(), field="asked_on", earliest=before.received_on)
            return _paused(writing, before, reason, day)

    def answered(
        self, reference: str, reason: PauseReason, answered_on: date | None = None
    ) -> DataSubjectRequest:
        """The answer came: the clock runs again. Raises InvalidInput for a day before the question."""
        day = answered_on or self._clock.today()
        with self._working(reference) as (writing, before):
            refuse_day(day, self._clock.today(), field="answered_on", earliest=before.received_on)
            after = answered(before, reason, day)
            return writing.change(before, after, "request.resumed", EventKind.RESUMED, detail=reason)

    def extend(self, reference: str, reason: str, told_on: date | None = None) -> DataSubjectRequest:
        """Two more months, of which the person was told on `told_on`, with the reason.

        Raises InvalidInput without a reason, a second time, or told after the first month.
        """
        day = told_on or self._clock.today()
        region = self._region()
        with self._working(reference) as (writing, before):
            return _prolonged(writing, before, reason, day, region)

    def decide(self, reference: str, done: WorkDone, person: Person | None = None) -> WorkDone:
        """Put down what was decided, and perhaps done, on one line of « Où chercher ».

        `person` is what the list was narrowed by. What the vault itself holds is held, or let go, by the
        decision. Raises NotFound for a line that is not on it, InvalidInput
        for a decision it does not allow, or that leaves the proposal without a reason.
        """
        (decided,) = self.decide_all(reference, [done], person)
        return decided

    def decide_all(
        self, reference: str, done: Sequence[WorkDone], person: Person | None = None
    ) -> tuple[WorkDone, ...]:
        """The same for several lines: all of them, or none where one is refused."""
        actor = self._journal.actor
        for one in done:
            refuse_words(one.reason, field="reason", longest=LONGEST_TEXT)
        items = [replace(d, done_by=actor if d.done_on else "", reason=d.reason.strip()) for d in done]
        with self._working(reference) as (writing, before):
            lines = {line.key: line for line in self._freezing.lines(writing.session, before, person)}
            for item in items:
                if item.line not in lines:
                    raise not_on_the_list()
                self._put_down(writing, before, lines[item.line], item)
        return tuple(items)

    def _put_down(
        self, writing: Writing, before: DataSubjectRequest, line: ChecklistLine, done: WorkDone
    ) -> None:
        reference = before.reference
        decision = check_decision(line, done.decision, done.reason)
        for day in filter(None, (done.done_on, done.told_on)):
            refuse_day(day, self._clock.today(), field="done_on", earliest=before.received_on)
        if done not in repository.work(writing.session, reference):
            repository.put_work(writing.session, reference, done)
            where = f"{line.place}, {in_sentence(decision.words)}"
            writing.tell(reference, "request.work_decided", EventKind.WORK, note=where)
        if line.proposed is Step.FREEZE:
            self._freezing.follow(writing.session, before, line)

    def sent(
        self,
        reference: str,
        letter: str,
        channel: Channel,
        *,
        sent_on: date | None = None,
        proof: str = "",
        answers: bool = False,
        clock_too: bool = False,
        reason: str = "",
    ) -> Sending:
        """Note that a letter of that kind went out; `answers`: it is the answer itself.

        `clock_too`: what it means for the clock is noted with it (`consequence_of`), a prolongation for
        `reason`; raises then what `ask` and `extend` raise, and nothing is noted.
        """
        day = sent_on or self._clock.today()
        refuse_words(proof, field="proof")
        sending = Sending(letter, channel, day, proof.strip(), answers)
        region = self._region()
        with self._working(reference) as (writing, before):
            refuse_day(day, self._clock.today(), field="sent_on", earliest=before.received_on)
            repository.add_sending(writing.session, reference, sending)
            writing.tell(reference, "request.letter_sent", EventKind.SENT, detail=letter)
            then = consequence_of(letter, before) if clock_too else Consequence()
            if then.pause is not None:
                _paused(writing, before, then.pause, day)
            elif then.extends:
                _prolonged(writing, before, reason, day, region)
        return sending

    def mark_ready(self, reference: str) -> DataSubjectRequest:
        """The answer is written and waits to be sent."""
        with self._working(reference) as (writing, before):
            after = replace(before, state=RequestState.READY)
            return writing.change(before, after, "request.ready", EventKind.READY)

    def take_back(self, reference: str) -> DataSubjectRequest:
        """The answer is not ready after all: there is still something to look for."""
        with self._working(reference) as (writing, before):
            if before.state is not RequestState.READY:
                return before
            after = replace(before, state=RequestState.IN_PROGRESS)
            return writing.change(before, after, "request.taken_back", EventKind.TAKEN_BACK)

    def close(
        self, reference: str, outcome: Outcome, reason: str = "", answered_on: date | None = None
    ) -> DataSubjectRequest:
        """End a request. Without `answered_on` the last letter that was an answer tells the day.

        Copies of identity papers go at once; messages and attachments thirty days later; what was held for
        the answer is held no longer, what is set aside stays so where that was granted. Raises
        InvalidInput without a reason, unless it was granted and answered, and nothing is missing
        (`closing_doubts`).
        """
        today = self._clock.today()
        with self._working(reference) as (writing, before):
            letters = repository.sendings(writing.session, reference)
            last = max((one.sent_on for one in letters if one.answers), default=None)
            day = answered_on or last
            lines = self._freezing.lines(writing.session, before)
            work = repository.work(writing.session, reference)
            doubts = closing_doubts(outcome, day, letters, lines, work)
            refuse_closing(before, outcome, reason, day, today, doubts=doubts)
            closing = Closing(outcome, reason.strip(), day, self._clock.now(), self._journal.actor)
            after = writing.destroy_copies(before, self._attachments)
            after = _at_an_end(replace(after, closing=closing, state=RequestState.CLOSED), today)
            set_aside = outcome in (Outcome.GRANTED, Outcome.PARTIAL)
            over = [RightKind.ACCESS] if set_aside else FREEZES
            self._freezing.let_go(writing.session, before, over)
            return writing.change(before, after, "request.closed", EventKind.CLOSED, detail=outcome)

    def dismiss(self, reference: str, reason: str) -> DataSubjectRequest:
        """It is no request: nobody waits for an answer. Raises InvalidInput without a reason."""
        (dismissed,) = self.dismiss_all([reference], reason)
        return dismissed

    def dismiss_all(self, references: Sequence[str], reason: str) -> tuple[DataSubjectRequest, ...]:
        """None of these is a request: all of them are put aside, or none where one cannot be."""
        refuse_words(reason, field="reason", needed="Dites pourquoi ce n’est pas une demande.")
        dismissal = Dismissal(reason.strip(), self._clock.now(), self._journal.actor)
        done = []
        with self._all_of(references) as (writing, requests):
            for before in requests:
                refuse_ended(before)
                after = writing.destroy_copies(before, self._attachments)
                after = replace(after, dismissal=dismissal, state=RequestState.NOT_A_REQUEST)
                after = _at_an_end(after, self._clock.today())
                self._freezing.let_go(writing.session, before, FREEZES)
                done.append(writing.change(before, after, "request.dismissed", EventKind.DISMISSED))
        return tuple(done)

    def reopen(self, reference: str, reason: str) -> DataSubjectRequest:
        """Take up a request that had ended; its clock is the one it had. What was destroyed stays so, what
        was to be frozen is held again as far as it is there."""
        refuse_words(reason, field="reason", needed="Dites pourquoi vous rouvrez cette demande.")
        with self._deciding(reference) as (writing, before):
            if before.open:
                return before
            after = replace(before, closing=None, dismissal=None, state=RequestState.IN_PROGRESS)
            self._freezing.again(writing.session, after)
            return writing.change(before, after, "request.reopened", EventKind.REOPENED, note=reason)

    def keep_frozen(self) -> None:
        """Hold what came of a person since a freeze was decided, before a run takes it; whoever opened the
        vault. Raises the refusals of the store."""
        with self._vault.store.read() as session:
            waiting = [
                request
                for request in repository.with_decision(session, Step.FREEZE)
                if self._freezing.arrived(session, request)
            ]
        if waiting:
            with self._vault.store.begin() as session:
                for request in waiting:
                    self._freezing.keep(session, request)

    @contextmanager
    def _deciding(self, reference: str) -> Iterator[tuple[Writing, DataSubjectRequest]]:
        with self._all_of([reference]) as (writing, (request,)):
            yield writing, request

    @contextmanager
    def _all_of(self, references: Sequence[str]) -> Iterator[tuple[Writing, list[DataSubjectRequest]]]:
        if self._vault.person.role is Role.STAFF:
            raise for_officers()
        region = self._region()
        with self._vault.store.begin() as session:
            writing = Writing(session, self._journal, self._clock, region)
            yield writing, [writing.existing(reference) for reference in references]

    def _region(self) -> Region:
        return region_of(self._register.controller().address)

    @contextmanager
    def _working(self, reference: str) -> Iterator[tuple[Writing, DataSubjectRequest]]:
        with self._deciding(reference) as (writing, request):
            refuse_ended(request)
            yield writing, request


def _paused(
    writing: Writing, before: DataSubjectRequest, reason: PauseReason, day: date
) -> DataSubjectRequest:
    """The clock stands still from `day` on."""
    state = before.state
    if state is RequestState.RECEIVED:
        state = RequestState.IN_PROGRESS
    after = replace(before, pauses=(*before.pauses, RequestPause(reason, day)), state=state)
    return writing.change(before, after, "request.paused", EventKind.PAUSED, detail=reason)


def _prolonged(
    writing: Writing, before: DataSubjectRequest, reason: str, day: date, region: Region
) -> DataSubjectRequest:
    """Two more months, told on `day`. Raises InvalidInput as `refuse_extension`."""
    clock = clock_of(timed(before), writing.today, region)
    refuse_extension(before, clock, reason, day, writing.today)
    after = replace(before, extension=Extension(reason.strip(), day, writing.actor))
    return writing.change(before, after, "request.extended", EventKind.EXTENDED)


def _at_an_end(request: DataSubjectRequest, day: date) -> DataSubjectRequest:
    """Nothing is awaited any longer."""
    for reason in PauseReason:
        request = answered(request, reason, day)
    return request

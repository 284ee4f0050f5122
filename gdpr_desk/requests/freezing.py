"""What the vault keeps of whoever asks is held, so that no sweep takes it before the answer.

Articles 15 and 18(1)(c). Lines of ledgers and watched folders go by their own rules; messages and attachments
of an ended request go soon after its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.service import RegisterService
from gdpr_desk.requests import listing, repository
from gdpr_desk.requests.holding import RequestHolds
from gdpr_desk.requests.lifetimes import FREEZES, KeptOf
from gdpr_desk.requests.model import DataSubjectRequest, Requester, RightKind
from gdpr_desk.requests.persons import Sought
from gdpr_desk.requests.places import ChecklistLine, Kept, Step
from gdpr_desk.requests.timing import clock_of, region_of, timed
from gdpr_desk.requests.where_to_look import Person, where_to_look
from gdpr_desk.requests.writing import KIND
from gdpr_desk.retention.kept_here import Carriers, KeptFolder, KeptHere, KeptLedger, Named
from gdpr_desk.retention.service import RetentionService

_MOST = 50


def earlier_of(
    session: Session, request: DataSubjectRequest, *, logged_by: str | None = None
) -> tuple[str, ...]:
    """Ended requests of the same address, or without one of the same name, whose contents are still there;
    the newest first. None where no right is asked for which they have to stay."""
    if not FREEZES.keys() & set(request.rights):
        return ()
    who = request.requester
    found = listing.resembling(session, who.email, who.name, logged_by=logged_by, limit=_MOST)
    stand = repository.among(session, found)
    ended = {one.reference for one in stand if one.kept_from is not None and not one.purged}
    return tuple(reference for reference in found if reference in ended)


def kept_requests(earlier: Sequence[str]) -> tuple[Kept, ...]:
    """These requests, as what can be held."""
    return tuple(Kept(reference, (f"{KIND}/{reference}",)) for reference in earlier)


def kept_for(session: Session, carriers: Carriers, who: Requester) -> KeptOf:
    """What the transaction sees of that person in ledgers and watched folders, thing by thing."""
    return partial(_kept, KeptHere(session, carriers), Sought(who))


def _kept(here: KeptHere, who: Sought, activity: ProcessingActivity, what: str) -> tuple[Kept, ...]:
    thing = Named(activity.reference, f"{activity.name} {what}", activity.systems)
    return tuple(kept for one in here.of(thing) for kept in _of_person(one, who))


def _of_person(one: KeptLedger | KeptFolder, who: Sought) -> Iterator[Kept]:
    if isinstance(one, KeptFolder):
        yield Kept(f"tout ce qui est dans le dossier surveillé « {one.label} »", (one.key,))
        return
    lines = one.lines
    if one.told_apart:
        lines = tuple(line for line in lines if who.may_be(line.names, line.contacts))
    if lines:
        many = f"{len(lines)} ligne{'s' if len(lines) > 1 else ''}"
        words = f"{many} du registre « {one.label} »"
        if not one.told_apart:
            words = f"tout le registre « {one.label} » ({many}), où l’on ne sait pas qui est concerné"
        yield Kept(words, tuple(line.key for line in lines))


class Freezing:
    """What is held of the lines of « Où chercher », within the transaction of whoever decides.

    `carriers` are the ledgers and folders of this computer, of which a freeze holds what it can.
    """

    def __init__(
        self, retention: RetentionService, register: RegisterService, carriers: Carriers, clock: Clock
    ) -> None:
        self._holds = RequestHolds(retention, clock)
        self._register = register
        self._carriers = carriers
        self._clock = clock

    def lines(
        self, session: Session, request: DataSubjectRequest, person: Person | None = None
    ) -> tuple[ChecklistLine, ...]:
        """« Où chercher », with what the vault itself keeps of the person."""
        known = replace(
            person or Person(),
            earlier=kept_requests(earlier_of(session, request)),
            kept_of=kept_for(session, self._carriers, request.requester),
        )
        return where_to_look(self._register.register(), request.rights, self._clock.today(), known)

    def follow(self, session: Session, request: DataSubjectRequest, line: ChecklistLine) -> None:
        """A decision was taken on that line: hold what the vault keeps of it, or let go what no other frozen
        line of that right needs."""
        frozen = [one for one in self._frozen(session, request) if one.right is line.right]
        mine = line.right, request.reference
        if any(one.key == line.key for one in frozen):
            self._holds.hold(session, mine, line.holds, self._due(request))
        else:
            needed = {key for one in frozen for key in one.holds}
            self._holds.lift(session, mine, set(line.holds) - needed)

    def let_go(self, session: Session, request: DataSubjectRequest, rights: Iterable[RightKind]) -> None:
        """Nothing is held any longer for these rights of the request."""
        for right in rights:
            self._holds.lift(session, (right, request.reference))

    def again(self, session: Session, request: DataSubjectRequest) -> None:
        """Hold once more what is decided to be frozen, as far as it is there."""
        for line in self._frozen(session, request):
            self._holds.hold(session, (line.right, request.reference), line.holds, self._due(request))

    def arrived(self, session: Session, request: DataSubjectRequest) -> bool:
        """Whether something is there now that is to be frozen and is not: it came since that was decided, or
        is no longer held for another reason."""
        return any(keys for _line, keys in self._new(session, request))

    def keep(self, session: Session, request: DataSubjectRequest) -> None:
        """Hold that, too."""
        for line, keys in self._new(session, request):
            self._holds.hold(session, (line.right, request.reference), keys, self._due(request))

    def _new(
        self, session: Session, request: DataSubjectRequest
    ) -> Iterator[tuple[ChecklistLine, tuple[str, ...]]]:
        for line in self._frozen(session, request):
            need = line.right, request.reference
            yield line, self._holds.never_held(session, need, line.holds)

    def _frozen(self, session: Session, request: DataSubjectRequest) -> list[ChecklistLine]:
        """The lines on which a freeze is decided."""
        work = repository.work(session, request.reference)
        decided = {one.line for one in work if one.decision == Step.FREEZE}
        return [line for line in self.lines(session, request) if line.key in decided] if decided else []

    def _due(self, request: DataSubjectRequest) -> date:
        region = region_of(self._register.controller().address)
        return clock_of(timed(request), self._clock.today(), region).due

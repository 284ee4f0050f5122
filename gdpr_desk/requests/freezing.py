"""What the vault keeps of whoever asks is held, so that no sweep takes it before the answer.

Articles 15 and 18(1)(c). Lines of ledgers and watched folders go by their own rules; messages and attachments
of an ended request go soon after its end. A hold tells for which requests it is, and stands as long as one of
them needs it; one that somebody set for another reason stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.requests import listing, repository
from gdpr_desk.requests.lifetimes import FREEZES, KeptOf
from gdpr_desk.requests.model import DataSubjectRequest, Requester, RightKind
from gdpr_desk.requests.persons import may_be_about
from gdpr_desk.requests.places import Kept
from gdpr_desk.requests.writing import KIND
from gdpr_desk.retention.kept_here import Carriers, KeptFolder, KeptHere, KeptLedger, Named
from gdpr_desk.retention.model import LegalHold
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
    return partial(_kept, KeptHere(session, carriers), who)


def _kept(here: KeptHere, who: Requester, activity: ProcessingActivity, what: str) -> tuple[Kept, ...]:
    thing = Named(activity.reference, f"{activity.name} {what}", activity.systems)
    return tuple(kept for one in here.of(thing) for kept in _of_person(one, who))


def _of_person(one: KeptLedger | KeptFolder, who: Requester) -> Iterator[Kept]:
    if isinstance(one, KeptFolder):
        yield Kept(f"tout ce qui est dans le dossier surveillé « {one.label} »", (one.key,))
        return
    lines = one.lines
    if one.told_apart:
        lines = tuple(line for line in lines if may_be_about(who, line.names, line.contacts))
    if lines:
        many = len(lines)
        words = f"{many} ligne{'s' if many > 1 else ''} du registre « {one.label} »"
        if not one.told_apart:
            words = f"tout le registre « {one.label} » ({many}), où l’on ne sait pas qui est concerné"
        yield Kept(words, tuple(line.key for line in lines))


class Freezing:
    """The holds that requests need, placed and lifted within the transaction of whoever decides."""

    def __init__(self, retention: RetentionService, clock: Clock) -> None:
        self._retention = retention
        self._clock = clock

    def hold(
        self,
        session: Session,
        request: DataSubjectRequest,
        right: RightKind,
        keys: Collection[str],
        due: date,
    ) -> None:
        """Hold these for that right of `request`, to be looked at when its answer is due."""
        mine = right, request.reference
        held = {hold.key: hold for hold in self._retention.holds(within=session)}
        self._place(session, [key for key in keys if key not in held], [mine], due)
        for key in keys:
            hold = held.get(key)
            others = _needed_by(hold) if hold else ()
            if hold and others and mine not in others:
                self._retention.lift(key, note="", within=session)
                self._place(session, [key], [*others, mine], max(due, hold.review_on))

    def lift(
        self,
        session: Session,
        request: DataSubjectRequest,
        right: RightKind,
        keys: Collection[str] | None = None,
    ) -> None:
        """End the holds for that right of `request`, or those on `keys` alone; what another request needs
        stays for that one."""
        mine = right, request.reference
        for hold in self._retention.holds(within=session):
            needed_by = _needed_by(hold)
            if mine in needed_by and (keys is None or hold.key in keys):
                self._retention.lift(hold.key, note="", within=session)
                left = [one for one in needed_by if one != mine]
                if left:
                    self._place(session, [hold.key], left, hold.review_on)

    def _place(self, session: Session, keys: Collection[str], needed_by: Sequence[_Need], day: date) -> None:
        if keys:
            self._retention.hold_all(
                keys,
                reason=FREEZES[needed_by[0][0]],
                note=_BETWEEN.join(f"{_FOR[right]} {reference}" for right, reference in needed_by),
                review_on=max(day, self._clock.today() + timedelta(days=1)),
                within=session,
            )


_Need = tuple[RightKind, str]
"""A right, and the request that asks for it."""
_FOR = {
    RightKind.ACCESS: "Jusqu’à la réponse à",
    RightKind.RESTRICTION: "Mis de côté pour",
}
_BETWEEN = " ; "
_NEEDS = {right: re.compile(rf"{words} (D-\d+-\d+)") for right, words in _FOR.items()}


def _needed_by(hold: LegalHold) -> tuple[_Need, ...]:
    """For which requests it was placed, by its note; none where somebody placed it for something else."""
    told = [
        (right, found[1])
        for part in hold.note.split(_BETWEEN)
        for right, expression in _NEEDS.items()
        if (found := expression.fullmatch(part)) is not None and hold.reason in FREEZES.values()
    ]
    return tuple(told) if len(told) == len(hold.note.split(_BETWEEN)) else ()

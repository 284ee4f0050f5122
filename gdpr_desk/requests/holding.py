"""The legal holds that requests need (Art. 15, 18(1)(c)), each as long as one of them needs it.

A hold tells by its note for which requests it is. One that somebody set for another reason stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.requests.lifetimes import FREEZES
from gdpr_desk.requests.model import RightKind
from gdpr_desk.retention.model import LegalHold
from gdpr_desk.retention.service import RetentionService

Need = tuple[RightKind, str]
"""A right, and the reference of the request that asks for it."""
_FOR = {
    RightKind.ACCESS: "Jusqu’à la réponse à",
    RightKind.RESTRICTION: "Mis de côté pour",
}
_BETWEEN = " ; "
_NEEDS = {right: re.compile(rf"{words} (D-\d+-\d+)") for right, words in _FOR.items()}


class RequestHolds:
    """Places and lifts them within the caller's transaction."""

    def __init__(self, retention: RetentionService, clock: Clock) -> None:
        self._retention = retention
        self._clock = clock

    def hold(self, session: Session, mine: Need, keys: Collection[str], due: date) -> None:
        """Hold these, to be looked at when the answer is due."""
        held = {hold.key: hold for hold in self._retention.holds(within=session)}
        self._place(session, [key for key in keys if key not in held], [mine], due)
        for key in keys:
            hold = held.get(key)
            others = needed_by(hold) if hold else ()
            if hold and others and mine not in others:
                self._retention.lift(key, note="", within=session)
                self._place(session, [key], [*others, mine], max(due, hold.review_on))

    def lift(self, session: Session, mine: Need, keys: Collection[str] | None = None) -> None:
        """End these holds, or all there are; what another request needs stays for that one."""
        for hold in self._retention.holds(within=session):
            needs = needed_by(hold)
            if mine in needs and (keys is None or hold.key in keys):
                self._retention.lift(hold.key, note="", within=session)
                left = [one for one in needs if one != mine]
                if left:
                    self._place(session, [hold.key], left, hold.review_on)

    def never_held(self, session: Session, mine: Need, keys: Collection[str]) -> tuple[str, ...]:
        """Those that are not held, nor ever were for that need: whoever let one go by hand meant it."""
        known = self._retention.holds(lifted=True, within=session)
        seen = {hold.key for hold in known if hold.lifted_at is None or mine in needed_by(hold)}
        return tuple(key for key in keys if key not in seen)

    def _place(self, session: Session, keys: Collection[str], needs: Sequence[Need], day: date) -> None:
        if keys:
            self._retention.hold_all(
                keys,
                reason=FREEZES[needs[0][0]],
                note=_BETWEEN.join(f"{_FOR[right]} {reference}" for right, reference in needs),
                review_on=max(day, self._clock.today() + timedelta(days=1)),
                within=session,
            )


def needed_by(hold: LegalHold) -> tuple[Need, ...]:
    """For which requests it was placed, by its note; none where somebody placed it for something else."""
    parts = hold.note.split(_BETWEEN) if hold.reason in FREEZES.values() else []
    told = [
        (right, found[1])
        for part in parts
        for right, expression in _NEEDS.items()
        if (found := expression.fullmatch(part)) is not None
    ]
    return tuple(told) if len(told) == len(parts) else ()

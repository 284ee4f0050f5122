"""Legal holds: what stays although its time is over, because somebody said why (Art. 17(3))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.reference import catalogues
from gdpr_desk.retention import repository
from gdpr_desk.retention.model import LegalHold

_STILL = "Rien n’a été modifié."


class LegalHolds:
    """The holds of one vault, within the caller's transaction."""

    def __init__(self, journal: JournalService, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def of_kind(self, session: Session, kind: str) -> frozenset[str]:
        """The held ids of one kind: for a slice that destroys on a person's word."""
        return frozenset(item for held, item in repository.held(session) if held == kind)

    def add(
        self, session: Session, kind: str, item: str, *, reason: str, note: str, review_on: date
    ) -> LegalHold:
        """Hold an item. Raises InvalidInput for an unknown reason, a review in the past, a second hold."""
        if reason not in catalogues.hold_reasons():
            known = ", ".join(catalogues.hold_reasons())
            raise InvalidInput(
                "Ce motif de gel n’existe pas.", safe=_STILL, remedy=f"Choisissez : {known}.", field="reason"
            )
        self._refuse_review(review_on)
        if (kind, item) in repository.held(session):
            raise InvalidInput("Cet élément est déjà gelé.", safe=_STILL, code="already_held")
        hold = LegalHold(kind, item, reason, note.strip(), self._clock.now(), self._journal.actor, review_on)
        repository.add_hold(session, hold)
        self._journal.record(session, "hold.added", hold.key, {"reason": reason})
        return hold

    def prolong(self, session: Session, kind: str, item: str, *, review_on: date) -> LegalHold:
        """Give the hold on an item another day of review; its reason stays.

        Raises NotFound where none stands, InvalidInput for a day that is not to come.
        """
        self._refuse_review(review_on)
        found = repository.prolong_hold(session, kind, item, review_on)
        if found is None:
            raise _not_held()
        detail = {"reason": found.reason, "review_on": review_on.isoformat()}
        self._journal.record(session, "hold.prolonged", found.key, detail)
        return found

    def lift(self, session: Session, kind: str, item: str, *, note: str) -> None:
        """End the hold on an item. Raises NotFound where none stands."""
        at, by = self._clock.now(), self._journal.actor
        if not repository.lift_hold(session, kind, item, at=at, by=by, note=note.strip()):
            raise _not_held()
        self._journal.record(session, "hold.lifted", f"{kind}/{item}")

    def by_reason(self, session: Session) -> Mapping[str, int]:
        """How many holds stand, by reason."""
        return Counter(hold.reason for hold in repository.holds(session))

    def _refuse_review(self, day: date) -> None:
        if day <= self._clock.today():
            raise InvalidInput(
                "La date de revue d’un gel est à venir.",
                safe=_STILL,
                remedy="Choisissez le jour où vous vous demanderez s’il faut encore garder.",
                field="review_on",
            )


def _not_held() -> NotFound:
    return NotFound("Aucun gel n’est posé sur cet élément.", safe=_STILL)

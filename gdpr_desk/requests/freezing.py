"""What whoever asks left in the vault before is held, so that no sweep takes it before the answer.

Articles 15 and 18(1)(c). Messages and attachments of an ended request go soon after its end; a hold on the
request keeps everything of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from sqlalchemy.orm import Session

from gdpr_desk.errors import NotFound
from gdpr_desk.requests import listing, repository
from gdpr_desk.requests.lifetimes import FREEZES
from gdpr_desk.requests.model import DataSubjectRequest, RightKind
from gdpr_desk.requests.writing import KIND
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


class Freezing:
    """The holds that requests need, placed and lifted within the transaction of whoever decides."""

    def __init__(self, retention: RetentionService) -> None:
        self._retention = retention

    def hold(
        self,
        session: Session,
        request: DataSubjectRequest,
        right: RightKind,
        earlier: Sequence[str],
        review_on: date,
    ) -> None:
        """Hold these requests for `request`; one that is held already stays as it is. `review_on` is to
        come."""
        held = {hold.key for hold in self._retention.holds(within=session)}
        for key in (f"{KIND}/{reference}" for reference in earlier):
            if key not in held:
                self._retention.hold(
                    key,
                    reason=FREEZES[right],
                    note=_note(request, right),
                    review_on=review_on,
                    within=session,
                )

    def lift(self, session: Session, request: DataSubjectRequest, right: RightKind) -> None:
        """End the holds that were placed for this right of `request`."""
        for hold in self._retention.holds(within=session):
            if hold.note == _note(request, right) and hold.reason == FREEZES[right]:
                with suppress(NotFound):
                    self._retention.lift(hold.key, note="", within=session)


def _note(request: DataSubjectRequest, right: RightKind) -> str:
    """By this a hold is known again; it names no person."""
    return f"{_FOR[right]} {request.reference}"


_FOR = {
    RightKind.ACCESS: "Jusqu’à la réponse à",
    RightKind.RESTRICTION: "Mis de côté pour",
}

"""What the sweep of the fictional shop did these last nights, and the one line somebody holds."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import SHOP_ZONE, Clock, FixedClock
from gdpr_desk.retention.ledgers.model import ITEM_KIND

_NIGHTS = (9, 4, 1)
"""How many nights ago the vault was swept; each run is a real one, so there are few."""
_HOUR = time(3, 10)
_UNPAID = "unpaid"
_REVIEW_DAYS = 60


def add_sweeps(desk: Desk, clock: Clock) -> None:
    """Sweep as it was then, and hold the oldest unpaid account."""
    then = FixedClock(clock.now())
    earlier = open_desk(desk.vault, then)
    for nights in _NIGHTS:
        night = clock.today() - timedelta(days=nights - 1)
        then.instant = datetime.combine(night, _HOUR, tzinfo=SHOP_ZONE)
        if then.instant < clock.now():
            earlier.retention.sweep()
    oldest = desk.ledgers.entries(_UNPAID)[-1].entry
    desk.retention.hold(
        f"{ITEM_KIND}/{oldest.reference}",
        reason="legal_claims",
        note="Mise en demeure envoyée : dossier à garder pour le juge.",
        review_on=clock.today() + timedelta(days=_REVIEW_DAYS),
    )

"""The clock of a breach: 72 hours from awareness (Art. 33(1) GDPR).

A period in hours runs through week-ends and holidays and its end never moves (Regulation
1182/71, Art. 3). Strictly the hour of the event is not counted (Art. 3(1)); the exact 72 elapsed
hours are kept, because they end earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.reading import require_year
from gdpr_desk.periods.words import french_duration, french_instant, shop_time
from gdpr_desk.reference.catalogues import statutory_period


@dataclass(frozen=True)
class NotificationPeriod:
    """How long the controller has, and under which article."""

    length: Duration
    article: str

    @classmethod
    def in_force(cls, day: date) -> Self:
        """What the law says on `day`, as dated data."""
        entry = statutory_period("breach_notification", day)
        return cls(Duration.parse(entry.period), entry.article)


@dataclass(frozen=True)
class NotificationDeadline:
    """When the authority must have been told; both instants aware, as the shop's clock shows them.

    They carry a fixed offset (see `words.shop_time`), so `isoformat()` is what the contract asks.
    """

    aware_at: datetime
    due_at: datetime
    rule: str

    def remaining(self, now: datetime) -> timedelta:
        """Time left at `now` (aware); negative once it is late."""
        if now.tzinfo is None:
            raise ValueError("the time left is counted from an aware instant")
        return self.due_at - now


def notification_deadline(
    aware_at: datetime, *, period: NotificationPeriod | None = None
) -> NotificationDeadline:
    """The deadline for an incident known at `aware_at`, counted in elapsed hours.

    `period` is the law in force on that day unless given. Raises ValueError for a naive instant and
    InvalidInput for one outside 2018 to 2100.
    """
    require_year(aware_at.date(), field="aware_at")
    known = shop_time(aware_at)
    period = period or NotificationPeriod.in_force(known.date())
    due, _ = period.length.readings_after(known)
    end = shop_time(due)
    return NotificationDeadline(known, end, _rule(known, end, period))


def _rule(known: datetime, end: datetime, period: NotificationPeriod) -> str:
    opening = (
        f"Incident connu le {french_instant(known, weekday=True)} : si la CNIL doit être prévenue, "
        f"c’est dans les {french_duration(period.length.iso())}, "
        f"donc au plus tard le {french_instant(end, weekday=True)} ({period.article}). "
        "Les heures se suivent sans pause, week-ends et jours fériés compris (règlement 1182/71, article 3)."
    )
    if known.utcoffset() == end.utcoffset():
        return opening
    return f"{opening} Le changement d’heure est compté : l’heure affichée à la fin n’est donc pas la même."

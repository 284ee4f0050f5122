"""The state of the clocks of an incident at one instant; every end comes from `periods.notification`.

The 72 hours towards the authority stop by an explicit act alone: a filing with its receipt number, or the
decision not to notify, with its reason. Nothing else stops or moves them but another instant of awareness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.notification import NotificationPeriod, notification_deadline
from gdpr_desk.periods.words import french_duration, french_instant, shop_time
from gdpr_desk.reference.catalogues import statutory_period

THRESHOLDS = (timedelta(hours=24), timedelta(hours=6), timedelta(hours=1))
"""Time left at which the clock says so aloud."""


_UNNOTICED = timedelta(minutes=15)
"""By so much a clock is put right, or waits for it, in an ordinary week: nobody needs to know."""


class ClockState(StrEnum):
    """Where the clock stands. `NOT_STARTED`: nobody has said since when the shop knows."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    LATE = "late"
    NOTIFIED = "notified"
    NOT_NOTIFIED = "not_notified"
    CLIENT = "client"


class Urgency(StrEnum):
    """How the banner looks: calm above 24 hours, attention up to 6, urgent below, late past the end."""

    CALM = "calm"
    ATTENTION = "attention"
    URGENT = "urgent"
    LATE = "late"


@dataclass(frozen=True)
class BreachClock:
    """The clock towards the authority at one instant. Both instants are as the shop's clock shows them.

    `stopped_at`: when it was notified, or decided not to be. `receipt`: of the first filing that stands.
    """

    state: ClockState
    aware_at: datetime | None = None
    due_at: datetime | None = None
    remaining: timedelta | None = None
    rule: str = ""
    stopped_at: datetime | None = None
    receipt: str = ""

    @property
    def ticking(self) -> bool:
        """Whether the banner stands: the time still counts, or ran out."""
        return self.state in (ClockState.RUNNING, ClockState.LATE)

    @property
    def urgency(self) -> Urgency:
        """How near the end is."""
        if self.remaining is None or not self.ticking:
            return Urgency.CALM
        return urgency_of(self.remaining)

    @property
    def filed_late(self) -> bool:
        """Whether the authority was told after the end: reasons for the delay are due (Art. 33(1))."""
        stopped = self.stopped_at if self.state is ClockState.NOTIFIED else None
        return stopped is not None and self.due_at is not None and stopped > self.due_at


@dataclass(frozen=True)
class InsuranceClock:
    """Until when to file a complaint so that the insurer may pay for an attack (Code des assurances)."""

    due_at: datetime
    remaining: timedelta
    rule: str
    filed_at: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether the end has passed without a complaint, or the complaint came after it."""
        return self.filed_at > self.due_at if self.filed_at else self.remaining <= timedelta()


def urgency_of(remaining: timedelta) -> Urgency:
    """How the banner looks with so much time left."""
    day, hours, _hour = THRESHOLDS
    if remaining <= timedelta():
        return Urgency.LATE
    if remaining <= hours:
        return Urgency.URGENT
    return Urgency.ATTENTION if remaining <= day else Urgency.CALM


def clock_of(
    breach: PersonalDataBreach, now: datetime, period: NotificationPeriod | None = None
) -> BreachClock:
    """The clock at `now`. `period` is the law in force at awareness unless given."""
    aware_at, role = breach.facts.aware_at, breach.facts.role
    if role is not None and not role.controller:
        return BreachClock(ClockState.CLIENT, shop_time(aware_at) if aware_at else None)
    if aware_at is None:
        return _stopped_without_start(breach)
    end = notification_deadline(aware_at, period=period)
    stopped = _stopped(breach)
    if stopped is not None:
        state, at, receipt = stopped
        return BreachClock(state, end.aware_at, end.due_at, None, end.rule, shop_time(at), receipt)
    remaining = end.remaining(now)
    state = ClockState.RUNNING if remaining > timedelta() else ClockState.LATE
    return BreachClock(state, end.aware_at, end.due_at, remaining, end.rule)


def waits_for_authority(breach: PersonalDataBreach) -> bool:
    """Whether the authority may have to be told and nobody has stopped the clock, whatever the hour is."""
    role = breach.facts.role
    return breach.open and (role is None or role.controller) and _stopped(breach) is None


def late_reason_needed(breach: PersonalDataBreach, now: datetime) -> bool:
    """Whether a filing at `now` must say why it comes so late (Art. 33(1), row 49): the first one only."""
    clock = clock_of(breach, now)
    if breach.filed is not None:
        return clock.filed_late
    return clock.due_at is not None and clock.state is not ClockState.CLIENT and now > clock.due_at


def insurance_of(breach: PersonalDataBreach, now: datetime) -> InsuranceClock | None:
    """The insurer's clock after an attack, from the moment the shop knew; None where there was none."""
    facts = breach.facts
    if not facts.attack or facts.aware_at is None:
        return None
    known = shop_time(facts.aware_at)
    law = statutory_period("attack_complaint", known.date())
    end, _ = Duration.parse(law.period).readings_after(known)
    due = shop_time(end)
    rule = (
        f"Attaque connue le {french_instant(known, weekday=True)} : pour que l’assurance puisse jouer, "
        f"déposez plainte dans les {french_duration(law.period)}, donc au plus tard le "
        f"{french_instant(due, weekday=True)} ({law.article})."
    )
    return InsuranceClock(due, due - now, rule, facts.complaint_at)


def in_words(remaining: timedelta) -> str:
    """« 61 h 12 min », « 45 min », « moins d’une minute »; without a sign: who says it says what it means."""
    minutes = int(abs(remaining) / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest:02d} min"
    return f"{rest} min" if rest else "moins d’une minute"


def told_locked(remaining: timedelta) -> tuple[str, str]:
    """What the locked screen says: the words, and the time; nothing of what it counts towards."""
    return ("Il reste" if remaining > timedelta() else "Délai dépassé de"), in_words(remaining)


def moved(noted_at: datetime | None, now: datetime, drift: timedelta) -> timedelta | None:
    """By how much the computer's clock was moved, back where negative; None where nothing shows it.

    What was `noted_at` an instant still to come was noted by another clock. `drift`: how much further the
    clock went than a steady counter since the program started.
    """
    if noted_at is not None and noted_at - now > _UNNOTICED:
        return now - noted_at
    return drift if abs(drift) > _UNNOTICED else None


def told_moved(by: timedelta) -> str:
    """What the banner says of it; the end is the same instant as before."""
    by = timedelta(minutes=round(by / timedelta(minutes=1)))
    way = "avancé" if by > timedelta() else "reculé"
    days = abs(by) // timedelta(days=1)
    span = f"{days} jours" if days > 1 else in_words(by)
    return f"l’horloge de l’ordinateur a {way} de {span} : vérifiez-la"


def passed(before: timedelta | None, after: timedelta | None) -> timedelta | None:
    """The threshold crossed between two readings of the time left, the nearest to the end; zero is it."""
    if before is None or after is None or after >= before:
        return None
    crossed = [mark for mark in (*THRESHOLDS, timedelta()) if after <= mark < before]
    return min(crossed, default=None)


def _stopped(breach: PersonalDataBreach) -> tuple[ClockState, datetime, str] | None:
    """By what the clock stands still. A withdrawn filing leaves it to the decision again."""
    if breach.filed is not None:
        withdrawn = [n for n, one in enumerate(breach.filings) if one.kind is FilingKind.WITHDRAWAL]
        first = breach.filings[withdrawn[-1] + 1 if withdrawn else 0]
        return ClockState.NOTIFIED, first.filed_at, first.receipt
    decision = breach.decision
    if decision is not None and decision.authority is False:
        return ClockState.NOT_NOTIFIED, decision.decided_at, ""
    return None


def _stopped_without_start(breach: PersonalDataBreach) -> BreachClock:
    stopped = _stopped(breach)
    if stopped is None:
        return BreachClock(ClockState.NOT_STARTED)
    state, at, receipt = stopped
    return BreachClock(state, stopped_at=shop_time(at), receipt=receipt)

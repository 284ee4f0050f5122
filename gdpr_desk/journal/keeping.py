"""How long entries are kept (Art. 5(1)(e)): what is proposed, what may be chosen, what is past it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_duration
from gdpr_desk.reference.catalogues import statutory_periods
from gdpr_desk.reference.model import StatutoryPeriod

CHOICES = ("P6M", "P1Y", "P2Y", "P3Y", "P5Y", "P10Y")
"""What the window offers; every whole number of months between the ends is accepted."""


@dataclass(frozen=True)
class Overdue:
    """Entries kept for longer than their period: how many, their numbers and instants (UTC)."""

    entries: int
    first: int
    last: int
    since: datetime
    until: datetime


def proposed() -> StatutoryPeriod:
    """The period a new vault begins with, dated and with its source."""
    return statutory_periods()["journal_retention"]


def shortest() -> Duration:
    """A journal that is kept for less shows nothing of the past year's work."""
    return Duration.parse(proposed().text("shortest"))


def longest() -> Duration:
    """The entries tell who did what: they are not kept for ever."""
    return Duration.parse(proposed().text("longest"))


def is_period(text: str) -> bool:
    """Whether `text` is a period that may be chosen."""
    try:
        period = Duration.parse(text)
    except ValueError:
        return False
    whole = not period.elapsed
    return whole and shortest().calendar_months <= period.calendar_months <= longest().calendar_months


def refuse_period(text: str) -> None:
    """Raise InvalidInput unless `is_period`."""
    if not is_period(text):
        ends = [french_duration(end.iso()) for end in (shortest(), longest())]
        raise InvalidInput(
            "Cette durée de garde ne convient pas au journal.",
            safe="La durée n’a pas changé, rien n’est retiré.",
            remedy=f"Choisissez entre {ends[0]} et {ends[1]}.",
            field="period",
        )


def not_yet_over() -> InvalidInput:
    """An entry is to go whose time is not over."""
    return InvalidInput(
        "Ces entrées ne sont pas encore à la fin de leur durée de garde.",
        safe="Rien n’a été retiré.",
        remedy="Rouvrez la page Journal : elle compte de nouveau les entrées anciennes.",
        field="up_to",
    )


def over_before(period: str, today: date) -> datetime:
    """The instant before which an entry is past `period` on the shop's calendar day `today`.

    An entry of a day is kept through the day on which the period ends.
    """
    length = Duration.parse(period)
    day = today - timedelta(days=round(length.approximate_days()) + 4)
    while length.after_day(day + timedelta(days=1)) < today:
        day += timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), SHOP_ZONE)

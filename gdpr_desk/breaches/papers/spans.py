"""Instants and spans of an incident in words: short where a form wants it, long where a person reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gdpr_desk.periods.words import french_date, french_instant, french_time, shop_time

_SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


def long_instant(at: datetime) -> str:
    """« dimanche 22 novembre 2026 à 22:00 », in the shop's time."""
    return french_instant(at, weekday=True)


def short_instant(at: datetime) -> str:
    """« dim. 22 nov. 2026, 22:00 », in the shop's time."""
    local = shop_time(at)
    return f"{_SHORT_DAYS[local.weekday()]} {short_date(local.date())}, {french_time(local.timetz())}"


def short_date(day: date) -> str:
    """« 22 nov. 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_SHORT_MONTHS[day.month - 1]} {day.year}"


def typed_instant(at: datetime) -> str:
    """« 22/11/2026 22:00 »: what an online form takes."""
    return f"{shop_time(at):%d/%m/%Y %H:%M}"


def typed_date(day: date) -> str:
    """« 22/11/2026 »."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """« dimanche 22 novembre 2026 »."""
    return french_date(day, weekday=True)


def elapsed(span: timedelta) -> str:
    """« 10 h 48 min », « 6 jours et 3 h »: whole minutes up to three days, whole hours after."""
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 96:
        days, hours = divmod(hours, 24)
        return f"{days} jours et {hours} h" if hours else f"{days} jours"
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def number(value: int) -> str:
    """« 1 200 »: groups of three from five digits on, as one writes them; four digits stay together."""
    return str(value) if value < 10_000 else f"{value:,}".replace(",", " ")

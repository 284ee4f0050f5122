"""French dates, times and durations, the same in the window, on paper and on the command line.

Plain characters only: raised "er" and no-break spaces are the business of
`documents.typography.display`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.duration import Duration

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)


def french_date(d: date, *, weekday: bool = False, year: bool = True) -> str:
    """`1er novembre 2026`, with `weekday` `dimanche 1er novembre 2026`."""
    day = "1er" if d.day == 1 else str(d.day)
    words = [WEEKDAYS[d.weekday()]] if weekday else []
    words += [day, MONTHS[d.month - 1]]
    if year:
        words.append(str(d.year))
    return " ".join(words)


def french_time(t: time) -> str:
    """`08:48`: hours and minutes of a civil time, as it stands."""
    return f"{t.hour:02d}:{t.minute:02d}"


def shop_time(at: datetime) -> datetime:
    """The instant as the shop's clock shows it, with that moment's fixed offset from UTC.

    A fixed offset, not the zone: two instants then compare right in the doubled hour of autumn
    (PEP 495), and `isoformat()` carries the offset. Raises ValueError for a naive instant.
    """
    if at.tzinfo is None:
        raise ValueError("a shop time needs an aware instant")
    local = at.astimezone(SHOP_ZONE)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def french_instant(at: datetime, *, weekday: bool = False) -> str:
    """`22 novembre 2026 à 22:00`, in the shop's time zone.

    In the doubled hour of autumn the season is added, since the time alone would name two
    instants. Raises ValueError for a naive instant.
    """
    local = shop_time(at)
    words = f"{french_date(local.date(), weekday=weekday)} à {french_time(local.time())}"
    civil = local.replace(tzinfo=SHOP_ZONE)
    first, second = (civil.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return words
    return f"{words} (heure {'d’été' if local.utcoffset() == first else 'd’hiver'})"


def french_duration(iso: str) -> str:
    """`48 heures`, `60 jours`, `1 mois`, `1 an et 6 mois`; ValueError when `iso` is no duration."""
    duration = Duration.parse(iso)
    parts = [
        _counted(amount, one, many)
        for amount, one, many in (
            (duration.years, "an", "ans"),
            (duration.months, "mois", "mois"),
            (duration.weeks, "semaine", "semaines"),
            (duration.days, "jour", "jours"),
            (duration.hours, "heure", "heures"),
            (duration.minutes, "minute", "minutes"),
            (duration.seconds, "seconde", "secondes"),
        )
        if amount
    ]
    return french_list(parts) or "0 jour"


def french_list(parts: list[str]) -> str:
    """`a`, `a et b`, `a, b et c`; nothing for no part."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} et {parts[-1]}"


def french_days(count: int) -> str:
    """`1 jour`, `2 jours`."""
    return _counted(count, "jour", "jours")


def _counted(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount < 2 else many}"

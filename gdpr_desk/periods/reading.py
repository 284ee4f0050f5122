"""Dates and instants as people type them, and the refusals in French.

`31/01/2026` and `2026-01-31` are dates; `24/10/2026 18:00`, `2026-10-24T18:00` and the same with
an offset are instants. What the shop's clock never showed is refused, not corrected.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.words import MONTHS, french_date, french_time

FIRST_YEAR, LAST_YEAR = 2018, 2100
"""Years in which a request or an incident can start: the Regulation applies since 25 May 2018."""

_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_FRENCH_DAY = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_INSTANT = re.compile(
    r"(?P<date>[0-9/-]{8,10})(?:T| +| +à +)(?P<hour>[0-9]{1,2})[:h](?P<minute>[0-9]{2})"
    r"(?P<rest>:[0-9]{2}(?:\.[0-9]{1,6})?)?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def read_date(text: str, *, field: str = "") -> date:
    """The civil date in `text`; InvalidInput for anything else and for a day no calendar has."""
    typed = text.strip()
    found = _ISO_DAY.fullmatch(typed) or _FRENCH_DAY.fullmatch(typed)
    if found is None:
        raise InvalidInput(
            "Cette date ne se lit pas.", remedy="Écrivez-la comme 31/01/2026 ou 2026-01-31.", field=field
        )
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    try:
        return date(year, month, day)
    except ValueError as error:
        named = f"{day} {MONTHS[month - 1]} {year}" if year and 1 <= month <= 12 and day else typed
        raise InvalidInput(
            f"Le {named} n’existe pas.", remedy="Vérifiez le jour et le mois.", field=field
        ) from error


def read_instant(text: str, *, field: str = "") -> datetime:
    """The instant in `text`, in UTC; without an offset, the time is the shop's.

    A time that the clock skipped in spring raises InvalidInput; one that it showed twice in
    autumn is its first occurrence, the earlier deadline. Any other text raises InvalidInput.
    """
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(
            "Cette date et cette heure ne se lisent pas.",
            remedy="Écrivez-les comme 24/10/2026 18:00 ou 2026-10-24T18:00.",
            field=field,
        )
    day = read_date(found["date"], field=field)
    written = f"{found['hour']:0>2}:{found['minute']}{found['rest'] or ''}{found['offset'] or ''}"
    try:
        moment = time.fromisoformat(written)
    except ValueError as error:
        raise InvalidInput(
            "Cette heure n’existe pas.", remedy="Elle va de 00:00 à 23:59.", field=field
        ) from error
    require_year(day, field=field)
    if moment.tzinfo is not None:
        return datetime.combine(day, moment).astimezone(UTC)
    return _shop_instant(day, moment, field)


def _shop_instant(day: date, moment: time, field: str) -> datetime:
    civil = datetime.combine(day, moment)
    instant = civil.replace(tzinfo=SHOP_ZONE).astimezone(UTC)
    if instant.astimezone(SHOP_ZONE).replace(tzinfo=None) != civil:
        raise InvalidInput(
            f"Le {french_date(day)}, {french_time(moment)} n’a pas existé : "
            "on passait à l’heure d’été cette nuit-là.",
            remedy="Ajoutez une heure à celle que vous avez notée.",
            field=field,
        )
    return instant


def require_year(day: date, *, first: int = FIRST_YEAR, last: int = LAST_YEAR, field: str = "") -> None:
    """Refuse a day outside the years `first` to `last`: a slip of the keyboard (InvalidInput)."""
    if first <= day.year <= last:
        return
    raise InvalidInput(
        f"L’année {day.year} n’est pas possible ici : elle doit être comprise entre {first} et {last}.",
        remedy="Vérifiez l’année.",
        field=field,
    )

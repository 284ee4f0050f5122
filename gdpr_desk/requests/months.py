"""How many requests come in a month, and how long an answer takes: figures of the last year, as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from gdpr_desk.documents.charts import Box, Chart, Primitive, Words
from gdpr_desk.periods.words import MONTHS, french_days

SHOWN = 12
_BAR, _DAYS, _HEAD, _FOOT, _BETWEEN = 96.0, 64.0, 24.0, 18.0, 26.0
_LEAST = 1.5
"""Points of a bar that stands for very little."""


@dataclass(frozen=True)
class Month:
    """What came in the month that begins on `first`; `days` are those each answered request of it took."""

    first: date
    received: int = 0
    days: tuple[int, ...] = ()

    @property
    def median_days(self) -> float | None:
        """Half of the answers took no longer; None where none was given yet."""
        return median(self.days) if self.days else None

    @property
    def sentence(self) -> str:
        """« mars 2026 : 4 demandes, réponse en 9 jours (médiane). »"""
        name = _name(self.first)
        if not self.received:
            return f"{name} : aucune demande."
        many = "une demande" if self.received == 1 else f"{self.received} demandes"
        return f"{name} : {many}, {self._answer()}."

    def _answer(self) -> str:
        half, among = self.median_days, " (médiane)" if len(self.days) > 1 else ""
        return "pas encore de réponse" if half is None else f"réponse en {_days(half)}{among}"


def month_before(first: date, by: int) -> date:
    """The first day of the month `by` months earlier."""
    at = first.year * 12 + first.month - 1 - by
    return date(at // 12, at % 12 + 1, 1)


def told(months: Sequence[Month]) -> str:
    """All of it in a sentence."""
    received, days = sum(one.received for one in months), [day for one in months for day in one.days]
    if not received:
        return "Aucune demande ces douze derniers mois."
    many = "Une demande" if received == 1 else f"{received} demandes"
    answer = f" Une réponse sur deux est partie en {_days(median(days))} au plus." if days else ""
    if len(days) == 1:
        answer = f" 1 réponse, partie en {_days(days[0])}."
    return f"{many} en douze mois.{answer}"


def month_chart(months: Sequence[Month], width: float) -> Chart:
    """Bars for what came, bars for the median days below, on the same months; `width` in points."""
    below = _HEAD + _BAR + _BETWEEN
    height = below + _HEAD + _DAYS + _FOOT
    shapes: list[Primitive] = [
        Words(0, 12, "Demandes reçues", "head", "text2"),
        Words(0, below + 12, "Jours pour répondre (médiane)", "head", "text2"),
    ]
    most = max((one.received for one in months), default=0) or 1
    longest = max((one.median_days or 0 for one in months), default=0) or 1
    step = width / max(1, len(months))
    for number, one in enumerate(months):
        x = number * step
        above = _Place(x, step, _HEAD, _BAR)
        shapes += _bar(one, above, one.received / most, figure=str(one.received), colour="chart1")
        if one.median_days is not None:
            under = replace(above, top=below + _HEAD, room=_DAYS)
            figure = _figure(one.median_days)
            shapes += _bar(one, under, one.median_days / longest, figure=figure, colour="chart2")
        if (len(months) - 1 - number) % 3 == 0:
            name = MONTHS[one.first.month - 1]
            shapes.append(Words(x + step / 2, height - 4, name, "caption", "text2", "middle"))
    return Chart(width, height, tuple(shapes), told(months))


@dataclass(frozen=True)
class _Place:
    """Where a month's bar may stand."""

    x: float
    step: float
    top: float
    room: float


def _bar(one: Month, place: _Place, share: float, *, figure: str, colour: str) -> Iterator[Primitive]:
    """A bar on its ground line with its figure above; nothing stands for nothing."""
    if not share:
        return
    wide = min(30.0, place.step * 0.6)
    high = max(_LEAST, share * (place.room - 14))
    middle, y = place.x + place.step / 2, place.top + place.room - high
    key = f"{colour}/{one.first:%Y-%m}"
    yield Box(middle - wide / 2, y, wide, high, colour, radius=2, key=key, sentence=one.sentence)
    yield Words(middle, y - 4, figure, "caption_title", "text", "middle")


def _name(first: date) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}"


def _days(number: float) -> str:
    """« 9 jours », « 9,5 jours »: a half where the middle lies between two."""
    return french_days(int(number)) if number == int(number) else f"{_figure(number)} jours"


def _figure(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.1f}".replace(".", ",")

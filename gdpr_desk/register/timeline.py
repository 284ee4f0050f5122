"""« Frise de conservation »: how long the register keeps what, on a scale that narrows to the right.

Each bar runs from the event (« aujourd’hui », as if it happened now) to the end of the period:
plain is the longest one may keep, hatched the least one must (Art. 5(1)(e), 30(1)(f)). Where an
event decides instead of a figure there is no bar; those are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gdpr_desk.documents.charts import (
    Box,
    Chart,
    Hatching,
    Primitive,
    Rule,
    Words,
    fitted,
    ink_middle,
    lines_of,
    text_width,
)
from gdpr_desk.documents.time_scale import TEN_YEARS, along
from gdpr_desk.periods.words import french_duration
from gdpr_desk.register.model import (
    ActivityStatus,
    Combinator,
    ProcessingActivity,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)
from gdpr_desk.register.wording import days, grouped, retention_lines

_TICKS = (
    (2.0, "48 h", 1),
    (30.437, "1 mois", 0),
    (182.62, "6 mois", 1),
    (365.2425, "1 an", 0),
    (1095.73, "3 ans", 1),
    (1826.21, "5 ans", 0),
    (TEN_YEARS, "10 ans", 1),
)
"""Days, words and the row they stand in: neighbours stand in different ones. No line without words."""
_WORDS_AT = (10.0, 21.0)
"""The baselines of the two rows of words above the bars."""
_HEAD, _BAR, _LIST_HEAD = 38.0, 12.0, 27.0
_ROW, _ROWS = 27.0, (27.0, 25.0, 23.0)
"""Points from bar to bar: the roomiest that needs the fewest pages."""
_NAME, _ACTIVITY, _WORDS, _GAP = 0.27, 0.20, 92.0, 12.0
"""Shares of the width for the two columns of words; points for the words right of the last tick."""
_CRITERION = 24.0


@dataclass(frozen=True)
class Span:
    """One period: lengths in days, 0 where there is none; `words` stand right of the bar.

    `stops` are shorter clocks that may end it before, running from other events.
    """

    name: str
    activity: str
    key: str
    least: float
    most: float
    words: str
    archive: bool
    sentence: str
    stops: tuple[float, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """What is kept until something happens, in a sentence."""

    name: str
    activity: str
    sentence: str


@dataclass(frozen=True)
class Timeline:
    """All periods, the shortest first, and what no figure governs; `row` is the points from bar to bar."""

    spans: tuple[Span, ...]
    criteria: tuple[Criterion, ...]
    row: float = _ROW

    @property
    def empty(self) -> bool:
        return not self.spans and not self.criteria


def timeline(register: Register) -> Timeline:
    """The rules of every activity that is not archived."""
    spans: list[Span] = []
    criteria: list[Criterion] = []
    for number, activity in enumerate(register.activities):
        if activity.status is ActivityStatus.ARCHIVED:
            continue
        for place, group in enumerate(grouped(activity.retention)):
            key = f"rule:{activity.reference or number}:{place}"
            found = list(_spans(activity, group, key))
            spans += found
            if not found:
                criteria.append(_criterion(activity, group))
    return Timeline(tuple(sorted(spans, key=lambda s: (max(s.least, s.most), s.key))), tuple(criteria))


def timeline_chart(found: Timeline, width: float) -> Chart:
    """The whole as a chart of `width` points and the height it needs."""
    left, right = width * _NAME + _GAP, width * (1 - _ACTIVITY) - _GAP - _WORDS
    foot = _HEAD + found.row * len(found.spans)
    shapes: list[Primitive] = [*_heads(width, left, right, foot)] if found.spans else []
    for number, span in enumerate(found.spans):
        shapes += _row(span, _HEAD + number * found.row, found.row, width, (left, right))
    if found.spans:
        shapes.append(Rule(left, _HEAD - 6, left, foot, "accent", 1.5))
    at = foot + (14 if found.criteria else 0) if found.spans else 0.0
    listed, height = _criteria(found.criteria, at, width)
    told = [f"{s.name}, {s.activity} : {s.sentence}" for s in found.spans]
    told += [f"{c.name}, {c.activity} : {c.sentence}" for c in found.criteria]
    return Chart(width, height, (*shapes, *listed), " ".join(told) or "Aucune durée n’est définie.")


SCALE_TOLD = "L’échelle se resserre vers la droite."


def legend(width: float) -> Chart:
    """What plain, grey and hatched mean and how the scale runs, in one line or more."""
    shapes: list[Primitive] = []
    x = y = 0.0
    for sign, word in _SIGNS:
        wide = 24 + text_width(word, "caption")
        if x + wide > width:
            x, y = 0.0, y + 14
        shapes.append(replace(sign, x=x, y=y + 2))
        shapes.append(Words(x + 24, y + 10, word, "caption", "text2"))
        x += wide + 16
    if x + text_width(SCALE_TOLD, "caption") > width:
        x, y = 0.0, y + 14
    shapes.append(Words(x, y + 10, SCALE_TOLD, "caption", "text2"))
    return Chart(
        width,
        y + 14,
        tuple(shapes),
        "Légende : barre pleine, gardé au plus ; grise, en archive restreinte ; hachurée, à garder au "
        f"moins ; hachurée en bleu jusqu’au bout, durée exacte. {SCALE_TOLD}",
    )


_SIGNS: tuple[tuple[Box | Hatching, str], ...] = (
    (Box(0, 0, 18, 9, "soft2", radius=2), "gardé au plus"),
    (Box(0, 0, 18, 9, "badge_neutral_bg", radius=2), "en archive restreinte"),
    (Hatching(0, 0, 18, 9, "raised", "field"), "à garder au moins"),
    (Hatching(0, 0, 18, 9, "soft2", "accent"), "durée exacte"),
)


def pages(found: Timeline, height: float) -> Iterator[Timeline]:
    """The periods, then the criteria, in parts of at most `height` points."""
    cuts = [list(_pages(replace(found, row=row), height)) for row in _ROWS]
    yield from min(cuts, key=len)


def _pages(found: Timeline, height: float) -> Iterator[Timeline]:
    spans, criteria = list(found.spans), list(found.criteria)
    rows = max(1, int((height - _HEAD) / found.row))
    while spans or criteria:
        part, spans = spans[:rows], spans[rows:]
        used = _HEAD + found.row * len(part) + 14 if part else 0.0
        fits = 0 if spans else max(0, int((height - used - _LIST_HEAD) / _CRITERION))
        if not part:
            fits = max(1, fits)
        shown, criteria = criteria[:fits], criteria[fits:]
        yield Timeline(tuple(part), tuple(shown), found.row)


def _spans(activity: ProcessingActivity, group: Sequence[RetentionRule], key: str) -> Iterator[Span]:
    """One bar a phase of a group that has a figure."""
    for phase in RetentionPhase:
        rules = [r for r in group if r.phase is phase and days(r) > 0]
        if not rules:
            continue
        floor = max((r for r in rules if r.kind is RetentionKind.MINIMUM), key=days, default=None)
        ceilings = _binding([r for r in rules if r.kind is RetentionKind.MAXIMUM])
        if floor is None and not ceilings:
            continue
        line = retention_lines(group)[0]
        yield Span(
            line.applies_to or activity.name,
            activity.name,
            f"{key}:{phase.value}",
            days(floor) if floor else 0.0,
            days(ceilings[-1]) if ceilings else 0.0,
            _words(floor, ceilings, criteria=any(r.kind is RetentionKind.CRITERIA for r in group)),
            phase is RetentionPhase.INTERMEDIATE,
            line.sentence,
            tuple(days(r) for r in ceilings[:-1]),
        )


def _binding(ceilings: Sequence[RetentionRule]) -> list[RetentionRule]:
    """The ceilings that can end the storage, the shortest first.

    Of those that run from one event only the first counts, or the last where the rules say so;
    clocks that run from different events may each be the one that ends it.
    """
    last = any(r.combinator is Combinator.LAST_OF for r in ceilings)
    by_event: dict[str, RetentionRule] = {}
    for rule in sorted(ceilings, key=days, reverse=not last):
        by_event[rule.trigger] = rule
    return sorted(by_event.values(), key=days)


def _words(floor: RetentionRule | None, ceilings: Sequence[RetentionRule], *, criteria: bool) -> str:
    told = " ou ".join(dict.fromkeys(_duration(rule) for rule in ceilings))
    if floor is None:
        return f"{told} au plus" if criteria else told
    if not ceilings:
        return f"au moins {_duration(floor)}"
    if len(ceilings) == 1 and days(floor) == days(ceilings[0]):
        return f"exactement {told}"
    return f"{_duration(floor)} à {told}"


def _duration(rule: RetentionRule) -> str:
    return french_duration(rule.period or "")


def _criterion(activity: ProcessingActivity, group: Sequence[RetentionRule]) -> Criterion:
    line = retention_lines(group)[0]
    return Criterion(line.applies_to or activity.name, activity.name, line.sentence)


def _heads(width: float, left: float, right: float, foot: float) -> Iterator[Primitive]:
    yield Words(0, 10, "Ce qui est gardé", "head", "text2")
    yield Words(width * (1 - _ACTIVITY), 10, "Activité", "head", "text2")
    today = "aujourd’hui"
    yield Words(left, 10, today, "head", "accent")
    ends = [left + text_width(today, "head"), left]
    for length, word, row in _TICKS:
        x, wide = left + along(length) * (right - left), text_width(word, "caption")
        start = x - 2 if length == TEN_YEARS else x - wide / 2
        if start >= ends[row] + 2:
            yield Rule(x, _HEAD - 13, x, foot, "hair")
            yield Words(start, _WORDS_AT[row], word, "caption", "text2")
            ends[row] = start + wide


def _row(
    span: Span, top: float, high: float, width: float, scale: tuple[float, float]
) -> Iterator[Primitive]:
    left, right = scale
    middle = top + high / 2
    room = left - _GAP
    yield Rule(0, top + high, room, top + high, "hair")
    for below, line, role in lines_of(span.name, "title", "caption_title", room, high):
        yield Words(0, middle + below, line, role, room=room)
    yield from _bar(span, middle, left, right)
    end = left + along(max(span.least, span.most)) * (right - left)
    words_room = width * (1 - _ACTIVITY) - _GAP - end - 7
    words = fitted(span.words, "head", words_room)
    yield Words(end + 7, middle + ink_middle("head"), words, "head", room=words_room)
    start, room = width * (1 - _ACTIVITY), width * _ACTIVITY
    yield Rule(start, top + high, width, top + high, "hair")
    for below, line, role in lines_of(span.activity, "caption", "caption", room, high):
        yield Words(start, middle + below, line, role, "text2", room=room)


def _bar(span: Span, middle: float, left: float, right: float) -> Iterator[Primitive]:
    """Hatched up to what must be kept, plain from there to what may be; a stroke where it ends."""
    fill, ink = ("badge_neutral_bg", "field") if span.archive else ("soft2", "accent")
    top = middle - _BAR / 2
    least, most = (along(n) * (right - left) for n in (span.least, span.most))
    told = f"{span.name} : {span.sentence}"
    if most > least:
        yield Box(left, top, most, _BAR, fill, radius=2, key=span.key, sentence=told)
    if least:
        if most <= least:
            yield Box(left, top, least, _BAR, "raised", key=span.key, sentence=told)
        stroke = "accent" if most == least else ink if most else "field"
        yield Hatching(left, top, least, _BAR, fill if most else "raised", stroke)
    for stop in span.stops:
        x = left + along(stop) * (right - left)
        yield Rule(x, top - 2, x, top + _BAR + 2, ink, 0.75)
    end = left + max(least, most)
    yield Rule(end, top - 2, end, top + _BAR + 2, ink, 1.5)


def _criteria(criteria: Sequence[Criterion], at: float, width: float) -> tuple[list[Primitive], float]:
    """The sentences below the bars, and where they end."""
    if not criteria:
        return [], at
    shapes: list[Primitive] = [Words(0, at + 10, "Sans chiffre : un événement décide", "head", "text2")]
    top = at + _LIST_HEAD
    for criterion in criteria:
        name = f"{criterion.name} · {criterion.activity}"
        shapes.append(Words(0, top + 4, fitted(name, "head", width), "head", room=width))
        sentence = fitted(criterion.sentence, "caption", width)
        shapes.append(Words(0, top + 15, sentence, "caption", "text2", room=width))
        top += _CRITERION
    return shapes, top

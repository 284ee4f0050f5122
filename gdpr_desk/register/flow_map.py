"""« Carte des flux »: people, activities, places in three columns, and ribbons between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.documents.charts import (
    Box,
    Chart,
    Picture,
    Plate,
    Primitive,
    Ribbon,
    Rule,
    Words,
    fitted,
    ink_middle,
    lines_of,
    text_width,
)
from gdpr_desk.register.flows import Flows, Node, Stage, spoken_of, summary, types_words

_HEADS = ("De qui ?", "Pour quoi faire ?", "Chez qui ?")
_HEAD, _RADIUS, _FOOT = 22.0, 6.0, 2.0
_WIDTHS = (132.0, 177.0, 174.0)
_NARROW = (142.0, 174.0, 170.0)
"""The columns where there is no room to grow, as on A4: names of people are long."""
_BESIDE = (43.0, 27.0, 45.0)
"""What a box of each column holds beside its name: picture or count, and white."""
_WIDEST = 1.45
"""How far a column grows for its longest name, where the ribbons leave room."""
_GAP, _ROOMY_GAP = 58.0, 82.0
"""The least room for ribbons between two columns, and what is left to them before columns grow."""
_PAGE_OF = 20
"""Activities on one page at most."""
_LEFT_SHARE = 0.53
_THIN, _A_TYPE, _MOST_TYPES = 1.6, 0.68, 12


@dataclass(frozen=True)
class _Measure:
    """Heights of a column's boxes in points: the tallest, the least, and the room each would like."""

    tallest: float
    least: float
    wish: float
    air: float = 1.5


_PEOPLE = _Measure(36, 16, 44)
_STAGES = _Measure(27, 16.5, 33)
_PLACES = _Measure(33, 12, 42)
_TWO_LINES, _SMALL = 30.0, 17.0
"""A box of a place has a second line from the one height on, smaller type below the other."""


@dataclass(frozen=True)
class _Slot:
    """Where a box stands."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


Slots = Mapping[str, _Slot]


def least_height(found: Flows) -> float:
    """The height in points below which the map is no longer drawn but scrolled."""
    return _HEAD + _FOOT + max(_stacked(m.least + m.air, m, n) for m, n in _columns(found))


def flow_map(found: Flows, width: float, height: float, chosen: str = "") -> Chart:
    """The map in `width` points and about `height`; the path through `chosen` is accented.

    It is never lower than `least_height`, and no higher than its boxes need.
    """
    wished = max(_stacked(m.wish, m, n) for m, n in _columns(found))
    body = max(least_height(found) - _HEAD - _FOOT, min(height - _HEAD - _FOOT, wished))
    slots = _slots(found, width, body)
    lit = _lit(found, chosen)
    ribbons = sorted(_ribbons(found, slots, chosen), key=lambda r: (r.dashed, r.colour != "hair2"))
    shapes: list[Primitive] = [*_heads(slots, width), *ribbons]
    for node in found.people:
        shapes += _people_box(node, slots[node.key], spoken_of(found, node.key), lit=node.key in lit)
    for stage in found.stages:
        shapes += _stage_box(stage, slots[stage.key], spoken_of(found, stage.key), chosen, lit)
    for node in found.places:
        shapes += _place_box(node, slots[node.key], spoken_of(found, node.key), lit=node.key in lit)
    told = " ".join([summary(found), *(spoken_of(found, stage.key) for stage in found.stages)])
    return Chart(width, _HEAD + body + _FOOT, tuple(shapes), told)


def legend(width: float) -> Chart:
    """What width and dashes mean, in one line or two."""
    wide, red = "plus le trait est large, plus il y a de types de données", "hors UE sans garantie"
    x, y = 24 + text_width(wide, "caption") + 20, 0.0
    if x + 25.5 + text_width(red, "caption") > width:
        x, y = 0.0, 14.0
    shapes = (
        Box(0, 3.5, 18, 6, "hair2", radius=3),
        Words(24, 10, wide, "caption", "text2"),
        Rule(x, y + 6.5, x + 19.5, y + 6.5, "urgent", 1.5, dashed=True),
        Words(x + 25.5, y + 10, red, "caption", "text2"),
    )
    return Chart(width, y + 14, shapes, f"Légende : {wide} ; tirets rouges : {red}.")


def pages(found: Flows, height: float) -> Iterator[Flows]:
    """The flows in parts that fit `height` points each, in the order of the activities."""
    part: list[Stage] = []
    for stage in found.stages:
        if part and (len(part) == _PAGE_OF or least_height(found.part([*part, stage])) > height):
            yield found.part(part)
            part = []
        part.append(stage)
    if part:
        yield found.part(part)


def _columns(found: Flows) -> tuple[tuple[_Measure, int], ...]:
    return ((_PEOPLE, len(found.people)), (_STAGES, len(found.stages)), (_PLACES, len(found.places)))


def _stacked(pitch: float, measure: _Measure, count: int) -> float:
    return max(0.0, pitch * count - measure.air)


def _slots(found: Flows, width: float, body: float) -> dict[str, _Slot]:
    first, second, third = _widths(found, width)
    free = width - first - second - third
    lefts = (0.0, first + free * _LEFT_SHARE, width - third)
    slots: dict[str, _Slot] = {}
    groups = (
        ([n.key for n in found.people], lefts[0], first, _PEOPLE),
        ([s.key for s in found.stages], lefts[1], second, _STAGES),
        ([n.key for n in found.places], lefts[2], third, _PLACES),
    )
    for keys, left, wide, measure in groups:
        slots |= _column(keys, left, wide, measure, body)
    return slots


def _widths(found: Flows, width: float) -> tuple[float, ...]:
    """The three columns: narrower than designed, or as wide as their names where there is room."""
    free = width - sum(_WIDTHS) - 2 * _ROOMY_GAP
    if free <= 0:
        share = min(1.0, max(0.4, (width - 2 * _GAP) / sum(_NARROW)))
        return tuple(w * share for w in _NARROW)
    counts = max((text_width(_types(s), "caption_title") for s in found.stages), default=0.0)
    names = ([n.name for n in found.people], [s.name for s in found.stages], [n.name for n in found.places])
    wanted = []
    for column, base, beside in zip(
        names, _WIDTHS, (_BESIDE[0], _BESIDE[1] + counts, _BESIDE[2]), strict=True
    ):
        longest = max((text_width(name, "strong") for name in column), default=0.0)
        wanted.append(min(base * _WIDEST, max(base, longest + beside + 1)) - base)
    share = min(1.0, free / sum(wanted)) if sum(wanted) else 0.0
    return tuple(base + more * share for base, more in zip(_WIDTHS, wanted, strict=True))


def _column(
    keys: Sequence[str], x: float, width: float, measure: _Measure, body: float
) -> Iterator[tuple[str, _Slot]]:
    """Boxes spread over the height; a few stand in the middle of equal parts of it."""
    if not keys:
        return
    count = len(keys)
    height = min(measure.tallest, (body + measure.air) / count - measure.air)
    few = count < 4
    step = body / count if few else (body - height) / (count - 1)
    start = (step - height) / 2 if few else 0.0
    for number, key in enumerate(keys):
        yield key, _Slot(x, _HEAD + start + number * step, width, height)


def _heads(slots: Slots, width: float) -> Iterator[Words]:
    lefts = sorted({slot.x for slot in slots.values()}) if slots else []
    if len(lefts) == len(_HEADS):
        for left, head in zip(lefts, _HEADS, strict=True):
            yield Words(left, 10, fitted(head, "head", width / 3), "head", "text2")


def _lit(found: Flows, chosen: str) -> set[str]:
    """Everything on a path through `chosen`."""
    lit: set[str] = set()
    for stage in found.stages:
        places = {reach.place for reach in stage.reaches}
        if chosen == stage.key:
            lit |= {stage.key, *stage.people, *places}
        elif chosen in stage.people:
            lit |= {stage.key, chosen, *places}
        elif chosen in places:
            lit |= {stage.key, chosen, *stage.people}
    return lit


def _ribbons(found: Flows, slots: Slots, chosen: str) -> Iterator[Ribbon]:
    """Both bundles; where several meet a box they stand beside each other in the order of their ends."""
    left = [(key, s.key) for s in found.stages for key in s.people]
    right = [(s.key, r.place) for s in found.stages for r in s.reaches]
    stages = {s.key: s for s in found.stages}
    guarded = {(s.key, r.place): r.guarded for s in found.stages for r in s.reaches}
    names = {n.key: n.name for n in (*found.people, *found.places)} | {s.key: s.name for s in found.stages}
    for links in (left, right):
        widths = {link: _band(stages[link[0] if links is right else link[1]].types) for link in links}
        starts, ends = _ports(links, widths, slots, 0), _ports(links, widths, slots, 1)
        for link in links:
            stage = stages[link[0] if links is right else link[1]]
            bad = not guarded.get(link, True)
            on = chosen in {stage.key, *link}
            colour = "urgent" if bad else "accent" if on else "hair2"
            told = f"{names[link[0]]} → {names[link[1]]} : {types_words(stage.types)}"
            told += ", hors UE sans garantie" if bad else ""
            yield Ribbon(
                slots[link[0]].right,
                starts[link],
                slots[link[1]].x,
                ends[link],
                1.5 if bad else widths[link],
                colour,
                dashed=bad,
                opacity=1.0 if bad else 0.87 if on else 0.55,
                key=stage.key,
                sentence=told,
            )


def _band(types: int) -> float:
    return _THIN + _A_TYPE * min(types, _MOST_TYPES)


Link = tuple[str, str]


def _ports(links: Sequence[Link], widths: Mapping[Link, float], slots: Slots, end: int) -> dict[Link, float]:
    """The y at which each link touches its box at `end` (0 leaving, 1 arriving)."""
    found: dict[Link, float] = {}
    for key in dict.fromkeys(link[end] for link in links):
        slot = slots[key]
        here = sorted((k for k in links if k[end] == key), key=lambda k: slots[k[1 - end]].middle)
        total = sum(widths[k] for k in here)
        squeeze = min(1.0, (slot.height - 4) / total)
        at = slot.middle - total * squeeze / 2
        for link in here:
            found[link] = at + widths[link] * squeeze / 2
            at += widths[link] * squeeze
    return found


def _people_box(node: Node, slot: _Slot, sentence: str, *, lit: bool) -> Iterator[Primitive]:
    fill, edge = ("soft", "accent") if lit else ("raised", "hair2")
    yield Box(
        slot.x, slot.y, slot.width, slot.height, fill, edge, _radius(slot), key=node.key, sentence=sentence
    )
    side = min(15.0, slot.height - 6)
    yield Picture(slot.x + 10, slot.middle - side / 2, side, node.picture, "accent" if lit else "text2")
    left = slot.x + 17 + side
    yield from _name(left, slot.middle, node.name, slot.right - 6 - left, slot.height, lit=lit)


def _stage_box(stage: Stage, slot: _Slot, sentence: str, chosen: str, lit: set[str]) -> Iterator[Primitive]:
    on = chosen == stage.key
    fill, edge = (
        ("accent", "accent") if on else ("soft", "accent") if stage.key in lit else ("sheet", "hair2")
    )
    yield Box(
        slot.x, slot.y, slot.width, slot.height, fill, edge, _radius(slot), key=stage.key, sentence=sentence
    )
    count = _types(stage)
    wide = text_width(count, "caption_title")
    ink = "on_accent" if on else "text2"
    base = slot.middle + ink_middle("caption_title")
    yield Words(slot.right - 9, base, count, "caption_title", ink, "end")
    room = slot.width - 10 - 9 - wide - 8
    name = "on_accent" if on else "text"
    yield from _name(slot.x + 10, slot.middle, stage.name, room, slot.height, lit=on, ink=name)


def _types(stage: Stage) -> str:
    return f"{stage.types} type{'s' if stage.types > 1 else ''}" if stage.types else "à préciser"


def _place_box(node: Node, slot: _Slot, sentence: str, *, lit: bool) -> Iterator[Primitive]:
    fill, edge = ("soft", "accent") if lit else ("raised", "hair2")
    if node.unguarded:
        fill, edge = "urg_soft", "urgent"
    yield Box(
        slot.x, slot.y, slot.width, slot.height, fill, edge, _radius(slot), key=node.key, sentence=sentence
    )
    yield _sign(node, slot, lit=lit)
    left = slot.x + 37
    room = slot.right - 6 - left
    ink = "urgent" if node.unguarded else "text2"
    second = "sans garantie" if node.unguarded else node.second
    if second and slot.height >= _TWO_LINES:
        yield from _name(left, slot.middle - 6.2, node.name, room, _SMALL, lit=lit)
        base = slot.middle + 6.6 + ink_middle("caption")
        yield Words(left, base, fitted(second, "caption", room), "caption", ink, room=room)
    elif node.unguarded:
        wide = text_width(second, "caption")
        yield Words(slot.right - 8, slot.middle + ink_middle("caption"), second, "caption", ink, "end")
        yield from _name(left, slot.middle, node.name, room - wide - 8, slot.height, lit=lit)
    else:
        yield from _name(left, slot.middle, node.name, room, slot.height, lit=lit)


def _radius(slot: _Slot) -> float:
    return min(_RADIUS, slot.height * 0.28)


def _sign(node: Node, slot: _Slot, *, lit: bool) -> Primitive:
    """The country in two letters, or a picture where there is none to name."""
    if not node.country:
        side = min(15.0, slot.height - 3)
        return Picture(slot.x + 12, slot.middle - side / 2, side, node.picture, "accent" if lit else "text2")
    fill, ink = ("late_bg", "late_text") if node.unguarded else ("badge_neutral_bg", "badge_neutral_text")
    high = min(15.0, slot.height - 3)
    letters = fitted(node.country, "plate", 20)
    return Plate(slot.x + 9, slot.middle - high / 2, 21, high, letters, fill, ink)


def _name(
    x: float, middle: float, text: str, room: float, height: float, *, lit: bool, ink: str = "text"
) -> Iterator[Words]:
    """The name on one line or two, in smaller type where the box is low."""
    small = "head" if lit else "caption_title"
    role = small if height < _SMALL else "strong" if lit else "title"
    for below, line, used in lines_of(text, role, small, room, height):
        yield Words(x, middle + below, line, used, ink, room=room)

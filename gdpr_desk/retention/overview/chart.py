"""The board as primitives: what is deleted here plain, what is to be done elsewhere hatched; never mixed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from gdpr_desk.documents.charts import (
    Box,
    Chart,
    Dot,
    Hatching,
    Picture,
    Primitive,
    Rule,
    Words,
    fitted,
    ink_middle,
    lines_of,
    text_width,
)
from gdpr_desk.documents.time_scale import TEN_YEARS, along
from gdpr_desk.retention.overview.lanes import Board, Lane, Mark, Sign

ROW, HEAD = 27.0, 24.0
_PITCH = 10.8
"""Points from line to line of a place; a row whose place needs two is that much higher."""
_DAY_INK = {"late": "urgent", "attention": "attention"}
_BAR = 11.0
_PARTED = 26.0
"""Points for the name of a kind above its lanes."""
_NAME, _WHO, _GAP, _BESIDE = 0.22, 0.22, 12.0, 96.0
"""Shares of the width for the columns of words; points kept for the words right of the scale's end."""
_NARROW, _NAME_NARROW, _BESIDE_NARROW = 470.0, 0.28, 76.0
_TICKS = (
    (2.0, "48 h"),
    (7.0, "1 sem."),
    (30.437, "1 mois"),
    (365.2425, "1 an"),
    (1095.73, "3 ans"),
    (TEN_YEARS, "10 ans"),
)
_OWN, _ELSEWHERE = "Effacé ici, tout seul", "À faire ailleurs"
SCALE_TOLD = "échelle du temps resserrée vers la droite"
FOLD, FAR = "fold", "far"
"""The keys of the rows that stand for what rests, and for what is to be done much later."""
_LARGEST, _SMALLEST = 4.6, 2.6


@dataclass(frozen=True)
class _Frame:
    """Where the columns of a chart of that width begin and end."""

    width: float

    @property
    def narrow(self) -> bool:
        """No room for who deletes: which kind it is, its heading says, the rest its sentence."""
        return self.width < _NARROW

    @property
    def left(self) -> float:
        return self.width * (_NAME_NARROW if self.narrow else _NAME) + _GAP

    @property
    def right(self) -> float:
        return self.who - _GAP - (_BESIDE_NARROW if self.narrow else _BESIDE)

    @property
    def who(self) -> float:
        return self.width if self.narrow else self.width * (1 - _WHO)

    @property
    def who_room(self) -> float:
        return self.width - self.who - 18

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)


def scale_chart(width: float) -> Chart:
    """The heads of the columns and the scale alone, to stand above lanes that scroll."""
    frame = _Frame(width)
    return Chart(width, _ABOVE, tuple(_scale(frame)), _SCALE_SENTENCE)


def board_chart(board: Board, width: float, *, chosen: str = "", headed: bool = True) -> Chart:
    """The whole board as a chart of `width` points and the height it needs; where it is not `headed`, its
    scale stands above it. A row that stands for folded lanes interrupts the lines of the scale."""
    frame = _Frame(width)
    shapes: list[Primitive] = []
    y, role = HEAD if headed else 0.0, _name_role(board, frame)
    spans = [(_LINES if headed else 0.0, y)]
    for title, lanes, folds in _kinds(board, paper=headed):
        shapes.append(Words(0, y + 17, title, "strong", "text2"))
        y += _PARTED
        for lane in lanes:
            shapes += _row(lane, y, frame, role, chosen=lane.key == chosen)
            y += _high(lane, frame)
        spans[-1] = (spans[-1][0], y)
        for fold in folds:
            shapes += _fold(fold, y, frame, chosen=chosen == fold.key)
            y += ROW
            spans.append((y, y))
        y += 6
    foot = y - 6
    ground = [line for start, end in spans if end > start for line in _lines(frame, start, end)]
    ground += _scale(frame) if headed else ()
    told = " ".join(lane.sentence for lane in board.lanes)
    today = [Rule(frame.left, a, frame.left, b, "accent", 1.5) for a, b in spans if b > a]
    return Chart(width, foot + 2, (*ground, *shapes, *today), told or _NOTHING)


@dataclass(frozen=True)
class _Folded:
    """Lanes that one row stands for, what it says, and the key that opens it; on paper nothing opens."""

    key: str
    lanes: tuple[Lane, ...]
    told: str
    opens: bool


def _kinds(board: Board, *, paper: bool) -> Iterator[tuple[str, tuple[Lane, ...], list[_Folded]]]:
    """Both kinds that are there, with what is folded away of each."""
    if board.elsewhere or board.far:
        far = [_Folded(FAR, board.far, board.far_words(), not paper)] if board.far else []
        yield _ELSEWHERE, board.elsewhere, far
    if board.own or board.resting:
        words = f"{len(board.resting)} règles sans rien en ce moment"
        words += ", à la fin de ce document" if paper else ""
        resting = [_Folded(FOLD, board.resting, words, not paper)] if board.resting else []
        yield _OWN, board.own, resting


_SCALE_SENTENCE = "L’échelle du temps : aujourd’hui, 48 heures, 1 semaine, 1 mois, 1 an, 3 ans, 10 ans."
_LINES, _ABOVE = 19.0, 17.0
"""Points below the top of the scale where its lines begin; its height where the lanes scroll below it."""
_NOTHING = "Aucune durée n’est encore définie."


def legend(width: float, *, whole: bool = False) -> Chart:
    """What plain, hatched and a dot mean, and how the scale runs; on paper the `whole` of it."""
    shapes: list[Primitive] = []
    x = y = 0.0
    for sign, word in (*_SIGNS, *(_MORE_SIGNS if whole else ())):
        wide = 26 + text_width(word, "caption")
        if x + wide > width:
            x, y = 0.0, y + 15
        right, down = (9.0, 7.0) if isinstance(sign, Dot) else (0.0, 2.0)
        shapes.append(replace(sign, x=x + right, y=y + down))
        shapes.append(Words(x + 26, y + 10.5, word, "caption", "text2"))
        x += wide + 18
    room = text_width(SCALE_TOLD, "caption")
    if x + room <= width:  # else its sentence says it, and the lines of the scale show it
        shapes.append(Words(width, y + 10.5, SCALE_TOLD, "caption", "text2", "end"))
    sentence = (
        "Légende : barre pleine, effacé ici tout seul ; hachurée, à faire ailleurs par une personne ; "
        f"point, un élément et son âge ; {SCALE_TOLD}."
    )
    return Chart(width, y + 15, tuple(shapes), sentence)


_SIGNS: tuple[tuple[Box | Hatching | Dot, str], ...] = (
    (Box(0, 0, 18, 9, "soft2", radius=2), "effacé ici, tout seul"),
    (Hatching(0, 0, 18, 9, "raised", "field"), "à faire ailleurs"),
    (Dot(0, 0, 3.2, "accent"), "un élément et son âge"),
)


_MORE_SIGNS: tuple[tuple[Box | Hatching | Dot, str], ...] = (
    (Dot(0, 0, _LARGEST, "accent"), "plusieurs du même âge"),
    (Dot(0, 0, 3.2, "field"), "un élément gelé"),
)


def pages(board: Board, width: float, height: float) -> Iterator[Board]:
    """The lanes in parts of at most `height` points; a kind that goes on says its name again."""
    frame = _Frame(width)
    own, elsewhere, resting = list(board.own), list(board.elsewhere), board.resting
    while own or elsewhere or resting:
        room = height - HEAD - 2
        theirs, room = _taken(elsewhere, frame, room)
        mine, room = _taken(own, frame, room) if not elsewhere else ((), room)
        wanted = ROW if mine else ROW + _PARTED + 6
        fits = not own and not elsewhere and (room >= wanted or not (mine or theirs))
        yield replace(board, own=mine, elsewhere=theirs, resting=resting if fits else ())
        resting = () if fits else resting


def _fold(folded: _Folded, top: float, frame: _Frame, *, chosen: bool) -> Iterator[Primitive]:
    """One row for all of them."""
    names = ", ".join(f"{lane.name} ({lane.words})" for lane in folded.lanes)
    fill, sentence = "soft" if chosen else "", f"{folded.told} : {names}."
    yield Box(0, top + 1, frame.width, ROW - 2, fill, radius=6, key=folded.key, sentence=sentence)
    middle = top + ROW / 2
    if folded.opens:
        yield Picture(0, middle - 6, 12, "chevron-down", "text2")
    yield Words(20, middle + ink_middle("second"), folded.told, "second", "text2")


def _taken(lanes: list[Lane], frame: _Frame, room: float) -> tuple[tuple[Lane, ...], float]:
    ends = list(accumulate(_high(lane, frame) for lane in lanes))
    fits = sum(end <= room - _PARTED - 6 for end in ends)
    if not lanes or (fits == 0 and room < HEAD + _PARTED + ends[0]):
        return (), room
    part = tuple(lanes[: max(1, fits)])
    del lanes[: len(part)]
    return part, room - _PARTED - 6 - ends[len(part) - 1]


def _high(lane: Lane, frame: _Frame) -> float:
    """The height of a lane: more where the place and the day below it need three lines."""
    wraps = bool(lane.when) and not frame.narrow and text_width(lane.who, "caption") > frame.who_room
    return ROW + (_PITCH if wraps else 0.0)


def _lines(frame: _Frame, top: float, foot: float) -> Iterator[Primitive]:
    for length, _word in _TICKS:
        x = frame.x(along(length))
        yield Rule(x, top, x, foot, "hair")


def _scale(frame: _Frame) -> Iterator[Primitive]:
    yield Words(0, 12, "Ce qui est gardé", "head", "text2")
    if not frame.narrow:
        yield Words(frame.who, 12, "Qui efface", "head", "text2")
    today = "aujourd’hui"
    yield Words(frame.left - 2, 12, today, "head", "accent")
    end = frame.left + text_width(today, "head")
    for length, word in _TICKS:
        x, wide = frame.x(along(length)), text_width(word, "caption")
        if x - wide / 2 >= end + 8:
            yield Words(x, 12, word, "caption", "text2", "middle")
            end = x + wide / 2


def _name_role(board: Board, frame: _Frame) -> str:
    """One size for all names: the smaller where the larger would need two lines for one of them."""
    room = frame.left - _GAP - 20
    fits = all(text_width(lane.name, "title") <= room for lane in board.lanes)
    return "title" if fits else "caption_title"


def _row(lane: Lane, top: float, frame: _Frame, role: str, *, chosen: bool) -> Iterator[Primitive]:
    high = _high(lane, frame)
    middle, foot = top + high / 2, top + high
    yield Box(
        0,
        top + 1,
        frame.width,
        high - 2,
        "soft" if chosen else "",
        radius=6,
        key=lane.key,
        sentence=lane.sentence,
    )
    yield Picture(0, middle - 6, 12, lane.icon, "text2")
    room = frame.left - _GAP - 20
    yield Rule(0, foot, frame.left - _GAP, foot, "hair")
    for below, line, size in lines_of(lane.name, role, "caption_title", room, ROW):
        yield Words(20, middle + below, line, size, room=room)
    end = yield from _bar(lane, middle, frame)
    yield from _beside(lane, end, middle, frame)
    if frame.narrow:
        return
    start, room = frame.who + 18, frame.who_room
    yield Rule(frame.who, foot, frame.width, foot, "hair")
    icon, ink = ("circle-check", "ok") if lane.own else ("external-link", "text2")
    yield Picture(frame.who, middle - 6, 12, icon, ink)
    yield from _who(lane, start, middle, room)


def _who(lane: Lane, x: float, middle: float, room: float) -> Iterator[Primitive]:
    """Who deletes; of a task, where, and by which day below it, so that the day is never cut."""
    if not lane.when:
        yield Words(x, middle + ink_middle("second"), fitted(lane.who, "second", room), "second", room=room)
        return
    ink = _DAY_INK[lane.sign.state] if lane.sign else "text2"
    day = lane.when
    if text_width(day, "caption") > room:
        day = day.removeprefix("pour ").removeprefix("était ").replace("pour ", "")
    places = list(lines_of(lane.who, "caption", "caption", room, ROW))
    height = _PITCH * len(places)
    for below, line, role in places:
        yield Words(x, middle - _PITCH / 2 + below, line, role, room=room)
    day_at = middle + height / 2 + ink_middle("caption")
    yield Words(x, day_at, fitted(day, "caption", room), "caption", ink, room=room)


def _bar(lane: Lane, middle: float, frame: _Frame) -> Generator[Primitive, None, float]:
    """From today to the end of the duration, a stroke where it ends, and what is there at its age.

    Returns where the words may begin.
    """
    top = middle - _BAR / 2
    if not lane.length:
        return frame.left
    end = frame.x(along(lane.length))
    ink = "accent" if lane.own else "field"
    if lane.own:
        yield Box(frame.left, top, end - frame.left, _BAR, "soft2", radius=2)
    else:
        yield Hatching(frame.left, top, end - frame.left, _BAR, "raised", "field")
    yield Rule(end, top - 3, end, top + _BAR + 3, ink, 1.5)
    most = max((mark.number for mark in lane.marks), default=1)
    for mark in lane.marks:
        yield _dot(mark, most, frame.x(mark.at), middle)
    return max([end, *(frame.x(mark.at) + _SMALLEST for mark in lane.marks)])


def _dot(mark: Mark, most: int, x: float, middle: float) -> Dot:
    """The more items of that age, the larger; what is held is grey."""
    share = (mark.number / most) ** 0.5 if most > 1 else 0.4
    return Dot(x, middle, _SMALLEST + (_LARGEST - _SMALLEST) * share, "field" if mark.held else "accent")


def _beside(lane: Lane, end: float, middle: float, frame: _Frame) -> Iterator[Primitive]:
    """How long, in words, then what wants to be noticed, with as many of its words as have room."""
    start, sign = end + 7, lane.sign
    limit = frame.who - 6 - start
    told = _told(sign, lane.words, limit) if sign else ""
    room = limit - (8 + _sign_width(told) if sign else 0.0)
    wide = 0.0
    for below, line, role in lines_of(lane.words, "head", "head", room, ROW):
        yield Words(start, middle + below, line, role, room=room)
        wide = max(wide, text_width(line, role))
    if sign is not None:
        yield from _sign(sign, told, start + wide + 8, middle)


def _told(sign: Sign, beside: str, limit: float) -> str:
    """What is said of the sign: all of it, the short of it, or nothing but its picture."""
    wanted = text_width(beside, "head") + 8
    fitting = (told for told in (sign.words, sign.short) if told and wanted + _sign_width(told) <= limit)
    return next(fitting, "")


def _sign_width(words: str) -> float:
    return 23 + text_width(words, "head") if words else 17.0


def _sign(sign: Sign, told: str, x: float, middle: float) -> Iterator[Primitive]:
    kind = sign.state if sign.state == "late" else f"badge_{sign.state}"
    fill, ink = f"{kind}_bg", f"{kind}_text"
    yield Box(x, middle - 8.5, _sign_width(told), 17, fill, radius=4.5)
    yield Picture(x + (5 if told else 3.5), middle - 5, 10, sign.icon, ink)
    if told:
        yield Words(x + 18, middle + ink_middle("head"), told, "head", ink)

"""The sheet of look.md: a head, sections in three columns, a place to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.documents import fonts
from gdpr_desk.documents.paper import BODY, BOTTOM, LEFT, RIGHT, TOP, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import (
    ACCENT,
    HAIR_STRONG,
    INK,
    QUIET,
    SOFT,
    Line,
    Style,
    break_lines,
    is_right_to_left,
)

KICKER = Style(fonts.SEMIBOLD, 10.5, 14, ACCENT)
COVER = Style(fonts.DISPLAY, 34, 40, INK, -0.5)
TITLE = Style(fonts.DISPLAY, 24, 28, INK, -0.3)
TWO_LINE_TITLE = Style(fonts.DISPLAY, 20, 23, INK, -0.2)
LONG_TITLE = Style(fonts.DISPLAY, 16, 20, INK)
COVER_LINE = Style(fonts.SEMIBOLD, 14, 20, INK)
SUBTITLE = Style(fonts.REGULAR, 11, 15, QUIET)
SECTION = Style(fonts.SEMIBOLD, 11, 14, INK)
NUMBER = Style(fonts.BOLD, 9, 14, ACCENT)
LEGAL = Style(fonts.REGULAR, 8, 10.5, QUIET)
LABEL = Style(fonts.SEMIBOLD, 9, 11, QUIET)
ROW_NUMBER = Style(fonts.REGULAR, 8.5, 11, QUIET)
VALUE = Style(fonts.REGULAR, 10, 12.5, INK)
CLOSE_VALUE = Style(fonts.REGULAR, 9.5, 11.6, INK)
CLOSEST_VALUE = Style(fonts.REGULAR, 9, 10.8, INK)
ASIDE = Style(fonts.REGULAR, 8.5, 10.6, QUIET)
NOTE = Style(fonts.REGULAR, 9, 11.8, QUIET)
SMALL = Style(fonts.REGULAR, 8, 10.5, QUIET)
SMALL_STRONG = Style(fonts.SEMIBOLD, 8, 10.5, INK)

AWAITED_COLOUR = "#8A5A00"
_TITLE_X, _TITLE_ROOM = LEFT + 16, 104.0
_VISA = 60.0
_DROP = 0.5
"""The bigger section title begins lower, so that its first line stands on that of the values."""
_BOX_WIDTH, _BOX_LINE = 166.0, 13.5
_AROUND_TITLE = 120.0
"""Points for kicker and subtitle: what a title must leave so that the head stays on one page."""


@dataclass(frozen=True)
class _Across:
    """Where the labels and the values of a section stand; numbers of rows need room of their own."""

    label_x: float
    value_x: float
    number_x: float = 0.0

    @property
    def label_room(self) -> float:
        return self.value_x - self.label_x - 6

    @property
    def value_room(self) -> float:
        return RIGHT - self.value_x


_PLAIN, _NUMBERED = (
    _Across(LEFT + 128, LEFT + 228),
    _Across(LEFT + 152, LEFT + 250, LEFT + 126),
)


@dataclass(frozen=True)
class _Air:
    """White space in points: between rows, above and below a section; the type of the values."""

    row: float
    section: float
    value: Style = VALUE
    across: _Across = _PLAIN


_AIRS = (
    *(_Air(5.4, 11), _Air(4.6, 9), _Air(3.8, 7), _Air(3.0, 5.5)),
    *(_Air(2.2, 3.6, CLOSE_VALUE), _Air(1.8, 2.6, CLOSEST_VALUE)),
)
"""From roomy to tight: a sheet takes the first with which it fits on its page."""


class Aside(str):
    """A value set small and grey below the one it belongs to: what that one rests on."""


class Change(Aside):
    """An aside that says what became different since the reader last saw it."""


class Awaited(str):
    """A value that is still to come."""


class Unsaid(str):
    """Words that stand where nothing was said."""


@dataclass(frozen=True)
class Row:
    """A label and what stands beside it, one paragraph a value; `number` is the row’s own, if any."""

    label: str
    values: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True)
class Section:
    """One numbered part of a sheet: plain title, legal word small under it, rows."""

    number: str
    title: str
    legal: str
    rows: tuple[Row, ...]


def rows(*pairs: tuple[str, Iterable[str]]) -> tuple[Row, ...]:
    """Rows for what is said; labels with nothing beside them stay away."""
    kept = ((label, tuple(value for value in values if value.strip())) for label, values in pairs)
    return tuple(Row(label, values) for label, values in kept if values)


def cover(
    paper: Paper, element: Element, *, kicker: str, title: str, lines: Sequence[str], note: str = ""
) -> None:
    """The head of a first page: much white, one big title, what must be known in small below it."""
    paper.y -= 44
    paper.paragraph(kicker, KICKER, element.add("P"))
    paper.y -= 6
    paper.paragraph(title, COVER, element.add("H1"), room=BODY * 0.86)
    paper.y -= 8
    for number, line in enumerate(lines):
        style = SUBTITLE if number else COVER_LINE
        paper.paragraph(line, style, element.add("P"))
    if note:
        paper.y -= 4
        paper.paragraph(note, NOTE, element.add("P"), room=BODY * 0.92)
    paper.y -= 40


def head(
    paper: Paper,
    element: Element,
    *,
    kicker: str,
    title: str,
    subtitle: str,
    facts: Sequence[tuple[str, str]],
    level: int,
) -> None:
    """Kicker, title, one line under it, and the box of dates at the right."""
    room = BODY - (_BOX_WIDTH + 18 if facts else 0)
    top, first_page = paper.y, paper.page
    long = len(break_lines(title, LONG_TITLE, room)) * LONG_TITLE.leading > paper.room() - _AROUND_TITLE
    foot_of_box = TOP
    if facts and long:  # it goes on over the page on which the box belongs
        foot_of_box = _box(paper, element, facts, top) - 16
    if kicker:
        paper.paragraph(kicker, KICKER, element.add("P"), room=room)
        paper.y -= 3
    style = _title_style(title, room)
    paper.paragraph(title, style, element.add(f"H{level}"), room=room)
    paper.y -= 4
    if subtitle:
        paper.paragraph(subtitle, SUBTITLE, element.add("P"), room=room)
    if facts and not long:  # after the title, which is read first
        foot_of_box = _box(paper, element, facts, top) - 16
    paper.y = min(paper.y - 10, foot_of_box) if paper.page == first_page else paper.y - 10


def _title_style(title: str, room: float) -> Style:
    """The more lines a title takes, the smaller it is set."""
    lines = len(break_lines(title, TITLE, room))
    return TITLE if lines == 1 else TWO_LINE_TITLE if lines == 2 else LONG_TITLE


def _box(paper: Paper, element: Element, facts: Sequence[tuple[str, str]], top: float) -> float:
    """Draw the box below `top` of this page; return its lower edge."""
    left, height = RIGHT - _BOX_WIDTH, len(facts) * _BOX_LINE + 13
    bottom = top - height + 1
    paper.shape(lambda canvas: _panel(canvas, left, bottom, _BOX_WIDTH, height))
    for number, (label, value) in enumerate(facts):
        baseline = top - 15 - number * _BOX_LINE
        line = element.add("P")
        paper.words(left + 10, baseline, _line(label, SMALL, joined=True), SMALL, line)
        shown = _line(value, SMALL_STRONG)
        paper.words(RIGHT - 10 - shown.width, baseline, shown, SMALL_STRONG, line)
    return bottom


def _line(text: str, style: Style, *, joined: bool = False) -> Line:
    drawn = fonts.typeset(text)
    return Line(drawn, style.width(drawn), joined)


def _panel(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    canvas.setFillColor(HexColor(SOFT))
    canvas.roundRect(x, y, width, height, 5, stroke=0, fill=1)


def sections(
    paper: Paper,
    element: Element,
    parts: Sequence[Section],
    *,
    level: int,
    signed: bool = False,
    roomy: bool = False,
) -> None:
    """The sections between two strong rules; a section stays together where a page can hold it.

    `signed` keeps room for `visa`, so that it never stands alone on a page. `roomy` takes another page
    rather than less air.
    """
    foot = _VISA if signed else 0.0
    across = _NUMBERED if any(row.number for part in parts for row in part.rows) else _PLAIN
    airs = [replace(air, across=across) for air in _AIRS]
    fitting = (a for a in airs if sum(_height(p, a) for p in parts) + foot <= paper.room())
    air = airs[0] if roomy else next(fitting, airs[1])
    paper.rule(paper.y, HAIR_STRONG, 1.25)
    for number, part in enumerate(parts):
        needed = _height(part, air) + (foot if number == len(parts) - 1 else 0)
        if paper.room() < needed and (needed < (TOP - BOTTOM) * 0.6 or paper.room() < 90):
            paper.new_page()
            paper.rule(paper.y, HAIR_STRONG, 1.25)
        elif number:
            paper.rule(paper.y)
        paper.y -= air.section
        _section(paper, element.add("Sect"), part, level, air)
        paper.y -= air.section
    paper.rule(paper.y, HAIR_STRONG, 1.25)


def _height(part: Section, air: _Air) -> float:
    """Points a section takes when it is not cut."""
    title = len(break_lines(part.title, SECTION, _TITLE_ROOM)) * SECTION.leading + _DROP
    title += len(break_lines(part.legal, LEGAL, _TITLE_ROOM)) * LEGAL.leading if part.legal else 0
    told = sum(_row_height(row, air) + air.row for row in part.rows) - air.row
    return max(title, told) + 2 * air.section


def _row_height(row: Row, air: _Air) -> float:
    across, style = air.across, air.value
    label = len(break_lines(row.label, LABEL, across.label_room)) * LABEL.leading + style.size - LABEL.size
    value = 0.0
    for number, text in enumerate(row.values):
        own = _style(text, style)
        value += len(break_lines(text, own, across.value_room)) * own.leading + (_gap(text) if number else 0)
    return max(label, value)


def _style(text: str, style: Style) -> Style:
    match text:
        case Change():
            return ASIDE.in_colour(ACCENT)
        case Aside():
            return ASIDE
        case Awaited():
            return replace(style, face=fonts.SEMIBOLD, colour=AWAITED_COLOUR)
        case Unsaid():
            return style.in_colour(QUIET)
    return style


def _gap(text: str) -> float:
    """White space above a value that is not the first of its row."""
    return 0.5 if isinstance(text, Aside) else 2.5


def _section(paper: Paper, element: Element, part: Section, level: int, air: _Air) -> None:
    start, first_page = paper.y, paper.page
    heading = element.add(f"H{level}")
    if part.number:
        paper.words(LEFT, start - 10, Line(part.number, 0, joined=True), NUMBER, heading)
    title_x = _TITLE_X if part.number else LEFT
    title_room = _TITLE_ROOM + _TITLE_X - title_x
    paper.y -= _DROP
    paper.paragraph(part.title, SECTION, heading, x=title_x, room=title_room)
    if part.legal:
        paper.paragraph(part.legal, LEGAL, element.add("P"), x=title_x, room=title_room)
    foot_of_title = paper.y
    paper.y = start
    table = element.add("Table")
    for number, row in enumerate(part.rows):
        if number:
            paper.y -= air.row
        _row(paper, table.add("TR"), row, part.title, air)
    if paper.page == first_page:
        paper.y = min(paper.y, foot_of_title)


def _row(paper: Paper, element: Element, row: Row, title: str, air: _Air) -> None:
    style, across = air.value, air.across
    if paper.room() < min(_row_height(row, air), 2 * style.leading + 2):
        paper.new_page()
        _continued(paper, title)
    start, first_page = paper.y, paper.page
    paper.y -= style.size - LABEL.size
    head = element.add("TH", scope="Row")
    if row.number:
        paper.words(
            across.number_x,
            paper.y - LABEL.size,
            _line(row.number, ROW_NUMBER, joined=True),
            ROW_NUMBER,
            head,
        )
    paper.flow(break_lines(row.label, LABEL, across.label_room), LABEL, head, x=across.label_x)
    foot_of_label = paper.y
    paper.y = start
    cell = element.add("TD")
    for number, value in enumerate(row.values):
        if number:
            paper.y -= _gap(value)
        _value(paper, cell.add("P"), value, title, air)
    if paper.page == first_page:
        paper.y = min(paper.y, foot_of_label)


def _value(paper: Paper, element: Element, text: str, title: str, air: _Air) -> None:
    style, across = _style(text, air.value), air.across
    for line in break_lines(text, style, across.value_room):
        if paper.room() < style.leading:
            paper.new_page()
            _continued(paper, title)
        paper.words(across.value_x, paper.y - style.size, line, style, element)
        paper.y -= style.leading
    if is_right_to_left(text):
        element.actual = fonts.visible(text)


def _continued(paper: Paper, title: str) -> None:
    """On the next page: the strong rule and whose continuation this is, for the eye only."""
    paper.rule(paper.y, HAIR_STRONG, 1.25)
    paper.y -= _AIRS[1].section
    at = paper.y - 10
    for line in break_lines(f"{title} (suite)", LEGAL, _TITLE_ROOM + 16):
        paper.words(LEFT, at, line, LEGAL, None)
        at -= LEGAL.leading


def visa(paper: Paper, element: Element, title: str, note: str = "") -> None:
    """A box to date and sign, with a note beside it where there is one."""
    if paper.room() < _VISA:
        paper.new_page()
    paper.y -= 12
    paper.paragraph(title, LABEL, element.add("P"))
    top, width, height = paper.y - 1, 210.0, 32.0
    paper.shape(lambda canvas: _frame(canvas, LEFT, top - height, width, height))
    paper.words(LEFT + 8, top - 12.5, _line("Date et signature", SMALL), SMALL, element.add("P"))
    paper.y = top - 3
    if note:
        paper.paragraph(note, SMALL, element.add("P"), x=LEFT + 230, room=BODY - 230)
    paper.y = top - height


def _frame(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    canvas.setStrokeColor(HexColor(HAIR_STRONG))
    canvas.setLineWidth(0.75)
    canvas.roundRect(x, y, width, height, 5, stroke=1, fill=0)

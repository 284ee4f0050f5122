"""Pages with head, foot and a cursor: laid out first, drawn once the page count is known."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.documents import fonts
from gdpr_desk.documents.structure import Element, Link, Mark, Metadata, Outline
from gdpr_desk.documents.text import (
    ACCENT,
    HAIR,
    INK,
    QUIET,
    Line,
    Style,
    break_lines,
    is_right_to_left,
)

WIDTH, HEIGHT = 595.276, 841.890
LEFT, RIGHT = 56.69, WIDTH - 56.69
TOP, BOTTOM = HEIGHT - 70, 54.0
BODY = RIGHT - LEFT

_HEAD = Style(fonts.SEMIBOLD, 9.2, 12, INK)
_HEAD_RIGHT = Style(fonts.REGULAR, 9.2, 12, QUIET)
_RUNNING = Style(fonts.REGULAR, 8, 10.5, QUIET)
_FOOT = Style(fonts.REGULAR, 8, 10, QUIET)
_FOOT_RIGHT = Style(fonts.SEMIBOLD, 8, 10, QUIET)
_WATERMARK = "watermark"
_WATERMARK_SIZE, _MARGIN_SIZE = 112.0, 34.0


@dataclass(frozen=True)
class Format:
    """A paper's size in points; its margins are those of A4 (20 mm at the sides)."""

    width: float
    height: float

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - LEFT

    @property
    def top(self) -> float:
        """Where the cursor begins."""
        return self.height - (HEIGHT - TOP)

    @property
    def body(self) -> float:
        """Points between the margins."""
        return self.right - LEFT


A4 = Format(WIDTH, HEIGHT)
A3_LANDSCAPE = Format(2 * HEIGHT * 210 / 297, HEIGHT)
"""Two A4 pages side by side: 420 x 297 mm."""


@dataclass(frozen=True)
class Furniture:
    """What every page repeats. `demo` puts EXEMPLE behind the text and before the foot, `drill` EXERCICE."""

    shop: str
    document: str
    foot: str
    demo: bool = False
    drill: bool = False

    @property
    def mark(self) -> str:
        """The word across papers that nobody may take for real ones; empty on those that are."""
        return "EXERCICE" if self.drill else "EXEMPLE" if self.demo else ""

    @property
    def marked_foot(self) -> str:
        """The foot, after the mark where there is one."""
        return f"{self.mark} · {self.foot}" if self.mark else self.foot


@dataclass(frozen=True)
class _Words:
    x: float
    baseline: float
    text: str
    style: Style
    element: Element | None
    page_of: Element | None = None


Shape = Callable[[Canvas], None]


@dataclass
class _Page:
    shapes: list[Shape] = field(default_factory=list)
    figures: list[tuple[Shape, Element]] = field(default_factory=list)
    words: list[_Words] = field(default_factory=list)


class Paper:
    """A document being laid out. `y` is the cursor: the distance from the lower edge, in points."""

    def __init__(self, furniture: Furniture, size: Format = A4) -> None:
        self.furniture = furniture
        self.size = size
        self.root = Element("Document")
        self.y = size.top
        self.depth = 0
        """How deep the bookmarks of the chapters that begin now stand; 0 for the outermost."""
        self.running = ""
        """What a page that goes on says at its top, for the eye only; empty for nothing."""
        self.outline: list[Outline] = []
        self._pages: list[_Page] = [_Page()]
        self._links: list[tuple[Element, int, tuple[float, float, float, float], Element, str]] = []
        self._starts: dict[int, int] = {}

    @property
    def page(self) -> int:
        """The page being laid out, from 0."""
        return len(self._pages) - 1

    @property
    def pages(self) -> int:
        """How many pages there are by now."""
        return len(self._pages)

    def room(self) -> float:
        """Points left between the cursor and the foot."""
        return self.y - BOTTOM

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._pages.append(_Page())
        self.y = self.size.top
        if self.running:
            text = fit(f"{self.running} (suite)", _RUNNING, self.size.body)
            self.words(LEFT, self.y - 10, Line(text, 0), _RUNNING, None)
            self.y -= 22

    def words(self, x: float, baseline: float, line: Line, style: Style, element: Element | None) -> None:
        """Put one line at a place; without an element it is an artifact (read by nobody)."""
        text = line.text + (" " if line.joined else "")
        self._pages[-1].words.append(_Words(x, baseline, text, style, element))

    def page_number(self, right: float, baseline: float, style: Style, element: Element, of: Element) -> None:
        """The page on which `of` starts, ending at `right`; it may be laid out later."""
        self._pages[-1].words.append(_Words(right, baseline, "", style, element, of))

    def shape(self, draw: Shape) -> None:
        """Put a shape behind the words of this page; shapes are artifacts."""
        self._pages[-1].shapes.append(draw)

    def figure(self, draw: Shape, element: Element) -> None:
        """Put a drawing that means something on this page; `element` carries its description."""
        self._pages[-1].figures.append((draw, element))

    def rule(self, y: float, colour: str = HAIR, thickness: float = 0.75, x: float = LEFT) -> None:
        """A line from `x` to the right margin."""
        right = self.size.right
        self.shape(lambda canvas: _draw_rule(canvas, (x, right), y, colour, thickness))

    def paragraph(
        self, text: str, style: Style, element: Element, *, x: float = LEFT, room: float = BODY
    ) -> None:
        """Lines of `text` from the cursor downwards, over as many pages as they need."""
        self.flow(break_lines(text, style, room), style, element, x=x)
        if is_right_to_left(text):
            element.actual = fonts.visible(text)

    def flow(self, lines: Sequence[Line], style: Style, element: Element, *, x: float = LEFT) -> None:
        """Put `lines` below the cursor, with page breaks where needed."""
        for line in lines:
            if self.room() < style.leading:
                self.new_page()
            self.words(x, self.y - style.size, line, style, element)
            self.y -= style.leading

    def link(self, element: Element, box: tuple[float, float, float, float], to: Element, title: str) -> None:
        """Make `box` (left, bottom, right, top) on this page lead to where `to` starts."""
        self._links.append((element, self.page, box, to, title))

    def start_of(self, element: Element) -> int:
        """The page, from 0, on which `element` begins (after its layout)."""
        return self._starts[id(element)]

    def begin(self, element: Element, title: str, *, running: str = "", room: float = inf) -> None:
        """Start the chapter `element`; `running` names it where it goes on.

        It has a page of its own but where `room` points are still left on this one.
        """
        self.running = ""
        if self._pages[-1].words and self.room() < room:
            self.new_page()
        self.running = running
        self._starts[id(element)] = self.page
        self.outline.append(Outline(title, self.page, self.depth))

    def finish(self, title: str, produced_at: datetime, author: str) -> bytes:
        """Draw everything and return the tagged PDF (PDF/UA-1 and PDF/A-2a in one file)."""
        from gdpr_desk.documents.finish import finish  # late: pikepdf is slow to import

        for element, page, (left, bottom, right, top), to, name in self._links:
            element.children.append(Link(page, left, bottom, right, top, self.start_of(to), name))
        buffer = io.BytesIO()
        fonts.face(fonts.REGULAR)
        canvas = Canvas(
            buffer, pagesize=(self.size.width, self.size.height), invariant=1, initialFontName=fonts.REGULAR
        )
        if self.furniture.mark:
            _make_watermark(canvas, self.size, self.furniture.mark)
        for number, page_content in enumerate(self._pages):
            page_content.words = [self._resolved(item) for item in page_content.words]
            self._draw(canvas, number, page_content)
            canvas.showPage()
        canvas.save()
        return finish(buffer.getvalue(), self.root, self.outline, Metadata(title, author, produced_at))

    def _resolved(self, item: _Words) -> _Words:
        if item.page_of is None:
            return item
        text = str(self.start_of(item.page_of) + 1)
        return replace(item, text=text, x=item.x - item.style.width(text), page_of=None)

    def _draw(self, canvas: Canvas, number: int, page: _Page) -> None:
        _begin(canvas, "/Artifact <</Type /Layout>> BDC")
        if self.furniture.mark:
            canvas.doForm(_WATERMARK)
        for shape in page.shapes:
            canvas.saveState()
            shape(canvas)
            canvas.restoreState()
        _end(canvas)
        for mark, (figure, element) in enumerate(page.figures):
            element.children.append(Mark(number, mark))
            _begin(canvas, f"/{element.tag} <</MCID {mark}>> BDC")
            canvas.saveState()
            figure(canvas)
            canvas.restoreState()
            _end(canvas)
        _draw_words(canvas, number, page.words, len(page.figures))
        _begin(canvas, "/Artifact <</Type /Pagination>> BDC")
        self.draw_furniture(canvas, number)
        _end(canvas)

    def draw_furniture(self, canvas: Canvas, number: int) -> None:
        """Draw what page `number` (from 0) repeats: head and foot, for the eye only."""
        edge, base = self.size.right, self.size.height - 45
        _draw_shop_tile(canvas, LEFT, base - 3.6)
        right = fonts.typeset(self.furniture.document)
        wide = _HEAD_RIGHT.width(right)
        draw_text(canvas, edge - wide, base, right, _HEAD_RIGHT)
        shop = fit(self.furniture.shop, _HEAD, self.size.body - wide - 40)
        draw_text(canvas, LEFT + 20, base, shop, _HEAD)
        _draw_rule(canvas, (LEFT, edge), base - 11, HAIR, 0.75)
        _draw_rule(canvas, (LEFT, edge), 46, HAIR, 0.75)
        draw_text(canvas, LEFT, 32, fonts.typeset(self.furniture.marked_foot), _FOOT)
        pages = f"Page {number + 1} / {len(self._pages)}"
        draw_text(canvas, edge - _FOOT_RIGHT.width(pages), 32, pages, _FOOT_RIGHT)


def draw_text(canvas: Canvas, x: float, y: float, text: str, style: Style) -> None:
    """Draw prepared text (see `fonts.typeset`) with its baseline at `y`."""
    drawn = canvas.beginText(x, y)
    drawn.setFillColor(HexColor(style.colour))
    drawn.setCharSpace(style.tracking)
    for name, piece in fonts.runs(text, style.face):
        drawn.setFont(name, style.size)
        drawn.textOut(piece)
    canvas.drawText(drawn)


def _draw_words(canvas: Canvas, page: int, words: Sequence[_Words], marks: int) -> None:
    """Draw `words`, those of one element in one mark; the first mark gets the number `marks`."""
    current: Element | None = None
    open_ = False
    for item in words:
        if not open_ or item.element is not current:
            if open_:
                _end(canvas)
            if item.element is None:
                _begin(canvas, "/Artifact BMC")
            else:
                _begin(canvas, f"/{item.element.tag} <</MCID {marks}>> BDC")
                item.element.children.append(Mark(page, marks))
                marks += 1
            current, open_ = item.element, True
        draw_text(canvas, item.x, item.baseline, item.text, item.style)
    if open_:
        _end(canvas)


def _begin(canvas: Canvas, operator: str) -> None:
    """ReportLab has no marked content: the operators go into its page stream as they are."""
    canvas._code.append(operator)


def _end(canvas: Canvas) -> None:
    canvas._code.append("EMC")


def fit(text: str, style: Style, room: float) -> str:
    """The first line of `text`; the head repeats the name, the cover holds it in full."""
    lines = break_lines(text, style, room)
    return lines[0].text + (" …" if len(lines) > 1 else "")


def _draw_rule(canvas: Canvas, across: tuple[float, float], y: float, colour: str, thickness: float) -> None:
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(thickness)
    canvas.line(across[0], y, across[1], y)


def _make_watermark(canvas: Canvas, size: Format, word: str) -> None:
    """The mark as a pale shape: slanted letters would stray into the text layer.

    Across an upright page, behind its text; a picture that fills a page across would hide it, so
    there it stands in both margins.
    """
    canvas.beginForm(_WATERMARK)
    if size.width < size.height:
        middle = (size.width / 2, size.height / 2)
        _slanted(canvas, word, middle, turned=50, size=_WATERMARK_SIZE, colour="#F4F7FB")
    else:
        for x in (LEFT / 2, size.width - LEFT / 2):
            _slanted(canvas, word, (x, size.height / 2), turned=90, size=_MARGIN_SIZE, colour=HAIR)
    canvas.endForm()


def _slanted(
    canvas: Canvas, word: str, middle: tuple[float, float], *, turned: float, size: float, colour: str
) -> None:
    canvas.saveState()
    canvas.translate(*middle)
    canvas.rotate(turned)
    scale = size / 1000
    canvas.translate(-fonts.width(word, fonts.BOLD, size) / 2, -size * 0.36)
    canvas.setFillColor(HexColor(colour))
    path = canvas.beginPath()
    for verb, points in fonts.outline(word, fonts.BOLD):
        getattr(path, verb)(*(coordinate * scale for point in points for coordinate in point))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _draw_shop_tile(canvas: Canvas, x: float, y: float) -> None:
    """The small shop sign of the head: a rounded tile with an awning and a door."""
    canvas.saveState()
    canvas.setFillColor(HexColor(ACCENT))
    canvas.roundRect(x, y, 14.2, 14.2, 3.2, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor("#FFFFFF"))
    canvas.setLineWidth(0.75)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.translate(x + 2.6, y + 2.6)
    canvas.scale(0.375, 0.375)
    canvas.setLineWidth(1.9)
    path = canvas.beginPath()
    path.moveTo(2, 17)
    path.lineTo(5, 22)
    path.lineTo(19, 22)
    path.lineTo(22, 17)
    path.close()
    for start in (2, 8.67, 15.33):
        path.moveTo(start, 17)
        path.curveTo(start, 12.4, start + 6.67, 12.4, start + 6.67, 17)
    path.moveTo(4, 13)
    path.lineTo(4, 2)
    path.lineTo(20, 2)
    path.lineTo(20, 13)
    path.moveTo(15, 2)
    path.lineTo(15, 8)
    path.lineTo(9, 8)
    path.lineTo(9, 2)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()

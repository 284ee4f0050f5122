"""A French business letter on A4: sender, window of the envelope, date, subject, body, signature.

The addressee stands where the window of a DL or C5 envelope shows it when the sheet is folded in three:
from 100 to 195 mm across, 45 to 85 mm down (NF Z 10-011). The rest is air.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.documents import fonts
from gdpr_desk.documents.paper import BODY, LEFT, Furniture, Paper, draw_text, fit
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import ACCENT, HAIR, HAIR_STRONG, INK, QUIET, SOFT, Line, Style, break_lines

MM = 72 / 25.4
EDGE = LEFT
ROOM = BODY
_RUN = BODY * 0.96
"""Points across which the running text goes: a little less than what stands in a panel."""
_HEIGHT = 297 * MM
_WINDOW_X, _WINDOW_TOP, _WINDOW_ROOM = 108 * MM, 51 * MM, 82 * MM
_SENDER_TOP, _SENDER_ROOM = 18 * MM, 76 * MM
_MARK_TOP = 62 * MM
_DATE_TOP = 89 * MM
_BODY_TOP = 100 * MM
_FOLDS = (99 * MM, 198 * MM)
_SHORT = 3
"""Lines of a paragraph that is not worth cutting."""
_AIR = 16.0
"""Above the panel."""

SHOP = Style(fonts.DISPLAY, 15, 18, INK, -0.1)
SHOP_LINE = Style(fonts.REGULAR, 9, 12, QUIET)
_ADDRESS_STYLES = tuple(
    (Style(fonts.SEMIBOLD, size, leading, INK), Style(fonts.REGULAR, size, leading, INK))
    for size, leading in ((10.5, 14), (9.5, 12.2), (8.5, 10.6))
)
QUIET_LINE = Style(fonts.REGULAR, 9.5, 13, QUIET)
DATE = Style(fonts.REGULAR, 10, 13, INK)
_FOOT = Style(fonts.REGULAR, 7.5, 10, QUIET)
_MARK = Style(fonts.SEMIBOLD, 8.5, 11, "#8A5A00")


@dataclass(frozen=True)
class LetterLook:
    """Type and air of a letter: from roomy to tight, the first with which it stays on one page.

    `pen`: white between the last line and the name, to sign.
    """

    size: float
    leading: float
    gap: float
    pen: float

    @property
    def body(self) -> Style:
        """The running text."""
        return Style(fonts.REGULAR, self.size, self.leading, INK)

    @property
    def subject(self) -> Style:
        """The line that says what it is about."""
        return Style(fonts.SEMIBOLD, self.size + 0.3, self.leading + 0.5, INK)

    @property
    def note(self) -> Style:
        """The panel at the end."""
        return Style(fonts.REGULAR, self.size - 1.1, self.leading - 1.9, INK)

    @property
    def note_title(self) -> Style:
        """The head of that panel."""
        return Style(fonts.SEMIBOLD, self.size - 1.1, self.leading - 1.9, INK)


LOOKS = (
    LetterLook(10.5, 15.4, 9.2, 17 * MM),
    LetterLook(10.2, 14.4, 7.8, 16 * MM),
    LetterLook(9.8, 13.4, 6.4, 14 * MM),
    LetterLook(9.4, 12.4, 5.0, 12 * MM),
)


class LetterPaper(Paper):
    """Pages of a letter: no head, a quiet foot; from the second on the name of the file at the top."""

    def __init__(self, furniture: Furniture) -> None:
        super().__init__(furniture)
        self.y = _HEIGHT - _BODY_TOP

    def draw_furniture(self, canvas: Canvas, number: int) -> None:
        """The foot with who writes, the marks where to fold, the running line of later pages."""
        right = self.size.width - EDGE
        draw_text(canvas, EDGE, 30, fit(self.furniture.marked_foot, _FOOT, ROOM - 60), _FOOT)
        if self.pages > 1:
            pages = f"Page {number + 1} / {self.pages}"
            draw_text(canvas, right - _FOOT.width(pages), 30, pages, _FOOT)
        if number:
            shop = fit(self.furniture.shop, SHOP_LINE, ROOM - 100)
            running = f"{shop} · {fonts.typeset(self.furniture.document)}"
            draw_text(canvas, EDGE, self.size.height - 42, running, SHOP_LINE)
            return
        canvas.setStrokeColor(HexColor(HAIR_STRONG))
        canvas.setLineWidth(0.5)
        for fold in _FOLDS:
            canvas.line(5 * MM, _HEIGHT - fold, 9 * MM, _HEIGHT - fold)


def sender(paper: Paper, element: Element, name: str, lines: Sequence[str]) -> None:
    """The shop at the upper left, its name as a sign."""
    paper.y = _HEIGHT - _SENDER_TOP
    top = paper.y
    paper.shape(lambda canvas: _stroke(canvas, top))
    paper.paragraph(name, SHOP, element.add("P"), x=EDGE, room=_SENDER_ROOM)
    paper.y -= 3
    for line in lines:
        paper.paragraph(line, SHOP_LINE, element.add("P"), x=EDGE, room=_SENDER_ROOM)


def addressee(paper: Paper, element: Element, name: str, lines: Sequence[str]) -> None:
    """In the window of the envelope, smaller where there is much to say; nothing is cut."""
    paper.y = _HEIGHT - _WINDOW_TOP
    room = _DATE_TOP - _WINDOW_TOP - 6 * MM
    for strong, plain in _ADDRESS_STYLES:
        broken = [break_lines(name, strong, _WINDOW_ROOM)]
        broken += [break_lines(line, plain, _WINDOW_ROOM) for line in lines]
        if sum(map(len, broken)) * plain.leading <= room:
            break
    for number, found in enumerate(broken):
        paper.flow(found, plain if number else strong, element.add("P"), x=_WINDOW_X)


def opening(paper: Paper, element: Element, place_and_date: str, reference: str) -> None:
    """The date at the right, the shop's reference at the left of the same line."""
    baseline = min(_HEIGHT - _DATE_TOP, paper.y - DATE.leading)
    paper.words(EDGE, baseline, _line(reference, QUIET_LINE), QUIET_LINE, element.add("P"))
    paper.words(_WINDOW_X, baseline, _line(place_and_date, DATE), DATE, element.add("P"))
    paper.y = baseline - (_BODY_TOP - _DATE_TOP)


def mark(paper: Paper, element: Element, text: str) -> None:
    """A warning to whoever is about to send it, above the date."""
    paper.y = _HEIGHT - _MARK_TOP
    paper.paragraph(text, _MARK, element.add("P"), x=EDGE, room=74 * MM)


def subject(paper: Paper, element: Element, text: str, look: LetterLook) -> None:
    """« Objet : … »."""
    paper.paragraph(text, look.subject, element.add("H1"), x=EDGE, room=ROOM)
    paper.y -= look.gap + 3


def heading(paper: Paper, element: Element, text: str, look: LetterLook) -> None:
    """A few bold words above what they announce, never alone at the foot of a page."""
    if paper.room() < 4 * look.leading:
        paper.new_page()
    style = Style(fonts.SEMIBOLD, look.size, look.leading, ACCENT)
    paper.y -= look.gap * 0.3
    paper.paragraph(text, style, element.add("H2"), x=EDGE, room=_RUN)
    paper.y -= look.gap * 0.2


def paragraph(paper: Paper, element: Element, text: str, look: LetterLook) -> None:
    """One paragraph of the body; where it no longer fits, it goes on over the page."""
    paper.paragraph(text, look.body, element.add("P"), x=EDGE, room=_RUN)
    paper.y -= look.gap


def items(paper: Paper, element: Element, texts: Sequence[str], look: LetterLook) -> None:
    """A list with dashes, as one writes it by hand."""
    listing = element.add("L")
    for text in texts:
        item = listing.add("LI")
        lines = len(break_lines(text, look.body, _RUN - 20))
        if paper.room() < look.leading * (lines if lines <= _SHORT + 1 else 1):
            paper.new_page()
        dash = look.body.in_colour(ACCENT)
        paper.words(EDGE + 8, paper.y - look.size, _line("–", dash), dash, item.add("Lbl"))
        paper.paragraph(text, look.body, item.add("LBody"), x=EDGE + 20, room=_RUN - 20)
        paper.y -= look.gap * 0.35
    paper.y -= look.gap * 0.65


def keep_together(paper: Paper, text: str, look: LetterLook, *, after: float = 0.0) -> None:
    """Begin a short paragraph on the next page rather than leave one line of it behind, or the whole of any
    where what belongs `after` it (in points) would go on alone: a page with rights only is thrown away."""
    lines = len(break_lines(text, look.body, _RUN))
    if (lines <= _SHORT or after) and paper.room() < lines * look.leading + after:
        paper.new_page()


def closing_height(notes: Sequence[str], look: LetterLook, *, enclosed: bool = False) -> float:
    """Points that the close, the name, the panel with `notes` and « P. j. » take, with their air."""
    signed = look.pen + 3 * look.leading + 2 * look.gap + QUIET_LINE.leading
    signed += look.gap + QUIET_LINE.leading if enclosed else 0.0
    return signed + (_panel_height(_panel_lines(notes, look), look) + _AIR if notes else 0.0)


def keep_with_signature(paper: Paper, look: LetterLook) -> None:
    """A name never stands alone on a page: the words before it go along."""
    if paper.room() < look.pen + 3 * look.leading + look.gap:
        paper.new_page()


def signature(paper: Paper, element: Element, name: str, role: str, look: LetterLook) -> None:
    """Room for a pen, then who signs, under the window's column."""
    paper.y -= look.pen
    strong = Style(fonts.SEMIBOLD, look.size, look.leading, INK)
    paper.paragraph(name, strong, element.add("P"), x=_WINDOW_X, room=_WINDOW_ROOM)
    if role:
        paper.paragraph(role, QUIET_LINE, element.add("P"), x=_WINDOW_X, room=_WINDOW_ROOM)


def panel(paper: Paper, element: Element, title: str, texts: Sequence[str], look: LetterLook) -> None:
    """A soft panel with what the reader may do next; it stays in one piece."""
    lines = _panel_lines(texts, look)
    height = _panel_height(lines, look)
    if paper.room() < height + _AIR:
        paper.new_page()
    paper.y -= _AIR
    top = paper.y
    paper.shape(lambda canvas: _box(canvas, top - height, height))
    paper.y -= 9
    paper.paragraph(title, look.note_title, element.add("H2"), x=EDGE + 12, room=ROOM - 24)
    for broken in lines:
        paper.y -= 3
        paper.flow(broken, look.note, element.add("P"), x=EDGE + 12)
    paper.y = top - height


def _panel_lines(texts: Sequence[str], look: LetterLook) -> list[tuple[Line, ...]]:
    return [break_lines(text, look.note, ROOM - 24) for text in texts]


def _panel_height(lines: Sequence[Sequence[Line]], look: LetterLook) -> float:
    return look.note.leading * (1 + sum(map(len, lines))) + 18 + 3 * len(lines)


def enclosure(paper: Paper, element: Element, text: str, look: LetterLook) -> None:
    """« P. j. : … »."""
    paper.y -= look.gap
    paper.paragraph(text, QUIET_LINE, element.add("P"), x=EDGE, room=ROOM)


def _line(text: str, style: Style) -> Line:
    drawn = fonts.typeset(text)
    return Line(drawn, style.width(drawn))


def _stroke(canvas: Canvas, top: float) -> None:
    """A short stroke of the shop's colour above its name."""
    canvas.setFillColor(HexColor(ACCENT))
    canvas.rect(EDGE, top + 5, 26, 2.4, stroke=0, fill=1)


def _box(canvas: Canvas, bottom: float, height: float) -> None:
    canvas.setFillColor(HexColor(SOFT))
    canvas.setStrokeColor(HexColor(HAIR))
    canvas.roundRect(EDGE, bottom, ROOM, height, 5, stroke=0, fill=1)

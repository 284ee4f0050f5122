"""Embedded fonts: which face draws which character, how wide it is, what a reader copies back.

Inter draws what it can, DejaVu Sans most other scripts, Noto Emoji the rest. A character that no
face holds, or that would work unseen (controls, reading-order overrides), is written out as
`[U+0007]`: nothing disappears. Typographic characters put by `display` are drawn under private
codes whose text layer is the plain character, so that searching and copying give what was typed.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont as OutlineFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from gdpr_desk import assets
from gdpr_desk.documents.typography import APOSTROPHE, HYPHEN, NARROW, NO_BREAK, display

REGULAR = "Inter-Regular"
MEDIUM = "Inter-Medium"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"
DISPLAY = "InterDisplay-SemiBold"
_FALLBACKS = ("DejaVuSans", "NotoEmoji-Regular")
_PICTURES_FROM = 0x1F000

_PRIVATE = 0x10FF00
_DRAWN_AS: dict[int, tuple[str, str]] = {
    _PRIVATE + 0: (APOSTROPHE, "'"),
    _PRIVATE + 1: (HYPHEN, "-"),
    _PRIVATE + 2: ("\u1d49", "e"),
    _PRIVATE + 3: ("\u02b3", "r"),
    _PRIVATE + 4: (NO_BREAK, " "),
    _PRIVATE + 5: (NARROW, " "),
}
"""Private code: the character whose shape is drawn, the character that is copied."""
_PRIVATE_OF = {shape: chr(code) for code, (shape, _) in _DRAWN_AS.items()}
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f")
"""Joiners, marks and selectors without a shape: left out when drawing, ignored when comparing."""

_LINE_ENDS = {0x2028: "\n", 0x2029: "\n"}


class EmbeddedFont(TTFont):  # type: ignore[misc]  # ReportLab carries no types
    """A TrueType face with the private codes added and a text layer readers can trust."""

    def __init__(self, name: str) -> None:
        super().__init__(name, str(assets.path(f"fonts/{name}.ttf")), asciiReadable=True)
        face = self.face
        for code, (shape, _) in _DRAWN_AS.items():
            glyph = face.charToGlyph.get(ord(shape))
            if glyph is not None:
                face.charToGlyph[code] = glyph
                face.charWidths[code] = face.getCharWidth(ord(shape))

    def addObjects(self, doc: object) -> None:
        """Write the font objects, then replace ReportLab's map from codes to text."""
        state = self.state[doc]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict  # type: ignore[attr-defined]
        for number, subset in enumerate(state.subsets):
            name = f"{state.internalName}+{number}"
            stream = doc.idToObject[fonts[name].ToUnicode.name]  # type: ignore[attr-defined]
            stream.content = _text_layer(fonts[name].BaseFont, subset)


def _text_layer(name: str, subset: list[int]) -> str:
    """The ToUnicode map: no entry for unused codes, UTF-16 beyond the first plane."""
    entries = []
    for index, code in enumerate(subset):
        if code and (code != 32 or index == 32):
            copied = _DRAWN_AS[code][1] if code in _DRAWN_AS else chr(code)
            entries.append(f"<{index:02X}> <{copied.encode('utf-16-be').hex().upper()}>")
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


@cache
def face(name: str) -> EmbeddedFont:
    """The face `name`, read once and made known to ReportLab."""
    font = EmbeddedFont(name)
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=4096)
def face_of(char: str, wanted: str) -> str | None:
    """The first face that holds `char`, beginning with `wanted`; None where there is none."""
    others = _FALLBACKS if ord(char) < _PICTURES_FROM else _FALLBACKS[::-1]
    return next((name for name in (wanted, *others) if ord(char) in face(name).face.charToGlyph), None)


@cache
def outline(text: str, name: str) -> tuple[tuple[str, tuple[tuple[float, float], ...]], ...]:
    """The shape of `text` in thousandths of the size: (`moveTo` | `lineTo` | `curveTo` | `close`, points)."""
    source = OutlineFont(assets.path(f"fonts/{name}.ttf"), lazy=True)
    glyphs, codes, scale = source.getGlyphSet(), source.getBestCmap(), 1000 / source["head"].unitsPerEm
    pen = _CubicPen(glyphs)
    for char in text:
        glyph = glyphs[codes[ord(char)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, scale, pen.advance, 0)))
        pen.advance += glyph.width * scale
    return tuple(pen.drawn)


class _CubicPen(BasePen):  # type: ignore[misc]  # fontTools carries no types
    """Notes what is drawn, with TrueType's quadratic curves raised to cubic ones."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.advance = 0.0
        self.drawn: list[tuple[str, tuple[tuple[float, float], ...]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.drawn.append(("moveTo", (pt,)))

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.drawn.append(("lineTo", (pt,)))

    def _curveToOne(
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self.drawn.append(("curveTo", (pt1, pt2, pt3)))

    def _closePath(self) -> None:
        self.drawn.append(("close", ()))


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    """`char` as it is drawn: itself, a space, nothing, or its code in brackets."""
    if char in " \n" or char in _INVISIBLE:
        return "" if char in _INVISIBLE else char
    if char in "\t\u2003\u2002\u2009\u3000":
        return " "
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    if hidden or face_of(char, REGULAR) is None:
        return f"[U+{ord(char):04X}]"
    return char


def visible(text: str) -> str:
    """`text` with every character that cannot be drawn written out as `[U+0007]`."""
    return "".join(map(_shown, _composed(text)))


def replaced(text: str) -> tuple[str, ...]:
    """The characters of `text` that `visible` has to write out, each once, in order."""
    return tuple(dict.fromkeys(char for char in _composed(text) if _shown(char).startswith("[U+")))


def _composed(text: str) -> str:
    """One kind of line end, letters and accents joined: the same text in the form the faces hold."""
    joined = unicodedata.normalize("NFC", text)
    return joined.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """`visible(text)` with French typography under private codes; nothing is put in or taken out."""
    plain = visible(text)
    drawn: list[str] = []
    at = 0
    for char in display(plain):
        if at < len(plain) and plain[at] == char:
            drawn.append(char)
        elif at < len(plain) and _twin(char) == plain[at]:
            drawn.append(_PRIVATE_OF[char])
        elif at < len(plain) and plain[at] == "\u00a0" and char.isspace():
            drawn.append(plain[at])  # a no-break space that was typed, where `display` has a thin one
        else:
            continue  # a space that `display` would add: paper shows what was typed
        at += 1
    return "".join(drawn)


def _twin(shape: str) -> str:
    code = _PRIVATE_OF.get(shape)
    return _DRAWN_AS[ord(code)][1] if code else ""


def copied(drawn: str) -> str:
    """What a reader copies of `drawn`."""
    return "".join(_DRAWN_AS[ord(c)][1] if ord(c) in _DRAWN_AS else c for c in drawn)


@lru_cache(maxsize=65536)
def char_width(char: str, wanted: str) -> float:
    """Width of `char` in its own face, in thousandths of the size."""
    return float(face(face_of(char, wanted) or REGULAR).face.getCharWidth(ord(char)))


@lru_cache(maxsize=16384)
def width(text: str, wanted: str, size: float) -> float:
    """Width of `text` in points."""
    return sum(char_width(char, wanted) for char in text) * size / 1000


def runs(text: str, wanted: str) -> list[tuple[str, str]]:
    """`text` cut into (face, characters), each run drawable with one face."""
    found: list[tuple[str, str]] = []
    for char in text:
        name = face_of(char, wanted) or REGULAR
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + char)
        else:
            found.append((name, char))
    return found

"""A page of a PDF, or a picture, as pixels of bounded size, or its words; only in the confined process.

What comes out holds pixels and nothing else: no place, no device, no second image.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from gdpr_desk.intake.kinds import PICTURES, Kind, kind_of

MOST_PIXELS = 50_000_000
MOST_SIDE = 3000
MOST_PAGES = 10_000
PAGES_READ = 5
MOST_WORDS = 50_000
"""Characters."""
_FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP")
_BLURRED_TO = 24
"""Pixels that the longer side of a blurred picture is worth: shapes, no letter and no face."""
_POINTS = 72


class NotDrawn(Exception):
    """There is no preview; the one argument is the key of the sentence."""


def draw(content: bytes, look: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What was drawn (page, pages, width, height) and its PNG. Raises NotDrawn."""
    picture, told = _drawn(content, look)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return told, out.getvalue()


def rows(content: bytes, look: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The same as rows of pixels: blue, green, red and an opaque fourth byte each. Raises NotDrawn."""
    picture, told = _drawn(content, look)
    return told, picture.convert("RGBA").tobytes("raw", "BGRA")


def _drawn(content: bytes, look: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    kind = kind_of(content)
    box = look.get("box")
    side = min(MOST_SIDE, max(16, int(max(box) if box else look["side"])))
    page, pages = int(look["page"]), 1
    if kind is Kind.PDF:
        picture, pages = _page(content, page, side)
    elif kind in PICTURES:
        picture = _picture(content, side)
    else:
        raise NotDrawn("no_preview_heic" if kind is Kind.HEIC else "no_preview_kind")
    picture = _looked_at(picture, look)
    if box:
        picture = _fitted(picture, min(int(box[0]), MOST_SIDE), min(int(box[1]), MOST_SIDE))
    return picture, {"page": page, "pages": pages, "width": picture.width, "height": picture.height}


def words(content: bytes) -> str:
    """What the first pages of a PDF say, as far as they hold text; "" for a scan. Raises NotDrawn."""
    import pypdfium2 as pdfium

    if kind_of(content) is not Kind.PDF:
        raise NotDrawn("no_preview_kind")
    document = _opened(content)
    try:
        pages = (document[number].get_textpage() for number in range(min(len(document), PAGES_READ)))
        return "\n\n".join(page.get_text_bounded() for page in pages)[:MOST_WORDS]
    except pdfium.PdfiumError as problem:
        raise NotDrawn("no_preview_damaged") from problem


def _opened(content: bytes) -> Any:
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as problem:
        locked = "password" in str(problem).lower() or "security" in str(problem).lower()
        raise NotDrawn("no_preview_locked" if locked else "no_preview_damaged") from problem


def _page(content: bytes, number: int, side: int) -> tuple[Any, int]:
    import pypdfium2 as pdfium

    document = _opened(content)
    pages = min(len(document), MOST_PAGES)
    if not 0 <= number < pages:
        raise NotDrawn("no_preview_damaged")
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(side / max(width, height, 1.0), 300 / _POINTS)
        if width * scale < 1 or height * scale < 1:
            raise NotDrawn("no_preview_damaged")
        bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
        return bitmap.to_pil().convert("RGB"), pages
    except pdfium.PdfiumError as problem:
        raise NotDrawn("no_preview_damaged") from problem


def _picture(content: bytes, side: int) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, before a pixel is decoded
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise NotDrawn("no_preview_too_large")
        picture.draft("RGB", (side, side))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        return _on_white(turned, side)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError) as problem:
        raise NotDrawn("no_preview_damaged") from problem


def _on_white(picture: Any, side: int) -> Any:
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        low, high = picture.getextrema()
        span = (high - low) or 1
        picture = picture.point(lambda value: (value - low) * (255 / span)).convert("L")
    if picture.mode in {"P", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((side, side), reducing_gap=2.0)
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _looked_at(picture: Any, look: Mapping[str, Any]) -> Any:
    from PIL import Image, ImageOps

    turn = int(look["turn"]) % 360
    if turn:
        picture = picture.rotate(-turn, expand=True)
    if look["blur"]:
        whole = picture.size
        small = max(1, max(whole) // _BLURRED_TO)
        picture = picture.reduce(small) if small > 1 else picture.resize((1, 1))
        picture = picture.resize(whole, Image.Resampling.BICUBIC)
    if look["greyscale"]:
        picture = ImageOps.grayscale(picture).convert("RGB")
    if look["watermark"]:
        picture = _marked(picture, str(look["watermark"])[:200], str(look["font"]))
    return picture


def _fitted(picture: Any, width: int, height: int) -> Any:
    from PIL import Image

    scale = min(width / picture.width, height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def _marked(picture: Any, words: str, font_file: str) -> Any:
    """The words written across it again and again, from below to above, so that none can be cut away."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    longer = max(picture.size)
    font = ImageFont.truetype(font_file, max(12, longer // 32))
    left, top, right, bottom = font.getbbox(words)
    step_x, step_y = int(right - left) + longer // 12, int(bottom - top) + longer // 9
    cover = Image.new("L", (longer * 2, longer * 2), 0)
    pen = ImageDraw.Draw(cover)
    for row, y in enumerate(range(0, longer * 2, max(1, step_y))):
        for x in range(-(row % 2) * step_x // 2, longer * 2, max(1, step_x)):
            pen.text((x, y), words, fill=120, font=font)
    cover = cover.rotate(30, Image.Resampling.BICUBIC)
    corner = ((cover.width - picture.width) // 2, (cover.height - picture.height) // 2)
    cover = cover.crop((*corner, corner[0] + picture.width, corner[1] + picture.height))
    edge = ImageChops.offset(cover, max(1, longer // 700))  # seen on dark ground too
    picture = Image.composite(Image.new("RGB", picture.size, "white"), picture, edge)
    return Image.composite(Image.new("RGB", picture.size, (150, 20, 20)), picture, cover)

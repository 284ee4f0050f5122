"""What a file is, told by its first bytes; neither its name nor what the sender declared counts."""

from __future__ import annotations

import re
from enum import StrEnum

_LOOKED_AT = 8192


class Kind(StrEnum):
    """The sorts of files that intake tells apart."""

    EMAIL = "email"
    MAILBOX = "mailbox"
    OUTLOOK = "outlook"
    TNEF = "tnef"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    WEBP = "webp"
    HEIC = "heic"
    OTHER_PICTURE = "other_picture"
    SVG = "svg"
    HTML = "html"
    TEXT = "text"
    OFFICE = "office"
    ARCHIVE = "archive"
    PROGRAM = "program"
    SOUND_OR_FILM = "sound_or_film"
    CALENDAR = "calendar"
    CONTACT = "contact"
    EMPTY = "empty"
    UNKNOWN = "unknown"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.TIFF, Kind.BMP, Kind.WEBP})
"""Pictures that can be drawn."""
DRAWN = PICTURES | {Kind.PDF}
"""What has a preview."""
MESSAGES = frozenset({Kind.EMAIL, Kind.MAILBOX, Kind.OUTLOOK})

WORDS = {
    Kind.EMAIL: "e-mail",
    Kind.MAILBOX: "boîte d’e-mails",
    Kind.OUTLOOK: "e-mail ou élément Outlook",
    Kind.TNEF: "enveloppe Outlook (winmail.dat)",
    Kind.PDF: "document PDF",
    Kind.JPEG: "photo JPEG",
    Kind.PNG: "image PNG",
    Kind.GIF: "image GIF",
    Kind.TIFF: "image TIFF",
    Kind.BMP: "image BMP",
    Kind.WEBP: "image WebP",
    Kind.HEIC: "photo HEIC",
    Kind.OTHER_PICTURE: "image d’un format rare",
    Kind.SVG: "dessin SVG",
    Kind.HTML: "page web",
    Kind.TEXT: "texte",
    Kind.OFFICE: "document bureautique",
    Kind.ARCHIVE: "archive compressée",
    Kind.PROGRAM: "programme",
    Kind.SOUND_OR_FILM: "son ou vidéo",
    Kind.CALENDAR: "rendez-vous",
    Kind.CONTACT: "carte de visite",
    Kind.EMPTY: "fichier vide",
    Kind.UNKNOWN: "fichier d’une sorte inconnue",
}

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"BM", Kind.BMP),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", Kind.PROGRAM),
    (b"#!", Kind.PROGRAM),
    (b"PK\x05\x06", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\0", Kind.ARCHIVE),
    (b"{\\rtf", Kind.OFFICE),
    (b"\0\0\0\x0cjP  \r\n", Kind.OTHER_PICTURE),
    (b"\xff\x4f\xff\x51", Kind.OTHER_PICTURE),
    (b"8BPS", Kind.OTHER_PICTURE),
    (b"icns", Kind.OTHER_PICTURE),
    (b"DDS ", Kind.OTHER_PICTURE),
    (b"BLP", Kind.OTHER_PICTURE),
    (b"\x01\xda", Kind.OTHER_PICTURE),
    (b"ID3", Kind.SOUND_OR_FILM),
    (b"OggS", Kind.SOUND_OR_FILM),
    (b"fLaC", Kind.SOUND_OR_FILM),
    (b"\x1a\x45\xdf\xa3", Kind.SOUND_OR_FILM),
    (b"BEGIN:VCALENDAR", Kind.CALENDAR),
    (b"BEGIN:VCARD", Kind.CONTACT),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_STREAM = "__properties_version1.0".encode("utf-16-le")
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"_rels/.rels", b"word/", b"xl/")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_KNOWN_HEADER = re.compile(
    rb"(?im)^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|reply-to"
    rb"|delivered-to|sender|in-reply-to|references|content-transfer-encoding|x-[!-9;-~]{1,60})[ \t]*:"
)
_MAILBOX_LINE = re.compile(rb">?From [^\r\n]{1,998}\r?\n")
_HTML = re.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|meta|script|table|div|p|br)\b")
_SVG = re.compile(rb"(?i)<svg\b")
_BLANK = b" \t\r\n"


def kind_of(content: bytes) -> Kind:
    """The sort of a file, from its content alone."""
    if not content:
        return Kind.EMPTY
    head = content[:_LOOKED_AT]
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(_OLE):
        return Kind.OUTLOOK if _OUTLOOK_STREAM in content else Kind.OFFICE
    if head.startswith(b"PK\x03\x04"):
        return Kind.OFFICE if any(part in content for part in _OFFICE_PARTS) else Kind.ARCHIVE
    return _kind_of_media(head) or _kind_of_text(head)


def _kind_of_media(head: bytes) -> Kind | None:
    """Pictures, sound and film in an envelope that names what is in it after some bytes."""
    if head.startswith(b"RIFF"):
        return Kind.WEBP if head[8:12] == b"WEBP" else Kind.SOUND_OR_FILM
    if head[4:8] == b"ftyp":
        return Kind.HEIC if head[8:12] in _HEIC_BRANDS else Kind.SOUND_OR_FILM
    return None


def _kind_of_text(head: bytes) -> Kind:
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _MAILBOX_LINE.match(head) and _is_email(head.split(b"\n", 1)[1]):
        return Kind.MAILBOX
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if _is_email(head):
        return Kind.EMAIL
    page, drawing = _HTML.search(head[:1024]), _SVG.search(head)
    if page and not (drawing and drawing.start() < page.start()):
        return Kind.HTML
    if drawing:
        return Kind.SVG
    return Kind.TEXT if _reads_as_text(head) else Kind.UNKNOWN


def _is_email(head: bytes) -> bool:
    """The first line is a header, and one of the first headers is a header of mail."""
    start = head.lstrip(_BLANK)
    top = re.split(rb"\r?\n\r?\n|\r\r", start, maxsplit=1)[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return bool(_HEADER.match(top)) and bool(_KNOWN_HEADER.search(top)) and top.count(0) < 3


def _reads_as_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    strange = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return strange * 200 < len(head)

"""One Outlook item (.msg, MS-OXMSG), read through python-oxmsg; runs only in the confined process."""

from __future__ import annotations

import io
import struct

from olefile import OleFileIO
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from gdpr_desk.intake.found import Found, FoundPart, Refused, marker
from gdpr_desk.intake.headers import decoded
from gdpr_desk.intake.html_text import html_to_text
from gdpr_desk.intake.inside import MOST_INSIDE, add_messages, add_part
from gdpr_desk.intake.mail import MOST_HTML, mixes_letters, read_envelope
from gdpr_desk.intake.mime import read_structure

MOST_STREAMS = 20_000
_TOP_HEADER, _INSIDE_HEADER, _ATTACHMENT_HEADER = 32, 24, 8
_CLASS, _SUBJECT, _HEADERS, _MESSAGE_ID = 0x001A, 0x0037, 0x007D, 0x1035
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_SENDER_NAME, _SENDER_KIND = 0x0C1A, 0x0C1E
_SENDER_SMTP = (0x5D01, 0x5D02, 0x5D0A)
_SENDER_ADDRESSES = (0x0C1F, 0x0065)
_SENT, _DELIVERED = 0x0039, 0x0E06
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _TYPE, _DATA = 0x3707, 0x3704, 0x3001, 0x370E, 0x3701
_BODY_CODEPAGE, _CODEPAGE, _LOCALE = 0x3FDE, 0x3FFD, 0x3FF1
_LANGUAGES = {
    0x01: "cp1256",
    0x05: "cp1250",
    0x08: "cp1253",
    0x0D: "cp1255",
    0x0E: "cp1250",
    0x11: "cp932",
    0x15: "cp1250",
    0x19: "cp1251",
    0x1F: "cp1254",
    0x22: "cp1251",
}
"""What Windows writes in, by the language of the item, where it does not say its code page."""
_EASTERN = ("cp932", "cp936", "cp949", "cp950")


def read_outlook(content: bytes, depth: int = 0) -> Found:
    """What one Outlook item says and carries, `depth` messages deep in another. Raises Refused."""
    try:
        with OleFileIO(io.BytesIO(content)) as ole:
            if len(ole.direntries) > MOST_STREAMS:
                raise Refused("too_many_parts")
            storage = Storage.from_ole(ole)
    except (OSError, struct.error, ValueError, IndexError, RecursionError, AttributeError) as problem:
        raise Refused("damaged") from problem
    return _read_item(_Item(storage, _TOP_HEADER), depth)


def _read_item(item: _Item, depth: int) -> Found:
    found = Found(depth=depth)
    _read_envelope(found, item)
    _read_content(found, item)
    top = (
        item.text(_HEADERS).strip() or f"From: {found.sender_name} <{found.sender}>\nSubject: {found.subject}"
    )
    kept = "\n\n".join((top, *found.texts)).encode("utf-8", "replace")
    found.skeleton = kept + b"\r\n" + b"".join(marker(part.content) for part in found.parts)
    return found


class _Item:
    """One message or attachment: its texts, in whatever charset they are, its bytes and its instants."""

    def __init__(self, storage: Storage, header: int, charset: str = "") -> None:
        self.storage = storage
        self._streams = {stream.name.upper(): stream.bytes_ for stream in storage.streams}
        self.properties = Properties(storage, header)
        self.charset = self._codepage(_BODY_CODEPAGE) or self._codepage(_CODEPAGE) or charset or "cp1252"
        eastern = self.charset if self.charset in _EASTERN else ""
        self.field_charset = self._codepage(_CODEPAGE) or self._language() or eastern or "cp1252"

    def has(self, pid: int) -> bool:
        """Whether the text is there at all, be it blank."""
        return any(f"__SUBSTG1.0_{pid:04X}001{kind}" in self._streams for kind in "EF")

    def text(self, pid: int) -> str:
        wide = self._streams.get(f"__SUBSTG1.0_{pid:04X}001F")
        if wide is not None:
            return decoded(wide, "utf-16-le").rstrip("\0")
        charset = self.charset if pid in (_BODY, _HTML) else self.field_charset
        return decoded(self._streams.get(f"__SUBSTG1.0_{pid:04X}001E", b""), charset).rstrip("\0")

    def content(self, pid: int) -> bytes:
        return self._streams.get(f"__SUBSTG1.0_{pid:04X}0102", b"")

    def inside(self) -> Storage | None:
        """The message that an attachment is."""
        name = f"__SUBSTG1.0_{_DATA:04X}000D"
        return next((one for one in self.storage.storages if one.name.upper() == name), None)

    @property
    def is_message(self) -> bool:
        """Whether it has the properties of one at all."""
        return "__PROPERTIES_VERSION1.0" in self._streams

    def _codepage(self, pid: int) -> str:
        try:
            number = self._number(pid)
            return encoding_from_codepage(number).replace("windows-", "cp") if number else ""
        except (UnrecognizedCodePageError, UnsupportedEncodingError):
            return ""

    def _language(self) -> str:
        return _LANGUAGES.get(self._number(_LOCALE) & 0x3FF, "")

    def _number(self, pid: int) -> int:
        try:
            return self.properties.int_prop_value(pid) or 0
        except (ValueError, KeyError, LookupError, struct.error, AttributeError):
            return 0


def _read_envelope(found: Found, item: _Item) -> None:
    headers = item.text(_HEADERS)
    title, _, rest = headers.partition("\n")
    headers = headers if ":" in title else rest  # « Microsoft Mail Internet Headers Version 2.0 »
    if headers:
        read_envelope(found, read_structure(headers[:1_000_000].encode("utf-8", "replace") + b"\n\n"))
    if not found.sender:
        named = [item.text(pid) for pid in _SENDER_SMTP]
        if item.text(_SENDER_KIND).upper() != "EX":
            named += [item.text(pid) for pid in _SENDER_ADDRESSES]
        found.sender = next((one.strip() for one in named if "@" in one), "")
    if not found.sender_name:
        name = item.text(_SENDER_NAME).strip()
        found.sender_name = "" if name == found.sender else name
        if mixes_letters(found.sender_name):
            found.remarks.append("mixed_letters")
    found.subject = found.subject or item.text(_SUBJECT)
    found.message_id = found.message_id or item.text(_MESSAGE_ID)
    _read_instants(found, item)
    kind = item.text(_CLASS).upper()
    if kind.startswith("REPORT."):
        found.remarks.append("automatic")
    elif not kind.startswith("IPM.NOTE"):
        found.remarks.append("not_a_mail")


def _read_instants(found: Found, item: _Item) -> None:
    for pid, field in ((_SENT, "sent_at"), (_DELIVERED, "received_at")):
        if getattr(found, field) is None:
            try:
                setattr(found, field, item.properties.date_prop_value(pid))
            except (ValueError, OverflowError, KeyError, struct.error, AttributeError):
                continue


def _read_content(found: Found, item: _Item) -> None:
    text = item.text(_BODY)
    if not text.strip():
        page = item.content(_HTML)[:MOST_HTML]
        text = html_to_text(decoded(page, item.charset) if page else item.text(_HTML)[:MOST_HTML])
    if text.strip():
        found.texts.append(text)
    elif item.content(_RTF) and not item.has(_BODY):
        found.remarks.append("text_not_read")
    for storage in item.storage.iter_attachment_storages():
        _read_attachment(found, _Item(storage, _ATTACHMENT_HEADER, item.charset))


def _read_attachment(found: Found, item: _Item) -> None:
    inside = item.inside()
    names = (item.text(pid) for pid in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    name = next((one for one in names if one.strip()), "")
    if inside is not None:
        _read_inside(found, _Item(inside, _INSIDE_HEADER, item.charset))
        return
    held = item.content(_DATA)
    if held or name:
        add_part(found, FoundPart(name, item.text(_TYPE).lower(), held))


def _read_inside(found: Found, message: _Item) -> None:
    """A message that lies in this one; an object of another program is not opened."""
    if not message.is_message:
        found.remarks.append("inside_not_read")
        return
    if found.depth >= MOST_INSIDE:
        raise Refused("too_deep")
    read = _read_item(message, found.depth + 1)
    found.remarks += ["inside_not_read"] if "text_not_read" in read.remarks else []
    add_messages(found, FoundPart("", "application/vnd.ms-outlook", b""), [read])

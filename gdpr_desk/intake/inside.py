"""What a message carries: a message attached to it is opened like any other, as deep as real mail goes.

It is kept without what it carries in turn, as the outer one is; what cannot be opened is kept whole and
said to be unread, since it may hold anything. Runs only in the confined process.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from gdpr_desk.intake.found import MOST_PARTS, Found, FoundPart
from gdpr_desk.intake.kinds import DRAWN, MESSAGES, Kind, kind_of
from gdpr_desk.intake.mbox import pieces
from gdpr_desk.intake.tnef import TnefBroken, read_tnef

MOST_INSIDE = 6
"""Messages in messages in messages."""
_MAILS = {"message/rfc822", "message/global", "message/news", "message/partial"}
_LIKE_TEXT = {Kind.TEXT, Kind.HTML, Kind.UNKNOWN}
_REPORTS = {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"}
"""What a server adds to a mail that it returns: fields, and no letter."""
_SIGNED_SHUT = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_BESIDE = "reste du message"
"""What is called so has no name, and nobody meant to attach it."""
_OF_ALL = {"beside", "cut_short", "text_cut", "tnef_not_opened", "inside_not_read"}
"""Remarks on a message inside that count for the whole; the others are about who wrote it."""


def add_part(found: Found, part: FoundPart, depth: int = 0) -> bytes:
    """Add what a message carries, opened where it is a message; the bytes that are kept in its place.

    `depth` counts envelopes in envelopes, beside the messages that `found` lies in.
    """
    kind = kind_of(part.content)
    depth = max(depth, found.depth) + 1
    if kind is Kind.TNEF:
        return _add_envelope(found, part, depth)
    if part.declared in _SIGNED_SHUT:
        return _add_unread(found, part, "inside_not_read")
    if not _is_message(part, kind):
        found.parts.append(part)
        return part.content
    messages = _opened(part.content, kind, depth)
    carried = [one for message in messages for one in message.parts]
    if not messages or len(found.parts) + len(carried) >= MOST_PARTS:
        return _add_unread(found, part, "inside_not_read")
    if part.declared in _REPORTS and not carried:
        found.parts.append(part)
        return part.content
    return add_messages(found, part, messages)


def add_messages(found: Found, part: FoundPart, messages: Sequence[Found]) -> bytes:
    """Add messages that `part` holds: they stay in it without their parts, which are added beside it."""
    part.name = part.name or f"{messages[0].subject or 'message'}.eml"
    part.content = b"".join(one.skeleton for one in messages)
    found.parts.append(part)
    found.remarks += ["message_inside"] if any(one.texts for one in messages) else []
    for one in messages:
        found.parts += one.parts
        found.inside += [one, *one.inside]
        found.remarks += [remark for remark in one.remarks if remark in _OF_ALL]
        one.parts, one.inside = [], []
    return part.content


def add_beside(found: Found, content: bytes) -> bytes:
    """Add what stands beside the parts of a mail: a part with a head of its own is read, the rest kept."""
    part = FoundPart(_BESIDE, "", content.lstrip(b"\r\n"))
    found.remarks.append("beside")
    if kind_of(part.content) is Kind.EMAIL:
        return add_part(found, part)
    part.unread = True
    found.parts.append(part)
    return part.content


def add_coded(found: Found, contents: Sequence[bytes]) -> None:
    """Add files that stand in a text without a name; what shows no sort may be anything."""
    for content in contents:
        kind = kind_of(content)
        add_part(found, FoundPart(_BESIDE, "", content, unread=kind not in DRAWN | MESSAGES))
    found.remarks += ["beside"] if contents else []


def _is_message(part: FoundPart, kind: Kind) -> bool:
    said = part.declared in _MAILS or part.name.lower().endswith(".eml")
    return kind in MESSAGES or (said and kind in _LIKE_TEXT)


def _opened(content: bytes, kind: Kind, depth: int) -> list[Found]:
    """The message, or those of a mailbox; none where it cannot be read. Imports late: those import this."""
    from gdpr_desk.intake.mail import read_mail

    if depth > MOST_INSIDE:
        return []
    try:
        if kind is Kind.OUTLOOK:
            from gdpr_desk.intake.outlook import read_outlook

            return [read_outlook(content, depth)]
        if kind is Kind.MAILBOX:
            return [read_mail(one or b"", depth) for one in pieces(io.BytesIO(content))]
        return [read_mail(content, depth)]
    except MemoryError:
        raise
    except Exception:  # any library's way of saying so: the message around it can be read all the same
        return []


def _add_envelope(found: Found, part: FoundPart, depth: int) -> bytes:
    """The files of a « winmail.dat », and its text where the mail has none."""
    try:
        if depth > MOST_INSIDE:
            raise TnefBroken
        text, parts = read_tnef(part.content)
    except TnefBroken:
        return _add_unread(found, part, "tnef_not_opened")
    found.texts += [text] if text and not found.texts else []
    for one in parts:
        add_part(found, one, depth)
    return part.content


def _add_unread(found: Found, part: FoundPart, remark: str) -> bytes:
    part.unread = True
    found.parts.append(part)
    found.remarks.append(remark)
    return part.content

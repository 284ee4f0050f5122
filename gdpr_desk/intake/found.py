"""What the confined process has found in one message, on its way to the program."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gdpr_desk.intake.kinds import PICTURES, kind_of
from gdpr_desk.intake.names import clean_text, misleads, one_line, shown_name

MOST_TEXT = 500_000
MOST_PARTS = 500
LONGEST_SUBJECT = 1000


class Refused(Exception):
    """The message cannot be read; the one argument is the key of the sentence."""


@dataclass
class FoundPart:
    """One attachment: the name and type its sender gave it, and its bytes."""

    name: str
    declared: str
    content: bytes
    inline: bool = False
    unread: bool = False
    """True for what may carry files of its own and was not opened."""

    def told(self) -> dict[str, Any]:
        kind = kind_of(self.content)
        width, height = _size_of_picture(self.content) if kind in PICTURES else (0, 0)
        return {
            "name": shown_name(self.name[:10_000]),
            "misleads": misleads(self.name),
            "declared": one_line(self.declared.lower(), 100),
            "kind": kind.value,
            "inline": self.inline,
            "unread": self.unread,
            "width": width,
            "height": height,
        }


@dataclass
class Found:
    """One message; `skeleton` is its original without what lies in `parts`.

    `inside` are the messages attached to it and to those: what they carry lies in `parts` of the outermost.
    `depth` is how many messages it lies in.
    """

    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    parts: list[FoundPart] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skeleton: bytes = b""
    inside: list[Found] = field(default_factory=list)
    depth: int = 0

    def told(self) -> tuple[dict[str, Any], tuple[bytes, ...]]:
        """As it leaves the process: words as JSON, the skeleton and the parts as bytes. Raises Refused."""
        if len(self.parts) > MOST_PARTS:
            raise Refused("too_many_parts")
        told = self._said(MOST_TEXT)
        room = MOST_TEXT - len(told["text"])
        inside = []
        for one in self.inside:
            inside.append(one._said(room))
            room -= len(inside[-1]["text"])
        if any("text_cut" in one["remarks"] for one in inside) and "text_cut" not in told["remarks"]:
            told["remarks"].append("text_cut")
        told |= {
            "reply_to": one_line(self.reply_to, 320),
            "received_at": _iso(self.received_at),
            "message_id": one_line(self.message_id, 998),
            "in_reply_to": one_line(self.in_reply_to, 998),
            "references": [one_line(one, 998) for one in self.references[:50]],
            "parts": [part.told() for part in self.parts],
            "inside": inside,
        }
        return told, (self.skeleton, *(part.content for part in self.parts))

    def _said(self, room: int) -> dict[str, Any]:
        """Who wrote what and when, the text in so many characters."""
        text = clean_text("\n\n".join(one.strip("\r\n") for one in self.texts if one.strip()))
        subject = " ".join(clean_text(self.subject).split())
        remarks = list(self.remarks)
        remarks += ["text_cut"] if len(text) > room else []
        remarks += ["subject_cut"] if len(subject) > LONGEST_SUBJECT else []
        return {
            "sender": one_line(self.sender, 320),
            "sender_name": one_line(self.sender_name, 300),
            "subject": one_line(subject, LONGEST_SUBJECT),
            "sent_at": _iso(self.sent_at),
            "text": text[:room],
            "remarks": list(dict.fromkeys(remarks)),
        }


def marker(content: bytes) -> bytes:
    """What stands in a skeleton where a part was."""
    seal = hashlib.sha256(content).hexdigest()
    return f"[Pièce gardée à part : {len(content)} octets, SHA-256 {seal}]\r\n".encode()


def without(content: bytes, cuts: Iterable[tuple[int, int, bytes]]) -> bytes:
    """`content` with a marker in the place of each cut (start, end, what was there once decoded)."""
    kept, at = [], 0
    for start, end, held in sorted(cuts, key=lambda cut: cut[0]):
        kept += [content[at:start], marker(held)]
        at = end
    return b"".join([*kept, content[at:]])


def _size_of_picture(content: bytes) -> tuple[int, int]:
    """Width and height as the file says; nothing is decoded."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except Exception:  # any library's way of saying that it is no picture after all
        return 0, 0


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()

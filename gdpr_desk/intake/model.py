"""What intake hands over: messages and their parts, pages as PNG, and what a reader should know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gdpr_desk.intake.kinds import DRAWN, PICTURES, Kind

_ENDINGS = {
    "jpg": {Kind.JPEG},
    "jpeg": {Kind.JPEG},
    "png": {Kind.PNG},
    "gif": {Kind.GIF},
    "tif": {Kind.TIFF},
    "tiff": {Kind.TIFF},
    "bmp": {Kind.BMP},
    "webp": {Kind.WEBP},
    "heic": {Kind.HEIC},
    "pdf": {Kind.PDF},
    "txt": {Kind.TEXT, Kind.EMPTY, Kind.EMAIL},
}
_NEVER_OPENED = {Kind.PROGRAM, Kind.HTML, Kind.SVG}


class Remark(StrEnum):
    """What a reader of a message should know; `REMARKS` has the sentences."""

    SEVERAL_SENDERS = "several_senders"
    REPLY_ELSEWHERE = "reply_elsewhere"
    MIXED_LETTERS = "mixed_letters"
    NO_SENDER = "no_sender"
    CUT_SHORT = "cut_short"
    TEXT_CUT = "text_cut"
    SUBJECT_CUT = "subject_cut"
    TEXT_NOT_READ = "text_not_read"
    MESSAGE_INSIDE = "message_inside"
    INSIDE_NOT_READ = "inside_not_read"
    BESIDE = "beside"
    NOT_A_MAIL = "not_a_mail"
    TNEF_NOT_OPENED = "tnef_not_opened"
    ENVELOPE_ONLY = "envelope_only"
    DOCUMENT_ONLY = "document_only"
    TO_MANY = "to_many"
    AUTOMATIC = "automatic"


REMARKS: Mapping[Remark, str] = {
    Remark.SEVERAL_SENDERS: "Ce message nomme plusieurs expéditeurs : vérifiez qui l’a écrit.",
    Remark.REPLY_ELSEWHERE: "Une réponse irait à une autre adresse que celle de l’expéditeur.",
    Remark.MIXED_LETTERS: "L’expéditeur mêle des lettres de plusieurs alphabets : méfiez-vous.",
    Remark.NO_SENDER: "Ce message ne dit pas qui l’a écrit.",
    Remark.CUT_SHORT: "Ce message s’arrête avant sa fin : il en manque peut-être une partie.",
    Remark.TEXT_CUT: "Le texte est très long : seul son début est montré.",
    Remark.SUBJECT_CUT: "L’objet est très long : seul son début est montré.",
    Remark.TEXT_NOT_READ: "Le texte n’a pas pu être lu. Enregistrez-le au format .eml ou collez le texte.",
    Remark.MESSAGE_INSIDE: "Un autre message est joint à celui-ci ; son texte suit.",
    Remark.INSIDE_NOT_READ: (
        "Ce message contient un message joint qui n’a pas été lu ici : lisez-le dans votre messagerie."
    ),
    Remark.BESIDE: (
        "Ce message contient un reste en dehors de ses parties : il est gardé à part, avec les pièces."
    ),
    Remark.NOT_A_MAIL: "Ce n’est pas un e-mail, mais un rendez-vous, un contact ou une tâche d’Outlook.",
    Remark.TNEF_NOT_OPENED: "Une enveloppe Outlook (winmail.dat) n’a pas pu être ouverte.",
    Remark.ENVELOPE_ONLY: "C’est une enveloppe Outlook (winmail.dat) sans son message.",
    Remark.DOCUMENT_ONLY: "C’est un document, pas un message : dites qui l’a envoyé et quand il est arrivé.",
    Remark.TO_MANY: "Ce message est un envoi en nombre.",
    Remark.AUTOMATIC: "Ce message est une réponse automatique.",
}


@dataclass(frozen=True)
class Part:
    """One attachment. `name` is for the eye only, "" where it has none; `kind` is told by the content,
    `declared` by the sender. `width` and `height` (pixels) are those a picture says it has, or 0. `unread`:
    it may carry files of its own and was not opened."""

    name: str
    kind: Kind
    declared: str
    sha256: str
    content: bytes = field(repr=False)
    inline: bool = False
    misleads: bool = False
    unread: bool = False
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def has_preview(self) -> bool:
        """Whether drawing it is worth a try; the try may fail."""
        return self.kind in DRAWN

    @property
    def lies(self) -> bool:
        """True where the content is another sort of file than the name says, or the name misleads the eye."""
        ending = self.name.rpartition(".")[2].lower()
        expected = _ENDINGS.get(ending)
        if self.misleads or expected is None:
            return self.misleads or (self.kind in _NEVER_OPENED and self.declared.startswith("image/"))
        both_pictures = expected <= PICTURES and self.kind in PICTURES
        return self.kind not in expected and not both_pictures and self.kind is not Kind.UNKNOWN


@dataclass(frozen=True)
class InnerMessage:
    """A message attached to another: who wrote it, when as they say (UTC), and what."""

    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class ParsedMessage:
    """One message or document. Instants are UTC; `received_at` is the topmost Received field's, or Outlook's
    delivery; `sent_at` is what the sender says and starts no time limit. `skeleton` is the original without
    the bytes of `parts`, `sha256` the hash of the whole original. `inside` are the messages attached to it,
    however deep; their files lie in `parts`, and they themselves without these."""

    kind: Kind
    sha256: str
    size: int
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    parts: tuple[Part, ...] = ()
    remarks: tuple[Remark, ...] = ()
    skeleton: bytes = field(default=b"", repr=False)
    inside: tuple[InnerMessage, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for one letter that came twice, by the mailbox and as a file: who, when, what, parts.

        Servers add fields and change line ends, so that `sha256` alone would take them for two.
        """
        seals = sorted(part.sha256 for part in self.parts)
        said = [self.sender.lower(), self.subject, str(self.sent_at), " ".join(self.text.split()), *seals]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True)
class Look:
    """How a page is drawn: the longer side in pixels (16 to 3,000), turned clockwise by degrees of 90,
    without colour, blurred past reading, or with words across it.

    `box`: just as large as fits into that width and height in the end, so that nobody scales it again.
    """

    page: int = 0
    side: int = 1600
    turn: int = 0
    greyscale: bool = False
    blur: bool = False
    watermark: str = ""
    box: tuple[int, int] | None = None


@dataclass(frozen=True)
class Drawn:
    """A page as a PNG; `pages` is how many the document has."""

    png: bytes = field(repr=False)
    page: int
    pages: int
    width: int
    height: int


@dataclass(frozen=True)
class Pixels:
    """A page as rows of pixels, four bytes each: blue, green, red and one that is always 255.

    They lie in one place of this process, which is emptied by `wipe`, or when nobody knows them any more.
    """

    rows: bytearray = field(repr=False)
    page: int
    pages: int
    width: int
    height: int

    def wipe(self) -> None:
        """Overwrite them where they lie."""
        self.rows[:] = bytes(len(self.rows))

    def __del__(self) -> None:
        self.wipe()

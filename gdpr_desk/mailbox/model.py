"""What is fetched from where, within which limits, and how far one has come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from gdpr_desk.errors import InvalidInput

INBOX = "INBOX"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[^\s/:@\[\]\x00-\x1f\x7f]+|[0-9a-fA-F:.]+")


class Security(StrEnum):
    """How the line is encrypted; there is no third way."""

    TLS = "tls"
    STARTTLS = "starttls"

    @property
    def port(self) -> int:
        """The usual port."""
        return 993 if self is Security.TLS else 143


@dataclass(frozen=True)
class MailAccount:
    """One folder of one account.

    `key` is an opaque id, never an address: it names the entry in the keyring. `since`: mails that came
    before that day (give or take one) stay where they are (Art. 5(1)(c)); None for all.
    Raises InvalidInput for what no server can have.
    """

    key: str
    host: str
    user: str
    security: Security = Security.TLS
    port: int = 0
    folder: str = INBOX
    since: date | None = None

    def __post_init__(self) -> None:
        if not self.port:
            object.__setattr__(self, "port", self.security.port)
        if not _HOST.fullmatch(self.host):
            raise _unusable("Le nom du serveur ne convient pas.", "host")
        if not 0 < self.port < 65536:
            raise _unusable("Le numéro de port va de 1 à 65535.", "port")
        if not self.user or _CONTROL.search(self.user):
            raise _unusable("Il manque l’adresse du compte, ou elle contient un caractère interdit.", "user")
        if not self.folder or _CONTROL.search(self.folder):
            raise _unusable("Il manque le nom du dossier, ou il contient un caractère interdit.", "folder")


@dataclass(frozen=True)
class MailSecret:
    """What proves who is asking; its `repr` does not show it."""

    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.value or _CONTROL.search(self.value):
            raise _unusable("Le secret est vide, ou il contient un caractère interdit.", "secret")


@dataclass(frozen=True)
class Place:
    """How far one has come: every mail up to `uid` was handed over or left out by name.

    Numbers count only under their `uid_validity` (RFC 3501, 2.3.1.1). Under another one a fetch starts
    again, and the contents' hashes tell what is there already.
    """

    uid_validity: int
    uid: int


@dataclass(frozen=True)
class FetchedMail:
    """A mail as the server keeps it, byte by byte.

    `internal_date`: when it arrived there, aware, in UTC; None where the server's date is none.
    """

    uid: int
    uid_validity: int
    internal_date: datetime | None
    content: bytes = field(repr=False)

    @property
    def place(self) -> Place:
        """To be stored together with what became of the mail."""
        return Place(self.uid_validity, self.uid)

    @cached_property
    def sha256(self) -> str:
        """Of the content: the same mail under another number has the same."""
        return sha256(self.content).hexdigest()


class WhyLeft(StrEnum):
    """Why a mail stays on the server."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"

    @property
    def sentence(self) -> str:
        """For the person who has to look at it in their webmail."""
        if self is WhyLeft.TOO_LARGE:
            return "Un courriel trop gros est resté dans votre messagerie : ouvrez-le là-bas."
        return "Votre messagerie n’a pas pu donner un courriel : ouvrez-le là-bas."


@dataclass(frozen=True)
class LeftOut:
    """A mail that was not fetched; `size` in bytes as the server says it."""

    uid: int
    uid_validity: int
    why: WhyLeft
    size: int

    @property
    def place(self) -> Place:
        """To be stored together with the notice that it was left out."""
        return Place(self.uid_validity, self.uid)


Arrival = FetchedMail | LeftOut


class Ending(StrEnum):
    """How a run came to its end without a refusal."""

    COMPLETE = "complete"
    BUDGET = "budget"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Progress:
    """`done` of `total` mails of this folder, `received` bytes of content."""

    done: int
    total: int
    received: int


@dataclass(frozen=True)
class Limits:
    """What one run takes from a server: bytes, counts, seconds.

    A line so slow that `pace_s` seconds bring fewer than `pace_bytes`, and no end of the answer, is given
    up. `answer_bytes` counts what is not the content of a mail; `listing_bytes` the same for the list of
    the folder's numbers (four megabytes are half a million mails).
    """

    mail_bytes: int = 50_000_000
    run_bytes: int = 200_000_000
    run_mails: int = 1_000
    answer_bytes: int = 256 * 1024
    answer_lines: int = 2_000
    listing_bytes: int = 4_000_000
    connect_s: float = 15
    pace_s: float = 25
    pace_bytes: int = 25_000
    run_s: float = 1_800


def _unusable(message: str, of: str) -> InvalidInput:
    return InvalidInput(message, remedy="Vérifiez ce champ dans les réglages de la messagerie.", field=of)

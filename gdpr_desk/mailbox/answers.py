"""What a mail server's answers mean (RFC 3501, 7): plain functions over bytes that came in whole.

A stranger wrote them: nothing here recurses, and each function looks at a byte a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, auto

from gdpr_desk.mailbox.refusals import AnswerUnreadable

HIGHEST_UID = 2**32 - 1
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(rb'[ \t]*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))')
_ESCAPED = re.compile(rb"\\(.)")
_VALIDITY = re.compile(rb"\[UIDVALIDITY (\d{1,10})\]", re.IGNORECASE)
_FETCH = re.compile(rb"\* \d{1,10} FETCH \(", re.IGNORECASE)
_SEARCH = re.compile(rb"\* SEARCH\b", re.IGNORECASE)
_LIST = re.compile(rb"\* LIST ", re.IGNORECASE)
_CAPABILITY = re.compile(rb"\* CAPABILITY ", re.IGNORECASE)
_DATE = re.compile(r"([ \d]?\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")

Line = tuple[bytes, ...]
"""One line as it came: text, literal, text, literal, …, text."""


@dataclass(frozen=True)
class Answer:
    """All that came until the tagged line: `status` is OK, NO or BAD, `text` what follows it."""

    status: str
    text: bytes
    lines: tuple[Line, ...]

    @property
    def ok(self) -> bool:
        return self.status == "OK"


class Mark(Enum):
    """A parenthesis, told apart from one that was quoted."""

    OPEN = auto()
    CLOSE = auto()


Word = bytes | Mark | None
"""An atom or string, a parenthesis, or NIL."""


def words(line: Line) -> Iterator[Word]:
    """The words of a line. Raises AnswerUnreadable where it has none."""
    for number, part in enumerate(line):
        if number % 2:
            yield part
            continue
        at = 0
        text = part.rstrip()
        if number + 1 < len(line):
            text = text[: text.rfind(b"{")].rstrip(b"~ \t")
        while at < len(text):
            found = _WORD.match(text, at)
            if found is None:
                raise AnswerUnreadable
            at = found.end()
            yield _word(found)


def _word(found: re.Match[bytes]) -> Word:
    opens, closes, quoted, atom = found.groups()
    if opens is not None:
        return Mark.OPEN
    if closes is not None:
        return Mark.CLOSE
    if quoted is not None:
        return _ESCAPED.sub(rb"\1", quoted)
    return None if atom.upper() == b"NIL" else atom


def fetched(answer: Answer) -> Iterator[dict[str, bytes | None]]:
    """What each FETCH line says, by the name of the item in capitals; lists (flags) are passed over."""
    for line in answer.lines:
        head = _FETCH.match(line[0])
        if head is not None:
            yield _items(words((line[0][head.end() :], *line[1:])))


def _items(told: Iterator[Word]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    name, depth = "", 0
    for word in told:
        if isinstance(word, Mark):
            depth += 1 if word is Mark.OPEN else -1
            if depth < 0:
                return found
            name = name if depth else ""
        elif depth == 0 and not name:
            name = (word or b"").decode("latin-1").upper()
        elif depth == 0:
            found.setdefault(name, word)
            name = ""
    raise AnswerUnreadable  # the parenthesis that ends it never came


def number(told: bytes | None) -> int:
    """A number of the protocol. Raises AnswerUnreadable."""
    if told is None or not told.isdigit() or len(told) > 20:
        raise AnswerUnreadable
    return int(told)


def uids(answer: Answer, after: int) -> list[int]:
    """The numbers that a search found beyond `after`, ascending; what cannot be one is passed over."""
    found: set[int] = set()
    for line in answer.lines:
        head = _SEARCH.match(line[0])
        if head is not None:
            told = line[0][head.end() :].split()
            found.update(int(uid) for uid in told if uid.isdigit() and len(uid) <= 10)
    return sorted(uid for uid in found if after < uid <= HIGHEST_UID)


def uid_validity(answer: Answer) -> int:
    """Under which numbering the folder stands; 0 where it has none."""
    for text in (*(line[0] for line in answer.lines), answer.text):
        found = _VALIDITY.search(text)
        if found is not None:
            return int(found[1])
    return 0


def capabilities(answer: Answer) -> frozenset[str]:
    """What the server says it can do, in capitals."""
    found: set[str] = set()
    for line in answer.lines:
        head = _CAPABILITY.match(line[0])
        if head is not None:
            found.update(line[0][head.end() :].decode("latin-1").upper().split())
    return frozenset(found)


def folder_names(answer: Answer) -> list[bytes]:
    """The names of the folders that can be opened, as the server writes them."""
    return [name for line in answer.lines if (name := _listed(line)) is not None]


def _listed(line: Line) -> bytes | None:
    head = _LIST.match(line[0])
    if head is None:
        return None
    told = list(words((line[0][head.end() :], *line[1:])))
    flags = {word.lower() for word in told[:-2] if isinstance(word, bytes)}
    name = told[-1] if told else None
    return name if isinstance(name, bytes) and not flags & {rb"\noselect", rb"\nonexistent"} else None


def instant(told: bytes | None) -> datetime | None:
    """When a mail arrived, aware, in UTC; None for what is no date."""
    found = _DATE.fullmatch((told or b"").decode("latin-1"))
    if found is None or found[2].title() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    ahead = timedelta(hours=int(found[8]), minutes=int(found[9]))
    try:
        zone = timezone(-ahead if found[7] == "-" else ahead)
        when = datetime(
            year, _MONTHS.index(found[2].title()) + 1, day, hour, minute, min(second, 59), tzinfo=zone
        )
        return when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def ranges(numbers: Sequence[int]) -> bytes:
    """Ascending numbers as the protocol writes a set: `1:3,7`."""
    found: list[list[int]] = []
    for uid in numbers:
        if found and uid == found[-1][1] + 1:
            found[-1][1] = uid
        else:
            found.append([uid, uid])
    return ",".join(f"{a}:{b}" if a != b else f"{a}" for a, b in found).encode()


def day_before(day: date) -> bytes:
    """The day before `day`, as a search writes it: servers count days in zones of their own."""
    earlier = day - timedelta(days=1) if day > date.min else day
    return f"{earlier.day}-{_MONTHS[earlier.month - 1]}-{earlier.year:04}".encode()

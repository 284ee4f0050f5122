"""The door: messages read and pages drawn in one confined process, whatever they are.

What that process answers is checked like the file itself: another shape than expected is a refusal, hashes
are taken here, and every word is cleaned once more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from gdpr_desk import assets
from gdpr_desk.confinement.child import Answer, ChildFailed, ConfinedChild, Limits
from gdpr_desk.intake.kinds import Kind, kind_of
from gdpr_desk.intake.mbox import MOST_BYTES
from gdpr_desk.intake.model import Drawn, InnerMessage, Look, ParsedMessage, Part, Pixels, Remark
from gdpr_desk.intake.names import clean_text, one_line, shown_name
from gdpr_desk.intake.originals import Original
from gdpr_desk.intake.refusals import IntakeRefused, key_of_failure, no_preview, refused

SECONDS = 8.0
"""For one message or one page, start of the process included."""
_LIMITS = Limits(
    SECONDS,
    cpu_seconds=7,
    memory=1024 * 1024 * 1024,
    # Nothing that is read grows: what lies in the parts has left the skeleton.
    longest_answer=MOST_BYTES * 2 + 16 * 1024 * 1024,
)
Seen = TypeVar("Seen")
_TASK = "gdpr_desk.intake.desk_inside"
_FONT = "fonts/Inter-SemiBold.ttf"
_PNG = b"\x89PNG\r\n\x1a\n"
_DIRECT_REFUSALS = {
    Kind.EMPTY: "empty",
    Kind.PROGRAM: "program",
    Kind.ARCHIVE: "archive",
    Kind.SVG: "active_page",
    Kind.SOUND_OR_FILM: "sound_or_film",
    Kind.UNKNOWN: "not_a_message",
}


@dataclass(frozen=True)
class Outcome:
    """One original and what became of it: a message, or the reason why it is none."""

    original: Original
    message: ParsedMessage | None = None
    refusal: IntakeRefused | None = None


class Batch:
    """One confined process for many files; what ends it is that file's refusal, and the next gets another.

    Belongs to one thread; `close` may come from another, and ends the file in hand at once.
    """

    def __init__(self, limits: Limits = _LIMITS) -> None:
        self._font = assets.path(_FONT)
        self._child = ConfinedChild(_TASK, limits, [self._font])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def read(self, content: bytes, name: str = "") -> ParsedMessage:
        """One message or document. `name` is for the eye. Raises IntakeRefused."""
        kind = kind_of(content)
        if kind in _DIRECT_REFUSALS:
            raise refused(_DIRECT_REFUSALS[kind])
        if len(content) > MOST_BYTES:
            raise refused("too_large", most_bytes=MOST_BYTES)
        try:
            answer = self._child.ask({"do": "read", "name": name[:1000]}, [content])
            if "refused" in answer.told:
                raise refused(str(answer.told["refused"]))
            return _message(kind, content, answer)
        except ChildFailed as failed:
            raise refused(key_of_failure(failed.why)) from failed
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
            raise refused("damaged") from problem

    def draw(self, content: bytes, look: Look = Look()) -> Drawn:  # noqa: B008  # frozen
        """A page as a picture. Raises NoPreview."""
        return self._seen(content, {"do": "draw", "font": str(self._font)} | asdict(look), _drawn)

    def show(self, sealed: bytes, key: str, look: Look = Look()) -> Pixels:  # noqa: B008  # frozen
        """A page of a sealed file, which is opened over there with its `key`. Raises NoPreview."""
        question = {"do": "show", "font": str(self._font), "key": key} | asdict(look)
        return self._seen(sealed, question, _shown, wipeable=True)

    def words(self, content: bytes) -> str:
        """What the first pages of a PDF say, "" for a scan: a letter may come so. Raises NoPreview."""
        return self._seen(content, {"do": "words"}, lambda answer: clean_text(_text(answer.told["text"])))

    def _seen(
        self,
        content: bytes,
        question: Mapping[str, Any],
        shape: Callable[[Answer], Seen],
        *,
        wipeable: bool = False,
    ) -> Seen:
        if len(content) > MOST_BYTES:
            raise no_preview("no_preview_too_large")
        try:
            answer = self._child.ask(question, [content], wipeable=wipeable)
            if "refused" in answer.told:
                raise no_preview(str(answer.told["refused"]))
            return shape(answer)
        except ChildFailed as failed:
            raise no_preview(f"no_preview_{key_of_failure(failed.why)}") from failed
        except (KeyError, TypeError, ValueError, IndexError) as problem:
            raise no_preview("no_preview_damaged") from problem

    def take(self, originals: Iterable[Original]) -> Iterator[Outcome]:
        """What becomes of each original, one by one."""
        for original in originals:
            try:
                if original.refusal is not None:
                    raise original.refusal
                yield Outcome(original, message=self.read(original.content, original.name))
            except IntakeRefused as refusal:
                yield Outcome(original, refusal=refusal)


def _message(kind: Kind, content: bytes, answer: Answer) -> ParsedMessage:
    told, (skeleton, *held) = answer.told, answer.contents
    parts = tuple(_part(one, bytes_) for one, bytes_ in zip(told["parts"], held, strict=True))
    remarks = [Remark(key) for key in told["remarks"]]
    nobody = not told["sender"] and not told["sender_name"]
    if nobody and Remark.DOCUMENT_ONLY not in remarks and Remark.ENVELOPE_ONLY not in remarks:
        remarks.append(Remark.NO_SENDER)
    return ParsedMessage(
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        **{name: _line(told, name) for name in ("sender", "sender_name", "reply_to", "subject")},
        **{name: _line(told, name) for name in ("message_id", "in_reply_to")},
        references=tuple(one_line(_text(one)) for one in told["references"]),
        sent_at=_instant(told["sent_at"]),
        received_at=_instant(told["received_at"]),
        text=clean_text(_text(told["text"])),
        parts=parts,
        remarks=tuple(remarks),
        skeleton=skeleton,
        inside=tuple(_inside(one) for one in told["inside"]),
    )


def _inside(told: Mapping[str, Any]) -> InnerMessage:
    return InnerMessage(
        **{name: _line(told, name) for name in ("sender", "sender_name", "subject")},
        sent_at=_instant(told["sent_at"]),
        text=clean_text(_text(told["text"])),
        remarks=tuple(Remark(key) for key in told["remarks"]),
    )


def _part(told: Mapping[str, Any], content: bytes) -> Part:
    return Part(
        name=shown_name(_text(told["name"])),
        kind=Kind(told["kind"]),
        declared=_line(told, "declared"),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        inline=told["inline"] is True,
        misleads=told["misleads"] is True,
        unread=told["unread"] is True,
        width=_number(told["width"]),
        height=_number(told["height"]),
    )


def _drawn(answer: Answer) -> Drawn:
    (png,) = answer.contents
    if not png.startswith(_PNG):
        raise ValueError
    page, pages, width, height = (_number(answer.told[key]) for key in ("page", "pages", "width", "height"))
    return Drawn(png, page, pages, width, height)


def _shown(answer: Answer) -> Pixels:
    (rows,) = answer.wipeable
    page, pages, width, height = (_number(answer.told[key]) for key in ("page", "pages", "width", "height"))
    if not width or len(rows) != width * height * 4:
        raise ValueError
    return Pixels(rows, page, pages, width, height)


def _line(told: Mapping[str, Any], name: str) -> str:
    return one_line(_text(told[name]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise ValueError
    return value


def _instant(value: object) -> datetime | None:
    if value is None:
        return None
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError
    return at

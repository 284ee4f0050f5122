"""Files, folders and mailboxes as single originals, one in memory at a time.

Of a mailbox only where its messages begin is understood here (`mbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.intake.kinds import MESSAGES, Kind, kind_of
from gdpr_desk.intake.mbox import MOST_BYTES, pieces
from gdpr_desk.intake.names import shown_name
from gdpr_desk.intake.refusals import IntakeRefused, refused

_HEAD = 16_384
_MAILS = {".eml", ".msg", ".mbox"}


@dataclass(frozen=True)
class Original:
    """One message or file as it came. `name` is for the eye; `file_on` is the date of the file that held it;
    `internal_at` the instant (UTC) at which the mail server took it in, where it came from one."""

    name: str
    content: bytes = field(repr=False)
    file_on: date | None = None
    internal_at: datetime | None = None
    refusal: IntakeRefused | None = None


def originals(
    paths: Iterable[Path],
    *,
    closed: Callable[[Path], bool] = lambda _folder: False,
    aside: Callable[[Path], object] = lambda _path: None,
) -> Iterator[Original]:
    """Every message and file at these paths; of a folder, the messages that lie in it and below.

    Hidden folders, links and those that are `closed` are not walked; what is left there is told `aside`.
    What cannot be read or is too large comes as an original with its refusal.
    """
    for path in paths:
        if not _is_folder(path):
            yield from _originals_in(path)
        elif any(map(closed, (path.absolute(), *path.absolute().parents))):
            aside(path)
        else:
            for file in _mails_below(path, closed, aside):
                yield from _originals_in(file)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _mails_below(
    folder: Path, closed: Callable[[Path], bool], aside: Callable[[Path], object]
) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        yield folder  # refused where it is read
        return
    for one in inside:
        if one.name.startswith("."):
            continue
        if one.is_symlink():
            aside(one)
        elif not _is_folder(one):
            if _is_mail(one):
                yield one
            else:
                aside(one)
        elif closed(one):
            aside(one)
        else:
            yield from _mails_below(one, closed, aside)


def _is_mail(path: Path) -> bool:
    """By its name or, since mailboxes often have no ending, by its content."""
    if path.suffix.lower() in _MAILS:
        return True
    try:
        with path.open("rb") as file:
            return path.is_file() and kind_of(file.read(_HEAD)) in MESSAGES
    except OSError:
        return False


def _originals_in(path: Path) -> Iterator[Original]:
    name = shown_name(path.name)
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            dated = datetime.fromtimestamp(path.stat().st_mtime, SHOP_ZONE).date()
            head = file.read(_HEAD)
            file.seek(0)
            if kind_of(head) is Kind.MAILBOX:
                yield from _messages(file, name, dated)
                return
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError, OverflowError):
        yield Original(name, b"", refusal=refused("unreadable"))
        return
    if len(content) > MOST_BYTES:
        yield Original(name, b"", dated, refusal=refused("too_large", most_bytes=MOST_BYTES))
    else:
        yield Original(name, content, dated)


def _messages(mailbox: BinaryIO, name: str, dated: date) -> Iterator[Original]:
    """The messages of a mailbox; one that is too large is passed over with its refusal."""
    for number, content in enumerate(pieces(mailbox), 1):
        label = f"{name}, message {number}"
        if content is None:
            yield Original(label, b"", dated, refusal=refused("too_large", most_bytes=MOST_BYTES))
        else:
            yield Original(label, content, dated)

"""`due.json` as it is read, without a key: what goes when, and the ends of the clocks that run.

The locked sweep and the unlock screen read it; neither needs a database for that.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gdpr_desk.retention.guard import ClockMark

DUE_LIST = "due.json"
FORMAT = "gdpr-desk-due"
VERSION = 1
_FILE = re.compile(r"attachments/[A-Za-z0-9_-]+\.age")
"""The only files that may ever be destroyed without a key."""


@dataclass(frozen=True)
class DueFile:
    """A file that goes not later than `not_later_than`, and not before `not_before`."""

    kind: str
    id: str
    rule: str
    file: str
    not_later_than: datetime
    not_before: datetime | None
    unattended: bool
    held: bool


@dataclass(frozen=True)
class DueList:
    """The list as it was read: of which vault, of which generation, with the clock's mark then.

    `clocks`: ends of running clocks, the nearest first, and nothing about what they are for. `folders` are
    those outside the vault that are swept while it is locked, unless they are `held`; `held_files` are the
    ids of what stays in the others.
    """

    vault: str
    generation: int
    mark: ClockMark
    files: tuple[DueFile, ...]
    clocks: tuple[datetime, ...] = ()
    folders: tuple[Mapping[str, Any], ...] = ()
    held_files: frozenset[str] = frozenset()


def read_due_list(folder: Path) -> DueList | None:
    """The list in `folder`; None where there is none, or it is not what was written."""
    body = read_body(folder / DUE_LIST)
    if body is None:
        return None
    try:
        mark = ClockMark(**{name: datetime.fromisoformat(at) for name, at in body["mark"].items()})
        files = tuple(_due_file(entry) for entry in body["files"])
        clocks = tuple(map(_instant, body.get("clocks", ())))
        return DueList(
            vault=str(body["vault"]),
            generation=int(body["generation"]),
            mark=mark,
            files=files,
            clocks=clocks,
            folders=tuple(dict(folder) for folder in body.get("folders", ())),
            held_files=frozenset(map(str, body.get("held_files", ()))),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _due_file(entry: Mapping[str, Any]) -> DueFile:
    if not _FILE.fullmatch(entry["file"]):
        raise ValueError("a file of the vault that nobody destroys without a key")
    earliest = entry["not_before"]
    return DueFile(
        str(entry["kind"]),
        str(entry["id"]),
        str(entry["rule"]),
        str(entry["file"]),
        datetime.fromisoformat(entry["not_later_than"]),
        datetime.fromisoformat(earliest) if earliest else None,
        bool(entry["unattended"]),
        bool(entry["held"]),
    )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    return at


def read_body(path: Path) -> dict[str, Any] | None:
    """What is listed at `path`; None where nothing is, or it is not what was written."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        body = whole["body"]
        right = whole["sha256"] == digest(body) and body["format"] == FORMAT
        return body if right and body["version"] == VERSION and isinstance(body, dict) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def digest(body: Mapping[str, Any]) -> str:
    """The checksum that stands beside the list."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def canonical(body: Mapping[str, Any]) -> str:
    """Two lists are the same where this is."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"))

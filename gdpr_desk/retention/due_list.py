"""`due.json`: what may be destroyed of the vault while it is locked, without any content.

Opaque ids, files, instants and holds; a generation that rises with each writing, and a checksum. It is
written after every commit that changes it, and before the commit that sets a hold, so that no list says
less than is held. It is no secret and no proof: whoever can write in the vault's folder can delete its
files without it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.retention import repository
from gdpr_desk.retention.guard import ClockMark
from gdpr_desk.retention.model import Item
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.store import Store

DUE_LIST = "due.json"
_FORMAT = "gdpr-desk-due"
_VERSION = 1
_HORIZON = timedelta(days=400)
"""How far ahead it looks: a vault that stays locked longer is swept when it is opened."""
_FILE = re.compile(r"attachments/[A-Za-z0-9_-]+\.age")
"""The only files that may ever be destroyed without a key."""
_log = logging.getLogger(__name__)


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


Clocks = Callable[[Session], Sequence[datetime]]
"""The ends of clocks that run towards an authority; nothing is destroyed by them."""


def no_clocks(_session: Session) -> Sequence[datetime]:
    """Where nothing in the vault has such a clock."""
    return ()


@dataclass(frozen=True)
class DueList:
    """The list as it was read: of which vault, of which generation, with the clock's mark then.

    `clocks`: ends of running clocks, the nearest first, and nothing about what they are for.
    """

    vault: str
    generation: int
    mark: ClockMark
    files: tuple[DueFile, ...]
    clocks: tuple[datetime, ...] = ()


class DueListKeeper:
    """Writes the list of one open vault; `vault_id` names it, `first_mark` is the mark before any run."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        clock: Clock,
        sources: Sequence[Sweepable],
        *,
        vault_id: str,
        first_mark: ClockMark,
        clocks: Clocks = no_clocks,
    ) -> None:
        self._clocks = clocks
        self._path = folder / DUE_LIST
        self._store = store
        self._clock = clock
        self._sources = tuple(source for source in sources if source.has_files)
        self._vault_id = vault_id
        self._first_mark = first_mark
        self._unattended = {rule.key for source in sources for rule in source.rules if rule.unattended}
        self._last = ""

    def start(self) -> None:
        """Write the list where it is not true, and after every commit that changes it."""
        self._store.observe(self._note)
        self._note(0)

    def write(self, session: Session) -> None:
        """Write what the transaction behind `session` sees. Raises DiskFull, VaultReadOnly."""
        body = self._body(session)
        text = _canonical(body)
        if text == self._last:
            return
        standing = _read(self._path)
        if standing is None or _canonical(_without_stamp(standing)) != text:
            generation = 1 + (int(standing["generation"]) if standing else 0)
            stamped = {**body, "generation": generation, "written_at": _text(self._clock.now())}
            replace_file(self._path, _sealed(stamped))
        self._last = text

    def _note(self, _commit: int) -> None:
        try:
            with self._store.read() as session:
                self.write(session)
        except GdprDeskError as error:  # the commit stands; the next one writes the list
            _log.error("the due list was not written: %s", error.code)

    def _body(self, session: Session) -> dict[str, Any]:
        held = repository.held(session)
        until = self._clock.now() + _HORIZON
        mark = repository.clock_mark(session) or self._first_mark
        listed = [
            self._entry(item, (item.kind, item.id) in held)
            for source in self._sources
            for item in source.items(session, until)
            if item.file and item.window.maximum_at and not item.in_use
        ]
        return {
            "format": _FORMAT,
            "version": _VERSION,
            "vault": self._vault_id,
            "mark": {name: _text(at) for name, at in vars(mark).items()},
            "files": sorted(listed, key=lambda entry: str(entry["file"])),
            "clocks": [_text(at) for at in self._clocks(session)],
        }

    def _entry(self, item: Item, held: bool) -> dict[str, Any]:
        minimum = item.window.minimum_at
        return {
            "kind": item.kind,
            "id": item.id,
            "rule": item.rule,
            "file": item.file,
            "not_later_than": _text(item.window.maximum_at),
            "not_before": _text(minimum) if minimum else None,
            "unattended": item.rule in self._unattended,
            "held": held,
        }


def read_due_list(folder: Path) -> DueList | None:
    """The list in `folder`; None where there is none, or it is not what was written."""
    body = _read(folder / DUE_LIST)
    if body is None:
        return None
    try:
        mark = ClockMark(**{name: datetime.fromisoformat(at) for name, at in body["mark"].items()})
        files = tuple(_due_file(entry) for entry in body["files"])
        clocks = tuple(datetime.fromisoformat(at) for at in body.get("clocks", ()))
        return DueList(str(body["vault"]), int(body["generation"]), mark, files, clocks)
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


def _read(path: Path) -> dict[str, Any] | None:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        body = whole["body"]
        right = whole["sha256"] == _digest(body) and body["format"] == _FORMAT
        return body if right and body["version"] == _VERSION and isinstance(body, dict) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _sealed(body: Mapping[str, Any]) -> bytes:
    return (json.dumps({"body": body, "sha256": _digest(body)}, indent=1, sort_keys=True) + "\n").encode()


def _without_stamp(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in {"generation", "written_at"}}


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def _canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def _text(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat()

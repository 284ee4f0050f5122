"""`due.json`: what may be destroyed of the vault while it is locked, without any content.

Opaque ids, files, instants and holds; a generation that rises with each writing, and a checksum. It is
written after every commit that changes it, and before the commit that sets a hold, so that no list says
less than is held. It is no secret and no proof: whoever can write in the vault's folder can delete its
files without it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.retention import repository
from gdpr_desk.retention.due_file import (
    DUE_LIST,
    FORMAT,
    VERSION,
    canonical,
    digest,
    read_body,
    read_due_list,
)
from gdpr_desk.retention.guard import ClockMark
from gdpr_desk.retention.model import Item
from gdpr_desk.retention.sweepable import Outside, Sweepable
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.store import Store

__all__ = ["DUE_LIST", "Clocks", "DueListKeeper", "no_clocks", "read_due_list"]

_HORIZON = timedelta(days=400)
"""How far ahead it looks: a vault that stays locked longer is swept when it is opened."""
_log = logging.getLogger(__name__)


Clocks = Callable[[Session], Sequence[datetime]]
"""The ends of clocks that run towards an authority; nothing is destroyed by them."""


def no_clocks(_session: Session) -> Sequence[datetime]:
    """Where nothing in the vault has such a clock."""
    return ()


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
        self._outside = tuple(source for source in sources if isinstance(source, Outside))
        self._outside_kinds = {source.kind for source in sources if isinstance(source, Outside)}
        self._vault_id = vault_id
        self._first_mark = first_mark
        self._unattended = {rule.key for source in sources for rule in source.rules if rule.unattended}
        self._last = ""

    def start(self) -> None:
        """Write the list where it is not true, and after every commit that changes it.

        Of a sweep's many once, at its end: until then it names what is gone already, which harms nobody. A
        hold is written at once, as ever.
        """
        self._store.observe(self._note, last_only=True)
        self._note(0)

    def write(self, session: Session) -> None:
        """Write what the transaction behind `session` sees. Raises DiskFull, VaultReadOnly."""
        body = self._body(session)
        text = canonical(body)
        if text == self._last:
            return
        standing = read_body(self._path)
        if standing is None or canonical(_without_stamp(standing)) != text:
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
        held_rules = {f"{kind}/{item}" for kind, item in held}
        until = self._clock.now() + _HORIZON
        mark = repository.clock_mark(session) or self._first_mark
        listed = [
            self._entry(item, (item.kind, item.id) in held)
            for source in self._sources
            for item in source.items(session, until)
            if item.file and item.window.maximum_at and not item.in_use
        ]
        return {
            "format": FORMAT,
            "version": VERSION,
            "vault": self._vault_id,
            "mark": {name: _text(at) for name, at in vars(mark).items()},
            "files": sorted(listed, key=lambda entry: str(entry["file"])),
            "clocks": [_text(at) for at in self._clocks(session)],
            "folders": [
                {**entry, "held": entry["rule"] in held_rules}
                for source in self._outside
                for entry in source.locked_rules(session)
            ],
            "held_files": sorted(item for kind, item in held if kind in self._outside_kinds),
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


def _sealed(body: Mapping[str, Any]) -> bytes:
    return (json.dumps({"body": body, "sha256": digest(body)}, indent=1, sort_keys=True) + "\n").encode()


def _without_stamp(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in {"generation", "written_at"}}


def _text(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat()

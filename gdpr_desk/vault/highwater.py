"""The high-water mark: how far the vault once was, kept where a rollback does not reach.

A cut or replaced log loses committed work while every check says "ok". So after each commit the
commit number, the journal's count and its head are noted in the vault's folder and in the user's
state folder, and compared at the next open. The vault knows no journal: it is handed a function.

A mark is one short line rewritten in place, smaller than a disk sector, with its own checksum and
without a flush: should the power fail it is older than the truth, which accuses nobody.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import StorageFailed
from gdpr_desk.vault.files import create_private, make_folder
from gdpr_desk.vault.store import Store, commit_number

HIGHWATER = "highwater"
_SIZE = 384


class Reading(Protocol):
    """Gives number and digest of the newest journal entry, or of the entry `number`, as the session
    sees them; (0, "") for one that is not there. Numbers have no gaps: old entries may be cut, the
    newest number still counts all that were ever written."""

    def __call__(self, session: Session, number: int | None = None) -> tuple[int, str]: ...


@dataclass(frozen=True)
class Mark:
    """How far the vault was at `at` (UTC): commits, number and digest of the newest journal entry."""

    vault_id: str
    commit: int
    count: int
    head: str
    at: datetime


@dataclass(frozen=True)
class Shortfall:
    """The vault is behind its mark: somebody put an older copy back, or the log was damaged."""

    commits: int
    entries: int
    seen_at: datetime

    @property
    def sentence(self) -> str:
        """What to tell the person who opens the vault."""
        if self.entries > 1:
            lost = f"Des enregistrements manquent : {self.entries} entrées du journal ont disparu."
        elif self.entries == 1:
            lost = "Des enregistrements manquent : une entrée du journal a disparu."
        else:
            lost = "Des enregistrements manquent dans ce coffre."
        return f"{lost} Une copie plus ancienne a peut-être été remise en place."


def read_mark(path: Path) -> Mark | None:
    """The mark at `path`; None when there is none or it was torn."""
    try:
        text = path.read_text(encoding="ascii").rstrip()
        checksum, _, body = text.partition(" ")
        if hashlib.sha256(body.encode()).hexdigest() != checksum:
            return None
        values = json.loads(body)
        at = datetime.fromisoformat(values["at"])
        return Mark(
            str(values["vault"]), int(values["commit"]), int(values["count"]), str(values["head"]), at
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark(path: Path, mark: Mark) -> None:
    """Rewrite the mark at `path` in place. Raises OSError."""
    body = json.dumps(
        {
            "at": mark.at.isoformat(timespec="seconds"),
            "commit": mark.commit,
            "count": mark.count,
            "head": mark.head,
            "vault": mark.vault_id,
        }
    )
    line = f"{hashlib.sha256(body.encode()).hexdigest()} {body}".ljust(_SIZE - 1) + "\n"
    with path.open("r+b", buffering=0) as file:
        file.write(line.encode("ascii"))


class HighWater:
    """Keeps the marks of one open vault. Made at opening, it first looks for a shortfall."""

    def __init__(
        self, store: Store, clock: Clock, *, vault_id: str, folder: Path, state_folder: Path, reading: Reading
    ) -> None:
        self._store = store
        self._clock = clock
        self._vault_id = vault_id
        self._reading = reading
        self._places = tuple(
            place
            for place in (folder / HIGHWATER, state_folder / f"highwater-{vault_id}")
            if _made_ready(place)
        )
        self.mark = self._highest()
        """The furthest the vault is known to have been; None for one never marked."""
        self.shortfall = self._compare(self._present())
        """What is missing, or None. While it is not accepted, the marks stay as they are."""
        if self.shortfall is None:
            with suppress(OSError):  # a full disk keeps nobody out; the next commit writes the mark
                self.note(0)
        store.observe(self.note)

    def note(self, _number: int) -> None:
        """Write how far the vault is now; called after each commit."""
        if self.shortfall is not None:
            return
        self.mark = self._present()
        for place in self._places:
            standing = self._ours(place)
            if standing is None or standing.commit <= self.mark.commit:
                write_mark(place, self.mark)

    def accept(self) -> None:
        """The person in charge knows of the shortfall: go on from the present state."""
        self.shortfall = None
        self.mark = self._present()
        for place in self._places:
            write_mark(place, self.mark)

    def _present(self) -> Mark:
        with self._store.read() as session:
            commit = commit_number(session)
            count, head = self._reading(session)
        return Mark(self._vault_id, commit, count, head, self._clock.now())

    def _highest(self) -> Mark | None:
        marks = [mark for place in self._places if (mark := self._ours(place)) is not None]
        return max(marks, key=lambda mark: mark.commit, default=None)

    def _ours(self, place: Path) -> Mark | None:
        mark = read_mark(place)
        return mark if mark is not None and mark.vault_id == self._vault_id else None

    def _compare(self, present: Mark) -> Shortfall | None:
        mark = self.mark
        if mark is None:
            return None
        behind = present.commit < mark.commit or present.count < mark.count
        other = present.commit == mark.commit and present.head != mark.head
        if not behind and not other and not self._parted_from(mark):
            return None
        return Shortfall(max(0, mark.commit - present.commit), max(0, mark.count - present.count), mark.at)

    def _parted_from(self, mark: Mark) -> bool:
        """Whether the vault went on from an older copy: where the mark's entry stood is another one now.

        An entry that is there no more was cut, which the journal's own checkpoint answers for.
        """
        with self._store.read() as session:
            number, digest = self._reading(session, mark.count)
        return bool(number) and digest != mark.head


def _made_ready(place: Path) -> bool:
    """Whether a mark can be kept there: one place that fails is no reason to refuse the vault."""
    try:
        make_folder(place.parent)
        create_private(place)
    except StorageFailed:
        return False
    return True

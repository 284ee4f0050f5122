"""The erasure ledger: what was destroyed, by opaque ids, so that no copy brings it back (Art. 17(1)).

`erasures.log` lies beside the database, one JSON line for each destroyed id, each naming the digest
of the line before; the first line names the vault's lineage. A line is on the disk before the
transaction that destroys is committed, and the database knows the number of the last line that is
carried out in it. So every opening finishes what a crash interrupted, and a restored backup loses
again what was erased after it was made. No line says anything but kind, id and instant.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.vault.files import create_private, flush_rename, os_refusal, replace_file
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import LedgerMarkRow, VaultMetaRow

LEDGER = "erasures.log"
_FORMAT = "gdpr-desk-erasures"
_UNFINISHED = b"\0"
"""Stands in place of the first byte of lines that belong together, until all of them are on the disk."""

Eraser = Callable[[Session, Collection[str]], int]
"""Destroys these ids, wherever they are, within the caller's transaction; how many there were."""


@dataclass(frozen=True)
class Erasure:
    """One destroyed id: of which kind, and when (ISO 8601, UTC)."""

    number: int
    at: str
    kind: str
    id: str
    previous: str
    digest: str = ""

    def sealed(self) -> Erasure:
        """With its own digest: the SHA-256 of all the rest."""
        return replace(self, digest=self.computed_digest())

    def computed_digest(self) -> str:
        return _sha256(_text({name: value for name, value in vars(self).items() if name != "digest"}))

    def line(self) -> bytes:
        return _text(vars(self)).encode() + b"\n"

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same erasure in another ledger."""
        return self.kind, self.id, self.at


@dataclass(frozen=True)
class LedgerContent:
    """What a ledger says. `entries` are those whose own digest is right; `first_break` is the first
    line that is not what was written, or does not follow the one before."""

    lineage: str | None
    entries: tuple[Erasure, ...] = ()
    first_break: int | None = None

    @property
    def last_number(self) -> int:
        return max((entry.number for entry in self.entries), default=0)


@dataclass(frozen=True)
class LedgerVerdict:
    """What a check of the ledger found; `missing` lines once stood at its end."""

    entries: int
    first_break: int | None
    missing: int

    @property
    def intact(self) -> bool:
        return self.first_break is None and not self.missing

    @property
    def sentence(self) -> str:
        """What to tell the person in charge."""
        if self.missing:
            found = (
                "La dernière ligne du relevé des effacements manque."
                if self.missing == 1
                else f"{self.missing} lignes manquent à la fin du relevé des effacements."
            )
        elif self.first_break is not None:
            found = f"Le relevé des effacements est abîmé à partir de la ligne {self.first_break}."
        else:
            return "Relevé des effacements intact."
        return (
            f"{found} Vos fiches sont là, mais une sauvegarde restaurée pourrait ramener ce qui fut effacé."
        )


class Ledger:
    """The ledger of the vault in `folder`; only whoever holds the database's write lock appends."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / LEDGER
        self._clock = clock

    def begin(self, store: Store) -> None:
        """Make the file of a vault that has none yet. Raises the refusals of the disk."""
        if not self._path.exists():
            with store.read() as session:
                lineage, carried_out = standing(session)
            if not carried_out:  # else its absence is told, not papered over
                replace_file(self._path, header_line(lineage))

    def note(self, session: Session, kind: str, ids: Sequence[str]) -> None:
        """Put down what the caller's `Store.begin()` transaction destroys: durable before it commits.

        Taken back when the transaction is rolled back. Raises DiskFull, VaultReadOnly.
        """
        if not ids:
            return
        lineage, carried_out = standing(session)
        at = _instant(self._clock.now())
        new = not self._path.exists()
        try:
            create_private(self._path)
            with self._path.open("r+b") as file:
                end, last = _end(file)
                head = b"" if last else header_line(lineage)
                entries = _following(last or head.rstrip(), carried_out, [(kind, i, at) for i in ids])
                content = head + b"".join(entry.line() for entry in entries)
                event.listen(
                    session, "after_rollback", lambda _: self._take_back(end, len(content)), once=True
                )
                file.truncate(end)  # what is left of lines that were never whole: nothing was destroyed
                _write_whole(file, end, content)
            if new:
                flush_rename(self._path.parent)
        except OSError as error:
            raise os_refusal(error) from error
        set_standing(session, lineage, entries[-1].number)

    def read(self) -> LedgerContent:
        """What stands in it. Raises StorageFailed where the file cannot be read."""
        return read_ledger(self._path)

    def verify(self, store: Store) -> LedgerVerdict:
        """Follow the chain, and compare its length with what the database knows."""
        content = self.read()
        with store.read() as session:
            _, carried_out = standing(session)
        missing = max(0, carried_out - content.last_number)
        return LedgerVerdict(len(content.entries), content.first_break, missing)

    def replay(self, store: Store, erasers: Mapping[str, Eraser]) -> int:
        """Destroy what the ledger names and this database may still hold; how many there were.

        Can be repeated: what is carried out is not looked at again. Raises the refusals of the store.
        """
        content = self.read()
        with store.read() as session:
            lineage, carried_out = standing(session)
        if content.lineage != lineage:
            return 0
        left = [entry for entry in content.entries if entry.number > carried_out]
        if not left:
            return 0
        with store.begin() as session:
            gone = sum(
                erasers[kind](session, [entry.id for entry in some])
                for kind, some in groupby(left, key=lambda entry: entry.kind)
                if kind in erasers
            )
            set_standing(session, lineage, content.last_number)
        return gone

    def mend(self, store: Store) -> int:
        """Write a damaged ledger anew with every line that can be read; how many these are."""
        with store.read() as session:
            lineage, _ = standing(session)
        found = [entry.key for entry in self.read().entries]
        replace_file(self._path, _written(header_line(lineage), 0, found))
        with store.begin() as session:
            set_standing(session, lineage, len(found))
        return len(found)

    def _take_back(self, end: int, length: int) -> None:
        """Remove what was put down for a transaction that failed, unless somebody wrote after it.

        Not possible? Then the next opening carries it out, as was asked for.
        """
        with suppress(OSError), self._path.open("r+b") as file:
            if file.seek(0, os.SEEK_END) == end + length:
                file.truncate(end)
                os.fsync(file.fileno())


def header_line(lineage: str) -> bytes:
    """The first line of the ledger of that vault and of all that are restored from it."""
    return _text({"format": _FORMAT, "lineage": lineage, "version": 1}).encode() + b"\n"


def read_ledger(path: Path) -> LedgerContent:
    """The ledger in a file; a missing one is empty. Raises StorageFailed where it cannot be read."""
    try:
        return parse_ledger(path.read_bytes())
    except FileNotFoundError:
        return LedgerContent(None)
    except OSError as error:
        raise os_refusal(error) from error


def parse_ledger(content: bytes) -> LedgerContent:
    """The ledger in `content`. What a crash leaves at its end, half a line or lines that were not all
    written, counts for nothing."""
    lines = _finished(content).split(b"\n")[:-1]
    if not lines:
        return LedgerContent(None)
    lineage = _lineage(lines[0])
    breaks = [] if lineage is not None else [1]
    previous, number, entries = _sha256(lines[0]), 0, []
    for place, line in enumerate(lines[1:], start=2):
        entry = _entry(line)
        if entry is None or (entry.previous, entry.number) != (previous, number + 1):
            breaks.append(place)
        previous, number = _sha256(line), number + 1
        if entry is not None:
            previous, number = entry.digest, entry.number
            entries.append(entry)
    return LedgerContent(lineage, tuple(entries), min(breaks, default=None))


def merged(lineage: str, base: bytes, carried_out: int, others: Iterable[LedgerContent]) -> bytes:
    """The ledger of a restored vault: that of the backup, then all that other ledgers know besides.

    `carried_out` is the last number the backed up database knows; what is added stands above it.
    """
    base = _finished(base)
    whole = base[: base.rfind(b"\n") + 1] or header_line(lineage)
    known = {entry.key for entry in parse_ledger(whole).entries}
    found = {entry.key for other in others if other.lineage == lineage for entry in other.entries}
    fresh = sorted(found - known, key=lambda key: (key[2], key[0], key[1]))
    return _written(whole, carried_out, fresh)


def _written(whole: bytes, carried_out: int, keys: Sequence[tuple[str, str, str]]) -> bytes:
    last = whole.rstrip(b"\n").rpartition(b"\n")[2]
    return whole + b"".join(entry.line() for entry in _following(last, carried_out, keys))


def _following(last: bytes, carried_out: int, keys: Iterable[tuple[str, str, str]]) -> list[Erasure]:
    """Entries that continue the chain after the line `last`."""
    before = _entry(last)
    number = max(before.number if before else 0, carried_out)
    previous = before.digest if before else _sha256(last)
    entries: list[Erasure] = []
    for kind, one, at in keys:
        entries.append(Erasure(number + 1, at, kind, one, previous).sealed())
        number, previous = entries[-1].number, entries[-1].digest
    return entries


def _entry(line: bytes) -> Erasure | None:
    """The entry in a line; None where it is not, or not any more, what was written."""
    try:
        values = json.loads(line)
        entry = Erasure(**values)
        right = entry.digest == entry.computed_digest() and type(entry.number) is int
        datetime.fromisoformat(entry.at)
        return entry if right and all(type(part) is str for part in entry.key) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _lineage(line: bytes) -> str | None:
    try:
        values = json.loads(line)
        return str(values["lineage"]) if values["format"] == _FORMAT else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def standing(session: Session) -> tuple[str, int]:
    """The vault's lineage, and the number of the last line that is carried out in it."""
    mark = session.get(LedgerMarkRow, 1)
    if mark is None:
        return session.scalars(select(VaultMetaRow.vault_id)).one(), 0
    return mark.lineage, mark.carried_out


def set_standing(session: Session, lineage: str, carried_out: int) -> None:
    """Put down both within the caller's transaction."""
    session.merge(LedgerMarkRow(id=1, lineage=lineage, carried_out=carried_out))


def _write_whole(file: BinaryIO, end: int, content: bytes) -> None:
    """All of `content` at `end`, or nothing that counts: its first byte is written last."""
    for place, part in ((end, _UNFINISHED + content[1:]), (end, content[:1])):
        file.seek(place)
        file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _finished(content: bytes) -> bytes:
    """Without the lines that were never all written."""
    return content.partition(_UNFINISHED)[0]


def _end(file: BinaryIO) -> tuple[int, bytes]:
    """Where the last whole line ends, and that line."""
    content = _finished(file.read())
    length = content.rfind(b"\n") + 1
    return length, content[:length].rstrip(b"\n").rpartition(b"\n")[2]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text(values: Mapping[str, object]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def _sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()

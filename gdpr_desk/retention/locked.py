"""The sweep of a locked vault: due files go by `due.json` alone; keys and rows follow at the next unlock.
What leaves watched folders is found by `folders.locked_files`.

Nothing is decrypted. What goes is noted in a spool before its file is overwritten and unlinked, so that the
next unlocked run destroys the rest with the true instants. Holds, minima and the guard are obeyed; a list
that is missing or not what was written destroys nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.retention.due_file import DueFile, DueList, read_due_list
from gdpr_desk.retention.folders.locked_files import LockedFiles
from gdpr_desk.retention.guard import RECENT_RUNS, ClockMark, stopped_by, waited_enough
from gdpr_desk.retention.model import LOOK_AHEAD, GuardReason
from gdpr_desk.retention.sweep_lock import sweeping
from gdpr_desk.vault.files import create_private, os_refusal
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.spare_room import SpareRoom, with_room
from gdpr_desk.vault.state import State, SweepLine, change_state, read_state
from gdpr_desk.vault.wal import erase

SPOOL = "sweep.spool"
_LINES = 60
"""Lines of runs that `state.json` keeps."""


@dataclass(frozen=True)
class Spooled:
    """A file that was destroyed at `at` while the vault was locked; its row still stands."""

    at: datetime
    kind: str
    id: str
    rule: str
    file: str

    def line(self) -> bytes:
        """The line of the spool."""
        values = {**vars(self), "at": self.at.astimezone(UTC).isoformat()}
        return json.dumps(values, sort_keys=True).encode() + b"\n"


@dataclass(frozen=True)
class LockedOutcome:
    """What a locked run did. `keys_pending` counts files whose keys and rows go at the next unlock."""

    at: datetime
    due: int = 0
    destroyed: int = 0
    held: tuple[DueFile, ...] = ()
    minimum: tuple[DueFile, ...] = ()
    waiting: tuple[DueFile, ...] = ()
    guard: GuardReason | None = None
    errors: tuple[str, ...] = ()
    keys_pending: int = 0
    skipped_because: str | None = None


def sweep_locked(folder: Path, clock: Clock) -> LockedOutcome:
    """Destroy the files of the vault in `folder` whose time is over. Raises VaultDamaged for its state."""
    try:
        with sweeping(folder):
            outcome = _swept(folder, clock)
    except VaultBusy:
        return LockedOutcome(clock.now(), skipped_because="running")
    line = SweepLine(
        at=outcome.at,
        locked=True,
        due=outcome.due,
        destroyed=outcome.destroyed,
        held=len(outcome.held),
        waiting=len(outcome.waiting),
        errors=outcome.errors,
    )
    with_room(folder, lambda: change_state(folder, lambda state: with_line(state, line)))
    return outcome


def read_spool(folder: Path) -> tuple[Spooled, ...]:
    """What locked runs destroyed and nobody has reconciled yet. Half a line counts for nothing: its
    file was not touched."""
    try:
        lines = (folder / SPOOL).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise os_refusal(error) from error
    found = {}
    for line in lines:
        with suppress(ValueError, TypeError, KeyError):
            values = json.loads(line)
            one = Spooled(**{**values, "at": datetime.fromisoformat(values["at"])})
            found[one.kind, one.id] = one
    return tuple(found.values())


def forget_spool(folder: Path) -> None:
    """All of it is reconciled. Raises the refusals of the disk."""
    try:
        (folder / SPOOL).unlink(missing_ok=True)
    except OSError as error:
        raise os_refusal(error) from error


def with_line(state: State, line: SweepLine) -> State:
    """The state with one more run; of runs that had nothing to do it keeps the last of each day.

    Writing that was refused at its very end is tried again: a line that is there is not put twice.
    """
    kept = tuple(known for known in state.sweeps if known != line)
    if kept and _says_no_more(line, kept[-1]) and _same_day(kept[-1], line):
        kept = kept[:-1]
    return replace(state, sweeps=(*kept, line)[-_LINES:])


def _swept(folder: Path, clock: Clock) -> LockedOutcome:
    now = clock.now()
    listed, state = read_due_list(folder), read_state(folder)
    if listed is None or listed.vault != state.vault_id:
        return LockedOutcome(now, errors=("due_list",))
    spooled = [one for one in read_spool(folder) if not (folder / one.file).exists()]
    files = [file for file in listed.files if (folder / file.file).exists()]
    outside = LockedFiles(folder, listed.vault, listed.folders, listed.held_files)
    due = [file for file in files if file.not_later_than <= now + LOOK_AHEAD]
    due += outside.due(now + LOOK_AHEAD)
    held = tuple(file for file in due if file.held)
    minimum = tuple(f for f in due if not f.held and f.not_before is not None and now < f.not_before)
    stays = {(file.kind, file.id) for file in (*held, *minimum)}
    going = [file for file in due if (file.kind, file.id) not in stays]
    guard, waiting = _guarded(listed, state, going, len(files) + outside.watched(), now)
    waits = {(file.kind, file.id) for file in waiting}
    going_now = [file for file in going if (file.kind, file.id) not in waits]
    gone, errors = _destroy(folder, [file for file in going_now if file.file], now)
    unlinked, troubles = _unlink(outside, [file for file in going_now if not file.file], now)
    return LockedOutcome(
        at=now,
        due=len(going),
        destroyed=gone + unlinked,
        held=held,
        minimum=minimum,
        waiting=waiting,
        guard=guard,
        errors=(*errors, *troubles),
        keys_pending=len(spooled) + gone,
    )


def _guarded(
    listed: DueList, state: State, going: Sequence[DueFile], watched: int, now: datetime
) -> tuple[GuardReason | None, tuple[DueFile, ...]]:
    """Why the run has to wait for an answer, and which files then do."""
    mark, asked_at = listed.mark, None
    for line in state.sweeps:
        asked_at = (asked_at or line.at) if line.waiting else None
    unlocked = max((n for n, line in enumerate(state.sweeps, start=1) if not line.locked), default=0)
    for line in state.sweeps[unlocked:]:  # what the clock did since the mark was written
        mark = ClockMark(mark.trusted_at, line.at, mark.steady_at(line.at))
    largest = max((line.destroyed for line in state.sweeps[-RECENT_RUNS:]), default=0)
    reason = stopped_by(len(going), watched, mark, now, largest)
    if reason is None:
        return None, ()
    over = asked_at is not None and waited_enough(asked_at, mark, now)
    return reason, tuple(file for file in going if not (over and file.unattended))


def _destroy(folder: Path, files: Sequence[DueFile], now: datetime) -> tuple[int, tuple[str, ...]]:
    """Note and destroy each; how many, and the error that ended it."""
    for number, file in enumerate(files):
        spooled = Spooled(now, file.kind, file.id, file.rule, file.file)
        try:
            try:
                _note(folder, spooled)
            except OSError:  # a full disk, perhaps: with the ballast gone there is room for a line
                if not SpareRoom(folder).release():
                    raise
                _note(folder, spooled)
            erase(folder / file.file)
        except OSError as error:
            return number, (os_refusal(error).code,)
    return len(files), ()


def _unlink(outside: LockedFiles, files: Sequence[DueFile], now: datetime) -> tuple[int, tuple[str, ...]]:
    """Unlink what leaves watched folders; how many, and what kept the others."""
    try:
        return outside.remove(files, now + LOOK_AHEAD, now)
    except OSError as error:
        return 0, (os_refusal(error).code,)


def _note(folder: Path, spooled: Spooled) -> None:
    create_private(folder / SPOOL)
    with (folder / SPOOL).open("r+b") as spool:
        end = spool.seek(0, os.SEEK_END)
        spool.seek(max(0, end - 1))
        torn = spool.read(1) not in {b"", b"\n"}  # half a line that a crash left stays one of its own
        spool.write(b"\n" * torn + spooled.line())
        spool.flush()
        os.fsync(spool.fileno())


def _says_no_more(line: SweepLine, before: SweepLine) -> bool:
    """Whether nothing happened, or nothing but what the line before says already."""
    still = not line.destroyed and not line.statement and replace(before, at=line.at) == line
    return still or (_is_quiet(line) and _is_quiet(before))


def _is_quiet(line: SweepLine) -> bool:
    return not (line.due or line.destroyed or line.held or line.waiting or line.errors or line.statement)


def _same_day(one: SweepLine, other: SweepLine) -> bool:
    days = {line.at.astimezone(SHOP_ZONE).date() for line in (one, other)}
    return len(days) == 1 and one.locked == other.locked

"""What a run has in hand: noted beside the vault before files are unlinked, so that no statement misses any.

Unlinking is no part of a transaction. A line with the ids stands on the disk before the first of them goes; a
run of the open vault takes it away once its transaction is committed, a run of a locked vault adds which of
them went. Whatever is still there when the vault is swept next is told then. Ids and instants only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gdpr_desk.vault.files import create_private, os_refusal

IN_HAND = "folders.spool"


@dataclass(frozen=True)
class InHand:
    """Files that a run at `at` was about to unlink; `gone` are those that went, None where it did not say."""

    at: datetime
    locked: bool
    ids: tuple[int, ...]
    gone: tuple[int, ...] | None = None


def note(folder: Path, at: datetime, ids: Sequence[int], *, locked: bool) -> int:
    """Put down what goes next; on the disk when this returns. For `take_back`. Raises OSError."""
    return _append(folder, {"at": at.astimezone(UTC).isoformat(), "locked": locked, "ids": list(ids)})


def note_gone(folder: Path, ids: Sequence[int]) -> None:
    """Put down which of those went. Raises OSError."""
    _append(folder, {"gone": list(ids)})


def read_in_hand(folder: Path) -> tuple[InHand, ...]:
    """What is noted and not yet told, in order. Half a line counts for nothing: nothing of it was touched."""
    try:
        lines = (folder / IN_HAND).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return ()
    except OSError as problem:
        raise os_refusal(problem) from problem
    found: list[InHand] = []
    for line in lines:
        try:
            values = json.loads(line)
            if "gone" in values and found:
                last = found.pop()
                found.append(InHand(last.at, last.locked, last.ids, _numbers(values["gone"])))
            elif "ids" in values:
                at = datetime.fromisoformat(values["at"])
                found.append(InHand(at, bool(values["locked"]), _numbers(values["ids"])))
        except (ValueError, TypeError, KeyError):
            continue
    return tuple(found)


def take_back(folder: Path, place: int) -> None:
    """What was noted there is committed, and so told: whoever sweeps is alone. Raises OSError."""
    with (folder / IN_HAND).open("r+b") as file:
        file.truncate(place)


def let_go(folder: Path) -> None:
    """All of it is told. Raises the refusals of the disk."""
    try:
        (folder / IN_HAND).unlink(missing_ok=True)
    except OSError as problem:
        raise os_refusal(problem) from problem


def _numbers(values: Sequence[object]) -> tuple[int, ...]:
    return tuple(int(str(value)) for value in values)


def _append(folder: Path, values: dict[str, object]) -> int:
    path = folder / IN_HAND
    create_private(path)
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        torn = file.read(1) not in {b"", b"\n"}  # half a line that a crash left stays one of its own
        file.write(b"\n" * torn + json.dumps(values, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return end

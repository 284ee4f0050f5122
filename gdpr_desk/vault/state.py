"""`state.json`: what may be known of a vault while it is locked. No personal data, ever.

Nothing in it keeps anybody from a sound vault: where it is damaged or gone, what can still be read of it
counts, the keys are looked for in their folder, tries are as far apart as they ever get, and the next
opening writes it anew from the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from gdpr_desk.vault.files import create_private, os_refusal, replace_file
from gdpr_desk.vault.folder import exists
from gdpr_desk.vault.refusals import VaultBusy, VaultDamaged

STATE = "state.json"
FORMAT = 1
"""Raised when an older program could harm what a newer one wrote."""
DEFAULT_LABEL = "Mon coffre"
CAUTIOUS_FAILURES = 9
"""So many wrong passphrases are supposed where nobody knows: one more costs the longest wait."""
LOST = (
    "Le fichier de suivi de ce coffre est abîmé ou manque : le programme le refait. "
    "Vos données ne sont pas touchées."
)
_LOCK_WAIT_S = 5
_CHECKSUM = "checksum"


@dataclass(frozen=True)
class Slot:
    """One key of the vault: whose (an opaque id), which kind, and the digest of the key file."""

    person: str
    role: str
    digest: str


@dataclass(frozen=True)
class SweepLine:
    """One sweep as it may be known while the vault is locked: counts, and the number of its statement.

    `waiting` counts what waits for an answer to the guard; `errors` are keys, never sentences.
    """

    at: datetime
    locked: bool
    due: int
    destroyed: int
    held: int
    waiting: int = 0
    statement: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """The clear side of a vault. Instants are aware, in UTC.

    `failures` counts the wrong passphrases since the last right one; no further try is taken
    before `not_before`. `demo` marks the fictional shop. `written_by` is the version of the program
    that opened the vault last, `last_person` the id of who did. The last backup in the vault's own
    folder holds commit `last_backup_commit`; `backup_failed_at` stands until one succeeds again.
    `sweeps` are the last runs of the sweep, oldest first. `attention` holds for each kind of thing that
    waits for somebody the nearest day by which it must be done. `lost`: the file was damaged or gone, and
    this is what could be made out; `slots` are then empty. It is never written.
    """

    vault_id: str = ""
    label: str = DEFAULT_LABEL
    format: int = FORMAT
    written_by: str = ""
    created_at: datetime | None = None
    last_unlock_at: datetime | None = None
    failures: int = 0
    not_before: datetime | None = None
    demo: bool = False
    last_person: str = ""
    last_backup_at: datetime | None = None
    last_backup_commit: int = 0
    backup_failed_at: datetime | None = None
    last_external_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    sweeps: tuple[SweepLine, ...] = ()
    attention: Mapping[str, date] = field(default_factory=dict)
    lost: bool = False

    def slot(self, person: str) -> Slot | None:
        """The slot of that person."""
        return next((slot for slot in self.slots if slot.person == person), None)


T = TypeVar("T")
_INSTANTS = (
    "created_at",
    "last_unlock_at",
    "not_before",
    "last_backup_at",
    "backup_failed_at",
    "last_external_at",
)


def read_state(folder: Path) -> State:
    """The state of the vault in `folder`; `lost` where its file is not what was written, or gone.

    Raises VaultDamaged where the disk does not give it.
    """
    try:
        content = (folder / STATE).read_bytes()
    except FileNotFoundError:
        return _cautious(State()) if exists(folder) else State()
    except OSError as error:
        raise VaultDamaged(STATE) from error
    try:
        values = json.loads(content)
        if values.pop(_CHECKSUM, None) not in {None, _checksum(values)}:
            return _cautious(_made_out(values))
        return _from_json(values)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _cautious(_made_out(_line_by_line(content)))


def write_state(folder: Path, state: State) -> None:
    """Replace the state in one step."""
    replace_file(folder / STATE, _to_json(state).encode())


def change_state(folder: Path, change: Callable[[State], State]) -> State:
    """Read, change and write the state while no other process does; return the new one."""
    # Late: the unlock screen reads the state before it is painted, and filelock is slow to import.
    from filelock import FileLock, Timeout

    lock = folder / "state.lock"
    create_private(lock)
    try:
        with FileLock(lock, timeout=_LOCK_WAIT_S, mode=0o600):
            state = change(read_state(folder))
            write_state(folder, state)
            return state
    except Timeout as error:
        raise VaultBusy from error
    except OSError as error:  # the lock itself writes
        raise os_refusal(error) from error


def _cautious(state: State) -> State:
    failures = max(state.failures, CAUTIOUS_FAILURES)
    return replace(state, failures=failures, format=FORMAT, slots=(), lost=True)


def _made_out(values: object) -> State:
    """The state with every value that still is one; all others as in a vault without history."""
    state = State()
    for key, value in values.items() if isinstance(values, dict) else ():
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            read = _from_json({key: value})
            if key in vars(state):
                state = replace(state, **{key: getattr(read, key)})
    return state


def _line_by_line(content: bytes) -> dict[str, object]:
    """What stands on whole lines of a file that is broken elsewhere."""
    values: dict[str, object] = {}
    for line in content.decode(errors="replace").splitlines():
        with suppress(ValueError, RecursionError):
            values |= json.loads("{" + line.strip().rstrip(",") + "}")
    return values


def _checksum(values: Mapping[str, object]) -> str:
    """Of all that stands in the file, whichever program wrote it."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _to_json(state: State) -> str:
    values: dict[str, object] = dict(vars(state))
    for name in _INSTANTS:
        value = values[name]
        values[name] = value.isoformat() if isinstance(value, datetime) else None
    values["slots"] = [vars(slot) for slot in state.slots]
    values["attention"] = {kind: day.isoformat() for kind, day in sorted(state.attention.items())}
    values["sweeps"] = [{**vars(line), "at": line.at.isoformat()} for line in state.sweeps]
    del values["lost"]
    values[_CHECKSUM] = _checksum(values)
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _from_json(values: dict[str, object]) -> State:
    """Build the state; what a later program added is left out (its `format` decides elsewhere)."""
    slots = _typed(values.get("slots", []), list)
    return State(
        vault_id=_typed(values.get("vault_id", ""), str),
        label=_typed(values.get("label", DEFAULT_LABEL), str),
        format=_typed(values.get("format", FORMAT), int),
        written_by=_typed(values.get("written_by", ""), str),
        created_at=_instant(values.get("created_at")),
        last_unlock_at=_instant(values.get("last_unlock_at")),
        failures=_typed(values.get("failures", 0), int),
        not_before=_instant(values.get("not_before")),
        demo=_typed(values.get("demo", False), bool),
        last_person=_typed(values.get("last_person", ""), str),
        last_backup_at=_instant(values.get("last_backup_at")),
        last_backup_commit=_typed(values.get("last_backup_commit", 0), int),
        backup_failed_at=_instant(values.get("backup_failed_at")),
        last_external_at=_instant(values.get("last_external_at")),
        slots=tuple(
            Slot(_typed(s["person"], str), _typed(s["role"], str), _typed(s["digest"], str)) for s in slots
        ),
        sweeps=tuple(_sweep_line(line) for line in _typed(values.get("sweeps", []), list)),
        attention={
            str(kind): date.fromisoformat(_typed(day, str))
            for kind, day in _typed(values.get("attention", {}), dict).items()
        },
    )


def _sweep_line(values: dict[str, object]) -> SweepLine:
    at = _instant(values["at"])
    if at is None:
        raise ValueError("a sweep without an instant")
    return SweepLine(
        at=at,
        locked=_typed(values["locked"], bool),
        due=_typed(values["due"], int),
        destroyed=_typed(values["destroyed"], int),
        held=_typed(values["held"], int),
        waiting=_typed(values["waiting"], int),
        statement=_typed(values["statement"], str),
        errors=tuple(_typed(error, str) for error in _typed(values["errors"], list)),
    )


def _instant(value: object) -> datetime | None:
    if value is None:
        return None
    at = datetime.fromisoformat(_typed(value, str))
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(kind.__name__)
    return value

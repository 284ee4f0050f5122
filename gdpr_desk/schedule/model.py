"""What is scheduled, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from gdpr_desk.vault.state import SweepLine

DEFAULT_AT = time(3, 10)
"""In the computer's own time; a computer that is off then catches up when it is on again."""
HOURS = tuple(time(hour, 10) for hour in range(24) if hour != 2)
"""What the window offers. Between 2 and 3 there is one day a year without that hour, and one with two."""


@dataclass(frozen=True)
class Task:
    """The daily run of one vault: `program` followed by `folder` is the whole command line.

    `id` is opaque, `at` is civil time on this computer.
    """

    id: str
    program: tuple[str, ...]
    folder: Path
    at: time = DEFAULT_AT


class Fault(StrEnum):
    """Why an installed task would not do its work."""

    PROGRAM = "program"
    VAULT = "vault"
    SWITCHED_OFF = "switched_off"
    CHANGED = "changed"


class Health(StrEnum):
    """How the schedule stands. `UNAVAILABLE`: no scheduler answers in this session."""

    INSTALLED = "installed"
    ABSENT = "absent"
    REPAIR = "repair"
    UNAVAILABLE = "unavailable"
    DEMO = "demo"


@dataclass(frozen=True)
class Found:
    """What the system holds of a task. `next_at` only where the system tells it."""

    at: time
    faults: tuple[Fault, ...] = ()
    next_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The schedule of one vault. `last` is the last run while locked, whoever asked for it."""

    system: str
    health: Health
    task: str
    at: time
    faults: tuple[Fault, ...] = ()
    next_at: datetime | None = None
    last: SweepLine | None = None


class Scheduler(Protocol):
    """The part of an operating system that starts programs at an hour. Raises ScheduleRefused."""

    system: str

    def ready(self) -> bool:
        """Whether it answers in this session."""
        ...

    def find(self, wanted: Task) -> Found | None:
        """The task with that id, compared with what it should be but for its hour."""
        ...

    def install(self, task: Task) -> None:
        """Write and start it; an older one of that id is replaced."""
        ...

    def remove(self, task_id: str) -> None:
        """Take it away, running or not; nothing happens where there is none."""
        ...

    def run(self, task_id: str) -> None:
        """Run it now, and where the system can, wait for its end."""
        ...

    def tasks(self) -> Mapping[str, str]:
        """The folder of each task of this program, by id; empty where it cannot be read."""
        ...

"""The schedule of one vault: installed, shown, repaired, removed, run now."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from gdpr_desk.clock import Clock
from gdpr_desk.schedule.launchd import Launchd
from gdpr_desk.schedule.model import DEFAULT_AT, Found, Health, Scheduler, Standing, Task
from gdpr_desk.schedule.program import sweep_words
from gdpr_desk.schedule.refusals import missing_hour, never_demo, no_scheduler, not_installed, unknown_vault
from gdpr_desk.schedule.systemd import Systemd
from gdpr_desk.schedule.windows_task import WindowsTasks
from gdpr_desk.vault.folder import exists
from gdpr_desk.vault.refusals import no_vault
from gdpr_desk.vault.state import State, SweepLine, read_state

_ID_LENGTH = 12


def this_scheduler() -> Scheduler:
    """The scheduler of this operating system."""
    if sys.platform == "win32":
        return WindowsTasks()
    return Launchd() if sys.platform == "darwin" else Systemd()


class SweepSchedule:
    """The daily locked sweep of the vault in `folder`.

    Each verb asks the system's tools and may take seconds: never on a window's thread. Raises the refusals
    of `refusals`, VaultDamaged for the vault's state, StorageFailed for the disk.
    """

    def __init__(self, folder: Path, clock: Clock, scheduler: Scheduler | None = None) -> None:
        self._folder = folder.absolute()
        self._clock = clock
        self._scheduler = scheduler or this_scheduler()

    def standing(self) -> Standing:
        """How it stands now. Nothing is changed."""
        state = self._state()
        if state.demo:
            return Standing(self._scheduler.system, Health.DEMO, "", DEFAULT_AT)
        task = self._task(state)
        if not self._scheduler.ready():
            return Standing(
                self._scheduler.system, Health.UNAVAILABLE, task.id, DEFAULT_AT, last=_last_locked(state)
            )
        return self._told(task, self._scheduler.find(task), state)

    def install(self, at: time | None = None) -> Standing:
        """Put it in place, or back in place, for `at`; without, the hour it has, else the usual one.

        A task left by another vault that lay in this folder goes.
        """
        state = self._state()
        if state.demo:
            raise never_demo()
        if at is not None and at.hour == 2:
            raise missing_hour()
        task = self._task(state)
        if not self._scheduler.ready():
            raise no_scheduler()
        found = self._scheduler.find(task)
        hour = at or (found.at if found else DEFAULT_AT)
        self._scheduler.install(Task(task.id, task.program, task.folder, hour))
        for other, folder in self._scheduler.tasks().items():
            if other != task.id and folder == str(self._folder):
                self._scheduler.remove(other)
        return self._told(task, self._scheduler.find(task), state)

    def remove(self) -> int:
        """Take away every task of this vault or this folder, also of a vault that is gone; how many."""
        state = read_state(self._folder) if exists(self._folder) else State()
        own = self._task(state).id if state.vault_id else ""
        mine = [
            task_id
            for task_id, folder in self._scheduler.tasks().items()
            if task_id == own or folder == str(self._folder)
        ]
        for task_id in mine:
            self._scheduler.remove(task_id)
        return len(mine)

    def run(self) -> Standing:
        """Run the installed task now, as the system would. Raises NotFound where it is not in order."""
        before = self.standing()
        if before.health is Health.UNAVAILABLE:
            raise no_scheduler()
        if before.health is not Health.INSTALLED:
            raise not_installed()
        self._scheduler.run(before.task)
        return self.standing()

    def _state(self) -> State:
        if not exists(self._folder):
            raise no_vault()
        return read_state(self._folder)

    def _task(self, state: State) -> Task:
        if not state.vault_id:
            raise unknown_vault()
        opaque = hashlib.sha256(f"gdpr-desk sweep {state.vault_id}".encode()).hexdigest()[:_ID_LENGTH]
        return Task(opaque, sweep_words(), self._folder)

    def _told(self, task: Task, found: Found | None, state: State) -> Standing:
        system, last = self._scheduler.system, _last_locked(state)
        if found is None:
            return Standing(system, Health.ABSENT, task.id, DEFAULT_AT, last=last)
        health = Health.REPAIR if found.faults else Health.INSTALLED
        following = (found.next_at or next_daily(found.at, self._clock.now())) if not found.faults else None
        return Standing(system, health, task.id, found.at, found.faults, following, last)


def remove_all(scheduler: Scheduler | None = None) -> int:
    """Take away every task this program ever installed for this user, for an uninstaller; how many."""
    asked = scheduler or this_scheduler()
    found = tuple(asked.tasks())
    for task_id in found:
        asked.remove(task_id)
    return len(found)


def next_daily(at: time, now: datetime) -> datetime:
    """The next time the computer's own clock shows `at`, in UTC."""
    today = now.astimezone().date()
    candidates = (datetime.combine(today + timedelta(days=days), at) for days in range(3))
    return next(one.astimezone(UTC) for one in candidates if one.astimezone(UTC) > now)


def _last_locked(state: State) -> SweepLine | None:
    return next((line for line in reversed(state.sweeps) if line.locked), None)

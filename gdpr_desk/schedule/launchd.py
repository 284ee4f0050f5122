"""macOS: an agent of the user's launchd. Written after launchd.plist(5); not run there.

A Mac that sleeps at the hour runs it on waking; one that is off does not, so it also runs at sign-in.
"""

from __future__ import annotations

import os
import plistlib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from gdpr_desk.files import storage_failed, write_atomically
from gdpr_desk.schedule.calling import call
from gdpr_desk.schedule.model import DEFAULT_AT, Fault, Found, Task
from gdpr_desk.schedule.refusals import not_finished, not_taken, odd_path

PREFIX = "io.github.gdpr_desk.purge."


class Launchd:
    """The agents of the user who is signed in."""

    system = "launchd"

    def __init__(self) -> None:
        self._agents = Path.home() / "Library" / "LaunchAgents"

    def ready(self) -> bool:
        return call(("launchctl", "print", _domain())).good

    def find(self, wanted: Task) -> Found | None:
        if not self._path(wanted.id).exists():
            return None
        kept = self._read(wanted.id)
        try:
            words = tuple(kept["ProgramArguments"])
            hour = time(kept["StartCalendarInterval"]["Hour"], kept["StartCalendarInterval"]["Minute"])
        except (KeyError, TypeError, ValueError):
            return Found(DEFAULT_AT, (Fault.CHANGED,))
        faults = [Fault.PROGRAM] if words[:-1] != wanted.program else []
        faults += [Fault.VAULT] if words[-1:] != (str(wanted.folder),) else []
        if not call(("launchctl", "print", f"{_domain()}/{PREFIX}{wanted.id}")).good:
            faults.append(Fault.SWITCHED_OFF)
        return Found(hour, tuple(faults))

    def install(self, task: Task) -> None:
        path, content = self._path(task.id), agent_plist(task)
        call(("launchctl", "bootout", f"{_domain()}/{PREFIX}{task.id}"))
        try:
            before = path.read_bytes() if path.exists() else None
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
            if call(("launchctl", "bootstrap", _domain(), str(path))).good:
                return
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, before)
        except OSError as problem:
            raise storage_failed(problem) from problem
        raise not_taken()

    def remove(self, task_id: str) -> None:
        call(("launchctl", "bootout", f"{_domain()}/{PREFIX}{task_id}"))
        try:
            self._path(task_id).unlink(missing_ok=True)
        except OSError as problem:
            raise storage_failed(problem) from problem

    def run(self, task_id: str) -> None:
        if not call(("launchctl", "kickstart", f"{_domain()}/{PREFIX}{task_id}")).good:
            raise not_finished()

    def tasks(self) -> Mapping[str, str]:
        found = {}
        for path in self._agents.glob(f"{PREFIX}*.plist"):
            task_id = path.stem.removeprefix(PREFIX)
            words = self._read(task_id).get("ProgramArguments")
            found[task_id] = str(words[-1]) if isinstance(words, list) and words else ""
        return found

    def _path(self, task_id: str) -> Path:
        return self._agents / f"{PREFIX}{task_id}.plist"

    def _read(self, task_id: str) -> dict[str, Any]:
        try:
            kept = plistlib.loads(self._path(task_id).read_bytes())
        except (OSError, ValueError, ExpatError):
            return {}
        return kept if isinstance(kept, dict) else {}


def agent_plist(task: Task) -> bytes:
    """The agent as launchd reads it. Raises InvalidInput for a path it cannot carry."""
    words = [*task.program, str(task.folder)]
    if not all(word.isprintable() for word in words):
        raise odd_path()
    return plistlib.dumps(
        {
            "Label": f"{PREFIX}{task.id}",
            "ProgramArguments": words,
            "StartCalendarInterval": {"Hour": task.at.hour, "Minute": task.at.minute},
            "RunAtLoad": True,
            "ProcessType": "Background",
            "LowPriorityIO": True,
            "Umask": 0o077,
        },
        sort_keys=False,
    )


def _domain() -> str:
    return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

"""What the days of `shop_days.py` do outside the desk's own data: watched folders, and tasks elsewhere."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from elsewhere_shop import REGISTER

from gdpr_desk.app import Desk
from gdpr_desk.retention.elsewhere.model import TaskState
from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import FolderRule

OWN = "T-09"
"""The activity of the invented register whose data are in this program alone: it makes no task."""


class Outside:
    """Orders on one open desk; each public method is one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def watch(self, folder: str, pattern: str, days: int, dated: bool) -> dict[str, Any]:
        """Put a folder under a rule; one with dates in its names with everything below it."""
        form = DateForm.YEAR_FIRST if dated else None
        rule = FolderRule(folder, Path(folder).name, f"P{days}D", (pattern,), form, recursive=dated)
        return {"rule": self._desk.folders.add(rule).key}

    def promise(self) -> dict[str, Any]:
        """Take the activities of the invented shop into the register: reference by its own number."""
        found = {}
        for activity in REGISTER.activities:
            if activity.reference != OWN:
                added = self._desk.register.add(replace(activity, reference="", recipients=()))
                found[activity.reference] = added.reference
        self._desk.elsewhere.regenerate()
        return {"references": found}

    def forget(self, reference: str) -> dict[str, Any]:
        """Take all durations from an activity."""
        kept = self._desk.register.activity(reference)
        self._desk.register.save(replace(kept, retention=()))
        return {}

    def remember(self, reference: str, number: str) -> dict[str, Any]:
        """Give it back those of the invented register."""
        kept = self._desk.register.activity(reference)
        (meant,) = (one for one in REGISTER.activities if one.reference == number)
        self._desk.register.save(replace(kept, retention=meant.retention))
        return {}

    def done(self, reference: str, ending: str, picture: str) -> dict[str, Any]:
        """End a task, with a picture of that name where there is one; the proofs."""
        scan = Path(os.environ["XDG_CACHE_HOME"]) / picture
        if picture:
            scan.parent.mkdir(parents=True, exist_ok=True)
            scan.write_bytes(b"a picture of " + picture.encode())
        count = 3 if ending == TaskState.DONE else None
        proofs = [scan] if picture else []
        self._desk.elsewhere.done(reference, TaskState(ending), count=count, proofs=proofs)
        if picture:
            scan.unlink()
        return {"proofs": [one.id for one in self._desk.elsewhere.proofs(reference)]}

    def postpone(self, reference: str, days: int) -> dict[str, Any]:
        """Put a task off."""
        task = self._desk.elsewhere.task(reference)
        until = max(self._desk.clock.today(), task.due_on) + timedelta(days=days)
        self._desk.elsewhere.postpone(reference, until, "inventaire")
        return {}

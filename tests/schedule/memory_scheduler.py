"""A scheduler of an operating system of our own, for tests: it holds tasks and says what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gdpr_desk.schedule.model import Fault, Found, Task


@dataclass
class MemoryScheduler:
    """`running` is what a run does; `refusal` is raised by whatever changes something."""

    system: str = "memory"
    answers: bool = True
    kept: dict[str, Task] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    next_at: datetime | None = None
    refusal: Exception | None = None
    running: Callable[[Task], object] = lambda _task: None
    asked: list[str] = field(default_factory=list)

    def ready(self) -> bool:
        self.asked.append("ready")
        return self.answers

    def find(self, wanted: Task) -> Found | None:
        kept = self.kept.get(wanted.id)
        if kept is None:
            return None
        faults = [Fault.PROGRAM] if kept.program != wanted.program else []
        faults += [Fault.VAULT] if kept.folder != wanted.folder else []
        faults += [Fault.SWITCHED_OFF] if wanted.id in self.off else []
        return Found(kept.at, tuple(faults), self.next_at)

    def install(self, task: Task) -> None:
        self._refuse()
        self.kept[task.id] = task
        self.off.discard(task.id)

    def remove(self, task_id: str) -> None:
        self._refuse()
        self.kept.pop(task_id, None)

    def run(self, task_id: str) -> None:
        self._refuse()
        self.running(self.kept[task_id])

    def tasks(self) -> Mapping[str, str]:
        return {task_id: str(task.folder) for task_id, task in self.kept.items()}

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal

"""A vault's schedule on a scheduler that only remembers."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from memory_scheduler import MemoryScheduler
from system_tools import Tool

from gdpr_desk.clock import FixedClock
from gdpr_desk.schedule.service import SweepSchedule
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def scheduler() -> MemoryScheduler:
    return MemoryScheduler()


@pytest.fixture
def schedule(vault: Vault, clock: FixedClock, scheduler: MemoryScheduler) -> SweepSchedule:
    return SweepSchedule(vault.folder, clock, scheduler)


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    return Tool(tmp_path / "bin", "systemctl", monkeypatch)


@pytest.fixture
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This computer stands in Paris."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process can be chosen on POSIX only")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Paris")
        time.tzset()
        yield
    time.tzset()

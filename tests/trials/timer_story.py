"""What `test_user_timer` tells, under a real user manager: each step leaves its word in a JSON object.

`python timer_story.py VAULT PROGRAM`: PROGRAM is a program that runs Python with the words it is given.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from user_manager import start_manager, stop_manager

from gdpr_desk.clock import SystemClock
from gdpr_desk.schedule.model import Standing
from gdpr_desk.schedule.service import SweepSchedule
from gdpr_desk.schedule.systemd import PREFIX
from gdpr_desk.vault.state import read_state


def told(standing: Standing) -> list[str]:
    return [standing.health.value, f"{standing.at:%H:%M}", *(fault.value for fault in standing.faults)]


def runs(folder: Path) -> datetime | None:
    """When the vault was swept last."""
    lines = read_state(folder).sweeps
    return lines[-1].at if lines else None


def until(happened: Callable[[], bool], seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while not happened() and time.monotonic() < give_up:
        time.sleep(0.5)
    return happened()


def listed() -> int:
    words = ("systemctl", "--user", "list-timers", "--all", "--no-legend", f"{PREFIX}*")
    return len(subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines())


def systemctl(*words: str) -> None:
    subprocess.run(("systemctl", "--user", *words), check=True, capture_output=True)


def stamps() -> list[Path]:
    return list((Path.home() / ".local/share/systemd/timers").glob("*"))


def installing(folder: Path, found: dict[str, Any]) -> None:
    schedule = SweepSchedule(folder, SystemClock())
    found["at first"] = told(schedule.standing())
    made = schedule.install()
    found["installed"], found["listed"] = told(made), listed()
    found["next"] = made.next_at.isoformat() if made.next_at else None
    found["copies before"] = len(list((folder / "attachments").iterdir()))
    found["run"] = told(schedule.run())
    until(lambda: schedule.standing().last is not None, 120)
    last = schedule.standing().last
    found["swept"] = [last.destroyed, list(last.errors)] if last else None
    found["copies after"] = len(list((folder / "attachments").iterdir()))


def firing(folder: Path, found: dict[str, Any]) -> None:
    """At its hour, by itself."""
    soon = datetime.now().replace(second=0) + timedelta(minutes=1)  # noqa: DTZ005 - the computer's own clock
    before = runs(folder)
    found["another hour"] = told(SweepSchedule(folder, SystemClock()).install(soon.time()))[0]
    found["fired"] = until(lambda: runs(folder) != before, 210)


def catching_up(folder: Path, found: dict[str, Any]) -> None:
    """Three days off: the session has ended, and what the timer remembers is that old."""
    SweepSchedule(folder, SystemClock()).install(datetime.now().replace(minute=0).time())  # noqa: DTZ005
    stop_manager(found.pop("manager"))
    before = runs(folder)
    old = time.time() - 3 * 86_400
    found["stamps"] = len(stamps())
    for stamp in stamps():
        os.utime(stamp, (old, old))
    found["quiet while off"] = runs(folder) == before
    found["manager"] = start_manager()
    found["caught up"] = until(lambda: runs(folder) != before, 120)


def mending(folder: Path, found: dict[str, Any]) -> Path:
    moved = folder.with_name("ailleurs, « déplacé » 5 %")
    folder.rename(moved)
    schedule = SweepSchedule(moved, SystemClock())
    timer = f"{PREFIX}{schedule.standing().task}.timer"
    found["moved"] = told(schedule.standing())[2:]
    found["mended"] = told(schedule.install())[0]
    sys.executable, kept = "/opt/older/gdpr-desk", sys.executable
    schedule.install()
    sys.executable = kept
    found["other program"] = told(schedule.standing())[2:]
    schedule.install()
    systemctl("disable", "--now", timer)
    found["switched off"] = told(schedule.standing())[2:]
    schedule.install()
    unit = Path.home() / ".config/systemd/user" / timer
    unit.write_text(unit.read_text(encoding="utf-8").replace("Persistent=true", "Persistent=false"), "utf-8")
    found["changed"] = told(schedule.standing())[2:]
    schedule.install()
    before = runs(moved)
    found["mended run"] = [told(schedule.run())[0], until(lambda: runs(moved) != before, 120)]
    return moved


def removing(folder: Path, found: dict[str, Any]) -> None:
    schedule = SweepSchedule(folder, SystemClock())
    found["removed"], found["removed again"] = schedule.remove(), schedule.remove()
    found["at last"], found["listed at last"] = told(schedule.standing())[0], listed()
    left = (Path.home() / ".config").rglob(f"{PREFIX}*")
    found["left"] = [path.name for path in (*left, *stamps())]


def main(folder: Path, program: str) -> None:
    sys.executable = program
    found: dict[str, Any] = {"manager": start_manager()}
    try:
        installing(folder, found)
        firing(folder, found)
        catching_up(folder, found)
        removing(mending(folder, found), found)
    finally:
        if "manager" in found:
            stop_manager(found.pop("manager"))
        print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

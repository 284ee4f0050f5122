"""Lives of the program with an incident under a moved clock: `incident_lives.py` reads orders, one a line.

`["found", FOLDER, AWARE]` writes down an incident of which the shop knows since that instant.
`["begin", FOLDER, ZONE]` forks a process with the computer in that zone: it opens the vault, shows the
banner and obeys `["look"]` until `["end"]`, or is killed by `["kill"]`. Each order has one answer, a JSON
object in a line. Clock and counter are the system's.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.vocabulary import IncidentKind
from gdpr_desk.clock import SystemClock
from gdpr_desk.qtkit import theme
from gdpr_desk.shell.incident_banner import IncidentBanner
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
CLOCK = SystemClock()


def answer(found: dict[str, Any]) -> None:
    """One line."""
    os.write(1, json.dumps(found).encode() + b"\n")


def found_vault(folder: Path, aware: str) -> None:
    """A vault with that incident, closed again."""
    with open_desk(Vault.found_for_trial(folder, RAW_KEY, clock=CLOCK), CLOCK) as desk:
        at = datetime.fromisoformat(aware)
        made = desk.breaches.open(BreachFacts(kind=IncidentKind.LOST_DEVICE, aware_at=at))
        answer({"due": _due(desk, made.reference)})


def live(folder: Path, zone: str) -> None:
    """One life: what the vault and the banner say, whenever somebody looks."""
    os.environ["TZ"] = zone
    time.tzset()
    app = QApplication(["incident"])
    theme.install(app, "light", 100)
    desk = open_desk(Vault.open(folder, RAW_KEY, clock=CLOCK), CLOCK)
    banner = IncidentBanner(desk.breaches, CLOCK)
    banner.read()
    _look(desk, banner)
    while line := sys.stdin.readline():
        verb = json.loads(line)[0]
        if verb == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if verb == "end":
            desk.close()
            answer({})
            return
        banner.look()
        _look(desk, banner)


def _look(desk: Desk, banner: IncidentBanner) -> None:
    reference = desk.breaches.overviews()[0].breach.reference
    answer(
        {
            "due": _due(desk, reference),
            "now": CLOCK.now().isoformat(),
            "left": banner.remaining.total_seconds() if banner.remaining is not None else None,
            "sentence": banner.sentence(),
            "shown": not banner.isHidden(),
        }
    )


def _due(desk: Desk, reference: str) -> str | None:
    due = desk.breaches.file(reference).clock.due_at
    return due.isoformat() if due else None


def main() -> None:
    """Until the input ends."""
    while line := sys.stdin.readline():
        verb, *given = json.loads(line)
        if verb == "found":
            found_vault(Path(given[0]), given[1])
            continue
        child = os.fork()
        if not child:
            live(Path(given[0]), given[1])
            os._exit(0)
        os.waitpid(child, 0)
        answer({"ended": True})


if __name__ == "__main__":
    main()

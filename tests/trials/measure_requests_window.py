"""A hundred thousand requests in the real window, against the same window over a vault that has one.

From the open vault to the painted first page (no derivation of keys, no look at the database before), to the
room, from a key in the filter to the painted list, and requests opened one after the other.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from large import RAW_KEY, open_vault
from measure_list import _keys_told
from measure_requests import REQUESTS, SEED, TYPED, _fill, _milliseconds, _request
from timing import Cost, cost, load, middle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gdpr_desk.app import Desk
    from gdpr_desk.shell.desk_window import DeskWindow

OPENED = 80


def requests_window(runs: int) -> dict[str, object]:
    """Milliseconds of both vaults in turn; the first time of the program stands apart."""
    from gdpr_desk.shell.application import make_application

    app = make_application(["gdpr-desk"])
    found: dict[str, object] = {"runs": runs, "requests": REQUESTS, "seed": SEED}
    with tempfile.TemporaryDirectory() as place:
        folders = {name: Path(place) / name for name in ("large", "one")}
        for name, folder in folders.items():
            with open_vault(folder) as desk:
                (_fill if name == "large" else _one)(desk)
        found["load_before"] = load()
        costs: dict[str, list[dict[str, Cost]]] = {name: [] for name in folders}
        keys: dict[str, list[list[Cost]]] = {"key": [], "list": []}
        for number in range(runs + 1):
            for name, folder in folders.items():
                shown, once = _entered(app, folder)
                costs[name].append(once)
                if name == "large" and number:
                    for part, each in _typed(app, shown).items():
                        keys[part].append(each)
                shown.close_desk()
        found["first"] = _milliseconds(costs["large"][0])
        for name, rounds in costs.items():
            found[name] = _milliseconds({key: middle(one[key] for one in rounds[1:]) for key in rounds[0]})
        found |= {part: _keys_told(each) for part, each in keys.items()}
        found["opened"] = _opened(app, folders["large"])
        found["load_after"] = load()
    return found


def _one(desk: Desk) -> None:
    import random

    from gdpr_desk.requests.model import RequestFacts

    made = _request(1, random.Random(SEED), desk.clock.today()).facts
    desk.requests.add(RequestFacts(made.rights, made.channel, desk.clock.today(), made.requester, made.text))


def _entered(app: QApplication, folder: Path) -> tuple[DeskWindow, dict[str, Cost]]:
    from gdpr_desk.app import open_desk
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.shell.desk_window import DeskWindow
    from gdpr_desk.vault.vault import Vault

    clock = SystemClock()
    vault = Vault.open(folder, RAW_KEY, clock=clock)
    made: list[DeskWindow] = []

    def enter() -> None:
        made.append(DeskWindow(open_desk(vault, clock)))
        made[0].window.resize(1366, 768)
        made[0].show()
        app.processEvents()

    def go(room: str) -> None:
        made[0].go_to(room)
        app.processEvents()

    costs = {"window": cost(enter), "room": cost(partial(go, "requests"))}
    go("today")
    return made[0], costs | {"room_again": cost(partial(go, "requests"))}


def _typed(app: QApplication, shown: DeskWindow) -> dict[str, list[Cost]]:
    """A key by itself, and the list it asks for, which comes after a pause in the typing."""
    from PySide6.QtTest import QTest

    page = shown.requests.page
    found: dict[str, list[Cost]] = {"key": [], "list": []}
    for chip in ("open", "all"):
        page.listing.show_chip(chip)
        for word in TYPED:
            page.ui.filter.clear()
            for letter in word:
                press = partial(QTest.keyClick, page.ui.filter, letter)
                found["key"].append(cost(lambda press=press: (press(), app.processEvents())))
                found["list"].append(cost(lambda: (page.listing.search(), app.processEvents())))
    return found


def _opened(app: QApplication, folder: Path) -> dict[str, object]:
    """Requests opened and left one after the other, in a loop that also deletes what is done with."""
    from PySide6.QtTest import QTest

    shown, _costs = _entered(app, folder)
    page = shown.requests.page
    wanted, each, before = page.listing.references()[:OPENED], [], 0.0
    for number, reference in enumerate(wanted):
        each.append(cost(partial(page.open_request, reference)))
        page.show_list()
        QTest.qWait(1)
        before = before or (_resident() if number == OPENED // 4 else 0.0)
    after, widgets = _resident(), len(app.allWidgets())
    shown.close_desk()
    return {
        "requests": len(wanted),
        "median_ms": round(1e3 * statistics.median(one.wall for one in each), 1),
        "median_cpu_ms": round(1e3 * statistics.median(one.cpu for one in each), 1),
        "mb_after_a_quarter": round(before),
        "mb_in_the_end": round(after),
        "widgets": widgets,
    }


def _resident() -> float:
    """Megabytes of this process in memory (Linux)."""
    with Path(f"/proc/{os.getpid()}/status").open(encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

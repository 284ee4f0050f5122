"""The list of 2,000 activities on the screen: each key until everything is painted again."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from large import open_vault, register_of
from timing import Cost, cost, in_turn, load, told

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

ACTIVITIES = 2_000
WORDS = ("clients", "vente 3", "zzz")
"""Found often, seldom and never; each is typed and taken back letter by letter."""


def lists(runs: int) -> dict[str, object]:
    """Milliseconds for a key in the filter, in the palette and on the arrows, in the real window."""
    from PySide6.QtCore import Qt

    from gdpr_desk.register.service import RegisterService
    from gdpr_desk.shell.application import make_application
    from gdpr_desk.shell.desk_window import DeskWindow
    from gdpr_desk.shell.palette import Palette

    app = make_application(["gdpr-desk"])
    found: dict[str, object] = {"runs": runs, "activities": ACTIVITIES, "load_before": load()}
    arrows = [Qt.Key.Key_Down] * 20 + [Qt.Key.Key_PageDown] * 5 + [Qt.Key.Key_Up] * 20
    with tempfile.TemporaryDirectory() as place:
        desk = open_vault(Path(place) / "coffre")
        desk.exchange.import_register(register_of(ACTIVITIES))
        shown = DeskWindow(desk)
        shown.window.resize(1366, 768)
        shown.show()
        page = shown.register
        slices = (desk.vault.store, desk.journal, desk.parties, desk.clock)
        opening = {
            "read": desk.register.register,
            "overview": lambda: RegisterService(*slices).overview(),  # a new one: nothing is kept
            "open_list": lambda: (page.refresh(), shown.go_to("register"), app.processEvents()),
        }
        found |= told(in_turn(runs, opening))
        found["filter"] = _keys_told(_typed(app, page.ui.filter) for _ in range(runs))
        found["arrows"] = _keys_told(_keys(app, page.ui.table, arrows) for _ in range(runs))
        palette = Palette(shown.window, shown.commands())
        palette.open_over()
        field = shown.window.focusWidget()
        found["palette"] = _keys_told(_typed(app, field) for _ in range(runs))
        palette.close()
        shown.close_desk()
    return found


def _typed(app: QApplication, field: QWidget) -> list[Cost]:
    from PySide6.QtCore import Qt

    keys = [key for word in WORDS for key in (*word, *[Qt.Key.Key_Backspace] * len(word))]
    return _keys(app, field, keys)


def _keys(app: QApplication, where: QWidget, keys: Iterable[object]) -> list[Cost]:
    """From each key until the event loop has nothing left to paint."""
    from PySide6.QtTest import QTest

    where.setFocus()
    app.processEvents()

    def press(key: object) -> None:
        QTest.keyClick(where, key)
        app.processEvents()

    return [cost(partial(press, key)) for key in keys]


def _keys_told(rounds: Iterable[list[Cost]]) -> dict[str, float]:
    """Milliseconds over all keys of all rounds."""
    each = [one for costs in rounds for one in costs]
    walls = sorted(1000 * one.wall for one in each)
    return {
        "keys": len(each),
        "median_ms": round(statistics.median(walls), 1),
        "of_20_the_19th_ms": round(statistics.quantiles(walls, n=20)[-1], 1),
        "worst_ms": round(walls[-1], 1),
        "mean_cpu_ms": round(1000 * statistics.mean(one.cpu for one in each), 1),
    }

"""The clock of an incident goes on before a locked vault: time only, and nobody needs a key to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.locked_clock import LockedClock
from gdpr_desk.shell.unlock import UnlockScreen

pytestmark = pytest.mark.usefixtures("light_look")

Opened = Callable[..., str]


@pytest.fixture(autouse=True)
def at_rest() -> Iterator[None]:
    yield
    Jobs.wait()


def locked(folder: Path, clock: FixedClock, qtbot: QtBot) -> UnlockScreen:
    screen = UnlockScreen(folder, clock, "1.0")
    qtbot.addWidget(screen)
    screen.show()
    return screen


def words(screen: UnlockScreen) -> str:
    """Everything the screen has to say, seen or heard."""
    said = []
    for part in (screen, *screen.findChildren(QWidget)):
        said += [part.accessibleName(), part.toolTip(), str(part.property("text") or "")]
    clock = screen.ui.clock
    return "\n".join((*said, clock.sentence() if isinstance(clock, LockedClock) else ""))


def test_after_the_lock_of_its_own_accord_the_time_left_stands_before_the_vault(
    desk: Desk, opened: Opened, clock: FixedClock, qtbot: QtBot
) -> None:
    opened(title="Portable volé chez Ombelline")
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    shown.show()
    assert "V-2026-001" in shown.breaches.banner.sentence(), "the banner of the open vault names it"
    clock.instant += timedelta(minutes=6)
    shown.idle.look()
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    screen = locked(desk.vault.folder, clock, qtbot)
    assert screen.ui.clock.isVisible()
    assert screen.ui.clock.sentence() == "Il reste 61 h 06 min"
    said = words(screen)
    assert "61" in said
    for secret in ("V-2026", "V\u20112026", "Portable", "Ombelline", "CNIL", "ncident"):
        assert secret not in said


def test_it_goes_on_by_itself_and_after_its_end(
    desk: Desk, opened: Opened, clock: FixedClock, qtbot: QtBot
) -> None:
    opened(hours=70)
    folder = desk.vault.folder
    desk.close()
    screen = locked(folder, clock, qtbot)
    assert screen.ui.clock.sentence() == "Il reste 2 h 00 min"
    clock.instant += timedelta(hours=5, minutes=10)
    screen.ui.clock.look()
    assert screen.ui.clock.sentence() == "Délai dépassé de 3 h 10 min"
    assert locked(folder, clock, qtbot).ui.clock.sentence() == "Délai dépassé de 3 h 10 min"


def test_nothing_counts_where_nothing_runs_and_a_spoilt_list_keeps_nobody_out(
    desk: Desk, opened: Opened, clock: FixedClock, qtbot: QtBot
) -> None:
    reference = opened()
    opened(drill=True)
    folder = desk.vault.folder
    assert not locked(folder, clock, qtbot).ui.clock.isHidden()
    desk.breach_acts.decide(reference, authority=False, subjects=False, reason="Retrouvé.")
    assert locked(folder, clock, qtbot).ui.clock.isHidden()
    for spoilt in ("", "{", '{"body": {"clocks": ["demain"]}, "sha256": "0"}'):
        (folder / "due.json").write_text(spoilt, encoding="utf-8")
        screen = locked(folder, clock, qtbot)
        assert screen.ui.clock.isHidden()
        assert screen.ui.passphrase.isEnabled()

"""The vault locks by itself: after the minutes chosen, after sleep, not while somebody works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.settings import Settings, load_settings, save_settings
from gdpr_desk.shell.idle_lock import IdleLock


@pytest.fixture
def watched(clock: FixedClock, qtbot: QtBot):  # type: ignore[no-untyped-def]
    lock = IdleLock(clock, 5)
    told: list[int | str] = []
    lock.soon.connect(told.append)
    lock.due.connect(lambda: told.append("locked"))
    yield lock, told
    lock.stop()


def _later(clock: FixedClock, **span: float) -> None:
    clock.instant += timedelta(**span)


def test_it_tells_in_time_and_locks_once(watched, clock: FixedClock) -> None:  # type: ignore[no-untyped-def]
    lock, told = watched
    for seconds in (200, 69, 1, 5, 5, 10, 10, 60):
        _later(clock, seconds=seconds)
        lock.look()
    assert told == [30, 20, 10, "locked"]


def test_a_key_or_a_mouse_starts_the_minutes_anew(watched, clock: FixedClock, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    lock, told = watched
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    for act in (
        lambda: QTest.keyClick(line, Qt.Key.Key_A),
        lambda: QTest.mouseMove(line),
        lambda: QTest.mouseClick(line, Qt.MouseButton.LeftButton),
    ):
        _later(clock, minutes=4)
        lock.look()
        act()
        qtbot.wait(5)
    assert told == []
    _later(clock, minutes=5)
    lock.look()
    assert told == ["locked"]


def test_the_key_that_wakes_a_sleeping_computer_comes_too_late(
    watched,  # type: ignore[no-untyped-def]
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    _lock, told = watched
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    _later(clock, hours=9)
    QTest.keyClick(line, Qt.Key.Key_A)
    assert told == ["locked"]


def test_a_clock_set_back_does_not_hold_the_vault_open(clock: FixedClock, qtbot: QtBot) -> None:
    lock = IdleLock(clock, 0)
    _later(clock, days=-2)
    with qtbot.waitSignal(lock.due, timeout=3000):
        lock.look()


@pytest.mark.parametrize(("saved", "read"), [(1, 1), (30, 30), (0, 5), (7, 5), (-5, 5)])
def test_only_the_minutes_on_offer_are_taken(saved: int, read: int) -> None:
    save_settings(Settings(lock_after_minutes=saved))
    assert load_settings().lock_after_minutes == read

"""From no vault to an open window by keyboard alone, then the lock, a slip and the sheet.

The only tests of the shell that pay for key derivation.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import Desk, create_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.profile import Profile
from gdpr_desk.qtkit import files
from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.register.model import Controller
from gdpr_desk.shell.application import Session, application_icon
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.shell.first_run import Step
from gdpr_desk.shell.single_instance import SingleInstance
from gdpr_desk.vault.vault import exists

pytestmark = [
    pytest.mark.usefixtures("light_look"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

PHRASE = "cheval violet tourne sous la pluie"
PATIENCE_MS = 60_000


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)


def typed(text: str) -> None:
    QTest.keyClicks(focused(), text)


def test_first_run_by_keyboard_then_wrong_phrase_then_recovery_sheet(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "coffre"
    start = Entrance(folder, clock)
    qtbot.addWidget(start)
    with qtbot.waitActive(start):
        start.show()
        start.activateWindow()
    screen = start.first_run
    press(Qt.Key.Key_Return)  # Commencer
    assert screen.step is Step.SHOP
    typed("Atelier Lumen")
    press(Qt.Key.Key_Tab)
    typed("000 000 018 00002")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.OFFICER
    typed("Camille Aubry")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.ACTIVITIES
    before = screen.page(Step.ACTIVITIES).store(screen.draft).activities
    press(Qt.Key.Key_Space)
    assert screen.page(Step.ACTIVITIES).store(screen.draft).activities != before
    press(Qt.Key.Key_Return)
    assert screen.step is Step.PASSPHRASE
    typed("atelier lumen")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.PASSPHRASE
    screen.passphrase.ui.passphrase.selectAll()
    typed(PHRASE)
    screen.passphrase.ui.repeated.setFocus()
    typed(PHRASE)
    beats = repaints_during(qtbot, lambda: press(Qt.Key.Key_Return), lambda: screen.step is Step.RECOVERY)
    assert beats > 3
    assert screen.draft.passphrase == ""
    assert screen.recovery.ui.groups.plain()
    saved: list[bytes] = []
    monkeypatch.setattr(files, "save_bytes", lambda _w, content, name, **_k: saved.append(content))
    screen.recovery.ui.save.click()
    assert saved[0].startswith(b"%PDF")
    screen.go_on()
    assert screen.step is Step.RECOVERY
    assert focused() is screen.recovery.ui.recovery_kept
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert screen.step is Step.READY
    with qtbot.waitSignal(start.opened) as handed:
        press(Qt.Key.Key_Return)
    desk = handed.args[0]
    assert isinstance(desk, Desk)
    assert desk.register.controller().siret == "00000001800002"
    assert desk.register.overview()
    assert screen.recovery.ui.groups.plain() == ""
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    shown.show()
    assert shown.window.current == "today"
    shown.close_desk()
    assert exists(folder)


def test_a_slip_waits_for_its_next_try_and_the_sheet_opens_too(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With keys of the real format that cost nothing: the story of `test_end_to_end.py` pays for them."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    founded, secret = create_desk(folder, Profile(Controller("Atelier Lumen"), ()), PHRASE, clock)
    founded.close()
    start = Entrance(folder, clock)
    qtbot.addWidget(start)
    with qtbot.waitExposed(start):
        start.show()
    unlock = start.unlock
    assert "Atelier" not in unlock.ui.label.plain()
    unlock.ui.passphrase.setText("pas la bonne phrase")
    QTest.keyClick(unlock.ui.passphrase, Qt.Key.Key_Return)
    assert not unlock.ui.open.isEnabled()
    qtbot.waitUntil(unlock.ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert "Phrase de passe incorrecte" in unlock.ui.refusal.get_text()
    assert unlock.ui.open.text().startswith("Prochain essai")
    clock.instant = clock.instant.replace(minute=58)
    qtbot.waitUntil(unlock.ui.open.isEnabled, timeout=PATIENCE_MS)
    unlock.ui.forgotten.click()
    sheet = start.forgotten
    sheet.ui.secret.setPlainText(" ".join(secret.groups).lower())
    with qtbot.waitSignal(start.opened, timeout=PATIENCE_MS) as handed:
        sheet.ui.open.click()
    handed.args[0].close()


def repaints_during(qtbot: QtBot, start: object, done: object) -> int:
    """How often the event loop came round while something else was under way."""
    beats: list[int] = []
    timer = QTimer()
    timer.setInterval(50)
    timer.timeout.connect(partial(beats.append, 1))
    timer.start()
    assert callable(start)
    assert callable(done)
    start()
    qtbot.waitUntil(done, timeout=PATIENCE_MS)
    timer.stop()
    return len(beats)


def test_a_second_start_raises_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.take()
    qtbot.waitUntil(lambda: first.listening)
    with qtbot.waitSignal(first.raised):
        assert not SingleInstance(tmp_path).take()
    first.release()
    third = SingleInstance(tmp_path)
    assert third.take()
    third.release()


def test_a_lock_left_by_a_killed_process_does_not_block(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "window.lock").write_text("999999999\ngdpr-desk\nelsewhere\n\n\n", "utf-8")
    instance = SingleInstance(tmp_path)
    assert instance.take()
    instance.release()


def test_the_session_begins_with_the_first_run_where_there_is_no_vault(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication
) -> None:
    session = Session(tmp_path / "none", clock, SingleInstance(tmp_path / "state"), qapp)
    session.begin()
    assert session.entrance is not None
    qtbot.addWidget(session.entrance)
    assert session.entrance.first_run.isVisible()
    session.raise_window()


def test_the_pictures_keep_their_words_in_the_smallest_window(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    start = Entrance(tmp_path / "none", clock)
    qtbot.addWidget(start)
    start.resize(1024, 640)
    with qtbot.waitExposed(start):
        start.show()
    start.first_run.show_step(Step.ACTIVITIES)
    page = start.first_run.page(Step.ACTIVITIES)
    qtbot.waitUntil(lambda: page.isVisible() and page.width() < 960)
    qtbot.waitUntil(lambda: min(tile.width() for tile in page.findChildren(PictureTile)) >= 200)
    assert page.parentWidget().width() <= 1024 - 2 * 8 - 2 * 32


def test_the_window_has_an_icon_of_its_own(qapp: QApplication) -> None:
    sizes = {size.width() for size in application_icon().availableSizes()}
    assert {16, 32, 256} <= sizes

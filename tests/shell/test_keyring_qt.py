"""The keyring on the screen: switched on in the settings, a button at the door, the passphrase beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import memory_keyring
import pytest
from memory_keyring import Absent, Closed, Hanging, Memory, entries
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell import keyring_row
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.shell.keyring_row import HONEST, KeyringDialog, KeyringRow
from gdpr_desk.shell.keys_card import KeysCard
from gdpr_desk.system_keyring import Patience
from gdpr_desk.vault.keyring_way import keep, mark_of
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("light_look")

PHRASE = "les lampes de l'atelier s'allument"
PATIENCE_MS = 20_000
_cards: list[KeysCard] = []
"""What dialogs of a test stand on: it must live as long as they do."""


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    quick(monkeypatch)
    memory_keyring.begin(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="Camille", passphrase=PHRASE, clock=clock)
    with open_desk(vault, clock) as made:
        yield made
        memory_keyring.released.set()
        Jobs.wait()
        _cards.clear()


@pytest.fixture
def door(desk: Desk, clock: FixedClock, qtbot: QtBot) -> Iterator[Entrance]:
    """The unlock screen of a vault whose officer chose the keyring."""
    keep(desk.vault, PHRASE, clock, Patience(5))
    desk.close()
    start = Entrance(desk.vault.folder, clock)
    qtbot.addWidget(start)
    with qtbot.waitExposed(start):
        start.show()
    yield start
    memory_keyring.released.set()
    Jobs.wait()


def _row(desk: Desk, qtbot: QtBot) -> KeyringRow:
    card = KeysCard(desk)
    qtbot.addWidget(card)
    card.show()
    _cards.append(card)
    return card.keyring


def test_it_is_switched_on_with_the_passphrase_and_off_with_a_button(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _row(desk, qtbot)
    assert row.switch.accessibleName().startswith("Activer l")
    assert HONEST not in row._told.plain()
    dialog = KeyringDialog(desk, row.window())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.carry_out()
    assert entries == {}
    QTest.keyClicks(dialog.passphrase, "autre chose")
    dialog.carry_out()
    qtbot.waitUntil(dialog.save.isEnabled, timeout=PATIENCE_MS)
    assert dialog.isVisible()
    assert entries == {}
    desk.clock.instant = desk.clock.instant.replace(minute=59)
    dialog.passphrase.selectAll()
    QTest.keyClicks(dialog.passphrase, PHRASE)
    with qtbot.waitSignal(dialog.accepted, timeout=PATIENCE_MS):
        QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert len(entries) == 1
    row.refresh()
    assert HONEST in row._told.plain()
    assert row.switch.accessibleName().startswith("Désactiver")
    row.switch.click()
    qtbot.waitUntil(lambda: entries == {}, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: row.switch.accessibleName().startswith("Activer"), timeout=PATIENCE_MS)
    assert mark_of(desk.vault.folder) is None


@pytest.mark.parametrize("kind", [Closed, Absent])
def test_a_keyring_that_refuses_leaves_it_off_and_says_so(
    desk: Desk, kind: type[Memory], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, kind)
    dialog = KeyringDialog(desk, _row(desk, qtbot).window())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.passphrase.setText(PHRASE)
    dialog.carry_out()
    qtbot.waitUntil(lambda: "ne répond pas" in dialog.field.message(), timeout=PATIENCE_MS)
    assert dialog.save.isEnabled()
    assert mark_of(desk.vault.folder) is None
    assert read_state(desk.vault.folder).failures == 0


def test_escape_gives_up_a_keyring_that_does_not_answer(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    dialog = KeyringDialog(desk, _row(desk, qtbot).window())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.passphrase.setText(PHRASE)
    dialog.carry_out()
    qtbot.wait(50)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.save.isEnabled, timeout=5000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert mark_of(desk.vault.folder) is None


def test_what_cannot_be_taken_out_is_said_to_stay(
    desk: Desk, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(desk.vault, PHRASE, clock, Patience(5))
    row = _row(desk, qtbot)
    told: list[str] = []
    monkeypatch.setattr(keyring_row, "tell", lambda _parent, title, _sentence: told.append(title))
    memory_keyring.use(monkeypatch, Closed)
    row.switch.click()
    qtbot.waitUntil(lambda: told == ["Le trousseau garde encore la clé"], timeout=PATIENCE_MS)
    assert row.switch.accessibleName().startswith("Désactiver")


def test_a_new_passphrase_switches_it_off_and_empties_the_keyring(
    desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    keep(desk.vault, PHRASE, clock, Patience(5))
    row = _row(desk, qtbot)
    desk.people.change_passphrase(PHRASE, "trois abat-jour verts et un tabouret")
    row.refresh()
    assert row.switch.accessibleName().startswith("Activer")
    qtbot.waitUntil(lambda: entries == {}, timeout=PATIENCE_MS)


def test_neither_the_sheet_nor_the_fictional_shop_are_offered_it(desk: Desk, qtbot: QtBot) -> None:
    mine = desk.vault.person
    desk.vault.person = Person(mine.id, mine.name, Role.RECOVERY)
    assert _row(desk, qtbot).isHidden()
    desk.vault.person, desk.vault.is_demo = mine, True
    assert _row(desk, qtbot).isHidden()
    desk.vault.is_demo = False
    assert not _row(desk, qtbot).isHidden()


def test_locking_waits_for_no_keyring(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    shown.show()
    dialog = KeyringDialog(desk, shown.window)
    dialog.show()
    dialog.passphrase.setText(PHRASE)
    dialog.carry_out()
    qtbot.wait(50)
    patience = dialog._patience
    assert patience is not None
    shown.lock()
    assert patience._settled.is_set()
    assert not dialog.isVisible()
    assert desk.vault._closed


def test_the_door_offers_a_button_and_the_keyboard_stays_in_the_field(door: Entrance) -> None:
    ui = door.unlock.ui
    assert ui.keyring.isVisible()
    assert QApplication.focusWidget() is ui.passphrase
    assert door.isVisible(), "nothing opens by itself"


def test_no_button_where_nobody_chose_it(tmp_path: Path, desk: Desk, clock: FixedClock, qtbot: QtBot) -> None:
    start = Entrance(desk.vault.folder, clock)
    qtbot.addWidget(start)
    start.show()
    assert not start.unlock.ui.keyring.isVisible()


def test_the_button_opens_the_vault(door: Entrance, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(door.opened, timeout=PATIENCE_MS) as handed:
        door.unlock.ui.keyring.click()
    assert handed.args[0].vault.person == desk.vault.person
    handed.args[0].close()


@pytest.mark.parametrize("kind", [Closed, Absent])
def test_a_keyring_that_refuses_leaves_the_passphrase(
    door: Entrance, kind: type[Memory], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, kind)
    ui = door.unlock.ui
    ui.keyring.click()
    qtbot.waitUntil(ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert "ne répond pas" in ui.refusal.get_text()
    assert ui.refusal.get_kind() == "info"
    assert QApplication.focusWidget() is ui.passphrase
    with qtbot.waitSignal(door.opened, timeout=PATIENCE_MS) as handed:
        QTest.keyClicks(ui.passphrase, PHRASE)
        QTest.keyClick(ui.passphrase, Qt.Key.Key_Return)
    handed.args[0].close()


def test_typing_the_passphrase_does_not_wait_for_a_keyring_that_hangs(
    door: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    ui = door.unlock.ui
    ui.keyring.click()
    assert not ui.keyring.isEnabled()
    with qtbot.waitSignal(door.opened, timeout=PATIENCE_MS) as handed:
        QTest.keyClicks(ui.passphrase, PHRASE)
        QTest.keyClick(ui.passphrase, Qt.Key.Key_Return)
    handed.args[0].close()
    told: list[object] = []
    door.opened.connect(told.append)
    memory_keyring.released.set()
    qtbot.wait(200)
    assert told == [], "what the keyring says too late opens nothing"


def test_closing_the_door_waits_for_no_keyring(
    door: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.use(monkeypatch, Hanging)
    door.unlock.ui.keyring.click()
    qtbot.wait(20)
    door.close()
    assert Jobs.wait(5000)


def test_an_entry_that_is_void_takes_the_button_away(
    door: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries.clear()  # somebody emptied the keyring with another program
    ui = door.unlock.ui
    ui.keyring.click()
    qtbot.waitUntil(ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert "n’ouvre plus ce coffre" in ui.refusal.get_text()
    assert not ui.keyring.isVisible()


def test_a_busy_vault_is_told_as_ever(door: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_given: object, **_named: object) -> Vault:
        raise VaultBusy

    monkeypatch.setattr(Vault, "enter", busy)
    ui = door.unlock.ui
    ui.keyring.click()
    qtbot.waitUntil(ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert "occupé" in ui.refusal.get_text()
    assert ui.open.isEnabled()

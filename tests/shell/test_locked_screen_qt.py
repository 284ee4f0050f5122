"""Locked, nothing on the screen names anybody: no text, tooltip or title, nothing a screen reader says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import memory_keyring
import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.model import Party, PartyContact
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.shell import keys_card, new_key_dialog
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.system_keyring import Patience
from gdpr_desk.vault.keyring_way import keep
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("light_look")

PHRASE = "trois abat-jour verts et un tabouret"
OFFICER, COLLEAGUE, DPO = "Camille Aubrémont", "Sacha Quintefeuille", "Noé Vertpré"
SHOP, PARTY, RECORD = "Atelier Brindherbe", "Serrurerie Chantefable", "Prêts de lampes Ombelline"
MAIL, STREET = "bonjour@brindherbe.example", "7 rue des Poulies"
NAMES = (OFFICER, COLLEAGUE, DPO, SHOP, PARTY, RECORD, MAIL, STREET)
_PROPERTIES = (
    "text", "plainText", "title", "toolTip", "statusTip", "whatsThis", "accessibleName",
    "accessibleDescription", "windowTitle", "windowIconText", "windowFilePath", "placeholderText",
    "currentText", "objectName", "prefix", "suffix",
)  # fmt: skip
_SAID = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def told(widget: QWidget) -> str:
    """Everything that a window, and all that is in it, shown or not, has to say."""
    said = []
    for part in (widget, *widget.findChildren(QWidget)):
        said += [str(part.property(name) or "") for name in _PROPERTIES]
        interface = QAccessible.queryAccessibleInterface(part)
        said += [interface.text(kind) for kind in _SAID] if interface is not None else []
        said += [action.text() for action in part.actions()]
    return "\n".join(said)


def named(text: str) -> set[str]:
    """Which of the names, or a part of one that names as well, are in a text."""
    parts = {part for name in NAMES for part in (name, *name.split()) if len(part) > 4}
    return {part for part in parts if part.casefold() in text.casefold()}


def titles() -> str:
    """What the task bar shows of this program."""
    windows = [window.windowTitle() for window in QApplication.topLevelWidgets()]
    windows += [window.title() + window.filePath() for window in QGuiApplication.topLevelWindows()]
    return "\n".join((*windows, QGuiApplication.applicationDisplayName()))


@dataclass
class Shop:
    desk: Desk
    window: DeskWindow


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    quick(monkeypatch)
    memory_keyring.begin(monkeypatch)
    QAccessible.setActive(True)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name=OFFICER, passphrase=PHRASE, clock=clock)
    desk = open_desk(vault, clock)
    desk.register.set_controller(
        Controller(SHOP, address=STREET, email=MAIL, dpo=ContactPerson(DPO), officer=ContactPerson(OFFICER))
    )
    desk.parties.save(Party("lock", PARTY, contact=PartyContact(MAIL)))
    (added,) = desk.register.add_from_starter(("newsletter",))[:1]
    desk.register.save(replace(desk.register.activity(added.reference), name=RECORD))
    desk.people.add(COLLEAGUE, Role.OFFICER, "la deuxième clé pend derrière la porte")
    keep(desk.vault, PHRASE, clock, Patience(5))
    window = DeskWindow(desk)
    qtbot.addWidget(window.window)
    window.show()
    yield Shop(desk, window)
    Jobs.wait()
    QAccessible.setActive(False)


def _visit(window: DeskWindow) -> str:
    """Every room, the record and the party open, and what the palette finds."""
    said = []
    for room in ("today", "requests", "register", "T-01", "parties", "party:lock", "journal", "settings"):
        window.go_to(room)
        QApplication.processEvents()
        said.append(told(window.window))
    palette = window.window.open_palette()
    said.append(told(palette))
    palette.close()
    return "\n".join(said)


def test_the_unlock_screen_after_a_lock_names_nobody(shop: Shop, clock: FixedClock, qtbot: QtBot) -> None:
    open_window = _visit(shop.window)
    assert {OFFICER, COLLEAGUE, SHOP, PARTY, RECORD} <= named(open_window), "the search finds nothing at all"
    shop.window.lock()
    assert not [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert named(titles()) == set()
    start = Entrance(shop.desk.vault.folder, clock)
    qtbot.addWidget(start)
    start.show()
    assert start.unlock.ui.keyring.isVisible()
    for screen in (start.unlock, start.forgotten):
        assert named(told(screen)) == set()
    start.show_forgotten()
    start.show_unlock()
    assert named(told(start)) == set()
    assert named(titles()) == set()


def test_refusals_at_the_door_name_nobody(shop: Shop, clock: FixedClock, qtbot: QtBot) -> None:
    shop.window.lock()
    start = Entrance(shop.desk.vault.folder, clock)
    qtbot.addWidget(start)
    start.show()
    unlock = start.unlock
    unlock.ui.passphrase.setText("pas la bonne phrase")
    unlock.ui.open.click()
    qtbot.waitUntil(unlock.ui.refusal.isVisible, timeout=20_000)
    unlock.ui.passphrase.clear()
    assert named(told(start)) == set()
    (shop.desk.vault.folder / "state.json").write_text("{", "utf-8")
    unlock.show_vault(shop.desk.vault.folder)
    assert named(told(start)) == set()


def test_no_window_of_the_open_program_has_a_name_in_its_title(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(dialog: QDialog) -> int:
        seen.append(titles() + dialog.windowTitle())
        assert named(told(dialog)), "the dialog itself says whom it is about"
        return 0

    monkeypatch.setattr(new_key_dialog.NewKeyDialog, "exec", look)
    monkeypatch.setattr("gdpr_desk.qtkit.dialogs.Prompt.exec", look)
    card = keys_card.KeysCard(shop.desk)
    other = next(person for person in shop.desk.people.all() if person.name == COLLEAGUE)
    card._new_key(other)
    card._remove(other)
    for room in ("today", "requests", "register", "T-01", "parties", "party:lock", "journal", "settings"):
        shop.window.go_to(room)
        seen.append(titles())
    assert len(seen) == 10
    assert named("\n".join(seen)) == set()
    shop.window.close_desk()


def test_nothing_of_the_desk_is_left_in_the_clear_beside_the_vault(shop: Shop) -> None:
    shop.window.lock()
    clear = [path for path in shop.desk.vault.folder.rglob("*") if path.suffix in {".json", ".log", ".lock"}]
    assert clear
    for path in clear:
        assert named(path.read_text("utf-8", errors="replace")) == set(), path.name

"""« Qui ouvre le coffre » in the settings: by keyboard, with wrong input, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import Desk
from gdpr_desk.qtkit import files
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.shell import keys_card
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.keys_card import KeysCard
from gdpr_desk.shell.new_key_dialog import Asked, NewKeyDialog, Typed
from gdpr_desk.shell.recovery_dialog import RecoveryDialog
from gdpr_desk.shell.recovery_out import RecoverySheet
from gdpr_desk.vault import keys
from gdpr_desk.vault.people import Person, Role, set_public_keys
from gdpr_desk.vault.recovery import RecoverySecret, new_groups
from gdpr_desk.vault.refusals import WrongPassphrase

pytestmark = pytest.mark.usefixtures("light_look")

PHRASE = "trois abat-jour verts et un tabouret"


@pytest.fixture
def desk(officer_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    quick(monkeypatch)
    return officer_desk


@pytest.fixture
def card(desk: Desk, qtbot: QtBot) -> KeysCard:
    made = KeysCard(desk)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def behind(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def _dialog(asked: Asked, work, qtbot: QtBot, behind: QWidget) -> NewKeyDialog:  # type: ignore[no-untyped-def]
    dialog = NewKeyDialog(asked, "Atelier Lumen", work, behind)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    return dialog


def _texts(widget: QWidget) -> list[str]:
    return [label.plain() for label in widget.findChildren(Label) if label.isVisibleTo(widget)]


ADD = Asked("Ajouter une personne", "Elle tape sa phrase elle-même.", "Donner une clé")


def test_a_person_is_added_by_keyboard_alone(
    desk: Desk, card: KeysCard, qtbot: QtBot, behind: QWidget
) -> None:
    def add(typed: Typed) -> object:
        return desk.people.add(typed.name, Role.OFFICER, typed.passphrase)

    dialog = _dialog(ADD, add, qtbot, behind)
    ui = dialog.ui
    for field, text in ((ui.person_name, "Sacha Lumen"), (ui.passphrase, PHRASE), (ui.repeated, PHRASE)):
        QTest.keyClicks(field, text)
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        QTest.keyClick(dialog.ui.repeated, Qt.Key.Key_Return)
    card.refresh()
    assert "Sacha Lumen" in _texts(card)
    buttons = {button.accessibleName() for button in card.findChildren(Button)}
    assert "Retirer la clé de Sacha Lumen" in buttons


def test_wrong_input_is_told_beside_its_field_and_kept(qtbot: QtBot, behind: QWidget) -> None:
    done: list[Typed] = []
    dialog = _dialog(ADD, done.append, qtbot, behind)
    dialog.ui.passphrase.setText("lampe")
    dialog.carry_out()
    assert dialog.focusWidget() is dialog.ui.person_name
    texts = " ".join(_texts(dialog))
    assert "Donnez le nom de cette personne." in texts
    assert "un mot seul ne suffit pas" in texts
    dialog.ui.person_name.setText("Sacha")
    dialog.ui.passphrase.setText(PHRASE)
    dialog.ui.repeated.setText(PHRASE + "s")
    dialog.carry_out()
    assert "Les deux phrases ne sont pas les mêmes." in _texts(dialog)
    assert dialog.ui.passphrase.text() == PHRASE
    assert done == []


def test_a_refusal_is_told_in_the_dialog_which_stays(qtbot: QtBot, behind: QWidget) -> None:
    def refuse(_typed: Typed) -> None:
        raise WrongPassphrase(2)

    asked = Asked("Changer ma phrase", "…", "Changer la phrase", person="Camille", old=True)
    dialog = _dialog(asked, refuse, qtbot, behind)
    dialog.ui.old.setText("je ne sais plus")
    dialog.ui.passphrase.setText(PHRASE)
    dialog.ui.repeated.setText(PHRASE)
    dialog.carry_out()
    qtbot.waitUntil(dialog.ui.refusal.isVisible, timeout=5000)
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert dialog.save.isEnabled()
    assert dialog.ui.old.text() == "je ne sais plus"


def test_oneself_and_the_sheet_have_no_way_out_here(card: KeysCard) -> None:
    names = {button.accessibleName() for button in card.findChildren(Button)}
    assert not [name for name in names if name.startswith("Retirer")]


def test_the_new_sheet_does_not_close_before_it_is_safe(desk: Desk, behind: QWidget) -> None:
    groups = new_groups()
    sheet = RecoverySheet("Mon coffre", RecoverySecret(groups, "", ""), desk.clock.today())
    dialog = RecoveryDialog(sheet, behind)
    dialog.show()
    assert groups[0] in dialog.page.ui.groups.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.close_button.isEnabled()
    dialog.page.ui.recovery_kept.setChecked(True)
    dialog.close_button.click()
    assert not dialog.isVisible()
    assert dialog.page.ui.groups.text() == ""


def test_removing_asks_and_names_the_person(
    desk: Desk, card: KeysCard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = desk.people.add("Sacha Lumen", Role.OFFICER, PHRASE)
    card.refresh()
    asked: list[str] = []

    def answer(_parent: QWidget, title: str, sentence: str, *_rest: str, **_named: str) -> bool:
        assert "Sacha" not in title  # it is the title of a window, in the task bar
        asked.append(sentence)
        return len(asked) > 1

    monkeypatch.setattr(keys_card, "ask", answer)
    button = next(
        b for b in card.findChildren(Button) if b.accessibleName() == "Retirer la clé de Sacha Lumen"
    )
    button.click()
    assert [sentence.split(" n’ouvrira plus")[0] for sentence in asked] == ["Sacha Lumen"]
    assert added in desk.people.all()
    button.click()
    qtbot.waitUntil(lambda: added not in desk.people.all(), timeout=10_000)
    qtbot.waitUntil(lambda: "Sacha Lumen" not in _texts(card), timeout=5000)


def test_staff_see_neither_journal_nor_keys_nor_backups(desk: Desk, qtbot: QtBot) -> None:
    desk.vault.person = Person(desk.vault.person.id, "Alex", Role.STAFF)
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    shown.show()
    shown.go_to("settings")
    assert shown.settings.backups.isHidden()
    assert "Qui ouvre le coffre" not in _texts(shown.settings)
    assert "Journal" not in {command.title for command in shown.commands()}
    shown.window.step(-1)
    assert shown.window.current == "parties"
    shown.close_desk()


def test_staff_take_no_file_out_of_the_window_and_are_told(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    target = tmp_path / "registre.json"
    monkeypatch.setattr(files, "tell_refusal", lambda _parent, refusal: told.append(refusal.code))
    monkeypatch.setattr(files.QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    for role, written in ((Role.OFFICER, True), (Role.STAFF, False)):
        target.unlink(missing_ok=True)
        desk.vault.person = Person(desk.vault.person.id, "Alex", role)
        shown = DeskWindow(desk)
        qtbot.addWidget(shown.window)
        dialog = QDialog(shown.register)
        assert (save_bytes(dialog, b"{}", "registre.json") is not None) is written
        assert target.exists() is written
        assert save_bytes(dialog, b"", "rapport.txt", of_the_vault=False) is not None
    assert told == ["for_officers"]
    shown.close_desk()


def test_a_member_of_the_team_gets_a_key_of_the_team(desk: Desk, qtbot: QtBot, behind: QWidget) -> None:
    asked: list[Typed] = []
    dialog = _dialog(ADD, asked.append, qtbot, behind)
    ui = dialog.ui
    assert ui.officer.isChecked()
    for field, text in ((ui.person_name, "Alex"), (ui.passphrase, PHRASE), (ui.repeated, PHRASE)):
        field.setText(text)
    QTest.keyClick(ui.staff, Qt.Key.Key_Space)
    assert not ui.officer.isChecked()
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        QTest.keyClick(ui.repeated, Qt.Key.Key_Return)
    assert [(typed.name, typed.role) for typed in asked] == [("Alex", Role.STAFF)]
    mine = _dialog(Asked("x", "y", "z", person="Camille"), asked.append, qtbot, behind)
    assert not mine.ui.roles.isVisibleTo(mine)


def test_a_lost_key_and_a_halted_removal_are_told_beside_the_name(
    desk: Desk, card: KeysCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = desk.people.add("Sacha Lumen", Role.OFFICER, PHRASE)
    keys.key_file(desk.vault.folder, desk.vault.person.id).touch()
    keys.grant_file(desk.vault.folder, desk.vault.person.id).touch()
    card.refresh()
    lost, halted = "Sa clé manque dans le coffre", "Retrait interrompu"
    assert not any(text.startswith((lost, halted)) for text in _texts(card))
    keys.key_file(desk.vault.folder, second.id).unlink()
    card.refresh()
    assert sum(text.startswith(lost) for text in _texts(card)) == 1
    with desk.vault.store.begin() as session:
        set_public_keys(session, second.id, ())
    card.refresh()
    assert sum(text.startswith(halted) for text in _texts(card)) == 1

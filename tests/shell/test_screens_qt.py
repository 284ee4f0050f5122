"""The screens over a real vault: names, French, keyboard, links, locking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gdpr_desk import __version__
from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.faults import describe
from gdpr_desk.parties.checks import PartyState, points
from gdpr_desk.parties.model import Contract
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import Controller
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.shell.crash import FaultDesk
from gdpr_desk.shell.crash_dialog import CrashDialog
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.first_run import Step
from gdpr_desk.shell.first_run_pages import ShopPage
from gdpr_desk.shell.first_run_screen import FirstRunScreen
from gdpr_desk.shell.forgotten import ForgottenScreen
from gdpr_desk.shell.licences_dialog import LicencesDialog
from gdpr_desk.shell.palette import Palette
from gdpr_desk.shell.settings_page import SettingsPage
from gdpr_desk.shell.shop_dialog import ShopDialog
from gdpr_desk.shell.shortcuts_page import ShortcutsDialog
from gdpr_desk.shell.today_parts import LinkLine, RowsCard
from gdpr_desk.shell.unlock import CAPS_LOCK, UnlockScreen
from gdpr_desk.vault.refusals import (
    KeyUnusable,
    TooManyTries,
    VaultBusy,
    VaultDamaged,
    VaultNewer,
    VaultReadOnly,
    WrongPassphrase,
)
from gdpr_desk.vault.vault import Vault

pytestmark = [
    pytest.mark.usefixtures("light_look"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

ENGLISH = re.compile(
    r"\b(the|and|cancel|save|open|close|undo|redo|copy|paste|cut|file|edit|select|settings|search|next|back|"
    r"finish|help|yes|no|apply|delete|print|loading|error|warning|password|unlock|today|register|vault)\b",
    re.IGNORECASE,
)
ALLOWED = ("gdpr-desk", "GNU LGPL", "register.", "Licence MIT")


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    with vault.store.begin() as session:
        made.journal.record(session, "vault.created", "coffre")
    made.register.set_controller(Controller("Atelier Lumen", email="bonjour@atelier-lumen.example"))
    made.register.add_from_starter(_two_keys())
    return made


def _two_keys() -> tuple[str, ...]:
    return expand(tile.key for tile in starter_tiles() if tile.selected)[:2]


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Iterator[DeskWindow]:
    window = DeskWindow(desk)
    qtbot.addWidget(window.window)
    window.window.resize(1366, 768)
    with qtbot.waitExposed(window.window):
        window.show()
    yield window
    window.close_desk()


def interactive(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(root)
        if reached and isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit | QComboBox):
            yield widget


def spoken_name(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found else widget.accessibleName()


def texts(root: QWidget) -> Iterator[str]:
    for widget in [root, *root.findChildren(QWidget)]:
        yield widget.toolTip()
        yield widget.accessibleName()
        yield widget.windowTitle()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()


def assert_named_and_french(root: QWidget) -> None:
    unnamed = [
        f"{type(w).__name__} {w.objectName()}" for w in interactive(root) if not spoken_name(w).strip()
    ]
    assert not unnamed
    for text in texts(root):
        foreign = reduce(lambda rest, allowed: rest.replace(allowed, ""), ALLOWED, text)
        assert not ENGLISH.search(foreign), text


def test_the_walk_can_find_what_it_forbids(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QLineEdit(root).setObjectName("nameless")
    root.show()
    with pytest.raises(AssertionError):
        assert_named_and_french(root)
    root.findChild(QLineEdit).setAccessibleName("Cancel")
    with pytest.raises(AssertionError):
        assert_named_and_french(root)


def test_every_room_is_named_and_french(shown: DeskWindow) -> None:
    for room in ("today", "requests", "register", "journal", "settings"):
        shown.go_to(room)
        assert_named_and_french(shown.window)


def test_the_entrance_is_named_and_french(tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> None:
    first_run = FirstRunScreen()
    for screen in (UnlockScreen(tmp_path, clock, "0.1.0"), ForgottenScreen()):
        qtbot.addWidget(screen)
        screen.show()
        assert_named_and_french(screen)
    qtbot.addWidget(first_run)
    first_run.show()
    for step in Step:
        first_run.show_step(step)
        qtbot.wait(1)
        assert_named_and_french(first_run)


def test_dialogs_are_named_and_french(shown: DeskWindow, desk: Desk, qtbot: QtBot) -> None:
    fault = describe(RuntimeError("x"))
    dialogs = (ShopDialog(desk.register), ShortcutsDialog(), CrashDialog(fault), LicencesDialog())
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.wait(1)
        assert [w for w in interactive(dialog) if not spoken_name(w).strip()] == []
    for dialog in dialogs[:3]:
        assert_named_and_french(dialog)


def test_today_begins_on_the_next_step_and_arrows_move(shown: DeskWindow, qtbot: QtBot) -> None:
    card = shown.window.findChild(RowsCard)
    buttons = [b for b in card.findChildren(QAbstractButton) if b.isVisible()]
    assert shown.window.focusWidget() is buttons[0]
    qtbot.keyClick(buttons[0], Qt.Key.Key_Down)
    assert shown.window.focusWidget() is buttons[1]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert shown.window.current == "register"
    assert shown.register.ui.rooms.currentWidget() is shown.register.ui.editor


def test_a_gap_of_the_file_leads_to_where_it_is_repaired(shown: DeskWindow) -> None:
    lines = [line for line in shown.today.findChildren(LinkLine) if "Votre boutique" in line.accessibleName()]
    assert "adresse" in lines[0].accessibleName()
    lines[0].click()
    assert shown.window.current == "settings"


def test_rooms_by_keyboard(shown: DeskWindow, qtbot: QtBot) -> None:
    window = shown.window
    for expected in (
        "requests",
        "breaches",
        "register",
        "retention",
        "parties",
        "journal",
        "settings",
        "today",
    ):
        window.actions_by_key["next_room"].trigger()
        assert window.current == expected
    window.actions_by_key["previous_room"].trigger()
    assert window.current == "settings"
    window.actions_by_key["back"].trigger()
    assert window.current == "today"
    shown.go_to("register")
    assert not window.actions_by_key["new"].isEnabled()  # the page answers Ctrl+N itself


def test_the_palette_opens_a_record(shown: DeskWindow, desk: Desk, qtbot: QtBot) -> None:
    name = desk.register.overview()[1].activity.name
    palette = shown.window.open_palette()
    palette.type(name)
    assert palette.titles() == [name]
    field = palette.findChild(QLineEdit)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert shown.register.ui.editor.reference == "T-02"


def test_escape_closes_the_palette_and_nothing_else(shown: DeskWindow, qtbot: QtBot) -> None:
    shown.go_to("settings")
    palette = shown.window.open_palette()
    qtbot.keyClick(palette.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert shown.window.current == "settings"
    qtbot.waitUntil(lambda: shown.window.findChild(Palette) is None)


def test_a_narrow_window_shows_a_rail_with_names(shown: DeskWindow, qtbot: QtBot) -> None:
    shown.window.resize(1093, 614)
    assert shown.window.sidebar.width() == 64
    buttons = shown.window.sidebar.findChildren(QAbstractButton)
    assert all(b.toolTip() and b.accessibleName() for b in buttons)
    shown.window.resize(1366, 768)
    assert shown.window.sidebar.width() == 224


def test_the_shop_is_changed_in_the_settings(shown: DeskWindow, desk: Desk, qtbot: QtBot) -> None:
    dialog = ShopDialog(desk.register)
    qtbot.addWidget(dialog)
    dialog.shop.ui.siret.setText("000 000 018 00003")
    dialog.save()
    assert "la clé ne correspond pas" in dialog.shop.ui.siret_field.message()
    dialog.shop.ui.siret.setText("000 000 018 00002")
    dialog.officer.ui.officer_name.setText("Camille Aubry")
    dialog.save()
    shop = desk.register.controller()
    assert shop.siret == "00000001800002"
    assert shop.officer is not None
    assert shop.officer.name == "Camille Aubry"
    assert shop.email == "bonjour@atelier-lumen.example"


def test_locking_closes_the_vault_before_it_asks_for_a_new_start(
    shown: DeskWindow, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(shown.lock_requested):
        shown.window.actions_by_key["lock"].trigger()
    with Vault.open(desk.vault.folder, bytes(range(32)), clock=desk.clock) as again:
        assert again.people()


def test_the_journal_says_that_its_chain_is_whole(shown: DeskWindow, qtbot: QtBot) -> None:
    shown.go_to("journal")
    shown.journal.verify()
    strip = shown.journal.ui.verdict
    qtbot.waitUntil(lambda: "Chaîne intacte" in strip.get_text())


def test_siren_and_vat_appear_and_a_wrong_siret_can_be_left_out(qtbot: QtBot) -> None:
    page = ShopPage()
    qtbot.addWidget(page)
    page.show()
    page.ui.siret.setText("00000001800002")
    page.ui.siret.editingFinished.emit()
    assert "000 000 018" in page.ui.derivedText.plain()
    assert "FR66 000 000 018" in page.ui.derivedText.plain()
    page.ui.siret.setText("00000001800003")
    page.ui.siret.editingFinished.emit()
    assert page.ui.without.isVisible()
    page.ui.without.click()
    assert page.ui.siret_field.message() == ""
    assert not page.ui.without.isVisible()


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (WrongPassphrase(2), "Phrase de passe incorrecte. Vérifiez la touche Verr. Maj."),
        (VaultDamaged(), "Le coffre est illisible."),
        (VaultNewer("2.3"), "une version plus récente (2.3)"),
        (VaultBusy(), "occupé"),
        (VaultReadOnly(), "lecture seule"),
    ],
)
def test_each_refusal_is_told_and_the_field_stays(
    refusal: WrongPassphrase, words: str, tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    screen = UnlockScreen(tmp_path, clock, "0.1.0")
    qtbot.addWidget(screen)
    screen.show()
    screen.ui.passphrase.setText("essai")
    screen.set_busy(True)
    assert not screen.ui.open.isEnabled()
    screen.refuse(refusal)
    assert words in screen.ui.refusal.get_text()
    assert screen.ui.passphrase.text() == "essai"
    assert screen.ui.open.isEnabled()


def test_a_damaged_vault_shows_its_folder_until_another_is_chosen(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("gdpr_desk.qtkit.files.open_outside", lambda path: bool(opened.append(path)) or True)
    screen = UnlockScreen(tmp_path, clock, "0.1.0")
    qtbot.addWidget(screen)
    screen.show()
    screen.refuse(VaultDamaged())
    assert not screen.ui.passphrase.isVisible()
    screen.ui.refusal.activated.emit()
    assert opened == [tmp_path]
    assert screen.ui.open.accessibleName() == "Restaurer une sauvegarde…"
    with qtbot.assertNotEmitted(screen.submitted), qtbot.waitSignal(screen.restore) as asked:
        screen.ui.open.click()
    assert asked.args == [None]  # no backup in this folder
    screen.show_vault(tmp_path)
    assert screen.ui.passphrase.isVisible()
    assert screen.ui.open.accessibleName() == "Ouvrir le coffre"


def test_a_refusal_does_not_move_the_head_of_the_unlock_screen(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    screen = UnlockScreen(tmp_path, clock, "0.1.0")
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    QApplication.processEvents()
    before = screen.ui.tile.mapTo(screen, QPoint(0, 0))
    screen.refuse(VaultNewer("2.3"))
    QApplication.processEvents()
    assert screen.ui.tile.mapTo(screen, QPoint(0, 0)) == before


def test_in_a_small_window_with_large_text_the_words_of_the_unlock_screen_are_whole(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdpr_desk.shell.keyring_door.ways_in.keyring_offered", lambda _folder: True)
    shown_at = theme()
    shown_at.set_text_percent(150)
    try:
        screen = UnlockScreen(tmp_path, clock, "0.1.0")
        qtbot.addWidget(screen)
        screen.resize(1024, 640)
        screen.ui.since.setText(2 * "Une demande a dépassé sa date de réponse, le vendredi 20. ")
        screen.show()
        screen.set_busy(False)
        QApplication.processEvents()
        since = screen.ui.since
        assert since.height() >= since.heightForWidth(since.width()) > since.fontMetrics().height() * 2
    finally:
        shown_at.set_text_percent(100)


def test_every_count_of_today_comes_from_one_source(
    shown: DeskWindow, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    first, second = (seen.activity for seen in desk.register.overview())
    desk.register.save(replace(first, retention=()))
    shown.idle.stop()  # two years without a key would lock
    clock.instant = clock.instant.replace(year=clock.instant.year + 2)
    shown.go_to("today")
    QApplication.processEvents()
    told = {label.text() for label in shown.today.findChildren(QLabel) if label.isVisible()}
    assert any("3 choses" in plain_spaces(text) for text in told)  # the third: parties without contract
    assert "Durée de garde à indiquer" in told
    gaps = [line.accessibleName() for line in shown.today.findChildren(LinkLine)]
    assert any(plain_spaces(words) == "1 fiche à revoir" for words in gaps)
    left = [
        party
        for party in desk.parties.all()
        if any(point.state is PartyState.TO_COMPLETE for point in points(party, desk.clock.today()))
    ]
    assert left
    assert shown.window.sidebar._buttons["parties"]._count == len(left)
    assert shown.window.sidebar._buttons["register"]._count == 1
    desk.register.mark_reviewed(second.reference)
    shown.today.refresh()
    gaps = [line.accessibleName() for line in shown.today.findChildren(LinkLine) if line.isVisible()]
    assert not any("revoir" in words for words in gaps if "première" not in words)


def plain_spaces(text: str) -> str:
    return " ".join(text.split())


def test_a_lost_state_and_a_lost_key_are_told_at_the_door(
    tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    (tmp_path / "vault.db").touch()
    (tmp_path / "state.json").write_text("{", "utf-8")
    screen = UnlockScreen(tmp_path, clock, "0.1.0")
    qtbot.addWidget(screen)
    screen.show()
    assert "fichier de suivi" in screen.ui.refusal.get_text()
    assert screen.ui.passphrase.isVisible()
    asked: list[object] = []
    screen.restore.connect(asked.append)
    screen.refuse_until(KeyUnusable(1), clock.now() + timedelta(seconds=1))
    assert "feuille de secours" in screen.ui.refusal.get_text()
    clock.instant += timedelta(seconds=2)
    screen._tick()
    assert screen.ui.refusal.isVisible()  # the wait is over, what was said is not
    screen.ui.refusal.activated.emit()
    assert asked == [None]
    screen.refuse_until(TooManyTries(64), clock.now() + timedelta(seconds=64))
    assert "Réessayez" not in screen.ui.refusal.get_text()
    assert plain_spaces(screen.ui.open.text()) == "Prochain essai dans 1 min 04 s"
    clock.instant += timedelta(seconds=65)
    screen._tick()
    assert not screen.ui.refusal.isVisible()


def test_caps_lock_and_the_wait_are_told(tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> None:
    (tmp_path / "state.json").write_text(
        '{"failures": 3, "not_before": "2026-11-23T07:48:04+00:00"}', "utf-8"
    )
    screen = UnlockScreen(tmp_path, clock, "0.1.0")
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.ui.open.isEnabled()
    assert screen.ui.open.accessibleName().replace("\u00a0", " ") == "Prochain essai dans 4 secondes"
    qtbot.keyClick(screen.ui.passphrase, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    screen.ui.passphrase.caps_lock.emit(True)
    assert screen.ui.hint.plain() == CAPS_LOCK


def test_a_fault_is_shown_once_without_names_and_the_program_goes_on(qtbot: QtBot, clock: FixedClock) -> None:
    faults = FaultDesk(clock)

    def fail() -> BaseException:
        try:
            raise ValueError("Mme Canari 'camille.canari@example.org' 06 12 34 56 78")
        except ValueError as fault:
            return fault

    faults.caught(fail())
    qtbot.waitUntil(lambda: _crash() is not None)
    dialog = _crash()
    assert dialog is not None
    report = dialog.findChild(QPlainTextEdit).toPlainText()
    assert "ValueError" in report
    assert "canari@" not in report
    assert "06 12 34" not in report
    dialog.accept()
    qtbot.waitUntil(lambda: _crash() is None)
    faults.caught(fail())
    qtbot.wait(20)
    assert _crash() is None


def _crash() -> CrashDialog | None:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]
    return found[0] if found else None


def test_the_first_week_list_goes_when_all_is_done(desk: Desk, shown: DeskWindow) -> None:
    words = [line.accessibleName() for line in shown.today.findChildren(LinkLine)]
    assert any(word.startswith("fait") and "Créer votre coffre" in word for word in words)
    shop = replace(desk.register.controller(), address="1 rue des Lanternes")
    desk.register.set_controller(shop)
    shown.today.refresh()
    assert shown.today._steps.isVisible()


def test_a_fresh_register_asks_to_be_read(desk: Desk, shown: DeskWindow) -> None:
    card = shown.window.findChild(RowsCard)
    verbs = [b.text() for b in card.findChildren(QAbstractButton) if b.isVisible()]
    assert verbs == ["Revoir", "Revoir", "Compléter"]
    for seen in desk.register.overview():
        desk.register.mark_reviewed(seen.activity.reference)
    clauses = dict.fromkeys(catalogues.contract_clauses(), True)
    for party in desk.parties.all():
        contract = Contract(desk.clock.today(), clauses, "classeur")
        contact = replace(party.contact, breaches="incident@exemple.example")
        desk.parties.save(replace(party, contract=contract, contact=contact))
    shown.today.refresh()
    assert not card.isVisible()
    assert shown.today._empty.isVisible()


def test_the_registers_keys_work_wherever_the_focus_is(shown: DeskWindow, qtbot: QtBot) -> None:
    window = shown.window
    window.go("register")
    window.sidebar.focus_current()
    qtbot.waitUntil(window.actions_by_key["filter"].isEnabled)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    assert field is not None
    assert shown.register.isAncestorOf(field)
    qtbot.waitUntil(lambda: not window.actions_by_key["filter"].isEnabled())
    QTest.keyClick(field, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(shown.register.ui.printed.isVisible)


def test_what_only_somebody_who_helps_needs_is_folded_away(
    shown: DeskWindow, qtbot: QtBot, desk: Desk
) -> None:
    shown.go_to("settings")
    page = shown.window.findChildren(SettingsPage)[0]

    def said() -> str:
        return "\n".join(label.plain() for label in page.findChildren(Label) if label.isVisible())

    assert str(desk.vault.folder) not in said()
    assert "Version" not in said()
    assert page.about.support.line.text() == "Pour l’assistance"
    qtbot.keyClick(page.about.support.line, Qt.Key.Key_Return)
    assert f"Coffre rangé dans : {desk.vault.folder}" in said()
    assert f"Version {__version__}" in said()

"""Backups as the person at the desk meets them: made, listed, verified, looked into, restored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.settings import load_settings
from gdpr_desk.shell import backup_making, backup_words
from gdpr_desk.shell.backup_card import BackupCard
from gdpr_desk.shell.backup_list import BackupsDialog
from gdpr_desk.shell.backup_restore import RestoreDialog
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.folder import exists
from gdpr_desk.vault.ledger import LEDGER
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.restoring import Replayable
from gdpr_desk.vault.state import State, change_state
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
PATIENCE_MS = 20_000


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    quick(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="x", passphrase=PASSPHRASE, clock=clock)
    with open_desk(vault, clock) as made:
        made.register.add_from_starter(tuple(expand(t.key for t in starter_tiles() if t.selected))[:3])
        yield made
        Jobs.wait()


def answer(patch: pytest.MonkeyPatch, target: Path, *, same_disk: bool) -> list[str]:
    """The system's dialog names `target`; what is asked is agreed to, and returned."""
    asked: list[str] = []
    patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    patch.setattr(backup_making, "same_disk", lambda *_: same_disk)
    patch.setattr(backup_making, "ask", lambda _parent, title, *_, **__: bool(asked.append(title)) or True)
    return asked


def test_a_copy_on_a_stick_is_made_and_dated(
    desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = BackupCard(desk)
    qtbot.addWidget(card)
    assert "aucune sauvegarde" in card._elsewhere.text()
    asked = answer(monkeypatch, tmp_path / "copie", same_disk=False)
    with qtbot.waitSignal(card.changed, timeout=PATIENCE_MS):
        card.copy.click()
        assert not card.copy.isEnabled()
    assert asked == []
    assert verify_outside(tmp_path / "copie.gdprdesk").intact
    assert "aujourd’hui" in card._elsewhere.text()
    assert card.copy.isEnabled()


def test_the_same_disk_is_warned_of_and_a_replaced_name_asked_for(
    desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = BackupCard(desk)
    qtbot.addWidget(card)
    (tmp_path / "copie.gdprdesk").write_text("ancienne")
    asked = answer(monkeypatch, tmp_path / "copie", same_disk=True)
    with qtbot.waitSignal(card.changed, timeout=PATIENCE_MS):
        card.copy.click()
    assert [title.split()[0] for title in asked] == ["Remplacer", "Ce"]


def test_leaving_the_systems_dialog_makes_nothing(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = BackupCard(desk)
    qtbot.addWidget(card)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    card.copy.click()
    assert card.copy.isEnabled()


def test_the_list_shows_each_with_its_last_day_and_tells_a_damaged_one(
    desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    empty = BackupsDialog(desk)
    qtbot.addWidget(empty)
    assert "Pas encore" in " ".join(
        label.text() for label in empty.findChildren(type(empty._rows.itemAt(0).widget()))
    )
    desk.backups.make_daily()
    clock.instant += timedelta(days=1)
    desk.register.mark_reviewed("T-01")
    newest = desk.backups.make_daily()
    assert newest is not None
    whole = newest.path.read_bytes()
    newest.path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    hold = {"reason": "legal_claims", "note": "", "review_on": clock.today() + timedelta(days=9)}
    desk.retention.hold(f"backup/{newest.path.name}", **hold)
    dialog = BackupsDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    checks = [b for b in dialog.findChildren(QPushButton) if b.accessibleName().startswith("Vérifier")]
    assert len(checks) == 2
    assert "24 novembre 2026" in checks[0].accessibleName().replace("\u00a0", " ")
    for check in checks:
        check.click()

    def told() -> list[str]:
        return [text for text in _texts(dialog) if text.startswith(("Intacte", "Abîmée"))]

    qtbot.waitUntil(lambda: len(told()) == 2, timeout=PATIENCE_MS)
    assert [text.split()[0] for text in told()] == ["Abîmée", "Intacte"]
    leaving = [text.split(" · ")[1] for text in _texts(dialog) if " · " in text]
    assert leaving[0] == "gelée : elle reste jusqu’à la levée du gel"
    assert leaving[1].startswith("disparaît au plus tard le 28")


def _texts(dialog: BackupsDialog) -> list[str]:
    from gdpr_desk.qtkit.labels import Label

    return [label.plain() for label in dialog.findChildren(Label) if label.isVisible()]


def test_the_days_backup_is_made_behind_the_window_and_a_failure_stands_on_today(
    desk: Desk, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    shown.show()
    with qtbot.waitSignal(shown.daily.told, timeout=PATIENCE_MS):
        shown.daily.look()
    assert len(desk.backups.listed()) == 1
    assert shown.today._backups.isHidden()
    shown.idle.stop()  # a day without a key would lock
    clock.instant += timedelta(days=1)
    desk.register.mark_reviewed("T-01")

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr("gdpr_desk.vault.backup.write_outer", full)
        with qtbot.waitSignal(shown.daily.told, timeout=PATIENCE_MS):
            shown.daily.look()
    shown.today.refresh()
    assert shown.today._backups.isVisible()
    assert "n’a pas pu être faite" in shown.today._backups.get_text()
    with qtbot.waitSignal(shown.daily.told, timeout=PATIENCE_MS):
        shown.daily.look()
    shown.today.refresh()
    assert shown.today._backups.isHidden()
    assert "dernière copie ailleurs : jamais" in shown.window.status_line._backup.plain()
    shown.close_desk()


def test_a_restore_is_looked_at_first_and_then_opened_instead(
    desk: Desk, tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    clock.instant += timedelta(days=2)
    desk.history.bin(["T-02"])
    desk.history.destroy(["T-02"])
    dialog = RestoreDialog(desk.vault.folder, clock, file=file)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.go.click()
    assert "phrase de passe" in dialog.ui.passphrase_field.message()
    _type_and_look(dialog, qtbot, "une tout autre phrase")
    assert "n’ouvre pas cette sauvegarde" in dialog.ui.refusal.get_text()
    assert dialog.ui.passphrase.selectedText()
    _type_and_look(dialog, qtbot, PASSPHRASE)
    assert dialog.ui.asking.isHidden()
    assert "3 activités" in dialog.ui.counts.plain()
    assert "1 élément effacé depuis ne revient pas" in dialog.ui.erasures.get_text()
    assert not exists(tmp_path / "coffre-restaure")  # only looked at
    dialog.go.click()
    assert not dialog.leave.isEnabled()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=PATIENCE_MS)
    assert dialog.go.text() == "Ouvrir ce coffre"
    dialog.go.click()
    assert dialog.restored is not None
    assert dialog.restored.folder == tmp_path / "coffre-restaure"
    with open_desk(Vault.unlock(dialog.restored.folder, PASSPHRASE, clock=clock), clock) as again:
        assert {a.reference for a in again.register.register().activities} == {"T-01", "T-03"}


def test_without_the_vault_its_ledger_can_be_given(
    desk: Desk, tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clé" / "copie.gdprdesk"
    file.parent.mkdir()
    back_up(desk, file)
    clock.instant += timedelta(days=2)
    desk.history.bin(["T-02"])
    desk.history.destroy(["T-02"])
    kept = file.with_name("erasures.log")
    shutil.copy(desk.vault.folder / LEDGER, kept)
    file = file.rename(tmp_path / "clé" / "ailleurs.gdprdesk")
    dialog = RestoreDialog(tmp_path / "neuf" / "coffre", clock, file=file)
    qtbot.addWidget(dialog)
    dialog.show()
    _type_and_look(dialog, qtbot, PASSPHRASE)
    assert "Aucun relevé" in dialog.ui.erasures.get_text()
    monkeypatch.setattr("gdpr_desk.shell.backup_restore.choose_file", lambda *_, **__: kept)
    dialog.ui.erasures.activated.emit()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=PATIENCE_MS)
    assert "1 élément effacé depuis ne revient pas" in dialog.ui.erasures.get_text()


def _type_and_look(dialog: RestoreDialog, qtbot: QtBot, phrase: str) -> None:
    dialog.ui.passphrase.setText(phrase)
    qtbot.keyClick(dialog.ui.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=PATIENCE_MS)


def test_a_new_computer_begins_with_a_backup(
    desk: Desk, tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copie.gdprdesk"
    back_up(desk, file)
    entrance = Entrance(tmp_path / "neuf" / "coffre", clock)
    qtbot.addWidget(entrance)
    entrance.show()

    def typed(dialog: RestoreDialog) -> int:
        dialog.show()
        dialog.ui.file_path.setText(str(file))
        _type_and_look(dialog, qtbot, PASSPHRASE)
        dialog.go.click()
        qtbot.waitUntil(lambda: dialog.restored is not None, timeout=PATIENCE_MS)
        dialog.go.click()
        return dialog.result()

    monkeypatch.setattr(RestoreDialog, "exec", typed)
    entrance.first_run.welcome.restore_requested.emit()
    assert exists(tmp_path / "neuf" / "coffre")
    assert load_settings().vault_folder == str(tmp_path / "neuf" / "coffre")
    assert entrance.unlock.isVisible()


def test_a_damaged_ledger_is_told_on_the_card_and_taken_up_again(desk: Desk, qtbot: QtBot) -> None:
    desk.history.bin(["T-02", "T-03"])
    desk.history.destroy(["T-02"])
    desk.history.destroy(["T-03"])
    path = desk.vault.folder / LEDGER
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    card = BackupCard(desk)
    qtbot.addWidget(card)
    card.show()
    assert "manque" in card.notice.get_text()
    card.notice.activated.emit()
    qtbot.waitUntil(card.notice.isHidden, timeout=PATIENCE_MS)
    assert desk.ledger.verify(desk.vault.store).intact
    assert desk.journal.entries(limit=1)[0].action == "vault.ledger_mended"


def test_when_it_is_time_for_a_copy_elsewhere(clock: FixedClock) -> None:
    now = clock.now()
    young = State(created_at=now - timedelta(days=29))
    assert backup_words.reminder(young, clock) == ""
    assert "aucune copie" in backup_words.reminder(replace(young, created_at=now - timedelta(days=31)), clock)
    assert backup_words.reminder(State(), clock) != ""  # nobody knows: better said
    old = State(created_at=now - timedelta(days=90), last_external_at=now - timedelta(days=41))
    assert "il y a 41 jours" in backup_words.reminder(old, clock)
    assert backup_words.reminder(replace(old, last_external_at=now - timedelta(days=30)), clock) == ""
    assert backup_words.reminder(replace(old, demo=True), clock) == ""


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "aujourd’hui à 08:48"),
        (9, "hier à 23:48"),
        (24 * 9, "il y a 9 jours"),
        (-48, "le 25 novembre 2026"),
    ],
)
def test_since_when_in_words(hours: int, words: str, clock: FixedClock) -> None:
    assert backup_words.ago(clock.now() - timedelta(hours=hours), clock) == words
    assert backup_words.ago(None, clock) == "jamais"


def test_the_honest_sentences(clock: FixedClock) -> None:
    made = clock.now() - timedelta(days=1)
    nothing = Replayable(made, None, 0).sentence
    assert "revient" in nothing
    assert "22 novembre 2026 à 08:48" in nothing
    assert Replayable(made, clock.now(), 0).sentence.startswith("Rien n’a été effacé")
    assert Replayable(made, clock.now(), 1).sentence.startswith("1 élément effacé depuis ne revient pas")
    assert "2 éléments effacés depuis ne reviennent pas" in Replayable(made, clock.now(), 2).sentence
    assert "abîmé" in Replayable(made, clock.now(), 2, damaged=True).sentence


def test_free_places(tmp_path: Path) -> None:
    assert backup_words.free_place(tmp_path / "a") == tmp_path / "a"
    (tmp_path / "a").mkdir()
    (tmp_path / "a-restaure").mkdir()
    assert backup_words.free_place(tmp_path / "a") == tmp_path / "a-restaure-2"


def test_a_lost_state_is_no_reason_to_lose_the_card(desk: Desk, qtbot: QtBot) -> None:
    change_state(desk.vault.folder, lambda state: state)
    (desk.vault.folder / "state.json").write_text("{")
    card = BackupCard(desk)
    qtbot.addWidget(card)
    assert "aucune copie sur un autre disque" in card.notice.get_text()  # nobody knows: better said

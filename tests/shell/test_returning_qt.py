"""Restoring a backup from before somebody left: the preview names them, nothing before it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from quick_keys import quick

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.shell.backup_restore import RestoreDialog
from gdpr_desk.shell.keys_promises import BY_KEYS, BY_PROGRAM, KeysPromises
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("light_look")

PHRASE = "les lampes de l’atelier s’allument tôt"
PATIENCE_MS = 30_000


@pytest.mark.parametrize("leaves", [True, False])
def test_the_preview_names_who_comes_back(
    leaves: bool, tmp_path: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="Camille", passphrase=PHRASE, clock=clock)
    backup = tmp_path / "copie.gdprdesk"
    with open_desk(vault, clock) as desk:
        second = desk.people.add("Sacha Lumen", Role.OFFICER, "la deuxième clé pend derrière la porte")
        back_up(desk, backup)
        if leaves:
            desk.people.remove(second.id)
    dialog = RestoreDialog(vault.folder, clock, file=backup)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ui.returning.isVisible()
    assert "Sacha" not in dialog.ui.returning.get_text()
    dialog.ui.passphrase.setText(PHRASE)
    dialog.go_on()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=PATIENCE_MS)
    assert dialog.ui.returning.isVisible() is leaves
    assert ("Sacha Lumen" in dialog.ui.returning.get_text()) is leaves
    if leaves:
        assert "Retirez-la de nouveau" in dialog.ui.returning.get_text()
    assert "Sacha" not in dialog.windowTitle()
    dialog.close()
    qtbot.wait(20)


def test_what_keys_enforce_is_unfolded_on_demand(qtbot: QtBot) -> None:
    made = KeysPromises()
    qtbot.addWidget(made)
    made.show()

    def shown() -> set[str]:
        return {part.plain().removeprefix("• ") for part in made.findChildren(Label) if part.isVisible()}

    assert not shown()
    made.link.click()
    assert set(BY_KEYS + BY_PROGRAM) <= shown()
    made.link.click()
    assert not shown()

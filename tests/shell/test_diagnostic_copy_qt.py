"""The diagnostic in the clipboard: asked off the window's thread, as the computer's tools may be slow."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fingers import plain
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gdpr_desk.diagnostic import OK, Check
from gdpr_desk.shell import about_card


def test_what_is_copied_is_what_the_checks_say(
    qtbot: QtBot, light_look: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[bool] = []

    def checks() -> tuple[Check, ...]:
        asked.append(threading.current_thread() is threading.main_thread())
        return Check("one", OK, "Tout va bien."), Check("two", OK, "Purge automatique : installée.")

    monkeypatch.setattr(about_card, "run_checks", checks)
    card = about_card.AboutCard(tmp_path)
    qtbot.addWidget(card)
    QGuiApplication.clipboard().setText("avant")
    (copy,) = [b for b in card.findChildren(QAbstractButton) if plain(b.text()) == "Copier le diagnostic"]
    copy.click()
    assert not copy.isEnabled()
    qtbot.waitUntil(copy.isEnabled, timeout=10_000)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "avant")
    assert QGuiApplication.clipboard().text().splitlines() == [
        "✓ Tout va bien.",
        "✓ Purge automatique : installée.",
    ]
    assert asked == [False]

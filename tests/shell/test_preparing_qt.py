"""While somebody types the passphrase, what an open vault needs is imported: services, then window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell import application, ways_in


def test_the_window_of_an_open_vault_is_imported_behind_the_unlock_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(application, "start_log", lambda: None)
    monkeypatch.setattr(ways_in, "tidy_keyring", lambda: None)
    monkeypatch.setattr(ways_in, "prepare", lambda: imported.append("services"))
    monkeypatch.setattr(ways_in, "prepare_window", lambda: imported.append("window"))
    application._after_first_paint()
    qtbot.waitUntil(lambda: imported == ["services", "window"])
    assert Jobs.wait()

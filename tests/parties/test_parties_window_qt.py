"""The parties in the window: their room, the palette, and the way to an activity and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fingers import CTRL, press, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.checks import PartyState
from gdpr_desk.parties.model import Contract, Party, PartyKind
from gdpr_desk.register.model import ProcessingActivity, Recipient
from gdpr_desk.shell.desk_pages import uses_of_parties
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.finding import matching
from gdpr_desk.shell.today import parties_left, party_rows
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.parties.save(Party("host", "Hébergeur Éclair"))
    made.register.add(ProcessingActivity(name="Site web", recipients=(Recipient("host"),)))
    return made


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Iterator[DeskWindow]:
    made = DeskWindow(desk)
    qtbot.addWidget(made.window)
    made.window.resize(1366, 768)
    with qtbot.waitExposed(made.window):
        made.show()
    made.window.activateWindow()
    QApplication.processEvents()
    yield made
    made.close_desk()


def test_the_palette_finds_a_party_and_its_activity_is_one_press_away(shown: DeskWindow) -> None:
    (found,) = matching(shown.commands(), "hebergeur")
    assert found.group == "Prestataires"
    found.run()
    assert shown.window.current == "parties"
    assert shown.parties.ui.editor.key == "host"
    shown.parties.ui.editor.ui.users.links[0].click()
    assert shown.window.current == "register"
    assert shown.register.ui.editor.reference == "T-01"


def test_a_change_of_name_is_kept_when_another_room_is_shown(shown: DeskWindow, desk: Desk) -> None:
    shown.go_to("party:host")
    press(Qt.Key.Key_End)
    typed(" SAS")
    shown.go_to("register")
    assert desk.parties.get("host").name == "Hébergeur Éclair SAS"


def test_ctrl_f_filters_the_list_that_is_shown(shown: DeskWindow) -> None:
    shown.go_to("parties")
    shown.window.sidebar.setFocus()
    press(Qt.Key.Key_F, CTRL)
    assert shown.window.current == "parties"
    assert shown.parties.ui.filter.hasFocus()


def test_the_room_the_sidebar_and_today_count_alike(shown: DeskWindow, desk: Desk, qtbot: QtBot) -> None:
    """Also a party that no record names, and one whose review alone is due, which is not incomplete."""
    today = desk.clock.today()
    desk.parties.save(Party("lonely", "Transporteur"))
    due = Contract(next_review_on=today)
    desk.parties.save(Party("tax", "Administration fiscale", PartyKind.AUTHORITY, contract=due))
    shown.today.refresh()
    shown.go_to("parties")
    assert "2 à compléter" in shown.parties.ui.counts.plain()
    assert shown.window.sidebar._buttons["parties"]._count == 2
    listed = parties_left(desk.parties.all(), today, PartyState.TO_COMPLETE)
    assert [row.title for row in party_rows(listed)] == ["Compléter 2 prestataires"]
    listed = parties_left(desk.parties.all(), today, PartyState.TO_REVIEW)
    assert [row.title for row in party_rows(listed)] == ["Revoir « Administration fiscale »"]
    desk.parties.remove("lonely")
    shown.parties.changed.emit()
    qtbot.waitUntil(lambda: shown.window.sidebar._buttons["parties"]._count == 1, timeout=5_000)


def test_archived_activities_are_named_as_such(desk: Desk) -> None:
    desk.register.archive("T-01")
    uses = uses_of_parties(desk.register.register().activities)
    assert uses == {"host": [("T-01", "Site web (archivée)")]}

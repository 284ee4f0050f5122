"""Unlocking builds the first page alone: the other rooms come when they are wanted, wired all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asking import FACTS
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.journal.qt.page import JournalPage
from gdpr_desk.parties.qt.page import PartiesPage
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.retention.qt.page import RetentionPage
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.settings_page import SettingsPage
from gdpr_desk.shell.sidebar import NavButton

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
ROOMS: dict[str, type[QWidget]] = {
    "requests": RequestsPage,
    "breaches": BreachesPage,
    "register": RegisterPage,
    "retention": RetentionPage,
    "parties": PartiesPage,
    "journal": JournalPage,
    "settings": SettingsPage,
}


@pytest.fixture
def shown(officer_desk: Desk, qtbot: QtBot) -> Iterator[DeskWindow]:
    officer_desk.requests.add(FACTS)
    window = DeskWindow(officer_desk)
    qtbot.addWidget(window.window)
    with qtbot.waitExposed(window.window):
        window.show()
    yield window
    window.close_desk()


def built(window: DeskWindow) -> list[str]:
    return [key for key, kind in ROOMS.items() if window.window.findChildren(kind)]


def counted(window: DeskWindow) -> list[str]:
    names = [button.accessibleName() for button in window.window.findChildren(NavButton)]
    return [name for name in names if "," in name]


def test_unlocking_builds_no_room_but_the_first_and_counts_all_the_same(shown: DeskWindow) -> None:
    assert shown.window.current == "today"
    assert built(shown) == []
    assert [name.split(" ")[:2] for name in counted(shown)] == [["Demandes,", "1"]]


def test_each_room_is_built_once_when_it_is_shown(shown: DeskWindow) -> None:
    shown.go_to("parties")
    page = shown.window.page("parties")
    assert page.isVisible()
    assert built(shown) == ["parties"]
    shown.go_to("journal")
    assert built(shown) == ["parties", "journal"]
    shown.go_to("parties")
    assert shown.window.page("parties") is page


def test_what_the_window_forbids_holds_for_a_page_that_was_never_shown(shown: DeskWindow) -> None:
    assert shown.register.window() is shown.window  # whence its dialogs learn what staff may not do


def test_a_vault_is_closed_without_building_what_nobody_wanted(shown: DeskWindow) -> None:
    shown.close_desk()
    assert built(shown) == []


def test_a_page_built_late_tells_the_window_what_it_changes(shown: DeskWindow) -> None:
    shown.go_to("requests")
    shown.desk.requests.add(FACTS)
    shown.requests.page.refresh()
    assert [name.split(" ")[:2] for name in counted(shown)] == [["Demandes,", "2"]]

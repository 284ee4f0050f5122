"""A window on a small screen: no room keeps it taller or wider than the screen, none opens another window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from asking import FACTS
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.steps import Step
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit import theme
from gdpr_desk.requests.service import RequestQuery
from gdpr_desk.shell.breaches_room import BREACH, NEW
from gdpr_desk.shell.demo_ribbon import DemoRibbon
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.requests_room import REQUEST

SMALLEST = QSize(1024, 640)
LAPTOP = QSize(1093, 534)
"""A screen of 1366 × 768 at 125 %, less the taskbar and the title."""
LARGE_TEXT = QSize(1366, 728)
"""The same screen at 100 %, less the taskbar, for somebody who reads at 150 %."""
PLACES = (
    *("today", "requests", "breaches", NEW, "filter:all", "map", "print", "register"),
    *("retention:board", "retention:tasks", "retention:simulation", "retention:ledgers", "retention:folders"),
    *("retention:holds", "retention", "parties", "journal", "settings"),
)


def _visits(shown: DeskWindow) -> Iterator[str]:
    """Every room, an open record of each."""
    desk = shown.desk
    reference = desk.breaches.running()[0].breach.reference
    records = (desk.register.overview()[0].activity.reference, f"{REQUEST}{_request(desk)}")
    for target in (*PLACES, *records, f"party:{desk.parties.all()[0].key}", f"{BREACH}{reference}"):
        shown.go_to(target)
        settle()
        yield target


def _steps(shown: DeskWindow) -> Iterator[str]:
    """Every step of the incident on screen."""
    for step in Step:
        page = shown.breaches.page
        assert page is not None
        page.wizard.go_to_step(step)
        settle()
        yield step.value


def _request(desk: Desk) -> str:
    return desk.requests.page(RequestQuery()).rows[0].reference


class _Windows(QObject):
    """Names whatever is shown as a window beside `own`."""

    def __init__(self, own: QWidget) -> None:
        super().__init__()
        self.own, self.seen = own, list[str]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and watched is not self.own:
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}".strip())
        return False


@pytest.fixture
def filled(officer_desk: Desk, clock: FixedClock) -> Desk:
    officer_desk.register.add_from_starter(["newsletter", "video-surveillance"])
    officer_desk.requests.add(FACTS)
    officer_desk.breaches.open(BreachFacts(aware_at=clock.now()))
    return officer_desk


@pytest.fixture
def shown(filled: Desk, qtbot: QtBot, light_look: None) -> Iterator[DeskWindow]:
    window = DeskWindow(filled)
    qtbot.addWidget(window.window)
    window.idle.stop()
    window.window.put_on_top(DemoRibbon(window.window))  # as in the fictional shop
    window.window.setMinimumSize(0, 0)
    window.window.resize(LAPTOP)
    with qtbot.waitExposed(window.window):
        window.show()
    yield window
    window.close_desk()


def test_no_room_is_larger_than_a_small_screen_or_opens_a_window_of_its_own(
    shown: DeskWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    window = shown.window
    assert shown.breaches.banner.isVisible()
    most = SMALLEST.boundedTo(LAPTOP)
    window.resize(most)
    watch = _Windows(window)
    qapp.installEventFilter(watch)
    for place in chain(_visits(shown), _steps(shown)):
        assert window.minimumSizeHint().boundedTo(most) == window.minimumSizeHint(), place
        assert window.size() == most, place
        page = window.page(window.current)
        room = page.parentWidget().parentWidget().size()
        needed = page.minimumSizeHint()
        assert needed.boundedTo(room) == needed, (place, needed, room)
        assert watch.seen == [], place
    lost = QLabel("Sans parent")
    qtbot.addWidget(lost)
    lost.setVisible(True)
    assert watch.seen == ["QLabel"]
    qapp.removeEventFilter(watch)


@pytest.mark.parametrize(("percent", "most"), [(125, LAPTOP), (150, LARGE_TEXT)])
def test_large_text_leaves_the_window_on_its_screen(
    percent: int, most: QSize, qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("light_look")
    theme.install(qapp, "light", percent)
    request.addfinalizer(lambda: theme.install(qapp, "light", 100))
    shown: DeskWindow = request.getfixturevalue("shown")
    shown.window.resize(most)
    for place in ("today", "filter:all", "retention:tasks"):
        shown.go_to(place)
        settle()
        least = shown.window.minimumSizeHint()
        assert least.boundedTo(most) == least, (place, least)
        assert shown.window.size() == most, place

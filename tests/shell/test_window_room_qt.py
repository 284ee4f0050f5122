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
FEW = ("today", "requests", "filter:all", "retention:tasks")


def _visits(shown: DeskWindow, places: tuple[str, ...] = PLACES) -> Iterator[str]:
    """Every room, an open record of each."""
    desk = shown.desk
    reference = desk.breaches.running()[0].breach.reference
    records = (desk.register.overview()[0].activity.reference, f"{REQUEST}{_request(desk)}")
    for target in (*places, *records, f"party:{desk.parties.all()[0].key}", f"{BREACH}{reference}"):
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
    window.window.setMinimumSize(0, 0)
    window.window.resize(LAPTOP)
    with qtbot.waitExposed(window.window):
        window.show()
    yield window
    window.close_desk()
    theme.install(QApplication.instance(), "light", 100)  # type: ignore[arg-type]


def test_no_room_keeps_the_window_larger_than_a_small_screen(
    filled: Desk, request: pytest.FixtureRequest
) -> None:
    filled.vault.is_demo = True
    shown: DeskWindow = request.getfixturevalue("shown")
    window = shown.window
    assert window.findChildren(DemoRibbon) and shown.breaches.banner.isVisible()
    for percent, most in ((100, SMALLEST.boundedTo(LAPTOP)), (125, LAPTOP), (150, LARGE_TEXT)):
        theme.install(QApplication.instance(), "light", percent)  # type: ignore[arg-type]
        window.resize(most)
        visits = chain(_visits(shown), _steps(shown)) if percent == 100 else _visits(shown, FEW)
        for place in visits:
            least = window.minimumSizeHint()
            assert least.boundedTo(most) == least, (percent, place, least)
            assert window.size() == most, (percent, place, window.size())
            page = window.page(window.current)
            assert page.width() <= window.width() and page.isVisible(), (percent, place)
            if percent == 100:
                needed = page.minimumSizeHint()
                assert needed.boundedTo(page.parentWidget().parentWidget().size()) == needed, (place, needed)


class _Windows(QObject):
    """Names whatever is shown as a window beside `own`."""

    def __init__(self, own: QWidget) -> None:
        super().__init__()
        self.own, self.seen = own, list[str]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            if watched.isWindow() and watched is not self.own:
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}".strip())
        return False


def test_going_through_every_room_opens_no_window_but_the_one(
    shown: DeskWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    watch = _Windows(shown.window)
    qapp.installEventFilter(watch)
    try:
        for _place in _visits(shown):
            pass
        beside = [one for one in qapp.topLevelWidgets() if one.isVisible() and one is not shown.window]
        assert (watch.seen, beside) == ([], [])
        lost = QLabel("Sans parent")
        qtbot.addWidget(lost)
        lost.setVisible(True)
        assert watch.seen == ["QLabel"]
    finally:
        qapp.removeEventFilter(watch)

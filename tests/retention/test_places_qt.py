"""The places of the room « Conservation »: built when they are shown, counted beside their names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fingers import plain, press
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.qt.page import HOLDS, RetentionPage
from gdpr_desk.retention.qt.places import Place
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.service import RetentionService


class Bench(QLineEdit):
    """A place with something to do in it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.readings = 0

    def refresh(self) -> None:
        self.readings += 1

    def focus_first(self) -> None:
        self.setFocus()


class Workshop:
    """Makes the one bench and says how much lies on it."""

    def __init__(self) -> None:
        self.made: list[Bench] = []
        self.waiting = 3

    def build(self) -> Bench:
        self.made.append(Bench())
        return self.made[-1]


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
def page(
    workshop: Workshop, retention: RetentionService, clock: FixedClock, qtbot: QtBot, light_look: None
) -> Iterator[RetentionPage]:
    runs = SweepRuns(retention, clock)
    made = RetentionPage(
        retention,
        runs,
        clock,
        names=lambda _keys: {},
        people=dict,
        shop=lambda: "Atelier Lumen",
        places=(
            Place(
                "bench",
                "Sur l’établi du fond de l’atelier, à gauche",
                workshop.build,
                lambda: workshop.waiting,
                short="Établi",
            ),
        ),
    )
    qtbot.addWidget(made)
    made.resize(1140, 650)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.refresh()
    settle()
    yield made
    runs.stop()
    settle()


def names(page: RetentionPage) -> list[str]:
    return [plain(one.text()) for one in page.ui.views.findChildren(QRadioButton)]


def test_a_place_is_built_when_it_is_first_chosen_and_read_each_time(
    page: RetentionPage, workshop: Workshop
) -> None:
    assert names(page) == [
        "Sur l’établi du fond de l’atelier, à gauche · 3",
        "Simulation",
        "Gels",
        "Relevés",
    ]
    assert not workshop.made
    one = page.ui.views.findChildren(QRadioButton)[1]
    one.setFocus()
    one.click()
    press(Qt.Key.Key_Left)
    (bench,) = workshop.made
    assert page.ui.bodies.currentWidget() is bench
    assert bench.readings == 1
    page.focus_first()
    assert bench.hasFocus()
    assert page.ui.simulate.get_kind() == "secondary"  # a place has next steps of its own
    page.show_view(HOLDS)
    assert page.ui.simulate.get_kind() == "filled"
    page.show_view("bench")
    assert (len(workshop.made), bench.readings) == (1, 2)


def test_what_changes_in_a_place_is_counted_anew(page: RetentionPage, workshop: Workshop) -> None:
    page.show_view("bench")
    workshop.waiting = 0
    workshop.made[0].changed.emit()
    settle()
    assert names(page)[0] == "Sur l’établi du fond de l’atelier, à gauche"


def test_a_narrow_window_says_the_short_name(page: RetentionPage) -> None:
    page.resize(600, 500)
    assert names(page)[0] == "Établi · 3"
    page.resize(1140, 500)
    assert names(page)[0] == "Sur l’établi du fond de l’atelier, à gauche · 3"

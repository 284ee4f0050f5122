"""The tab « Carte »: the path in words, the twin in rows, the way to the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flow_registers import activity, large, register
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import Register
from gdpr_desk.register.qt.map_view import MapView
from gdpr_desk.register.qt.page import LIST, MAP, RegisterPage
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.store import Store


class Held(RegisterService):
    """A register that is simply held."""

    def __init__(self, held: Register) -> None:
        self.held = held

    def register(self) -> Register:
        return self.held


def shown(held: Register, qtbot: QtBot) -> MapView:
    view = MapView(Held(held))
    qtbot.addWidget(view)
    view.resize(1068, 532)
    view.refresh()
    view.show()
    qtbot.waitExposed(view)
    return view


def test_what_needs_a_look_is_chosen_first(qtbot: QtBot) -> None:
    view = shown(register(activity("T-01", "Caisse", recipients=()), activity()), qtbot)
    assert view.chart.current() == "activity:T-11"
    assert view.path.title.plain() == "Chat du site : 2 chemins"
    assert view.path.sentence.plain().endswith("Il manque la garantie de transfert.")
    with qtbot.waitSignal(view.opened) as told:
        view.path.open.click()
    assert told.args == ["T-11", "transfers"]


def test_without_anything_missing_the_whole_is_told(qtbot: QtBot) -> None:
    view = shown(register(activity(), country="FR"), qtbot)
    assert view.chart.current() == ""
    assert "Aucun flux hors UE sans garantie." in view.path.sentence.plain()
    assert not view.path.open.isVisible()


def test_the_table_is_one_click_away_and_opens_the_record(qtbot: QtBot) -> None:
    view = shown(register(activity()), qtbot)
    view.as_table.click()
    assert view.table.isVisible()
    assert len(view.table.shown()) == 2
    with qtbot.waitSignal(view.opened) as told:
        view.table.opened.emit(view.table.shown()[1])
    assert told.args == ["T-11", "transfers"]
    view.as_table.click()
    assert view.chart.isVisible()


def test_an_empty_register_says_what_to_do(qtbot: QtBot) -> None:
    view = shown(register(), qtbot)
    assert view.empty.isVisible()
    assert not view.as_table.isVisible()
    view._register = Held(register(activity()))
    view.refresh()
    assert view.chart.isVisible()


def test_a_path_that_is_gone_is_forgotten(qtbot: QtBot) -> None:
    held = register(activity(), activity("T-12", "Livraison", recipients=()))
    view = shown(held, qtbot)
    view.chart.choose("activity:T-12")
    view.refresh()
    assert view.chart.current() == "activity:T-12"
    view._register = Held(replace(held, activities=held.activities[:1]))
    view.refresh()
    assert view.chart.current() == "activity:T-11"


def test_the_arrow_keys_scroll(qtbot: QtBot) -> None:
    view = shown(large(100, 60), qtbot)
    with qtbot.waitActive(view):
        view.activateWindow()
    boxes = view.chart.findChildren(QAbstractButton)
    first = next(box for box in boxes if box.text().startswith("Activité 0 : 3 chemins, "))
    first.setFocus()
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Down)
    assert view.area.verticalScrollBar().value() > 400
    assert not QApplication.focusWidget().visibleRegion().isEmpty()


@pytest.mark.parametrize(("activities", "parties", "scrolled"), [(16, 20, False), (100, 60, True)])
def test_sixteen_activities_fit_and_a_hundred_are_scrolled(
    qtbot: QtBot, activities: int, parties: int, scrolled: bool
) -> None:
    view = shown(large(activities, parties), qtbot)
    assert (view.area.verticalScrollBar().maximum() > 0) is scrolled
    assert view.area.horizontalScrollBar().maximum() == 0


def test_the_tab_stands_between_list_and_paper(store: Store, clock: FixedClock, qtbot: QtBot) -> None:
    journal = JournalService(store, clock, "Camille Lumen")
    parties = PartyService(store, journal, clock)
    slices = (store, journal, parties, clock)
    page = RegisterPage(
        RegisterService(*slices),
        exchange=RegisterExchange(*slices),
        history=RegisterHistory(*slices),
        parties=parties,
        clock=clock,
    )
    qtbot.addWidget(page)
    page.resize(1134, 640)
    page.show()
    page.ui.views.set_current(MAP)
    page.refresh()
    assert page.ui.empty.isVisible()
    assert not page.map.head.isVisible()
    RegisterService(*slices).add_from_starter(("chat",))
    page.refresh()
    assert page.map.chart.isVisible()
    assert page.map.head.isVisible()
    assert not page.ui.filters.isVisible()
    assert [stage.name for stage in page.map.flows().stages] == ["Chat du site"]
    page.map.path.open.click()
    assert page.ui.rooms.currentWidget() is page.ui.editor
    page.ui.views.set_current(LIST)
    page.show_list()
    assert not page.map.head.isVisible()
    assert page.ui.filters.isVisible()
    Jobs.wait()

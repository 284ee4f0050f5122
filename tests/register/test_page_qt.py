"""The register's room: list, filter, adding, archiving, and the paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.printing import prepared_printer
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import PersonalData, ProcessingActivity, RetentionRule
from gdpr_desk.register.qt import table_model
from gdpr_desk.register.qt.page import LIST, PRINTED, RegisterPage
from gdpr_desk.register.qt.rail import RailEntry
from gdpr_desk.register.qt.starter_dialog import StarterDialog
from gdpr_desk.register.service import ActivityOverview, RegisterService
from gdpr_desk.register.starter import starter_tiles
from gdpr_desk.vault.store import Store

pytestmark = pytest.mark.usefixtures("no_warnings")

BLANK = ProcessingActivity(reference="", name="")
NAMES = ("Factures", "Échanges par messagerie", "Newsletter")


def _page(
    register: RegisterService, store: Store, clock: FixedClock, journal: JournalService, qtbot: QtBot
) -> RegisterPage:
    parties = PartyService(store, journal, clock)
    exchange = RegisterExchange(store, journal, parties, clock)
    history = RegisterHistory(store, journal, parties, clock)
    made = RegisterPage(register, exchange=exchange, history=history, parties=parties, clock=clock)
    qtbot.addWidget(made)
    made.resize(1134, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def empty(
    register: RegisterService, store: Store, clock: FixedClock, journal: JournalService, qtbot: QtBot
) -> Iterator[RegisterPage]:
    yield _page(register, store, clock, journal, qtbot)
    Jobs.wait()


@pytest.fixture
def page(
    register: RegisterService, store: Store, clock: FixedClock, journal: JournalService, qtbot: QtBot
) -> Iterator[RegisterPage]:
    periods = ("P10Y", "P2M", "P3Y")
    for name, period in zip(NAMES, periods, strict=True):
        rule = RetentionRule(name, "last_contact", period)
        register.add(replace(BLANK, name=name, retention=(rule,), data=(PersonalData("identity"),)))
    yield _page(register, store, clock, journal, qtbot)
    Jobs.wait()


def _listed(page: RegisterPage) -> list[str]:
    return [o.activity.name for o in page.ui.table.shown() if isinstance(o, ActivityOverview)]


def test_an_empty_register_invites_to_the_models(empty: RegisterPage) -> None:
    assert empty.ui.bodies.currentWidget() is empty.ui.empty
    empty.keeping.add_models(starter_tiles()[0].activities)
    assert empty.ui.bodies.currentWidget() is empty.ui.listBody
    assert len(_listed(empty)) == len(starter_tiles()[0].activities)


def test_the_models_are_offered_once(qtbot: QtBot, register: RegisterService) -> None:
    dialog = StarterDialog(set())
    qtbot.addWidget(dialog)
    assert dialog.keys() == ()
    dialog.tiles()[0].setChecked(True)
    names = {activity.name for activity in register.add_from_starter(dialog.keys())}
    again = StarterDialog(names)
    qtbot.addWidget(again)
    assert len(again.tiles()) == len(dialog.tiles()) - 1


def test_columns_sort_by_value(page: RegisterPage) -> None:
    duration = next(i for i, c in enumerate(page.listing.model.columns) if c.key == "retention")
    page.ui.table.sortByColumn(duration, Qt.SortOrder.AscendingOrder)
    assert _listed(page) == ["Échanges par messagerie", "Newsletter", "Factures"]
    page.ui.table.sortByColumn(duration, Qt.SortOrder.DescendingOrder)
    assert _listed(page) == ["Factures", "Newsletter", "Échanges par messagerie"]
    page.ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert _listed(page) == ["Échanges par messagerie", "Factures", "Newsletter"]


def test_ctrl_f_filters_without_accents_and_says_when_nothing_is_left(page: RegisterPage) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is page.ui.filter
    QTest.keyClicks(page.ui.filter, "echanges")
    assert _listed(page) == ["Échanges par messagerie"]
    QTest.keyClicks(page.ui.filter, "zzz")
    assert page.ui.bodies.currentWidget() is page.ui.nothing
    page.ui.nothing.button.click()
    assert len(_listed(page)) == 3


def test_the_filter_and_the_row_survive_a_refresh(page: RegisterPage) -> None:
    page.ui.filter.setText("news")
    page.refresh()
    assert _listed(page) == ["Newsletter"]
    record = page.ui.table.current_record()
    assert isinstance(record, ActivityOverview)
    assert record.activity.name == "Newsletter"


def test_enter_opens_the_chosen_record(page: RegisterPage) -> None:
    page.ui.table.select_key("T-03")
    QTest.keyClick(page.ui.table, Qt.Key.Key_Return)
    assert page.ui.rooms.currentWidget() is page.ui.editor
    assert page.ui.editor.reference == "T-03"


def test_the_advice_in_the_card_leads_to_its_field(page: RegisterPage) -> None:
    page.ui.table.select_key("T-03")
    page.ui.peek.ui.advice.activated.emit()
    assert page.ui.editor.reference == "T-03"


def test_delete_bins_and_the_toast_brings_it_back(page: RegisterPage, register: RegisterService) -> None:
    before = register.register()
    page.ui.table.select_key("T-01")
    page.ui.table.setFocus()
    QTest.keyClick(page.ui.table, Qt.Key.Key_Delete)
    assert [a.reference for a in register.register().activities] == ["T-02", "T-03"]
    assert "Factures" not in _listed(page)
    link = next(b for b in page.findChildren(QAbstractButton) if b.text() == "Annuler" and b.isVisible())
    link.click()
    assert register.register() == before
    assert "Factures" in _listed(page)


def test_archived_records_have_their_own_chip(page: RegisterPage, register: RegisterService) -> None:
    register.archive("T-02")
    page.refresh()
    page.ui.filters.set_current(table_model.ARCHIVED)
    page.ui.filters.changed.emit(table_model.ARCHIVED)
    assert _listed(page) == ["Échanges par messagerie"]


def test_a_blank_record_opens_with_its_name_ready(page: RegisterPage, register: RegisterService) -> None:
    told: list[bool] = []
    page.changed.connect(lambda: told.append(True))
    page.add_blank()
    focus = QApplication.focusWidget()
    assert focus is page.ui.editor.findChild(QLineEdit, "name")
    QTest.keyClicks(focus, "Atelier")
    page.leave()
    assert register.register().activities[-1].name == "Atelier"
    assert register.register().activities[-1].created_on == date(2026, 11, 23)
    assert told


def test_next_follows_the_order_of_the_list(page: RegisterPage) -> None:
    page.open_activity("T-02")
    page.ui.editor.ui.next.click()
    assert page.ui.editor.reference == "T-01"
    page.ui.editor.ui.next.click()
    page.ui.editor.ui.next.click()
    assert page.ui.rooms.currentWidget() is page.ui.overviewRoom


def test_where_the_card_has_no_room_a_button_opens_the_record(page: RegisterPage, qtbot: QtBot) -> None:
    assert page.ui.peek.isVisible()
    assert not page.ui.open.isVisible()
    page.resize(960, 560)
    assert not page.ui.peek.isVisible()
    assert page.ui.open.isVisible()
    chosen = page.listing.current()
    assert chosen is not None
    page.ui.open.click()
    assert page.ui.editor.reference == chosen.activity.reference
    assert page.ui.editor.ui.points.isVisible()
    assert not page.ui.editor.ui.check.isVisible()
    rail = page.ui.editor.ui.rail
    qtbot.waitUntil(lambda: rail.width() > 200, timeout=1000)  # the sections keep their names
    rail.set_compact(True)
    qtbot.waitUntil(lambda: rail.width() < 60, timeout=1000)
    first = rail.findChild(RailEntry)
    assert isinstance(first, RailEntry)
    assert first.toolTip().startswith("1 · Nom et but · ")


def _on_paper(page: RegisterPage, qtbot: QtBot) -> None:
    page.ui.views.set_current(PRINTED)
    page.ui.views.changed.emit(PRINTED)
    qtbot.waitUntil(lambda: page.ui.printed.ui.paper.page_shown() == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not page.ui.printed.ui.paper.page_picture().isNull(), timeout=10_000)


def test_the_paper_is_shown_saved_and_noted(
    page: RegisterPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: JournalService
) -> None:
    _on_paper(page, qtbot)
    assert page.ui.printed.ui.notice.isVisibleTo(page)
    assert page.ui.printed.ui.share.isVisible()
    assert not page.ui.add.isVisible()
    page.ui.printed.ui.notice.activated.emit()
    assert not page.ui.printed.ui.notice.isVisibleTo(page)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _parent, _title, name, _kind: (str(tmp_path / name), "")
    )
    sharing = page.ui.printed.sharing
    offers = sharing.offers(page.ui.printed.shown())
    for offer in (offers[0], offers[-1]):
        sharing.save(offer)
        qtbot.waitUntil((tmp_path / offer.name).exists, timeout=20_000)
        qtbot.waitUntil(lambda: not sharing.busy(), timeout=20_000)
    with pypdfium2.PdfDocument(tmp_path / "registre.pdf") as saved:
        text = "".join(saved[n].get_textpage().get_text_range() for n in range(len(saved)))
    assert "Newsletter" in text
    assert json.loads((tmp_path / "registre.json").read_text())["format"] == "gdpr-desk-register"
    formats = [e.detail["format"] for e in journal.entries() if e.action == "register.exported"]
    assert sorted(map(str, formats)) == ["json", "pdf"]
    page.ui.views.set_current(LIST)
    page.ui.views.changed.emit(LIST)
    _on_paper(page, qtbot)
    assert not page.ui.printed.ui.notice.isVisibleTo(page)


def test_the_paper_prints_every_page(page: RegisterPage, qtbot: QtBot, tmp_path: Path) -> None:
    _on_paper(page, qtbot)
    pages = page.ui.printed.pages()
    printer = prepared_printer("essai", pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(72)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.ui.printed.print_on(printer)
    qtbot.waitUntil(page.ui.printed.ui.printPages.isEnabled, timeout=20_000)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as printed:
        assert len(printed) == pages
        width, height = printed[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_others_can_ask_for_a_filter_the_paper_and_the_field_to_filter_by(
    page: RegisterPage, qtbot: QtBot
) -> None:
    page.show_filter(table_model.SENSITIVE)
    assert page.listing.references() == [
        o.activity.reference for o in page.listing.model.records() if any(d.special for d in o.activity.data)
    ]
    page.show_paper("T-01")
    qtbot.waitUntil(lambda: page.ui.printed.pages() == 1, timeout=20_000)
    assert page.ui.paperWords.plain().startswith("Fiche T-01 · 1 page")
    page.focus_filter()
    assert QApplication.focusWidget() is page.ui.filter
    assert page.ui.bodies.currentWidget() is not page.ui.printed


@pytest.mark.parametrize("room", [(1366, 768), (1024, 640), (700, 460)])
def test_the_models_end_between_two_rows(qtbot: QtBot, room: tuple[int, int]) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(*room)
    dialog = StarterDialog(set(), behind)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.width() <= room[0]
    assert dialog.height() <= room[1]
    (scroll,) = dialog.findChildren(FadeScroll)
    bar, view = scroll.verticalScrollBar(), scroll.viewport()
    assert bar.maximum() > 0
    for turns in range(3):
        bar.setValue(turns * QApplication.wheelScrollLines() * bar.singleStep())
        edges = [(at := tile.mapTo(view, QPoint(0, 0)).y(), at + tile.height()) for tile in dialog.tiles()]
        assert not [edge for edge in edges if edge[0] < 0 < edge[1] or edge[0] < view.height() < edge[1]]

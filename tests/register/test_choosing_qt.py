"""Several records at once: chosen by keyboard and mouse, acted on with counts, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from fingers import CTRL, focused, press, reach
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTableView
from pytestqt.qtbot import QtBot
from register_pages import chosen, listed, menu_words, shown_page, take_back, toast

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity, RetentionRule
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.qt.table_model import ARCHIVED, BIN
from gdpr_desk.vault.vault import Vault

SHIFT = Qt.KeyboardModifier.ShiftModifier
NAMES = ("Avis", "Caisse", "Échanges", "Factures", "Newsletter")


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    for name in NAMES:
        rule = RetentionRule(name, "last_contact", "P3Y")
        made.register.add(ProcessingActivity("", name, retention=(rule,)))
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = shown_page(desk, qtbot)
    yield made
    made.leave()
    Jobs.wait()


def _click(page: RegisterPage, row: int, modifier: Qt.KeyboardModifier) -> None:
    table = page.ui.table
    at = table.visualRect(table.model().index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def _bar(page: RegisterPage) -> list[str]:
    return [b.text() for b in page.ui.choice.buttons()] if page.ui.choice.isVisible() else []


def _spoken(page: RegisterPage) -> list[str]:
    return [b.accessibleName() for b in page.ui.choice.buttons()]


def _press(page: RegisterPage, words: str) -> None:
    next(b for b in page.ui.choice.buttons() if b.text() == words).click()


def test_the_whole_of_it_by_keyboard_alone(page: RegisterPage, desk: Desk) -> None:
    assert focused() is page.ui.table
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Down, CTRL)
    press(Qt.Key.Key_Down, CTRL)
    press(Qt.Key.Key_Space, CTRL)
    assert chosen(page) == ["Avis", "Caisse", "Factures"]
    press(Qt.Key.Key_Delete)
    assert listed(page) == ["Échanges", "Newsletter"]
    assert [b.activity.name for b in desk.history.binned()] == ["Factures", "Caisse", "Avis"]
    assert chosen(page) == ["Newsletter"]  # the one that stood below
    assert focused() is page.ui.table
    press(Qt.Key.Key_Z, CTRL)
    assert listed(page) == list(NAMES)
    assert chosen(page) == ["Avis", "Caisse", "Factures"]
    press(Qt.Key.Key_Z, CTRL)
    assert listed(page) == list(NAMES)  # taken back once
    press(Qt.Key.Key_A, CTRL)
    assert chosen(page) == list(NAMES)
    reach(lambda w: isinstance(w, QAbstractButton) and "comme revues" in w.text(), Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Space)
    assert all(a.reviewed_on == date(2026, 11, 23) for a in desk.register.register().activities)


def test_mouse_with_shift_and_ctrl_and_the_counts_in_the_bar(page: RegisterPage) -> None:
    plain = Qt.KeyboardModifier.NoModifier
    _click(page, 0, plain)
    assert _bar(page) == []
    assert page.ui.filters.isVisible()
    _click(page, 2, SHIFT)
    assert chosen(page) == ["Avis", "Caisse", "Échanges"]
    assert _bar(page) == ["Marquer comme revues", "Archiver", "Corbeille"]
    assert _spoken(page) == [
        "Marquer 3 fiches comme revues",
        "Archiver 3 fiches",
        "Mettre 3 fiches à la corbeille",
    ]
    _click(page, 1, CTRL)
    assert chosen(page) == ["Avis", "Échanges"]
    assert _spoken(page)[2] == "Mettre 2 fiches à la corbeille"
    assert not page.ui.filters.isVisible()
    page.ui.choice.clear.click()
    assert len(chosen(page)) == 1
    assert page.ui.filters.isVisible()


def test_the_card_beside_the_list_says_what_is_chosen(page: RegisterPage) -> None:
    card = page.ui.peek.ui
    page.ui.table.select_key("T-01")
    assert card.open.isVisible()
    for several in (["T-01", "T-02"], ["T-01", "T-02", "T-04"]):
        page.ui.table.select_keys(several)
        assert card.name.plain() == f"{len(several)} fiches choisies"
        named = card.facts.findChildren(Label)
        shown = " ".join(label.plain() for label in named if label.isVisible())
        assert all(a.name in shown for a in page.listing.chosen())
        assert not any(part.isVisible() for part in (card.open, card.preview, card.fiche))
    page.ui.table.select_key("T-02")
    assert card.name.plain() == page.listing.chosen()[0].name
    assert card.open.isVisible()
    assert card.preview.isVisible()


def test_each_of_them_can_be_taken_back(page: RegisterPage, desk: Desk) -> None:
    before = desk.register.register()
    for words in ("Marquer comme revues", "Archiver", "Corbeille"):
        page.ui.table.select_keys(["T-02", "T-04"])
        _press(page, words)
        assert desk.register.register() != before
        take_back(page)
        assert desk.register.register() == before


def test_the_toast_undoes_what_it_says_and_nothing_later(page: RegisterPage, desk: Desk) -> None:
    page.ui.table.select_key("T-01")
    page.choosing.bin_chosen()
    assert "Avis" in toast(page)._label.plain()
    late = next(b for b in toast(page).findChildren(QAbstractButton) if b.text() == "Annuler")
    page.ui.table.select_key("T-02")
    page.choosing.bin_chosen()
    late.click()
    assert len(desk.history.binned()) == 2


def test_taking_back_a_stamp_keeps_what_was_typed_meanwhile(page: RegisterPage, desk: Desk) -> None:
    page.ui.table.select_keys(["T-02", "T-04"])
    _press(page, "Marquer comme revues")
    desk.register.save(replace(desk.register.activity("T-02"), note="entre-temps"))
    take_back(page)
    stored = desk.register.activity("T-02")
    assert (stored.note, stored.reviewed_on) == ("entre-temps", None)


def test_the_menus_offer_what_the_bar_offers(page: RegisterPage) -> None:
    page.ui.table.customContextMenuRequested.emit(QPoint(5, 5))
    one = menu_words()
    assert one == [
        "Ouvrir la fiche",
        "Aperçu avant impression",
        "Historique",
        "Dupliquer",
        "Marquer comme revue",
        "Copier",
        "Archiver la fiche",
        "Mettre à la corbeille",
    ]
    page.ui.acts.click()
    assert menu_words() == one
    page.ui.table.select_keys(["T-01", "T-03", "T-05"])
    page.ui.table.customContextMenuRequested.emit(QPoint(5, 5))
    assert set(_spoken(page)) < set(menu_words())


def test_with_nothing_chosen_nothing_can_be_done(page: RegisterPage, desk: Desk) -> None:
    page.ui.table.clearSelection()
    page.ui.table.setFocus()
    press(Qt.Key.Key_Delete)
    page.ui.table.customContextMenuRequested.emit(QPoint(5, 5))
    assert QApplication.activePopupWidget() is None
    assert not page.ui.acts.isEnabled()
    assert desk.history.binned() == ()


def test_a_duplicate_is_chosen_and_can_go_again(page: RegisterPage, desk: Desk) -> None:
    page.ui.table.select_key("T-02")
    next(act for act in page.choosing.acts() if act.words == "Dupliquer").verb()
    assert chosen(page) == ["Caisse (copie)"]
    take_back(page)
    assert listed(page) == list(NAMES)
    assert [b.activity.name for b in desk.history.binned()] == ["Caisse (copie)"]


def test_archived_records_are_not_archived_again(page: RegisterPage, desk: Desk) -> None:
    desk.register.archive_all(["T-01", "T-02"])
    page.refresh()
    page.show_filter(ARCHIVED)
    page.ui.table.selectAll()
    assert _bar(page) == ["Marquer comme revues", "Corbeille"]
    assert all(a.status is ActivityStatus.ARCHIVED for a in page.listing.chosen())


def test_ctrl_c_copies_rows_a_spreadsheet_can_take(page: RegisterPage) -> None:
    page.ui.table.select_keys(["T-01", "T-03"])
    page.ui.table.setFocus()
    press(Qt.Key.Key_C, CTRL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert [cells[0] for cells in lines] == ["Avis", "Échanges"]
    assert {len(cells) for cells in lines} == {len(page.listing.model.columns)}
    assert lines[0][3] == "3 ans"
    assert "\u00a0" not in QApplication.clipboard().text()


def test_what_is_chosen_survives_a_refresh_and_a_filter_drops_what_it_hides(page: RegisterPage) -> None:
    page.ui.table.select_keys(["T-01", "T-03", "T-05"])
    page.refresh()
    assert chosen(page) == ["Avis", "Échanges", "Newsletter"]
    page.ui.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert chosen(page) == ["Newsletter", "Échanges", "Avis"]
    page.ui.filter.setText("a")
    assert set(chosen(page)) <= set(listed(page))


def test_the_bin_is_a_chip_while_it_holds_something(page: RegisterPage, desk: Desk) -> None:
    assert BIN not in page.ui.filters._chips
    desk.history.bin(["T-05"])
    page.refresh()
    page.ui.filters._chips[BIN].click()
    assert page.ui.bodies.currentWidget() is page.bin
    assert isinstance(page.bin.table, QTableView)
    assert not page.ui.add.isVisible()


def test_the_last_record_thrown_away_leaves_the_way_to_the_bin(page: RegisterPage) -> None:
    page.ui.table.selectAll()
    page.choosing.bin_chosen()
    assert page.ui.bodies.currentWidget() is page.ui.empty
    assert page.ui.filters.isVisible()
    page.show_filter(BIN)
    assert page.ui.bodies.currentWidget() is page.bin
    assert len(page.bin.table.shown()) == len(NAMES)

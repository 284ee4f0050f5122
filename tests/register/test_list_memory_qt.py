"""How the list was arranged is there again after a restart; what was typed to filter is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from register_pages import chosen, listed, shown_page

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import PersonalData, ProcessingActivity, RetentionRule
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.qt.table_model import ALL, SENSITIVE
from gdpr_desk.settings import config_folder, load_settings, save_settings
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    rows = (
        ("Factures", "P10Y", date(2026, 3, 1)),
        ("Échanges", "P2M", None),
        ("Avis", "P3Y", date(2025, 12, 31)),
    )
    for name, period, day in rows:
        made.register.add(
            ProcessingActivity(
                "",
                name,
                reviewed_on=day,
                data=(PersonalData("health", special=name != "Avis"),),
                retention=(RetentionRule(name, "last_contact", period),),
            )
        )
    return made


@pytest.fixture
def pages(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    yield shown_page(desk, qtbot, 1400)
    Jobs.wait()


def _place(page: RegisterPage, key: str) -> int:
    return next(at for at, column in enumerate(page.listing.model.columns) if column.key == key)


def _order(page: RegisterPage) -> list[str]:
    head = page.ui.table.horizontalHeader()
    columns = page.listing.model.columns
    return [columns[head.logicalIndex(at)].key for at in range(len(columns))]


def _draw(page: RegisterPage, key: str, by: int) -> None:
    """Draw the right edge of a column with the mouse."""
    head = page.ui.table.horizontalHeader()
    column = _place(page, key)
    edge = QPoint(head.sectionViewportPosition(column) + head.sectionSize(column) - 1, head.height() // 2)
    QTest.mousePress(head.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(head.viewport(), edge + QPoint(by, 0))
    QTest.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(by, 0))


def test_sort_widths_order_chip_and_row_survive_a_restart(
    pages: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    table = pages.ui.table
    table.sortByColumn(_place(pages, "retention"), Qt.SortOrder.DescendingOrder)
    table.horizontalHeader().moveSection(1, 3)
    _draw(pages, "retention", 40)
    wide = table.columnWidth(_place(pages, "retention"))
    assert wide > 150
    pages.show_filter(SENSITIVE)
    table.select_key("T-02")
    pages.ui.filter.setText("e")
    pages.leave()
    again = shown_page(desk, qtbot, 1400)
    assert listed(again) == ["Factures", "Échanges"]
    assert again.ui.filters.current() == SENSITIVE
    assert chosen(again) == ["Échanges"]
    assert _order(again) == _order(pages)
    assert again.ui.table.columnWidth(_place(again, "retention")) == wide
    assert again.ui.filter.text() == ""
    again.refresh()
    assert again.ui.table.columnWidth(_place(again, "retention")) == wide
    assert listed(again) == ["Factures", "Échanges"]


def test_nothing_anybody_typed_lies_in_the_settings(pages: RegisterPage) -> None:
    pages.ui.filter.setText("zebulon")
    pages.leave()
    assert "zebulon" not in (config_folder() / "settings.json").read_text("utf-8")
    assert load_settings().register_list


@pytest.mark.parametrize(
    "left",
    [
        "",
        "no json",
        "[1]",
        '{"sort": [], "widths": {"name": "wide", "gone": 4, "share": -5}}',
        '{"order": ["gone", 7, []], "chip": [], "row": 1, "down": 1}',
        '{"sort": "gone", "chip": "gone", "row": "T-99"}',
    ],
)
def test_what_cannot_be_read_costs_the_arrangement_only(desk: Desk, qtbot: QtBot, left: str) -> None:
    save_settings(replace(load_settings(), register_list=left))
    page = shown_page(desk, qtbot)
    assert listed(page) == ["Avis", "Échanges", "Factures"]
    assert page.ui.filters.current() == ALL


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("name", ["Avis", "Échanges", "Factures"]),
        ("retention", ["Échanges", "Avis", "Factures"]),
        ("reviewed", ["Avis", "Factures", "Échanges"]),
    ],
)
def test_every_column_sorts_by_value(pages: RegisterPage, key: str, order: list[str]) -> None:
    pages.ui.table.sortByColumn(_place(pages, key), Qt.SortOrder.AscendingOrder)
    assert listed(pages) == order

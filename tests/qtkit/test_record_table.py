"""The list of records: sorted, filtered, chosen, read out, narrow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_model import RecordProxy
from gdpr_desk.qtkit.record_table import Column, RecordTable, RecordTableModel, offer_sorting


@dataclass(frozen=True)
class Sheet:
    ref: str
    name: str
    days: int | None
    share: float


SHEETS = (
    Sheet("T-01", "Vidéosurveillance", 30, 0.72),
    Sheet("T-02", "élèves", None, 1.0),
    Sheet("T-03", "Caisse", 3650, 0.995),
    Sheet("T-04", "Étiquettes", 365, 0.4),
)

COLUMNS: tuple[Column[Sheet], ...] = (
    Column("name", "Activité", text=lambda s: s.name, second=lambda s: s.ref, icon=lambda _s: "cctv"),
    Column(
        "days",
        "Garde",
        text=lambda s: f"{s.days} jours" if s.days else "",
        badge=lambda s: None if s.days else BadgeSpec("attention", "Manque"),
        sort=lambda s: s.days,
        width=110,
        priority=2,
    ),
    Column("share", "Complète", share=lambda s: s.share, sort=lambda s: s.share, width=126, priority=1),
)


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    made = RecordTable()
    qtbot.addWidget(made)
    made.resize(700, 320)
    made.set_columns(COLUMNS, key=lambda s: s.ref)
    made.set_records(SHEETS)
    made.show()
    return made


def refs(table: RecordTable) -> list[str]:
    return [s.ref for s in table.shown() if isinstance(s, Sheet)]


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = RecordTableModel(COLUMNS, key=lambda s: s.ref)
    proxy: RecordProxy[Sheet] = RecordProxy()
    proxy.show_model(model)
    qtmodeltester.check(proxy)
    model.set_records(SHEETS)
    model.set_records([replace(s, share=1.0) for s in SHEETS])
    model.set_records(SHEETS[1:])
    proxy.set_wanted(lambda s: s.share < 1)
    proxy.sort(0)
    model.set_records(())
    assert proxy.rowCount() == 0


def test_cells_are_read_out_with_their_state(table: RecordTable) -> None:
    model = table.model()
    texts = [model.index(1, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in range(3)]
    assert texts == ["élèves, T\u201102", "Manque", "Complète"]
    assert model.index(2, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "99\u00a0%"
    read = QAccessible.queryAccessibleInterface(table)
    said = {read.child(n).text(QAccessible.Text.Name) for n in range(read.childCount())}
    assert set(texts) <= said


def test_sorting_ignores_accents_and_case_and_puts_nothing_last(table: RecordTable) -> None:
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert refs(table) == ["T-03", "T-02", "T-04", "T-01"]
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert refs(table) == ["T-01", "T-04", "T-03", "T-02"]
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert refs(table) == ["T-02", "T-03", "T-01", "T-04"]


def test_a_head_sorts_when_clicked(table: RecordTable, qtbot: QtBot) -> None:
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 10, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert head.sortIndicatorSection() == 2
    assert refs(table)[0] in ("T-02", "T-04")


def test_filtering_and_choosing(table: RecordTable) -> None:
    table.set_filter(lambda s: s.share < 1)
    assert refs(table) == ["T-01", "T-03", "T-04"]
    assert not table.select_key("T-02")
    assert table.select_key("T-03")
    assert table.current_record() == SHEETS[2]
    table.set_filter(None)
    assert table.current_record() == SHEETS[2]


def test_the_choice_survives_new_records(table: RecordTable) -> None:
    told: list[object] = []
    table.select_key("T-03")
    table.current_changed.connect(told.append)
    changed = replace(SHEETS[2], name="Caisse et factures")
    table.set_records((*SHEETS[:2], changed, SHEETS[3]))
    assert table.current_record() == changed
    table.set_records((SHEETS[3], changed))
    assert table.current_record() == changed
    assert told[-1] == changed
    table.set_records(SHEETS[:1])
    assert table.current_record() is None
    assert told[-1] is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_a_row_opens_with_keys(table: RecordTable, qtbot: QtBot, key: Qt.Key) -> None:
    table.select_key("T-01")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened, timeout=500) as told:
        qtbot.keyClick(table, key)
    assert told.args == [SHEETS[1]]


def test_tab_leaves_the_table(table: RecordTable) -> None:
    assert not table.tabKeyNavigation()


def test_secondary_columns_hide_before_text_is_cut(table: RecordTable, qtbot: QtBot) -> None:
    def hidden() -> list[int]:
        return [c for c in range(3) if table.isColumnHidden(c)]

    assert hidden() == []
    table.resize(330, 320)
    qtbot.wait(10)
    assert hidden() == [1]
    table.resize(240, 320)
    qtbot.wait(10)
    assert hidden() == [1, 2]
    table.resize(700, 320)
    qtbot.wait(10)
    assert hidden() == []
    theme.theme().set_text_percent(150)
    assert table.rowHeight(0) == 78


def test_columns_fill_the_width_exactly(table: RecordTable, qtbot: QtBot) -> None:
    qtbot.wait(10)
    assert sum(table.columnWidth(c) for c in range(3)) == table.viewport().width()


def test_the_chosen_row_is_soft_never_a_dark_band(table: RecordTable, qtbot: QtBot) -> None:
    table.select_key("T-03")
    row = table.visualRect(table.currentIndex())
    image = table.viewport().grab().toImage()
    centre = image.pixelColor(row.right() - 4, row.center().y())
    assert centre == theme.tokens().soft
    inks = {image.pixelColor(x, row.center().y()).name() for x in range(4, 12)}
    assert theme.tokens().accent.name() in inks


def test_a_second_set_of_columns_does_not_tell_twice(table: RecordTable) -> None:
    table.set_columns(COLUMNS, key=lambda s: s.ref)
    table.set_records(SHEETS)
    told: list[object] = []
    table.current_changed.connect(told.append)
    table.select_key("T-02")
    assert told == [SHEETS[1]]


def test_long_lists_fade(qtbot: QtBot, table: RecordTable) -> None:
    assert not table._fade.isVisible()
    table.set_records([Sheet(f"T-{n}", f"Fiche {n}", n, 0.5) for n in range(1, 30)])
    qtbot.waitUntil(table._fade.isVisible)
    assert isinstance(table._fade, QWidget)


def test_a_longer_title_hides_a_secondary_column_instead_of_being_cut(
    table: RecordTable, qtbot: QtBot
) -> None:
    table.resize(520, 320)
    qtbot.wait(10)
    assert not table.isColumnHidden(1)
    model = RecordTableModel(COLUMNS, key=lambda s: s.ref)
    table.set_model(model)
    model.set_records([Sheet("T-09", "Demandes d'exercice des droits des personnes", 30, 1.0)])
    assert table.isColumnHidden(1)
    shown = table.model().index(0, 0).data()
    assert table.fontMetrics().horizontalAdvance(shown) < table.columnWidth(0)


def test_a_record_that_moves_keeps_its_row_chosen_and_nothing_starts_over(table: RecordTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.select_key("T-01")
    again: list[str] = []
    table.model().modelReset.connect(lambda: again.append("reset"))
    longer = replace(SHEETS[0], days=4000)
    table.set_records((longer, *SHEETS[1:]))
    assert refs(table) == ["T-04", "T-03", "T-01", "T-02"]
    assert table.current_record() == longer
    assert table.currentIndex().row() == 2
    assert again == []


def test_what_is_equal_stands_as_it_was_given_whatever_was_sorted_before(table: RecordTable) -> None:
    table.set_records([replace(s, share=0.5) for s in SHEETS])
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        table.sortByColumn(0, order)
        table.sortByColumn(2, order)
        assert refs(table) == ["T-01", "T-02", "T-03", "T-04"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert refs(table) == ["T-01", "T-02", "T-03", "T-04"]


def test_a_filter_judges_each_record_once(table: RecordTable) -> None:
    judged: list[str] = []

    def wanted(sheet: Sheet) -> bool:
        judged.append(sheet.ref)
        return sheet.share < 1

    table.set_filter(wanted)
    assert refs(table) == ["T-01", "T-03", "T-04"]
    assert table.model().rowCount() == 3
    assert sorted(judged) == ["T-01", "T-02", "T-03", "T-04"]
    table.set_records([replace(s, share=0.5) for s in SHEETS])
    assert len(refs(table)) == 4


def test_a_cell_says_what_the_record_says_now(table: RecordTable) -> None:
    assert table.model().index(0, 0).data() == "Vidéosurveillance"
    table.set_records((replace(SHEETS[0], name="Caméras"), *SHEETS[1:]))
    assert table.model().index(0, 0).data() == "Caméras"
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert [table.model().index(row, 0).data() for row in range(4)] == [
        *("Étiquettes", "élèves", "Caméras", "Caisse"),
    ]


def test_the_heads_menu_sorts_by_a_column_that_has_no_room(table: RecordTable) -> None:
    offer_sorting(table)
    table.resize(200, 320)
    assert table.isColumnHidden(1)
    table.horizontalHeader().customContextMenuRequested.emit(QPoint(5, 5))
    menu = table.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [f"Trier par : {c.title}" for c in COLUMNS]
    menu.actions()[1].trigger()
    menu.close()
    assert [s.days for s in table.shown() if isinstance(s, Sheet)] == [30, 365, 3650, None]

"""Where there is little room: what folds, what grows, what goes, and what never ends up cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit.chips import Chip, ChipRow, ChipSpec
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.scroll import FADE
from gdpr_desk.qtkit.surfaces import EmptyState

LONG = "Vous avez modifié les personnes, les destinataires, la durée et les mesures de sécurité"


def _texts(row: ChipRow) -> list[str]:
    seen = [chip for chip in row.findChildren(Chip) if chip.isVisible()]
    return [chip.text() for chip in sorted(seen, key=lambda chip: (chip.y(), chip.x()))]


def test_filters_beside_a_field_fold_into_a_menu_instead_of_taking_the_room_of_the_list(qtbot: QtBot) -> None:
    row = ChipRow()
    qtbot.addWidget(row)
    row.stand_beside_field()
    row.set_chips([ChipSpec(str(n), f"Un filtre {n}", n) for n in range(6)])
    told: list[str] = []
    row.changed.connect(told.append)
    row.resize(1200, 40)
    row.show()
    assert len(_texts(row)) == 6
    row.resize(260, 40)
    QApplication.processEvents()
    assert _texts(row) == ["Un filtre 0", "Autres filtres"]
    others = next(chip for chip in row.findChildren(Chip) if chip.text() == "Autres filtres")
    qtbot.keyClick(others, Qt.Key.Key_Space)
    (menu,) = others.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == [f"Un filtre {n}  {n}" for n in range(1, 6)]
    menu.actions()[2].trigger()
    menu.close()
    QApplication.processEvents()
    assert (told, row.current()) == (["3"], "3")
    assert _texts(row) == ["Un filtre 3", "Autres filtres"]
    row.resize(1200, 40)
    assert len(_texts(row)) == 6


@pytest.fixture
def versions(qtbot: QtBot) -> RecordTable:
    table = RecordTable()
    qtbot.addWidget(table)
    column = Column[str]("what", "Version", text=lambda t: t, second=lambda _t: "hier à 09:05", wraps=True)
    table.set_columns((column,), key=lambda t: t)
    table.set_records([LONG, "Vous avez créé la fiche"])
    table.resize(900, 400)
    table.show()
    return table


def test_a_row_that_wraps_grows_with_its_words_and_shrinks_again(versions: RecordTable) -> None:
    wide = versions.rowHeight(0)
    assert wide == versions.rowHeight(1)
    versions.resize(260, 400)
    assert versions.rowHeight(0) > wide + 20
    assert versions.rowHeight(1) == wide
    versions.resize(900, 400)
    assert versions.rowHeight(0) == wide


def test_the_chosen_row_stands_clear_of_the_veil_and_no_row_is_cut_below_the_heads(qtbot: QtBot) -> None:
    table = RecordTable()
    qtbot.addWidget(table)
    table.set_columns((Column[int]("n", "Fiche", text=str),), key=lambda n: n)
    table.set_records(list(range(40)))
    table.resize(400, 301)
    table.show()
    for key in (3, 5, 9, 20):
        table.select_key(key)
        rect = table.visualRect(table.currentIndex())
        assert rect.bottom() <= table.viewport().height() - FADE
        assert table.verticalScrollBar().value() % table.rowHeight(0) == 0
    table.select_key(39)
    assert table.visualRect(table.currentIndex()).bottom() <= table.viewport().height()


def test_an_empty_state_gives_up_its_picture_before_its_words(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(500, 400)
    state = EmptyState(
        page, title="Rien encore", text="Glissez votre fichier ici.", verb="Choisir un fichier"
    )
    state.resize(500, 400)
    page.show()
    assert state.disc.isVisible()
    state.resize(500, 180)
    assert not state.disc.isVisible()
    assert state.button.isVisible()
    state.resize(500, 400)
    assert state.disc.isVisible()


def test_what_few_people_need_is_folded_and_opens_by_keyboard(qtbot: QtBot) -> None:
    made = Disclosure(title="Pour l'assistance")
    qtbot.addWidget(made)
    inside = QLabel("Version 0.1.0")
    made.body.addWidget(inside)
    told: list[bool] = []
    made.toggled.connect(told.append)
    made.show()
    assert not inside.isVisible()
    assert made.line.accessibleDescription() == "Replié"
    for key, shown in (
        (Qt.Key.Key_Return, True),
        (Qt.Key.Key_Space, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Left, False),
    ):
        qtbot.keyClick(made.line, key)
        assert inside.isVisible() is shown
    assert told == [True, False, True, False]

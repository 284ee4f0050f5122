"""« À faire ailleurs » and the board as an officer uses them, with real keys over a real vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from elsewhere_shop import REGISTER
from fingers import focused, named, plain, press, reach, reading, retyped, typed
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLayout
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.painting import block_height
from gdpr_desk.qtkit.record_model import SECOND
from gdpr_desk.qtkit.theme import font, px
from gdpr_desk.retention.elsewhere.model import TaskState
from gdpr_desk.retention.qt.board_view import BoardView
from gdpr_desk.retention.qt.page import RetentionPage
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.task_forms import DoneForm
from gdpr_desk.retention.qt.task_tables import DoneLine, TaskLine
from gdpr_desk.retention.qt.task_view import TaskView, open_words, pressing
from gdpr_desk.shell.retention_places import places_of

ENTER, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab
asked: list[str] = []


@pytest.fixture
def page(officer_desk: Desk, qtbot: QtBot, light_look: None, no_warnings: None) -> Iterator[RetentionPage]:
    officer_desk.exchange.import_register(REGISTER)
    asked.clear()
    runs = SweepRuns(officer_desk.retention, officer_desk.clock)
    made = RetentionPage(
        officer_desk.retention,
        runs,
        officer_desk.clock,
        names=lambda _keys: {},
        people=dict,
        shop=lambda: "Quincaillerie du Port",
        places=places_of(officer_desk, runs, asked.append, asked.append),
    )
    qtbot.addWidget(made)
    made.resize(1140, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    runs.stop()
    settle()


def tasks_of(page: RetentionPage) -> TaskView:
    page.show_view("tasks")
    settle()
    view = page.places.view("tasks")
    assert isinstance(view, TaskView)
    return view


def board_of(page: RetentionPage) -> BoardView:
    page.refresh()
    settle()
    view = page.places.view("board")
    assert isinstance(view, BoardView)
    return view


def in_form(what: Callable[[ActForm], None]) -> None:
    """Do that in the form that the next key opens."""

    def act() -> None:
        windows = QApplication.topLevelWidgets()
        (form,) = [one for one in windows if isinstance(one, ActForm) and one.isVisible()]
        try:
            what(form)
        finally:
            if form.isVisible():
                QDialog.reject(form)

    QTimer.singleShot(0, act)


def test_with_keys_alone_a_task_is_done_with_a_number_and_a_picture(
    page: RetentionPage, officer_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = tasks_of(page)
    rows = [line for line in view.open_table.shown() if isinstance(line, TaskLine)]
    assert [line.task.duty.what for line in rows][:4] == ["Numéros", "Fichier", "Appels", "Images"]
    picture = tmp_path / "ecran.png"
    picture.write_bytes(b"image")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(picture), ""))
    view.focus_first()
    press(DOWN)
    press(DOWN)
    line = view.open_table.current_record()
    assert isinstance(line, TaskLine)
    lines = view.about.plain().splitlines()
    assert [line.partition(" :")[0] for line in lines][-2:] == ["Comment", "Rythme"]
    assert lines[0].startswith("À effacer : ")
    assert "remonte au" in view.about.plain()

    def fill(form: ActForm) -> None:
        reach(named("count"))
        typed("beaucoup")
        press(ENTER)
        assert form.isVisible()
        retyped("12")
        reach(reading("Joindre une image d’écran…"))
        press(Qt.Key.Key_Space)
        assert isinstance(form, DoneForm)
        assert "1 image sera scellée" in plain(form.attached.text())
        reach(reading("Noter"))
        press(ENTER)

    in_form(fill)
    press(ENTER)
    settle()
    ended = officer_desk.elsewhere.task(line.task.reference)
    assert (ended.state, ended.count, ended.proofs) == (TaskState.DONE, 12, 1)
    view.views.set_current("done")
    view.refresh()
    settle()
    (past,) = view.done_table.shown()
    assert isinstance(past, DoneLine)
    out = tmp_path / "preuve.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    view.done_table.select_key(ended.reference)
    view.acts.proof.click()
    assert out.read_bytes() == b"image"


def test_a_task_is_put_off_with_its_reason(page: RetentionPage, officer_desk: Desk) -> None:
    view = tasks_of(page)
    first = view.open_table.shown()[0]
    assert isinstance(first, TaskLine)
    view.open_table.select_key(first.task.reference)

    def fill(form: ActForm) -> None:
        reach(named("reason"))
        typed("congés d’été")
        press(ENTER)

    reach(reading("Reporter…"))
    in_form(fill)
    press(Qt.Key.Key_Space)
    settle()
    moved = officer_desk.elsewhere.task(first.task.reference)
    assert (moved.due_on, moved.postponed) == (date(2026, 12, 14), "congés d’été")


def test_the_board_is_walked_by_keys_and_leads_to_what_it_shows(page: RetentionPage) -> None:
    view = board_of(page)
    board = view.board()
    assert board is not None
    assert len(board.elsewhere) == 8
    page.focus_first()
    first = focused().accessibleName()
    assert plain(first).startswith(board.elsewhere[0].name)
    press(ENTER)
    assert asked == [board.elsewhere[0].key]
    page.show_view("board")
    view.focus_first()
    folded = board.folded()
    for _ in range(len(folded.elsewhere) + len(folded.own)):
        press(DOWN)
    assert plain(focused().accessibleName()).startswith(f"{len(folded.resting)} règles sans rien")
    low = view.chart.height()
    press(ENTER)
    settle()
    assert view.chart.height() > low  # each of them has its lane now
    whole = plain(view.chart.accessibleName())
    assert all(plain(lane.sentence) in whole for lane in board.lanes)


def test_the_board_is_read_in_rows_and_saved_as_a_paper(
    page: RetentionPage, officer_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = board_of(page)
    reach(reading("Lire en tableau"))
    press(Qt.Key.Key_Space)
    board = view.board()
    assert board is not None
    assert [lane.key for lane in view.table.shown()] == [lane.key for lane in board.lanes]  # type: ignore[attr-defined]
    out = tmp_path / "tableau.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    view.save.click()
    settle()
    assert "Durées de garde" in PdfReader(out).pages[0].extract_text()
    settle()
    assert officer_desk.journal.entries(limit=1)[0].action == "board.exported"


def test_the_tab_says_how_many_of_the_tasks_press(officer_desk: Desk) -> None:
    officer_desk.exchange.import_register(REGISTER)
    officer_desk.elsewhere.regenerate()
    found = officer_desk.elsewhere.standing().open
    due = sorted(task.due_on for task in found)
    many = sum(day <= due[0] for day in due)
    assert 0 < many < len(found)
    words = open_words(len(found), *pressing(found, due[0] - timedelta(days=7)))
    assert words == f"À faire · {len(found)}, dont {many} bientôt"
    assert open_words(len(found), *pressing(found, due[0] - timedelta(days=8))) == f"À faire · {len(found)}"
    late = pressing(found, due[0] + timedelta(days=1))
    assert late[0] == many
    assert f"dont {many} en retard" in open_words(len(found), *late)
    assert open_words(0) == "À faire"


def test_a_task_is_given_to_a_ledger_taken_back_and_given_again(
    page: RetentionPage, officer_desk: Desk
) -> None:
    view = tasks_of(page)
    (line,) = [
        x for x in view.open_table.shown() if isinstance(x, TaskLine) and x.task.duty.what == "Numéros"
    ]
    reference = line.task.reference
    view.open_table.select_key(reference)
    assert "« Rappels demandés » s’en occupe peut-être déjà" in view.about.plain()

    def choose(form: ActForm) -> None:
        field = form.findChild(ChoiceField, "carrier")
        assert isinstance(field, ChoiceField)
        assert field.key() == "ledger:call_backs"  # proposed: it speaks of call-backs too, and of 48 hours
        form.carry_out()

    in_form(choose)
    view.acts.hand_over.click()
    settle()
    assert officer_desk.elsewhere.task(reference).carried
    assert reference not in [x.task.reference for x in view.open_table.shown() if isinstance(x, TaskLine)]
    view.views.set_current("carried")
    view.refresh()
    settle()
    assert view.carried_table.select_key(reference)
    for width in (1140, 900, 760):
        view.resize(width, 420)
        settle()
        table = view.carried_table
        reach = plain(str(table.model().index(0, 1).data(SECOND)))
        assert reach == "ce qui est noté ici seulement · depuis le 23 novembre 2026"
        assert block_height(reach, font("second"), table.columnWidth(1) - px(4 + 14) - 1) <= px(36)
    assert "s’en charge depuis le 23 novembre 2026" in view.about.plain()
    assert "pas ce qui est ailleurs" in view.about.plain()  # it reaches nothing but its own lines
    assert "Site web" in view.about.plain()
    view.acts.take_back.click()
    settle()
    assert not officer_desk.elsewhere.task(reference).carried
    assert view.views.current() == "open"
    chosen = view.open_table.current_record()
    assert isinstance(chosen, TaskLine)
    assert chosen.task.reference == reference


def test_a_low_window_keeps_its_room_for_the_lanes(page: RetentionPage, qtbot: QtBot) -> None:
    view = board_of(page)
    page.resize(1140, 700)
    settle()
    assert page.ui.views.isVisible()
    assert not page.ui.place.isVisible()
    head = view.scale.mapTo(page, view.scale.rect().topLeft()).y()
    bar = view.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert view.scale.mapTo(page, view.scale.rect().topLeft()).y() == head  # the scale stays
    layout = page.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    page.setMinimumSize(1, 1)
    page.resize(900, 430)
    settle()
    assert view.height() < px(360)
    assert view.runs.isVisible()
    assert plain(view.runs.text()) == "Aucune purge n’a encore eu lieu."
    assert "Prochaine" in plain(view.runs.toolTip())
    page.resize(568, 270)
    settle()
    assert view.area.isAncestorOf(view.runs)
    assert not page.ui.views.isVisible()
    assert view.area.viewport().height() >= 3 * 36
    page.ui.place.setFocus()
    page.ui.place.set_key("tasks")
    page.ui.place.chosen.emit("tasks")
    settle()
    assert page.ui.views.current() == "tasks"
    assert page.ui.bodies.currentWidget() is page.places.view("tasks")

"""The bin on screen: how long it keeps what, the way back, and the deliberate way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fingers import press
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from register_pages import chosen, listed, shown_page, take_back

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.bin_view import EraseQuestion
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.qt.table_model import BIN
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    for name in ("Avis", "Caisse", "Newsletter"):
        made.register.add(ProcessingActivity("", name))
    made.history.bin(["T-01"])
    clock.instant += timedelta(days=18)
    made.history.bin(["T-02"])
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = shown_page(desk, qtbot)
    made.show_filter(BIN)
    made.bin.take_focus()
    yield made
    made.leave()
    Jobs.wait()


def _answer(*keys: Qt.Key) -> list[EraseQuestion]:
    """Press these keys in the question that is about to open; if it stays, Échap closes it."""
    seen: list[EraseQuestion] = []

    def act() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, EraseQuestion)
        seen.append(question)
        assert question.focusWidget() is question.stay
        for key in keys:
            target = question.focusWidget()
            assert target is not None
            QTest.keyClick(target, key)
        if question.isVisible():
            question.reject()

    QTimer.singleShot(50, act)
    return seen


def test_the_head_counts_what_lies_in_the_bin(page: RegisterPage) -> None:
    lying = len(page.bin.table.shown())
    assert page.ui.counts.plain() == f"{lying} fiches dans la corbeille"
    page.show_filter("all")
    assert "corbeille" not in page.ui.counts.plain()


def test_each_record_says_when_it_came_and_how_long_it_stays(
    page: RegisterPage, qtmodeltester: ModelTester
) -> None:
    model = page.bin.table.model()
    rows = [[str(model.index(r, c).data()).replace("\u00a0", " ") for c in range(4)] for r in range(2)]
    assert rows == [
        ["Avis", "23/11/2026", "12 jours", "Camille Lumen"],
        ["Caisse", "11/12/2026", "30 jours", "Camille Lumen"],
    ]
    qtmodeltester.check(model)


def test_a_record_comes_back_as_it_was_by_keyboard(page: RegisterPage, desk: Desk) -> None:
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.bin.back.text() == "Remettre 2 fiches dans le registre"
    press(Qt.Key.Key_Return)
    assert desk.history.binned() == ()
    assert [a.name for a in desk.register.register().activities] == ["Avis", "Caisse", "Newsletter"]
    assert page.bin.empty.isVisible()
    assert not page.bin.verbs.isVisible()
    take_back(page)
    assert len(desk.history.binned()) == 2


def test_entree_alone_never_destroys(page: RegisterPage, desk: Desk) -> None:
    seen = _answer(Qt.Key.Key_Return)
    page.bin.erase.click()
    assert not seen[0].isVisible()
    assert not seen[0].verb.isEnabled()
    assert len(desk.history.binned()) == 2


def test_erasing_names_counts_and_needs_a_second_act(page: RegisterPage, desk: Desk) -> None:
    page.bin.table.selectAll()
    seen = _answer(Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    page.bin.erase.click()
    question = seen[0]
    assert question.accessibleName().replace("\u202f", " ").replace("\u00a0", " ") == (
        "Effacer définitivement 2 fiches ?"
    )
    assert "Avis" in question._sentence.plain()
    assert "Caisse" in question._sentence.plain()
    assert question.verb.text() == "Effacer 2 fiches"
    assert desk.history.binned() == ()
    assert desk.history.versions("T-01") == ()
    page.bin.empty.button.click()
    assert listed(page) == ["Newsletter"]
    assert chosen(page) == ["Newsletter"]


def test_escape_keeps_everything(page: RegisterPage, desk: Desk) -> None:
    _answer(Qt.Key.Key_Escape)
    page.bin.erase.click()
    assert len(desk.history.binned()) == 2


def test_the_question_says_which_backups_still_hold_it(qtbot: QtBot) -> None:
    """« Rien ni personne » would be a lie while a backup of yesterday lies beside."""
    behind = QWidget()
    qtbot.addWidget(behind)
    held = "Encore présent dans 2 sauvegardes de ce coffre, disparition au plus tard le 28 décembre 2026."
    question = EraseQuestion(behind, (ProcessingActivity("T-01", "Caméras"),), held)
    told = " ".join(strip.get_text() for strip in question.findChildren(NoticeStrip)).replace("\u00a0", " ")
    assert "2 sauvegardes" in told
    assert "ni personne" not in told

"""Board, figures and several requests at once, in the room and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fingers import CTRL, focused, plain, press
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.board import Lane
from gdpr_desk.requests.model import IdentityMethod, PauseReason, RequestState, RightKind
from gdpr_desk.requests.qt.lane_view import CARD, initials
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.qt.views import BOARD, FIGURES

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]


def on(room: RequestsPage, view: str) -> None:
    room.views.switch.set_current(view)
    room.views.changed.emit()
    room.focus_first()
    QApplication.processEvents()


def back(room: RequestsPage) -> None:
    """The window has the keyboard again after a form."""
    room.activateWindow()
    QApplication.processEvents()


def standing(room: RequestsPage) -> dict[Lane, list[str]]:
    """The cards in each lane that has any."""
    return {lane: view.references() for lane, view in room.views.board.lanes.items() if view.references()}


def test_cards_stand_in_their_lanes_and_say_whose_they_are_by_initials(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    received, known, paused, ready = asked(), asked(), asked(rights=(RightKind.ACCESS,)), asked()
    for reference in (known, ready):
        desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    desk.handling.mark_ready(ready)
    desk.handling.ask(paused, PauseReason.PRECISION)
    room = opened(desk, qtbot)
    on(room, BOARD)
    assert standing(room) == {
        Lane.RECEIVED: [received],
        Lane.IN_PROGRESS: [known],
        Lane.READY: [ready],
        Lane.PAUSED: [paused],
    }
    model = room.views.board.lanes[Lane.RECEIVED].cards
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, room)
    spoken = plain(str(model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)))
    assert spoken.startswith("Effacer ses données, D-2026-001, Élodie Fabre, À temps")
    assert initials("Élodie Marie Fabre") == "É. M."
    assert initials("  ") == "?"
    asked(received_on=date(2026, 11, 20))
    room.refresh()
    assert len(standing(room)[Lane.RECEIVED]) == 2


def test_ctrl_and_an_arrow_move_a_card_once_what_it_needs_was_said(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    reference = asked()
    room = opened(desk, qtbot)
    on(room, BOARD)
    assert focused() is room.views.board.lanes[Lane.RECEIVED]

    def doubt(form: ActForm) -> None:
        form.fields["reason"]._control.setText("Adresse inconnue.")  # type: ignore[attr-defined]
        press_button(form, "Noter le doute")

    in_form(doubt, lambda: press(Qt.Key.Key_Right, CTRL))
    back(room)
    assert standing(room) == {Lane.IDENTITY: [reference]}
    assert focused() is room.views.board.lanes[Lane.IDENTITY]
    in_form(lambda form: form.reject(), lambda: press(Qt.Key.Key_Right, CTRL))
    back(room)
    assert standing(room) == {Lane.IDENTITY: [reference]}, "leaving the form moves nothing"
    in_form(lambda form: press_button(form, "Identité vérifiée"), lambda: press(Qt.Key.Key_Right, CTRL))
    back(room)
    assert standing(room) == {Lane.IN_PROGRESS: [reference]}
    press(Qt.Key.Key_Return)
    assert room.ui.detail.reference == reference
    assert room.ui.rooms.currentWidget() is room.ui.detail


def test_a_dropped_card_asks_for_the_question_that_stops_the_clock(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    room = opened(desk, qtbot)
    on(room, BOARD)
    lane = room.views.board.lanes[Lane.PAUSED]
    carried = QMimeData()
    carried.setData(CARD, reference.encode())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(QPoint(10, 10)), Qt.DropAction.MoveAction, carried, buttons, keys)
    lane.dropEvent(event)
    in_form(lambda form: press_button(form, "Noter la question"), QApplication.processEvents)
    assert standing(room) == {Lane.PAUSED: [reference]}
    assert desk.requests.file(reference).clock.paused_since == date(2026, 11, 23)


def test_a_move_that_is_none_says_what_comes_first(desk: Desk, asked: Asked, qtbot: QtBot) -> None:
    reference = asked()
    room = opened(desk, qtbot)
    on(room, BOARD)
    room.views.board.move_card(reference, Lane.READY)
    assert "D’abord la question de l’identité" in words_in(room)
    assert desk.requests.file(reference).request.state is RequestState.RECEIVED


def test_the_figures_are_drawn_and_a_bar_tells_its_month(desk: Desk, asked: Asked, qtbot: QtBot) -> None:
    asked()
    room = opened(desk, qtbot)
    on(room, FIGURES)
    qtbot.waitUntil(lambda: "Une demande en douze mois." in words_in(room), timeout=10_000)
    room.focus_first()
    press(Qt.Key.Key_Space)
    assert "Novembre 2026 : une demande, pas encore de réponse." in words_in(room)
    assert not room.ui.filter.isVisible()
    Jobs.wait()


def test_several_are_put_aside_at_once_and_the_filters_come_back(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    asked()
    kept = asked(received_on=date(2026, 11, 20))
    room = opened(desk, qtbot)
    room.ui.table.setFocus()
    press(Qt.Key.Key_A, CTRL)
    assert "2 demandes choisies" in words_in(room)
    assert not room.ui.filters.isVisible()

    def note(form: ActForm) -> None:
        form.fields["note"]._control.setText("Appelé ce matin.")  # type: ignore[attr-defined]
        press_button(form, "Ajouter")

    in_form(note, lambda: press_button(room, "Noter…"))
    for reference in ("D-2026-001", kept):
        assert desk.requests.file(reference).events[-1].note == "Appelé ce matin."
    back(room)
    press(Qt.Key.Key_A, CTRL)

    def dismiss(form: ActForm) -> None:
        form.fields["reason"]._control.setText("Des publicités.")  # type: ignore[attr-defined]
        press_button(form, "Écarter")

    in_form(dismiss, lambda: press_button(room, "Ce ne sont pas des demandes…"))
    assert desk.requests.counts().open == 0
    assert "demandes choisies" not in words_in(room)
    assert room.ui.filters.isVisible()

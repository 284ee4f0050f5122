"""The room « Demandes » on real services: list, new request, one request, keyboard, staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from asking import FACTS, WHO
from fingers import CTRL, focused, named, plain, press, reach, reading, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from request_pages import compare_all, in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.requests.model import (
    Channel,
    IdentityMethod,
    Outcome,
    PauseReason,
    RequestState,
    RightKind,
)
from gdpr_desk.requests.qt.facts_form import NewRequestForm
from gdpr_desk.requests.qt.listing import ALL, ENDED, LATE, PAUSED
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.vault.attachments import AttachmentKind

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
NAME = WHO.name


def test_an_empty_room_offers_the_first_step_and_three_answers_write_it_down(
    desk: Desk, page: Callable[[], RequestsPage]
) -> None:
    room = page()
    assert "Aucune demande" in words_in(room)
    assert plain(focused().text()) == "Nouvelle demande"  # type: ignore[attr-defined]

    def fill(form: ActForm) -> None:
        assert focused().objectName() == "requester"
        typed("Élodie Fabre")
        reach(named("rights_erasure"))
        press(Qt.Key.Key_Space)
        reach(named("received_on"))
        retyped("14/11/2026")
        press(Qt.Key.Key_Return)

    in_form(fill, lambda: press(Qt.Key.Key_Space))
    (line,) = desk.requests.page().rows
    assert (line.requester, line.rights, line.received_on) == (
        "Élodie Fabre",
        (RightKind.ERASURE,),
        date(2026, 11, 14),
    )
    shown = words_in(room)
    assert "À temps · lun. 14 déc. (21 j)" in shown
    assert "Effacer ses données" in shown


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_written(
    desk: Desk, page: Callable[[], RequestsPage]
) -> None:
    room = page()

    def fill(form: ActForm) -> None:
        typed("Élodie")
        press(Qt.Key.Key_Return)
        assert "Dites ce qui est demandé." in words_in(form)
        assert isinstance(focused(), Check)
        form.fields["received_on"].focus()
        retyped("24/11/2026")
        form.findChild(Check, "rights_access").setChecked(True)  # type: ignore[union-attr]
        press(Qt.Key.Key_Return)
        assert "Cette date est dans le futur." in words_in(form)

    in_form(fill, room.add_request)
    assert desk.requests.page().rows == ()


def test_somebody_who_asks_again_is_shown_before_a_second_request_is_written(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    there = asked()
    room = page()

    def fill(form: ActForm) -> None:
        assert isinstance(form, NewRequestForm)
        typed(NAME)
        form.findChild(Check, "rights_access").setChecked(True)  # type: ignore[union-attr]
        form.carry_out()
        assert there in words_in(form).replace("\u2011", "-")
        press_button(form, "Ouvrir celle-là")

    in_form(fill, room.add_request)
    assert room.ui.detail.reference == there
    assert len(desk.requests.page().rows) == 1


def test_a_half_typed_request_is_there_again_after_the_lock(
    desk: Desk, page: Callable[[], RequestsPage]
) -> None:
    room = page()

    def half(form: ActForm) -> None:
        typed("Élodie à moitié")
        form.hide()  # the lock takes every window off the screen

    in_form(half, room.add_request)
    read: list[str] = []
    in_form(lambda form: read.append(form.fields["requester"].value()), room.add_request)  # type: ignore[arg-type]
    assert read == ["Élodie à moitié"]
    # Leaving with Escape is an answer: nothing comes back.
    in_form(lambda form: read.append(form.fields["requester"].value()), room.add_request)  # type: ignore[arg-type]
    assert read[-1] == ""


def test_the_list_says_a_delay_whatever_filter_is_on_and_puts_it_first(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    fresh = asked()
    late = asked(received_on=date(2026, 10, 1), rights=(RightKind.ACCESS,))
    paused = asked(received_on=date(2026, 11, 10), rights=(RightKind.ACCESS,))
    desk.handling.ask(paused, PauseReason.PRECISION)
    ended = asked()
    desk.handling.close(ended, Outcome.WITHDRAWN, "Elle a changé d’avis.")
    room = page()
    assert room.listing.references()[0] == late
    assert set(room.listing.references()) == {fresh, late, paused}
    assert "1 en retard" in words_in(room)
    role = Qt.ItemDataRole.AccessibleTextRole
    model = room.ui.table.model()
    badges = {
        reference: model.index(row, 4).data(role) for row, reference in enumerate(room.listing.references())
    }
    assert plain(badges[late]).startswith("En retard de")
    assert "En pause depuis le 23 nov." in plain(badges[paused])
    for chip, found in (
        (LATE, {late}),
        (PAUSED, {paused}),
        (ENDED, {ended}),
        (ALL, {fresh, late, paused, ended}),
    ):
        room.listing.show_chip(chip)
        assert set(room.listing.references()) == found
    room.ui.filter.setText("personne de ce nom")
    room.listing.read()
    assert "Aucune demande ne correspond" in words_in(room)


def test_the_model_of_the_list_is_one_qt_accepts(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    asked()
    room = page()
    tester = QAbstractItemModelTester(
        room.ui.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, room
    )
    asked(received_on=date(2026, 11, 20))
    room.refresh()
    room.ui.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert tester.model() is room.ui.table.model()


def test_return_opens_a_request_keys_turn_its_tabs_and_escape_leads_back_to_its_row(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    asked()
    second = asked(received_on=date(2026, 11, 20))
    room = page()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    detail = room.ui.detail
    assert (detail.reference, detail.tabs.current()) == (second, "request")
    assert plain(focused().text()) == "Vérifier l’identité"  # type: ignore[attr-defined]
    for tab in ("identity", "where", "answer", "journal", "request"):
        press(Qt.Key.Key_PageDown, CTRL)
        assert detail.tabs.current() == tab
    press(Qt.Key.Key_PageUp, CTRL)
    press(Qt.Key.Key_F6)
    assert focused() is detail.thread_pane
    press(Qt.Key.Key_Right, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert detail.tabs.current() == "identity"
    press(Qt.Key.Key_Escape)
    assert room.ui.rooms.currentWidget() is room.ui.listRoom
    line = room.listing.current()
    assert line is not None
    assert line.reference == second


def test_the_whole_way_from_the_question_of_identity_to_the_end(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    room = page()
    room.open_request(reference)
    detail = room.ui.detail
    detail.do_next()
    in_form(
        lambda _form: press(Qt.Key.Key_Return),
        lambda: press_button(detail.identity_tab, "Non, je sais qui c’est…"),
    )
    known = desk.requests.file(reference).request
    assert known.doubt is not None
    assert known.doubt.method is IdentityMethod.KNOWN_ADDRESS
    assert plain(detail.next.text()) == "Préparer la réponse"  # an empty register: nowhere to look
    desk.handling.sent(reference, "access", Channel.EMAIL, answers=True)
    room.refresh()

    def end(form: ActForm) -> None:
        form.fields["outcome"]._control.set_key("granted")  # type: ignore[attr-defined]
        press_button(form, "Terminer")

    in_form(end, detail.next.click)
    assert desk.requests.file(reference).request.state is RequestState.CLOSED
    assert not detail.next.isVisible()
    assert "Terminée" in words_in(detail)


def test_a_verified_identity_destroys_the_copy_and_says_so_above_the_verb(
    desk: Desk, asked: Asked, scan: Path, page: Callable[[], RequestsPage]
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    room = page()
    room.open_request(reference, "identity")
    tab = room.ui.detail.identity_tab
    assert any("pour toujours" in plain(s.text) for s in tab.findChildren(NoticeStrip) if s.isVisible())

    def verify(form: ActForm) -> None:
        assert any("détruite" in plain(strip.text) for strip in form.findChildren(NoticeStrip))
        form.fields["document"]._control.set_key("identity_card")  # type: ignore[attr-defined]
        press_button(form, "Identité vérifiée")
        assert "Tout n’est pas encore comparé." in words_in(form)
        assert len(desk.requests.file(reference).identity_copies) == 1
        compare_all(form)
        press_button(form, "Identité vérifiée")

    in_form(verify, lambda: press_button(tab, "Identité vérifiée…"))
    file = desk.requests.file(reference)
    assert file.identity_copies == ()
    assert file.request.check is not None
    assert "Carte d’identité" in words_in(tab)
    press_button(tab, "C’est fait")
    cleanup = desk.requests.file(reference).request.cleanup
    assert cleanup is not None
    assert cleanup.done_on is not None


def test_a_copy_nobody_decided_about_stays_when_the_form_is_left(
    desk: Desk, asked: Asked, scan: Path, page: Callable[[], RequestsPage]
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    room = page()
    room.open_request(reference, "identity")
    in_form(
        lambda _form: press(Qt.Key.Key_Escape),
        lambda: press_button(room.ui.detail.identity_tab, "Identité non prouvée…"),
    )
    assert len(desk.requests.file(reference).identity_copies) == 1


def test_staff_see_what_they_logged_and_nothing_to_decide(
    colleague: Desk, desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    asked()
    mine = colleague.requests.add(replace(FACTS, channel=Channel.COUNTER)).reference
    room = opened(colleague, qtbot)
    assert room.listing.references() == [mine]
    room.open_request(mine)
    detail = room.ui.detail
    buttons = {plain(b.text()) for b in detail.findChildren(Button) if b.isVisible()}
    assert "Imprimer le récépissé" in buttons
    assert not buttons & {"Terminer…", "Vérifier l’identité", "Prolonger de deux mois…"}
    assert list(detail._pages) == ["request"]
    badge = detail.findChild(Badge)
    assert badge is not None
    assert plain(badge.text()).startswith("À temps")
    Jobs.wait()
    assert reading("Demandes")(next(b for b in detail.findChildren(Button) if plain(b.text()) == "Demandes"))


def test_a_long_list_is_read_as_one_goes_down_and_sorted_as_a_whole(
    desk: Desk,
    asked: Callable[..., str],
    page: Callable[[], RequestsPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gdpr_desk.requests.qt.listing.AT_ONCE", 20)
    monkeypatch.setattr("gdpr_desk.requests.qt.listing.MORE", 8)
    for number in range(34):
        asked(requester=replace(WHO, name=f"Personne {34 - number:02d}"))
    room = page()
    table, bar = room.ui.table, room.ui.table.verticalScrollBar()
    first = room.listing.references()
    assert len(first) == 20
    QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    table.select_key(first[-1])
    for _end in range(4):
        bar.setValue(bar.maximum())
        QApplication.processEvents()
    assert len(room.listing.references()) == len(set(room.listing.references())) == 34
    assert table.current_record().reference == first[-1]  # type: ignore[attr-defined]
    room.listing.read()  # as after something was written: one stays where one was
    assert len(room.listing.references()) == 34
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert room.listing.references()[0] == "D-2026-034"
    room.ui.filter.setText("personne 07")
    room.listing.read()
    assert room.listing.references() == ["D-2026-028"]

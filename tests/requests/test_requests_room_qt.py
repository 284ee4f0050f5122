"""The room « Demandes » on real services: list, new request, one request, keyboard, staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from asking import FACTS, WHO
from elsewhere_shop import activity, kept
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
from gdpr_desk.qtkit.fields import Check, LineField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.register.model import Controller, Register
from gdpr_desk.requests.model import (
    Channel,
    IdentityMethod,
    Outcome,
    PauseReason,
    RequestState,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.qt.facts_form import NewRequestForm
from gdpr_desk.requests.qt.listing import ALL, ENDED, LATE, PAUSED
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.qt.timeline import stages
from gdpr_desk.requests.qt.words import due_badge
from gdpr_desk.retention.ledgers.model import Value
from gdpr_desk.vault.attachments import AttachmentKind

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
NAME = WHO.name


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[Callable[[], RequestsPage]]:
    yield lambda: opened(desk, qtbot)
    Jobs.wait()


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


def test_a_letter_is_written_while_one_types_and_what_is_missing_is_named(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage], qtbot: QtBot
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    room = page()
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    qtbot.waitUntil(lambda: "Élodie Fabre" in tab.text.toPlainText() or tab.verbs.isVisible(), timeout=15_000)
    assert tab.kind.key() == "receipt"
    assert reference in tab.text.toPlainText()
    tab.choose("fee")
    qtbot.waitUntil(tab.notice.isVisible, timeout=15_000)
    assert "Pourquoi des frais" in plain(tab.notice.text)
    assert not tab.verbs.isVisible()
    for name, words in (
        ("fee_ground", "excessive"),
        ("fee_reason", "c’est la quatrième copie cette année"),
        ("fee_amount", "18 €"),
    ):
        field = tab.findChild(LineField, name)
        assert field is not None
        field.setText(words)
    qtbot.waitUntil(tab.verbs.isVisible, timeout=15_000)
    assert "quatrième copie" in tab.text.toPlainText()
    room.leave()
    kept = desk.requests.drafts.read(f"request/{reference}/letter")
    assert kept is not None
    assert kept.content["typed"]["fee_reason"] == "c’est la quatrième copie cette année"
    again = opened(desk, qtbot)
    again.open_request(reference, "answer")
    field = again.ui.detail.answer_tab.findChild(LineField, "fee_reason")
    assert field is not None
    assert field.text() == "c’est la quatrième copie cette année"
    Jobs.wait()


def test_a_letter_that_went_out_stands_in_the_thread_and_leads_to_the_end(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage], qtbot: QtBot
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    room = page()
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("access_nothing")
    qtbot.waitUntil(tab.verbs.isVisible, timeout=15_000)
    tab.verbs.copy.click()
    assert reference in QApplication.clipboard().text()
    in_form(lambda form: press_button(form, "Noter l’envoi"), tab.verbs.sent.click)
    (sending,) = desk.requests.file(reference).sendings
    assert (sending.letter, sending.answers) == ("access_nothing", True)
    assert plain(room.ui.detail.next.text()) == "Terminer la demande"
    Jobs.wait()


def test_a_letter_of_a_search_not_made_is_refused_and_leads_to_where_to_look(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage], qtbot: QtBot
) -> None:
    desk.register.add_from_starter(["contact-form"])
    reference = asked(rights=(RightKind.ACCESS,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    room = page()
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("access_nothing")
    qtbot.waitUntil(lambda: "Rien n’est encore noté" in plain(tab.notice.text), timeout=15_000)
    assert "Aucune lettre n’a été produite" in plain(tab.notice.text)
    assert not tab.verbs.isVisible()
    press_button(tab, "Ouvrir « Où chercher »")
    assert room.ui.detail.tabs.current() == "where"
    activity = desk.register.register().activities[0]
    desk.register.save(replace(activity, retention=()))
    for line in desk.letters.where(reference):
        desk.handling.decide(reference, WorkDone(line.key, line.proposed.value, "", date(2026, 11, 23)))
    room.open_request(reference, "answer")
    tab.choose("access_nothing")
    qtbot.waitUntil(lambda: "Vous avez noté des données" in plain(tab.notice.text), timeout=15_000)
    press_button(tab, "Prendre « Accès : la copie »")
    assert tab.kind.key() == "access"
    qtbot.waitUntil(lambda: "(combien de temps)" in plain(tab.notice.text), timeout=15_000)
    wanted: list[str] = []
    room.activity_wanted.connect(wanted.append)
    press_button(tab, "Ouvrir la première fiche")
    assert wanted == [activity.reference]
    Jobs.wait()


def test_a_place_is_ticked_off_by_key_and_says_who_and_when(
    desk: Desk, asked: Asked, page: Callable[[], RequestsPage]
) -> None:
    desk.register.add_from_starter(["contact-form"])
    reference = asked(rights=(RightKind.ERASURE,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    lines = desk.letters.where(reference)
    todo = next(line for line in lines if line.proposed.value == "erase")
    room = page()
    room.open_request(reference)
    assert plain(room.ui.detail.next.text()) == "Chercher les données"
    room.ui.detail.do_next()
    QApplication.processEvents()
    reach(named(f"do/{todo.key}"))
    press(Qt.Key.Key_Space)
    QApplication.processEvents()
    (done,) = desk.requests.file(reference).work
    assert (done.line, done.decision, done.done_on) == (todo.key, "erase", date(2026, 11, 23))
    assert "Fait le 23 nov." in words_in(room.ui.detail.where_tab)
    assert focused().objectName() == f"other/{todo.key}"

    def otherwise(form: ActForm) -> None:
        form.fields["decision"]._control.set_key("keep")  # type: ignore[attr-defined]
        press_button(form, "Noter la décision")
        assert "il manque la raison" in words_in(form)

    in_form(otherwise, lambda: press(Qt.Key.Key_Space))
    assert desk.requests.file(reference).work == (done,)


def test_one_press_freezes_what_the_person_left_here_before(
    desk: Desk, asked: Callable[..., str], page: Callable[[], RequestsPage]
) -> None:
    earlier = asked()
    desk.handling.close(earlier, Outcome.GRANTED, "Dit au comptoir", answered_on=desk.clock.today())
    reference = asked(rights=(RightKind.ACCESS,))
    room = page()
    room.open_request(reference, "where")
    assert earlier in words_in(room.ui.detail.where_tab)
    press_button(room.ui.detail.where_tab, "Geler")
    assert [hold.key for hold in desk.retention.holds()] == [f"request/{earlier}"]
    assert "Fait le 23 nov." in words_in(room.ui.detail.where_tab)


def test_one_press_freezes_what_a_ledger_has_of_the_person(
    desk: Desk, asked: Callable[..., str], page: Callable[[], RequestsPage]
) -> None:
    calls = activity("T-90", "Rappel gratuit", ("Site web",), kept("Numéros", "requested", "PT48H"))
    desk.exchange.import_register(Register(Controller("Quincaillerie"), (), (calls,)))
    reference = asked(rights=(RightKind.ACCESS,))
    requester = desk.requests.file(reference).request.requester
    values: dict[str, Value] = {"who": requester.name, "phone": "0199000001", "requested": desk.clock.now()}
    line = desk.ledgers.add("call_backs", values).key
    room = page()
    room.open_request(reference, "where")
    assert "1 ligne du registre « Rappels demandés »" in words_in(room.ui.detail.where_tab)
    press_button(room.ui.detail.where_tab, "Geler")
    assert [hold.key for hold in desk.retention.holds()] == [line]


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


def test_the_end_says_who_still_has_to_hear_of_an_erasure(
    desk: Desk, asked: Callable[..., str], page: Callable[[], RequestsPage]
) -> None:
    """Article 19."""
    desk.register.add_from_starter(("customer-file", "newsletter"))
    reference = asked(rights=(RightKind.ERASURE,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    told = [line for line in desk.letters.where(reference) if line.article_19]
    assert told
    said: list[str] = []
    room = page()
    room.open_request(reference)
    acts, file = room.ui.detail._acts, desk.requests.file(reference)
    in_form(lambda form: (said.append(words_in(form)), form.reject()), lambda: acts.close(file))
    assert f"À prévenir encore (art. 19 du RGPD) : {told[0].place}" in said[0]
    for line in told:
        done = desk.clock.today()
        desk.handling.decide(reference, WorkDone(line.key, line.proposed, done_on=done, told_on=done))
    in_form(lambda form: (said.append(words_in(form)), form.reject()), lambda: acts.close(file))
    assert "À prévenir encore" not in said[1]


def test_the_thread_and_the_badge_name_the_same_day(desk: Desk, asked: Asked) -> None:
    today = desk.clock.today()
    for received, day, words in (
        (date(2026, 11, 20), "Dim. 20 déc.", "Réponse au plus tard (la loi laisse jusqu’au lun. 21 déc.)"),
        (date(2026, 11, 18), "Ven. 18 déc.", "Réponse au plus tard"),
    ):
        file = desk.requests.file(asked(received_on=received))
        last = stages(file, "", today, {})[-1]
        assert (last.when, last.words) == (day, words)
        assert day[1:] in plain(due_badge(file.clock, today).text)

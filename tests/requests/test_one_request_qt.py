"""One request in its room: letters, places to look at, its thread, its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from asking import WHO
from elsewhere_shop import activity, kept
from fingers import focused, named, plain, press, reach
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import Controller, Register
from gdpr_desk.requests.model import (
    IdentityMethod,
    Outcome,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.qt.timeline import stages
from gdpr_desk.requests.qt.words import due_badge
from gdpr_desk.retention.ledgers.model import Value

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
NAME = WHO.name


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

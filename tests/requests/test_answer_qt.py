"""What stays and why, whether somebody is a customer, and the story of a request: through the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from fingers import plain, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.errors import NotFound
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import ChoiceField, LineField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.checks import RequestEnded
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import (
    Channel,
    EventKind,
    IdentityMethod,
    KnownCustomer,
    Outcome,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.qt.letter_choice import proposed
from gdpr_desk.requests.qt.page import RequestsPage

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
TODAY = date(2026, 11, 23)


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Iterator[RequestsPage]:
    page = opened(desk, qtbot)
    yield page
    Jobs.wait()


def decided(desk: Desk, reference: str, against: str) -> str:
    """Everything as proposed, but one thing kept; its key."""
    kept = ""
    for line in desk.letters.where(reference):
        keeps = line.place == against and line.proposed is Step.ERASE and not line.party
        kept = line.key if keeps else kept
        decision = Step.KEEP if keeps else line.proposed
        told = TODAY if line.article_19 and decision in (Step.TELL, Step.ASK) else None
        reason = "Une somme reste due." if keeps else ""
        desk.handling.decide(reference, WorkDone(line.key, decision.value, reason, TODAY, "", told))
    assert kept
    return kept


def test_each_thing_that_stays_asks_for_its_own_reason(
    desk: Desk, asked: Asked, room: RequestsPage, qtbot: QtBot
) -> None:
    desk.register.add_from_starter(["customers", "newsletter"])
    reference = asked(rights=(RightKind.ERASURE,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    key = decided(desk, reference, "Newsletter")
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("partial")
    qtbot.waitUntil(lambda: "pour quel motif" in plain(tab.notice.text), timeout=15_000)
    shown = words_in(tab)
    assert "Preuve de la relation, en cas de litige · Défense de droits en justice" in shown
    assert "Adresses des abonnés · motif à choisir" in shown
    why = tab.findChild(Button, f"why/{key}")
    assert why is not None

    def choose(form: ActForm) -> None:
        assert form.values()["facts"] == "Une somme reste due."
        form.findChildren(ChoiceField)[0].set_key("legal_claims")
        press_button(form, "Garder ce motif")

    in_form(choose, why.click)
    qtbot.waitUntil(lambda: "une somme reste due." in tab.text.toPlainText(), timeout=15_000)
    (line,) = [one for one in tab.text.toPlainText().splitlines() if "Votre adresse d’abonné" in one]
    assert "pour défendre nos droits en justice" in line
    tab.leave()
    again = desk.requests.drafts.read(f"request/{reference}/letter")
    assert again is not None
    assert again.content["refusals"] == [
        {"reason": "legal_claims", "right": "erasure", "facts": "Une somme reste due.", "line": key}
    ]


def test_a_refusal_of_everything_shows_what_stays_and_leads_to_the_partial_answer(
    desk: Desk, asked: Asked, room: RequestsPage, qtbot: QtBot
) -> None:
    desk.register.add_from_starter(["customers", "newsletter"])
    reference = asked(rights=(RightKind.ERASURE,))
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    key = decided(desk, reference, "Newsletter")
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("refusal")
    qtbot.waitUntil(lambda: "Quelque chose est déjà fait" in plain(tab.notice.text), timeout=15_000)
    assert "Ce qui reste, et pourquoi" in words_in(tab)
    assert tab.findChild(Button, f"why/{key}") is not None
    assert not tab.verbs.isVisible()
    tab.notice.activated.emit()
    assert tab.kind.key() == "partial"


def test_which_data_are_meant_asks_for_no_pause_but_of_an_access(
    desk: Desk, asked: Asked, room: RequestsPage, qtbot: QtBot
) -> None:
    reference = asked(rights=(RightKind.ERASURE,))
    room.open_request(reference)
    assert "J’ai demandé une précision" not in words_in(room.ui.detail.request_tab)
    room.ui.detail.show_tab("answer")
    tab = room.ui.detail.answer_tab
    tab.choose("precision")
    field = tab.findChild(LineField, "precision_question")
    assert field is not None
    field.setText("Votre compte seulement ?")
    qtbot.waitUntil(tab.verbs.isVisible, timeout=15_000)
    assert "ne retarde rien" in plain(tab.text.toPlainText())
    in_form(lambda form: press_button(form, "Noter l’envoi"), tab.verbs.sent.click)
    file = desk.requests.file(reference)
    assert [one.letter for one in file.sendings] == ["precision"]
    assert file.request.running_pause is None


def test_the_letter_proposed_is_the_one_that_comes_next(desk: Desk, asked: Asked) -> None:
    desk.register.add_from_starter(["customers", "newsletter"])
    reference = asked(rights=(RightKind.ERASURE,))
    templates = desk.letters.templates()

    def comes() -> LetterKind:
        return proposed(desk.requests.file(reference), templates)

    assert comes() is LetterKind.RECEIPT
    desk.handling.answer_doubt(reference, True, reason="Une adresse inconnue.")
    assert comes() is LetterKind.IDENTITY_QUESTION
    desk.handling.sent(reference, "identity_question", Channel.EMAIL)
    assert comes() is LetterKind.ERASURE
    decided(desk, reference, "Newsletter")
    assert comes() is LetterKind.PARTIAL


def test_a_known_customer_is_told_once_and_keeps_the_keyboard(
    desk: Desk, asked: Asked, room: RequestsPage, qtbot: QtBot
) -> None:
    reference = asked()
    assert desk.requests.file(reference).known is KnownCustomer.UNSURE
    room.open_request(reference)
    question = room.ui.detail.request_tab.known
    assert question.answers.current() == "unsure"
    question.answers.setFocus()
    segment = next(s for s in question.answers._segments if s.isChecked())
    segment.setFocus()
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: desk.requests.file(reference).known is KnownCustomer.YES, timeout=5_000)
    told = [e.detail for e in desk.requests.file(reference).events if e.kind is EventKind.KNOWN]
    assert told == ["yes"], "what the arrow keys pass on the way is not written"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert question.isAncestorOf(focused)
    desk.requests.tell_known(reference, KnownCustomer.YES)
    assert len(desk.requests.file(reference).events) == 2
    room.ui.detail.show_tab("identity")
    assert "client connu" in words_in(room.ui.detail.identity_tab)
    desk.handling.close(reference, Outcome.WITHDRAWN, "La personne a renoncé.")
    with pytest.raises(RequestEnded):
        desk.requests.tell_known(reference, KnownCustomer.NO)


def test_where_to_look_says_who_comes_first(desk: Desk, asked: Asked, room: RequestsPage) -> None:
    desk.register.add_from_starter(["newsletter"])
    reference = asked(rights=(RightKind.ERASURE,))
    room.open_request(reference, "where")
    assert "Répondez d’abord à la question de l’identité" in words_in(room.ui.detail.where_tab)
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    room.refresh()
    assert "Répondez d’abord" not in words_in(room.ui.detail.where_tab)


def test_a_colleague_says_it_of_the_requests_they_logged_alone(colleague: Desk, asked: Asked) -> None:
    with pytest.raises(NotFound):
        colleague.requests.tell_known(asked(), KnownCustomer.YES)


def test_the_journal_of_a_request_tells_line_by_line_who_did_what(
    desk: Desk, asked: Asked, room: RequestsPage
) -> None:
    desk.register.add_from_starter(["newsletter"])
    reference = asked(rights=(RightKind.ERASURE,))
    desk.requests.note(reference, "A rappelé, pressée.")
    desk.handling.sent(reference, "receipt", Channel.EMAIL)
    line = desk.letters.where(reference)[0]
    desk.handling.decide(reference, WorkDone(line.key, line.proposed.value, "", TODAY))
    room.open_request(reference, "journal")
    shown = words_in(room.ui.detail.journal_tab)
    for told in (
        "Note : A rappelé, pressée.",
        "Courrier envoyé : Accusé de réception",
        f"Recherche notée : {line.place}, effacer",
        "Lundi 23 novembre 2026",
        "08:48",
    ):
        assert told in shown
    assert shown.index("Courrier envoyé") < shown.index("Note : "), "the newest first"
    desk.requests.note(reference, "Encore un mot.")
    room.refresh()
    assert "Encore un mot." in words_in(room.ui.detail.journal_tab)

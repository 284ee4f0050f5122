"""What follows from letters that went out, and what is said where a request ends without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from asking import FACTS
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, words_in

from gdpr_desk.app import Desk
from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.fields import ChoiceField, TextField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import Channel, DataSubjectRequest, Outcome, PauseReason, RightKind, WorkDone
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.sending import (
    ASKING,
    NO_REFUSAL,
    NO_SENDING,
    NOTHING_NOTED,
    PROLONGING,
    REFUSING,
    Consequence,
    consequence_of,
)

Asked = Callable[..., str]
TODAY = date(2026, 11, 23)


@pytest.fixture
def room(desk: Desk, qtbot: QtBot, light_look: None, no_warnings: None) -> Iterator[RequestsPage]:
    yield opened(desk, qtbot)
    Jobs.wait()


def request(desk: Desk, reference: str) -> DataSubjectRequest:
    return desk.requests.file(reference).request


def test_the_letters_of_the_rule_are_letters_there_are() -> None:
    assert {*ASKING, PROLONGING, *REFUSING} <= {kind.value for kind in LetterKind}


def test_a_question_stops_the_clock_where_the_law_lets_it(desk: Desk, asked: Asked) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    undoubted = consequence_of("identity_question", request(desk, reference))
    assert undoubted.pause is None
    assert "doute" in undoubted.why_not
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
    assert consequence_of("identity_copy", request(desk, reference)).pause is PauseReason.IDENTITY
    assert consequence_of("precision", request(desk, reference)).pause is PauseReason.PRECISION
    assert consequence_of("receipt", request(desk, reference)) == Consequence()
    desk.handling.ask(reference, PauseReason.IDENTITY)
    assert consequence_of("identity_copy", request(desk, reference)) == Consequence()


def test_a_precision_stops_nothing_but_an_access_and_nothing_stops_the_cnil(desk: Desk, asked: Asked) -> None:
    erasure = consequence_of("precision", request(desk, asked(rights=(RightKind.ERASURE,))))
    assert "Le délai continue" in erasure.why_not
    complaint = consequence_of("identity_question", request(desk, asked(rights=(RightKind.COMPLAINT,))))
    assert "celle de la CNIL" in complaint.why_not


def test_the_sending_and_its_pause_are_noted_together_or_not_at_all(desk: Desk, asked: Asked) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    desk.handling.sent(reference, "precision", Channel.EMAIL, clock_too=True)
    (pause,) = request(desk, reference).pauses
    assert (pause.reason, pause.asked_on) == (PauseReason.PRECISION, TODAY)
    with pytest.raises(InvalidInput, match="se justifie"):
        desk.handling.sent(reference, "extension", Channel.EMAIL, clock_too=True)
    file = desk.requests.file(reference)
    assert ([one.letter for one in file.sendings], file.request.extension) == (["precision"], None)
    desk.handling.sent(reference, "extension", Channel.EMAIL, clock_too=True, reason="Archives papier")
    extension = request(desk, reference).extension
    assert extension is not None
    assert (extension.reason, extension.told_on) == ("Archives papier", TODAY)


def test_a_refusal_nobody_wrote_is_said_and_still_a_persons_to_decide(desk: Desk, asked: Asked) -> None:
    reference = asked()
    with pytest.raises(InvalidInput) as refused:
        desk.handling.close(reference, Outcome.REFUSED, "", TODAY)
    assert NO_REFUSAL in refused.value.message
    assert NO_SENDING in refused.value.message
    desk.handling.close(reference, Outcome.REFUSED, "Dit de vive voix", TODAY)
    assert not request(desk, reference).open


def test_granted_without_a_line_of_where_to_look_needs_its_reason(desk: Desk, asked: Asked) -> None:
    desk.register.add_from_starter(["contact-form"])
    reference = asked(rights=(RightKind.ERASURE,))
    desk.handling.sent(reference, "erasure", Channel.EMAIL, answers=True)
    with pytest.raises(InvalidInput) as refused:
        desk.handling.close(reference, Outcome.GRANTED)
    assert NOTHING_NOTED in refused.value.message
    assert NO_SENDING not in refused.value.message
    line = next(one for one in desk.letters.where(reference) if one.proposed.value == "erase")
    done = WorkDone(line.key, line.proposed.value, "", TODAY)
    desk.handling.decide(reference, done)
    desk.handling.close(reference, Outcome.GRANTED)
    assert not request(desk, reference).open


def test_the_closing_form_says_what_is_missing_for_what_was_chosen(desk: Desk, room: RequestsPage) -> None:
    reference = desk.requests.add(replace(FACTS, rights=(RightKind.ACCESS,))).reference
    room.open_request(reference)

    def end(form: ActForm) -> None:
        outcome = form.findChild(ChoiceField, "outcome")
        reason = form.findChild(TextField, "reason")
        assert outcome is not None
        assert reason is not None
        assert "lettre de refus" not in words_in(form)
        outcome.set_key("refused")
        assert "Aucune lettre de refus n’est notée comme envoyée" in words_in(form)
        outcome.set_key("withdrawn")
        assert "lettre de refus" not in words_in(form)
        outcome.set_key("refused")
        reason.setPlainText("Elle l’a appris au comptoir")
        form.carry_out()

    detail = room.ui.detail
    in_form(end, lambda: detail.request_tab._acts.close(desk.requests.file(reference)))
    assert not request(desk, reference).open

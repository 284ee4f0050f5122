"""Letters in the window: which comes next, what is noted already, what waits until it was read again."""

from __future__ import annotations

from datetime import date

import pytest
from fingers import plain
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from request_pages import opened, press_button

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import Capacity, Channel, PauseReason, Requester, RequestFacts, RightKind

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")


def test_it_is_copied_and_sent_only_once_it_was_read_again(desk: Desk, qtbot: QtBot) -> None:
    who = Requester("Odile Marchebois", capacity=Capacity.PARENT, represents="Théo Marchebois")
    facts = RequestFacts((RightKind.ERASURE,), Channel.POST, date(2026, 11, 20), who)
    reference = desk.requests.add(facts).reference
    room = opened(desk, qtbot)
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("parent_proof")
    qtbot.waitUntil(lambda: "Théo Marchebois" in plain(tab.text.toPlainText()), timeout=15_000)
    assert "À faire relire" in plain(tab.notice.text)
    assert "Projet : à faire relire" in plain(tab.text.toPlainText())
    assert not tab.verbs.copy.isEnabled()
    assert not tab.verbs.sent.isEnabled()
    tab.reread.setChecked(True)
    qtbot.waitUntil(tab.verbs.copy.isEnabled, timeout=15_000)
    assert tab.verbs.sent.isEnabled()
    press_button(tab, "Copier le texte")
    assert "à quel titre vous agissez" in QGuiApplication.clipboard().text()
    assert "Projet" not in QGuiApplication.clipboard().text()
    Jobs.wait()


def test_what_was_noted_of_a_doubt_stands_in_the_letter_and_is_asked_once(desk: Desk, qtbot: QtBot) -> None:
    facts = RequestFacts((RightKind.ACCESS,), Channel.EMAIL, date(2026, 11, 20), Requester("Basile Moulinet"))
    reference = desk.requests.add(facts).reference
    desk.handling.answer_doubt(reference, True, reason="Le message vient d’une adresse inconnue.")
    room = opened(desk, qtbot)
    room.open_request(reference, "answer")
    tab = room.ui.detail.answer_tab
    assert tab.kind.key() == "identity_question"
    why = tab.findChild(LineField, "identity_reason")
    assert why is not None
    assert plain(why.text()) == "le message vient d’une adresse inconnue"
    assert tab.fields.typed() == {}, "nothing of it counts as typed"
    desk.handling.ask(reference, PauseReason.IDENTITY)
    desk.handling.sent(reference, "identity_question", Channel.EMAIL)
    Jobs.wait()
    other = desk.requests.add(facts).reference
    room.open_request(other, "answer")
    room.open_request(reference, "answer")
    assert tab.kind.key() == "access", "the question was asked: it is not the next letter"
    Jobs.wait()

"""Letters in the window: which comes next, what is noted already, what waits until it was read again."""

from __future__ import annotations

from datetime import date

import pytest
from fingers import plain
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from request_pages import opened, press_button

from gdpr_desk.app import Desk
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.qtkit.clipboard import forget_copied
from gdpr_desk.qtkit.fields import LineField, TextField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import Capacity, Channel, PauseReason, Requester, RequestFacts, RightKind
from gdpr_desk.requests.qt.answer_tab import AnswerTab

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
    forget_copied()
    assert QGuiApplication.clipboard().text() == ""
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


def fields_of(tab: AnswerTab, name: str) -> list[QWidget]:
    """Those that are shown; those of the letter before wait for their end."""
    column = tab.fields.layout()
    shown = [column.itemAt(row).widget() for row in range(column.count())]
    fields = [one.focusProxy() for one in shown if isinstance(one, FormField)]
    return [field for field in fields if field is not None and field.objectName() == name]


def field_of(tab: AnswerTab, name: str) -> TextField:
    (found,) = fields_of(tab, name)
    assert isinstance(found, TextField)
    return found


def test_a_word_of_ones_own_is_for_one_letter_and_an_address_for_one_party(desk: Desk, qtbot: QtBot) -> None:
    first, second = "colombier", "relais"
    for key in (first, second):
        desk.parties.save(Party(key, key.title(), PartyKind.PROCESSOR))
    who = Requester("Odile Marchebois", "odile@courriel.example")
    facts = RequestFacts((RightKind.ERASURE,), Channel.EMAIL, date(2026, 11, 20), who)
    room = opened(desk, qtbot)
    room.open_request(desk.requests.add(facts).reference, "answer")
    tab = room.ui.detail.answer_tab
    tab.choose("receipt")
    press_button(tab, "Un mot de vous…")
    own = field_of(tab, "own_words")
    assert own is QApplication.focusWidget()
    own.setText("Merci de votre confiance")
    qtbot.waitUntil(lambda: "Merci de votre confiance." in tab.text.toPlainText(), timeout=15_000)
    said = plain(tab.text.toPlainText())
    assert said.index("Merci de votre confiance.") < said.index("Bien cordialement")
    tab.choose("party_request")
    assert not fields_of(tab, "own_words"), "it was for the receipt"
    tab.party.set_key(first)
    tab.party.chosen.emit(first)
    press_button(tab, "Son adresse postale…")
    field_of(tab, "party_address").setText("8 rue du Port, 99018 Valbrume")
    tab.party.set_key(second)
    tab.party.chosen.emit(second)
    assert not fields_of(tab, "party_address")
    tab.party.set_key(first)
    tab.party.chosen.emit(first)
    assert field_of(tab, "party_address").text() == "8 rue du Port, 99018 Valbrume"
    tab.choose("receipt")
    assert field_of(tab, "own_words").text() == "Merci de votre confiance"
    assert "party_address" not in tab.fields.typed()
    Jobs.wait()

"""A letter that rests on unsure facts waits in the window until somebody says that it was read again."""

from __future__ import annotations

from datetime import date

import pytest
from fingers import plain
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from request_pages import opened, press_button

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import Capacity, Channel, Requester, RequestFacts, RightKind

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
    assert "faire relire" not in tab.text.toPlainText()
    assert not tab.verbs.copy.isEnabled()
    assert not tab.verbs.sent.isEnabled()
    tab.reread.setChecked(True)
    qtbot.waitUntil(tab.verbs.copy.isEnabled, timeout=15_000)
    assert tab.verbs.sent.isEnabled()
    press_button(tab, "Copier le texte")
    assert "à quel titre vous agissez" in QGuiApplication.clipboard().text()
    Jobs.wait()

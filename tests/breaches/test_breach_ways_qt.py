"""Today and the palette know incidents: the open ones with the time they have left, and how to report one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from breach_walk import furnish
from fingers import focused, press
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.qt import closing_page
from gdpr_desk.breaches.qt.closing_page import ClosingPage
from gdpr_desk.breaches.qt.copy_page import CopyPage
from gdpr_desk.breaches.qt.persons_page import PersonsPage
from gdpr_desk.breaches.qt.screens import made_pages
from gdpr_desk.breaches.steps import Step, step_of
from gdpr_desk.breaches.vocabulary import BreachRole, FilingKind, LostProperty
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.scroll import FADE, FadeScroll
from gdpr_desk.requests.model import Channel, Requester, RequestFacts, RightKind
from gdpr_desk.shell.breaches_room import _door, breach_rows
from gdpr_desk.shell.desk_commands import desk_commands
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.finding import Command, matching
from gdpr_desk.vault.people import Person, Role

pytestmark = pytest.mark.usefixtures("light_look")

Opened = Callable[..., str]
_PLACE = 490
"""Pixels that a step has in the smallest window with the largest text, as if that were of the usual size."""


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Iterator[DeskWindow]:
    window = DeskWindow(desk)
    qtbot.addWidget(window.window)
    window.idle.stop()
    window.show()
    yield window
    window.close_desk()
    Jobs.wait()


def found(shown: DeskWindow, typed: str) -> list[Command]:
    return list(matching(shown.commands(), typed))


def badges(shown: DeskWindow) -> list[str]:
    return [
        one.text().replace("\u202f", " ").replace("\u00a0", " ") for one in shown.today.findChildren(Badge)
    ]


def test_an_incident_stands_first_on_today_with_the_time_it_has_left(
    shown: DeskWindow, desk: Desk, opened: Opened, clock: FixedClock, qtbot: QtBot
) -> None:
    who = Requester("Lina Tournelle", "lina@courriel.example")
    day = clock.today() - timedelta(days=60)
    desk.requests.add(RequestFacts((RightKind.ACCESS,), Channel.EMAIL, day, who, "Bonjour"))
    reference = opened()
    opened(drill=True)
    shown.breaches.banner.read()
    shown.go_to("today")
    first = badges(shown)
    assert first[0] == "Il reste 61 h 12 min"
    assert "En retard" in first[1]
    clock.instant += timedelta(minutes=12)
    shown.breaches.banner.look()
    assert badges(shown)[0] == "Il reste 61 h 00 min"
    shown.today._rows._buttons[0].click()
    assert shown.window.current == "breaches"
    assert shown.breaches.page is not None
    assert shown.breaches.page.wizard.reference == reference


def test_whoever_was_told_in_time_waits_behind_the_requests(
    desk: Desk, opened: Opened, clock: FixedClock
) -> None:
    filed, near, far = opened(hours=5), opened(hours=60), opened(hours=2)
    undated, client = desk.breaches.open().reference, opened(role=BreachRole.PROCESSOR)
    desk.breach_acts.note_filing(filed, FilingKind.INITIAL, "2026-1")
    pressing, settled = breach_rows(desk)
    assert [row.reference for row in pressing] == [f"breach:{one}" for one in (near, far, undated)]
    assert [row.reference for row in settled] == [f"breach:{filed}"]
    assert client not in str(pressing), "three at most: their room lists the others"
    assert pressing[0].second.endswith("étape 1 sur 10 : Que s’est-il passé ?")
    assert pressing[2].badge == "À dater"


def test_the_palette_reports_finds_and_drills(shown: DeskWindow, opened: Opened) -> None:
    page = shown.breaches.page
    assert page is not None
    for typed, drill in (("signaler", False), ("exercice", True)):
        found(shown, typed)[0].run()
        assert shown.window.current == "breaches"
        assert page.wizard.drill.isVisible() is drill
        assert page.wizard.reference == ""
        shown.go_to("today")
    reference = opened()
    for typed in (reference, "portable vole", "incident vehicule"):
        (command,) = [one for one in found(shown, typed) if one.group == "Incidents"]
        assert command.second == f"{reference}, il reste 61 h 12 min"
        command.run()
        assert page.wizard.reference == reference
        page.show_list()
    assert "Incidents" in [one.title for one in found(shown, "incidents")]


def test_staff_find_no_incident(desk: Desk, opened: Opened) -> None:
    opened()
    every = desk_commands(desk, lambda _target: None, lambda: None, lambda: None)
    assert any("ncident" in one.title + one.group for one in every)
    desk.vault.person = Person(desk.vault.person.id, "Alex", Role.STAFF)
    left = desk_commands(desk, lambda _target: None, lambda: None, lambda: None)
    assert [one.title for one in left if "ncident" in one.title + one.group] == []
    assert breach_rows(desk) == ((), ())


def test_the_form_of_2013_kept_as_a_proof_is_told_for_what_it_is(
    desk: Desk, opened: Opened, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = opened()
    closing = ClosingPage(_door(desk))
    qtbot.addWidget(closing)
    closing.load(desk.breaches.file(reference), BreachFacts())
    policy, letter = tmp_path / "politique.txt", tmp_path / "courrier.txt"
    policy.write_text("Voir CNIL_Formulaire_Notification_de_Violations.pdf", "utf-8")
    letter.write_text("Une violation se notifie sur notifications.cnil.fr.", "utf-8")
    told: list[str] = []
    for source, answer in ((policy, False), (policy, True), (letter, False)):
        monkeypatch.setattr(closing_page, "choose_file", lambda *_a, source=source, **_k: source)
        monkeypatch.setattr(
            closing_page, "ask", lambda *said, answer=answer, **_k: (told.append(said[2]), answer)[1]
        )
        closing._attach()
    assert len(told) == 2, "nothing is asked about any other file"
    assert "(2013)" in told[0]
    assert "en ligne" in told[0]
    names = [one.name for one in desk.breaches.file(reference).breach.evidence]
    assert names == ["politique.txt", "courrier.txt"], "kept once the person wants it all the same"


def test_one_key_copies_a_field_and_goes_on_to_the_next(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    furnish(desk)
    page = CopyPage(_door(desk))
    scroll = FadeScroll()
    qtbot.addWidget(scroll)
    scroll.setWidget(page)
    reference = opened()
    page.load(desk.breaches.file(reference), BreachFacts())
    scroll.resize(700, 290)  # what a laptop of 1366 × 768 at 125 % leaves of it
    with qtbot.waitExposed(scroll):
        scroll.show()
    settle()
    inner = page.panel.findChild(FadeScroll)
    assert inner is not None
    assert not inner.isVisible(), "one thing scrolls, not two"
    first = page.target()
    assert first is not None
    first.setFocus()
    pasted = []
    for _field in range(9):
        name = focused().objectName()
        press(Qt.Key.Key_Space)
        pasted.append((name, QGuiApplication.clipboard().text()))
        QApplication.processEvents()
        top = focused().mapTo(scroll.viewport(), QPoint(0, 0)).y()
        assert 0 <= top <= scroll.viewport().height() - focused().height() - FADE
    assert pasted[:2] == [("copy_filing", "Notification initiale"), ("copy_siren", "000000018")]
    assert len({name for name, _text in pasted}) == 9
    assert page.finish() is False, "the number is missing"
    QApplication.processEvents()
    seen = page.receipt.mapTo(scroll.viewport(), QPoint(0, 0)).y()
    assert 0 <= seen <= scroll.viewport().height() - page.receipt.height()
    scroll.resize(820, 520)
    settle()
    assert inner.isVisible(), "with room to spare the paper stands beside the fields"


def test_a_drill_is_not_led_to_the_authority(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    furnish(desk)
    owner = QWidget()
    qtbot.addWidget(owner)
    page = CopyPage(_door(desk))
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    offered = {}
    for drill in (False, True):
        reference = opened(drill=drill, narrative="Un sac volé.", lost=(LostProperty.CONFIDENTIALITY,))
        page.load(desk.breaches.file(reference), BreachFacts())
        buttons = [*page.findChildren(Button), *page.corner.findChildren(Button)]
        words = [one.text() for one in buttons if not one.isHidden()]
        offered[drill] = any("notifications.cnil.fr" in text for text in words)
    assert offered == {False: True, True: False}


def test_in_a_narrow_window_no_step_is_wider_than_its_place(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    reference = opened(lost=(LostProperty.CONFIDENTIALITY,), others_involved=True, cross_border=True)
    owner = QWidget()
    qtbot.addWidget(owner)
    pages = made_pages(_door(desk))
    file, proposed = desk.breaches.file(reference), desk.breaches.proposed(reference)
    wide = {}
    for key in ("data", "advice", "who", "copy"):
        page = pages[key]
        qtbot.addWidget(page)
        page.resize(_PLACE, 400)
        page.load(file, proposed)
        page.show()
        wide[key] = page.minimumSizeHint().width()
        page.hide()
    assert {key: width for key, width in wide.items() if width > _PLACE} == {}


def test_the_service_is_opened_first_and_what_is_missing_has_its_way(
    desk: Desk, opened: Opened, qtbot: QtBot
) -> None:
    furnish(desk)
    owner = QWidget()
    qtbot.addWidget(owner)
    page = CopyPage(_door(desk))
    qtbot.addWidget(page)
    page.load(desk.breaches.file(opened(narrative="Un sac volé.")), BreachFacts())
    assert not page.decided()
    page.receipt.setText("FIC-2026-1")
    assert page.decided()
    gone: list[str] = []
    page.elsewhere.connect(gone.append)
    page.panel.gaps.click()
    menu = page.panel.findChildren(QMenu)[-1]
    named = {action.text(): action for action in menu.actions()}
    assert page.panel.gaps.text() == f"{len(named)} à compléter"
    wanted = next(action for text, action in named.items() if text.endswith("Cause"))
    wanted.trigger()
    assert gone == ["cause"]
    assert not [text for text in named if "Descriptif" in text]
    menu.close()


def test_nobody_is_asked_whether_they_know_when_they_knew(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    page = made_pages(_door(desk))["when"]
    qtbot.addWidget(page)
    page.load(desk.breaches.file(opened()), BreachFacts())
    page.show()
    offered = {one.objectName() for one in page.findChildren(Chip) if one.isVisible()}
    assert "aware_at_unknown" not in offered
    assert "period_unknown" in offered
    assert "aware_at" not in page.open_questions(BreachFacts())


def test_the_letters_step_knows_what_was_decided(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    furnish(desk)
    owner = QWidget()
    qtbot.addWidget(owner)
    page = made_pages(_door(desk))["persons"]
    assert isinstance(page, PersonsPage)
    qtbot.addWidget(page)
    reference = opened(narrative="Un sac volé.")
    page.load(desk.breaches.file(reference), BreachFacts())
    gone: list[str] = []
    page.elsewhere.connect(gone.append)
    page.notice.activated.emit()
    assert not page.notice.isHidden()
    assert step_of(gone[0]) is Step.ADVICE
    desk.breach_acts.decide(reference, authority=True, subjects=True, reason="Un risque existe.")
    page.follow(desk.breaches.file(reference))
    assert page.notice.isHidden()

"""The history on screen: who changed what, told in words, and the way back to a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fingers import plain, press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from register_pages import shown_page, take_back

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.history import Version
from gdpr_desk.register.model import LawfulBasis, ProcessingActivity, Purpose, Recipient, RetentionRule
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.qt.version_words import told
from gdpr_desk.register.qt.versions_view import FIRST, PRESENT, TODAY
from gdpr_desk.vault.vault import Vault

CCTV = ProcessingActivity(
    "",
    "Vidéosurveillance",
    purposes=(Purpose("Protéger la boutique", LawfulBasis.CONSENT),),
    retention=(RetentionRule("Images", "recorded", "P3M"),),
)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.parties.save(Party("web", "Hébergeur Demo"))
    added = made.register.add(CCTV)
    clock.instant += timedelta(days=1)
    shorter = replace(added, retention=(RetentionRule("Images", "recorded", "P1M"),))
    made.register.save(replace(shorter, recipients=(Recipient(party="web"),)))
    clock.instant += timedelta(hours=2)
    made.register.mark_reviewed("T-01")
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = shown_page(desk, qtbot)
    made.show_history("T-01")
    yield made
    made.leave()
    Jobs.wait()


def _badge(page: RegisterPage) -> Badge:
    return page.past.view.findChildren(Badge)[0]


def _rows(page: RegisterPage) -> list[tuple[str, str]]:
    return [(t.sentence, t.moment) for t in page.past.view._told]


def _against_today(page: RegisterPage) -> None:
    page.past.view.against.set_current(TODAY)
    page.past.view.against.changed.emit(TODAY)


def test_versions_are_told_newest_first(page: RegisterPage, qtmodeltester: ModelTester) -> None:
    assert _rows(page) == [
        ("Vous avez marqué la fiche comme revue", "aujourd’hui à 10:48"),
        ("Vous avez modifié les destinataires et la durée", "aujourd’hui à 08:48"),
        ("Vous avez créé la fiche", "hier à 08:48"),
    ]
    qtmodeltester.check(page.past.view.table.model())


def test_only_what_changed_is_shown_in_words(page: RegisterPage) -> None:
    press(Qt.Key.Key_Down)
    assert page.past.view.changes.lines() == [
        *("Qui les voit", "Ajouté", "Hébergeur Demo"),
        *("Combien de temps", "Images · Durée", "Avant", "3 mois", "Après", "1 mois"),
    ]
    press(Qt.Key.Key_Down)
    assert page.past.view.changes.lines() == [FIRST]
    _against_today(page)
    assert page.past.view.changes.lines() == [
        *("Qui les voit", "Ajouté depuis", "Hébergeur Demo"),
        *("Combien de temps", "Images · Durée", "Cette version", "3 mois", "Aujourd’hui", "1 mois"),
        *("Revue le", "Ajouté depuis", "24 novembre 2026"),
    ]
    press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert page.past.view.changes.lines() == [PRESENT]
    assert not page.past.view.back_to.isVisible()
    assert _badge(page).isVisible()
    press(Qt.Key.Key_Down)
    assert page.past.view.back_to.isVisible()
    assert not _badge(page).isVisible()


def test_a_version_comes_back_and_can_go_again(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.register.activity("T-01")
    told_changed = []
    page.changed.connect(lambda: told_changed.append(1))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    page.past.view.back_to.click()
    stored = desk.register.activity("T-01")
    assert (stored.retention[0].period, stored.recipients, stored.reviewed_on) == ("P3M", (), None)
    assert _rows(page)[0] == ("Vous avez repris une version d’avant", "aujourd’hui à 10:48")
    take_back(page)
    assert desk.register.activity("T-01") == before
    assert len(_rows(page)) == 5
    assert told_changed == [1, 1]


def test_the_way_there_and_back_by_keyboard(page: RegisterPage, desk: Desk) -> None:
    press(Qt.Key.Key_Escape)
    assert page.ui.rooms.currentWidget() is page.ui.overviewRoom
    page.open_activity("T-01")
    page.ui.editor.ui.history.click()
    assert page.past.view.table.hasFocus()
    back = next(b for b in page.past.view.findChildren(QAbstractButton) if plain(b.text()) == CCTV.name)
    assert back.isVisible()
    press(Qt.Key.Key_Escape)
    assert page.ui.rooms.currentWidget() is page.ui.editor
    assert page.ui.editor.reference == "T-01"


def test_an_open_form_follows_the_undo_of_a_return(page: RegisterPage, desk: Desk) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    page.past.view.back_to.click()
    page.open_activity("T-01")
    take_back(page)
    draft = page.ui.editor.draft.activity
    assert draft is not None
    assert draft.retention[0].period == "P1M"
    assert draft == desk.register.activity("T-01")


def test_what_is_typed_is_a_version_before_the_history_opens(page: RegisterPage, desk: Desk) -> None:
    page.open_activity("T-01")
    name = page.ui.editor.findChild(type(page.ui.filter), "name")
    assert name is not None
    name.setFocus()
    QTest.keyClicks(name, " bis")
    page.ui.editor.ui.history.click()
    assert _rows(page)[0][0] == "Vous avez modifié le nom"


def test_a_record_without_history_says_so(page: RegisterPage, desk: Desk) -> None:
    from gdpr_desk.register import past

    with desk.vault.store.begin() as session:
        past.forget(session, ["T-01"])
    page.show_history("T-01")
    assert page.past.view.empty.isVisible()
    assert not page.past.view.back_to.isVisible()


@pytest.mark.parametrize(
    ("action", "actor", "sentence"),
    [
        ("activity.baseline", "p1", "La fiche au début de son historique"),
        ("activity.changed", "p2", "Sacha Lumen a modifié la note"),
        ("activity.changed", "gone", "Responsable a modifié la note"),
        ("register.imported", "p1", "Vous avez importé la fiche d’un fichier : la note"),
        ("activity.binned", "p1", "Vous avez mis la fiche à la corbeille"),
        ("activity.of_tomorrow", "p1", "Vous avez modifié la note"),
    ],
)
def test_each_version_says_who_did_what(clock: FixedClock, action: str, actor: str, sentence: str) -> None:
    def version(number: int, by: str, did: str, note: str) -> Version:
        return Version(number, clock.now(), clock.now(), by, did, replace(CCTV, note=note))

    versions = (version(1, "p1", "activity.added", ""), version(2, actor, action, "x"))
    newest, _first = told(versions, me="p1", names={"p2": "Sacha Lumen"}, today=date(2027, 1, 4))
    assert newest.sentence == sentence
    assert newest.moment == "23 novembre 2026 à 08:48"

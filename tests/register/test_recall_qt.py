"""What is typed and cannot be saved: kept within two seconds, offered again, never asked about."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fingers import press, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from register_pages import shown_page, take_back, toast

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import (
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
)
from gdpr_desk.register.qt.page import HELD, RegisterPage
from gdpr_desk.register.qt.unsaved import Typed, Unsaved, unsaved_from
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
CCTV = ProcessingActivity(
    "",
    "Vidéosurveillance",
    purposes=(Purpose("Protéger la boutique"),),
    data_subjects=(DataSubjects("customers"),),
    data=(PersonalData("video_images"),),
    recipients=(Recipient(internal="La gérante"),),
    retention=(RetentionRule("Images", "recorded", "P3M"), RetentionRule("Journal", "recorded", "P3M")),
)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.parties.save(Party("web", "Hébergeur Demo"))
    made.register.add(CCTV)
    made.register.add(replace(CCTV, name="Zone de dépôt"))
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = shown_page(desk, qtbot)
    made.open_activity("T-01")
    yield made
    made.leave()
    Jobs.wait()


def _line(page: RegisterPage, path: str) -> QLineEdit:
    """The line at a path, with the keyboard in it."""
    page.ui.editor.sections.focus(path)
    name = path.rpartition(".")[2]
    row = path.split(".")[1] if "." in path else "0"
    lines = [w for w in page.ui.editor.findChildren(QLineEdit, name) if w.isVisibleTo(page)]
    line = lines[int(row)]
    line.setFocus()
    return line


def _kept(desk: Desk, reference: str = "T-01") -> Unsaved:
    found = desk.history.drafts.read(form_of(reference))
    return unsaved_from(found.content) if found is not None else Unsaved()


def _signs(desk: Desk) -> list[str]:
    return [text.signs[0] for text in _kept(desk).typed]


def test_a_wrong_date_is_in_the_vault_within_two_seconds(
    page: RegisterPage, desk: Desk, qtbot: QtBot
) -> None:
    _line(page, "reviewed_on")
    typed("31/02/2026")
    qtbot.waitUntil(lambda: _signs(desk) == ["31/02/2026"], timeout=8_000)
    assert desk.register.activity("T-01").reviewed_on is None


def test_half_a_date_is_kept_too(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    _line(page, "reviewed_on")
    typed("31/0")
    qtbot.waitUntil(lambda: _signs(desk) == ["31/0"], timeout=8_000)


def test_somebody_who_never_pauses_is_kept_all_the_same(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    _line(page, "retention.0.period")
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    until = time.monotonic() + 2.0
    while time.monotonic() < until and not _signs(desk):
        typed("x")
        qtbot.wait(100)
    assert _signs(desk)


def test_it_is_offered_after_another_screen_and_taken_up_again(page: RegisterPage, desk: Desk) -> None:
    _line(page, "retention.1.period")
    retyped("trois")
    press(Qt.Key.Key_Escape)
    assert page.ui.rooms.currentWidget() is page.ui.overviewRoom
    assert toast(page)._label.plain() == HELD
    page.open_activity("T-02")
    assert not page.ui.editor.ui.recall.isVisible()
    assert [w.text() for w in page.ui.editor.findChildren(QLineEdit, "period") if w.isVisibleTo(page)] == [
        "3",
        "3",
    ]
    page.open_activity("T-01")
    strip = page.ui.editor.ui.recall
    assert strip.isVisible()
    assert strip.text() == "Saisie du 23 novembre à 08:48 non enregistrée : « trois » (section 7, Combien)."
    strip.take.click()
    assert not strip.isVisible()
    periods = [w for w in page.ui.editor.findChildren(QLineEdit, "period") if w.isVisibleTo(page)]
    assert [w.text() for w in periods] == ["3", "trois"]
    assert periods[1].hasFocus()
    assert _signs(desk) == ["trois"]  # still not saved, so still kept
    retyped("2")
    page.leave()
    assert desk.register.activity("T-01").retention[1].period == "P2M"
    assert _signs(desk) == []


def test_it_is_there_after_a_lock(desk: Desk, clock: FixedClock, qtbot: QtBot) -> None:
    page = shown_page(desk, qtbot)
    page.open_activity("T-01")
    _line(page, "approximate_number")
    typed("quatre")
    page.leave()
    Jobs.wait()
    folder = desk.vault.folder
    desk.close()
    clock.instant += timedelta(hours=3)
    with Vault.open(folder, RAW_KEY, clock=clock) as again:
        other = shown_page(open_desk(again, clock), qtbot)
        other.open_activity("T-01")
        assert "« quatre »" in other.ui.editor.ui.recall.text()
        other.ui.editor.ui.recall.take.click()
        line = next(w for w in other.ui.editor.findChildren(QLineEdit, "approximate_number") if w.isVisible())
        assert line.text() == "quatre"
        other.leave()
        Jobs.wait()


def test_giving_it_up_can_be_taken_back(page: RegisterPage, desk: Desk) -> None:
    _line(page, "reviewed_on")
    typed("99/99/2026")
    page.show_list()
    page.open_activity("T-01")
    page.ui.editor.ui.recall.give_up.click()
    Jobs.wait()
    assert _signs(desk) == []
    take_back(page)
    Jobs.wait()
    assert _signs(desk) == ["99/99/2026"]
    assert page.ui.editor.ui.recall.isVisible()


def test_an_offer_that_waits_is_not_lost_to_what_is_typed_now(page: RegisterPage, desk: Desk) -> None:
    _line(page, "reviewed_on")
    typed("99/99/2026")
    page.show_list()
    page.open_activity("T-01")
    _line(page, "approximate_number")
    typed("deux")
    page.leave()
    assert set(_signs(desk)) == {"99/99/2026", "deux"}


def test_a_refused_record_is_kept_and_laid_over_what_somebody_else_saved(
    page: RegisterPage, desk: Desk, clock: FixedClock
) -> None:
    other = RegisterService(desk.vault.store, desk.journal, desk.parties, clock)
    other.save(replace(other.activity("T-01"), note="écrit ailleurs"))
    _line(page, "name")
    press(Qt.Key.Key_Home)
    typed(" bis")
    page.leave()
    assert other.activity("T-01").name == "Vidéosurveillance"
    page.show_list()
    page.open_activity("T-01")
    strip = page.ui.editor.ui.recall
    assert strip.text().endswith("non enregistrée : le nom (la fiche avait changé entre-temps).")
    strip.take.click()
    page.leave()
    stored = other.activity("T-01")
    assert (stored.note, stored.name) == ("écrit ailleurs", " bisVidéosurveillance")
    assert not _kept(desk)


def test_looking_at_the_history_does_not_let_a_refused_record_through(
    page: RegisterPage, desk: Desk, clock: FixedClock
) -> None:
    other = RegisterService(desk.vault.store, desk.journal, desk.parties, clock)
    other.save(replace(other.activity("T-01"), note="écrit ailleurs"))
    _line(page, "name")
    typed(" bis")
    page.ui.editor.ui.history.click()
    press(Qt.Key.Key_Escape)
    page.leave()
    assert other.activity("T-01").note == "écrit ailleurs"
    assert other.activity("T-01").name == "Vidéosurveillance"
    assert page.ui.editor.ui.recall.isVisible()


def test_staying_with_a_refused_record_it_can_still_be_kept(
    page: RegisterPage, desk: Desk, clock: FixedClock
) -> None:
    other = RegisterService(desk.vault.store, desk.journal, desk.parties, clock)
    other.save(replace(other.activity("T-01"), note="écrit ailleurs"))
    _line(page, "name")
    press(Qt.Key.Key_End)
    typed(" bis")
    page.leave()
    page.ui.editor.ui.notice.activated.emit()
    page.leave()
    stored = other.activity("T-01")
    assert (stored.note, stored.name) == ("écrit ailleurs", "Vidéosurveillance bis")
    assert not _kept(desk)


def test_a_text_whose_row_is_gone_is_told_and_stays(
    page: RegisterPage, desk: Desk, clock: FixedClock
) -> None:
    _line(page, "retention.1.period")
    retyped("trois")
    page.show_list()
    other = RegisterService(desk.vault.store, desk.journal, desk.parties, clock)
    other.save(replace(other.activity("T-01"), retention=CCTV.retention[:1]))
    page.open_activity("T-01")
    strip = page.ui.editor.ui.recall
    strip.take.click()
    assert strip.text() == "Plus de place dans la fiche pour « trois » (section 7, Combien)."
    assert not strip.take.isVisible()
    Jobs.wait()
    assert _signs(desk) == ["trois"]


def test_what_the_vault_cannot_even_keep_stays_on_screen(
    page: RegisterPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise GdprDeskError("Le disque est plein.")

    _line(page, "reviewed_on")
    typed("99/99/2026")
    monkeypatch.setattr(Drafts, "keep", refuse)
    page.show_list()
    assert page.ui.rooms.currentWidget() is page.ui.editor
    assert page.ui.editor.ui.notice.isVisible()
    monkeypatch.undo()
    page.show_list()
    assert page.ui.rooms.currentWidget() is page.ui.overviewRoom


def test_a_good_record_leaves_no_draft(page: RegisterPage, desk: Desk) -> None:
    before = desk.vault.store.commit_number()
    page.show_list()
    page.open_activity("T-02")
    page.leave()
    assert desk.vault.store.commit_number() == before


def test_two_layers_of_a_draft_become_one() -> None:
    base = replace(CCTV, reference="T-01")
    old = Unsaved(
        (Typed("0/name", "Nom", ("a",)), Typed("8/note", "Note", ("b",))), replace(base, name="A"), base
    )
    new = Unsaved((Typed("8/note", "Note", ("c",)),), replace(base, paper=True), base)
    both = old.under(new)
    assert {t.place: t.signs for t in both.typed} == {"0/name": ("a",), "8/note": ("c",)}
    assert both.mine == replace(base, name="A", paper=True)
    assert unsaved_from(both.to_json()) == both
    assert not Unsaved()


CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.vault.vault import Vault
clock = SystemClock()
desk = open_desk(Vault.open(Path(sys.argv[1]), bytes(range(32)), clock=clock), clock)
services = {"exchange": desk.exchange, "history": desk.history, "parties": desk.parties}
page = RegisterPage(desk.register, clock=clock, **services)
page.show()
page.open_activity("T-01")
name = page.ui.editor.findChildren(QLineEdit, "name")[0]
date = page.ui.editor.findChildren(QLineEdit, "reviewed_on")[0]
date.setFocus()
QTest.keyClicks(date, "31/02/2026")
name.setFocus()
name.end(False)
QTest.keyClicks(name, " bis")
print("typed", flush=True)
app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_kill_two_seconds_after_the_last_key_loses_nothing(
    desk: Desk, vault: Vault, clock: FixedClock, tmp_path: Path
) -> None:
    desk.close()
    script = tmp_path / "child.py"
    script.write_text(CHILD, encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, str(script), str(vault.folder)],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == b"typed\n", child.stderr and child.stderr.read()
            time.sleep(2.0)
        finally:
            child.kill()
    with Vault.open(vault.folder, RAW_KEY, clock=clock) as again:
        left = open_desk(again, clock)
        assert left.register.activity("T-01").name == "Vidéosurveillance bis"
        assert _signs(left) == ["31/02/2026"]

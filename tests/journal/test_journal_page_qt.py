"""The page « Journal », by keyboard: filters, search, check, exports, how long, the cut; and its speed."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from fingers import CTRL, focused, plain, press, reach, reading, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.model import JSON
from gdpr_desk.journal.qt.page import JournalPage
from gdpr_desk.journal.qt.period import KeepingDialog, RemovalDialog
from gdpr_desk.journal.service import JournalService
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.settings import Settings, load_settings, save_settings
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("no_warnings", "light_look")

WAIT_MS = 20_000


class Room:
    """The shown page of an officer, and what is needed to work on it."""

    def __init__(self, vault: Vault, clock: FixedClock, qtbot: QtBot, state: Path) -> None:
        self.vault, self.clock, self.qtbot = vault, clock, qtbot
        self.journal = JournalService(vault.store, clock, vault.person.id)
        self.marks = vault.keep_high_water(self.journal.head, state=state)
        self.page = JournalPage(
            self.journal,
            lambda: {person.id: person.name for person in vault.people()},
            lambda: self.marks.mark,
            lambda: {"T-02": "Prospection", "T-16": "Cookies", "host": "Hébergeur Éclair"},
            shop=lambda: "Atelier Lumen",
        )
        qtbot.addWidget(self.page)

    def write(self, action: str, subject: str, actor: str = "", **detail: JSON) -> None:
        journal = JournalService(self.vault.store, self.clock, actor or self.vault.person.id)
        with self.vault.store.begin() as session:
            journal.record(session, action, subject, detail)
        self.clock.instant += timedelta(minutes=5)

    def show(self, width: int = 1140, height: int = 640) -> JournalPage:
        self.page.resize(width, height)
        self.page.refresh()
        self.page.show()
        self.page.activateWindow()
        self.page.focus_first()
        self.qtbot.waitUntil(self.page.ui.table.hasFocus)
        return self.page

    def told(self) -> list[tuple[str, str, str]]:
        """Who, action, object of what stands on screen."""
        lines = self.page.ui.table.shown()
        return [(line.who, line.action, line.object) for line in lines]  # type: ignore[attr-defined]

    def verdict(self) -> str:
        return plain(self.page.ui.verdict.get_text()) if self.page.ui.verdict.isVisible() else ""

    def verify(self) -> None:
        reach(reading("Vérifier l’intégrité"))
        press(Qt.Key.Key_Space)
        self.qtbot.waitUntil(self.page.ui.verdict.isVisible, timeout=WAIT_MS)

    def toast(self) -> str:
        return next((plain(t._label.text()) for t in self.page.window().findChildren(Toast)), "")


@pytest.fixture
def room(vault: Vault, clock: FixedClock, qtbot: QtBot, tmp_path: Path) -> Room:
    made = Room(vault, clock, qtbot, tmp_path / "state")
    now = clock.instant
    clock.instant = now.replace(year=2022)
    made.write("vault.created", "coffre")
    made.write("activity.added", "T-02")
    clock.instant = now - timedelta(days=20)
    made.write("activity.changed", "T-16", "left00aa", changed=["name", "note"])
    made.write("party.changed", "host", changed=["email"])
    clock.instant = now
    made.write("register.exported", "registre", format="pdf")
    return made


def choose(field: ChoiceField, words: str) -> None:
    """By typing the beginning of the words, as one does in a list."""
    reach(lambda widget: widget is field)
    typed(words)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[QDialog], object]]:
    """What a person does in the next dialogs, one after the other, where the program waits for them."""
    acts: list[Callable[[QDialog], object]] = []

    def run(dialog: QDialog) -> int:
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        acts.pop(0)(dialog)
        dialog.hide()
        behind = dialog.parentWidget()
        if behind is not None:
            behind.activateWindow()
            QApplication.processEvents()
        return dialog.result()

    monkeypatch.setattr(Prompt, "exec", run)
    return acts


def said_in(dialog: QDialog) -> str:
    """All the sentences of a dialog."""
    return " ".join(plain(label.text()) for label in dialog.findChildren(Label))


def leave(_dialog: QDialog) -> None:
    press(Qt.Key.Key_Escape)


def test_it_says_when_who_what_and_to_which_object(room: Room) -> None:
    page = room.show()
    assert room.told() == [
        ("Camille Lumen", "Registre exporté", "PDF"),
        ("Camille Lumen", "Prestataire ou destinataire modifié", "Hébergeur Éclair · adresse e-mail"),
        ("Personne partie", "Activité modifiée", "Cookies (T-16) · nom, note"),
        ("Camille Lumen", "Activité ajoutée", "Prospection (T-02)"),
        ("Camille Lumen", "Coffre créé", ""),
    ]
    heads = [page.ui.table.model().headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    assert heads == ["Quand", "Qui", "Action", "Objet"]
    assert plain(page.ui.counts.text()) == "5 entrées depuis le 23 novembre 2022 · gardées 3 ans"


def test_what_came_since_is_added_and_names_follow(room: Room) -> None:
    page = room.show()
    room.write("activity.reviewed", "T-16")
    page.refresh()
    assert room.told()[0] == ("Camille Lumen", "Activité revue", "Cookies (T-16)")
    assert len(room.told()) == 6
    page._subjects = lambda: {"T-16": "Mesure d’audience"}
    page.refresh()
    assert room.told()[0][2] == "Mesure d’audience (T-16)"
    assert len(room.told()) == 6


def test_filters_and_search_by_keyboard(room: Room) -> None:
    page = room.show()
    press(Qt.Key.Key_F, CTRL)
    assert focused() is page.filters.words
    typed("eclair")
    assert [row[1] for row in room.told()] == ["Prestataire ou destinataire modifié"]
    assert plain(page.ui.counts.text()).startswith("1 entrée affichée sur 5")
    press(Qt.Key.Key_Escape)
    assert len(room.told()) == 5
    choose(page.filters.period, "30")
    assert len(room.told()) == 3
    choose(page.filters.person, "pers")
    assert [row[1] for row in room.told()] == ["Activité modifiée"]
    choose(page.filters.person, "tout")
    choose(page.filters.action, "sorties")
    assert [row[1] for row in room.told()] == ["Registre exporté"]
    choose(page.filters.object, "prest")
    assert room.told() == []
    assert page.ui.nothing.isVisible()
    reach(reading("Tout afficher"))
    press(Qt.Key.Key_Space)
    assert len(room.told()) == 5
    assert page.ui.table.hasFocus()


def test_two_dates_of_ones_own(room: Room) -> None:
    page = room.show()
    choose(page.filters.period, "choisir")
    assert len(room.told()) == 5
    reach(lambda widget: widget is page.filters.since)
    typed("01/11/2026")
    assert len(room.told()) == 3
    reach(lambda widget: widget is page.filters.until)
    typed("10/11/2026")
    assert [row[0] for row in room.told()] == ["Camille Lumen", "Personne partie"]


def test_a_narrow_window_folds_the_filters_behind_a_button(room: Room) -> None:
    page = room.show(width=700)
    assert page.filters.more.isVisible()
    assert not page.filters.period.isVisible()
    reach(reading("Filtres"))
    press(Qt.Key.Key_Space)
    assert focused() is page.filters.period
    typed("30")
    assert plain(page.filters.more.text()) == "Filtres · 1"
    assert len(room.told()) == 3


def test_an_intact_chain_and_one_entry_in_full(
    room: Room, meanwhile: list[Callable[[QDialog], object]]
) -> None:
    room.show()
    room.verify()
    assert room.verdict() == "Chaîne intacte : 5 entrées depuis le 23/11/2022."
    seen: list[str] = []
    meanwhile.append(lambda dialog: seen.append(said_in(dialog)))
    room.page.ui.table.select_key(5)
    room.page.focus_first()
    press(Qt.Key.Key_Return)
    assert "Entrée 5" in seen[0]
    assert room.journal.entries(1)[0].digest in seen[0]


def test_a_break_is_shown_where_it_is_and_can_be_taken_to_an_expert(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = room.show()
    with room.vault.store.begin() as session:
        session.execute(text("DROP TRIGGER journal_entry_update"))
        session.execute(text("UPDATE journal_entry SET subject = 'T-77' WHERE number = 3"))
    page.filters.words.setText("exporté")
    room.verify()
    assert room.verdict().startswith("Rupture à l’entrée 3. Une entrée a été changée, retirée ou ajoutée")
    room.qtbot.waitUntil(lambda: page.ui.table.current_record().number == 3)  # type: ignore[attr-defined]
    assert len(room.told()) == 5
    file = tmp_path / "pour-examen.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(file), ""))
    save_settings(Settings(export_warning_seen=True))
    reach(reading("Exporter pour analyse…"))
    press(Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(room.told()) == 6, timeout=WAIT_MS)
    assert '"first_break": 3' in file.read_text("utf-8")
    assert room.told()[0] == ("Camille Lumen", "Journal exporté", "pour analyse, 5 entrées")


def test_an_export_says_that_it_is_not_encrypted_and_is_noted(
    room: Room,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: list[Callable[[QDialog], object]],
) -> None:
    page = room.show()
    suggested: list[str] = []
    file = tmp_path / "journal.csv"

    def choose_file(_parent: object, _title: str, name: str, _kind: str) -> tuple[str, str]:
        suggested.append(name)
        return str(file), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_file)
    meanwhile.append(leave)
    page.sharing.save("csv")
    assert (suggested, load_settings().export_warning_seen) == ([], False)
    page.filters.words.setText("prospection")
    reach(reading("Exporter…"))
    press(Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [plain(action.text()) for action in menu.actions() if action.text()]
    assert [each.split()[0] for each in words] == ["PDF,", "Tableur", "Tableau", "Données"]
    said: list[str] = []

    def agree(dialog: QDialog) -> None:
        said.append(said_in(dialog))
        reach(reading("Choisir où l’enregistrer"))
        press(Qt.Key.Key_Space)

    meanwhile.append(agree)
    for _ in range(3):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    room.qtbot.waitUntil(file.exists, timeout=WAIT_MS)
    room.qtbot.waitUntil(lambda: "n’est plus chiffré" in room.toast(), timeout=WAIT_MS)
    assert any("n’est plus chiffré" in sentence for sentence in said)
    assert suggested == ["journal-extrait.csv"]
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert [row[5] for row in rows] == ["Objet", "Prospection (T-02)"]
    entry = room.journal.entries(1)[0]
    assert (entry.action, entry.detail) == ("journal.exported", {"format": "csv", "entries": 1})
    assert load_settings().export_warning_seen


@pytest.mark.parametrize("kind", ["pdf", "ods"])
def test_the_other_files_are_written_whole(
    room: Room, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = room.show()
    file = tmp_path / f"journal.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(file), ""))
    save_settings(Settings(export_warning_seen=True))
    page.sharing.save(kind)
    room.qtbot.waitUntil(lambda: len(room.told()) == 6, timeout=WAIT_MS)
    assert file.read_bytes()[:4] == {"pdf": b"%PDF", "ods": b"PK\x03\x04"}[kind]
    assert room.told()[0][2] == f"{kind.upper()}, 5 entrées"


def test_the_period_is_chosen_and_old_entries_go_only_when_signed(
    room: Room, meanwhile: list[Callable[[QDialog], object]]
) -> None:
    page = room.show()

    def longer(dialog: QDialog) -> None:
        assert isinstance(dialog, KeepingDialog)
        assert "2 entrées ont dépassé" in plain(dialog._old.text())
        choose(dialog.period, "5")
        assert "Aucune entrée" in plain(dialog._old.text())
        assert not dialog.remove.isVisible()
        reach(reading("Enregistrer"))
        press(Qt.Key.Key_Space)

    meanwhile.append(longer)
    reach(reading("Durée de garde…"))
    press(Qt.Key.Key_Space)
    assert room.journal.period() == "P5Y"
    assert plain(page.ui.counts.text()).endswith("gardées 5 ans")
    assert len(room.told()) == 6

    def sign(words: str, dialog: QDialog) -> None:
        assert isinstance(dialog, KeepingDialog)
        choose(dialog.period, "3")
        reach(reading("Retirer les anciennes…"))
        press(Qt.Key.Key_Space)

    def answer(words: str, dialog: QDialog) -> None:
        assert isinstance(dialog, RemovalDialog)
        assert reading("Garder")(focused())
        told = said_in(dialog)
        assert "Retirer 2 entrées ?" in told
        assert "signé par Camille Lumen" in told
        reach(reading(words))
        press(Qt.Key.Key_Space)

    meanwhile += [partial(sign, "Garder"), partial(answer, "Garder")]
    page.keeping.choose()
    assert [row[1] for row in room.told()][-1] == "Coffre créé"
    meanwhile += [partial(sign, "Exporter d’abord…"), partial(answer, "Exporter d’abord…")]
    page.keeping.choose()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    assert [row[1] for row in room.told()][-1] == "Coffre créé"
    meanwhile += [partial(sign, "Signer et retirer"), partial(answer, "Signer et retirer")]
    page.keeping.choose()
    assert [row[1] for row in room.told()][-1] == "Activité modifiée"
    assert room.told()[0][1:] == ("Entrées anciennes du journal retirées", "2 entrées")
    assert "2 entrées retirées" in room.toast()
    room.verify()
    assert "2 entrées plus anciennes ont été retirées" in room.verdict()
    assert room.verdict().startswith("Chaîne intacte")


FILL = """
WITH RECURSIVE row(n) AS (SELECT 6 UNION ALL SELECT n + 1 FROM row WHERE n < 10005)
INSERT INTO journal_entry
SELECT n, '2026-11-23T10:00:00.000000+00:00', :actor, 'activity.changed',
       CASE n % 3 WHEN 0 THEN 'T-02' ELSE 'T-16' END, '{"changed":["name"]}', '', '' FROM row
"""


def test_ten_thousand_entries_are_filtered_between_two_keys(room: Room) -> None:
    """Generous for a busy machine: measured alone it takes some 50 ms a key."""
    with room.vault.store.begin() as session:
        session.execute(text(FILL), {"actor": room.vault.person.id})
    page = room.show()
    assert room.told() == [], "so many are read off the window's thread"
    assert not page.ui.share.isEnabled()
    room.qtbot.waitUntil(lambda: len(room.told()) == 10_005, timeout=WAIT_MS)
    assert page.ui.share.isEnabled()
    assert "10 005 entrées" in plain(page.ui.counts.text())
    slowest = 0.0
    page.filters.words.setFocus()
    for sign in "cookies nom":
        start = time.perf_counter()
        typed(sign)
        slowest = max(slowest, time.perf_counter() - start)
    assert len(room.told()) == 6666 + 1
    assert slowest < 2
    Jobs.wait()

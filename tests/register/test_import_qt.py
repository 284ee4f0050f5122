"""The import room: choose, look, leave out, import, undo; by the keyboard, and with files of every sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fingers import CTRL, focused, named, plain, press, reach, reading
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import StorageFailed
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dropping import DropVeil
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import DataSubjects, ProcessingActivity, Purpose
from gdpr_desk.register.qt import import_door, import_room
from gdpr_desk.register.qt.import_door import ImportDoor
from gdpr_desk.register.qt.import_drop import LET_GO
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.reading.preview import Fate, PreviewLine
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.store import Store

pytestmark = pytest.mark.usefixtures("no_warnings")

UNKNOWN = "Intitulé maison;Objectif;Public visé\r\nVentes;Vendre;Clients\r\nPrêts;Prêter;Clients\r\n"
KNOWN = "Nom du traitement;Finalité;Durée\r\nVentes;Vendre;3 ans\r\n;Payer;illimité\r\nPrêts;Prêter;1 an\r\n"
RGPD_MANAGER = (
    "Nom;Finalité;Base légale;Catégories de données;Durée de conservation;Date de création\r\n"
    "Ventes;Vendre;Contrat;Identité;3 ans;2026-01-31\r\n"
)


class Shop:
    """The register's page, as far as the import needs one, and what came of it."""

    def __init__(self, store: Store, clock: FixedClock, qtbot: QtBot, folder: Path) -> None:
        journal = JournalService(store, clock, "Camille Lumen")
        parties = PartyService(store, journal, clock)
        self.register = RegisterService(store, journal, parties, clock)
        self.exchange = RegisterExchange(store, journal, parties, clock)
        self.qtbot, self.folder = qtbot, folder
        self.window = QWidget()
        self.rooms = QStackedWidget(self.window)
        self.overview = QWidget()
        self.rooms.addWidget(self.overview)
        box = QVBoxLayout(self.window)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.rooms)
        self.door = ImportDoor(self.exchange, self.rooms, self.overview)
        self.door.changed.connect(lambda _reference: self.rooms.setCurrentWidget(self.overview))
        self.door.left.connect(lambda: self.rooms.setCurrentWidget(self.overview))
        self.ui = self.door.room.ui
        qtbot.addWidget(self.window)
        self.window.resize(1134, 660)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()

    def file(self, text: str | bytes, name: str = "registre.csv") -> Path:
        """A file on this computer."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, text: str | bytes, name: str = "registre.csv") -> None:
        """Open the room with that file and wait for what it says."""
        self.door.open()
        self.door.room.open(self.file(text, name))
        self.settled()

    def settled(self) -> None:
        """Nothing is being read, looked at or written any more."""
        self.qtbot.waitUntil(
            lambda: self.ui.steps.currentWidget() is not self.ui.reading and not self.busy(), timeout=20_000
        )

    def busy(self) -> bool:
        work = self.door.room.work
        return (work._job is not None and not work._job.finished) or work._soon.isActive()

    def taken(self) -> None:
        """Import what is shown and wait until it is done."""
        press(Qt.Key.Key_Return, CTRL)
        self.qtbot.waitUntil(lambda: self.rooms.currentWidget() is self.overview, timeout=20_000)

    def names(self) -> list[str]:
        return [activity.name for activity in self.register.register().activities]

    def lines(self) -> list[tuple[str, Fate]]:
        return [(x.where, x.fate) for x in self.ui.table.shown() if isinstance(x, PreviewLine)]

    def told(self) -> str:
        """The sentence at the foot."""
        return plain(self.ui.tally.text())


@pytest.fixture
def shop(store: Store, clock: FixedClock, qtbot: QtBot, tmp_path: Path) -> Iterator[Shop]:
    yield Shop(store, clock, qtbot, tmp_path)
    Jobs.wait()


def _toast(shop: Shop) -> Toast:
    return next(toast for toast in shop.window.findChildren(Toast) if not toast.isHidden())


def test_a_table_nobody_knows_comes_in_by_the_keyboard_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.file(UNKNOWN)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    shop.door.open()
    assert plain(str(focused().property("text"))) == "Choisir un fichier…"
    press(Qt.Key.Key_Space)
    shop.settled()
    assert shop.told() == "Choisissez la colonne qui donne le nom de l’activité."
    for field in ("name", "purpose", "data_subjects"):
        choice = focused()
        assert isinstance(choice, ChoiceField)
        for _ in range(40):
            if choice.key() == field:
                break
            press(Qt.Key.Key_Down)
        assert choice.key() == field
        shop.settled()
        reach(
            lambda widget, before=choice: (
                isinstance(widget, ChoiceField | QPushButton) and widget is not before
            )
        )  # type: ignore[misc]
    reach(reading("Voir les lignes"))
    press(Qt.Key.Key_Space)
    assert focused() is shop.ui.table
    assert [fate for _, fate in shop.lines()] == [Fate.NEW, Fate.NEW]
    shop.taken()
    one, two = shop.register.register().activities
    assert (one.name, two.name) == ("Ventes", "Prêts")
    assert one.purposes == (Purpose("Vendre"),)
    assert one.data_subjects == (DataSubjects("customers"),)
    assert plain(_toast(shop)._label.text()) == "2 fiches importées"


def test_a_bad_line_is_marked_and_left_out_by_the_keyboard(shop: Shop) -> None:
    shop.read(KNOWN)
    shop.door.room.review.show_view("lines")
    assert shop.lines()[1] == ("ligne 3", Fate.FAULTY)
    assert not shop.ui.take.isEnabled()
    assert shop.told().startswith("1 ligne à corriger : laissez-la de côté")
    press(Qt.Key.Key_Down)
    assert plain(shop.ui.peek.ui.where.text()) == "Ligne 3"
    press(Qt.Key.Key_Return, CTRL)
    assert shop.names() == []
    press(Qt.Key.Key_Delete)
    shop.settled()
    assert shop.lines()[1] == ("ligne 3", Fate.LEFT_OUT)
    assert plain(shop.ui.take.text()) == "Importer 2 lignes"
    press(Qt.Key.Key_Delete)  # back in
    shop.settled()
    assert shop.lines()[1] == ("ligne 3", Fate.FAULTY)
    press(Qt.Key.Key_Delete)
    shop.settled()
    shop.taken()
    assert shop.names() == ["Ventes", "Prêts"]


def test_the_confirmation_takes_the_import_back(shop: Shop) -> None:
    mine = shop.register.add(ProcessingActivity(name="Ventes"))
    shop.read(RGPD_MANAGER)
    assert plain(shop.ui.foundTitle.text()) == "Export RGPD-manager"
    assert shop.ui.bodies.currentWidget() is shop.ui.linesBody
    shop.taken()
    assert shop.register.activity("T-01").purposes != ()
    assert plain(_toast(shop)._label.text()) == "1 fiche mise à jour"
    _toast(shop).findChild(Button).click()
    shop.qtbot.waitUntil(lambda: shop.register.activity("T-01") == mine, timeout=10_000)
    shop.qtbot.waitUntil(
        # Between the toast that was pressed and the next one there is none.
        lambda: any("Import annulé" in toast._label.text() for toast in shop.window.findChildren(Toast)),
        timeout=10_000,
    )


def test_the_menu_undoes_the_last_import_later(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [words for words, _ in shop.door.entries()] == ["Importer un fichier…"]
    shop.read(RGPD_MANAGER)
    shop.taken()
    asked: list[str] = []
    monkeypatch.setattr(import_door, "ask", lambda _parent, *words, **_: asked.extend(words) or True)
    entries = dict(shop.door.entries())
    entries["Annuler le dernier import…"]()
    shop.qtbot.waitUntil(lambda: shop.names() == [], timeout=10_000)
    assert "1 fiche ajoutée quitte le registre." in asked
    shop.qtbot.waitUntil(lambda: len(shop.door.entries()) == 1, timeout=10_000)


def test_what_was_changed_since_is_not_undone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.read(RGPD_MANAGER)
    shop.taken()
    changed = replace(shop.register.activity("T-01"), note="à moi")
    shop.register.save(changed)
    told: list[object] = []
    monkeypatch.setattr(import_door, "tell_refusal", lambda _parent, error: told.append(error))
    shop.door.undo()
    shop.qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert shop.register.activity("T-01") == changed


def test_a_wrong_file_is_told_and_another_can_be_chosen(shop: Shop) -> None:
    shop.register.add(ProcessingActivity(name="Ventes"))
    before = shop.register.register()
    shop.read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "photo.ods")
    assert shop.ui.steps.currentWidget() is shop.ui.choose
    assert "Rien n’a été importé" in shop.ui.refusal.get_text()
    assert shop.ui.refusal.isVisible()
    assert focused() is shop.ui.drop.button
    assert shop.register.register() == before
    shop.read(RGPD_MANAGER)
    assert shop.ui.steps.currentWidget() is shop.ui.review
    assert not shop.ui.refusal.isVisible()


def test_every_point_of_a_register_that_cannot_be_taken_is_listed(shop: Shop) -> None:
    raw = (
        '{"format": "gdpr-desk-register", "version": 1, "controller": {"name": "x"}, "parties": [], '
        '"activities": [{"name": "a", "status": "zz"}, {"name": "b", "role": "yy"}]}'
    )
    shop.read(raw, "registre.json")
    told = shop.ui.refusal.get_text()
    assert "« zz »" in told
    assert "« yy »" in told


def test_columns_chosen_by_hand_are_proposed_the_next_time(shop: Shop) -> None:
    shop.read(UNKNOWN)
    first, second, _ = shop.ui.mapper.rows
    for row, field in ((first, "name"), (second, "note")):
        row.ui.choice.set_key(field)
        row.ui.choice.chosen.emit(field)
        shop.settled()
    shop.door.room.review.show_view("lines")
    shop.taken()
    assert shop.register.activity("T-01").note == "Vendre"
    shop.read(UNKNOWN.replace("Prêts", "Locations"), "autre.csv")
    assert "comme la dernière fois" in plain(shop.ui.foundFile.text())
    assert shop.ui.bodies.currentWidget() is shop.ui.linesBody
    assert shop.lines() == [("ligne 2", Fate.SAME), ("ligne 3", Fate.NEW)]


def test_the_same_file_twice_has_nothing_left_to_import(shop: Shop) -> None:
    shop.read(RGPD_MANAGER)
    shop.taken()
    shop.read(RGPD_MANAGER)
    assert shop.lines() == [("ligne 2", Fate.SAME)]
    assert not shop.ui.take.isEnabled()
    assert shop.told() == "Tout est déjà dans votre registre : il n’y a rien à importer."


def test_changing_a_column_shows_at_once_what_it_gives(shop: Shop) -> None:
    shop.read(KNOWN)
    assert shop.ui.bodies.currentWidget() is shop.ui.columnsBody
    purpose = shop.ui.mapper.rows[1].ui.choice
    purpose.set_key("note")
    purpose.chosen.emit("note")
    shop.settled()
    reading_now = shop.door.room.work.reading
    assert reading_now is not None
    assert reading_now.preview is not None
    activity = reading_now.preview.lines[0].activity
    assert activity is not None
    assert (activity.note, activity.purposes) == ("Vendre", ())


def test_the_shift_of_madis_is_asked_before_anything_is_taken(shop: Shop) -> None:
    people = ("Particuliers", "Internautes", "Salariés", "Élus", "Professionnels", "Partenaires", "Usagers")
    heads = [f"Détails - Personnes concernées - {name}" for name in (*people, "Autres")]
    text = ";".join(["Nom", "En tant que", "Détails - Logiciels et supports", *heads])
    shop.read(f"{text}\r\nVentes;;;;;;Oui;;;;\r\n", "20260131-treatment.csv")
    assert shop.ui.bodies.currentWidget() is shop.ui.questionBody
    assert not shop.ui.take.isEnabled()
    assert "Élus" in shop.ui.corrected.get_consequence()
    assert "Salariés" in shop.ui.corrected.get_consequence()
    reach(named("corrected"))
    press(Qt.Key.Key_Space)
    shop.settled()
    press(Qt.Key.Key_Return, CTRL)  # to the lines
    shop.taken()
    assert shop.register.activity("T-01").data_subjects == (DataSubjects("employees"),)


def test_the_page_offers_the_import_and_lists_what_it_brought(
    store: Store, clock: FixedClock, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_args: None)  # no window manager here to raise it
    journal = JournalService(store, clock, "Camille Lumen")
    parties = PartyService(store, journal, clock)
    register = RegisterService(store, journal, parties, clock)
    exchange = RegisterExchange(store, journal, parties, clock)
    history = RegisterHistory(store, journal, parties, clock)
    page = RegisterPage(register, exchange=exchange, history=history, parties=parties, clock=clock)
    qtbot.addWidget(page)
    page.resize(1134, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.ui.add.click()
    menu = page.ui.add.findChild(QMenu)
    entry = next(action for action in menu.actions() if plain(action.text()) == "Importer un fichier…")
    entry.trigger()
    room = page.importing.room
    assert page.ui.rooms.currentWidget() is room
    path = tmp_path / "registre.csv"
    path.write_text(RGPD_MANAGER, "utf-8")
    room.open(path)
    qtbot.waitUntil(lambda: room.ui.take.isVisible() and room.ui.take.isEnabled(), timeout=20_000)
    room.ui.take.click()
    qtbot.waitUntil(lambda: page.ui.rooms.currentWidget() is page.ui.overviewRoom, timeout=20_000)
    assert page.listing.names() == {"Ventes"}
    Jobs.wait()


def _drag(path: Path | None, *, twice: bool = False) -> QMimeData:
    data = QMimeData()
    urls = (
        [QUrl.fromLocalFile(str(path))] * (2 if twice else 1) if path else [QUrl("https://x.example/a.csv")]
    )
    data.setUrls(urls)
    return data


def _dropped(shop: Shop, data: QMimeData) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(shop.overview, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    veil = shop.overview.findChild(DropVeil)
    assert veil.isVisible()
    QApplication.sendEvent(shop.overview, QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert not veil.isVisible()
    shop.settled()


def test_a_file_let_fall_on_the_list_is_read(shop: Shop) -> None:
    assert LET_GO
    _dropped(shop, _drag(shop.file(RGPD_MANAGER)))
    assert shop.rooms.currentWidget() is shop.door.room
    assert shop.lines() == [("ligne 2", Fate.NEW)]


@pytest.mark.parametrize(
    ("twice", "here", "said"), [(True, True, "un par un"), (False, False, "Enregistrez-le")]
)
def test_what_is_no_single_file_is_told_when_it_is_let_fall(
    twice: bool, here: bool, said: str, shop: Shop
) -> None:
    _dropped(shop, _drag(shop.file(RGPD_MANAGER) if here else None, twice=twice))
    assert said in shop.ui.refusal.get_text()


def test_escape_stops_a_reading_and_then_leaves(shop: Shop) -> None:
    shop.door.open()
    shop.door.room.open(shop.file(RGPD_MANAGER))
    assert shop.ui.steps.currentWidget() is shop.ui.reading
    press(Qt.Key.Key_Escape)
    assert shop.ui.steps.currentWidget() is shop.ui.choose
    Jobs.wait()
    QApplication.processEvents()
    assert shop.ui.steps.currentWidget() is shop.ui.choose  # what was read too late is forgotten
    press(Qt.Key.Key_Escape)
    assert shop.rooms.currentWidget() is shop.overview
    assert shop.names() == []


def test_choices_by_hand_are_given_up_only_knowingly(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, True]
    monkeypatch.setattr(import_room, "ask", lambda *_args, **_kwargs: answers.pop(0))
    shop.read(KNOWN)
    shop.door.room.review.show_view("lines")
    press(Qt.Key.Key_Delete)
    shop.settled()
    press(Qt.Key.Key_Escape)
    assert shop.ui.steps.currentWidget() is shop.ui.review
    press(Qt.Key.Key_Escape)
    assert shop.rooms.currentWidget() is shop.overview
    assert answers == []


def test_chips_filter_the_lines(shop: Shop) -> None:
    shop.read(KNOWN)
    shop.ui.filters.set_current("faulty")
    shop.ui.filters.changed.emit("faulty")
    assert shop.lines() == [("ligne 3", Fate.FAULTY)]
    assert plain(shop.ui.peek.ui.where.text()) == "Ligne 3"


def test_a_narrow_window_shows_one_line_alone_and_goes_back(shop: Shop) -> None:
    shop.window.resize(700, 560)
    shop.read(KNOWN)
    shop.door.room.review.show_view("lines")
    assert not shop.ui.peek.isVisible()
    press(Qt.Key.Key_Return)
    assert shop.ui.peek.isVisible()
    assert not shop.ui.table.isVisible()
    press(Qt.Key.Key_Escape)
    assert focused() is shop.ui.table
    assert not shop.ui.peek.isVisible()
    shop.ui.detail.click()
    assert shop.ui.peek.isVisible()
    shop.ui.detail.click()
    assert shop.ui.table.isVisible()
    assert not shop.ui.peek.isVisible()


def test_a_vault_that_cannot_write_loses_nothing_of_what_is_shown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_incoming: object) -> None:
        raise StorageFailed(
            "Le disque est plein.", safe="Rien n’a été enregistré.", remedy="Faites de la place."
        )

    shop.read(RGPD_MANAGER)
    told: list[object] = []
    monkeypatch.setattr(import_room, "tell_refusal", lambda _parent, error: told.append(error))
    with monkeypatch.context() as broken:
        broken.setattr(shop.exchange, "import_incoming", full)
        press(Qt.Key.Key_Return, CTRL)
        shop.qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert shop.names() == []
    assert shop.lines() == [("ligne 2", Fate.NEW)]
    shop.taken()
    assert shop.names() == ["Ventes"]


def test_everything_has_a_name_for_who_does_not_see_it(shop: Shop) -> None:
    shop.read(KNOWN)
    for row in shop.ui.mapper.rows:
        assert row.ui.header.plain() in row.ui.choice.accessibleName().replace("\u00a0", " ")
    assert shop.ui.table.accessibleName() == "Lignes du fichier"

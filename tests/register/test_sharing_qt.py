"""« Imprimé »: what is on screen is what is saved and printed; what else can leave the vault, and how."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from fingers import CTRL, plain, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.pack.service import ControlPack
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.printing import prepared_printer
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.model import Controller
from gdpr_desk.register.qt import pack_dialog, printed_view
from gdpr_desk.register.qt.pack_dialog import PackDialog
from gdpr_desk.register.qt.printed_view import STRICT, PrintedView
from gdpr_desk.register.qt.sharing import Offer
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("no_warnings")

PATIENCE_MS = 20_000


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    desk = open_desk(vault, clock)
    desk.register.set_controller(Controller("Atelier Lumen"))
    desk.register.add_from_starter(["newsletter", "video-surveillance"])
    return desk


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> Iterator[PrintedView]:
    view = PrintedView()
    qtbot.addWidget(view)
    view.set_up(desk.exchange, demo=False)
    view.resize(900, 700)
    view.show()
    view.activateWindow()
    view.show_register()
    _drawn(view, qtbot)
    yield view
    assert Jobs.wait()


def _drawn(view: PrintedView, qtbot: QtBot) -> None:
    """The paper is there, and its first page painted."""
    qtbot.waitUntil(view.ui.share.isEnabled, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not view.ui.paper.page_picture().isNull(), timeout=PATIENCE_MS)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's dialog puts every file, under the name that was suggested."""
    folder = tmp_path / "papiers"
    folder.mkdir()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _p, _title, name, _kind: (str(folder / name), "")
    )
    return folder


def _offer(view: PrintedView, words: str) -> Offer:
    shown = view.shown()
    return next(offer for offer in view.sharing.offers(shown) if offer.words.startswith(words))


def _saved(view: PrintedView, offer: Offer, files: Path, qtbot: QtBot) -> bytes:
    view.sharing.save(offer)
    qtbot.waitUntil((files / offer.name).exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not view.sharing.busy(), timeout=PATIENCE_MS)
    return (files / offer.name).read_bytes()


@pytest.mark.parametrize("strict", [False, True])
def test_what_is_shown_is_what_is_saved_and_printed(
    view: PrintedView, files: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, strict: bool
) -> None:
    printed: list[bytes] = []
    real = printed_view.print_pages
    monkeypatch.setattr(
        printed_view,
        "print_pages",
        lambda content, printer: (printed.append(content), real(content, printer))[1],
    )
    if strict:
        view.ui.version.set_current(STRICT)
        view.ui.version.changed.emit(STRICT)
        qtbot.waitUntil(lambda: view.shown().strict, timeout=PATIENCE_MS)
        _drawn(view, qtbot)
    shown = view.shown().content
    assert view.ui.paper._content == shown
    saved = _saved(
        view, _offer(view, "PDF, version stricte" if strict else "PDF, version complète"), files, qtbot
    )
    printer = prepared_printer("essai", view.pages())
    printer.setOutputFormat(printer.OutputFormat.PdfFormat)
    printer.setResolution(60)
    printer.setOutputFileName(str(files / "papier.pdf"))
    view.print_on(printer)
    qtbot.waitUntil(
        lambda: (files / "papier.pdf").exists() and view.ui.printPages.isEnabled(), timeout=PATIENCE_MS
    )
    assert printed == [shown]
    assert saved == shown
    assert len(pypdf.PdfReader(files / "papier.pdf").pages) == view.pages()
    assert ("version stricte" in pypdf.PdfReader(io.BytesIO(saved)).pages[0].extract_text()) is strict


def test_every_format_is_written_and_noted(view: PrintedView, desk: Desk, files: Path, qtbot: QtBot) -> None:
    made = {o.format: _saved(view, o, files, qtbot) for o in view.sharing.offers(view.shown())[2:]}
    for kind in ("ods", "xlsx"):
        assert CalamineWorkbook.from_filelike(io.BytesIO(made[kind])).sheet_names
    [head, *lines] = csv.reader(made["csv"].decode("utf-8-sig").splitlines(), delimiter=";")
    assert "Bases légales" in head
    assert lines
    assert json.loads(made["json"])["format"] == "gdpr-desk-register"
    told = [e.detail["format"] for e in desk.journal.entries(newest_first=False) if "format" in e.detail]
    assert told == ["ods", "xlsx", "csv", "json"]


def test_tables_come_in_the_version_on_screen(view: PrintedView, files: Path, qtbot: QtBot) -> None:
    view.ui.version.set_current(STRICT)
    view.ui.version.changed.emit(STRICT)
    qtbot.waitUntil(lambda: view.shown().strict, timeout=PATIENCE_MS)
    table = _saved(view, _offer(view, "Tableau CSV, version stricte"), files, qtbot)
    assert "Bases légales" not in table.decode("utf-8-sig").splitlines()[0]
    assert view.ui.working.isVisible()
    assert "les bases légales" in view.ui.working.get_text()
    view.ui.working.activated.emit()
    assert not view.ui.working.isVisible()
    assert (files / "registre-strict.csv").exists()


def test_a_file_says_that_it_is_no_longer_encrypted(view: PrintedView, files: Path, qtbot: QtBot) -> None:
    assert view.ui.notice.isVisible()
    assert "n’est plus chiffré" in view.ui.notice.get_text()
    _saved(view, _offer(view, "Données JSON"), files, qtbot)
    [toast] = view.findChildren(Toast)
    assert "plus chiffré" in plain(toast._label.text())


# --- the magnifier -------------------------------------------------------------------------------


def _width(view: PrintedView) -> float:
    picture = view.ui.paper.page_picture()
    return picture.width() / picture.devicePixelRatio()


def _fits(view: PrintedView) -> bool:
    room = view.ui.paper._scroll.viewport().width()
    return room - 40 <= _width(view) <= room


def test_a_page_is_as_wide_as_the_view_also_after_the_window_changed(view: PrintedView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: _fits(view), timeout=PATIENCE_MS)
    for width in (640, 1000):
        view.resize(width, 600)
        qtbot.waitUntil(lambda: _fits(view), timeout=PATIENCE_MS)


def test_the_magnifier_works_by_keys_and_by_buttons(view: PrintedView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: _fits(view), timeout=PATIENCE_MS)
    fitted = _width(view)
    press(Qt.Key.Key_Plus, CTRL)
    qtbot.waitUntil(lambda: _width(view) == pytest.approx(fitted * 1.25, abs=2), timeout=PATIENCE_MS)
    assert plain(view.ui.zoomFit.text()) == "125 %"
    view.ui.zoomIn.click()
    qtbot.waitUntil(lambda: _width(view) == pytest.approx(fitted * 1.5, abs=2), timeout=PATIENCE_MS)
    press(Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: _fits(view), timeout=PATIENCE_MS)
    press(Qt.Key.Key_Minus, CTRL)
    qtbot.waitUntil(lambda: _width(view) == pytest.approx(fitted * 0.75, abs=2), timeout=PATIENCE_MS)
    for _ in range(9):
        view.ui.zoomOut.click()
    assert view.ui.paper.zoom() == 0.5
    view.ui.zoomFit.click()
    assert plain(view.ui.zoomFit.text()) == "Toute la largeur"


def test_the_page_on_screen_is_numbered(view: PrintedView) -> None:
    pages = view.pages()
    assert plain(view.ui.pageWords.text()) == f"Page 1 / {pages}"
    view.ui.paper.setFocus()
    press(Qt.Key.Key_Down)
    assert plain(view.ui.pageWords.text()) == f"Page 2 / {pages}"
    press(Qt.Key.Key_End)
    assert plain(view.ui.pageWords.text()) == f"Page {pages} / {pages}"


# --- menu, poster, pack --------------------------------------------------------------------------


def _menu(view: PrintedView) -> QMenu:
    return view.sharing.show_menu(view.ui.share, view.shown())


def _words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_menu_is_reached_and_used_by_keyboard(view: PrintedView, files: Path, qtbot: QtBot) -> None:
    view.ui.share.setFocus()
    press(Qt.Key.Key_Space)
    for _ in range(2):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil((files / "registre-strict.pdf").exists, timeout=PATIENCE_MS)
    assert "version stricte" in pypdf.PdfReader(files / "registre-strict.pdf").pages[0].extract_text()


def test_the_poster_is_an_a3_sheet(view: PrintedView, files: Path, qtbot: QtBot) -> None:
    menu = _menu(view)
    _action(menu, "Affiche A3").trigger()
    menu.close()
    qtbot.waitUntil((files / "carte-des-flux-A3.pdf").exists, timeout=PATIENCE_MS)
    [sheet] = pypdf.PdfReader(files / "carte-des-flux-A3.pdf").pages
    assert round(float(sheet.mediabox.width) / 72 * 25.4) == 420


def _action(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(words))


def test_the_pack_is_offered_once_there_is_one_and_for_the_whole_register_only(
    view: PrintedView, desk: Desk, qtbot: QtBot
) -> None:
    menu = _menu(view)
    assert not any(words.startswith("Dossier") for words in _words(menu))
    menu.close()
    view.offer_pack(ControlPack(desk))
    menu = _menu(view)
    assert _words(menu)[-1] == "Dossier de contrôle…"
    menu.close()
    view.show_register("T-01")
    qtbot.waitUntil(lambda: view.pages() == 1, timeout=PATIENCE_MS)
    menu = _menu(view)
    assert not any(words.startswith(("Dossier", "Affiche")) for words in _words(menu))
    menu.close()


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Callable[[PackDialog], None]], Path]:
    """Answer the dialog of parts, then the system's dialog for a folder."""

    def answer(act: Callable[[PackDialog], None]) -> Path:
        def run(dialog: PackDialog) -> int:
            dialog.show()
            act(dialog)
            return dialog.result()

        monkeypatch.setattr(pack_dialog.PackDialog, "exec", run)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
        return tmp_path

    return answer


def test_the_pack_is_written_into_a_folder_of_its_own(
    view: PrintedView,
    desk: Desk,
    qtbot: QtBot,
    chosen: Callable[[Callable[[PackDialog], None]], Path],
) -> None:
    def only_the_journal(dialog: PackDialog) -> None:
        assert [tick.isChecked() for tick in dialog.ticks()] == [True, True, True, True, False, True]
        for tick in dialog.ticks()[:-1]:
            tick.setChecked(False)
        assert dialog.keys() == ("journal",)
        dialog.accept()

    place = chosen(only_the_journal)
    view.offer_pack(ControlPack(desk))
    menu = _menu(view)
    _action(menu, "Dossier").trigger()
    menu.close()
    target = place / "dossier-de-controle-2026-11-23"
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not view.sharing.busy(), timeout=PATIENCE_MS)
    assert [path.name for path in target.iterdir()] == ["dossier-de-controle.pdf"]
    assert desk.journal.entries()[0].detail == {"format": "pack"}


def test_a_dialog_that_is_left_writes_nothing(
    view: PrintedView, desk: Desk, chosen: Callable[[Callable[[PackDialog], None]], Path]
) -> None:
    def leave(dialog: PackDialog) -> None:
        for tick in dialog.ticks():
            tick.setChecked(False)
        assert not dialog._verb.isEnabled()
        dialog.reject()
        assert dialog.result() == QDialog.DialogCode.Rejected

    place = chosen(leave)
    before = set(place.iterdir())
    view.offer_pack(ControlPack(desk))
    menu = _menu(view)
    _action(menu, "Dossier").trigger()
    menu.close()
    assert not view.sharing.busy()
    assert set(place.iterdir()) == before


def test_what_takes_long_is_told_and_can_be_cancelled(view: PrintedView, files: Path, qtbot: QtBot) -> None:
    gate = threading.Event()

    def slow() -> bytes:
        gate.wait(20)
        return b"{}"

    view.sharing.save(Offer("Données…", "json", "lent.json", "JSON (*.json)", slow))
    qtbot.waitUntil(view.ui.working.isVisible, timeout=PATIENCE_MS)
    assert "lent.json" in view.ui.working.get_text()
    assert not view.ui.share.isEnabled()
    view.ui.working.activated.emit()
    assert not view.ui.working.isVisible()
    assert view.ui.share.isEnabled()
    gate.set()
    assert Jobs.wait()
    qtbot.wait(50)
    assert list(files.iterdir()) == []


def test_what_cannot_be_made_is_told_and_the_buttons_come_back(
    view: PrintedView, files: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gdpr_desk.errors import NotFound
    from gdpr_desk.register.qt import sharing

    told: list[str] = []
    monkeypatch.setattr(sharing, "tell_refusal", lambda _parent, refusal: told.append(refusal.message))

    def nothing() -> bytes:
        raise NotFound("La carte est encore vide.")

    view.sharing.save(Offer("Affiche…", "poster", "a.pdf", "PDF (*.pdf)", nothing))
    qtbot.waitUntil(lambda: told == ["La carte est encore vide."], timeout=PATIENCE_MS)
    assert view.ui.share.isEnabled()
    assert list(files.iterdir()) == []

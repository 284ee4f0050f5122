"""A shop's first day and its second: everything real, by keyboard, from no vault to paper and back.

One vault, made with its real keys, is taken through the window as `Session` opens it; only the
system's file dialog, the detached restart and the clock are stood in for.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pypdf
import pytest
from computer import PATIENCE_MS, Computer
from fingers import ALT, CTRL, focused, named, plain, press, reach, reading, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gdpr_desk.clock import FixedClock
from gdpr_desk.faults import start_log
from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.register.model import LawfulBasis, ProcessingActivity
from gdpr_desk.register.starter import starter_activities, starter_pack, starter_tiles
from gdpr_desk.settings import log_folder
from gdpr_desk.shell import application
from gdpr_desk.shell.application import vault_folder
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.shell.first_run import Step
from gdpr_desk.vault.vault import exists

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

PHRASE = "cheval violet tourne sous la pluie"
CCTV = "Vidéosurveillance"
WRITTEN = "Le préfet l’a demandé, arrêté 12-34."
PERSONAL = ("Atelier Lumen", "Camille Aubry", "00000001800002", "000 000 018", "camille@", PHRASE, WRITTEN)


@pytest.fixture
def computer(
    qtbot: QtBot, light_look: None, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Computer]:
    home = Path(os.environ["XDG_DATA_HOME"]).parent
    (home / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    made = Computer(qtbot, clock, home)
    monkeypatch.setattr(application, "start_detached", lambda env: made.started_anew.append(env) or True)
    yield made
    if made.session is not None:
        made.gone()


@pytest.fixture
def _log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program's own log, for as long as the test."""
    root = logging.getLogger()
    level = root.level
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    start_log()
    yield
    for handler in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-in for the system's file dialog puts things, under the suggested name."""
    folder = tmp_path / "papers"
    folder.mkdir()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _w, _title, name, *_a, **_k: (str(folder / name), "")
    )
    return folder


# --- the story --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_log")
def test_a_shop_from_no_vault_to_paper_and_back_by_keyboard(computer: Computer, papers: Path) -> None:
    assert not exists(vault_folder())
    groups = first_run(computer.start(), computer, papers)
    desk = computer.desk_window()
    before = cctv_of(desk)
    change_the_cctv_record(desk, computer)
    after = cctv_of(desk)
    assert (before.purposes[0].lawful_basis, before.retention[0].period) != (
        after.purposes[0].lawful_basis,
        after.retention[0].period,
    )
    assert_on_paper(print_to_file(desk, computer, papers))
    computer.lock()

    slip_then_passphrase(computer.start(), computer)
    desk = computer.desk_window()
    assert cctv_of(desk) == after
    verify_the_journal(desk, computer)
    computer.close()

    with_the_sheet(computer.start(), groups, computer)
    assert cctv_of(computer.desk_window()) == after
    computer.close()
    assert_nothing_personal_in_clear(computer, groups)


def first_run(entrance: Entrance, computer: Computer, papers: Path) -> list[str]:
    """Through the seven steps; gives the letters of the recovery sheet."""
    screen = entrance.first_run
    press(Qt.Key.Key_Return)
    assert screen.step is Step.SHOP
    typed("Atelier Lumen")
    reach(named("siret"))
    typed("000 000 018 00003")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.SHOP
    said = screen.page(Step.SHOP).ui.siret_field.message()  # type: ignore[attr-defined]
    assert plain(said) == (
        "Ce numéro SIRET comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
    )
    reach(named("siret"))
    retyped("000 000 018 00002")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.OFFICER
    typed("Camille Aubry")
    reach(named("officer_email"))
    typed("camille@atelier-lumen.example")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.ACTIVITIES
    choose_tiles()
    press(Qt.Key.Key_Return)
    assert screen.step is Step.PASSPHRASE
    typed("azerty123")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.PASSPHRASE
    assert screen.passphrase.ui.passphrase_field.message()
    reach(named("passphrase"))
    retyped(PHRASE)
    press(Qt.Key.Key_Tab)
    reach(named("repeated"))
    typed(PHRASE)
    press(Qt.Key.Key_Return)
    looks: list[int] = []
    computer.qtbot.waitUntil(lambda: looks.append(1) or screen.step is Step.RECOVERY, timeout=PATIENCE_MS)
    assert len(looks) > 20  # the window went on repainting while the keys were derived
    groups = screen.recovery.ui.groups.plain().split()
    reach(named("save"))
    press(Qt.Key.Key_Space)
    sheet = papers / "feuille-de-secours-gdpr-desk.pdf"
    printed = plain(pypdf.PdfReader(sheet).pages[0].extract_text())
    assert [group for group in groups if group not in printed] == []
    sheet.unlink()
    reach(lambda widget: plain(getattr(widget, "text", str)()) == "Continuer")
    press(Qt.Key.Key_Return)
    assert screen.step is Step.RECOVERY  # not before the sheet is said to be kept
    reach(named("recovery_kept"))
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert screen.step is Step.READY
    press(Qt.Key.Key_Return)
    return groups


def choose_tiles() -> None:
    """The tiles behind the sixteen activities of a computer shop, and no other."""
    pack = set(starter_pack("computer-shop"))
    wanted = {tile.key for tile in starter_tiles() if pack & set(tile.activities)}
    walked = set()
    while len(walked) < len(starter_tiles()):
        tile = focused()
        assert isinstance(tile, PictureTile)
        walked.add(tile.key)
        if tile.isChecked() is not (tile.key in wanted):
            press(Qt.Key.Key_Space)
        press(Qt.Key.Key_Tab)
    reach(lambda widget: isinstance(widget, PictureTile), Qt.Key.Key_Backtab)


def cctv_of(shown: DeskWindow) -> ProcessingActivity:
    """The record as the vault has it."""
    [found] = [a for a in shown.desk.register.register().activities if a.name == CCTV]
    return found


def walk_to(room: str, shown: DeskWindow) -> None:
    """From room to room, and to that one within a single round."""
    begun = shown.window.current
    while shown.window.current != room:
        press(Qt.Key.Key_PageDown, CTRL)
        assert shown.window.current != begun


def change_the_cctv_record(shown: DeskWindow, computer: Computer) -> None:
    """Another basis with its reason, another period; each is saved without a word from us."""
    qtbot = computer.qtbot
    page = shown.register
    walk_to("register", shown)
    listed = {record.activity.name for record in page.ui.table.shown()}  # type: ignore[attr-defined]
    expected = {activity.name for activity in starter_activities(starter_pack("computer-shop"))}
    assert expected <= listed
    reach(lambda widget: widget is page.ui.table, Qt.Key.Key_F6, limit=3)
    press(Qt.Key.Key_F, CTRL)
    typed("videosurv")
    reach(lambda widget: widget is page.ui.table)
    press(Qt.Key.Key_Return)
    assert page.ui.rooms.currentWidget() is page.ui.editor
    computer.look()

    press(Qt.Key.Key_Down, ALT)
    assert focused().accessibleName() == "Intérêt légitime"
    reach(lambda widget: widget.accessibleName() == "Obligation légale", Qt.Key.Key_Down, limit=6)
    reach(named("justification"))
    retyped(WRITTEN)
    qtbot.waitUntil(
        lambda: saved_basis(shown) == (LawfulBasis.LEGAL_OBLIGATION, WRITTEN), timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: "enregistré à 08:48" in status_of(shown), timeout=PATIENCE_MS)

    computer.clock.instant = computer.clock.instant.replace(minute=51)
    for _ in range(5):
        press(Qt.Key.Key_Down, ALT)
    reach(named("period"))
    retyped("20")
    reach(named("unit"))
    reach(lambda unit: unit.currentText() == "jours", Qt.Key.Key_Up)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: cctv_of(shown).retention[0].period == "P20D", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "enregistré à 08:51" in status_of(shown), timeout=PATIENCE_MS)


def saved_basis(shown: DeskWindow) -> tuple[LawfulBasis | None, str]:
    purpose = cctv_of(shown).purposes[0]
    return purpose.lawful_basis, purpose.justification


def status_of(shown: DeskWindow) -> str:
    return shown.window.status_line.told()


def print_to_file(shown: DeskWindow, computer: Computer, papers: Path) -> str:
    """Ctrl+P, then the first line of the menu by keyboard; the text a second reader finds in the file."""
    press(Qt.Key.Key_P, CTRL)
    printed = shown.register.ui.printed
    computer.qtbot.waitUntil(printed.ui.share.isEnabled, timeout=PATIENCE_MS)
    reach(named("share"))
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    saved = papers / "registre.pdf"
    computer.qtbot.waitUntil(saved.exists, timeout=PATIENCE_MS)
    computer.look()
    assert list(papers.iterdir()) == [saved]
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(saved).pages)


def assert_on_paper(text: str) -> None:
    """The new words stand in the record's own sheet, and the old ones no longer."""
    found = plain(text)
    [sheet] = re.findall(r"Fiche \d+ · T-\d+ · brouillon Vidéosurveillance.*?(?=Fiche \d+ ·|$)", found)
    assert "base légale, art. 6 Raison Obligation légale (art. 6, § 1, c)." in sheet
    assert WRITTEN in sheet
    assert "20 jours après l’enregistrement" in sheet
    assert "1 mois après l’enregistrement" not in sheet
    assert "Atelier Lumen" in found


def slip_then_passphrase(entrance: Entrance, computer: Computer) -> None:
    unlock = entrance.unlock
    assert not entrance.first_run.isVisible()
    typed("pas la bonne phrase")
    press(Qt.Key.Key_Return)
    computer.qtbot.waitUntil(unlock.ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert "Phrase de passe incorrecte" in unlock.ui.refusal.get_text()
    computer.clock.instant = computer.clock.instant.replace(minute=58)
    computer.qtbot.waitUntil(unlock.ui.open.isEnabled, timeout=PATIENCE_MS)
    reach(named("passphrase"))
    retyped(PHRASE)
    press(Qt.Key.Key_Return)


def verify_the_journal(shown: DeskWindow, computer: Computer) -> None:
    """« Vérifier l’intégrité » by keyboard, and the same from the service."""
    walk_to("journal", shown)
    page = shown.journal
    reach(reading("Vérifier l’intégrité"))
    press(Qt.Key.Key_Space)
    computer.qtbot.waitUntil(page.ui.verdict.isVisible, timeout=PATIENCE_MS)
    assert plain(page.ui.verdict.get_text()).startswith("Chaîne intacte")
    verdict = shown.desk.verify_journal()
    assert verdict.intact
    actions = [entry.action for entry in shown.desk.journal.entries(newest_first=False)]
    assert actions[0] == "vault.created"
    assert actions[-3:] == ["activity.changed", "activity.changed", "register.exported"]


def with_the_sheet(entrance: Entrance, groups: list[str], computer: Computer) -> None:
    reach(reading("J’ai oublié ma phrase de passe"))
    press(Qt.Key.Key_Space)
    assert focused() is entrance.forgotten.ui.secret
    typed(" ".join(groups).lower())
    press(Qt.Key.Key_Tab)
    reach(named("open"))
    press(Qt.Key.Key_Space)


# --- what must not lie about ------------------------------------------------------------------


def traces(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Where a word stands below `folder`: in names, or in content in any usual encoding."""
    found = []
    for path in folder.rglob("*"):
        place = path.relative_to(folder).as_posix()
        found += [f"name {place}" for word in words if word.casefold() in place.casefold()]
        if path.is_file():
            content = path.read_bytes().lower()
            found += [
                f"content {place}"
                for word in words
                for form in ("utf-8", "utf-16-le", "cp1252")
                if word.lower().encode(form, "replace") in content
            ]
    return found


def assert_nothing_personal_in_clear(computer: Computer, groups: list[str]) -> None:
    words = (*PERSONAL, " ".join(groups), "-".join(groups), "".join(groups))
    for word in words:
        assert not [title for title in computer.titles if word.casefold() in title.casefold()]
    assert any("Registre" in title for title in computer.titles)
    assert (vault_folder() / "vault.db").is_relative_to(computer.home)
    assert traces(computer.home, words) == []
    log_folder().mkdir(parents=True, exist_ok=True)
    (log_folder() / "control.log").write_text(f"x{PHRASE.upper()}x", "utf-16-le")
    (computer.home / "tmp" / "Fiche Camille Aubry").mkdir()
    assert len(traces(computer.home, words)) == 2

"""What should not be typed, and vaults that cannot be opened: told in the window, with nothing lost.

Vaults open by their raw key here, so that no test waits for a key derivation; the rest is real.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from computer import PATIENCE_MS
from fingers import ALT, CTRL, focused, named, plain, press, reach, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.date_input import UNREADABLE
from gdpr_desk.register.model import Controller, ProcessingActivity
from gdpr_desk.shell import ways_in
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.vault.state import STATE
from gdpr_desk.vault.vault import Vault

pytestmark = [
    pytest.mark.usefixtures("light_look"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

RAW_KEY = bytes(range(32))
CCTV = "video-surveillance"


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.register.set_controller(Controller("Atelier Lumen"))
    made.register.add_from_starter((CCTV,))
    return made


@pytest.fixture
def form(desk: Desk, qtbot: QtBot) -> Iterator[DeskWindow]:
    """The window with the record's form open and the focus in its first field."""
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    with qtbot.waitActive(shown.window):
        shown.show()
        shown.window.activateWindow()
    shown.go_to("T-01")
    yield shown
    shown.close_desk()


def stored(desk: Desk) -> ProcessingActivity:
    return desk.register.activity("T-01")


def pasted(text: str) -> None:
    """Ctrl+V over all that stands in the field."""
    clipboard = QApplication.clipboard()
    clipboard.setText(text)
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_V, CTRL)
    clipboard.clear()


def to_section(number: int) -> None:
    for _ in range(number - 1):
        press(Qt.Key.Key_Down, ALT)


def status_of(shown: DeskWindow) -> str:
    return plain(shown.window.status_line.told())


def test_ten_thousand_pasted_characters_are_kept_saved_and_printed(
    form: DeskWindow, desk: Desk, qtbot: QtBot
) -> None:
    line = "Les caméras ne filment ni la salle de pause ni l’établi numéro {} ; <b>&é %s {{{{ €.\n"
    novel = "".join(line.format(n) for n in range(200))[:9_995] + " FIN."
    assert len(novel) == 10_000
    to_section(2)
    field = reach(named("justification"))
    assert isinstance(field, QPlainTextEdit)
    pasted(novel)
    qtbot.waitUntil(lambda: stored(desk).purposes[0].justification == novel, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "enregistré à 08:48" in status_of(form), timeout=PATIENCE_MS)
    assert field.toPlainText() == novel
    pages = pypdf.PdfReader(BytesIO(desk.exchange.pdf().content)).pages
    printed = plain("\n".join(page.extract_text() for page in pages))
    for n in (0, 60, 110):
        assert f"l’établi numéro {n} ; <b>&é %s {{{{ €." in printed
    assert "FIN." in printed


def test_more_than_a_line_takes_is_told_and_the_rest_is_saved(
    form: DeskWindow, desk: Desk, qtbot: QtBot
) -> None:
    before = stored(desk)
    to_section(7)
    field = reach(named("applies_to"))
    assert isinstance(field, QLineEdit)
    pasted("é" * 10_000)
    reach(named("period"))
    retyped("2")
    qtbot.waitUntil(lambda: stored(desk).retention[0].period == "P2M", timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: status_of(form).endswith("· 1 champ à corriger, le reste est enregistré"), timeout=PATIENCE_MS
    )
    assert field.text() == "é" * 10_000
    assert "dépasse 500 caractères : retirez-en 9500" in plain(field.accessibleDescription())
    assert stored(desk).retention[0].applies_to == before.retention[0].applies_to


def test_a_day_that_does_not_exist_gets_its_sentence_and_loses_nothing(
    form: DeskWindow, desk: Desk, qtbot: QtBot
) -> None:
    to_section(8)
    field = reach(named("reviewed_on"))
    assert isinstance(field, QLineEdit)
    retyped("31/02/2026")
    assert plain(field.accessibleDescription()) == plain(UNREADABLE)
    reach(named("note"))
    retyped("Demander l’arrêté à la mairie.")
    qtbot.waitUntil(lambda: stored(desk).note == "Demander l’arrêté à la mairie.", timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: status_of(form).endswith("· 1 champ à corriger, le reste est enregistré"), timeout=PATIENCE_MS
    )
    press(Qt.Key.Key_PageDown, CTRL)
    press(Qt.Key.Key_PageUp, CTRL)
    assert form.window.current == "register"
    assert field.text() == "31/02/2026"
    assert stored(desk).reviewed_on is None
    reach(form.register.isAncestorOf, Qt.Key.Key_F6, limit=3)
    reach(named("reviewed_on"))
    retyped("28/02/2026")
    # After « created on » this is no mistake of the calendar any more, but one of order.
    assert plain(field.accessibleDescription()).startswith("La fiche ne peut pas avoir été revue avant")
    reach(named("created_on"), Qt.Key.Key_Backtab)
    retyped("01/02/2026")
    qtbot.waitUntil(lambda: stored(desk).reviewed_on == date(2026, 2, 28), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "· enregistré à" in status_of(form), timeout=PATIENCE_MS)


# --- vaults that cannot be opened -------------------------------------------------------------


@pytest.fixture
def closed(tmp_path: Path, clock: FixedClock) -> Path:
    """A closed vault with one record."""
    with Vault.found_for_trial(tmp_path / "coffre", RAW_KEY, clock=clock) as vault:
        open_desk(vault, clock).register.add_from_starter((CCTV,))
    return tmp_path / "coffre"


@pytest.fixture
def by_raw_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entrance opens with the key itself, whatever is typed."""

    def opened(folder: Path, _typed: str, clock: FixedClock) -> Desk:
        return open_desk(Vault.open(folder, RAW_KEY, clock=clock), clock)

    monkeypatch.setattr(ways_in, "unlock", opened)


def newer(folder: Path) -> None:
    state = json.loads((folder / STATE).read_text("utf-8"))
    del state["checksum"]
    (folder / STATE).write_text(json.dumps(state | {"format": 2, "written_by": "2.3"}), "utf-8")


def damaged(folder: Path) -> None:
    content = bytearray((folder / "vault.db").read_bytes())
    content[5000] ^= 0x10
    (folder / "vault.db").write_bytes(content)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.usefixtures("by_raw_key")
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (newer, "Ce coffre a été ouvert avec une version plus récente (2.3). Rien n’a été modifié."),
        (damaged, "Le coffre est illisible."),
    ],
)
def test_a_vault_that_cannot_be_opened_says_why_in_the_window(
    spoil: Callable[[Path], None], sentence: str, closed: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    spoil(closed)
    before = contents(closed)
    start = Entrance(closed, clock)
    qtbot.addWidget(start)
    with qtbot.waitActive(start):
        start.show()
        start.activateWindow()
    typed("une phrase")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(start.unlock.ui.refusal.isVisible, timeout=PATIENCE_MS)
    assert sentence in plain(start.unlock.ui.refusal.get_text())
    assert focused() is (start.unlock.ui.passphrase if spoil is newer else start.unlock.ui.open)
    assert start.unlock.ui.passphrase.text() == "une phrase"
    assert start.unlock.ui.open.isEnabled()
    assert contents(closed) == before


_IN_THE_BOX = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.shell import application, entrance, ways_in
from gdpr_desk.vault.vault import Vault

app = application.make_application(["gdpr-desk"])
ways_in.unlock = lambda folder, _typed, clock: open_desk(
    Vault.open(folder, bytes(range(32)), clock=clock), clock)
start = entrance.Entrance(Path(sys.argv[1]), SystemClock())
start.opened.connect(lambda desk: (print("OPENED"), desk.close(), app.quit()))
refuse = start.unlock.refuse_until
def told(refusal, until):
    refuse(refusal, until)
    print(start.unlock.ui.refusal.get_text(), start.unlock.ui.refusal.isVisible())
    app.quit()
start.unlock.refuse_until = told
start.show()
start.unlock.ui.passphrase.setText("une phrase")
start.unlock.ui.open.click()
app.exec()
"""


@pytest.mark.parametrize(
    ("mount", "told"),
    [("--ro-bind", "Le dossier du coffre est en lecture seule"), ("--bind", "OPENED")],
)
def test_a_read_only_folder_is_told_in_the_window(mount: str, told: str, closed: Path) -> None:
    """In a box, because an administrator ignores file modes but not a read-only mount."""
    bwrap = shutil.which("bwrap")
    box = [str(bwrap), "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    if bwrap is None or subprocess.run([*box, "true"], capture_output=True, check=False).returncode:
        pytest.skip("bubblewrap is not installed or may not make boxes here")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [*box, mount, closed, closed, sys.executable, "-c", _IN_THE_BOX, closed]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert plain(done.stdout).startswith(told), done
    assert told == "OPENED" or done.stdout.endswith("True\n")

"""A damaged vault in the real window: it never breaks, and what happened stands on the screen.

`./dev trials tests/trials/test_damage_window.py` shows every kind of damage to every file once.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from computer import PATIENCE_MS, Computer
from fingers import plain, press, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from quick_keys import quick

sys.path.insert(0, str(Path(__file__).parent))
import damage
import shop
import test_damage

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.settings import log_folder, state_folder
from gdpr_desk.shell import application
from gdpr_desk.shell.application import vault_folder
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.vault.folder import exists

EQUAL, TOLD, REFUSED, TOLD_LATER = "equal", "told", "refused", "told when the file is opened"


@pytest.fixture
def computer(
    qtbot: QtBot, light_look: None, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Computer]:
    quick(monkeypatch)
    clock.instant = shop.NOW
    made = Computer(qtbot, clock, tmp_path)
    monkeypatch.setattr(application, "start_detached", lambda env: made.started_anew.append(env) or True)
    yield made
    if made.session is not None:
        made.gone()


def on_screen(window: QWidget) -> str:
    """All that can be read in a window, as one text."""
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    return plain(" ".join(shown)).replace("’", "'")


def open_damaged(computer: Computer, made: test_damage.Bench, source: Path, case: damage.Case) -> str:
    """Start the program on it and unlock; what the person meets. Raises AssertionError for silence."""
    folder = made.fresh(source)
    shutil.rmtree(vault_folder(), ignore_errors=True)
    shutil.copytree(folder, vault_folder())
    case.act(made.target(vault_folder(), case.name))
    person = Path(case.name).name.split(".")[0]
    entrance = computer.start()
    if not entrance.unlock.isVisible() or entrance.unlock.ui.refusal.isVisible():
        return _refused(entrance)
    typed(made.who.get(person, shop.PHRASE))
    press(Qt.Key.Key_Return)
    session = computer.session
    assert session is not None
    computer.qtbot.waitUntil(
        lambda: session.desk_window is not None or entrance.unlock.ui.refusal.isVisible(), timeout=PATIENCE_MS
    )
    if session.desk_window is None:
        return _refused(entrance)
    return _entered(computer, made.contents[source, made.who.get(person, shop.PHRASE)])


def _refused(entrance: Entrance) -> str:
    """There is a sentence, and something to press that leads on."""
    assert entrance.unlock.isVisible(), "a vault is damaged, and the program asks to make a new one"
    text = on_screen(entrance.unlock.ui.refusal)
    assert text.count(".") >= 2, text
    assert entrance.unlock.ui.open.isVisible()
    return REFUSED


def _entered(computer: Computer, content: shop.Content) -> str:
    """Everything is there, or the first things that are shown say what is not."""
    window = computer.desk_window()
    try:
        said = [sentence for sentence in shop.alarms(window.desk) if not sentence.startswith("journal")]
        assert shop.content(window.desk) == content or said, "other content, and not a word"
    except GdprDeskError as refusal:  # a sealed file says so when somebody wants to see it
        shop.in_words(refusal)
        return TOLD_LATER
    first = on_screen(window.window)
    window.go_to("settings")
    QApplication.processEvents()
    then = on_screen(window.window)
    for sentence in said:
        wanted = plain(sentence).replace("’", "'")
        assert wanted in first or wanted in then, sentence
    for room in ("register", "parties", "journal", "today"):
        window.go_to(room)
        QApplication.processEvents()
    return TOLD if said else EQUAL


def cases(made: test_damage.Bench, dice: random.Random) -> dict[tuple[str, str], tuple[Path, damage.Case]]:
    """One case for each kind of damage to each file."""
    makers = (test_damage.of_the_database, test_damage.beside)
    every = [case for maker in makers for case in maker(dice, made, 16)]
    dice.shuffle(every)
    return {(case.name, case.kind): (source, case) for source, case in every if "backups/" not in case.name}


def show_all(computer: Computer, home: Path, seed: int, sample: int | None) -> str:
    """Go through them, or through so many of them; the figures."""
    dice, ends, broken = random.Random(seed), Counter[str](), []
    made = test_damage.bench(home)
    known = cases(made, dice)
    chosen = dice.sample(sorted(known), sample) if sample else sorted(known)
    for name, kind in chosen:
        try:
            ends[open_damaged(computer, made, *known[name, kind])] += 1
        except Exception as problem:
            broken.append(f"{name}, {kind}: {type(problem).__name__} {problem}")
        finally:
            if computer.session is not None:
                computer.gone()
    report = f"damage in the window: {ends.total()} cases, seed {seed}: {dict(ends)}, {len(broken)} broken\n"
    sys.stdout.write(report)
    reports = [*log_folder().glob("rapport-*")]
    assert reports == []
    assert broken == [], seed
    return report


def test_a_damaged_vault_is_told_on_the_screen(computer: Computer, tmp_path: Path) -> None:
    show_all(computer, tmp_path, test_damage.SEED, 4)
    assert state_folder().exists()


def test_a_vault_without_its_database_is_not_taken_for_none(computer: Computer, tmp_path: Path) -> None:
    """Its keys and backups are there: the way leads to a backup, not to a new vault."""
    made = test_damage.bench(tmp_path)
    for act in (damage.removed, damage.a_folder):
        case = damage.Case("vault.db", "gone", act)
        assert open_damaged(computer, made, made.calm, case) == REFUSED
        assert exists(vault_folder())
        computer.gone()


@pytest.mark.trial
def test_every_kind_of_damage_is_told_on_the_screen(computer: Computer, tmp_path: Path) -> None:
    report = show_all(computer, tmp_path, test_damage.chosen_seed(), None)
    (tmp_path / "window-report.txt").write_text(report)

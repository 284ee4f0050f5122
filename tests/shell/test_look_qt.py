"""How the window holds together: readable ribbon, edges in line, focus where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.lines import Spoken, object_of
from gdpr_desk.journal.model import JournalEntry, action_of
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.register.qt.table_model import picture_of
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.shell.demo_ribbon import DemoRibbon
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.first_run import Step
from gdpr_desk.shell.first_run_screen import FirstRunScreen
from gdpr_desk.shell.search_line import StatusLine
from gdpr_desk.shell.today import Today, TodayRow, rows_of
from gdpr_desk.shell.today_parts import ShareBar
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.vault import Vault


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.install(qapp, "light", 100)
    yield
    theme.install(qapp, "light", 100)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.register.add_from_starter(_two_keys())
    return made


def _two_keys() -> tuple[str, ...]:
    return expand(tile.key for tile in starter_tiles() if tile.selected)[:2]


def _luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in
             (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast_seen(widget: QWidget) -> float:
    """Between the ground at the left edge and the farthest pixel of the words."""
    seen = widget.grab().toImage()
    ground = _luminance(seen.pixelColor(2, seen.height() // 2))
    inks = {
        seen.pixel(x, y)
        for x in range(20, min(300, seen.width()))
        for y in range(4, seen.height() - 4)
    }  # fmt: skip
    ratios = [
        (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) for ink in (_luminance(QColor(p)) for p in inks)
    ]
    return max(ratios)


@pytest.mark.parametrize("made", [DemoRibbon, StatusLine])
@pytest.mark.parametrize("hidden", [False, True])
def test_its_words_stay_readable_when_the_scheme_changes(
    made: type[QWidget], hidden: bool, qtbot: QtBot
) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    shown = made(ground)
    ground.resize(900, 40)
    shown.setGeometry(0, 0, 900, 36)
    ground.show()
    for scheme in ("dark", "light"):
        ground.setVisible(not hidden)
        theme.theme().set_scheme(scheme)
        ground.show()
        assert _contrast_seen(shown) >= 3  # thin strokes are never a full pixel wide


def test_the_status_line_keeps_its_28_pixels(qtbot: QtBot, qapp: QApplication) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    assert line.height() == 28
    theme.install(qapp, "light", 150)
    assert line.height() == 42


def test_a_page_does_not_shift_when_its_scroll_bar_appears(qtbot: QtBot) -> None:
    inner = QWidget()
    scroll = FadeScroll()
    scroll.setWidget(inner)
    scroll.set_gutter(20)
    qtbot.addWidget(scroll)
    scroll.resize(400, 300)
    scroll.show()
    widths = []
    for height in (100, 1000):
        inner.setMinimumHeight(height)
        QApplication.processEvents()
        widths.append((inner.width(), scroll.verticalScrollBar().maximum() > 0))
    assert widths == [(380, False), (380, True)]


def test_changing_rooms_never_puts_the_focus_on_deleting_the_demonstration(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.vault, "is_demo", True)
    shown = DeskWindow(desk)
    window: MainWindow = shown.window
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        shown.show()
    ribbon = window.findChild(DemoRibbon)
    assert ribbon is not None
    for target in ("register", "today", "journal", "settings", "today"):
        shown.go_to(target)
        QApplication.processEvents()
        focused = window.focusWidget()
        assert focused is None or not ribbon.isAncestorOf(focused)
    focused = window.focusWidget()
    assert isinstance(focused, Button)
    assert focused.get_kind() == "filled"
    shown.close_desk()


def test_an_empty_register_offers_one_way_to_begin(desk: Desk, qtbot: QtBot) -> None:
    shown = DeskWindow(desk)
    qtbot.addWidget(shown.window)
    with qtbot.waitExposed(shown.window):
        shown.show()
    shown.today.show_today(Today("rien à faire", (), 0, 0, 0.0, (), ()))
    shown.today.focus_first()
    ways = [
        b for b in shown.today.findChildren(Button) if b.isVisible() and b.text() == "Ajouter une activité"
    ]
    assert [b.get_kind() for b in ways] == ["filled"]
    assert ways[0].hasFocus()
    assert not [w for w in shown.today.findChildren(ShareBar) if w.isVisible()]
    row = TodayRow("V-2026-001", "laptop", "Incident", "étape 2", "neutral", "Il reste 61 h", "Continuer")
    shown.today.show_today(Today("1 chose à faire", (row,), 0, 0, 0.0, (), ()))
    assert ways[0].isVisible(), "what presses comes first, the register below it"
    assert ways[0].get_kind() == "tonal"
    shown.close_desk()


def test_each_row_of_today_shows_what_is_to_be_looked_at(desk: Desk) -> None:
    rows = rows_of(desk.register.overview(), desk.clock.today(), picture_of)
    assert {row.icon for row in rows} != {"book-open-text"}
    assert all(row.icon for row in rows)


@pytest.mark.parametrize(
    ("action", "subject", "detail", "shown"),
    [
        (
            "activity.changed",
            "T-16",
            {"changed": ["name", "note"]},
            ("Activité modifiée", "Cookies (T-16) · nom, note"),
        ),
        ("activity.reviewed", "T-02", {}, ("Activité revue", "T-02")),
        ("vault.created", "coffre", {}, ("Coffre créé", "")),
        ("register.exported", "", {"format": "pdf"}, ("Registre exporté", "PDF")),
    ],
)
def test_the_journal_parts_the_action_from_its_object(
    action: str, subject: str, detail: dict[str, list[str] | str], shown: tuple[str, str]
) -> None:
    entry = JournalEntry(1, datetime(2026, 11, 23, tzinfo=UTC), "p1", action, subject, detail, "", "")
    assert (action_of(entry), object_of(entry, Spoken({}, {"T-16": "Cookies"}))) == shown


def test_the_way_on_stands_out_once_it_is_earned(qtbot: QtBot) -> None:
    screen = FirstRunScreen()
    qtbot.addWidget(screen)
    screen.show()

    def way_on() -> Button:
        return next(b for b in screen.findChildren(Button) if b.text() in {"Continuer", "Créer le coffre"})

    screen.show_step(Step.PASSPHRASE)
    assert way_on().get_kind() == "tonal"
    for field in (screen.passphrase.ui.passphrase, screen.passphrase.ui.repeated):
        field.setText("girafe brique lundi potage")
    assert way_on().get_kind() == "filled"
    screen.recovery.show_secret(("ABCDE",))
    screen.show_step(Step.RECOVERY)
    assert way_on().get_kind() == "tonal"
    qtbot.keyClick(screen.recovery.ui.recovery_kept, Qt.Key.Key_Space)
    assert way_on().get_kind() == "filled"
    assert isinstance(way_on(), QPushButton)

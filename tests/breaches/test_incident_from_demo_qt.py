"""From the demonstration's shop to a whole first notification by keyboard: how many interactions it takes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from breach_reading import squeezed
from breach_walk import Fingers
from fingers import CTRL, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import Answered
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.clock import FixedClock
from gdpr_desk.demo import create_demo
from gdpr_desk.shell.desk_window import DeskWindow

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_INTERACTIONS = 60
ASKED_BY_33_3 = (
    *("narrative", "lost", "origins", "data_subjects", "persons", "data", "records", "reporter", "harms"),
    *("severity", "measures_after"),
)


@pytest.fixture
def demo(clock: FixedClock, tmp_path: Path) -> Iterator[Desk]:
    desk, _passphrase = create_demo(tmp_path / "demo", clock)
    with desk:
        yield desk


@pytest.mark.trial
def test_from_the_demo_shop_a_whole_notification_takes_under_sixty_interactions(
    demo: Desk, qtbot: QtBot
) -> None:
    shown = DeskWindow(demo)
    shown.idle.stop()
    qtbot.addWidget(shown.window)
    shown.window.resize(1366, 768)
    with qtbot.waitExposed(shown.window):
        shown.window.show()
    shown.window.activateWindow()
    QApplication.processEvents()
    by = Fingers(shown.window)
    by.count += 1
    press(Qt.Key.Key_I, CTRL | SHIFT)
    by.choose("kind_lost_device")
    by.on()
    by.fill("narrative", "Sacoche volée dans la voiture, portable dedans.")
    by.on()
    by.choose("period_ongoing")
    by.fill("began_at", "22/11/2026")
    by.fill("began_at_hour", "20:30")
    by.choose("discovery_own_detection")
    by.on()
    by.choose("gesture_change_codes")
    by.on()
    by.choose("activity_T-04")
    by.on()
    by.choose("persons_hundreds", "records_hundreds")
    by.on()
    by.choose("disclosure_likely", "protection_none", "reach_strangers", "availability_loss_restored")
    by.choose("cause_external_malicious", "harms_fraud", "severity_important")
    by.on()
    by.choose("authority_yes", "subjects_yes")
    by.on()
    by.fill("measures_after", "Codes changés, plainte déposée.")
    by.on(2)
    by.fill("receipt", "FIC-2026-1")
    by.end()
    file = next(one for one in demo.breaches.overviews() if one.clock.receipt == "FIC-2026-1")
    print(f"interactions from the demonstration: {by.count}")
    assert by.count < MOST_INTERACTIONS
    facts = file.breach.filings[0].facts
    assert not [name for name in ASKED_BY_33_3 if facts.standing(name) is not Answered.ANSWERED]
    paper = demo.paperwork.dossier(file.breach.reference, FilingKind.INITIAL).content
    text = squeezed("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper)).pages))
    for label in ("7.4Descriptif détaillé", "8.1Nature des données", "11.1Préjudices possibles"):
        assert squeezed(label) in text
        assert squeezed(f"{label}Non renseigné") not in text
    settle()
    shown.close_desk()

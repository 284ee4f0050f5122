"""Whole folders in the room « Demandes »: what is no message is left aside, hostile files told in short."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fingers import press
from letters_in import card, letter
from PySide6.QtCore import Qt
from request_pages import files, has_come, let_fall, words_in
from walking import Meeting, walk

from gdpr_desk.app import Desk
from gdpr_desk.requests.qt.incoming_dialog import IncomingDialog
from gdpr_desk.requests.qt.page import RequestsPage

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")


def test_of_a_folder_let_fall_what_is_no_message_is_said_to_be_left(
    room: RequestsPage, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "un.eml").write_bytes(letter())
    (tmp_path / "in" / "photo.jpg").write_bytes(card())
    told: list[str] = []

    def look(dialog: IncomingDialog) -> None:
        told.append(words_in(dialog))
        press(Qt.Key.Key_Escape)

    walk([Meeting(IncomingDialog, look, has_come)], lambda: let_fall(room, files([tmp_path / "in"])))
    assert "1 nouvelle demande" in told[0]
    assert "1 autre élément du dossier a été laissé de côté" in told[0]


@pytest.mark.trial
@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile samples are not beside this checkout")
def test_all_hostile_samples_at_once_are_told_in_the_window(
    desk: Desk, room: RequestsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walking.PATIENCE_MS", 300_000)
    import resource

    paths = sorted(path for path in HOSTILE.rglob("*") if path.is_file() and path.parent != HOSTILE)
    told: list[str] = []
    began = time.monotonic()

    def look(dialog: IncomingDialog) -> None:
        told.append(dialog.told.text())
        press(Qt.Key.Key_Escape)

    walk([Meeting(IncomingDialog, look, has_come)], lambda: let_fall(room, files(paths)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{len(paths)} samples: {told[0]}; {time.monotonic() - began:.1f} s, {most} MB")
    assert "nouvelles demandes" in told[0]
    assert desk.requests.page().total > 200

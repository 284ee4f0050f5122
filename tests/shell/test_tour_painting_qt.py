"""The tour paints what it is given at any ratio, and counts whatever goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from quick_keys import quick
from settling import settle

from gdpr_desk.clock import FixedClock
from gdpr_desk.demo import create_demo
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.requests.service import RequestQuery
from gdpr_desk.shell import tour_painter
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.tour import INSTANT
from gdpr_desk.shell.tour_painter import TourPainter
from gdpr_desk.shell.tour_quiet import quiet_shop
from gdpr_desk.shell.tour_scenes import Scene

pytestmark = pytest.mark.qt_no_exception_capture


class _Good(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.tokens().accent)


class _Torn(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        raise ValueError("torn")


def _unprepared() -> QWidget:
    raise KeyError("unprepared")


def _failing_later() -> QWidget:
    shown = _Good()
    QTimer.singleShot(0, shown, _unprepared)
    return shown


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[list[Scene]]:
    """The entrance's scenes; there is no vault behind them."""
    given: list[Scene] = []
    fake = SimpleNamespace(desk=None, close_desk=lambda: None)
    monkeypatch.setattr(tour_painter, "create_demo", lambda _folder, _clock: (None, ""))
    monkeypatch.setattr(tour_painter, "DeskWindow", lambda _desk: fake)
    monkeypatch.setattr(tour_painter, "entrance_scenes", lambda *_: iter(given))
    monkeypatch.setattr(tour_painter, "few_scenes", lambda *_: iter(given))
    monkeypatch.setattr(tour_painter, "desk_scenes", lambda *_: iter(()))
    monkeypatch.setattr(tour_painter, "desk_pdfs", lambda _desk: iter(()))
    monkeypatch.setattr(TourPainter, "_recovery_sheet", lambda _self, _desk: b"%PDF")
    yield given
    theme.install(qapp, "light", 100)


def _painter(out: Path) -> TourPainter:
    return TourPainter(out, datetime.fromisoformat(INSTANT), out / "demonstration")


def test_every_scene_is_painted_in_every_scheme_and_ratio(scenes: list[Scene], tmp_path: Path) -> None:
    scenes.append(Scene("good", _Good, passing=True))
    assert _painter(tmp_path).paint_all((200, 100), (120, 80), ((1.5, (200, 100)),)) == 0
    sizes = {
        file.name: (QImage(str(file)).width(), QImage(str(file)).height()) for file in tmp_path.glob("*.png")
    }
    assert sizes == {
        "01-good-light.png": (200, 100),
        "02-good-120-80-light.png": (120, 80),
        "151-good-150-percent-light.png": (300, 150),
        "01-good-dark.png": (200, 100),
    }


@pytest.mark.parametrize("broken", [_unprepared, _Torn, _failing_later])
def test_a_page_that_fails_anywhere_is_counted_and_the_tour_goes_on(
    broken: type[QWidget], scenes: list[Scene], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenes += [Scene("broken", broken, passing=True), Scene("good", _Good, passing=True)]
    hook = sys.excepthook
    assert _painter(tmp_path).paint_all((200, 100), (120, 80), ()) >= 3
    assert (tmp_path / "02-good-light.png").exists()
    said = capsys.readouterr().err
    assert "broken" in said
    assert "good" not in said
    assert sys.excepthook is hook


@pytest.mark.trial
def test_the_shop_with_nothing_left_has_no_clock_no_request_and_nothing_due(
    clock: FixedClock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    demo, _passphrase = create_demo(tmp_path / "demo", clock)
    with demo:
        shown = DeskWindow(quiet_shop(demo, tmp_path / "calme", clock))
    shown.idle.stop()
    qtbot.addWidget(shown.window)
    shown.go_to("today")
    settle()
    desk = shown.desk
    assert (desk.breaches.counts().all, desk.requests.page(RequestQuery()).rows) == (0, ())
    said = [one.text() for one in shown.today.findChildren(Label)]
    assert any("Rien d’urgent" in text for text in said)
    assert not shown.today.findChildren(Badge)
    assert not shown.breaches.banner.isVisibleTo(shown.window)
    shown.close_desk()

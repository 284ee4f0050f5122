"""A painted chart is still a control: names, keys, focus, tooltips, and the colours of the theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gdpr_desk.documents.charts import Box, Chart, Primitive, Ribbon, Words
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.chart_view import ChartView, paint_chart
from gdpr_desk.qtkit.tokens import DARK, LIGHT


def made(width: float, height: float, chosen: str) -> Chart:
    """Two columns of three boxes; `b1` has a name that looks like markup."""
    shapes: list[Primitive] = [
        Ribbon(60, 10, width - 60, 50, 4, "hair2", key="a0", sentence="a0 → b1 : 3 types")
    ]
    for column, left in (("a", 0.0), ("b", width - 60)):
        for row in range(3):
            key = f"{column}{row}"
            name = "<b>gras</b> d'ici" if key == "b1" else f"Case {key}"
            fill = "accent" if key == chosen else "raised"
            shapes.append(Box(left, row * 40.0, 60, 20, fill, "hair2", 6, key=key, sentence=name))
            shapes.append(Words(left + 6, row * 40.0 + 14, key, "title", room=50))
    return Chart(width, max(height, 110.0), tuple(shapes), "Six cases")


@pytest.fixture
def view(qtbot: QtBot) -> ChartView:
    shown = ChartView()
    qtbot.addWidget(shown)
    shown.resize(400, 200)
    shown.set_maker(made)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def spots(view: ChartView) -> dict[str, QAbstractButton]:
    found = view.findChildren(QAbstractButton)
    return {
        box.key: spot for spot in found for box in made(300, 0, "").spots() if box.sentence == spot.text()
    }


def test_every_box_has_a_name_and_lies_where_it_is_painted(view: ChartView) -> None:
    found = spots(view)
    assert sorted(found) == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert found["a0"].accessibleName() == "Case a0"
    assert found["b2"].geometry().right() == view.width() - 1
    assert view.accessibleName() == "Six cases"


def test_one_stop_for_tab_and_arrows_for_the_rest(view: ChartView, qtbot: QtBot) -> None:
    found = spots(view)
    stops = [k for k, s in found.items() if s.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["a0"]
    found["a0"].setFocus()
    for key, expected in (
        (Qt.Key.Key_Down, "a1"),
        (Qt.Key.Key_Right, "b1"),
        (Qt.Key.Key_Up, "b0"),
        (Qt.Key.Key_Up, "b0"),
        (Qt.Key.Key_Left, "a0"),
    ):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
        assert QApplication.focusWidget() is found[expected]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_choose_a_path(view: ChartView, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.keyClick(spots(view)["b0"], key)
    assert told.args == ["b0"]
    chart = view.chart()
    assert chart is not None
    assert [b.key for b in chart.spots() if b.fill == "accent"] == ["b0"]


def test_pressed_again_it_is_let_go(view: ChartView, qtbot: QtBot) -> None:
    spots(view)["a1"].click()
    with qtbot.waitSignal(view.chosen) as told:
        spots(view)["a1"].click()
    assert told.args == [""]


def test_what_takes_the_focus_is_told(view: ChartView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.reached) as told:
        spots(view)["a2"].setFocus()
    assert told.args == [spots(view)["a2"]]


def test_the_mouse_chooses_boxes_and_ribbons(view: ChartView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.mouseClick(spots(view)["a2"], Qt.MouseButton.LeftButton)
    assert told.args == ["a2"]
    chart = view.chart()
    assert chart is not None
    middle = QPointF(chart.width / 2, 30) * view.scale()
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert told.args == ["a0"]


def test_tooltips_take_names_as_they_are(view: ChartView) -> None:
    assert spots(view)["b1"].toolTip() == "<p>&lt;b&gt;gras&lt;/b&gt; d’ici</p>"
    chart = view.chart()
    assert chart is not None
    at = (QPointF(chart.width / 2, 30) * view.scale()).toPoint()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert "3 types" in QToolTip.text()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 60), QPoint(2, 60)))


def test_it_follows_width_text_size_and_theme(view: ChartView, qapp: QApplication) -> None:
    before = view.chart()
    assert before is not None
    assert before.width == pytest.approx(400 * 72 / 96)
    view.resize(600, 200)
    wider = view.chart()
    assert wider is not None
    assert wider.width == pytest.approx(450)
    theme.install(qapp, "dark", 150)
    larger = view.chart()
    assert larger is not None
    assert larger.width == pytest.approx(300)
    assert view.grab().toImage().pixelColor(view.width() // 2, 2).lightness() < 255


def test_light_and_dark_and_a_sharp_screen(qapp: QApplication) -> None:
    chart = made(200, 120, "a1")
    for colours in (LIGHT, DARK):
        for ratio in (1.0, 1.5, 2.0):
            image = QImage(round(300 * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(ratio)
            image.fill(colours.sheet)
            painter = QPainter(image)
            paint_chart(painter, chart, colours, 4 / 3)
            painter.end()
            at = round(50 * ratio), round(58 * ratio)
            assert image.pixelColor(*at) == colours.accent

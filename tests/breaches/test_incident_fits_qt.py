"""A new incident on a small screen: eight pictures at once, and a way on that waits for the choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.breaches.qt.advice_box import AdviceBox
from gdpr_desk.breaches.qt.kind_tile import KindTile, Shape
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.breaches.steps import Step
from gdpr_desk.breaches.vocabulary import Cause, Level, LostProperty, Protection, Reach
from gdpr_desk.qtkit.fields import OptionCard
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.breaches_room import _door


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, light_look: None) -> Iterator[BreachesPage]:
    made = BreachesPage(_door(desk))
    qtbot.addWidget(made)
    yield made
    Jobs.wait()


@pytest.mark.parametrize(
    ("size", "shape"),
    [(QSize(1130, 630), Shape.WHOLE), (QSize(1020, 446), Shape.WHOLE), (QSize(950, 400), Shape.WORDED)],
)
def test_the_eight_pictures_are_seen_whole_at_their_first_showing(
    page: BreachesPage, qtbot: QtBot, size: QSize, shape: Shape
) -> None:
    page.resize(size)
    page.report()
    with qtbot.waitExposed(page):
        page.show()
    scroll = page.wizard._scrolls["kind"]
    tiles = page.wizard.pages["kind"].findChildren(KindTile)
    assert len(tiles) == 8
    seen = scroll.viewport().rect()
    for tile in tiles:
        corner = tile.mapTo(scroll.viewport(), QPoint(0, 0))
        assert seen.contains(tile.rect().translated(corner)), (tile.text(), corner, seen)
        assert tile.shape() is shape
        room = tile.width() - 20
        assert tile.title_height(room) + tile.second_height(room) <= tile.height() - 16
        assert tile.toolTip()
    page.wizard.leave()
    page.hide()
    page.resize(size)
    with qtbot.waitExposed(page):
        page.show()
    assert [tile.shape() for tile in tiles] == [shape] * 8


def test_the_way_on_stands_out_once_the_choice_is_made(
    page: BreachesPage, opened: Callable[..., str], qtbot: QtBot
) -> None:
    wizard = page.wizard
    page.report()
    with qtbot.waitExposed(page):
        page.show()
    assert wizard.next.kind == "tonal"
    tile = wizard.pages["kind"].findChildren(KindTile)[2]
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert wizard.next.kind == "filled"
    page.open_breach(opened(lost=(LostProperty.CONFIDENTIALITY,), data=("basic",)))
    wizard.go_to_step(Step.ADVICE)
    assert wizard.next.kind == "tonal"
    for name, kind in (("authority_no", "tonal"), ("subjects_no", "filled")):
        card = wizard.pages["advice"].findChild(OptionCard, name)
        assert isinstance(card, OptionCard)
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert wizard.next.kind == kind


def test_the_first_reason_and_whose_decision_it_is_stay_and_the_rest_is_a_press_away(
    page: BreachesPage, opened: Callable[..., str], qtbot: QtBot
) -> None:
    wizard = page.wizard
    reference = opened(
        lost=(LostProperty.CONFIDENTIALITY,),
        data=("basic", "payment"),
        protection=Protection.NONE,
        cause=Cause.EXTERNAL_MALICIOUS,
        severity=Level.IMPORTANT,
        reach=Reach.STRANGERS,
    )
    page.resize(950, 472)
    with qtbot.waitExposed(page):
        page.show()
    page.open_breach(reference)
    wizard.go_to_step(Step.ADVICE)
    advice, view = wizard.pages["advice"], wizard._scrolls["advice"].viewport()
    box = advice.findChild(AdviceBox)
    assert isinstance(box, AdviceBox)
    reasons = [box._authority._reasons.itemAt(at).widget() for at in range(box._authority._reasons.count())]
    assert len(reasons) > 1
    qtbot.waitUntil(lambda: box.why.isVisible() and not reasons[1].isVisible())
    QApplication.processEvents()
    assert reasons[0].isVisible()
    for part in (advice._head, advice.findChild(OptionCard, "authority_yes")):
        assert view.rect().contains(part.rect().translated(part.mapTo(view, QPoint(0, 0))))
    qtbot.mouseClick(box.why, Qt.MouseButton.LeftButton)
    assert all(reason.isVisible() for reason in reasons)
    assert box.why.isHidden()
    page.resize(1130, 1000)
    qtbot.waitUntil(lambda: reasons[1].isVisible() and box.why.isHidden())

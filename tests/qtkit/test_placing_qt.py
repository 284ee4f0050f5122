"""No dialog covers the banner that counts the time left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit.placing import TOP_BANNER, fit_over, place_over


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window of 1000 by 600 with 50 pixels of banner at its top."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    banner = QWidget(objectName=TOP_BANNER)
    banner.setFixedHeight(50)
    column.addWidget(banner)
    column.addStretch(1)
    made.resize(1000, 600)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(("wanted", "got"), [((400, 300), (400, 300)), ((400, 900), (400, 518))])
def test_a_dialog_stands_below_the_banner_and_within_the_window(
    window: QWidget, wanted: tuple[int, int], got: tuple[int, int]
) -> None:
    dialog = QDialog(window)
    dialog.show()
    fit_over(dialog, *wanted)
    assert (dialog.width(), dialog.height()) == got
    stands = QRect(window.mapFromGlobal(dialog.pos()), dialog.size())
    assert stands.top() >= 58
    assert window.rect().contains(stands)
    assert stands.topLeft() == place_over(window, dialog.size())


def test_where_no_clock_counts_it_stands_in_the_middle(window: QWidget) -> None:
    window.findChild(QWidget, TOP_BANNER).hide()
    dialog = QDialog(window)
    dialog.show()
    fit_over(dialog, 400, 560)
    assert dialog.height() == 552
    assert window.mapFromGlobal(dialog.pos()).y() == 24

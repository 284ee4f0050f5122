"""What is copied out of the vault does not stay on the clipboard; what somebody copied since does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit import clipboard
from gdpr_desk.qtkit.clipboard import FORGOTTEN_AFTER_S, copy_for_a_while, forget_copied

pytestmark = pytest.mark.usefixtures("qapp")


def on_it() -> str:
    return QGuiApplication.clipboard().text()


def clock() -> QTimer:
    found: QTimer = clipboard._held().findChild(QTimer)
    return found


def test_it_is_forgotten_after_half_a_minute(qtbot: QtBot) -> None:
    copy_for_a_while("Luce Ferrand")
    assert on_it() == "Luce Ferrand"
    assert FORGOTTEN_AFTER_S == 30
    assert clock().isActive()
    assert clock().interval() == 30_000
    clock().setInterval(10)
    qtbot.waitUntil(lambda: on_it() == "", timeout=5_000)
    clock().setInterval(30_000)


def test_it_is_forgotten_at_once_where_the_vault_closes_and_nothing_else_is() -> None:
    copy_for_a_while("Luce Ferrand")
    forget_copied()
    assert on_it() == ""
    assert not clock().isActive()
    copy_for_a_while("Luce Ferrand")
    QGuiApplication.clipboard().setText("autre chose")
    forget_copied()
    assert on_it() == "autre chose"

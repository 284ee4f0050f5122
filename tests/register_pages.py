"""The register's page over an open vault, as the window shows it, and the hands of its tests."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.service import ActivityOverview


def shown_page(desk: Desk, qtbot: QtBot, width: int = 1134, height: int = 640) -> RegisterPage:
    """The page, shown, with the keyboard in it."""
    page = RegisterPage(
        desk.register,
        exchange=desk.exchange,
        history=desk.history,
        parties=desk.parties,
        clock=desk.clock,
        names=lambda: {person.id: person.name for person in desk.vault.people()},
    )
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=5000)
    return page


def listed(page: RegisterPage) -> list[str]:
    """The names in the list, as they stand."""
    return [o.activity.name for o in page.ui.table.shown() if isinstance(o, ActivityOverview)]


def chosen(page: RegisterPage) -> list[str]:
    """The names of the chosen records."""
    return [activity.name for activity in page.listing.chosen()]


def toast(page: QWidget) -> Toast:
    """The one toast on screen."""
    (found,) = [t for t in page.window().findChildren(Toast) if t.isVisible()]
    return found


def take_back(page: QWidget) -> None:
    """Press « Annuler » in the toast."""
    next(b for b in toast(page).findChildren(QAbstractButton) if b.text() == "Annuler").click()


def menu_words() -> list[str]:
    """What the open menu offers, without the keys; it is closed again."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    menu.close()
    return words

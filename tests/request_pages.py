"""The room « Demandes » for tests: opened on real services, its forms met, its words and buttons found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fingers import plain
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.incoming_dialog import IncomingDialog
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.vault.people import Role


def door_of(desk: Desk) -> RequestDoor:
    return RequestDoor(
        desk.requests,
        desk.handling,
        desk.viewing,
        desk.letters,
        desk.clock,
        desk.vault.person.role is not Role.STAFF,
        dict,
        desk.parties.all,
        desk.arrivals,
        desk.mailboxes,
        desk.objections,
        lambda: desk.register.register().activities,
    )


def opened(desk: Desk, qtbot: QtBot) -> RequestsPage:
    page = RequestsPage(door_of(desk))
    qtbot.addWidget(page)
    page.refresh()
    page.resize(1134, 640)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.focus_first()
    QApplication.processEvents()
    return page


def in_form(act: Callable[[ActForm], object], then: Callable[[], object]) -> None:
    """Do `act` in the form that `then` opens, once it has the keyboard; one still there is then left."""
    met: list[ActForm] = []
    look = QTimer(interval=20)

    def meet() -> None:
        form = QApplication.activeModalWidget()
        if not isinstance(form, ActForm) or QApplication.activeWindow() is not form:
            return
        look.stop()
        met.append(form)
        try:
            act(form)
        finally:
            if form.isVisible():
                form.reject()

    look.timeout.connect(meet)
    look.start()
    then()
    look.stop()
    assert met, "no form was opened"


def words_in(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put in is shown by the next turn of the loop
    return plain(" ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible()))


def has_come(dialog: IncomingDialog) -> bool:
    """Whether all that was let fall, opened or fetched is read."""
    return dialog.gathered is not None


def tick_all(widget: QWidget) -> None:
    """Say yes to all that is to be ticked."""
    for tick in widget.findChildren(Check):
        tick.setChecked(True)


def compare_all(form: ActForm) -> None:
    """Say that a copy was compared, and of what it is one."""
    form.fields["document"]._control.set_key("identity_card")  # type: ignore[attr-defined]
    tick_all(form)


def press_button(widget: QWidget, words: str) -> None:
    QApplication.processEvents()
    found = [b for b in widget.findChildren(Button) if b.isVisible() and plain(b.text()) == words]
    assert found, f"{words} not in {[plain(b.text()) for b in widget.findChildren(Button) if b.isVisible()]}"
    found[0].click()


def let_fall(page: QWidget, data: QMimeData) -> None:
    """As the system does: it asks first, then lets go."""
    at, left, none = page.rect().center(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    dropping = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(page, dropping)


def files(paths: list[Path]) -> QMimeData:
    """As they are let fall or copied."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data

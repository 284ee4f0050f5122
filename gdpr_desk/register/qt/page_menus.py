"""The menus and keys of the register's room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.register.model import ActivityStatus, ProcessingActivity

Verb = Callable[[], object]


def add_menu(button: QWidget, models: Verb, blank: Verb) -> None:
    """What can be added, under the button that adds."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Choisir parmi les modèles…", models)
    menu.addAction("Fiche vide", blank)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4)))


def row_menu(
    parent: QWidget, at: QPoint, activity: ProcessingActivity, *, edit: Verb, preview: Verb, archive: Verb
) -> None:
    """What can be done with one record, at a place on the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Ouvrir la fiche", edit)
    menu.addAction("Aperçu avant impression", preview)
    if activity.status is not ActivityStatus.ARCHIVED:
        menu.addSeparator()
        menu.addAction("Archiver la fiche", archive)
    menu.popup(at)


def bind_keys(keys: Iterable[tuple[QKeySequence.StandardKey | str, QWidget, Verb]]) -> None:
    """Each key works while its widget, or something in it, has the focus."""
    for key, owner, verb in keys:
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(verb)

"""The menus of the register's room."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.qtkit.icons import icon
from gdpr_desk.qtkit.key_bindings import Verb
from gdpr_desk.register.qt.acts import Act


def add_menu(button: QWidget, models: Verb, blank: Verb, imports: Iterable[tuple[str, Verb]]) -> None:
    """What can be added, under the button that adds; `imports` are the entries of the import."""
    menu = _menu(button)
    menu.addAction("Choisir parmi les modèles…", models)
    menu.addAction("Fiche vide", blank)
    menu.addSeparator()
    for words, verb in imports:
        menu.addAction(words, verb)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4)))


def acts_menu(parent: QWidget, at: QPoint, acts: Iterable[Act]) -> QMenu:
    """What can be done with the chosen records, at a place on the screen."""
    menu = _menu(parent)
    group = None
    for act in acts:
        if group is not None and act.group != group:
            menu.addSeparator()
        group = act.group
        words = f"{act.words}\t{act.keys}" if act.keys else act.words
        menu.addAction(icon(act.icon), words, act.verb)
    menu.popup(at)
    return menu


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu

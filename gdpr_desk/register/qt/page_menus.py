"""The menus and keys of the register's room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.qtkit.icons import icon
from gdpr_desk.register.qt.acts import Act

Verb = Callable[[], object]


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


def bind_keys(keys: Iterable[tuple[QKeySequence.StandardKey | str, QWidget, Verb]]) -> None:
    """Each key works while its widget, or something in it, has the focus."""
    for key, owner, verb in keys:
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(verb)


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu

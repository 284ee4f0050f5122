"""Keys of a form or a list: each works while its widget, or something in it, has the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

Verb = Callable[[], object]


def bind_keys(keys: Iterable[tuple[QKeySequence.StandardKey | str, QWidget, Verb]]) -> None:
    """Let each key do its verb within its widget."""
    for key, owner, verb in keys:
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(verb)
